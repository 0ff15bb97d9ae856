"""The week as numbers: what greedy and the solver both work on, and how good a choice is. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from pipeline.broadcast.planning.occurrences import Occurrence
from pipeline.broadcast.planning.pieces import Candidate, promise_span
from pipeline.broadcast.planning.reach import NOT_MEANT, meant, reach
from pipeline.broadcast.planning.request import (
    PlanRequest,
    frozen_programmes,
    is_evening,
    is_morning,
    obstacle,
    open_occurrences,
    too_close,
)

Choice = Mapping[int, frozenset[str]]  # spot → slugs

FULL_SHARE = 0.99  # a programme filled so far counts as full: residents hear no difference


@dataclass(frozen=True)
class Promise:
    """What a piece still asks: ``wanted`` airings among ``spots``, and the parts of the day it lacks with theirs."""

    slug: str
    wanted: int
    spots: tuple[int, ...]
    parts: tuple[tuple[str, tuple[int, ...]], ...]
    weight: int


@dataclass(frozen=True)
class Board:
    """The open spots of the week, the pieces, and every number the search needs."""

    spots: tuple[Occurrence, ...]
    rooms: tuple[int, ...]
    pieces: dict[str, Candidate]
    costs: dict[str, int]
    choices: dict[str, tuple[int, ...]]
    clashes: dict[str, tuple[tuple[int, int], ...]]
    limits: dict[str, int]
    promises: tuple[Promise, ...]
    values: dict[tuple[str, int], int]
    before: dict[int, frozenset[str]]

    def used(self, choice: Choice, spot: int) -> int:
        """Air time in ms that the chosen pieces take of a spot."""
        return sum(self.costs[slug] for slug in choice.get(spot, ()))

    def empty_ms(self, choice: Choice, spot: int) -> int:
        """Air in ms that a spot lacks to count as full."""
        return max(0, self.full(spot) - self.used(choice, spot))

    def full(self, spot: int) -> int:
        """Air time in ms from which a spot counts as full."""
        return self.rooms[spot] - round(self.spots[spot].capacity_ms * (1 - FULL_SHARE))


def make_board(request: PlanRequest) -> Board:
    """Weigh every piece against every open spot."""
    spots = open_occurrences(request)
    pieces = {candidate.slug: candidate for candidate in sorted(request.candidates, key=lambda c: c.slug)}
    fixed = fixed_airings(request)
    choices = {slug: _choices(request, piece, spots, fixed.get(slug, ())) for slug, piece in pieces.items()}
    return Board(
        spots=spots,
        rooms=tuple(request.room_ms(spot) for spot in spots),
        pieces=pieces,
        costs={slug: piece.cost_ms(request.gap_ms) for slug, piece in pieces.items()},
        choices=choices,
        clashes={slug: _clashes(request, spots, held) for slug, held in choices.items()},
        limits={slug: _limit(request, piece, fixed.get(slug, ())) for slug, piece in pieces.items()},
        promises=tuple(
            filter(
                None,
                (_promise(request, piece, choices[slug], fixed.get(slug, ()), spots) for slug, piece in pieces.items()),
            )
        ),
        values={(s, spot): _value(request, pieces[s], spots[spot]) for s, held in choices.items() for spot in held},
        before=_before(request, spots),
    )


def score(board: Board, choice: Choice) -> tuple[int, int, int]:
    """Return (urgent missing or late, promises missing, empty ms) of a choice: smaller is better, in this order."""
    urgent = promised = 0
    for promise in board.promises:
        missing = promise_missing(choice, promise)
        if board.pieces[promise.slug].urgent:
            urgent += missing * (len(board.spots) + 1) + lateness(choice, promise)
        else:
            promised += missing * promise.weight
    return urgent, promised, sum(board.empty_ms(choice, spot) for spot in range(len(board.spots)))


def lateness(choice: Choice, promise: Promise) -> int:
    """Return how many suitable spots pass before the piece is first heard."""
    if not promise.wanted:
        return 0
    return next((n for n, spot in enumerate(promise.spots) if promise.slug in choice.get(spot, ())), len(promise.spots))


def promise_missing(choice: Choice, promise: Promise) -> int:
    """Return how many airings and parts of the day a choice leaves unkept."""
    held = {spot for spot in promise.spots if promise.slug in choice.get(spot, ())}
    return max(0, promise.wanted - len(held)) + sum(1 for _, part in promise.parts if not held & {*part})


def fixed_airings(request: PlanRequest) -> dict[str, tuple[datetime, ...]]:
    """Return when each piece is already sure to sound, or did: frozen programmes and the week before."""
    found: dict[str, list[datetime]] = {}
    for programme in frozen_programmes(request).values():
        for slug in programme.pieces:
            found.setdefault(slug, []).append(programme.starts_at)
    for airing in past_airings(request):
        found.setdefault(airing[0], []).append(airing[1])
    return {slug: tuple(sorted(times)) for slug, times in found.items()}


def past_airings(request: PlanRequest) -> tuple[tuple[str, datetime], ...]:
    """Return the airings of the seven days before the plan's first day, as the previous plan tells them."""
    if request.previous is None:
        return ()
    known = {(airing.article, airing.starts_at) for airing in request.previous.past}
    known |= {(slug, p.starts_at) for p in request.previous.programmes for slug in p.pieces}
    earliest = request.first - timedelta(days=7)
    return tuple(sorted(pair for pair in known if earliest <= pair[1].date() < request.first))


def most_airings(request: PlanRequest, piece: Candidate) -> int:
    """Return how often a piece may sound in a week, repeats that fill empty air included.

    A tone or a cry of a few seconds fills nothing and only tires: it sounds as often as it was promised.
    """
    if piece.is_short and not piece.fallback:
        return piece.per_week
    return max(request.settings.planning.max_airings_per_week, piece.per_week)


def _choices(
    request: PlanRequest, piece: Candidate, spots: tuple[Occurrence, ...], fixed: tuple[datetime, ...]
) -> tuple[int, ...]:
    return tuple(
        number
        for number, spot in enumerate(spots)
        if not obstacle(request, piece, spot) and not any(too_close(request, spot.starts_at, time) for time in fixed)
    )


def _clashes(request: PlanRequest, spots: tuple[Occurrence, ...], held: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    near = ((a, b) for a, b in combinations(held, 2) if too_close(request, spots[a].starts_at, spots[b].starts_at))
    return tuple(near)


def _limit(request: PlanRequest, piece: Candidate, fixed: tuple[datetime, ...]) -> int:
    return max(0, most_airings(request, piece) - sum(1 for time in fixed if time.date() >= request.first))


def _promise(
    request: PlanRequest,
    piece: Candidate,
    held: tuple[int, ...],
    fixed: tuple[datetime, ...],
    spots: tuple[Occurrence, ...],
) -> Promise | None:
    span = promise_span(piece, request.first, request.days)
    if span is None or not piece.approved:
        return None
    begin, end, share = span
    done = [time for time in fixed if begin <= time.date() <= end]
    inside = tuple(spot for spot in held if begin <= spots[spot].date <= end)
    parts = []
    if piece.per_week >= 2 and share >= 2:
        for name, rule in (("sáng", is_morning), ("chiều tối", is_evening)):
            if not any(rule(request, time) for time in done):
                parts.append((name, tuple(spot for spot in inside if rule(request, spots[spot].starts_at))))
    weight = 2 if piece.priority.rank == 1 else 1
    return Promise(piece.slug, max(0, share - len(done)), inside, tuple(parts), weight)


def _value(request: PlanRequest, piece: Candidate, spot: Occurrence) -> int:
    """Weigh an airing: the share of its listeners it reaches, how fresh it is, and what the slot prefers.

    Coarse on purpose (a tenth of a minute, quarters of the audience), so that equal choices are equal
    and the last plan decides between them.
    """
    heard = round(4 * reach(request.settings, spot, piece.audience)) * (1 if meant(spot, piece.audience) else NOT_MEANT)
    age = (spot.date - piece.published).days
    fresh = next((worth for days, worth in ((3, 3), (7, 2), (14, 1)) if age <= days), 0)
    liked = 2 * (piece.theme in spot.prefer)
    return round((2 * heard + fresh + liked) * piece.duration_ms / 6_000)


def _before(request: PlanRequest, spots: tuple[Occurrence, ...]) -> dict[int, frozenset[str]]:
    if request.previous is None:
        return {}
    held = {programme.key: frozenset(programme.pieces) for programme in request.previous.programmes}
    return {number: held[spot.key] for number, spot in enumerate(spots) if spot.key in held}
