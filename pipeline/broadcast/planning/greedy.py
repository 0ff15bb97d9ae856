"""A good plan at once, without search: urgent pieces, then promises, then empty air. Pure.

It is the solver's first hint, and the plan itself where the solver is not wanted.
"""

from pipeline.broadcast.planning.board import Board, Choice, Promise


def greedy(board: Board, *, seed: Choice | None = None) -> dict[int, frozenset[str]]:
    """Return a choice that keeps every hard rule; ``seed`` (the last plan) is kept where it still may be.

    Of the seed, what was promised comes first, then new promises, and only then its repeats: a new piece takes
    the place of a repeat, not of a promise.
    """
    filling, last = Filling(board), seed or {}
    ordered = sorted(board.promises, key=lambda p: _need(board, p))
    for promise in ordered:
        for spot in _owed(promise, last):
            filling.put(promise.slug, spot)
    for promise in ordered:
        filling.keep(promise)
    for spot, slugs in sorted(last.items()):
        for slug in sorted(slugs):
            filling.put(slug, spot)
    while sum(filling.add_one(spot) for spot in filling.emptiest_first()):
        pass  # a piece for each spot in turn, so that what there is spreads over the week
    return {spot: frozenset(slugs) for spot, slugs in filling.held.items() if slugs}


def _owed(promise: Promise, last: Choice) -> list[int]:
    """The spots of the last plan that keep the promise: one for each part of the day, then the earliest."""
    held = [spot for spot in promise.spots if promise.slug in last.get(spot, ())]
    firsts = {next((spot for spot in held if spot in part), None) for _, part in promise.parts}
    ordered = sorted(held, key=lambda spot: (spot not in firsts, spot))
    return ordered[: max(promise.wanted, len(firsts - {None}))]


def _need(board: Board, promise: Promise) -> tuple[int, int, int, str]:
    """Urgent first, then what has least choice, then the longest."""
    slack = len(promise.spots) - promise.wanted
    return board.pieces[promise.slug].priority.rank, slack, -board.costs[promise.slug], promise.slug


class Filling:
    """The spots while they fill: every placing keeps the hard rules, whoever asks for it."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.left = list(board.rooms)
        self.held: dict[int, set[str]] = {spot: set() for spot in range(len(board.spots))}
        self.where: dict[str, list[int]] = {slug: [] for slug in board.pieces}

    def put(self, slug: str, spot: int) -> bool:
        """Place a piece where every rule allows it; tell whether it was placed."""
        if not self._allowed(slug, spot):
            return False
        self.held[spot].add(slug)
        self.where[slug].append(spot)
        self.left[spot] -= self.board.costs[slug]
        return True

    def keep(self, promise: Promise) -> None:
        """Place a promise's missing parts of the day, then its missing airings, where most room is left."""
        for _, part in promise.parts:
            if not {*part} & {*self.where[promise.slug]}:
                self._place_one(promise, part)
        while self._missing(promise) and self._place_one(promise, promise.spots):
            pass

    def emptiest_first(self) -> list[int]:
        """The spots, those with most air left first."""
        return sorted(self.held, key=lambda spot: (-self.left[spot], spot))

    def add_one(self, spot: int) -> bool:
        """Add a repeat to a spot that is not full: its fallback pieces first, then the longest that fits."""
        if self.left[spot] <= self.board.rooms[spot] - self.board.full(spot):
            return False
        spare = self.board.spots[spot].fallback
        order = sorted(self.board.pieces, key=lambda slug: (slug not in spare, -self.board.costs[slug], slug))
        return any(self.put(slug, spot) for slug in order)

    def _missing(self, promise: Promise) -> bool:
        return sum(spot in promise.spots for spot in self.where[promise.slug]) < promise.wanted

    def _place_one(self, promise: Promise, spots: tuple[int, ...]) -> bool:
        urgent = self.board.pieces[promise.slug].urgent
        order = sorted(spots, key=lambda spot: spot if urgent else -self.left[spot])
        return any(self.put(promise.slug, spot) for spot in order)

    def _allowed(self, slug: str, spot: int) -> bool:
        board, taken = self.board, self.where.get(slug, [])
        if slug not in board.pieces or spot not in board.choices[slug] or spot in taken:
            return False
        near = any({spot, other} == {*pair} for pair in board.clashes[slug] for other in taken)
        return not near and len(taken) < board.limits[slug] and board.costs[slug] <= self.left[spot]
