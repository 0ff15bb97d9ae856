"""Values of the week's loudspeaker programmes. Times are aware, in the station's zone."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from pipeline.model.article import Frozen


class ItemKind(StrEnum):
    """What an item of a programme is."""

    CALL_MUSIC = "call-music"
    GREETING = "greeting"
    LINK = "link"
    PIECE = "piece"
    NOTICE = "notice"
    CLOSING = "closing"
    FALLBACK = "fallback"

    @property
    def label(self) -> str:
        """The Vietnamese name shown to operators."""
        return _KINDS[self]


class Item(Frozen):
    """One item of a rundown: what sounds from ``starts_at`` for ``duration_s`` seconds, and why it is there.

    ``article`` is a slug (pieces, links and fallbacks), ``audio`` a path relative to ``output/``
    of the piece's own recording, ``text`` what is said where the item is a spoken template. The call
    music has neither: it is the station's own sound. Once exported, ``row`` is its row's number on the operator's
    sheet (see ``sheet_rows``) and ``approved_by`` who approved the piece; a plan has neither.
    """

    kind: ItemKind
    article: str | None = None
    title: str
    starts_at: datetime
    duration_s: float
    audio: str | None = None
    text: str | None = None
    reason: str = ""
    row: int | None = None
    approved_by: str = ""

    @model_serializer(mode="wrap")
    def _without_unknown(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out what only an exported item has: a plan's JSON stays as it was."""
        plain: dict[str, Any] = handler(self)
        return {name: value for name, value in plain.items() if value or name not in ("row", "approved_by")}


class Programme(Frozen):
    """One dated edition of a slot.

    ``capacity_s`` is the slot's length; ``filled_s`` runs from the first item to the end of the last,
    gaps counted; ``ends_at`` is where the slot ends. ``note`` tells of a one-off change or an exemption.
    """

    slot: str
    date: date
    title: str = ""
    starts_at: datetime
    ends_at: datetime
    capacity_s: float
    filled_s: float
    frozen: bool = False
    audience: tuple[str, ...] = ()
    note: str = ""
    items: tuple[Item, ...] = ()

    @property
    def key(self) -> str:
        """Name the programme for good: ``2026-12-01/sang``."""
        return f"{self.date.isoformat()}/{self.slot}"

    @property
    def pieces(self) -> tuple[str, ...]:
        """The slugs of the articles it airs, in order."""
        wanted = (ItemKind.PIECE, ItemKind.FALLBACK)
        return tuple(item.article for item in self.items if item.kind in wanted and item.article)


class Airing(Frozen):
    """A piece was planned to sound at ``starts_at``: what an earlier plan leaves to the next one."""

    article: str
    starts_at: datetime


class Unmet(Frozen):
    """A promise the plan cannot keep, and the reason that binds, in Vietnamese."""

    article: str
    wanted: int
    planned: int
    why: str


class Plan(Frozen):
    """What is promised for ``days`` days from ``first``. In JSON the first day is called ``from``.

    ``status``: ``optimal`` (promises and fill proven best) or ``feasible`` (good, the proof did not end).
    ``past`` holds the airings of the week before ``first``, so that promises and separation carry over
    from day to day; ``inputs`` is the SHA-256 of what it was made from, so that the same is not sought again.
    """

    first: date = Field(alias="from")
    days: int
    status: str
    programmes: tuple[Programme, ...] = ()
    unmet: tuple[Unmet, ...] = ()
    past: tuple[Airing, ...] = ()
    inputs: str = ""


class Rendered(Frozen):
    """A programme as exported: its items, and the one MP3 that holds them all.

    ``file`` lies beside rundown.json; ``sha256`` is of that file; loudness in LUFS and dBTP. ``said`` tells for each
    piece a hash of its words, or of its reader's file: a correction makes the programme anew.
    """

    programme: Programme
    file: str
    sha256: str
    size_bytes: int
    duration_s: float
    integrated_lufs: float
    true_peak_dbtp: float
    said: dict[str, str] = Field(default_factory=dict)


class DayRundown(Frozen):
    """The operator's package of one day, as rundown.json holds it.

    ``inputs`` is the SHA-256 of what the package was made from: the same inputs are not exported again.
    """

    station: str
    date: date
    made_at: datetime
    inputs: str = ""
    programmes: tuple[Rendered, ...] = ()


def sheet_rows(items: Sequence[Item]) -> tuple[int, ...]:
    """Return for each item the number, from 1, of its row on the operator's sheet.

    A piece and its link share a row; so does what is said or played together around the pieces.
    """
    groups = groupby(items, key=lambda item: item.article)
    return tuple(number for number, (_, group) in enumerate(groups, start=1) for _ in group)


_KINDS = {
    ItemKind.CALL_MUSIC: "Nhạc hiệu",
    ItemKind.GREETING: "Lời chào",
    ItemKind.LINK: "Lời dẫn",
    ItemKind.PIECE: "Bài",
    ItemKind.NOTICE: "Thông báo",
    ItemKind.CLOSING: "Lời kết",
    ItemKind.FALLBACK: "Bài dự phòng",
}
