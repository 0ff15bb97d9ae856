"""Correcting a row by a new one that takes its place. Pure."""

from collections.abc import Sequence
from datetime import timedelta

from pipeline.broadcast.asrun.rows import Entry, Evidence, Outcome, Row, effective
from pipeline.broadcast.asrun.words import OUTCOMES
from pipeline.errors import RequestError
from pipeline.model.article import Frozen

CHOICES = (Outcome.AIRED, Outcome.PARTIAL, Outcome.MISSED, Outcome.SKIPPED, Outcome.VOID)
_DAY_S = 24 * 3600.0
_ROUNDING_S = 0.5


class Change(Frozen):
    """What really became of the item, who says so, and why; ``seconds`` that sounded, where they are to be said."""

    by: str
    reason: str
    outcome: Outcome
    seconds: float | None = None


def outcome_of(text: str) -> Outcome:
    """Return the outcome that a person named. Raises RequestError, with the choices, when it is none of them."""
    if text not in CHOICES:
        choices = ", ".join(f"{outcome} ({OUTCOMES[outcome]})" for outcome in CHOICES)
        raise RequestError(f"--outcome “{text}” không có; chọn một trong: {choices}")
    return Outcome(text)


def correct(entry: Entry, change: Change, *, entries: Sequence[Entry], length_s: float | None = None) -> Row:
    """Return the row that takes the place of ``entry``; ``length_s`` is the item's length where it is known.

    Raises RequestError when the entry was corrected before (the later one is then to be corrected), no reason is
    given, or the seconds are missing, negative or more than the item has.
    """
    if entry.seq not in {e.seq for e in effective(entries)}:
        raise RequestError(f"dòng {entry.seq} đã được sửa trước đó; hãy sửa dòng mới hơn")
    if not change.reason.strip():
        raise RequestError("phải ghi lý do sửa (--reason)")
    said = change.model_dump(include={"by", "reason", "outcome"})
    fixed = {"key": f"sua/{entry.seq}", "corrects": entry.seq, "evidence": Evidence.OPERATOR}
    heard = {} if change.outcome is Outcome.VOID else _heard(entry.row, change, length_s)
    return Row.model_validate(entry.row.model_dump() | said | heard | fixed)


def _heard(row: Row, change: Change, length_s: float | None) -> dict[str, object]:
    if change.outcome in (Outcome.MISSED, Outcome.SKIPPED):
        if change.seconds:
            raise RequestError(f"{OUTCOMES[change.outcome]} thì không có giây nào; bỏ --seconds")
        return {"seconds": 0.0, "started_at": None, "ended_at": None}
    seconds = change.seconds if change.seconds is not None else _usual(row, change.outcome, length_s)
    if seconds is None:
        raise RequestError("phải ghi số giây thật sự đã phát (--seconds)")
    _refuse(seconds, length_s)
    ended = row.started_at + timedelta(seconds=seconds) if row.started_at else None
    return {"seconds": round(seconds, 2), "ended_at": row.ended_at if seconds == row.seconds else ended}


def _usual(row: Row, outcome: Outcome, length_s: float | None) -> float | None:
    """Return the seconds nobody has to say: those already recorded so, or the whole item's."""
    if row.outcome is outcome and row.seconds > 0:
        return row.seconds
    return length_s if outcome is Outcome.AIRED else None


def _refuse(seconds: float, length_s: float | None) -> None:
    if not seconds > 0:
        raise RequestError(f"--seconds {seconds:g} phải lớn hơn 0")
    if length_s is not None and seconds > length_s + _ROUNDING_S:
        raise RequestError(f"--seconds {seconds:g} quá độ dài của mục ({length_s:.1f} giây)")
    if seconds > _DAY_S:
        raise RequestError(f"--seconds {seconds:g} quá một ngày")
