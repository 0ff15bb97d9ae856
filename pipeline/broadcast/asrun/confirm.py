"""What a person says was aired: confirming a day by hand, and correcting a row."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pipeline.broadcast.asrun.rows import Entry, Evidence, Outcome, Row, effective, item_key, of_item, settled
from pipeline.errors import RequestError
from pipeline.model.article import Frozen
from pipeline.model.radio import DayRundown, Programme

_STANDS = frozenset({Outcome.AIRED})


class Attestation(Frozen):
    """Who confirms, which slots (none named: all), and which items were not aired (slot → numbers from 1, and why).

    ``started`` gives the slot's true start where it differed or is known; without it the rows carry no clock time,
    since the log never copies the plan's.
    """

    by: str
    slots: tuple[str, ...] = ()
    except_items: Mapping[str, tuple[int, ...]] = {}
    why: str = ""
    started: datetime | None = None


def confirm(day: DayRundown, said: Attestation, *, entries: Sequence[Entry], at: datetime) -> tuple[Row, ...]:
    """Return the rows that a person's word adds for ``day``'s rundown, none for items already known to be aired.

    A row that says missed, cut or delivered is corrected by a new one. Raises RequestError when a slot is not in the
    rundown, has not ended by ``at``, or an excepted item does not exist.
    """
    chosen = [r.programme for r in day.programmes if not said.slots or r.programme.slot in said.slots]
    _refuse(day, said, chosen, at)
    known = settled(entries)
    return tuple(
        row for programme in chosen for index in range(len(programme.items))
        if (row := _confirmed(programme, index, said, known))
    )  # fmt: skip


def correct(entry: Entry, changes: dict[str, Any], *, by: str, reason: str, entries: Sequence[Entry]) -> Row:
    """Return the row that takes the place of ``entry``, with ``changes`` to its fields.

    Raises RequestError when the entry was corrected before (the later one is then to be corrected), or no reason given.
    """
    standing = {e.seq for e in effective(entries)}
    if entry.seq not in standing:
        raise RequestError(f"dòng {entry.seq} đã được sửa trước đó; hãy sửa dòng mới hơn")
    if not reason.strip():
        raise RequestError("phải ghi lý do sửa (--reason)")
    fixed = {"key": f"sua/{entry.seq}", "corrects": entry.seq, "by": by, "reason": reason}
    merged = entry.row.model_dump() | {"evidence": Evidence.OPERATOR} | changes | fixed
    return Row.model_validate(merged)


def _refuse(day: DayRundown, said: Attestation, chosen: Sequence[Programme], at: datetime) -> None:
    there = {r.programme.slot: r.programme for r in day.programmes}
    named = (*said.slots, *said.except_items)
    if unknown := sorted(set(named) - set(there)):
        raise RequestError(f"ngày {day.date} không có khung {', '.join(unknown)}; có: {', '.join(there) or 'không'}")
    if early := [p.slot for p in chosen if p.ends_at > at]:
        raise RequestError(f"khung {', '.join(early)} chưa phát xong; chỉ xác nhận sau khi phát")
    for slot, numbers in said.except_items.items():
        if wrong := [n for n in numbers if not 1 <= n <= len(there[slot].items)]:
            raise RequestError(f"khung {slot} không có mục {wrong[0]}; có {len(there[slot].items)} mục")


def _confirmed(programme: Programme, index: int, said: Attestation, known: dict[str, Entry]) -> Row | None:
    old = known.get(item_key(programme.date, programme.slot, index))
    absent = index + 1 in said.except_items.get(programme.slot, ())
    outcome = Outcome.MISSED if absent else Outcome.AIRED
    if old and (old.row.outcome in _STANDS or old.row.outcome is outcome):
        return None
    item = programme.items[index]
    heard = {} if absent else {"seconds": round(item.duration_s, 2), **_times(programme, index, said)}
    link = {"key": f"sua/{old.seq}", "corrects": old.seq} if old else {}
    return of_item(
        item, index, day=programme.date, slot=programme.slot, by=said.by, evidence=Evidence.OPERATOR, outcome=outcome,
        reason=said.why if absent else "người trực xác nhận", **heard, **link,
    )  # fmt: skip


def _times(programme: Programme, index: int, said: Attestation) -> dict[str, datetime]:
    if said.started is None:
        return {}
    item = programme.items[index]
    start = said.started + (item.starts_at - programme.starts_at)
    return {"started_at": start, "ended_at": start + timedelta(seconds=item.duration_s)}
