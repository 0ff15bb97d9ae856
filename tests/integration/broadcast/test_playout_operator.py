"""The operator's buttons in simulated time: hold, release, skip, air now."""

from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.broadcast.asrun.rows import Outcome
from pipeline.broadcast.playout import snapshot
from pipeline.broadcast.playout.inbox import Command
from tests.playout_fixtures import DAY, ITEMS, Rig, at, write_day

WHOLE = ["aired"] * len(ITEMS)


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    """A station a minute before its morning programme."""
    write_day(tmp_path, DAY)
    made = Rig(tmp_path, at("05:44"))
    made.daemon.start()
    return made


def press(rig: Rig, action: str, target: str = "") -> None:
    """Press a button."""
    rig.daemon.command(Command.model_validate({"action": action, "by": "Chị Hoa", "target": target}))
    rig.step(0.5)


def test_a_held_programme_goes_on_by_the_clock(rig: Rig) -> None:
    """Held it falls silent at once; released it goes on at the next item, at that item's own time."""
    rig.run("05:46:00")
    press(rig, "hold")
    rig.step(3)
    assert rig.daemon.runner is None
    rig.run("05:46:40")
    press(rig, "release")
    rig.run("06:00")
    assert rig.outcomes() == ["aired", "aired", "partial", "aired", "aired", "aired"]
    joined = next(row for row in rig.rows if row.item == 3)
    assert joined.started_at == joined.planned_at
    assert any("Chị Hoa" in row.reason for row in rig.rows if row.outcome is Outcome.PARTIAL)


def test_a_forgotten_hold_silences_one_programme_only(rig: Rig) -> None:
    """A hold that nobody releases ends with its own slot: the evening programme airs."""
    press(rig, "hold")
    rig.run("18:00")
    assert rig.outcomes("sang") == ["missed"] * 6 and rig.outcomes("chieu") == WHOLE
    assert all("Chị Hoa tạm dừng" in row.reason for row in rig.rows if row.outcome is Outcome.MISSED)


def test_a_hold_on_air_that_nobody_releases_is_recorded(rig: Rig) -> None:
    """Held in the middle and forgotten: what was not aired is recorded with who held it."""
    rig.run("05:46:00")
    press(rig, "hold")
    rig.run("18:00")
    assert rig.outcomes("sang") == ["aired", "aired", "partial"] + ["missed"] * 3
    assert rig.outcomes("chieu") == WHOLE


def test_a_skipped_item_gives_way_to_the_next(rig: Rig) -> None:
    """Skip leaves the item within two seconds and begins the next one, earlier than planned."""
    rig.run("05:46:00")
    press(rig, "skip")
    rig.run("06:00")
    assert rig.outcomes() == ["aired", "aired", "partial", "aired", "aired", "aired"]
    following = next(row for row in rig.rows if row.item == 3)
    assert following.started_at and at("05:46:00") < following.started_at < at("05:46:03")


def test_air_now_takes_the_place_of_the_slot(rig: Rig) -> None:
    """Aired by hand before its time, a programme is not aired again at its time; the rows name the person."""
    rig.run("05:44:30")
    press(rig, "air-now", f"{DAY}/chieu")
    assert "đè lên" in rig.daemon.book.last_error and not rig.player.heard
    rig.run("10:00")
    press(rig, "air-now", f"{DAY}/chieu")
    rig.run("18:00")
    rows = [row for row in rig.rows if row.slot == "chieu"]
    assert rig.outcomes("chieu") == WHOLE and {row.by for row in rows} == {"Chị Hoa"} and len(rig.player.heard) == 2
    assert all(row.started_at and row.started_at < at("10:10") for row in rows)


def test_air_now_once_more_is_unplanned(rig: Rig) -> None:
    """A programme aired again by hand leaves further, unplanned rows."""
    rig.run("09:00")
    press(rig, "air-now", f"{DAY}/sang")
    rig.run("09:30")
    again = [row for row in rig.rows if row.slot == "sang" and not row.planned]
    assert rig.outcomes("sang") == WHOLE and [row.outcome for row in again] == [Outcome.AIRED] * 6


@pytest.mark.parametrize(
    ("when", "target", "words"),
    [("12:00", "sang", "giờ yên tĩnh"), ("20:28", "sang", "giờ muộn nhất"), ("09:00", "toi", "không có chương trình")],
)
def test_air_now_is_refused_with_the_reason(rig: Rig, when: str, target: str, words: str) -> None:
    """In quiet hours, too late, or for a programme that is not there, nothing sounds and the page says why."""
    rig.run(when)
    before = len(rig.player.heard)
    press(rig, "air-now", f"{DAY}/{target}")
    rig.step(10)
    assert len(rig.player.heard) == before and words in snapshot.take(rig.daemon).last_error


@pytest.mark.parametrize("action", ["release", "skip", "cancel"])
def test_a_button_without_effect_says_why(rig: Rig, action: str) -> None:
    """A button that has nothing to act on changes nothing and says so."""
    press(rig, action)
    assert rig.daemon.book.last_error.startswith("không có")
    rig.run("06:00")
    assert rig.outcomes() == WHOLE


def test_the_snapshot_tells_what_an_operator_needs(rig: Rig) -> None:
    """Now, next, what is left of the item, and what became of each item of today."""
    rig.run("05:46:00")
    state = snapshot.take(rig.daemon)
    assert state.on_air == "Buổi sang" and state.item == "Mục 2" and 70 < state.item_left_s < 90 and state.healthy
    assert state.next_title == "Buổi chieu" and state.next_at == at("17:00")
    morning = state.today[0]
    assert [line.state for line in morning.items[:3]] == ["đã phát", "đã phát", ""] and morning.items[2].now
    rig.daemon.book.trouble("hỏng")
    assert not snapshot.take(rig.daemon).healthy
    rig.clock.sleep(timedelta(minutes=11).total_seconds())
    assert snapshot.take(rig.daemon).last_error == ""
