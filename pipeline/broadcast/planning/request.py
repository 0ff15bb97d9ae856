"""What a plan is made from, and the hard rules that decide where a piece may stand. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from pipeline.broadcast.planning.occurrences import Occurrence
from pipeline.broadcast.planning.pieces import Candidate
from pipeline.broadcast.planning.reach import reach
from pipeline.broadcast.planning.spoken import Overheads
from pipeline.model.radio import Plan, Programme
from pipeline.settings import Settings

RESERVE_MS = 500  # an MP3 encoder pads the end by up to a few frames of 26 ms: the slot must still hold it


@dataclass(frozen=True)
class PlanRequest:
    """Everything ``plan_week`` looks at.

    ``overheads`` maps an occurrence's key to its announcer's texts and lengths. ``previous`` is the last
    plan; ``exported`` the keys of programmes already handed to the operator. ``now`` is aware.
    ``effort`` bounds the search of a week in the solver's deterministic units, a second or less each.
    """

    settings: Settings
    first: date
    days: int
    occurrences: tuple[Occurrence, ...]
    candidates: tuple[Candidate, ...]
    overheads: Mapping[str, Overheads]
    now: datetime
    previous: Plan | None = None
    exported: frozenset[str] = field(default=frozenset())
    effort: float = 6.0

    @property
    def gap_ms(self) -> int:
        """Silence after each item, in ms."""
        return self.settings.station.gap_ms

    def room_ms(self, occurrence: Occurrence) -> int:
        """Air time in ms that an occurrence leaves to links and pieces."""
        around = self.overheads[occurrence.key]
        fixed = [around.call_music_ms, around.greeting.ms, around.closing.ms]
        used = sum(ms + self.gap_ms for ms in fixed if ms)
        return occurrence.capacity_ms - RESERVE_MS - used + (self.gap_ms if around.closing.ms else 0)


def frozen_programmes(request: PlanRequest) -> dict[str, Programme]:
    """Return the previous plan's programmes that may not change, by key.

    They are those already exported and those that start within the freeze window; one whose slot was since
    cancelled, moved or cut by a one-off change is free again, since the operator wants that change.
    """
    if request.previous is None:
        return {}
    until = request.now + timedelta(hours=request.settings.planning.freeze_hours)
    places = {occurrence.key: occurrence for occurrence in request.occurrences}
    return {
        programme.key: programme.model_copy(update={"frozen": True})
        for programme in request.previous.programmes
        if programme.key in places
        and (programme.starts_at, programme.ends_at) == (places[programme.key].starts_at, places[programme.key].ends_at)
        and (programme.key in request.exported or programme.starts_at < until)
    }


def open_occurrences(request: PlanRequest) -> tuple[Occurrence, ...]:
    """Return the occurrences to be planned: not frozen, not begun yet, sorted by time."""
    held = frozen_programmes(request)
    return tuple(o for o in sorted(request.occurrences) if o.key not in held and o.starts_at > request.now)


def obstacle(request: PlanRequest, candidate: Candidate, occurrence: Occurrence) -> str:
    """Return, in Vietnamese, the first rule that keeps ``candidate`` out of ``occurrence``; empty where it may be."""
    rules = (_not_due, _too_long, _not_its_kind, _nobody_home)
    return next((told for rule in rules if (told := rule(request, candidate, occurrence))), "")


def too_close(request: PlanRequest, one: datetime, other: datetime) -> bool:
    """Tell whether two airings of a piece would be nearer than the schedule's separation."""
    return abs(one - other) < timedelta(hours=request.settings.planning.min_separation_hours)


def is_morning(request: PlanRequest, when: datetime) -> bool:
    """Tell whether ``when`` counts as a morning airing."""
    return when.time() < request.settings.planning.morning_until


def is_evening(request: PlanRequest, when: datetime) -> bool:
    """Tell whether ``when`` counts as an evening airing."""
    return when.time() >= request.settings.planning.evening_from


def _not_due(request: PlanRequest, candidate: Candidate, occurrence: Occurrence) -> str:
    if not candidate.approved:
        return "bài chưa có người duyệt (broadcast.approved_by)"
    if occurrence.date < candidate.start:
        return f"bài chỉ được phát từ {candidate.start:%d/%m/%Y}"
    if not candidate.valid_on(occurrence.date):
        return f"bài hết hạn ngày {candidate.until:%d/%m/%Y}"
    return ""


def _too_long(request: PlanRequest, candidate: Candidate, occurrence: Occurrence) -> str:
    room, cost = request.room_ms(occurrence), candidate.cost_ms(request.gap_ms)
    if cost <= room:
        return ""
    return f"bài dài {_clock(cost)} cả lời dẫn, khung chỉ còn {_clock(max(room, 0))}"


def _not_its_kind(request: PlanRequest, candidate: Candidate, occurrence: Occurrence) -> str:
    if candidate.urgent:
        return ""
    if occurrence.kinds and candidate.kind not in occurrence.kinds:
        return "khung này chỉ phát loại bài khác"
    if occurrence.themes and candidate.theme not in occurrence.themes:
        return "khung này chỉ phát chủ đề khác"
    spare = candidate.fallback and candidate.slug not in occurrence.fallback
    return "bài dự phòng của khung khác" if spare else ""


def _nobody_home(request: PlanRequest, candidate: Candidate, occurrence: Occurrence) -> str:
    if candidate.urgent or reach(request.settings, occurrence, candidate.audience):
        return ""
    return "giờ này người nghe của bài không ở nhà"


def _clock(ms: int) -> str:
    return f"{ms // 60_000}:{ms // 1000 % 60:02}"
