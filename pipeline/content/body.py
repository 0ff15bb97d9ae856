"""What a Markdown body holds that a checker must see: links, pictures, headings, raw HTML. Pure."""

import calendar
import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.content import garbled, names
from pipeline.errors import Problem

FIELD = "nội dung"
TO_WRITE = "CẦN VIẾT:"  # what `loa new` and `loa import` leave for the editor to fill
UNWRITTEN = f"còn chỗ “{TO_WRITE} …”; hãy viết nội dung thật, rồi mới đổi status"

NO_DAY = "“{day}” không có trong lịch; kiểm tra lại ngày"


@dataclass(frozen=True)
class Link:
    """A link or picture in a body; ``line`` counts from 1 in the file, ``alt`` is None where it is no picture."""

    line: int
    target: str
    alt: str | None = None


def links(body: str, first_line: int) -> tuple[Link, ...]:
    """Return the links and pictures of a Markdown body that starts on ``first_line`` of its file."""
    text = without_code(body)
    line_at = _Lines(text, first_line)
    found = [
        Link(line_at(match.start("target")), match["target"].strip("<>"), match["alt"])
        for match in _INLINE.finditer(text)
    ]
    found += [Link(line_at(match.start()), match["target"]) for match in _REFERENCE.finditer(text)]
    found += [Link(line_at(match.start()), match["target"]) for match in _HTML_LINK.finditer(text)]
    return tuple(sorted(found, key=lambda link: link.line))


def problems(body: str, path: str, first_line: int) -> list[Problem]:
    """Return what is wrong or unwise in the Markdown itself."""
    if not _COMMENT.sub("", body).strip():
        return [Problem(path, first_line, FIELD, "bài không có nội dung; hãy viết nội dung dưới dòng --- thứ hai")]
    return [*_body_problems(body, path, first_line), *_text_problems(body, path, first_line)]


def unwritten(body: str, path: str, first_line: int) -> list[Problem]:
    """Return the places that a form left to be filled, for a piece that is past being a draft."""
    numbered = enumerate(body.split("\n"), first_line)
    return [Problem(path, number, FIELD, UNWRITTEN) for number, line in numbered if TO_WRITE in line]


def impossible_days(text: str) -> Iterator[tuple[int, str]]:
    """Yield the offset and words of each date in ``text`` that no calendar has, such as ``ngày 31/11``."""
    for match in _DAY.finditer(text):
        day, month, year = int(match["d"]), int(match["m"]), int(match["y"] or 2024)
        with_number = match["word"] or (match["y"] and month <= 12)  # 45/13/2026 may be a document's number
        if with_number and not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(max(year, 1), month)[1]):
            yield match.start(), re.sub(r"\s+", " ", match[0])


def without_code(body: str) -> str:
    """Blank out code and comments but keep each newline, so that offsets and lines stay."""
    return _HIDDEN.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), body)


def _body_problems(body: str, path: str, first_line: int) -> Iterator[Problem]:
    text = without_code(body)
    line_at = _Lines(body, first_line)
    if match := CONTROL.search(body):
        yield Problem(path, line_at(match.start()), FIELD, f"có ký tự lạ (mã {ord(match[0]):#x}); hãy xóa ký tự này")
    for match in _H1.finditer(text):
        message = "tiêu đề cấp 1 (#) trùng vai với title; dùng ## cho các mục trong bài"
        yield Problem(path, line_at(match.start()), FIELD, message, advice=True)
    for match in _RAW_HTML.finditer(text):
        message = f"mã HTML “{match[0][:30]}” sẽ bị bỏ khi đăng; hãy viết bằng Markdown"
        yield Problem(path, line_at(match.start()), FIELD, message, advice=True)
    for link in links(body, first_line):
        if link.alt is not None and not link.alt.strip():
            message = f"ảnh {link.target} chưa có lời mô tả; viết ![mô tả ảnh]({link.target}) cho người không nhìn thấy"
            yield Problem(path, link.line, FIELD, message)


def _places(text: str) -> set[str]:
    """Return the names that a link inside the page may lead to: its headings' and those set by hand."""
    found, seen = set[str](), Counter[str]()
    for match in _HEADING.finditer(text):
        name = names.slug_of(match[1] or match[2])
        seen[name] += 1
        found.add(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return found | set(re.findall(r"(?:\{#|\bid=[\"'])([^\s\"'}]{1,100})", text))


def _text_problems(body: str, path: str, first_line: int) -> Iterator[Problem]:
    text, line_at = without_code(body), _Lines(body, first_line)
    for offset, message in garbled.findings(body):
        yield Problem(path, line_at(offset), FIELD, message)
    for offset, day in impossible_days(text):
        yield Problem(path, line_at(offset), FIELD, NO_DAY.format(day=day), advice=True)
    inside = [link for link in links(body, first_line) if link.target.startswith("#")]
    places = _places(text) if inside else set()
    for link in inside:
        if link.target[1:] not in places:
            message = f"liên kết “{link.target[:60]}” không dẫn tới mục nào trong bài; viết # và tên mục không dấu"
            yield Problem(path, link.line, FIELD, message, advice=True)


class _Lines:
    """Tells the line of an offset; built once a text, so that many look-ups stay cheap."""

    def __init__(self, text: str, first_line: int) -> None:
        self._ends = [match.start() for match in re.finditer("\n", text)]
        self._first = first_line

    def __call__(self, offset: int) -> int:
        return bisect(self._ends, offset - 1) + self._first


# Each repetition is bounded or runs to the end of the text, so that a hostile body cannot stall the match.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_COMMENT = re.compile(r"<!--(?:.*?-->|.*)", re.S)
_HIDDEN = re.compile(
    r"^ {0,3}(?P<fence>```+|~~~+).*?(?:^ {0,3}(?P=fence)[ \t]*$|\Z)"
    r"|<!--(?:.*?-->|.*)"
    r"|(?<!`)(?P<tick>`+)(?!`)(?:(?!\n[ \t]*\n).){1,1000}?(?<!`)(?P=tick)(?!`)",
    re.M | re.S,
)
_TARGET = r"(?P<target><[^<>\n]{0,2000}>|[^\s()<>]{0,2000}(?:\([^\s()]{0,500}\)[^\s()]{0,2000})?)"
_INLINE = re.compile(r"(?:!\[(?P<alt>[^\[\]]{0,1000}))?\]\(\s{0,9}" + _TARGET)
_REFERENCE = re.compile(r"^ {0,3}\[[^\]\n^][^\]\n]{0,300}\]:[ \t]{0,9}<?(?P<target>[^\s<>]{1,2000})>?", re.M)
_HTML_LINK = re.compile(r"<(?:img|a)\b[^<>]{0,500}?\b(?:src|href)\s?=\s?[\"'](?P<target>[^\"'\n]{0,2000})", re.I)
_H1 = re.compile(r"^#[ \t]+\S|^=+[ \t]*$", re.M)
_HEADING = re.compile(r"^#{1,6}[ \t]+(.{1,300})$|^(\S.{0,300})\n(?:=+|-+)[ \t]*$", re.M)
_RAW_HTML = re.compile(
    r"<(?:script|style|iframe|object|embed|form|input|button|marquee|blink)\b|<[a-z][^<>]{0,500}?\son[a-z]{2,20}\s?=|"
    r"\]\(\s?javascript:",
    re.I,
)
_DAY = re.compile(
    r"(?<![\w/.-])(?P<word>ngày\s{1,3})?(?P<d>\d{1,2})(?:\s{0,2}/\s{0,2}|[.-](?=\d{1,2}[.-]\d{4})|\s{1,3}tháng\s{1,3})"
    r"(?P<m>\d{1,2})(?:(?:\s{0,2}/\s{0,2}|[.-]|\s{1,3}năm\s{1,3})(?P<y>\d{4}))?(?![\w/-]|[.,]\d)",
    re.I,
)
