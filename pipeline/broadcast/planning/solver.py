"""The best choice by OR-Tools CP-SAT: one goal after the other, each kept while the next is sought. Deterministic.

Order of the goals: urgent pieces, promised airings, no empty air (fallback pieces before repeats), balance
of themes, reach and freshness, stability against the last plan. One worker, a deterministic limit and sorted
inputs give the same answer on every machine; a wall-clock limit would not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.broadcast.planning.board import Board, Choice, Promise, score

BALANCE_MS = 60_000  # themes that are heard equally long to the minute are in balance
FILL_GAP_MS = 500  # fill is proven best when no plan could hold a second more a programme (twice this)
# The last plan is not torn up for a trifle: so much balance and value may be left unsought for its sake.
SPARE_MINUTES = 5
SPARE_VALUE = 0.05
SPARE_SPREAD_MS = 60_000


@dataclass(frozen=True)
class Solved:
    """A choice, and whether promises and fill are proven to be the best possible."""

    choice: Choice
    proven: bool


def solve(board: Board, *, hints: Sequence[Choice], effort: float) -> Solved:
    """Return the best choice found from ``hints`` on; ``effort`` is deterministic time for all goals together.

    The search begins at the first hint, the one near the last plan; where it does not reach the promises of
    another, it goes on from there. Hints must keep the hard rules.
    """
    if not board.spots:
        return Solved({}, proven=True)
    week = _Week(board, hints[0], effort)
    promises = week.promises()
    proven = week.lower(promises, share=0.25)
    better = min(hints, key=lambda hint: score(board, hint)[:2])
    if not proven and score(board, better)[:2] < score(board, week.best)[:2]:
        week.best = better
        proven = week.lower(promises, share=0.15)
    proven &= week.lower(week.empty_air(), share=0.3, gap=FILL_GAP_MS * len(board.spots))
    if score(board, week.best)[2] > FILL_GAP_MS * len(board.spots):
        week.lower(week.unevenness(), share=0.05, slack=SPARE_SPREAD_MS)
    if not board.before:
        week.lower(week.imbalance(), share=0.07)
        week.lower(week.lost_value(), share=0.08)
        return Solved(week.best, proven)
    changes = week.changes()
    week.lower(changes, share=0.07, hold=False)
    calm = week.best
    week.lower(week.imbalance(), share=0.06, slack=SPARE_MINUTES)
    week.lower(week.lost_value(), share=0.07, slack=SPARE_VALUE)
    week.best = calm
    week.lower(changes, share=0.1)
    return Solved(week.best, proven)


class _Week:
    """The CP-SAT model of a board: one Boolean for each piece in each spot where it may stand."""

    def __init__(self, board: Board, hint: Choice, effort: float) -> None:
        from ortools.sat.python import cp_model

        self.board, self.best, self.effort = board, hint, effort
        self.cp: Any = cp_model
        self.model: Any = cp_model.CpModel()  # typed by hand: OR-Tools has no complete types
        pairs = ((slug, spot) for slug, held in board.choices.items() for spot in held)
        self.x: dict[tuple[str, int], Any] = {pair: self.model.new_bool_var("{}@{}".format(*pair)) for pair in pairs}
        self._rules()

    def lower(self, goal: Any, *, share: float, slack: float = 0, gap: int = 0, hold: bool = True) -> bool:
        """Make ``goal`` as small as may be, and hold it there from now on; tell whether it is proven smallest.

        ``share`` is the part of the effort it may take; ``slack`` how far later goals may raise it again (from 1
        on absolute, below it a share); ``gap`` how near to the bound counts as proven.
        """
        if isinstance(goal, int):
            return True
        self.model.minimize(goal)
        self.model.clear_hints()
        for (slug, spot), variable in self.x.items():
            self.model.add_hint(variable, slug in self.best.get(spot, ()))
        before = self._worth()
        solver = self._solver(share, gap)
        status = solver.solve(self.model)
        if status not in (self.cp.OPTIMAL, self.cp.FEASIBLE):
            return False
        reached = round(solver.objective_value)
        if before is None or reached < before - gap:
            self.best = self._read(solver)
        else:
            reached = before
        if hold:
            self.model.add(goal <= reached + round(slack if slack >= 1 else abs(reached) * slack))
        return bool(status == self.cp.OPTIMAL)

    def promises(self) -> Any:
        """Urgent airings missing or late, then promised airings and parts of the day missing: weights cannot mix."""
        board = self.board
        usual = [p for p in board.promises if not board.pieces[p.slug].urgent]
        urgent = [p for p in board.promises if board.pieces[p.slug].urgent]
        most = 1 + sum(p.weight * (p.wanted + len(p.parts)) for p in usual)
        total = sum((p.weight * self._missing(p) for p in usual), start=0)
        for promise in urgent:
            total += most * ((len(board.spots) + 1) * self._missing(promise) + self._late(promise))
        return total

    def empty_air(self) -> Any:
        """Milliseconds of empty air; among equals, as few airings as may be that are not a slot's fallback piece."""
        lacks = []
        for spot in range(len(self.board.spots)):
            lack = self.model.new_int_var(0, max(0, self.board.full(spot)), f"empty{spot}")
            self.model.add(lack + self._used(spot) >= self.board.full(spot))
            lacks.append(lack)
        if not any(spot.fallback for spot in self.board.spots):
            return sum(lacks)
        usual = [x for (slug, spot), x in self.x.items() if slug not in self.board.spots[spot].fallback]
        return sum(lacks) * (len(usual) + 1) + sum(usual)

    def unevenness(self) -> Any:
        """Days without a piece; then what programmes lack of a quarter, a half, three quarters, so that one that is
        empty weighs more than four thin.
        """
        lacks = []
        for spot in range(len(self.board.spots)):
            for quarter in (1, 2, 3):
                wanted = max(0, self.board.full(spot)) * quarter // 4
                lack = self.model.new_int_var(0, wanted, f"thin{spot}/{quarter}")
                self.model.add(lack + self._used(spot) >= wanted)
                lacks.append(lack)
        return sum(lacks) + self._silent_days() * (1 + 2 * sum(self.board.rooms))

    def imbalance(self) -> Any:
        """Minutes between the theme that is heard most and the one heard least, of those that have pieces."""
        themes = sorted({piece.theme for slug, piece in self.board.pieces.items() if self.board.choices[slug]})
        most = sum(self.board.rooms, start=0)
        least = self.model.new_int_var(0, most, "least heard")
        apart = self.model.new_int_var(0, most // BALANCE_MS + 1, "minutes apart")
        for theme in themes:
            heard = self._sum(slug for slug, piece in self.board.pieces.items() if piece.theme == theme)
            self.model.add(heard >= least)
            self.model.add(heard <= least + BALANCE_MS * (apart + 1))
        return apart

    def lost_value(self) -> Any:
        """The negative of what the airings are worth."""
        return -sum((self.board.values[key] * x for key, x in self.x.items()), start=0)

    def changes(self) -> Any:
        """Pieces that leave or enter a programme which the last plan had."""
        before = self.board.before
        return sum(
            ((1 - x) if slug in before[spot] else x for (slug, spot), x in self.x.items() if spot in before), start=0
        )

    def _solver(self, share: float, gap: int) -> Any:
        solver = self.cp.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.interleave_search = True
        solver.parameters.random_seed = 0
        solver.parameters.max_deterministic_time = self.effort * share
        solver.parameters.absolute_gap_limit = gap
        return solver

    def _worth(self) -> int | None:
        """The goal's value of the choice at hand; None where that breaks a rule. It stays unless a better is found."""
        solver = self._solver(1.0, 0)
        solver.parameters.fix_variables_to_their_hinted_value = True
        found = solver.solve(self.model) in (self.cp.OPTIMAL, self.cp.FEASIBLE)
        return round(solver.objective_value) if found else None

    def _rules(self) -> None:
        for spot, room in enumerate(self.board.rooms):
            self.model.add(self._used(spot) <= max(0, room))
        for slug, held in self.board.choices.items():
            if len(held) > self.board.limits[slug]:
                self.model.add(sum(self.x[slug, spot] for spot in held) <= self.board.limits[slug])
            for one, other in self.board.clashes[slug]:
                self.model.add_at_most_one(self.x[slug, one], self.x[slug, other])

    def _missing(self, promise: Promise) -> Any:
        total: Any = 0
        if promise.wanted:
            short = self.model.new_int_var(0, promise.wanted, f"short {promise.slug}")
            self.model.add(short + self._heard(promise.slug, promise.spots) >= promise.wanted)
            total += short
        for name, part in promise.parts:
            bare = self.model.new_bool_var(f"{name} {promise.slug}")
            self.model.add(bare + self._heard(promise.slug, part) >= 1)
            total += bare
        return total

    def _late(self, promise: Promise) -> Any:
        waits = []
        for number in range(len(promise.spots) if promise.wanted else 0):
            wait = self.model.new_bool_var(f"wait {promise.slug} {number}")
            self.model.add(wait + self._heard(promise.slug, promise.spots[: number + 1]) >= 1)
            waits.append(wait)
        return sum(waits)

    def _silent_days(self) -> Any:
        days: dict[date, list[Any]] = {}
        for (_, spot), x in self.x.items():
            days.setdefault(self.board.spots[spot].date, []).append(x)
        silent = {day: self.model.new_bool_var(f"silent {day}") for day in days}
        for day, held in days.items():
            self.model.add(sum(held) + silent[day] >= 1)
        return sum(silent.values())

    def _heard(self, slug: str, spots: Iterable[int]) -> Any:
        return sum((self.x[slug, spot] for spot in spots), start=0)

    def _used(self, spot: int) -> Any:
        here = ((slug, x) for (slug, at), x in self.x.items() if at == spot)
        return sum((self.board.costs[slug] * x for slug, x in here), start=0)

    def _sum(self, slugs: Iterable[str]) -> Any:
        return sum((self.board.costs[s] * self.x[s, spot] for s in slugs for spot in self.board.choices[s]), start=0)

    def _read(self, solver: Any) -> Choice:
        chosen: dict[int, set[str]] = {}
        for (slug, spot), variable in self.x.items():
            if solver.boolean_value(variable):
                chosen.setdefault(spot, set()).add(slug)
        return {spot: frozenset(slugs) for spot, slugs in chosen.items()}
