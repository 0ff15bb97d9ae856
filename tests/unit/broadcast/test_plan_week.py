"""A week is planned so that promises are kept, rules hold, and what cannot be is told."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from pipeline.broadcast.planning import PlanRequest, occurrences, plan_week, take_out
from pipeline.errors import ContentError
from pipeline.model.article import Priority
from pipeline.model.radio import ItemKind, Plan, Programme
from tests.unit.broadcast.making import SCHEDULE, airings, overheads, piece, request, settings

MORNING, EVENING = SCHEDULE["slots"]


def plan(pieces: list[Any], given: Any = None, **more: Any) -> Plan:
    return plan_week(request(pieces, given, **more))


def at(given: PlanRequest, day: int, hour: int) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=given.settings.station.zone)


def test_a_promise_of_three_has_a_morning_and_an_evening() -> None:
    """A piece wanted three times is aired at least three times, in the morning and in the evening."""
    keys = airings(plan([piece("a", per_week=3)]))["a"]
    assert len(keys) >= 3 and {key[11:] for key in keys} == {"sang", "chieu"}


def test_items_follow_each_other_to_the_millisecond() -> None:
    """Call music, greeting, then a link before each piece, then the closing; gaps counted; within the slot."""
    programme = plan([piece("a", 61.234), piece("b", 90.5)], settings(slots=[MORNING]), days=1).programmes[0]
    kinds = [item.kind.value for item in programme.items]
    assert kinds == ["call-music", "greeting", "link", "piece", "link", "piece", "closing"]
    assert programme.items[0].starts_at == programme.starts_at
    for one, other in pairwise(programme.items):
        assert other.starts_at - one.starts_at == timedelta(milliseconds=round(one.duration_s * 1000) + 500)
    assert programme.filled_s == pytest.approx(5 + 8 + 3 + 61.234 + 3 + 90.5 + 3 + 6 * 0.5)
    assert programme.starts_at.isoformat() == "2026-11-30T05:45:00+07:00"


def test_the_urgent_piece_is_first_and_soonest() -> None:
    """A khan-cap piece is in the first programme and first in it, before a priority piece and the news."""
    pieces = [
        piece("a", kind="tin"),
        piece("b", priority=Priority.UU_TIEN),
        piece("z", priority=Priority.KHAN_CAP, audience=("hoc-sinh",)),
    ]
    assert plan(pieces, days=1).programmes[0].pieces == ("z", "b", "a")


def test_urgent_goes_before_promises_when_room_is_short() -> None:
    """Where only one piece fits, it is the urgent one; the other is told as unmet."""
    made = plan([piece("a", 800), piece("z", 800, priority=Priority.KHAN_CAP)], settings(slots=[MORNING]), days=1)
    assert made.programmes[0].pieces == ("z",)
    assert [(line.article, line.planned) for line in made.unmet] == [("a", 0)]


def test_a_priority_promise_goes_before_a_usual_one() -> None:
    """Where only one of two promises fits, the uu-tien piece keeps its own."""
    made = plan([piece("a", 800), piece("b", 800, priority=Priority.UU_TIEN)], settings(slots=[MORNING]), days=1)
    assert made.programmes[0].pieces == ("b",)


def test_the_solver_keeps_promises_that_first_fit_breaks() -> None:
    """Six lengths that fill two programmes exactly are all aired, which needs the right pairs."""
    room = 15 * 60 - 0.5 - (5 + 8 + 3 + 2 * 0.5)
    cost = 3 + 2 * 0.5
    parts = [0.5, 0.3, 0.2, 0.45, 0.35, 0.2]
    pieces = [piece(f"p{n}", room * part - cost - 0.01) for n, part in enumerate(parts)]
    made = plan(pieces, days=1)
    assert made.unmet == () and made.status == "optimal"
    assert sorted(airings(made)) == [f"p{n}" for n in range(6)]


def test_what_expires_is_promised_no_more_than_can_be() -> None:
    """Three airings wanted with one slot a day and two days left: two are planned, and the reason says so."""
    given = settings(slots=[EVENING])
    made = plan([piece("a", per_week=3, until=date(2026, 12, 1))], given)
    assert airings(made)["a"] == ["2026-11-30/chieu", "2026-12-01/chieu"]
    (line,) = made.unmet
    assert (line.wanted, line.planned) == (3, 2)
    assert line.why.startswith("cần 3 lần, chỉ 2 khung phù hợp trước ngày hết hạn 01/12/2026")


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"approved": False}, "chưa có người duyệt"),
        ({"seconds": 1000}, "bài dài 16:44 cả lời dẫn, khung chỉ còn 14:42"),
        ({"audience": ("khong-ai",)}, "người nghe của bài không ở nhà"),
    ],
)
def test_what_cannot_be_aired_is_told_with_its_reason(changes: dict[str, Any], text: str) -> None:
    """A piece without approval, too long for any slot, or whose listeners are never at home is unmet and says why."""
    made = plan([piece("a", **changes), piece("b")])
    assert "a" not in airings(made)
    (line,) = made.unmet
    assert line.article == "a" and text in line.why


def test_a_missing_part_of_the_day_is_told() -> None:
    """Two airings of a piece whose listeners are at home in the evening only: the morning is told as missing."""
    (line,) = plan([piece("a", per_week=2, audience=("hoc-sinh",))]).unmet
    assert "không khung sáng nào phù hợp" in line.why


def test_pieces_air_only_where_their_listeners_are_home() -> None:
    """A piece for pupils is never in the morning slot."""
    assert {key[11:] for key in airings(plan([piece("a", per_week=3, audience=("hoc-sinh",))]))["a"]} == {"chieu"}


def test_a_slot_takes_its_kinds_and_themes_only() -> None:
    """A slot for procedures takes no news; another takes both."""
    given = settings(slots=[MORNING | {"kinds": ["thu-tuc"]}, EVENING | {"themes": ["mat-tran-giam-sat"]}])
    made = airings(plan([piece("a", kind="thu-tuc"), piece("b", theme="mat-tran-giam-sat")], given))
    assert {key[11:] for key in made["a"]} == {"sang"} and {key[11:] for key in made["b"]} == {"chieu"}


def test_empty_air_is_filled_with_repeats_up_to_the_limit() -> None:
    """A piece promised once is repeated where the air is empty, at most max_airings_per_week times."""
    made = plan([piece("a", per_week=1)], settings(planning={"max_airings_per_week": 4}))
    assert len(airings(made)["a"]) == 4


def test_a_tone_is_not_repeated_to_fill_the_air() -> None:
    """A sound of a few seconds is heard as often as promised, however empty the week."""
    assert len(airings(plan([piece("nhac", 12, per_week=2)], settings()))["nhac"]) == 2


def test_fallback_pieces_fill_before_repeats() -> None:
    """Where a slot's fallback piece fills the gap, no usual piece is repeated for it."""
    given = settings(slots=[MORNING | {"fallback": ["du-phong"]}], planning={"max_airings_per_week": 7})
    made = plan([piece("a", 420), piece("b", 420), piece("du-phong", 420, per_week=1)], given, days=2)
    assert len(airings(made)["du-phong"]) == 2
    kinds = {item.kind for item in made.programmes[0].items if item.article == "du-phong" and item.audio}
    assert kinds == {ItemKind.FALLBACK}


def test_a_programme_without_pieces_says_the_notice() -> None:
    """Nothing to air: call music, the station's notice, the closing."""
    programme = plan([], days=1).programmes[0]
    assert [item.kind.value for item in programme.items] == ["call-music", "notice", "closing"]
    assert programme.items[1].text == "Đài xã Thử tạm nghỉ."


def test_repeats_of_a_piece_keep_their_distance() -> None:
    """With 13 hours of separation a piece is never in the evening and the next morning both."""
    given = settings(planning={"min_separation_hours": 13})
    starts = [p.starts_at for p in plan([piece("a", per_week=7)], given).programmes if "a" in p.pieces]
    assert all(other - one >= timedelta(hours=13) for one, other in pairwise(starts))


def test_separation_reaches_back_into_yesterday() -> None:
    """An airing of the evening before keeps a piece out of the next morning."""
    given = settings(planning={"min_separation_hours": 13})
    monday = plan_week(request([piece("a", per_week=7)], given, days=1))
    assert airings(monday)["a"] == ["2026-11-30/chieu"] or airings(monday)["a"] == ["2026-11-30/sang"]
    tuesday = request([piece("a", per_week=7)], given, days=1, first=date(2026, 12, 1), previous=monday)
    made = plan_week(tuesday)
    last = [p.starts_at for p in (*monday.programmes, *made.programmes) if "a" in p.pieces]
    assert all(other - one >= timedelta(hours=13) for one, other in pairwise(last))


def test_what_was_aired_counts_in_the_last_week_of_a_piece() -> None:
    """A piece that got its three airings before it expires today is no broken promise."""
    asked = [piece("a", per_week=3, until=date(2026, 12, 6))]
    first = plan_week(request(asked, settings(planning={"max_airings_per_week": 3})))
    assert first.unmet == ()
    last_day = request(asked, settings(planning={"max_airings_per_week": 3}), first=date(2026, 12, 6), previous=first)
    assert plan_week(last_day).unmet == ()


def test_a_piece_that_begins_late_owes_its_share() -> None:
    """Three a week from the last day of the plan on is one airing that day, not three."""
    made = plan([piece("a", per_week=3, start=date(2026, 12, 6))])
    assert made.unmet == () and len(airings(made)["a"]) >= 1


def test_programmes_within_the_freeze_window_do_not_change() -> None:
    """What starts within 24 hours stays as it was when a new piece comes; the rest may take it."""
    pieces = [piece(f"p{n}", 200 + n) for n in range(12)]
    before = plan(pieces)
    asked = request([*pieces, piece("new", 100, per_week=2)], previous=before, now=at(request([]), 1, 6))
    after = plan_week(asked)
    held = [p for p in after.programmes if p.starts_at < asked.now + timedelta(hours=24)]
    known = {p.key: p for p in before.programmes}
    assert [p.key for p in held] == [
        "2026-11-30/sang",
        "2026-11-30/chieu",
        "2026-12-01/sang",
        "2026-12-01/chieu",
        "2026-12-02/sang",
    ]
    assert all(p.frozen and p.items == known[p.key].items for p in held)
    assert len(set(airings(after)["new"]) - {p.key for p in held}) >= 2


def test_a_piece_taken_out_leaves_the_others_where_they_were() -> None:
    """Without a withdrawn piece and its link the programme keeps the rest, in order, drawn nearer by its length."""
    (held,) = plan([piece(slug, 60 + n) for n, slug in enumerate("abc")], settings(slots=[MORNING]), days=1).programmes
    left = take_out(held, {"b"})
    assert left is not None and left.pieces == ("a", "c")
    kept = [item for item in held.items if item.article != "b"]
    assert [item.model_copy(update={"starts_at": None}) for item in left.items] == [
        item.model_copy(update={"starts_at": None}) for item in kept
    ]
    for one, other in pairwise(left.items):
        assert other.starts_at - one.starts_at == timedelta(milliseconds=round(one.duration_s * 1000) + 500)
    assert left.filled_s == pytest.approx(held.filled_s - 61 - 3 - 2 * 0.5)
    assert take_out(held, set("abc")) is None


def test_exported_programmes_do_not_change() -> None:
    """A programme already handed out stays, however far away it is."""
    before = plan([piece("a"), piece("b")])
    last = before.programmes[-1]
    after = plan([piece("a", 300), piece("c", 200)], previous=before, exported=frozenset({last.key}))
    assert after.programmes[-1].items == last.items and after.programmes[-1].frozen


def test_a_cancelled_slot_leaves_even_when_frozen() -> None:
    """The operator's one-off change stands above the freeze."""
    before = plan([piece("a")])
    change = {"date": "2026-11-30", "action": "huy", "slot": "sang", "reason": "mất điện"}
    after = plan([piece("a")], settings(changes=[change]), previous=before)
    assert "2026-11-30/sang" not in [p.key for p in after.programmes]


def test_programmes_that_began_are_not_planned_afterwards() -> None:
    """At noon the morning without a plan stays without one: no promise in the past."""
    asked = request([piece("a")], days=1, now=datetime(2026, 11, 30, 12, tzinfo=settings().station.zone))
    assert [p.key for p in plan_week(asked).programmes] == ["2026-11-30/chieu"]


def test_a_new_piece_changes_little() -> None:
    """One new piece in a full week touches few of its programmes."""
    pieces = [piece(f"p{n:02}", 90 + 7 * (n % 9), per_week=1 + n % 3) for n in range(40)]
    before = plan(pieces)
    after = plan([*pieces, piece("new", 100, per_week=2)], previous=before)
    known = {p.key: set(p.pieces) for p in before.programmes}
    moved = sum(len(known[p.key] ^ set(p.pieces)) for p in after.programmes)
    assert len(airings(after)["new"]) >= 2 and moved <= 24


def test_the_same_request_is_not_planned_twice() -> None:
    """With the same inputs the previous plan is returned as it is."""
    asked = request([piece("a")])
    before = plan_week(asked)
    assert plan_week(replace(asked, previous=before)) is before


def test_passing_time_only_freezes() -> None:
    """Hours later, nothing else changed: the same programmes, those that come soon marked as frozen."""
    asked = request([piece(f"p{n}") for n in range(9)])
    before = plan_week(asked)
    after = plan_week(replace(asked, previous=before, now=at(asked, 2, 12)))
    assert [p.items for p in after.programmes] == [p.items for p in before.programmes]
    assert [p.frozen for p in after.programmes] == [True] * 7 + [False] * 7


def test_two_weeks_are_planned_one_after_the_other() -> None:
    """Fourteen days hold each promise twice, once in each week."""
    made = plan([piece("a", per_week=2)], settings(planning={"max_airings_per_week": 2}), days=14)
    keys = airings(made)["a"]
    assert [sum(key < "2026-12-07" for key in keys), sum(key >= "2026-12-07" for key in keys)] == [2, 2]


def test_a_schedule_in_quiet_hours_is_refused() -> None:
    """A plan is never made for an occurrence that breaks the policy."""
    early = MORNING | {"start": {"he": "04:30", "dong": "04:30"}}
    with pytest.raises(ContentError, match="sớm hơn giờ sớm nhất"):
        plan([piece("a")], settings(slots=[early]))


def test_an_exempted_programme_says_so() -> None:
    """The record of a programme in quiet hours names the reason and who approved it."""
    change = {"date": "2026-11-30", "action": "doi-gio", "slot": "sang", "start": "04:45", "reason": "bão"}
    leave = {"from": "2026-11-30", "until": "2026-11-30", "reason": "bão số 3", "approved_by": "Chủ tịch"}
    both = [leave | {"rule": rule} for rule in ("quiet", "earliest")]
    given = settings(changes=[change], policy={"exemptions": both})
    note = plan([piece("a", audience=("moi-nguoi",))], given, days=1).programmes[0].note
    assert "phát trong giờ yên tĩnh" in note and "bão số 3; người duyệt: Chủ tịch" in note


def test_the_plan_reads_back_from_its_json() -> None:
    """The JSON has the contract's keys, times with +07:00, and is the same plan again."""
    made = plan([piece("a")], days=1)
    text = made.model_dump_json(by_alias=True)
    assert Plan.model_validate_json(text) == made
    assert '"from":"2026-11-30"' in text and '"starts_at":"2026-11-30T05:45:00+07:00"' in text
    wanted = {"slot", "date", "starts_at", "ends_at", "capacity_s", "filled_s", "frozen", "items"}
    assert set(Programme.model_fields) >= wanted


def test_no_day_is_no_plan() -> None:
    """A span without occurrences is a plan without programmes."""
    given = settings(holidays={"on_holiday": "nghi"})
    day = date(2027, 2, 6)
    asked = replace(request([], given), first=day, days=1, occurrences=occurrences(given, day, 1), overheads={})
    assert plan_week(asked).programmes == () and overheads(given, []) == {}


def test_what_there_is_is_spread_over_the_week() -> None:
    """With too few pieces to fill the week, no programme stands empty beside a full one."""
    given = settings(planning={"max_airings_per_week": 7})
    made = plan([piece(f"p{n:02}", 50 + n) for n in range(10)], given)
    filled = [p.filled_s for p in made.programmes]
    assert min(filled) > 150 and max(filled) - min(filled) < 300


def test_a_single_piece_is_heard_on_as_many_days_as_it_may() -> None:
    """A piece that may sound seven times in fourteen programmes is heard once on each of the seven days."""
    keys = airings(plan([piece("a", per_week=2)]))["a"]
    assert len({key[:10] for key in keys}) == 7
