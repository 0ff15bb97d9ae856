"""Why a piece stands where it stands, why nowhere else, and what binds: in Vietnamese. Pure."""

from pipeline.broadcast.planning.board import fixed_airings, most_airings
from pipeline.broadcast.planning.occurrences import Occurrence
from pipeline.broadcast.planning.pieces import Candidate, promise_span
from pipeline.broadcast.planning.request import PlanRequest, frozen_programmes, obstacle, too_close
from pipeline.broadcast.planning.spoken import spoken_day
from pipeline.errors import RequestError
from pipeline.model.radio import Plan, Programme

_WISHES = ("khẩn cấp", "ưu tiên", "thông thường")


def explain(request: PlanRequest, plan: Plan, slug: str) -> tuple[str, ...]:
    """Return the lines that answer “why here, why not there” for the article ``slug``.

    Raises RequestError when no such article is among the candidates.
    """
    piece = next((candidate for candidate in request.candidates if candidate.slug == slug), None)
    if piece is None:
        message = "không có bài này trong kế hoạch: bài chưa đăng, không có mục broadcast, hoặc chưa có âm thanh"
        raise RequestError(f"{slug}: {message}")
    lines = [f"{piece.title} ({slug})", *_wish(request, piece)]
    for programme in plan.programmes:
        if slug in programme.pieces:
            lines.append(f"Phát {_place(programme)}: {_why(programme, slug)}")
    lines += [f"Không phát {', '.join(places)}: {why}" for why, places in _elsewhere(request, plan, piece).items()]
    lines += [f"Chưa hứa được: {each.why}" for each in plan.unmet if each.article == slug]
    return tuple(lines)


def _wish(request: PlanRequest, piece: Candidate) -> list[str]:
    names = [request.settings.audiences[a].name for a in piece.audience if a in request.settings.audiences]
    span = promise_span(piece, request.first, request.days)
    asked = "không cần phát trong những ngày này"
    if span:
        asked = f"cần {span[2]} lần từ {span[0]:%d/%m} đến {span[1]:%d/%m}"
    until = f", hết hạn {piece.until:%d/%m/%Y}" if piece.until else ""
    length = f"{piece.duration_ms // 60_000}:{piece.duration_ms // 1000 % 60:02}"
    wish = _WISHES[piece.priority.rank]
    return [f"Mức {wish}; dài {length}; dành cho {', '.join(names)}; {asked}{until}."]


def _place(programme: Programme) -> str:
    return f"{spoken_day(programme.date)}, {programme.title or programme.slot} {programme.starts_at:%H:%M}"


def _why(programme: Programme, slug: str) -> str:
    item = next(item for item in programme.items if item.article == slug and item.audio)
    frozen = "; chương trình đã chốt" if programme.frozen else ""
    return f"lúc {item.starts_at:%H:%M:%S}. {item.reason}{frozen}."


def _elsewhere(request: PlanRequest, plan: Plan, piece: Candidate) -> dict[str, list[str]]:
    """Group the occurrences without the piece by the reason that keeps it out."""
    held = {programme.key: programme for programme in plan.programmes}
    found: dict[str, list[str]] = {}
    for occurrence in sorted(request.occurrences):
        programme = held.get(occurrence.key)
        if programme is not None and piece.slug not in programme.pieces:
            why = _why_not(request, plan, piece, (occurrence, programme))
            found.setdefault(why, []).append(f"{occurrence.slot} {occurrence.date:%d/%m}")
    return found


def _why_not(request: PlanRequest, plan: Plan, piece: Candidate, place: tuple[Occurrence, Programme]) -> str:
    occurrence, programme = place
    if programme.key in frozen_programmes(request):
        return "chương trình đã chốt từ trước"
    if told := obstacle(request, piece, occurrence):
        return told
    others = [p.starts_at for p in plan.programmes if piece.slug in p.pieces]
    others += fixed_airings(request).get(piece.slug, ())
    if any(too_close(request, occurrence.starts_at, other) for other in others):
        return f"cách lần phát khác chưa đủ {request.settings.planning.min_separation_hours} giờ"
    return _no_need(request, plan, piece, place)


def _no_need(request: PlanRequest, plan: Plan, piece: Candidate, place: tuple[Occurrence, Programme]) -> str:
    count, most = sum(piece.slug in p.pieces for p in plan.programmes), most_airings(request, piece)
    if count >= most and piece.is_short:
        return f"bài quá ngắn để phát lại cho đầy khung; đã phát đủ {most} lần đã hẹn"
    if count >= most:
        return f"bài đã phát {most} lần, mức nhiều nhất trong một tuần"
    if piece.cost_ms(request.gap_ms) > request.room_ms(place[0]) - _used(request, place[1]):
        return "khung đã đầy bởi các bài khác"
    if count >= piece.per_week:
        return "bài đã đủ số lần cần phát"
    return "kế hoạch chọn khung khác có lợi hơn cho cả tuần"


def _used(request: PlanRequest, programme: Programme) -> int:
    costs = {candidate.slug: candidate.cost_ms(request.gap_ms) for candidate in request.candidates}
    return sum(costs.get(slug, 0) for slug in programme.pieces)
