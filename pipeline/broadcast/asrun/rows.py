"""A row of the as-run log, and the pure arithmetic over rows: chain, corrections, counting."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from pipeline.model.article import Frozen
from pipeline.model.radio import Item, ItemKind

GENESIS = "0" * 64
SCHEMA = 2  # of a row's body; 1 (no "v" in it) had neither sha256 nor approved_by
EMERGENCY = "emergency"
EVENT = "event"
COUNTED = frozenset({ItemKind.PIECE.value, ItemKind.FALLBACK.value, ItemKind.NOTICE.value, EMERGENCY})


class Outcome(StrEnum):
    """What became of an item."""

    AIRED = "aired"
    PARTIAL = "partial"  # began and did not reach its end
    MISSED = "missed"
    SKIPPED = "skipped"  # a person passed over it
    DELIVERED = "delivered"  # handed to a controller that does not tell what it plays
    NOTE = "note"
    VOID = "void"  # a correction that takes the old row back


class Evidence(StrEnum):
    """Who says so. ``playout`` is the daemon itself, on what did not sound."""

    PLAYER = "player"
    OPERATOR = "operator"
    FILE = "file"
    PLAYOUT = "playout"


class Row(Frozen):
    """One line of the log.

    ``key`` names the airing: the same key is never recorded twice. ``item`` counts from 0 in its
    programme. Times are aware; ``seconds`` is what sounded, by a clock that never jumps.
    ``corrects`` is the ``seq`` of the row that this one takes the place of. ``sha256`` is that of the sound file it
    was, or was to be, in (a package's MP3, or an emergency's sound kept by ``sounds.keep``), ``approved_by`` who
    approved the text; both are empty where nobody knows, and in rows of schema 1.
    """

    key: str = Field(min_length=1)
    day: date
    slot: str = ""
    item: int | None = None
    kind: str
    article: str | None = None
    title: str
    planned_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    seconds: float = Field(default=0.0, ge=0)
    player: str = ""
    by: str
    planned: bool = True
    evidence: Evidence
    outcome: Outcome
    reason: str = ""
    corrects: int | None = None
    sha256: str = ""
    approved_by: str = ""


class Entry(Frozen):
    """A row as recorded: its number, when it was written, and its links in the chain."""

    seq: int
    at: datetime
    row: Row
    prev: str
    hash: str


class Tally(Frozen):
    """What an article got in a period: whole airings, cut ones, and the seconds of both."""

    airings: int = 0
    partial: int = 0
    seconds: float = 0.0


def body(row: Row, at: datetime) -> str:
    """Return the canonical JSON of a row and the time it was recorded: what the hash covers.

    The text is stored as it is and never written anew, so a row of an older schema keeps the hash it was given.
    """
    plain = {"v": SCHEMA, "at": at.isoformat(), **row.model_dump(mode="json")}
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def parse_body(text: str) -> tuple[Row, datetime]:
    """Read ``body`` back, of this schema or an older one. Raises ValueError for a newer one and for what is no body."""
    plain = json.loads(text)
    if not isinstance(plain, dict):
        raise ValueError("dòng không phải một đối tượng JSON")
    if int(str(plain.pop("v", 1))) > SCHEMA:
        raise ValueError("dòng do bản phần mềm mới hơn ghi; hãy nâng cấp phần mềm")
    at = datetime.fromisoformat(str(plain.pop("at", "")))
    return Row.model_validate(plain), at


def chain(prev: str, text: str) -> str:
    """Return the hash of a row: SHA-256 over the hash before it and its own body."""
    return hashlib.sha256(f"{prev}\n{text}".encode()).hexdigest()


def item_key(day: date, slot: str, index: int) -> str:
    """Return the key of a planned item: the same whoever records it."""
    return f"{day.isoformat()}/{slot}/{index}"


def of_item(item: Item, index: int, *, day: date, slot: str, **rest: Any) -> Row:
    """Return the row of a planned item; ``rest`` says what became of it."""
    fields: dict[str, Any] = {
        "key": item_key(day, slot, index), "day": day, "slot": slot, "item": index, "kind": item.kind.value,
        "article": item.article, "title": item.title, "planned_at": item.starts_at,
        "approved_by": item.approved_by,
    }  # fmt: skip
    return Row(**(fields | rest))


def effective(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the entries that stand: of a row and its corrections only the last, and none when that one voids."""
    roots: dict[int, int] = {}
    for entry in entries:
        roots[entry.seq] = roots.get(entry.row.corrects or entry.seq, entry.row.corrects or entry.seq)
    last = {roots[entry.seq]: entry.seq for entry in entries}
    standing = (entry for entry in entries if last[roots[entry.seq]] == entry.seq)
    return tuple(entry for entry in standing if entry.row.outcome is not Outcome.VOID)


def tally(entries: Sequence[Entry], first: date, last: date) -> dict[str, Tally]:
    """Count, per article, what sounded on the days ``first``..``last`` inclusive.

    Call music, links and the like never count; neither does what was only planned, missed or delivered
    to a controller that nobody confirmed.
    """
    totals: dict[str, Tally] = {}
    for row in (entry.row for entry in effective(entries)):
        if row.article and row.kind in COUNTED and first <= row.day <= last and sounded(row):
            totals[row.article] = _add(totals.get(row.article, Tally()), row)
    return totals


def sounded(row: Row) -> bool:
    """Tell whether the row says that something was heard."""
    return row.outcome in (Outcome.AIRED, Outcome.PARTIAL)


def settled(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Return the standing entry of each planned item, by ``item_key``."""
    return {
        item_key(e.row.day, e.row.slot, e.row.item): e
        for e in effective(tuple(entries))
        if e.row.item is not None and e.row.planned
    }


def _add(total: Tally, row: Row) -> Tally:
    whole = row.outcome is Outcome.AIRED
    return Tally(
        airings=total.airings + whole, partial=total.partial + (not whole), seconds=total.seconds + row.seconds
    )
