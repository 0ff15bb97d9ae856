"""What a person says was aired: confirming a day by hand. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pipeline.broadcast.asrun.rows import Entry, Evidence, Outcome, Row, item_key, of_item, settled
from pipeline.broadcast.asrun.words import OUTCOMES
from pipeline.errors import RequestError
from pipeline.model.article import Frozen
from pipeline.model.radio import DayRundown, Item, Programme, Rendered, sheet_rows

_HEARD = frozenset({Outcome.AIRED, Outcome.PARTIAL})


class Attestation(Frozen):
    """Who confirms, which slots (none named: all), and which items were not aired, and why.

    ``except_items``: slot → numbers of rows on the operator's sheet, or slugs; a piece and its link go together.
    ``started`` gives the true start of one slot where it differed or is known; without it the rows carry no clock
    time, since the log never copies the plan's.
    """

    by: str
    slots: tuple[str, ...] = ()
    except_items: Mapping[str, tuple[str, ...]] = {}
    why: str = ""
    started: datetime | None = None


class Confirmed(Frozen):
    """The rows to add, and the entries left as they are although they do not say that the item was aired."""

    rows: tuple[Row, ...]
    left: tuple[Entry, ...] = ()


def confirm(day: DayRundown, said: Attestation, *, entries: Sequence[Entry], at: datetime) -> Confirmed:
    """Return the rows that a person's word adds for ``day``'s rundown, none for items already known to be aired.

    A row of the software's own that says missed or delivered is corrected by a new one. One that says cut or skipped,
    or missed by a person's word, knows more than a confirmation of the whole: it is left, and named in ``left``.
    Raises RequestError when a slot is not in the rundown or has not ended by ``at``, when a start is given for more
    than one slot, or when an excepted item does not exist, is in no chosen slot, or was recorded as heard before.
    """
    chosen = [each for each in day.programmes if not said.slots or each.programme.slot in said.slots]
    _refuse(day, said, [each.programme for each in chosen], at)
    known = _voided(entries) | settled(entries)
    rows: list[Row] = []
    left: list[Entry] = []
    heard: list[Entry] = []
    for each in chosen:
        absent = _absent(each.programme, said.except_items.get(each.programme.slot, ()))
        for index in range(len(each.programme.items)):
            old = known.get(item_key(each.programme.date, each.programme.slot, index))
            if index in absent and old and old.row.outcome in _HEARD:
                heard.append(old)
            elif old is None or _gives_way(old, absent=index in absent):
                rows.append(_row(each, index, said, absent=index in absent, old=old))
            elif index not in absent and old.row.outcome is not Outcome.AIRED:
                left.append(old)
    if heard:
        raise RequestError(_already(heard))
    return Confirmed(rows=tuple(rows), left=tuple(left))


def exceptions(given: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Read ``sang:3,ma-bai`` texts: slot → row numbers and slugs. Raises RequestError for any other form."""
    found: dict[str, tuple[str, ...]] = {}
    for text in given:
        slot, _, names = text.partition(":")
        listed = tuple(name.strip() for name in names.split(","))
        if not slot or not all(listed):
            raise RequestError(f"--except “{text}” phải như sang:3,4 (khung: số mục trên phiếu) hoặc sang:ma-bai")
        found[slot] = found.get(slot, ()) + listed
    return found


def planned_item(day: DayRundown | None, row: Row) -> Item | None:
    """Return the item of the rundown that a planned row is about; None when nobody knows."""
    if day is None or row.item is None or not row.planned:
        return None
    items = next((each.programme.items for each in day.programmes if each.programme.slot == row.slot), ())
    return items[row.item] if row.item < len(items) else None


def _refuse(day: DayRundown, said: Attestation, chosen: Sequence[Programme], at: datetime) -> None:
    there = [each.programme.slot for each in day.programmes]
    if unknown := sorted({*said.slots, *said.except_items} - set(there)):
        raise RequestError(f"ngày {day.date} không có khung {', '.join(unknown)}; có: {', '.join(there) or 'không'}")
    if outside := sorted(set(said.except_items) - {p.slot for p in chosen}):
        names = ", ".join(outside)
        raise RequestError(f"--except nói đến khung {names} mà --slot không chọn; thêm --slot {outside[0]}")
    if early := [p.slot for p in chosen if p.ends_at > at]:
        raise RequestError(f"khung {', '.join(early)} chưa phát xong; chỉ xác nhận sau khi phát")
    if said.started and len(chosen) > 1:
        raise RequestError(
            f"--started là giờ phát của một khung, mà đang xác nhận {', '.join(p.slot for p in chosen)}; "
            "hãy thêm --slot và xác nhận từng khung"
        )


def _absent(programme: Programme, names: Sequence[str]) -> frozenset[int]:
    """Return the indices of the excepted items."""
    numbers = sheet_rows(programme.items)
    found: set[int] = set()
    for name in names:
        meant = {
            index for index in range(len(numbers)) if name in (str(numbers[index]), programme.items[index].article)
        }
        if not meant:
            raise RequestError(
                f"khung {programme.slot} không có mục {name}; phiếu có mục 1 đến {max(numbers, default=0)}"
            )
        found |= meant
    return frozenset(found)


def _voided(entries: Sequence[Entry]) -> dict[str, Entry]:
    """Return the rows that took planned items back: such an item may be confirmed anew."""
    rows = (e for e in entries if e.row.outcome is Outcome.VOID and e.row.item is not None and e.row.planned)
    return {item_key(e.row.day, e.row.slot, e.row.item or 0): e for e in rows}


def _gives_way(old: Entry, *, absent: bool) -> bool:
    outcome, of_person = old.row.outcome, old.row.evidence is Evidence.OPERATOR
    if outcome in (Outcome.VOID, Outcome.DELIVERED):
        return True
    return outcome is Outcome.MISSED and not of_person and not absent


def _row(each: Rendered, index: int, said: Attestation, *, absent: bool, old: Entry | None) -> Row:
    programme = each.programme
    item = programme.items[index]
    heard = {} if absent else {"seconds": round(item.duration_s, 2), **_times(programme, index, said)}
    link: dict[str, Any] = {"key": f"sua/{old.seq}", "corrects": old.seq} if old else {}
    return of_item(
        item, index, day=programme.date, slot=programme.slot, by=said.by, evidence=Evidence.OPERATOR,
        outcome=Outcome.MISSED if absent else Outcome.AIRED, reason=said.why if absent else "người trực xác nhận",
        sha256=each.sha256, **heard, **link,
    )  # fmt: skip


def _times(programme: Programme, index: int, said: Attestation) -> dict[str, datetime]:
    if said.started is None:
        return {}
    item = programme.items[index]
    start = said.started + (item.starts_at - programme.starts_at)
    return {"started_at": start, "ended_at": start + timedelta(seconds=item.duration_s)}


def _already(heard: Sequence[Entry]) -> str:
    return "; ".join(_recorded(heard)) + (
        f". Không có gì được ghi; nếu mục ấy không phát: loa log correct {heard[0].seq} --outcome missed "
        "--by “Họ tên” --reason “…”"
    )


def _recorded(entries: Sequence[Entry]) -> Iterator[str]:
    for e in entries:
        yield f"nhật ký đã ghi dòng {e.seq} “{e.row.title}” {OUTCOMES[e.row.outcome]} {e.row.seconds:.0f} giây"
