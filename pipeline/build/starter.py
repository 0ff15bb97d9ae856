"""``loa init``: a new commune's project from the files in pipeline/starter."""

from collections.abc import Iterator
from datetime import date, datetime
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from pipeline import files
from pipeline.errors import RequestError

TEXTS = (".md", ".yaml", ".tsv", ".gitignore")


def start_project(folder: Path, *, commune: str, province: str, today: date | None = None) -> tuple[Path, ...]:
    """Write the starter files into ``folder``; return their paths.

    Raises RequestError when the folder already holds anything: nothing is ever overwritten.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RequestError(f"thư mục {folder} đã có tệp; hãy chọn một thư mục mới hoặc trống")
    day = today or datetime.now().astimezone().date()
    words = {"@@COMMUNE@@": commune, "@@PROVINCE@@": province, "@@TODAY@@": day.isoformat()}
    made = []
    with files.fresh_folder(folder) as new:
        for name, source in _starter_files():
            files.write_bytes(new / name, _filled(name, source.read_bytes(), words))
            made.append(folder / name)
    return tuple(made)


def _starter_files() -> Iterator[tuple[str, Traversable]]:
    yield from _walk(resources.files("pipeline.starter"), "")


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        name = f"{prefix}{entry.name}"
        if entry.is_dir() and not entry.name.startswith("__"):
            yield from _walk(entry, f"{name}/")
        elif entry.is_file() and not entry.name.startswith("__"):
            yield name.replace("dot-gitignore", ".gitignore"), entry


def _filled(name: str, data: bytes, words: dict[str, str]) -> bytes:
    if not name.endswith(TEXTS):
        return data
    text = data.decode("utf-8")
    for mark, word in words.items():
        text = text.replace(mark, word)
    return text.encode("utf-8")
