"""What the plan cannot promise: the rule that binds, and what would loosen it. Pure."""

from collections.abc import Iterator

from pipeline.broadcast.planning.board import Board, Choice, Promise, fixed_airings
from pipeline.broadcast.planning.pieces import Candidate, promise_span
from pipeline.broadcast.planning.request import PlanRequest, obstacle
from pipeline.model.radio import Unmet


def unmet(request: PlanRequest, board: Board, choice: Choice) -> tuple[Unmet, ...]:
    """Return each promise the choice does not keep, with its reason and remedy in Vietnamese; sorted by article."""
    promises = {promise.slug: promise for promise in board.promises}
    found = [_of(request, board, piece, promises.get(slug), choice) for slug, piece in board.pieces.items()]
    return tuple(line for line in found if line)


def _of(request: PlanRequest, board: Board, piece: Candidate, promise: Promise | None, choice: Choice) -> Unmet | None:
    span = promise_span(piece, request.first, request.days)
    if span is None:
        return None
    wanted = span[2]
    if promise is None:
        why = "bài chưa có người duyệt; ghi approved_by và approved_on vào broadcast của bài"
        return Unmet(article=piece.slug, wanted=wanted, planned=0, why=why)
    held = {spot for spot in promise.spots if piece.slug in choice.get(spot, ())}
    planned = wanted - promise.wanted + len(held)
    if planned < wanted:
        return Unmet(article=piece.slug, wanted=wanted, planned=planned, why=_why(request, board, piece, promise))
    bare = [(name, part) for name, part in promise.parts if not held & {*part}]
    if not bare:
        return None
    why = "; ".join(_part_why(name, part) for name, part in bare)
    return Unmet(article=piece.slug, wanted=wanted, planned=planned, why=f"đủ {wanted} lần nhưng {why}")


def _why(request: PlanRequest, board: Board, piece: Candidate, promise: Promise) -> str:
    done = sum(1 for _ in _inside(request, piece))
    fit = len(promise.spots) + done
    wanted = promise.wanted + done
    if fit >= wanted:
        return (
            f"cần {wanted} lần, có {fit} khung phù hợp nhưng các khung ấy đã đầy hoặc quá gần nhau; "
            "tăng số phút của khung, rút ngắn bài, hoặc giảm per_week"
        )
    limit = f" trước ngày hết hạn {piece.until:%d/%m/%Y}" if piece.until and fit else ""
    return f"cần {wanted} lần, chỉ {fit} khung phù hợp{limit}{_bound(request, board, piece)}"


def _inside(request: PlanRequest, piece: Candidate) -> Iterator[object]:
    span = promise_span(piece, request.first, request.days)
    for time in fixed_airings(request).get(piece.slug, ()):
        if span and span[0] <= time.date() <= span[1]:
            yield time


def _bound(request: PlanRequest, board: Board, piece: Candidate) -> str:
    reasons = [obstacle(request, piece, spot) for spot in board.spots if piece.valid_on(spot.date)]
    told = [reason for reason in reasons if reason]
    if told:
        most = max(sorted(set(told)), key=told.count)
        return f" ({most}); đổi giờ khung, sửa audience hoặc rút ngắn bài"
    return "; kéo dài until, thêm khung phát, hoặc giảm per_week"


def _part_why(name: str, part: tuple[int, ...]) -> str:
    if not part:
        return f"không khung {name} nào phù hợp; thêm khung hoặc sửa audience"
    return f"các khung {name} đã đầy; tăng số phút của khung"
