"""What the site shows, worked out once: pieces in their groups, the week, the procedures as they stand today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.model.article import Article, Kind, Theme, Unit
from pipeline.settings import Settings
from pipeline.site import address
from pipeline.site.airtime import Broadcasts
from pipeline.site.pieces import Piece
from pipeline.site.register import Row, rows

EXAMPLE = "Ví dụ minh họa: nội dung bài này là giả định, không có thật. Bà con không làm theo."
_FEED_FOLDERS: dict[type, str] = {Theme: "chu-de", Kind: "loai"}


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
    """All that the site shows, worked out once. ``procedures``: by slug, newest decision first."""

    settings: Settings
    today: date
    pieces: tuple[Piece, ...]
    gone: tuple[Article, ...]
    sections: tuple[Group, ...]
    themes: tuple[Group, ...]
    kinds: tuple[Group, ...]
    units: tuple[Group, ...]
    week: tuple[Broadcasts, ...]
    procedures: Mapping[str, Row]

    @property
    def filters(self) -> tuple[tuple[str, tuple[Group, ...]], ...]:
        """The three ways to narrow the main section, by their Vietnamese name."""
        return (("Chủ đề", self.themes), ("Loại bài", self.kinds), ("Đơn vị cung cấp", self.units))

    @property
    def services(self) -> tuple[Piece, ...]:
        """The guides shown first at home: those the settings name, else the newest guides."""
        by_slug = {piece.article.slug: piece for piece in self.pieces}
        chosen = [by_slug[slug] for slug in self.settings.site.services if slug in by_slug]
        guides = [piece for piece in self.news if piece.article.meta.kind is Kind.HUONG_DAN]
        return tuple(chosen or guides)[:6]

    def warnings(self, piece: Piece) -> tuple[tuple[str, Piece | None], ...]:
        """Return what must be read before the piece is believed, each with the piece to read instead or besides."""
        row = self.procedures.get(piece.article.slug)
        told = [(EXAMPLE, None)] if piece.article.meta.example else []
        return (*told, (row.standing.notice, row.standing.other)) if row and row.standing.notice else tuple(told)

    def mark(self, piece: Piece) -> str:
        """Return the word that goes with the piece's title in any list: a sample, or out of date; mostly none."""
        row = self.procedures.get(piece.article.slug)
        if piece.article.meta.example:
            return "Ví dụ minh họa"
        return row.standing.state.value if row and row.standing.over else ""

    @property
    def news(self) -> tuple[Piece, ...]:
        """The pieces for the home page, newest first: samples only where there is nothing else."""
        return tuple(piece for piece in self.pieces if not piece.article.meta.example) or self.pieces

    @property
    def complaints(self) -> Piece | None:
        """The guide that tells how to complain or suggest, where there is one (its slug names it)."""
        guides = (piece for piece in self.pieces if piece.article.meta.kind is Kind.HUONG_DAN)
        return next((piece for piece in guides if "phan-anh" in piece.article.slug), None)

    @property
    def heard(self) -> tuple[Piece, ...]:
        """The pieces with a recording."""
        return tuple(piece for piece in self.pieces if piece.sound)


def arrange(
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
        {row.piece.article.slug: row for row in rows(shown, today)},
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
