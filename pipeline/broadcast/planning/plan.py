"""The one entry of planning: a request becomes a plan that the checker has agreed to."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta

from pipeline.broadcast.planning.board import Board, Choice, make_board, past_airings
from pipeline.broadcast.planning.checker import check_plan
from pipeline.broadcast.planning.greedy import greedy
from pipeline.broadcast.planning.pieces import promise_span
from pipeline.broadcast.planning.policy import breaches
from pipeline.broadcast.planning.programmes import numbered, programme
from pipeline.broadcast.planning.promises import unmet
from pipeline.broadcast.planning.request import PlanRequest, frozen_programmes
from pipeline.broadcast.planning.solver import solve
from pipeline.errors import ContentError, LoaError, Problem
from pipeline.model.radio import Airing, Plan, Programme
from pipeline.settings import FILE

WEEK = 7


class PlanError(LoaError):
    """Raised when the checker refuses a plan: a fault of this software; nothing is saved. Exit code 2."""


def plan_week(request: PlanRequest) -> Plan:
    """Plan ``request.days`` days, week by week: the same request gives the same plan, byte for byte.

    Programmes that began before ``now`` and are in no earlier plan are left out. Raises ContentError when an
    occurrence breaks the policy, PlanError when the checker refuses the result.
    """
    _refuse(request)
    inputs = fingerprint(request)
    if request.previous is not None and request.previous.inputs == inputs:
        return _refreshed(request.previous, request)
    whole: Plan | None = None
    for step in range(0, request.days, WEEK):
        part = _week(_part(request, step, whole))
        whole = part if whole is None else _joined(whole, part)
    whole = whole or Plan(first=request.first, days=request.days, status="optimal")
    if wrong := check_plan(request, whole):
        raise PlanError("kế hoạch không qua được bước kiểm tra nên không được lưu: " + "; ".join(wrong))
    return whole.model_copy(update={"inputs": inputs})


def fingerprint(request: PlanRequest) -> str:
    """Return the SHA-256 of what decides a plan, whatever the time of day: time only freezes what is planned."""
    told = (
        request.first,
        request.days,
        sorted(request.occurrences),
        sorted(request.candidates, key=lambda candidate: candidate.slug),
        sorted(request.overheads.items()),
        request.settings.model_dump_json(include={"station", "policy", "seasons", "audiences", "planning"}),
        past_airings(request),
        request.effort,
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _refreshed(plan: Plan, request: PlanRequest) -> Plan:
    """The same plan; what the passing time has frozen is marked."""
    held = frozen_programmes(request)
    programmes = tuple(held.get(programme.key, programme) for programme in plan.programmes)
    return plan if programmes == plan.programmes else plan.model_copy(update={"programmes": programmes})


def _refuse(request: PlanRequest) -> None:
    wrong = breaches(request.settings, request.occurrences)
    if wrong:
        raise ContentError(Problem(FILE, 0, breach.occurrence.key, breach.message) for breach in wrong)


def _part(request: PlanRequest, step: int, done: Plan | None) -> PlanRequest:
    first = request.first + timedelta(days=step)
    days = min(WEEK, request.days - step)
    inside = tuple(o for o in sorted(request.occurrences) if 0 <= (o.date - first).days < days)
    previous = request.previous
    if done is not None:
        old = previous.programmes if previous else ()
        later = tuple(p for p in old if p.date >= first)
        previous = Plan(first=done.first, days=done.days, status=done.status, programmes=done.programmes + later)
        previous = previous.model_copy(update={"past": done.past})
    return replace(request, first=first, days=days, occurrences=inside, previous=previous)


def _joined(done: Plan, part: Plan) -> Plan:
    worst = max(done.status, part.status, key=["optimal", "feasible"].index)
    return Plan(
        first=done.first,
        days=done.days + part.days,
        status=worst,
        programmes=done.programmes + part.programmes,
        unmet=done.unmet + part.unmet,
        past=done.past,
    )


def _week(request: PlanRequest) -> Plan:
    board = make_board(request)
    solved = solve(board, hints=(greedy(board, seed=board.before), greedy(board)), effort=request.effort)
    return Plan(
        first=request.first,
        days=request.days,
        status="optimal" if solved.proven else "feasible",
        programmes=_programmes(request, board, solved.choice),
        unmet=unmet(request, board, solved.choice),
        past=tuple(Airing(article=slug, starts_at=time) for slug, time in past_airings(request)),
    )


def _programmes(request: PlanRequest, board: Board, choice: Choice) -> tuple[Programme, ...]:
    made = [
        programme(request, spot, [board.pieces[slug] for slug in choice.get(number, ())])
        for number, spot in enumerate(board.spots)
    ]
    held = frozen_programmes(request).values()
    wanted = {slug: span[2] for slug, piece in board.pieces.items() if (span := promise_span(piece, *_days(request)))}
    return numbered([*made, *held], wanted)


def _days(request: PlanRequest) -> tuple[date, int]:
    return request.first, request.days
