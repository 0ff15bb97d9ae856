"""The files an article points to: inside content/, there, readable, of a kind every browser and player takes."""

import difflib
import posixpath
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from pipeline import files
from pipeline.content import body as markdown
from pipeline.errors import Problem, in_words
from pipeline.model.article import Article
from pipeline.yamltext import LineIndex

IMAGES = (".jpg", ".jpeg", ".png", ".webp", ".gif")
SOUNDS = (".mp3", ".wav", ".m4a", ".ogg", ".opus", ".flac", ".aac")
VIDEOS = (".mp4", ".webm")
PAPERS = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".odt", ".ods", ".csv", ".txt", ".zip")
FOLDER = "media/"
LARGE = dict.fromkeys(IMAGES, 2_000_000) | dict.fromkeys(SOUNDS, 50_000_000) | dict.fromkeys(VIDEOS, 100_000_000)

_OUTSIDE = ("http://", "https://", "mailto:", "tel:")
_ESCAPES = "đường dẫn ra ngoài thư mục content; chép tệp vào content/media rồi viết media/ten-tep"


@dataclass(frozen=True)
class Shelf:
    """What lies under content/: its root on disk, and the paths (relative to it) of all files."""

    root: Path
    names: frozenset[str]

    def near(self, name: str) -> str:
        """Return a hint: the file of the same kind with the most similar name, or what to do."""
        suffix = PurePosixPath(name).suffix.lower()
        kinds = next((kinds for kinds in (IMAGES, SOUNDS, VIDEOS) if suffix in kinds), (suffix,))
        stems = {PurePosixPath(known).stem: known for known in self.names if known.lower().endswith(kinds)}
        near = difflib.get_close_matches(PurePosixPath(name).stem, sorted(stems), 1)
        if near:
            return f"có phải “{stems[near[0]]}”?"
        return "sửa lại tên tệp" if suffix == ".md" else "chép tệp vào content/media, hoặc sửa lại tên"


def problems(article: Article, lines: LineIndex, shelf: Shelf) -> list[Problem]:
    """Return what is wrong with the files that the article names, in front matter and body."""
    meta = article.meta
    recording = meta.broadcast.recording if meta.broadcast else None
    named = (("image", meta.image, IMAGES), ("broadcast.recording", recording, SOUNDS), ("video", meta.video, VIDEOS))
    found: list[Problem] = []
    for field, target, kinds in named:
        if target and not (field == "video" and target.startswith(("http://", "https://"))):
            told = _file_findings(target, [PurePosixPath()], kinds, shelf)
            found += [Problem(article.path, lines(*field.split(".")), field, *finding) for finding in told]
    return found + _body_problems(article, shelf)


def resolve(target: str, folders: Iterable[PurePosixPath]) -> list[str]:
    """Return the paths under content/ that a local link may mean, in the order they are tried.

    ``folders`` are those it may be relative to. A path that leaves content/ is none.
    """
    if target.startswith("/") or "\\" in target:
        return []
    paths = [posixpath.normpath(str(folder / target)) for folder in folders]
    return list(dict.fromkeys(path for path in paths if path.split("/")[0] != ".."))


def local_paths(link: markdown.Link, article: Article) -> list[str]:
    """Return the paths under content/ that a link in the article's body may mean; none where it leads elsewhere."""
    target = _local(link.target)
    return resolve(target, _folders(article)) if target and ":" not in target and not target.startswith("#") else []


def _folders(article: Article) -> list[PurePosixPath]:
    return [PurePosixPath(article.section), PurePosixPath()]


def _local(target: str) -> str:
    """Strip what is not path: Pelican's marks, query, fragment, percent signs."""
    plain = target.removeprefix("{filename}").removeprefix("{static}").removeprefix("{attach}")
    return unquote(plain.split("#")[0].split("?")[0])


def _body_problems(article: Article, shelf: Shelf) -> list[Problem]:
    found: list[Problem] = []
    for link in markdown.links(article.body, article.body_line):
        told = _link_findings(link, _folders(article), shelf)
        found += [Problem(article.path, link.line, markdown.FIELD, *finding) for finding in told]
    return found


Finding = tuple[str, bool]  # message, whether it is only advice


def _link_findings(link: markdown.Link, folders: list[PurePosixPath], shelf: Shelf) -> Iterator[Finding]:
    target, local = link.target, _local(link.target)
    outside = target.lower().startswith(_OUTSIDE)
    if link.alt is not None and outside:
        yield f"ảnh {target[:80]} nằm ở trang khác, có thể mất; chép ảnh vào content/media", True
    if outside or target.startswith("#") or (link.alt is None and target.startswith("/")):
        return
    if not local:
        yield "liên kết trống; viết địa chỉ trong ngoặc tròn", False
    elif ":" in local.split("/")[0]:
        yield f"liên kết “{local[:60]}” không mở được trên trang; dùng https:// hoặc tệp trong content/media", False
    else:
        kinds = IMAGES if link.alt is not None else (".md", *PAPERS, *IMAGES, *SOUNDS, *VIDEOS)
        yield from _file_findings(local, folders, kinds, shelf)


def _file_findings(
    target: str, folders: Iterable[PurePosixPath], kinds: tuple[str, ...], shelf: Shelf
) -> Iterator[Finding]:
    options = resolve(target, folders)
    suffix = PurePosixPath(target).suffix.lower()
    if not options:
        yield f"“{target[:80]}”: {_ESCAPES}", False
        return
    if not suffix and FOLDER in target:  # Markdown ends an address at a blank
        yield (
            f"“{target[:80]}…”: tên tệp có dấu cách hoặc dấu ngoặc; đổi thành tên không dấu, nối bằng gạch ngang",
            False,
        )
        return
    if suffix not in kinds:
        yield f"“{target[:80]}” không đúng loại tệp; dùng một trong: {', '.join(kinds)}", False
        return
    name = next((option for option in options if option in shelf.names), None)
    if name is None:
        yield f"không thấy tệp “{target[:80]}” trong content; {shelf.near(options[-1])}", False
    elif not name.isascii():
        yield f"tên tệp “{name}” có dấu; đổi thành tên không dấu, ở cả thư mục lẫn bài viết", False
    else:
        yield from _on_disk(name, suffix, shelf)


def _on_disk(name: str, suffix: str, shelf: Shelf) -> Iterator[Finding]:
    path = files.inside(shelf.root, name)
    if path is None:
        yield f"“{name}”: {_ESCAPES}", False
        return
    try:
        size = path.stat().st_size
    except OSError as error:
        yield f"không mở được “{name}” ({in_words(error)}); chép lại tệp", False
        return
    if size == 0:
        yield f"tệp “{name}” rỗng; chép lại tệp", False
    elif suffix in IMAGES and not _is_picture(path):
        yield f"“{name}” không phải là ảnh đọc được; xuất lại ảnh dạng .jpg hoặc .png", False
    if size > (limit := LARGE.get(suffix, size)):
        yield f"“{name}” nặng {size / 1e6:.1f} MB, người dùng điện thoại phải chờ; nên dưới {limit / 1e6:.0f} MB", True


def _is_picture(path: Path) -> bool:
    from PIL import Image

    opened: Callable[[Path], Image.Image] = Image.open
    try:
        with opened(path) as picture:
            return picture.width > 0
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
