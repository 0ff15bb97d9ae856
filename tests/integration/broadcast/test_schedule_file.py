"""The schedule that comes with the project is sound, and tells in Vietnamese what each key does."""

import re
from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel

from pipeline.broadcast.planning import check_schedule
from pipeline.settings import (
    FILE,
    Audience,
    Change,
    Exemption,
    Holidays,
    Planning,
    Policy,
    Season,
    Slot,
    load,
)

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / FILE).read_text(encoding="utf-8")


def test_the_schedule_has_no_problem() -> None:
    """“loa check” finds nothing in the file a commune begins with."""
    settings, index = load(ROOT)
    assert check_schedule(settings, index, today=date(2026, 11, 22)) == ()


@pytest.mark.parametrize("model", [Policy, Exemption, Season, Audience, Slot, Change, Holidays, Planning])
def test_every_key_is_explained(model: type[BaseModel]) -> None:
    """Each key of the radio's part stands on a commented line or in the comment above its block."""
    comments = "\n".join(line.partition("#")[2] for line in TEXT.splitlines())
    keyed = {key for line in TEXT.splitlines() if "#" in line for key in re.findall(r"(\w+):", line.partition("#")[0])}
    missing = [
        name
        for name in ((field.alias or name) for name, field in model.model_fields.items())
        if name not in keyed and not re.search(rf"\b{name}\b", comments)
    ]
    assert missing == []


def test_everyone_can_hear_both_slots_in_both_seasons() -> None:
    """The slots that come with the project reach every group they are meant for, in summer and winter."""
    from pipeline.broadcast.planning import occurrences
    from pipeline.broadcast.planning.reach import reach

    settings, _ = load(ROOT)
    for first in (date(2026, 7, 6), date(2026, 12, 7)):
        for occurrence in occurrences(settings, first, 5):
            for group in occurrence.audience:
                assert reach(settings, occurrence, (group,)) > 0, (occurrence.key, group)
