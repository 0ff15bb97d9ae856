"""Markdown → the blocks of text a presenter would say, in order: no code, link target, picture or footnote. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import markdown
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

Pause = Literal["sentence", "paragraph", "section"]

MAX_ROWS, MAX_COLUMNS = 6, 4  # a larger table cannot be followed by ear

_EXTENSIONS = ["extra", "sane_lists"]
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CONTAINERS = ("blockquote", "dl", "dd", "div", "section", "figure", "article", "details", "body", "html")
_SILENT = frozenset(
    "script style template head iframe object svg math video audio form button "  # noqa: SIM905
    "img figcaption del s sup code".split()
)
_ELSEWHERE = ("ol", "ul", "table")  # said as blocks of their own
_ORDINALS = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
# An item that begins so counts itself.
_COUNTED = ("bước", "thứ", "một là", "hai là", "ba là", "điều", "giai đoạn", "đợt", "ngày")
_NUMBER_HEADERS = frozenset(["stt", "tt", "số tt", "số thứ tự", "#"])


@dataclass(frozen=True)
class Block:
    """A run of sentences: what is said before it (``lead``), and the pause after it."""

    text: str
    pause: Pause = "paragraph"
    lead: str = ""


@dataclass(frozen=True)
class LeftOut:
    """Something that cannot be said: its first words, to find its line, and why."""

    words: str
    why: str


def blocks_of(text: str) -> tuple[tuple[Block, ...], tuple[LeftOut, ...]]:
    """Return the blocks of a Markdown text and what had to be left out of them."""
    soup = BeautifulSoup(markdown.markdown(text, extensions=_EXTENSIONS), "html.parser")
    parts = [part for part in _walk(soup) if isinstance(part, LeftOut) or part.text]
    said = [part for part in parts if isinstance(part, Block)]
    return tuple(_before_headings(said)), tuple(part for part in parts if isinstance(part, LeftOut))


@dataclass(frozen=True)
class _Heading(Block):
    """A heading: the pause before it is as long as the one between sections."""


def _before_headings(said: list[Block]) -> Iterator[Block]:
    for index, block in enumerate(said, 1):
        last = index == len(said) or isinstance(said[index], _Heading)
        yield Block(block.text, "section" if last else block.pause, block.lead)


def _walk(node: Tag) -> Iterator[Block | LeftOut]:
    """Go through block elements; what stands loose between them is a paragraph."""
    loose: list[str] = []
    for child in node.children:
        if isinstance(child, Tag) and child.name in _BLOCKS:
            yield Block(_tidy("".join(loose)))
            loose = []
            yield from _BLOCKS[child.name](child)
        else:
            yield from _left_out(child)
            loose.append(_inline(child))
    yield Block(_tidy("".join(loose)))


def _container(node: Tag) -> Iterator[Block | LeftOut]:
    if "footnote" not in (node.get("class") or ()):
        yield from _walk(node)


def _paragraph(node: Tag) -> Iterator[Block | LeftOut]:
    yield from _left_out(node)
    yield Block(_tidy(_inline(node)))


def _heading(node: Tag) -> Iterator[Block | LeftOut]:
    yield from _left_out(node)
    yield _Heading(_tidy(_inline(node)))


def _list(node: Tag) -> Iterator[Block | LeftOut]:
    ordered = node.name == "ol" and not node.find_parent(["ol", "ul"])
    items = node.find_all("li", recursive=False)
    first = int(str(node.get("start") or 1)) if str(node.get("start") or 1).isdigit() else 1
    for number, item in enumerate(items, first):
        last = item is items[-1]
        parts = [part for part in _walk(item) if isinstance(part, LeftOut) or part.text]
        yield from _item(parts, _ordinal(number) if ordered and len(items) > 1 else "", last=last)


def _item(parts: list[Block | LeftOut], lead: str, *, last: bool) -> Iterator[Block | LeftOut]:
    for part in parts:
        if isinstance(part, LeftOut):
            yield part
            continue
        counted = part.text.lower().startswith(_COUNTED)
        pause: Pause = "paragraph" if last and part is parts[-1] else "sentence"
        yield replace(part, lead=part.lead or ("" if counted else lead), pause=pause)
        lead = ""


def _ordinal(number: int) -> str:
    return f"Thứ {_ORDINALS[number - 1] if 0 < number <= len(_ORDINALS) else number},"


def _table(node: Tag) -> Iterator[Block | LeftOut]:
    rows = [[_tidy(_inline(cell)) for cell in row.find_all(["th", "td"])] for row in node.find_all("tr")]
    rows = [row for row in rows if any(row)]
    if len(rows) < 2:
        yield from (Block(" ".join(filter(None, row))) for row in rows)
        return
    header, body = rows[0], rows[1:]
    if len(body) > MAX_ROWS or len(header) > MAX_COLUMNS:
        size, most = f"{len(body)} hàng × {len(header)} cột", f"{MAX_ROWS} hàng × {MAX_COLUMNS} cột"
        yield LeftOut(
            " ".join(header), f"bảng {size} không đọc trên loa (nhiều nhất {most}); nên viết ý chính thành câu"
        )
        return
    yield from (Block(_row(header, row), "paragraph" if row is body[-1] else "sentence") for row in body)


def _row(header: list[str], row: list[str]) -> str:
    pairs = [(name, value) for name, value in zip(header, row, strict=False) if value]
    pairs = [(name, value) for name, value in pairs if name.lower().strip(". ") not in _NUMBER_HEADERS] or pairs
    return "; ".join(f"{name.rstrip(':')}: {value}" if name else value for name, value in pairs).rstrip(" .") + "."


def _code(node: Tag) -> Iterator[Block | LeftOut]:
    yield LeftOut(node.get_text(), "đoạn mã không được đọc trên loa")


def _nothing(_: Tag) -> Iterator[Block | LeftOut]:
    return iter(())


def _left_out(node: object) -> Iterator[LeftOut]:
    """Report inline code: it may be a name that the listener needs."""
    if isinstance(node, Tag):
        for code in [node] if node.name == "code" else node.find_all("code"):
            words = code.get_text()
            yield LeftOut(words, f"“{words}” viết trong dấu ` nên không được đọc; bỏ dấu ` nếu cần đọc")


def _inline(node: object) -> str:
    """Return the text under ``node`` that is said; a line break is kept as ``\\n``."""
    if isinstance(node, NavigableString):
        return "" if isinstance(node, PreformattedString) else " ".join(f"|{node}|".split())[1:-1]
    if not isinstance(node, Tag) or node.name in (*_SILENT, *_ELSEWHERE):
        return ""
    return "\n" if node.name == "br" else "".join(map(_inline, node.children))


def _tidy(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()


_BLOCKS = {
    **dict.fromkeys(_CONTAINERS, _container),
    **dict.fromkeys(_HEADINGS, _heading),
    **dict.fromkeys(("p", "dt", "li"), _paragraph),
    **dict.fromkeys(("ol", "ul"), _list),
    "table": _table,
    "pre": _code,
    "hr": _nothing,
}
