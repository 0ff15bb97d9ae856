"""Slots, seasons, one-off changes and holidays become dated occurrences."""

import time
from datetime import UTC, date

import pytest

from pipeline.broadcast.planning import occurrences
from tests.unit.broadcast.making import MONDAY, SCHEDULE, settings

TET = date(2027, 2, 6)  # first day of the lunar year Đinh Mùi


def keys(given: object, first: date = MONDAY, days: int = 1) -> list[str]:
    return [o.key for o in occurrences(given, first, days)]  # type: ignore[arg-type]


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Ho_Chi_Minh"])
def test_half_past_five_is_local_on_any_machine(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    """05:30 in the schedule is 05:30 in Vietnam, whatever the zone of the machine."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    morning = occurrences(settings(), date(2026, 6, 1), 1)[0]
    assert morning.starts_at.isoformat() == "2026-06-01T05:30:00+07:00"
    assert morning.starts_at.astimezone(UTC).isoformat() == "2026-05-31T22:30:00+00:00"
    monkeypatch.undo()
    time.tzset()


def test_start_follows_the_season_on_its_very_day() -> None:
    """The winter start holds from the first day of winter, the summer start until the day before."""
    found = occurrences(settings(), date(2026, 10, 15), 2)
    assert [f"{o.starts_at:%d %H:%M}" for o in found] == ["15 05:30", "15 17:30", "16 05:45", "16 17:00"]


def test_a_season_may_run_over_new_year() -> None:
    """1 January lies in the winter that began in October."""
    assert f"{occurrences(settings(), date(2027, 1, 1), 1)[0].starts_at:%H:%M}" == "05:45"


def test_slots_run_on_their_days_only() -> None:
    """A slot of Mondays and Saturdays is on no other day."""
    slot = SCHEDULE["slots"][0] | {"days": ["t2", "t7"]}
    assert keys(settings(slots=[slot]), days=7) == ["2026-11-30/sang", "2026-12-05/sang"]


def test_a_cancelled_slot_is_gone_that_day_only() -> None:
    """The change “huy” takes one edition away."""
    change = {"date": "2026-11-30", "action": "huy", "slot": "chieu", "reason": "mất điện"}
    assert keys(settings(changes=[change]), days=2) == ["2026-11-30/sang", "2026-12-01/sang", "2026-12-01/chieu"]


def test_a_moved_slot_has_its_new_time_and_says_why() -> None:
    """The change “doi-gio” moves and shortens one edition, and the reason is on the record."""
    change = {"date": "2026-11-30", "action": "doi-gio", "slot": "chieu", "start": "18:00", "minutes": 10}
    moved = occurrences(settings(changes=[change | {"reason": "đám tang"}]), MONDAY, 1)[1]
    assert f"{moved.starts_at:%H:%M}–{moved.ends_at:%H:%M} {moved.note}" == "18:00–18:10 Đổi giờ: đám tang."


def test_an_added_slot_stands_among_the_others() -> None:
    """The change “them” adds a slot that the week does not have."""
    change = {"date": "2026-11-30", "action": "them", "slot": "le-hoi", "start": "09:00", "minutes": 20}
    added = occurrences(settings(changes=[change | {"reason": "lễ hội"}]), MONDAY, 1)[1]
    assert (added.key, added.capacity_ms, added.audience) == ("2026-11-30/le-hoi", 20 * 60_000, ("moi-nguoi",))


def test_tet_is_free_when_the_commune_says_so() -> None:
    """With “nghi” no programme runs on the lunar new year, and they return after it."""
    given = settings(holidays={"on_holiday": "nghi"})
    assert keys(given, TET) == []
    assert keys(given, date(2027, 2, 16)) == ["2027-02-16/sang", "2027-02-16/chieu"]


def test_some_slots_may_run_on_holidays() -> None:
    """With “chi-slot” only the slots named there run on a holiday, and the note names the day."""
    given = settings(holidays={"on_holiday": "chi-slot", "slots": ["sang"]})
    assert keys(given, TET) == ["2027-02-06/sang"]
    assert "Ngày lễ" in occurrences(given, TET, 1)[0].note


def test_a_change_stands_above_the_holiday() -> None:
    """An added programme runs on a holiday on which all slots rest."""
    change = {"date": "2027-02-06", "action": "them", "slot": "sang", "start": "07:00", "reason": "chúc Tết"}
    given = settings(holidays={"on_holiday": "nghi"}, changes=[change])
    assert [f"{o.key} {o.starts_at:%H:%M}" for o in occurrences(given, TET, 1)] == ["2027-02-06/sang 07:00"]
