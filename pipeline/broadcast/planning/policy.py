"""The commune's policy held against dated occurrences. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise

from pipeline.broadcast.planning.occurrences import Occurrence
from pipeline.broadcast.planning.reach import dated, overlap
from pipeline.settings import WEEKDAYS, Exemption, Settings, Window

RULES = {
    "earliest": "phát sớm hơn quy định",
    "latest": "phát muộn hơn quy định",
    "quiet": "phát trong giờ yên tĩnh",
    "sessions": "quá số buổi một ngày",
    "minutes": "quá số phút",
    "weekdays": "phát vào ngày không được phát",
}
CLOCK = "%H:%M"


@dataclass(frozen=True, order=True)
class Breach:
    """One rule of the policy that an occurrence breaks, told in Vietnamese."""

    occurrence: Occurrence
    rule: str
    message: str


def breaches(settings: Settings, occurrences: Iterable[Occurrence], *, today: date | None = None) -> tuple[Breach, ...]:
    """Return every breach of the policy among ``occurrences`` that no exemption of that day covers.

    With ``today`` the exemptions in force on that day count instead (for slots that recur).
    Overlapping occurrences are a breach that nothing exempts.
    """
    ordered = sorted(occurrences)
    found = [breach for occurrence in ordered for breach in _alone(settings, occurrence)]
    for _, same_day in groupby(ordered, key=lambda occurrence: occurrence.date):
        found += _together(settings, list(same_day))
    kept = [b for b in found if not exemption(settings, b.occurrence, b.rule, day=today)]
    return tuple(kept + list(_overlaps(ordered)))


def exemption(settings: Settings, occurrence: Occurrence, rule: str, *, day: date | None = None) -> Exemption | None:
    """Return the exemption from ``rule`` in force for the occurrence on ``day`` (its own by default)."""
    on = day or occurrence.date
    leaves = (leave for leave in settings.policy.exemptions if leave.rule == rule and leave.start <= on <= leave.until)
    return next((leave for leave in leaves if leave.slot in (None, occurrence.slot)), None)


def exemption_note(settings: Settings, occurrence: Occurrence) -> str:
    """Return what the record says of the exemptions the occurrence needs; empty when it needs none."""
    alone = {breach.rule for breach in _alone(settings, occurrence)}
    used = [(rule, exemption(settings, occurrence, rule)) for rule in sorted(alone)]
    return " ".join(f"Ngoại lệ ({RULES[r]}): {e.reason}; người duyệt: {e.approved_by}." for r, e in used if e)


def _alone(settings: Settings, occurrence: Occurrence) -> Iterator[Breach]:
    policy = settings.policy
    starts, ends = occurrence.starts_at, occurrence.ends_at
    if starts.time() < policy.earliest:
        message = f"bắt đầu {starts:{CLOCK}}, sớm hơn giờ sớm nhất {policy.earliest:{CLOCK}}"
        yield Breach(occurrence, "earliest", message)
    if ends > datetime.combine(occurrence.date, policy.latest, tzinfo=settings.station.zone):
        yield Breach(occurrence, "latest", f"kết thúc {ends:{CLOCK}}, muộn hơn {policy.latest:{CLOCK}}")
    for window in policy.quiet:
        if _touches(settings, occurrence, window):
            span = f"{window.start:{CLOCK}}–{window.end:{CLOCK}}"
            yield Breach(occurrence, "quiet", f"{starts:{CLOCK}}–{ends:{CLOCK}} chạm giờ yên tĩnh {span}")
    if WEEKDAYS[occurrence.date.weekday()] not in policy.weekdays:
        yield Breach(occurrence, "weekdays", f"{WEEKDAYS[occurrence.date.weekday()]} không phải ngày được phát")
    minutes = occurrence.capacity_ms / 60_000
    if minutes > policy.max_minutes_per_session:
        message = f"dài {minutes:g} phút; một buổi nhiều nhất {policy.max_minutes_per_session} phút"
        yield Breach(occurrence, "minutes", message)


def _together(settings: Settings, same_day: list[Occurrence]) -> Iterator[Breach]:
    policy = settings.policy
    if len(same_day) > policy.max_sessions_per_day:
        message = f"là buổi thứ {len(same_day)} trong ngày; nhiều nhất {policy.max_sessions_per_day} buổi một ngày"
        yield Breach(same_day[-1], "sessions", message)
    minutes = sum(occurrence.capacity_ms for occurrence in same_day) / 60_000
    if minutes > policy.max_minutes_per_day:
        message = f"làm cả ngày dài {minutes:g} phút; nhiều nhất {policy.max_minutes_per_day} phút một ngày"
        yield Breach(same_day[-1], "minutes", message)


def _touches(settings: Settings, occurrence: Occurrence, window: Window) -> bool:
    days = (occurrence.date + timedelta(days=step) for step in (-1, 0, 1))
    return any(overlap(occurrence, dated(settings, window, day)) for day in days)


def _overlaps(ordered: list[Occurrence]) -> Iterator[Breach]:
    seen: set[str] = set()
    for before, after in pairwise(ordered):
        if after.starts_at < before.ends_at:
            message = f"bắt đầu {after.starts_at:{CLOCK}} khi “{before.title}” ({before.slot}) chưa hết"
            yield Breach(after, "overlap", message)
    for occurrence in ordered:
        if occurrence.key in seen:
            message = f"khung {occurrence.slot} có hai lần trong ngày; đặt mã khác cho buổi thêm"
            yield Breach(occurrence, "overlap", message)
        seen.add(occurrence.key)
