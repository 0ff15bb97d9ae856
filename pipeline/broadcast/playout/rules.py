"""What to do at a given moment, decided without disk, sound or clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from pipeline.settings import Policy, Window

ON_TIME = timedelta(seconds=1)  # a start within this is on time

LateRule = Literal["noi-tiep", "chi-thong-bao", "bo"]


@dataclass(frozen=True)
class Span:
    """The promised span of an item, and whether it is content (not a jingle, greeting, link or closing)."""

    starts_at: datetime
    ends_at: datetime
    content: bool = True


@dataclass(frozen=True)
class Opening:
    """How a programme begins: at item ``first``, which sounds from ``at``; ``first`` None: not. ``notice``: instead."""

    first: int | None
    at: datetime
    notice: bool = False
    why: str = ""


def join(spans: Sequence[Span], now: datetime, *, first: int = 0) -> int | None:
    """Return the next item, from ``first`` on, whose promised start is not past: where a late start joins by the clock.

    None when no content follows: a closing alone is not worth a start.
    """
    for index in range(first, len(spans)):
        if spans[index].starts_at >= now - ON_TIME:
            return index if any(span.content for span in spans[index:]) else None
    return None


def opening(
    spans: Sequence[Span], now: datetime, *, rule: LateRule, ends_at: datetime, waited: bool = False
) -> Opening:
    """Decide how to begin a programme whose items are ``spans`` at ``now``, in a slot that ends at ``ends_at``.

    ``waited`` says that this station was on the air with something else until now: then the whole programme follows,
    shifted, when it still fits.
    """
    start = spans[0].starts_at if spans else ends_at
    late = now - start
    if late <= ON_TIME:
        return Opening(0, start)
    words = f"bắt đầu muộn {_span(late)}"
    if waited and now + (spans[-1].ends_at - start) <= ends_at:
        return Opening(0, now, why=words)
    if now >= ends_at or rule == "bo":
        return Opening(None, now, why=words)
    if rule == "chi-thong-bao":
        return Opening(None, now, notice=True, why=f"{words}, chỉ phát thông báo")
    index = join(spans, now)
    return Opening(index, now if index is None else max(now, spans[index].starts_at), why=words)


def may_air(policy: Policy, start: datetime, end: datetime) -> str | None:
    """Return why a person may not start a programme then (quiet hours, too early, too late); None when they may."""
    for quiet in policy.quiet:
        if touches(quiet, start, end):
            return f"giờ yên tĩnh {quiet.start:%H:%M}–{quiet.end:%H:%M}"
    if start.time() < policy.earliest:
        return f"chưa tới {policy.earliest:%H:%M}, giờ sớm nhất được phát"
    if end.date() > start.date() or end.time() > policy.latest:
        return f"sẽ kéo quá {policy.latest:%H:%M}, giờ muộn nhất được phát"
    return None


def touches(quiet: Window, start: datetime, end: datetime) -> bool:
    """Tell whether ``start``..``end`` shares a moment with the window on any day."""
    days = range((end.date() - start.date()).days + 2)
    return any(_overlaps(quiet, start.date() + timedelta(days=step - 1), start, end) for step in days)


def sentence_end(cues: Sequence[float], position_s: float) -> float | None:
    """Return the first end of a sentence (s) that is not past ``position_s``."""
    return next((cue for cue in sorted(cues) if cue >= position_s), None)


def _overlaps(quiet: Window, day: date, start: datetime, end: datetime) -> bool:
    opens = _at(day, quiet.start, start)
    closes = _at(day, quiet.end, start) + timedelta(days=quiet.end <= quiet.start)
    return start < closes and opens < end


def _at(day: date, clock: time, like: datetime) -> datetime:
    return datetime.combine(day, clock, tzinfo=like.tzinfo)


def _span(length: timedelta) -> str:
    seconds = round(length.total_seconds())
    return f"{seconds} giây" if seconds < 120 else f"{round(seconds / 60)} phút"
