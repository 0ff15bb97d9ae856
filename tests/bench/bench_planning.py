"""How well and how fast weeks are planned, beside first-fit and a LibreTime-like draw on the same weeks.

Run: ``python -m tests.bench.bench_planning`` (about ten minutes; ``--quick`` leaves the year out). Each week is
made around a hidden plan that keeps every promise, so that a missed promise is always the planner's fault.
Times are those of one processor, so that a busy machine shows the same.
"""

import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipeline.broadcast.planning import Candidate, PlanRequest, plan_week
from pipeline.broadcast.planning.board import Board, Choice, make_board, promise_missing
from pipeline.broadcast.planning.greedy import Filling
from pipeline.model.article import Kind, Theme
from pipeline.model.radio import Plan
from pipeline.settings import Settings
from tests.unit.broadcast.making import MONDAY, SCHEDULE, piece, request, settings

LOAD = 0.99  # of a slot's room that the hidden plan takes in its fullest slot
NIGHT = {"id": "toi", "name": "Buổi tối", "start": {"he": "19:15", "dong": "19:00"}}


@dataclass(frozen=True)
class Outcome:
    """What a method reached on one week."""

    missed: int
    fill: float
    seconds: float
    status: str = ""


def main() -> None:
    """Print the table of weeks, then the year."""
    print("| khung | bài | lượt hứa | cách xếp | hứa lỡ | đầy % | giây CPU | trạng thái |")
    print("|--:|--:|--:|---|--:|--:|--:|---|")
    for slots in (14, 21):
        for pieces in (60, 100, 200):
            asked = week(slots, pieces, seed=slots * 1000 + pieces)
            wanted = sum(p.wanted for p in make_board(asked).promises)
            for name, method in METHODS.items():
                found = method(asked)
                line = f"{found.missed} | {100 * found.fill:.1f} | {found.seconds:.1f} | {found.status} |"
                print(f"| {slots} | {pieces} | {wanted} | {name} | {line}", flush=True)
    for slots, pieces in ((14, 60), (14, 100), (21, 200)):
        newcomer(slots, pieces)
    if "--quick" not in sys.argv:
        year(weeks=52)


def week(slots: int, pieces: int, *, seed: int) -> PlanRequest:
    """Return a request of ``slots`` slots and ``pieces`` pieces, all of whose promises can be kept at once."""
    chance = random.Random(seed)
    asked = request(_shapes(chance, pieces, slots), _schedule(slots))
    return replace(asked, candidates=_scaled(asked, chance))


def planned(asked: PlanRequest) -> Outcome:
    """Plan as the product does."""
    begin = time.process_time()
    made = plan_week(asked)
    seconds = time.process_time() - begin
    return Outcome(_missed(asked, made), _fill(asked, made), seconds, made.status)


def first_fit(asked: PlanRequest) -> Outcome:
    """Place each promised airing in the first slot with room, then fill what is left in the order of the list."""

    def place(board: Board, filling: Filling) -> None:
        for promise in board.promises:
            placed = 0
            for spot in promise.spots:
                placed += placed < promise.wanted and filling.put(promise.slug, spot)
        for spot in range(len(board.spots)):
            for slug in board.pieces:
                filling.put(slug, spot)

    return _by_hand(asked, place)


def subset_sum(asked: PlanRequest) -> Outcome:
    """Fill one show after the other by the best of 500 random draws, as LibreTime does; it sees no promise."""
    chance = random.Random(1)

    def place(board: Board, filling: Filling) -> None:
        for spot in range(len(board.spots)):
            names = [slug for slug, held in board.choices.items() if spot in held]
            draws = (_draw(board, chance.sample(names, len(names)), spot) for _ in range(500))
            for slug in max(draws, key=lambda drawn: sum(board.costs[slug] for slug in drawn)):
                filling.put(slug, spot)

    return _by_hand(asked, place)


METHODS: dict[str, Callable[[PlanRequest], Outcome]] = {
    "first-fit": first_fit,
    "subset-sum (kiểu LibreTime)": subset_sum,
    "kế hoạch tuần": planned,
}


def year(*, weeks: int) -> None:
    """Plan a year week by week, a sixth of the pieces new each week, and print what was missed and how long it took."""
    chance = random.Random(7)
    listed = _shapes(chance, 60, 14)
    previous: Plan | None = None
    missed, fills, seconds, proven = 0, [], [], 0
    for number in range(weeks):
        first = MONDAY + timedelta(weeks=number)
        if number:
            fresh = _shapes(chance, 10, 14, first=first, tag=f"w{number:02}")
            listed = [*listed[10:], *fresh]
        asked = request([replace(p, until=None) for p in listed], _schedule(14), first=first, previous=previous)
        asked = replace(asked, candidates=_scaled(asked, chance))
        begin = time.process_time()
        previous = plan_week(asked)
        seconds.append(time.process_time() - begin)
        missed += _missed(asked, previous)
        fills.append(_fill(asked, previous))
        proven += previous.status == "optimal"
    mean, worst = sum(seconds) / weeks, max(seconds)
    print(
        f"\n{weeks} tuần liền, 60 bài: hứa lỡ {missed}; đầy {100 * sum(fills) / weeks:.1f} % (thấp nhất "
        f"{100 * min(fills):.1f} %); {mean:.1f} giây CPU/tuần (lâu nhất {worst:.1f}); chứng minh {proven}/{weeks}"
    )


def newcomer(slots: int, pieces: int) -> None:
    """Print how much one new piece, wanted twice, changes of a week that is full already."""
    asked = week(slots, pieces, seed=5)
    before = plan_week(asked)
    fresh = piece("new", 40, per_week=2, published=MONDAY)
    begin = time.process_time()
    after = plan_week(replace(asked, candidates=(*asked.candidates, fresh), previous=before))
    seconds = time.process_time() - begin
    changed = [{*old.pieces} ^ {*new.pieces} for old, new in zip(before.programmes, after.programmes, strict=True)]
    touched = f"đổi {sum(map(len, changed))} lượt trong {sum(map(bool, changed))} chương trình"
    lost = _missed(asked, after)
    print(f"Một bài mới vào {slots} khung, {pieces} bài: {touched}; hứa lỡ {lost}; {seconds:.1f} giây CPU", flush=True)


def _schedule(slots: int) -> Settings:
    held = SCHEDULE["slots"]
    return settings(slots=held if slots == 14 else [*held, held[1] | NIGHT])


def _shapes(chance: random.Random, count: int, slots: int, *, first: date = MONDAY, tag: str = "p") -> list[Candidate]:
    """Return pieces with wishes and relative lengths; their real lengths follow from the hidden plan."""
    often = [6, 3, 1] if count <= slots * 7 else [9, 1, 0]
    wishes = [chance.choices([1, 2, 3], often)[0] for _ in range(count)]
    return [
        piece(
            f"{tag}{number:03}",
            chance.uniform(50, 150),
            per_week=wishes[number],
            audience=("hoc-sinh",) if wishes[number] == 1 and chance.random() < 0.3 else ("moi-nguoi",),
            kind=chance.choice(list(Kind)).value,
            theme=chance.choice(list(Theme)).value,
            published=first - timedelta(days=chance.randint(0, 30)),
            until=chance.choice([None, None, None, first + timedelta(days=chance.randint(3, 20))]),
        )
        for number in range(count)
    ]


def _scaled(asked: PlanRequest, chance: random.Random) -> tuple[Candidate, ...]:
    """Hide a plan that keeps every promise, and scale the lengths so that its fullest slot is full to LOAD."""
    board = make_board(asked)
    load = [0.0] * len(board.spots)
    links = [0] * len(board.spots)
    for promise in sorted(board.promises, key=lambda promise: (len(promise.spots), chance.random())):
        free = sorted(promise.spots, key=lambda spot: load[spot])
        chosen = [min(part, key=lambda spot: load[spot]) for _, part in promise.parts]
        chosen += [spot for spot in free if spot not in chosen][: promise.wanted - len(chosen)]
        for spot in chosen:
            load[spot] += board.pieces[promise.slug].duration_ms
            links[spot] += board.costs[promise.slug] - board.pieces[promise.slug].duration_ms
    room = min((LOAD * board.rooms[spot] - links[spot]) / load[spot] for spot in range(len(load)) if load[spot])
    return tuple(replace(p, duration_ms=max(1000, int(p.duration_ms * room))) for p in asked.candidates)


def _draw(board: Board, names: list[str], spot: int) -> list[str]:
    left, drawn = board.rooms[spot], []
    for slug in names:
        if board.costs[slug] <= left:
            drawn.append(slug)
            left -= board.costs[slug]
    return drawn


def _by_hand(asked: PlanRequest, place: Callable[[Board, Filling], None]) -> Outcome:
    begin = time.process_time()
    board = make_board(asked)
    filling = Filling(board)
    place(board, filling)
    choice: Choice = {spot: frozenset(slugs) for spot, slugs in filling.held.items()}
    seconds = time.process_time() - begin
    return Outcome(_unkept(board, choice), _share(board, choice), seconds)


def _missed(asked: PlanRequest, made: Plan) -> int:
    board = make_board(asked)
    return _unkept(board, _choice(board, made))


def _fill(asked: PlanRequest, made: Plan) -> float:
    board = make_board(asked)
    return _share(board, _choice(board, made))


def _choice(board: Board, made: Plan) -> Choice:
    held = {programme.key: frozenset(programme.pieces) for programme in made.programmes}
    return {number: held[spot.key] for number, spot in enumerate(board.spots)}


def _unkept(board: Board, choice: Choice) -> int:
    return sum(promise_missing(choice, promise) for promise in board.promises)


def _share(board: Board, choice: Choice) -> float:
    """The share of the slots' whole length that is filled: around the pieces too, as listeners hear it."""
    whole = sum(spot.capacity_ms for spot in board.spots)
    empty = sum(room - board.used(choice, spot) for spot, room in enumerate(board.rooms))
    return 1 - empty / whole


if __name__ == "__main__":
    main()
