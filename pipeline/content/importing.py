"""A Word document into a draft article: title, summary, date and source found, the rest as Markdown. Pure."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from unicodedata import normalize

from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

from pipeline.content import drafting, garbled, letterhead, names
from pipeline.content.drafting import Draft
from pipeline.content.letterhead import Frame
from pipeline.content.word import Document, Paragraph, Picture
from pipeline.errors import RequestError
from pipeline.model.article import Kind, Procedure

MAX_SUMMARY = 300
_NO_NEWS = re.compile(r"Số\W|Kính gửi|Căn cứ|Theo đề nghị|Xét đề nghị")  # what opens a document and tells nothing yet
_CONVERTED = "đã chuyển chữ phông cũ (TCVN3, như .VnTime) sang Unicode; hãy đọc lại, nhất là chữ hoa"
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True)
class Imported:
    """The draft, its pictures by their path under content/, and what the editor must know (Vietnamese)."""

    draft: Draft
    pictures: tuple[tuple[str, bytes], ...]
    notes: tuple[str, ...]


def to_draft(document: Document, start: Draft, *, file_name: str) -> Imported:
    """Turn a document into a draft.

    ``start`` holds what is already chosen; an empty title, slug and summary are found in the text, a title
    failing that in ``file_name``. Raises RequestError when the document holds nothing.
    """
    soup = BeautifulSoup(document.html, "html.parser")
    if not soup.get_text(strip=True) and not document.pictures:
        raise RequestError(f"{file_name}: tệp Word không có nội dung nào chuyển được")
    _drop_anchors(soup)
    converted = _convert_old_fonts(soup)
    frame = letterhead.take(soup)
    named = re.sub(r"[-_\s]+", " ", PurePosixPath(file_name).stem).strip()
    title = start.title or frame.subject or _take_title(soup) or named
    draft, notes = _with_facts(replace(start, title=title, slug=start.slug or names.slug_of(title)), soup, frame)
    pictures = _name_pictures(soup, document.pictures, draft.slug)
    image, image_alt = _take_image(soup)
    notes += _merged(soup)
    body = _markdown(soup)
    draft = replace(draft, body=body or drafting.BODY, image=image, image_alt=image_alt)
    lost = _lost(document.paragraphs, f"{html.escape(title)}\n\n{body}", known=frame.removed + converted)
    notes += (
        ["đã chuyển chữ phông cũ (TCVN3, như .VnTime) sang Unicode; hãy đọc lại, nhất là chữ hoa"] if converted else []
    )
    return Imported(draft, pictures, (*document.notes, *notes, *lost))


class _Converter(MarkdownConverter):
    """markdownify, with what Markdown would swallow kept as text: angle brackets, ampersands, bars in tables."""

    def escape(self, text: str, parent_tags: Iterable[str]) -> str:
        plain = re.sub(r"&(?=#?\w+;)", "&amp;", text or "").replace("<", "&lt;")
        escaped: str = super().escape(plain, parent_tags)  # type: ignore[misc]
        escaped = re.sub(r"^(\s*)([#>])", r"\1\\\2", escaped)
        return escaped.replace("|", r"\|") if {"td", "th"} & set(parent_tags) else escaped


def _markdown(soup: BeautifulSoup) -> str:
    _demote(soup)
    made: str = _Converter(
        heading_style="ATX",
        bullets="-",
        table_infer_header=True,
        autolinks=False,
        keep_inline_images_in=["p", "td", "th", "strong", "em", "a", "li", *_HEADINGS],
    ).convert_soup(soup)
    return re.sub(r"\n{3,}", "\n\n", normalize("NFC", made).replace("\xa0", " ")).strip()


def _drop_anchors(soup: BeautifulSoup) -> None:
    """Bookmarks and links inside the document lead nowhere on a page; their text stays."""
    for link in soup.find_all("a"):
        target = str(link.get("href") or "#")
        if target.startswith("#") and link.get_text() == "↑":
            link.decompose()
        elif not re.match(r"(?i)https?://|mailto:|tel:", target):
            link.unwrap()


def _convert_old_fonts(soup: BeautifulSoup) -> str:
    """Turn text typed in an old font into Unicode, in place; return what it was."""
    strings = [text for text in soup.find_all(string=True) if text.strip()]
    made = garbled.from_old_fonts([normalize("NFC", text) for text in strings])
    changed = [(text, new) for text, new in zip(strings, made, strict=True) if new != normalize("NFC", text)]
    for text, new in changed:
        text.replace_with(new)
    return "\n".join(text for text, _ in changed)


def _demote(soup: BeautifulSoup) -> None:
    """The page's title is the only heading of the first rank."""
    if soup.find("h1"):
        for level in range(5, 0, -1):
            for heading in soup.find_all(f"h{level}"):
                heading.name = f"h{level + 1}"


def _take_title(soup: BeautifulSoup) -> str:
    """Take the title out of the text and return it: the line in Title style, else the first heading or bold line."""
    styled = soup.find("h1", class_="title")
    lines = [styled] if isinstance(styled, Tag) else soup.find_all([*_HEADINGS, "p"])
    lines = [line for line in lines if not line.find_parent("table") and _stands_out(line)]
    return _taken(lines[0]) if lines else ""


def _stands_out(line: Tag) -> bool:
    """Tell whether a line can be a title: a heading or wholly bold, and no letterhead."""
    words = _words(line)
    organ = re.match(r"(?i)(ủy|uỷ) ban nhân dân|cộng hòa xã hội|cộng hoà xã hội|độc lập|hội đồng nhân dân", words)
    return bool(words) and not organ and (line.name != "p" or letterhead.is_bold(line))


def _taken(line: Tag) -> str:
    title = _words(line)
    for image in line.find_all("img"):
        line.insert_before(image.extract())
    line.extract()
    return title


def _words(element: Tag) -> str:
    return normalize("NFC", re.sub(r"\s+", " ", element.get_text())).strip()


def _name_pictures(soup: BeautifulSoup, pictures: tuple[Picture, ...], slug: str) -> tuple[tuple[str, bytes], ...]:
    paths = {picture.mark: f"media/{slug}-{number}{picture.suffix}" for number, picture in enumerate(pictures, 1)}
    for image in soup.find_all("img"):
        path = paths.get(str(image.get("src")))
        if path is None:
            image.decompose()
            continue
        image["src"] = path
        image["alt"] = re.sub(r"[\[\]\s]+", " ", str(image.get("alt") or "")).strip() or drafting.ALT.strip("[]")
    return tuple((paths[picture.mark], picture.data) for picture in pictures)


def _take_image(soup: BeautifulSoup) -> tuple[str, str]:
    """The first picture becomes the page's own."""
    image = soup.find("img")
    if not isinstance(image, Tag):
        return "", ""
    image.extract()
    return str(image["src"]), str(image["alt"])


def _with_facts(draft: Draft, soup: BeautifulSoup, frame: Frame) -> tuple[Draft, list[str]]:
    """Fill in what a document says of itself: its number, its date, its first sentence."""
    text, notes = _words(soup), list[str]()
    number = frame.number or letterhead.number_in(text)
    day = frame.day or letterhead.date_in(text)
    if number:
        draft = replace(draft, source=replace(frame, number=number, day=day).source)
    if day:
        draft = replace(draft, date=day)
        notes.append(f"date: {day:%d/%m/%Y} lấy từ văn bản; sửa thành ngày đăng nếu khác")
    if frame.removed:
        notes.append("đã bỏ phần đầu văn bản (quốc hiệu, cơ quan, số, kính gửi) và phần ký tên, nơi nhận")
    if draft.kind is Kind.THU_TUC:
        decision = number or drafting.DECISION
        draft = replace(
            draft, procedure=Procedure(change=_change(draft.title), decision=decision, decided=day or draft.date)
        )
        notes.append("procedure: hãy kiểm tra change, decision và decided")
    if draft.summary == drafting.SUMMARY:
        draft = replace(draft, summary=_summary(soup) or drafting.SUMMARY)
    return draft, notes


def _change(title: str) -> str:
    """Guess what a decision does to a procedure from its subject."""
    if "bãi bỏ" in title.lower():
        return "bai-bo"
    return "sua-doi" if re.search("sửa đổi|thay thế|bổ sung", title.lower()) else "moi"


def _summary(soup: BeautifulSoup) -> str:
    """Return the first sentence of the first paragraph that says something, at most 300 characters."""
    lines = [line for line in soup.find_all("p") if not line.find_parent("table") and not letterhead.is_bold(line)]
    texts = [re.sub(r"^Điều \d{1,3}\.\s", "", _unnumbered(_words(line))) for line in lines]
    text = next((text for text in texts if len(text) > 40 and text[-1] != ":" and not _NO_NEWS.match(text)), "")
    first = re.split(r"(?<=[a-zà-ỹ0-9)”]{2}[.!?…])\s+(?=[A-ZĐÀ-Ỹ“])", text, maxsplit=1)[0]
    return first if len(first) <= MAX_SUMMARY else first[: MAX_SUMMARY - 1].rsplit(" ", 1)[0] + "…"


def _merged(soup: BeautifulSoup) -> list[str]:
    cells = soup.find_all(["td", "th"])
    merged = any(cell.get("colspan") or cell.get("rowspan") for cell in cells)
    nested = any(cell.find("table") for cell in cells)
    return ["bảng có ô gộp hoặc bảng lồng nhau: hãy xem lại, Markdown không có ô gộp"] if merged or nested else []


def _lost(paragraphs: tuple[Paragraph, ...], text: str, *, known: str) -> list[str]:
    """Name every paragraph of the file that neither ``known`` nor the Markdown, read back as a page, holds."""
    import markdown

    page = markdown.markdown(text, extensions=["extra", "sane_lists"])
    held = _bare(BeautifulSoup(page, "html.parser").get_text()) + _bare(known)
    notes: list[str] = []
    for paragraph in paragraphs:
        whole = "".join(paragraph.runs)
        runs = [_unnumbered(whole)] if _bare(_unnumbered(whole)) in held else paragraph.runs
        if any(_bare(run) not in held for run in runs):
            notes.append(f"{paragraph.part} không chuyển được: “{whole.strip()[:120]}”")
    return list(dict.fromkeys(notes))


def _unnumbered(text: str) -> str:
    """A number typed before a paragraph becomes a list's own number, which is no text of the page."""
    return re.sub(r"^\W*(?:\d{1,3}|[IVX]{1,5}|[a-zđ])[.)]\s+", "", text)


def _bare(text: str) -> str:
    """Return only letters and digits, so that marks and spacing do not count."""
    return re.sub(r"[\W_]+", "", normalize("NFC", html.unescape(text)).casefold())
