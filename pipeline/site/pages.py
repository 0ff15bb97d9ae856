"""Every page of the site besides the articles: which template, at which address, with which values."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipeline.model.article import Article
from pipeline.settings import Settings
from pipeline.site import address, airtime, leaflet, register
from pipeline.site.content import Content, Group
from pipeline.site.pieces import Piece

HOME_NEWS = 6


@dataclass(frozen=True)
class Page:
    """A page to render. ``listed``: it stands in the sitemap; ``changed``: the newest day of what it shows."""

    path: str
    template: str
    title: str
    description: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    listed: bool = True
    changed: date | None = None


def every(content: Content) -> Iterator[Page]:
    """Yield every page but the articles."""
    yield from _front(content)
    for group in content.sections:
        yield from _list(group, content, "chuyen-muc")
    for group in (*content.themes, *content.kinds, *content.units):
        yield from _list(group, content, "chuyen-muc")
    yield from _register(content)
    yield from _service(content)
    yield from (_leaflet(piece, content) for piece in content.pieces)
    yield from (_gone(article, content.settings) for article in content.gone)


def _front(content: Content) -> Iterator[Page]:
    site = content.settings.site
    newest = _newest(content.pieces)
    today = next((broadcasts for broadcasts in content.week if broadcasts.day == content.today), None)
    yield Page(
        address.HOME,
        "trang-chu",
        site.name,
        site.tagline,
        {"news": content.news[:HOME_NEWS], "broadcasts": today},
        changed=newest,
    )
    yield Page(
        address.LISTEN,
        "nghe",
        "Nghe các bài phát thanh",
        "Nghe lại chương trình đã phát, nghe từng bài, tải về, đọc lời.",
        {"heard": content.heard},
        changed=_newest(content.heard),
    )
    yield Page(
        address.SCHEDULE,
        "lich",
        "Lịch phát thanh",
        "Hôm nay và tuần này loa của xã phát gì, lúc nào.",
        {"week": content.week, "hours": airtime.hours(content.settings)},
        changed=content.today,
    )


def _register(content: Content) -> Iterator[Page]:
    rows = tuple(content.procedures.values())
    for code, label in register.VIEWS.items():
        title = "Danh mục thủ tục hành chính"
        shown = register.view(rows, code)
        yield Page(
            f"{address.REGISTER}{code}/" if code else address.REGISTER,
            "thu-tuc",
            f"{title}: {label.lower()}" if code else title,
            f"{label}: {len(shown)} thủ tục mà xã đã đăng, có mã, quyết định, ngày hiệu lực, phí và thời hạn.",
            {"rows": shown, "view": code, "views": _views(rows), "example": register.EXAMPLE},
            changed=_newest(row.piece for row in shown),
        )


def _views(rows: tuple[register.Row, ...]) -> tuple[tuple[str, str, int], ...]:
    """Return the register's views: code, label, number of rows."""
    return tuple((code, label, len(register.view(rows, code))) for code, label in register.VIEWS.items())


def _leaflet(piece: Piece, content: Content) -> Page:
    meta = piece.article.meta
    warnings = tuple(_on_paper(text, other) for text, other in content.warnings(piece))
    made = leaflet.leaflet(piece.html, meta.title, (meta.summary, *warnings))
    return Page(
        f"{piece.url}{address.LEAFLET}",
        "to-roi",
        f"Tờ rơi: {meta.title}",
        meta.summary,
        {"piece": piece, "leaflet": made, "warnings": warnings},
        listed=False,
    )


def _on_paper(text: str, other: Piece | None) -> str:
    return f"{text} Xem bài: {other.article.title}." if other else text


def _service(content: Content) -> Iterator[Page]:
    name = content.settings.station.name
    yield Page(
        address.SEARCH,
        "tim-kiem",
        "Tìm kiếm",
        "Tìm bài bằng chữ có dấu hoặc không dấu; mọi bài từ A đến Z.",
        {"letters": letters(content.pieces)},
        changed=_newest(content.pieces),
    )
    yield Page(
        address.ABOUT,
        "gioi-thieu",
        f"Giới thiệu {name}",
        f"{name}: nhiệm vụ, giờ phát, nơi liên hệ.",
        {"hours": airtime.hours(content.settings)},
    )
    yield Page(address.FOLLOW, "theo-doi", "Theo dõi tin mới", "Nhận bài mới bằng RSS, podcast, lịch phát thanh.")
    yield Page(address.ACCESS, "tiep-can", "Khả năng tiếp cận", "Trang này dùng được cho mọi người đến mức nào.")
    yield Page(address.ENGLISH, "english", "In English", "What this website holds and whom to contact.")
    yield Page(address.NOT_FOUND, "404", "Không tìm thấy trang", listed=False)


def letters(shown: Iterable[Piece]) -> tuple[tuple[str, tuple[Piece, ...]], ...]:
    """Return the pieces by the first letter of their title (đ with d, digits under ``0–9``), in reading order."""
    from pipeline.site import words

    ordered = sorted(shown, key=lambda piece: (words.fold(piece.article.title), piece.article.slug))
    groups: dict[str, list[Piece]] = {}
    for piece in ordered:
        first = next((char for char in words.fold(piece.article.title) if char.isalnum()), "0")
        groups.setdefault("0–9" if first.isdigit() else first.upper(), []).append(piece)
    return tuple((letter, tuple(group)) for letter, group in sorted(groups.items()))


def _list(group: Group, content: Content, template: str) -> Iterator[Page]:
    total = max(1, -(-len(group.pieces) // address.PER_PAGE))
    for number in range(1, total + 1):
        start = (number - 1) * address.PER_PAGE
        title = group.label if number == 1 else f"{group.label} – trang {number} trên {total}"
        yield Page(
            address.of_page(group.url, number),
            template,
            title,
            f"{group.label}: {len(group.pieces)} bài.",
            {
                "group": group,
                "shown": group.pieces[start : start + address.PER_PAGE],
                "number": number,
                "total": total,
                "top": group.url == address.of_section(address.main_section(content.settings)),
            },
            changed=_newest(group.pieces),
        )


def _gone(article: Article, settings: Settings) -> Page:
    return Page(
        address.of_article(article, settings), "da-go", "Bài đã được gỡ", values={"article": article}, listed=False
    )


def _newest(shown: Iterable[Piece]) -> date | None:
    return max((piece.changed for piece in shown), default=None)
