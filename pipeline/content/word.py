"""A Word document opened safely: HTML, pictures, and what was lost on the way.

A .docx is a zip of XML from anywhere: sizes are limited before anything is unpacked, document
type declarations (entity bombs) are refused, and nothing outside the file is ever read.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any
from xml.etree import ElementTree

from pipeline.errors import RequestError

MAX_UNPACKED = 150_000_000
MAX_XML = 10_000_000
MAX_PARTS = 3_000
MAX_DEPTH = 300
MAX_PARAGRAPHS = 5_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "mở tệp bằng Word hoặc LibreOffice, chọn Lưu thành (Save as) kiểu .docx, rồi thử lại"
_PARTS = {
    "document": "nội dung",
    "header": "đầu trang",
    "footer": "chân trang",
    "footnotes": "chú thích cuối trang",
    "endnotes": "chú thích cuối bài",
    "comments": "ghi chú bên lề",
    "chart": "biểu đồ",
    "data": "sơ đồ",
}
_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='title'] => h1.title:fresh
p[style-name='Subtitle'] => p:fresh
"""


@dataclass(frozen=True)
class Picture:
    """A picture of the document, in a format browsers show. ``mark`` stands for its address in the HTML."""

    mark: str
    data: bytes
    suffix: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph's runs as written in the file, and the Vietnamese name of the part it stands in."""

    part: str
    runs: tuple[str, ...]


@dataclass(frozen=True)
class Document:
    """A Word document: HTML, pictures, every paragraph of its XML, and notes (Vietnamese) on what was left out."""

    html: str
    pictures: tuple[Picture, ...]
    paragraphs: tuple[Paragraph, ...]
    notes: tuple[str, ...]


def read(data: bytes, name: str) -> Document:
    """Open the bytes of the file ``name``.

    Raises RequestError, with what to do, when it is no .docx, is locked, broken, or unpacks to too much.
    """
    if data.startswith(_OLE):
        raise RequestError(f"{name}: tệp .doc kiểu cũ hoặc .docx có mật khẩu; bỏ mật khẩu nếu có, {_SAVE_AS}")
    with _broken(name):
        parts = _parts(data, name)
        paragraphs = tuple(islice(_paragraphs(parts), MAX_PARAGRAPHS + 1))
        if len(paragraphs) > MAX_PARAGRAPHS:
            raise RequestError(f"{name}: văn bản dài quá {MAX_PARAGRAPHS} đoạn; chia thành nhiều tệp")
        return _convert(data, paragraphs)


@contextmanager
def _broken(name: str) -> Iterator[None]:
    """Turn whatever a damaged file makes the parsers raise into one clear message."""
    try:
        yield
    except RequestError:
        raise
    except Exception as error:  # foreign bytes through foreign parsers: any error means the file is not sound
        message = f"{name}: tệp hỏng hoặc không phải Word .docx ({type(error).__name__}); {_SAVE_AS}"
        raise RequestError(message) from error


def _parts(data: bytes, name: str) -> dict[str, bytes]:
    """Return the XML parts of the zip, after its sizes were found bearable."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise RequestError(f"{name}: không phải tệp Word .docx; {_SAVE_AS}")
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        entries = pack.infolist()
        xml = [entry for entry in entries if entry.filename.lower().endswith((".xml", ".rels"))]
        unpacked, largest = sum(e.file_size for e in entries), max((e.file_size for e in xml), default=0)
        if len(entries) > MAX_PARTS or unpacked > MAX_UNPACKED or largest > MAX_XML:
            raise RequestError(f"{name}: tệp giải nén ra quá lớn; bớt ảnh hoặc chia thành nhiều tệp")
        if "word/document.xml" not in pack.namelist():
            raise RequestError(f"{name}: không phải tệp Word .docx; {_SAVE_AS}")
        parts = {entry.filename: pack.read(entry) for entry in xml}
    if any(b"<!DOCTYPE" in part.replace(b"\0", b"") for part in parts.values()):
        raise RequestError(f"{name}: tệp có khai báo lạ (DOCTYPE), không an toàn; {_SAVE_AS}")
    return parts


def _convert(data: bytes, paragraphs: tuple[Paragraph, ...]) -> Document:
    import mammoth

    pictures: list[Picture] = []
    notes: list[str] = []

    def place(image: Any) -> dict[str, str]:
        number = len(pictures) + len(notes) + 1
        with image.open() as file:
            made = _web_picture(file.read())
        if made is None:
            notes.append(f"ảnh thứ {number} ({image.content_type}) không chuyển được; lưu ảnh ấy thành .png")
            return {"src": ""}
        pictures.append(Picture(f"loa-anh-{number}", *made))
        return {"src": pictures[-1].mark}

    result = mammoth.convert_to_html(
        io.BytesIO(data),
        convert_image=mammoth.images.img_element(place),
        style_map=_STYLES,
        include_embedded_style_map=False,
        external_file_access=False,
    )
    told = [note for message in result.messages if (note := _told(message.message))]
    return Document(result.value, tuple(pictures), paragraphs, tuple(dict.fromkeys(notes + told)))


def _told(message: str) -> str:
    """Say mammoth's warning in Vietnamese; an unknown style or a redrawn picture loses nothing and needs no word."""
    if re.search(r"style|unlikely to display", message, re.I):
        return ""
    if "image" in message.lower():
        return f"có ảnh nằm ngoài tệp hoặc không đọc được ({message[:100]})"
    return f"có phần không chuyển được ({message[:100]})"


def _web_picture(data: bytes) -> tuple[bytes, str] | None:
    """Return a picture that browsers show: as it is, or redrawn as PNG; None when it cannot be read."""
    from PIL import Image

    known = {"JPEG": ".jpg", "PNG": ".png", "GIF": ".gif", "WEBP": ".webp"}
    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.load()
            if picture.format in known:
                return data, known[picture.format]
            made = io.BytesIO()
            picture.convert("RGB").save(made, "PNG")
            return made.getvalue(), ".png"
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _paragraphs(parts: dict[str, bytes]) -> Iterator[Paragraph]:
    for name, data in parts.items():
        match = re.fullmatch(r"word/(?:charts/|diagrams/)?([a-z]+)\d*\.xml", name)
        if match and match[1] in _PARTS:
            yield from _of_part(_PARTS[match[1]], _tree(data))


def _tree(data: bytes) -> ElementTree.Element:
    """Parse XML whose nesting is bearable; raises ValueError on a bottomless one."""
    depth = 0
    root: ElementTree.Element | None = None
    for event, element in ElementTree.iterparse(io.BytesIO(data), events=("start", "end")):
        root = element if root is None else root
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise ValueError(f"XML deeper than {MAX_DEPTH}")
    if root is None:
        raise ValueError("XML without an element")
    return root


def _of_part(label: str, root: ElementTree.Element) -> Iterator[Paragraph]:
    for element in root.iter():
        if element.tag.endswith("}p"):
            runs = tuple(t.text for t in element.iter() if t.tag.endswith("}t") and t.text)
            if runs:
                yield Paragraph(label, runs)
