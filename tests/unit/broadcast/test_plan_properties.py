"""Whatever the pieces and slots: no overrun, no quiet hour, nothing frozen changed, nothing expired or unapproved."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pipeline.broadcast.planning import Candidate, PlanRequest, plan_week
from pipeline.broadcast.planning.occurrences import Occurrence, occurrences
from pipeline.broadcast.planning.policy import breaches
from pipeline.model.article import Kind, Priority, Theme
from pipeline.model.radio import Plan
from tests.unit.broadcast.making import MONDAY, SCHEDULE, overheads, piece, request
from tests.unit.broadcast.making import settings as schedule

EFFORT = 0.05
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
DAYS = ["t2", "t3", "t4", "t5", "t6", "t7", "cn"]

days = st.dates(MONDAY - timedelta(days=9), MONDAY + timedelta(days=9))


@st.composite
def pieces(draw: st.DrawFn) -> list[Candidate]:
    found = []
    for number in range(draw(st.integers(0, 12))):
        found.append(
            piece(
                f"p{number:02}",
                draw(st.integers(1, 1200)),
                kind=draw(st.sampled_from(list(Kind))).value,
                theme=draw(st.sampled_from(list(Theme))).value,
                priority=draw(st.sampled_from(list(Priority))),
                audience=draw(st.sampled_from([("moi-nguoi",), ("hoc-sinh",), ("moi-nguoi", "hoc-sinh")])),
                start=draw(days),
                until=draw(st.none() | days),
                per_week=draw(st.integers(1, 5)),
                link_ms=draw(st.sampled_from([0, 2500])),
                approved=draw(st.booleans() | st.just(True)),
            )
        )
    return found


@st.composite
def slots(draw: st.DrawFn) -> list[dict[str, Any]]:
    found = []
    for number in range(draw(st.integers(1, 3))):
        clock = f"{draw(st.integers(4, 21)):02}:{draw(st.sampled_from([0, 15, 30, 45])):02}"
        found.append(
            SCHEDULE["slots"][0]
            | {
                "id": f"s{number}",
                "start": {"he": clock, "dong": clock},
                "days": sorted(draw(st.sets(st.sampled_from(DAYS), min_size=1)), key=DAYS.index),
                "minutes": draw(st.integers(2, 30)),
                "fallback": draw(st.sampled_from([[], ["p00"]])),
            }
        )
    return found


def asked(listed: list[Candidate], held: list[dict[str, Any]], number: int = 7) -> PlanRequest:
    known = schedule(slots=held)
    whole = occurrences(known, MONDAY, number)
    bad = {breach.occurrence.key for breach in breaches(known, whole)}
    kept = tuple(occurrence for occurrence in whole if occurrence.key not in bad)
    assume(not breaches(known, kept))
    return replace(request(listed, known), occurrences=kept, overheads=overheads(known, kept), effort=EFFORT)


def check(given: PlanRequest, made: Plan) -> None:
    """Assert every hard rule on what was written, from the rules' own words."""
    known = {candidate.slug: candidate for candidate in given.candidates}
    places: dict[str, Occurrence] = {occurrence.key: occurrence for occurrence in given.occurrences}
    times: dict[str, list[Any]] = {}
    for programme in made.programmes:
        end = programme.starts_at + timedelta(seconds=programme.filled_s)
        assert end <= places[programme.key].ends_at
        minutes = (programme.starts_at.hour * 60 + programme.starts_at.minute, end.hour * 60 + end.minute)
        assert minutes[0] >= 300 and minutes[1] <= 20 * 60 + 30
        assert minutes[1] <= 11 * 60 + 30 or minutes[0] >= 13 * 60 + 30
        assert len(set(programme.pieces)) == len(programme.pieces)
        for slug in programme.pieces:
            assert known[slug].approved and known[slug].start <= programme.date <= (known[slug].until or date.max)
            times.setdefault(slug, []).append(programme.starts_at)
    for listed in times.values():
        assert all(other - one >= timedelta(hours=4) for one, other in pairwise(sorted(listed)))


@QUICK
@given(pieces(), slots())
def test_no_plan_breaks_a_hard_rule(listed: list[Candidate], held: list[dict[str, Any]]) -> None:
    """No overrun, no quiet hour, no piece expired, unapproved, doubled in a programme or repeated too soon."""
    wanted = asked(listed, held)
    check(wanted, plan_week(wanted))


@QUICK
@given(pieces(), st.randoms(use_true_random=False))
def test_the_order_of_the_inputs_does_not_matter(listed: list[Candidate], chance: Any) -> None:
    """Shuffled pieces and occurrences give the same plan, byte for byte."""
    wanted = asked(listed, SCHEDULE["slots"], 3)
    mixed, places = list(wanted.candidates), list(wanted.occurrences)
    chance.shuffle(mixed)
    chance.shuffle(places)
    other = replace(wanted, candidates=tuple(mixed), occurrences=tuple(places))
    assert plan_week(wanted).model_dump_json() == plan_week(other).model_dump_json()


@QUICK
@given(pieces(), pieces(), st.integers(0, 60), st.sets(st.integers(0, 13)))
def test_nothing_frozen_changes(old: list[Candidate], new: list[Candidate], hours: int, handed: set[int]) -> None:
    """Whatever pieces come or go, programmes handed out or about to start keep every item to the millisecond."""
    wanted = asked(old, SCHEDULE["slots"])
    before = plan_week(wanted)
    exported = frozenset(before.programmes[number].key for number in handed)
    now = wanted.now + timedelta(hours=hours)
    after = plan_week(replace(asked(new, SCHEDULE["slots"]), previous=before, exported=exported, now=now))
    kept = {programme.key: programme.items for programme in after.programmes}
    for programme in before.programmes:
        if programme.key in exported or programme.starts_at < now + timedelta(hours=24):
            assert kept[programme.key] == programme.items


@QUICK
@given(pieces())
def test_what_is_told_unmet_is_unmet_and_nothing_else(listed: list[Candidate]) -> None:
    """A piece whose airings are fewer than wanted is listed; one that has them all and both parts is not."""
    wanted = asked([replace(p, start=date(2026, 1, 1), until=None) for p in listed], SCHEDULE["slots"])
    made = plan_week(wanted)
    counts = {p.slug: [x.slot for x in made.programmes if p.slug in x.pieces] for p in wanted.candidates}
    short = {p.slug for p in wanted.candidates if len(counts[p.slug]) < p.per_week}
    parts = {p.slug for p in wanted.candidates if p.per_week >= 2 and len(set(counts[p.slug])) < 2}
    assert {line.article for line in made.unmet} == short | parts
