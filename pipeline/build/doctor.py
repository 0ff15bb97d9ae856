"""What this machine has and lacks: one finding a line, for the person who sets it up."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path

from pipeline import ffmpeg, settings
from pipeline.broadcast.players import sinks
from pipeline.broadcast.players.make import make
from pipeline.broadcast.playout import inbox, service
from pipeline.build import project as projects
from pipeline.build import sound
from pipeline.errors import LoaError, in_words
from pipeline.settings import Playout
from pipeline.speech.voices import chain

SPARE_MB = 500  # a week's audio, the cache and a site fit in this


@dataclass(frozen=True)
class Finding:
    """One thing looked at. ``needed`` is False for what only some stations use."""

    name: str
    ok: bool
    needed: bool
    message: str


def examine(root: Path) -> tuple[Finding, ...]:
    """Look at the tools, the voices, the disk, the clock and the project under ``root``."""
    return tuple(_findings(root))


def prune_cache(root: Path, days: int) -> str:
    """Delete utterances not used for ``days`` days; return what was done, in Vietnamese."""
    project = projects.open_project(root)
    with sound.open_studio(project, tell=lambda _: None) as studio:
        count, size = studio.prune(days=days)
    return f"Đã xóa {count} câu trong kho đọc ({size / 2**20:.1f} MB)."


def _findings(root: Path) -> Iterator[Finding]:
    yield _try("ffmpeg", _ffmpeg_version)
    yield _try("Pelican", lambda: f"phiên bản {metadata.version('pelican')}")
    yield _disk(root)
    yield _writable(root / "output")
    yield from _project(root)
    yield _player(root)


def _try(name: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, True, look())
    except (LoaError, metadata.PackageNotFoundError) as error:
        return Finding(name, False, True, str(error))


def _ffmpeg_version() -> str:
    said = ffmpeg.run(["-version"])[0].decode("utf-8", "replace")
    return f"{said.split()[2]} ({ffmpeg.binary()})"


def _disk(root: Path) -> Finding:
    folder = root if root.is_dir() else Path.cwd()
    free = shutil.disk_usage(folder).free // 2**20
    hint = "" if free >= SPARE_MB else f"; cần ít nhất {SPARE_MB} MB, hãy dọn bớt"
    return Finding("Chỗ trống", free >= SPARE_MB, True, f"còn {free} MB{hint}")


def _writable(folder: Path) -> Finding:
    existing = next((path for path in (folder, *folder.parents) if path.is_dir()), folder)
    try:
        with tempfile.TemporaryFile(dir=existing):
            return Finding("Quyền ghi", True, True, f"ghi được vào {existing}")
    except OSError as error:
        return Finding(
            "Quyền ghi", False, True, f"không ghi được vào {existing}: {in_words(error)}; hãy đổi quyền thư mục"
        )


def _project(root: Path) -> Iterator[Finding]:
    try:
        project = projects.open_project(root)
    except LoaError as error:
        yield Finding("Dự án", False, True, str(error).replace("\n", " | "))
        return
    yield Finding("Dự án", True, True, f"{project.settings.station.name}, {len(project.library.articles)} bài")
    yield Finding("Giờ của đài", True, True, f"{project.now:%H:%M ngày %d/%m/%Y} ({project.settings.station.timezone})")
    for note in settings.advice(project.settings, project.lines):
        yield Finding(note.field, False, False, f"{note.path}:{note.line}: {note.message}")
    with sound.open_studio(project, tell=lambda _: None) as studio:
        count, size = studio.cache_size()
    yield Finding("Kho câu đã đọc", True, False, f"{count} câu, {size / 2**20:.1f} MB (dọn: loa doctor --prune 90)")
    voices = chain.available(project.settings.speech)
    for name, problem in voices.items():
        yield Finding(f"Giọng {name}", not problem, not any(not p for p in voices.values()), problem or "sẵn sàng")


def _player(root: Path) -> Finding:
    """Open what ``loa play`` would open. Only a station whose schedule names a player or a device needs it."""
    try:
        playout = settings.load(root)[0].playout
    except LoaError:
        return Finding("Trình phát", False, False, "xem sau khi sửa lịch phát")
    if (root / inbox.FOLDER / service.LOCK).is_file() and service.is_running(root):
        page = f"http://127.0.0.1:{playout.status_port}/"
        return Finding("Trình phát", True, False, f"loa play đang chạy và giữ máy phát; xem {page}")
    named = playout.player != "device" or playout.device is not None
    try:
        return Finding("Trình phát", True, False, _opened(playout, root))
    except LoaError as error:
        return Finding("Trình phát", False, named, f"{error}{'' if named else ' (chỉ cần khi máy này tự phát)'}")


def _opened(playout: Playout, root: Path) -> str:
    player = make(playout, project=root, stamp=datetime.now)
    try:
        player.check()
    finally:
        player.close()
    if playout.player != "device":
        return f"{playout.player} nhận được âm thanh"
    return f"{sinks.device(playout.program, playout.device).name} mở được thiết bị {playout.device or 'mặc định'}"
