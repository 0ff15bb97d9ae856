"""A plan held against the rules by another way than the one that made it: it reads only what was written."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from pipeline.broadcast.planning.pieces import Candidate
from pipeline.broadcast.planning.policy import breaches
from pipeline.broadcast.planning.request import PlanRequest
from pipeline.model.radio import Item, ItemKind, Plan, Programme

_PIECES = (ItemKind.PIECE, ItemKind.FALLBACK)


def check_plan(request: PlanRequest, plan: Plan) -> tuple[str, ...]:
    """Return every rule the plan breaks, in Vietnamese; empty when it may be saved."""
    found = [breach.message for breach in breaches(request.settings, request.occurrences)]
    found += _frozen(request, plan)
    for programme in plan.programmes:
        if not programme.frozen:
            found += [f"{programme.key}: {wrong}" for wrong in _programme(request, programme)]
    return tuple(found + list(_week(request, plan)))


def _frozen(request: PlanRequest, plan: Plan) -> Iterator[str]:
    """A programme that was handed out or begins soon is the same as before, and stays one of the plan's."""
    if request.previous is None:
        return
    now = {programme.key: programme for programme in plan.programmes}
    places = {occurrence.key: occurrence for occurrence in request.occurrences}
    soon = request.now + timedelta(hours=request.settings.planning.freeze_hours)
    for old in request.previous.programmes:
        place = places.get(old.key)
        if place is None or (old.starts_at, old.ends_at) != (place.starts_at, place.ends_at):
            continue
        if old.key in request.exported or old.starts_at < soon:
            new = now.get(old.key)
            if new is None or new.items != old.items:
                yield f"{old.key}: chương trình đã chốt bị đổi"


def _programme(request: PlanRequest, programme: Programme) -> Iterator[str]:
    place = next((o for o in request.occurrences if o.key == programme.key), None)
    if place is None or (place.starts_at, place.ends_at) != (programme.starts_at, programme.ends_at):
        yield "không có khung nào trong lịch vào giờ này"
        return
    yield from _timing(request, programme)
    slugs = [item.article for item in programme.items if item.kind in _PIECES]
    if len(slugs) != len(set(slugs)):
        yield "một bài có hai lần trong chương trình"
    known = {candidate.slug: candidate for candidate in request.candidates}
    for item in programme.items:
        if item.kind in _PIECES:
            yield from _piece(known.get(item.article or ""), item, programme)
            if (candidate := known.get(item.article or "")) and not candidate.urgent:
                if place.kinds and candidate.kind not in place.kinds:
                    yield f"{item.article}: sai loại bài của khung"
                if place.themes and candidate.theme not in place.themes:
                    yield f"{item.article}: sai chủ đề của khung"


def _timing(request: PlanRequest, programme: Programme) -> Iterator[str]:
    if not programme.items:
        yield "chương trình trống"
        return
    gap = timedelta(milliseconds=request.settings.station.gap_ms)
    if programme.items[0].starts_at != programme.starts_at:
        yield "mục đầu không bắt đầu đúng giờ"
    for one, other in pairwise(programme.items):
        if other.starts_at != _end(one) + gap:
            yield f"“{other.title}” không nối tiếp mục trước"
    if _end(programme.items[-1]) > programme.ends_at:
        yield "chương trình dài hơn khung"


def _piece(candidate: Candidate | None, item: Item, programme: Programme) -> Iterator[str]:
    if candidate is None:
        yield f"{item.article}: không phải bài được phát"
        return
    if not candidate.approved:
        yield f"{item.article}: chưa có người duyệt"
    if programme.date < candidate.start or (candidate.until is not None and programme.date > candidate.until):
        yield f"{item.article}: ngoài thời hạn phát"
    if round(item.duration_s * 1000) != candidate.duration_ms:
        yield f"{item.article}: sai độ dài"


def _week(request: PlanRequest, plan: Plan) -> Iterator[str]:
    keys = [programme.key for programme in plan.programmes]
    if len(keys) != len(set(keys)):
        yield "một chương trình có hai lần"
    for one, other in pairwise(sorted(plan.programmes, key=lambda programme: programme.starts_at)):
        if other.starts_at < one.ends_at:
            yield f"{other.key}: chồng lên {one.key}"
    airings: dict[str, list[tuple[datetime, bool]]] = defaultdict(list)
    for programme in plan.programmes:
        for slug in programme.pieces:
            airings[slug].append((programme.starts_at, programme.frozen))
    for airing in plan.past:
        airings[airing.article].append((airing.starts_at, True))
    yield from _separation(request, airings)
    yield from _limits(request, plan)


def _separation(request: PlanRequest, airings: dict[str, list[tuple[datetime, bool]]]) -> Iterator[str]:
    apart = timedelta(hours=request.settings.planning.min_separation_hours)
    for slug, times in airings.items():
        for (one, held), (other, also_held) in pairwise(sorted(times)):
            if other - one < apart and not (held and also_held):
                yield f"{slug}: hai lần phát cách nhau chưa đủ {request.settings.planning.min_separation_hours} giờ"


def _limits(request: PlanRequest, plan: Plan) -> Iterator[str]:
    """No piece more often a week than the schedule allows, or than it asked for itself."""
    asked = {candidate.slug: candidate.per_week for candidate in request.candidates}
    heard: Counter[tuple[str, int]] = Counter()
    for programme in plan.programmes:
        heard.update((slug, (programme.date - plan.first).days // 7) for slug in programme.pieces)
    for (slug, week), times in sorted(heard.items()):
        most = max(request.settings.planning.max_airings_per_week, asked.get(slug, 0))
        if times > most and any(slug in p.pieces and not p.frozen for p in plan.programmes):
            yield f"{slug}: phát {times} lần trong tuần thứ {week + 1}, nhiều nhất {most}"


def _end(item: Item) -> datetime:
    return item.starts_at + timedelta(milliseconds=round(item.duration_s * 1000))
