"""What the schedule may not say is refused at its line, in every season and for every change."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given as given_any
from hypothesis import settings as budget
from hypothesis import strategies as st

from pipeline.broadcast.planning import check_pieces, check_schedule
from pipeline.errors import Problem
from pipeline.model.article import Article, Broadcast, FrontMatter, Kind, Status, Theme, Unit
from tests.unit.broadcast.making import MONDAY, SCHEDULE, schedule

MORNING, EVENING = SCHEDULE["slots"]


def problems(today: date = MONDAY, **changes: Any) -> tuple[Problem, ...]:
    given, index = schedule(**changes)
    return check_schedule(given, index, today=today)


def told(**changes: Any) -> str:
    return "\n".join(map(str, problems(**changes)))


def test_the_test_schedule_is_sound() -> None:
    """A schedule that keeps every rule has no problem."""
    assert problems() == ()


@pytest.mark.parametrize("season", ["he", "dong"])
def test_half_past_four_is_refused_in_either_season(season: str) -> None:
    """A session at 04:30 breaks the earliest start and the quiet hours, in summer as in winter."""
    slot = MORNING | {"start": MORNING["start"] | {season: "04:30"}}
    found = told(slots=[slot, EVENING])
    assert f"slots.sang.start.{season}: bắt đầu 04:30, sớm hơn giờ sớm nhất 05:00" in found
    assert "chạm giờ yên tĩnh 21:00–05:00" in found


def test_the_problem_names_the_line_of_the_key() -> None:
    """The line is that of the season's start in the file."""
    given, index = schedule(slots=[MORNING | {"start": {"he": "05:30", "dong": "04:30"}}, EVENING])
    line = index("slots", 0, "start", "dong")
    assert {problem.line for problem in check_schedule(given, index, today=MONDAY)} == {line}


@pytest.mark.parametrize(
    ("start", "minutes", "rule"),
    [
        ("11:20", 15, "11:30–13:30"),
        ("13:20", 5, "11:30–13:30"),
        ("20:50", 15, "21:00–05:00"),
        ("20:20", 15, "muộn hơn 20:30"),
    ],
)
def test_a_slot_may_not_touch_quiet_hours_or_end_late(start: str, minutes: int, rule: str) -> None:
    """A slot that begins before, within or just ahead of quiet hours is refused when it reaches into them."""
    slot = EVENING | {"start": {"he": start, "dong": start}, "minutes": minutes}
    assert rule in told(slots=[MORNING, slot])


@pytest.mark.parametrize(("start", "minutes"), [("11:15", 15), ("13:30", 15), ("20:15", 15), ("05:00", 15)])
def test_a_slot_may_end_where_quiet_hours_begin(start: str, minutes: int) -> None:
    """Touching ends do not overlap."""
    slot = EVENING | {"id": "x", "start": {"he": start, "dong": start}, "minutes": minutes}
    assert told(slots=[slot]) == ""


@pytest.mark.parametrize(
    ("policy", "text"),
    [
        ({"max_sessions_per_day": 1}, "nhiều nhất 1 buổi một ngày"),
        ({"max_minutes_per_session": 10}, "một buổi nhiều nhất 10 phút"),
        ({"max_minutes_per_day": 20}, "nhiều nhất 20 phút một ngày"),
        ({"weekdays": ["t2", "t3", "t4", "t5", "t6"]}, "t7 không phải ngày được phát"),
    ],
)
def test_sessions_minutes_and_weekdays_are_held(policy: dict[str, Any], text: str) -> None:
    """Each number of the policy binds."""
    assert text in told(policy=policy)


def test_overlapping_slots_are_refused() -> None:
    """Two slots may not sound at once."""
    slot = EVENING | {"id": "x", "start": {"he": "17:40", "dong": "17:10"}}
    assert "khi “Buổi chiều” (chieu) chưa hết" in told(slots=[MORNING, EVENING, slot])


@pytest.mark.parametrize(
    "change",
    [
        {"action": "doi-gio", "slot": "sang", "start": "04:30"},
        {"action": "doi-gio", "slot": "chieu", "start": "20:40"},
        {"action": "them", "slot": "le-hoi", "start": "11:40", "minutes": 10},
        {"action": "them", "slot": "le-hoi", "start": "17:05", "minutes": 10},
    ],
)
def test_a_change_must_keep_the_policy(change: dict[str, Any]) -> None:
    """A one-off change into quiet hours, too early or onto another slot is refused at its own line."""
    given, index = schedule(changes=[change | {"date": "2026-12-03", "reason": "thử"}])
    found = check_schedule(given, index, today=MONDAY)
    assert found and {problem.line for problem in found} == {index("changes", 0)}
    assert all("ngày 03/12/2026" in problem.message for problem in found)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"action": "huy", "slot": "trua"}, "không có khung “trua”"),
        ({"action": "doi-gio", "slot": "sang"}, "chưa có giờ mới"),
        ({"action": "them", "slot": "x"}, "buổi thêm phải có giờ"),
    ],
)
def test_a_change_must_make_sense(change: dict[str, Any], text: str) -> None:
    """A change names a slot that runs that day, and a time where it needs one."""
    assert text in told(changes=[change | {"date": "2026-12-03", "reason": "thử"}])


def test_an_exemption_lifts_one_rule_until_its_day() -> None:
    """With an exemption the moved slot passes on that day; without, or once expired, it does not."""
    change = {"date": "2026-12-03", "action": "doi-gio", "slot": "sang", "start": "04:45", "reason": "bão"}
    leave = {"slot": "sang", "from": "2026-12-01", "until": "2026-12-03", "reason": "bão", "approved_by": "Chủ tịch"}
    both = [leave | {"rule": "quiet"}, leave | {"rule": "earliest"}]
    assert told(changes=[change], policy={"exemptions": both}) == ""
    assert "giờ yên tĩnh" in told(changes=[change], policy={"exemptions": both[1:]})
    short = [item | {"until": "2026-12-02"} for item in both]
    assert "giờ yên tĩnh" in told(changes=[change], policy={"exemptions": short})


def test_an_expired_exemption_is_told_as_advice() -> None:
    """An exemption whose last day is over stops nothing, but is named."""
    leave = {"rule": "quiet", "from": "2026-01-01", "until": "2026-01-02", "reason": "x", "approved_by": "y"}
    (found,) = problems(policy={"exemptions": [leave]})
    assert found.advice and "đã hết hạn ngày 02/01/2026" in found.message


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"slots": [MORNING | {"audience": ["nong-dam"]}]}, "slots.sang.audience: không có nhóm “nong-dam”"),
        ({"slots": [MORNING | {"start": {"he": "05:30"}}]}, "thiếu giờ của mùa “dong”"),
        ({"slots": [MORNING | {"start": MORNING["start"] | {"xuan": "05:30"}}]}, "không có mùa “xuan”"),
        ({"slots": [MORNING, MORNING]}, "mã khung viết hai lần"),
        ({"seasons": {"dong": {"name": "Đông", "from": "20/10", "to": "15/04"}}}, "4 ngày không thuộc mùa nào"),
        ({"seasons": {"dong": {"name": "Đông", "from": "14/10", "to": "15/04"}}}, "2 ngày thuộc hai mùa"),
        ({"station": {"greeting": "Chào {xax}"}}, "không có chỗ điền “{xax}”"),
        ({"station": {"link": "Buổi {buoi}"}}, "không có chỗ điền “{buoi}”"),
        ({"holidays": {"country": "XX"}}, "không có nước “XX”"),
    ],
)
def test_references_are_checked(changes: dict[str, Any], text: str) -> None:
    """A name that stands for nothing is told, with what may be written."""
    assert text in told(**changes)


def test_every_problem_is_told_at_once() -> None:
    """Two slots in wrong hours make problems for both."""
    early = MORNING | {"start": {"he": "04:30", "dong": "04:30"}}
    late = EVENING | {"start": {"he": "20:50", "dong": "20:50"}}
    found = told(slots=[early, late])
    assert "slots.sang" in found and "slots.chieu" in found


def test_pieces_and_schedule_must_know_each_other() -> None:
    """A fallback without approval, and one that does not exist, are told."""
    meta = FrontMatter(
        title="Bài",
        date=MONDAY,
        kind=Kind.BAI,
        theme=Theme.MAT_TRAN_GIAM_SAT,
        unit=Unit.CONG_AN_XA,
        summary="x",
        status=Status.PUBLISHED,
        broadcast=Broadcast(audience=("nong-dam",)),
    )
    article = Article(path="content/bai.md", section="", slug="bai", meta=meta, body="", body_line=9)
    given, index = schedule(slots=[MORNING | {"fallback": ["bai", "khac"]}])
    found = "\n".join(map(str, check_pieces([article], given, index=index)))
    assert "bài “bai” chưa có người duyệt" in found and "không có bài “khac”" in found


clocks = st.integers(0, 24 * 12 - 1).map(lambda step: f"{step // 12:02}:{step % 12 * 5:02}")


def minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


@budget(max_examples=150, deadline=None)
@given_any(clocks, st.integers(1, 30), clocks, clocks)
def test_no_slot_in_quiet_hours_is_let_through(start: str, length: int, begin: str, end: str) -> None:
    """Minute by minute: a slot is refused for quiet hours exactly when one of its minutes is quiet."""
    if begin == end:
        return
    span = (minutes(end) - minutes(begin)) % 1440
    quiet = {(minutes(begin) + step) % 1440 for step in range(span)}
    touched = any((minutes(start) + step) % 1440 in quiet for step in range(length))
    slot = MORNING | {"start": {"he": start, "dong": start}, "minutes": length}
    policy = {"quiet": [{"from": begin, "to": end}], "earliest": "00:00", "latest": "23:59"}
    assert ("chạm giờ yên tĩnh" in told(slots=[slot], policy=policy)) == touched


@pytest.mark.parametrize(
    ("playout", "key"),
    [
        ({"player": "folder"}, "folder"),
        ({"player": "icecast"}, "icecast_url"),
        ({"player": "icecast", "icecast_url": "http://may-chu:8000/gialoc.mp3"}, "icecast_url"),
        ({"player": "icecast", "icecast_url": "icecast://source@may-chu:cong/gialoc.mp3"}, "icecast_url"),
        ({"player": "multicast"}, "multicast"),
        ({"player": "multicast", "multicast": "239.0.0.1"}, "multicast"),
    ],
)
def test_a_player_must_have_what_it_needs(playout: dict[str, Any], key: str) -> None:
    """A player without its folder, address or group is refused at the line of that key, before the hour comes."""
    given, index = schedule(playout=playout)
    (found,) = check_schedule(given, index, today=MONDAY)
    assert found.field == f"playout.{key}" and found.line == index("playout", key)


@pytest.mark.parametrize(
    "playout",
    [
        {},
        {"player": "folder", "folder": "/mnt/loa"},
        {"player": "icecast", "icecast_url": "icecast://source@may-chu:8000/gialoc.mp3"},
        {"player": "icecast", "icecast_url": "icecast://may-chu/gialoc"},
        {"player": "multicast", "multicast": "239.0.0.1:5004"},
    ],
)
def test_a_player_that_has_it_passes(playout: dict[str, Any]) -> None:
    """Each player with its own key set is fine; the keys of the others may be empty."""
    assert told(playout=playout) == ""
