"""What frames a Vietnamese official document: letterhead, kind and subject, addressees, signature. Pure.

The layout is that of Nghị định 30/2020/NĐ-CP, Annex I: the issuing body and number on the left, the national motto,
place and date on the right, the kind of document and its subject below, "Nơi nhận" and the signature at the end.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from unicodedata import normalize

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

HEAD_BLOCKS, TAIL_BLOCKS = 12, 16  # how far from the ends of a document its frame is looked for


@dataclass(frozen=True)
class Frame:
    """What the frame of a document says; ``removed`` is its text, which is no part of the article."""

    number: str = ""
    day: date | None = None
    kind: str = "Văn bản"
    subject: str = ""
    removed: str = ""

    @property
    def source(self) -> str:
        """The document as an article names it: ``Kế hoạch số 45/KH-UBND ngày 05/11/2026``; "" without a number."""
        day = f" ngày {self.day:%d/%m/%Y}" if self.day else ""
        return f"{self.kind} số {self.number}{day}" if self.number else ""


def take(soup: BeautifulSoup) -> Frame:
    """Take the frame out of the document and return what it says."""
    head = _lines(_taken(_head(_blocks(soup))))
    kind, subject, title = _subject(_blocks(soup)[:HEAD_BLOCKS])
    about = _after(head, r"(?i)(?:v/v|về việc)\s*:?\s*")
    tail = _lines(_taken(_addressees(_blocks(soup)) + _tail(_blocks(soup))))
    number = next((found[1] for line in head if (found := _NUMBER.search(line))), "")
    day = next((day for line in head if (day := date_in(line))), None)
    if not kind and about:
        kind = "Công văn"
    removed = "\n".join([*head, *title, *tail])
    return Frame(number.rstrip(".-/"), day, kind or "Văn bản", _headline(subject or about), removed)


def date_in(text: str) -> date | None:
    """Return the first day written ``ngày … tháng … năm …``."""
    for match in re.finditer(r"ngày\s{0,3}(\d{1,2})\s{1,3}tháng\s{1,3}(\d{1,2})\s{1,3}năm\s{1,3}(\d{4})", text, re.I):
        try:
            return date(int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            continue
    return None


def number_in(text: str) -> str:
    """Return the first number of a document written ``Số: …``."""
    match = _NUMBER.search(text)
    return match[1].rstrip(".-/") if match else ""


def is_bold(line: Tag) -> bool:
    """Tell whether all letters of a line are bold."""
    bold = "".join(part.get_text() for part in line.find_all("strong") if not part.find_parent("strong"))
    return bool(re.sub(r"[\W_]", "", bold)) and re.sub(r"[\W_]", "", bold) == re.sub(r"[\W_]", "", line.get_text())


def _blocks(soup: BeautifulSoup) -> list[Tag]:
    return [block for block in soup.find_all(recursive=False) if isinstance(block, Tag)]


def _lines(blocks: list[Tag]) -> list[str]:
    """Return the lines of blocks as they are seen: each paragraph, split at its line breaks and tabs."""
    text = "\n".join("".join(_strings(block)) for block in blocks)
    return [line for raw in re.split(r"[\n\t]", normalize("NFC", text)) if (line := re.sub(r"\s+", " ", raw).strip())]


def _strings(block: Tag) -> Iterator[str]:
    for part in block.descendants:
        if isinstance(part, NavigableString):
            yield re.sub(r"[\r\n]+", " ", str(part))
        elif isinstance(part, Tag) and part.name in ("br", "p", "td", "li", "tr"):
            yield "\n"


def _taken(blocks: list[Tag]) -> list[Tag]:
    """Take blocks out of the document; pictures (a seal, an emblem) go with them."""
    return [block.extract() for block in blocks]


def _head(blocks: list[Tag]) -> list[Tag]:
    """Return the blocks of the letterhead: the table of two cells, or the lines that stand in its place."""
    found: list[Tag] = []
    for block in blocks[:HEAD_BLOCKS]:
        lines = _lines([block])
        heads = [line for line in lines if _HEAD.search(line) or _is_body(line) or re.match(_SUBJECT, line)]
        table = block.name == "table" and any(_HEAD.search(line) for line in lines)
        if lines and not table and (block.name != "p" or len(heads) < len(lines)):
            break
        found.append(block)
    return found if any(_HEAD.search(line) for line in _lines(found)) else []


def _is_body(line: str) -> bool:
    """Tell whether a line names the issuing body: in capitals, as letterheads have it."""
    return line == line.upper() and bool(re.match(_BODY, line)) and len(line) < 100


def _subject(blocks: list[Tag]) -> tuple[str, str, list[str]]:
    """Take kind and subject ("KẾ HOẠCH", "Tuyên truyền …") out; return both, and all lines taken."""
    start = next((at for at, block in enumerate(blocks) if _KIND.fullmatch((_lines([block]) or [""])[0])), None)
    if start is None or blocks[start].name == "table":
        return "", "", []
    used, subject = [blocks[start]], _lines([blocks[start]])[1:]
    for block in blocks[start + 1 : start + 7]:
        lines = _lines([block])
        if (
            subject and lines and _is_body(lines[0]) and not _RULE.fullmatch(lines[0])
        ):  # who decides stands between subject and text
            used.append(block)
            break
        if lines and not _goes_on(block, lines, subject):
            break
        used.append(block)
        subject += lines
    if not subject:
        return "", "", []
    lines = _lines(_taken(used))
    return lines[0].capitalize(), " ".join(line for line in subject if not _RULE.fullmatch(line)), lines


def _goes_on(block: Tag, lines: list[str], subject: list[str]) -> bool:
    """Tell whether a line below the kind of document still belongs to its subject."""
    if _RULE.fullmatch(lines[0]) or (not subject and re.match(_SUBJECT, lines[0])):
        return True
    return is_bold(block) and not re.match(_PART, lines[0]) and not _is_body(lines[0])


def _addressees(blocks: list[Tag]) -> list[Tag]:
    """Return "Kính gửi: …" with the lines or list that name the addressees."""
    start = next((at for at, block in enumerate(blocks[:4]) if re.match("kính gửi", _first(block), re.I)), None)
    if start is None:
        return []
    rest = blocks[start + 1 : start + 9]
    end = next((at for at, block in enumerate(rest) if not re.match(r"[-–+•]|$", _first(block))), len(rest))
    listed = [block for block in rest[:1] if block.name == "ul" and _lines([blocks[start]])[-1].endswith(":")]
    return [blocks[start], *(listed or rest[:end])]


def _tail(blocks: list[Tag]) -> list[Tag]:
    """Return the blocks of "Nơi nhận" and signature; an annex behind them stays."""
    first = max(1, len(blocks) - TAIL_BLOCKS)
    start = next((at for at, block in enumerate(blocks[first:], first) if _signs(block)), len(blocks))
    after = range(start + 1, len(blocks))
    end = next((at for at in after if re.match(_ANNEX, _first(blocks[at])) or blocks[at].name[0] == "h"), len(blocks))
    return blocks[start:end]


def _signs(block: Tag) -> bool:
    lines = _lines([block])
    return any(re.match(_SIGNED, line) for line in (lines if block.name == "table" else lines[:1]))


def _first(block: Tag) -> str:
    return next(iter(_lines([block])), "")


def _after(lines: list[str], mark: str) -> str:
    """Return what follows ``mark``, down to the next line of the letterhead."""
    start = next((at for at, line in enumerate(lines) if re.match(mark, line)), None)
    if start is None:
        return ""
    rest = lines[start + 1 :]
    end = next((at for at, line in enumerate(rest) if _HEAD.search(line) or _is_body(line)), len(rest))
    return " ".join([re.sub(mark, "", lines[start], count=1), *rest[:end]])


def _headline(subject: str) -> str:
    """Return a subject as a headline: without "Về việc", and with a capital letter."""
    bare = re.sub(r"(?i)^(?:v/v|về việc|về)\s*:?\s+", "", subject).strip(" .;:")
    return bare[:1].upper() + bare[1:]


_NUMBER = re.compile(r"(?<!\w)Số\s{0,3}:?\s{0,3}(\d{1,6}\s?/[\w/.-]{1,40}|\d[\w/.-]{1,40})")
_RULE = re.compile(r"[-–—_=*\s.]+")
_HEAD = re.compile(
    r"(?i)^cộng (?:hòa|hoà) xã hội chủ nghĩa|^độc lập\s*[-–—]\s*tự do|^đảng cộng sản việt nam$"
    r"|^số\s{0,3}:?[\s.…]*\d*[\s.…]*/|^số\s{0,3}:|,\s{0,3}ngày[\s.…\d]{1,12}tháng[\s.…\d]{1,12}năm[\s.…\d]{1,8}$"
)
_BODY = (
    r"(?:ỦY|UỶ) BAN|UBND|HỘI ĐỒNG|HĐND|ĐẢNG|MẶT TRẬN|BAN |CÔNG AN|PHÒNG |TRUNG TÂM|XÃ |THÀNH PHỐ|TỈNH |SỞ |HỘI |ĐOÀN "
    r"|CHỦ TỊCH|[-–—_=*\s.]+$"
)
_SUBJECT = r"(?i)v/v|về việc|về "
_KIND = re.compile(
    "THÔNG BÁO|KẾ HOẠCH|QUYẾT ĐỊNH|BÁO CÁO|TỜ TRÌNH|NGHỊ QUYẾT|CHỈ THỊ|HƯỚNG DẪN|GIẤY MỜI|CÔNG VĂN|CÔNG ĐIỆN|QUY CHẾ"
    "|QUY ĐỊNH|CHƯƠNG TRÌNH|ĐỀ ÁN|PHƯƠNG ÁN|THÔNG CÁO|LỜI KÊU GỌI|THƯ NGỎ|BIÊN BẢN"
)
_PART = r"(?:[IVX]{1,5}|\d{1,2}|[A-ZĐ])[.)]\s|Điều \d|Phần |Chương |Mục |Kính gửi|Căn cứ"
_SIGNED = (
    r"(?:Nơi nhận|NƠI NHẬN)\b|(?:TM|KT|TL|TUQ|Q)\.\s*[A-ZĐỦUÔ]|T/[ML]\b"
    r"|(?:PHÓ )?(?:CHỦ TỊCH|GIÁM ĐỐC|BÍ THƯ|CHÁNH VĂN PHÒNG|TRƯỞNG (?:BAN|PHÒNG|CÔNG AN|THÔN)\b[^a-z]*)$"
)
_ANNEX = r"PHỤ LỤC|Phụ lục|DANH SÁCH|DANH MỤC|BIỂU|LỊCH|MẪU"
