"""Every page of the site besides the articles: which template, at which address, with which values."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipeline.model.article import Article, Kind, Theme, Unit
from pipeline.settings import Settings
from pipeline.site import address, airtime, leaflet, register
from pipeline.site.airtime import Broadcasts
from pipeline.site.pieces import Piece

HOME_NEWS = 6
_FEED_FOLDERS: dict[type, str] = {Theme: "chu-de", Kind: "loai"}


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


@dataclass(frozen=True)
class Group:
    """The pieces of a section, theme, kind or unit, newest first. ``feed``: its feed's name, empty for none."""

    code: str
    label: str
    url: str
    pieces: tuple[Piece, ...]
    feed: str = ""


@dataclass(frozen=True)
class Content:
    """All that the site shows, worked out once."""

    settings: Settings
    today: date
    pieces: tuple[Piece, ...]
    gone: tuple[Article, ...]
    sections: tuple[Group, ...]
    themes: tuple[Group, ...]
    kinds: tuple[Group, ...]
    units: tuple[Group, ...]
    week: tuple[Broadcasts, ...]

    @property
    def filters(self) -> tuple[tuple[str, tuple[Group, ...]], ...]:
        """The three ways to narrow the main section, by their Vietnamese name."""
        return (("Chủ đề", self.themes), ("Loại bài", self.kinds), ("Đơn vị cung cấp", self.units))

    @property
    def services(self) -> tuple[Piece, ...]:
        """The guides shown first at home: those the settings name, else the newest guides."""
        by_slug = {piece.article.slug: piece for piece in self.pieces}
        chosen = [by_slug[slug] for slug in self.settings.site.services if slug in by_slug]
        guides = [piece for piece in self.pieces if piece.article.meta.kind is Kind.HUONG_DAN]
        return tuple(chosen or guides)[:6]

    @property
    def heard(self) -> tuple[Piece, ...]:
        """The pieces with a recording."""
        return tuple(piece for piece in self.pieces if piece.sound)


def gather(
    shown: tuple[Piece, ...], gone: tuple[Article, ...], week: tuple[Broadcasts, ...], settings: Settings, today: date
) -> Content:
    """Return the site's content: pieces grouped by section, theme, kind and unit; empty groups are left out."""
    return Content(
        settings,
        today,
        shown,
        gone,
        _sections(shown, settings),
        _groups(shown, Theme, settings),
        _groups(shown, Kind, settings),
        _groups(shown, Unit, settings),
        week,
    )


def every(content: Content) -> Iterator[Page]:
    """Yield every page but the articles."""
    yield from _front(content)
    for group in content.sections:
        yield from _list(group, content, "chuyen-muc")
    for group in (*content.themes, *content.kinds, *content.units):
        yield from _list(group, content, "chuyen-muc")
    yield from _register(content)
    yield from _service(content)
    yield from map(_leaflet, content.pieces)
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
        {"news": content.pieces[:HOME_NEWS], "broadcasts": today},
        changed=newest,
    )
    yield Page(
        address.LISTEN,
        "nghe",
        "Nghe các bài phát thanh",
        "Mọi bài có bản ghi âm: nghe, tải về, đọc lời.",
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
    rows = register.rows(content.pieces)
    for code, label in register.VIEWS.items():
        title = "Danh mục thủ tục hành chính"
        shown = register.view(rows, code)
        yield Page(
            f"{address.REGISTER}{code}/" if code else address.REGISTER,
            "thu-tuc",
            f"{title}: {label.lower()}" if code else title,
            f"{label}: {len(shown)} thủ tục mà xã đã đăng, có mã, quyết định, ngày hiệu lực, phí và thời hạn.",
            {"rows": shown, "view": code, "views": _views(rows)},
            changed=_newest(row.piece for row in shown),
        )


def _views(rows: tuple[register.Row, ...]) -> tuple[tuple[str, str, int], ...]:
    """Return the register's views: code, label, number of rows."""
    return tuple((code, label, len(register.view(rows, code))) for code, label in register.VIEWS.items())


def _leaflet(piece: Piece) -> Page:
    meta = piece.article.meta
    made = leaflet.leaflet(piece.html, meta.title, meta.summary)
    return Page(
        f"{piece.url}{address.LEAFLET}",
        "to-roi",
        f"Tờ rơi: {meta.title}",
        meta.summary,
        {"piece": piece, "leaflet": made},
        listed=False,
    )


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


def _sections(shown: tuple[Piece, ...], settings: Settings) -> tuple[Group, ...]:
    main = address.main_section(settings)
    groups = [
        Group(code, label, address.of_section(code), tuple(p for p in shown if code in (main, p.section)), code)
        for code, label in settings.site.sections.items()
    ]
    return tuple(group for group in groups if group.pieces or group.code == main)


def _groups(
    shown: tuple[Piece, ...], kind: type[Theme] | type[Kind] | type[Unit], settings: Settings
) -> tuple[Group, ...]:
    def of(value: address.Filter) -> tuple[Piece, ...]:
        return tuple(p for p in shown if value in (p.article.meta.theme, p.article.meta.kind, p.article.meta.unit))

    folder = _FEED_FOLDERS.get(kind)
    groups = [
        Group(
            value.value,
            value.label,
            address.of_filter(value, settings),
            of(value),
            f"{folder}/{value}" if folder else "",
        )
        for value in kind
    ]
    return tuple(group for group in groups if group.pieces)


def _newest(shown: Iterable[Piece]) -> date | None:
    return max((piece.changed for piece in shown), default=None)
