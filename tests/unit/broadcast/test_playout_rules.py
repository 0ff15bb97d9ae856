"""When a programme begins, where a late one joins, when a person may air one, and the agenda's clock."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.broadcast.playout.clock import Agenda
from pipeline.broadcast.playout.rules import Span, join, may_air, opening, sentence_end
from pipeline.broadcast.playout.work import _CUE
from pipeline.settings import Policy, Window
from tests.playout_fixtures import FakeClock, at

START = at("05:45")
POLICY = Policy(
    earliest=time(5), latest=time(20, 30), quiet=(Window(start=time(11, 30), end=time(13, 30)),
                                                  Window(start=time(21), end=time(5))),
    max_sessions_per_day=2, max_minutes_per_session=30, max_minutes_per_day=60,
)  # fmt: skip


def spans(*lengths: float, content: bool = True) -> list[Span]:
    """Return items that follow each other; the last is a closing."""
    made, moment = [], START
    for number, seconds in enumerate(lengths):
        end = moment + timedelta(seconds=seconds)
        made.append(Span(moment, end, content and number < len(lengths) - 1))
        moment = end
    return made


@given(
    st.lists(st.floats(1, 300), min_size=1, max_size=12), st.floats(-600, 4000), st.integers(0, 12),
    st.sampled_from(["noi-tiep", "chi-thong-bao", "bo"]), st.booleans(),
)  # fmt: skip
def test_an_item_never_begins_before_its_time_or_twice(
    lengths: list[float], late: float, first: int, rule: str, waited: bool
) -> None:
    """Whenever it is asked, a programme joins only at an item still to come, and never at a closing alone."""
    items, now = spans(*lengths), START + timedelta(seconds=late)
    index = join(items, now, first=first)
    if index is not None:
        assert index >= first and items[index].starts_at >= now - timedelta(seconds=1)
        assert any(item.content for item in items[index:])
    ends = items[-1].ends_at + timedelta(minutes=5)
    begun = opening(items, now, rule=rule, ends_at=ends, waited=waited)  # type: ignore[arg-type]
    if begun.first is None:
        assert begun.why and (not begun.notice or now < ends)
    elif begun.first or not waited:
        assert begun.at >= max(now, items[begun.first].starts_at) - timedelta(seconds=1)
    else:
        assert begun.at + (items[-1].ends_at - START) <= max(ends, items[-1].ends_at)


@pytest.mark.parametrize(
    ("clock", "minutes", "allowed"),
    [
        ("05:00", 10, True), ("04:59", 10, False), ("11:20", 10, True), ("11:21", 10, False), ("12:00", 10, False),
        ("13:30", 10, True), ("20:20", 10, True), ("20:21", 10, False), ("23:55", 10, False), ("02:00", 10, False),
    ],
)  # fmt: skip
def test_a_person_airs_nothing_in_quiet_hours(clock: str, minutes: int, allowed: bool) -> None:
    """A programme aired by hand must not touch the quiet hours, nor begin too early or end too late."""
    why = may_air(POLICY, at(clock), at(clock) + timedelta(minutes=minutes))
    assert (why is None) is allowed


@given(st.lists(st.floats(0, 100)), st.floats(0, 100))
def test_a_sentence_end_is_never_past(cues: list[float], position: float) -> None:
    """The place to interrupt is the nearest end of a sentence that is still to come, or none."""
    found = sentence_end(cues, position)
    assert found == min((cue for cue in cues if cue >= position), default=None)


@pytest.mark.parametrize(
    ("line", "end"),
    [("00:00.000 --> 00:02.500", 2.5), ("00:01:00.000 --> 01:00:03.250 align:start", 3603.25), ("không phải", None)],
)
def test_cues_are_found_in_both_forms_of_webvtt(line: str, end: float | None) -> None:
    """WebVTT times with and without hours are both read."""
    match = _CUE.search(line)
    found = match and int(match[5] or 0) * 3600 + int(match[6]) * 60 + int(match[7]) + int(match[8]) / 1000
    assert found == end


def test_the_agenda_does_each_job_once_when_due() -> None:
    """Jobs run in the order of their times, once; what a job puts in under its own name stays."""
    clock = FakeClock(at("05:00"))
    agenda = Agenda(clock)
    done: list[str] = []

    def again() -> None:
        done.append("lại")
        agenda.at(clock.now() + timedelta(hours=1), "lại", again)

    agenda.at(at("05:20"), "hai", lambda: done.append("hai"))
    agenda.at(at("05:10"), "một", lambda: done.append("một"))
    agenda.at(at("05:10"), "một", lambda: done.append("không"))
    agenda.at(at("05:15"), "lại", again)
    agenda.run_pending()
    assert done == [] and agenda.next_due() == at("05:10")
    clock.sleep(3600)
    agenda.run_pending()
    agenda.run_pending()
    assert done == ["một", "lại", "hai"] and agenda.next_due() == at("07:00")


def test_the_agenda_counts_in_the_stations_time() -> None:
    """A job is due by the injected aware clock, whatever zone the machine is in."""
    clock = FakeClock(datetime.fromisoformat("2026-11-30T22:44:59+00:00"))
    agenda = Agenda(clock)
    done: list[str] = []
    agenda.at(START, "phát", lambda: done.append("phát"))
    agenda.run_pending()
    clock.sleep(1)
    agenda.run_pending()
    assert done == ["phát"]
