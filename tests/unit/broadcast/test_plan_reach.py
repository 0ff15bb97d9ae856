"""The reach of a slot is the overlap of its time with the hours in which its listeners are at home."""

from collections.abc import Mapping
from datetime import date

import pytest

from pipeline.broadcast.planning import occurrences
from pipeline.broadcast.planning.reach import meant, reach
from tests.unit.broadcast.making import MONDAY, SCHEDULE, settings


def home(*windows: Mapping[str, object], weight: float = 1) -> dict[str, object]:
    return {"name": "Nhóm", "weight": weight, "home": {"he": list(windows), "dong": list(windows)}}


def morning(groups: Mapping[str, object], asked: tuple[str, ...], day: date = MONDAY) -> float:
    given = settings(audiences=groups)
    return reach(given, occurrences(given, day, 1)[0], asked)


@pytest.mark.parametrize(
    ("window", "share"),
    [
        ({"from": "05:00", "to": "07:00"}, 1.0),
        ({"from": "05:50", "to": "07:00"}, 2 / 3),
        ({"from": "06:00", "to": "07:00"}, 0.0),
        ({"from": "22:00", "to": "05:50"}, 1 / 3),
        ({"from": "05:00", "to": "07:00", "days": ["t3"]}, 0.0),
    ],
)
def test_reach_is_the_share_of_the_slot_at_home(window: Mapping[str, object], share: float) -> None:
    """05:45–06:00 is reached as far as the window goes, over midnight too, on its weekdays only."""
    assert morning({"a": home(window)}, ("a",)) == pytest.approx(share)


def test_groups_weigh() -> None:
    """A group of weight 3 at home and one of weight 1 away make three quarters."""
    groups = {"a": home({"from": "05:00", "to": "07:00"}, weight=3), "b": home({"from": "09:00", "to": "10:00"})}
    assert morning(groups, ("a", "b")) == 0.75


def test_a_night_shift_window_counts_on_the_day_it_began() -> None:
    """A window over midnight on Sundays covers Monday's early morning."""
    window = {"from": "22:00", "to": "06:00", "days": ["cn"]}
    assert morning({"a": home(window)}, ("a",)) == 1.0


def test_an_unknown_group_reaches_nobody() -> None:
    """A group that the schedule does not have counts for nothing."""
    assert morning({"a": home({"from": "05:00", "to": "07:00"})}, ("b",)) == 0.0


def test_a_slot_for_all_is_meant_for_each() -> None:
    """A slot without audience or for everyone is meant for every piece; another for its own groups only."""
    slot = occurrences(settings(), MONDAY, 1)[0]
    assert meant(slot, ("hoc-sinh",))
    only = occurrences(settings(slots=[SCHEDULE["slots"][0] | {"audience": ["hoc-sinh"]}]), MONDAY, 1)[0]
    assert meant(only, ("hoc-sinh",)) and not meant(only, ("nong-dan",))
