"""A programme's sounds are laid end to end, each at the time its rundown says."""

import struct
from dataclasses import dataclass

import pytest

from pipeline.broadcast.package.assemble import assemble
from pipeline.broadcast.planning import plan_week
from pipeline.errors import RequestError
from pipeline.model.audio import Pcm
from pipeline.model.radio import Item, Programme
from tests.unit.broadcast.making import SCHEDULE, piece, request, settings

RATE = 8000


def programme(minutes: int = 2) -> Programme:
    given = settings(slots=[SCHEDULE["slots"][0] | {"minutes": minutes}])
    return plan_week(request([piece("a", 20), piece("b", 30), piece("c", 25)], given, days=1)).programmes[0]


@dataclass(frozen=True)
class Sounds:
    """Each item sounds as one constant level, its number in the programme; ``stretch`` makes pieces longer."""

    programme: Programme
    stretch: float = 1.0

    def __call__(self, item: Item) -> Pcm:
        """Return the item's sound."""
        level = 1 + [each.title for each in self.programme.items].index(item.title)
        length = round(item.duration_s * RATE * (self.stretch if item.audio else 1))
        return Pcm(struct.pack("<h", level * 100) * length, RATE)


def level_at(pcm: Pcm, seconds: float) -> int:
    return int(struct.unpack_from("<h", pcm.samples, round(seconds * RATE) * 2)[0])


def test_each_item_sounds_at_its_time() -> None:
    """A moment into each item its own sound is heard, and silence just before the next."""
    planned = programme()
    whole = assemble(planned, Sounds(planned), gap_ms=500)
    for number, item in enumerate(whole.programme.items, 1):
        begin = (item.starts_at - planned.starts_at).total_seconds()
        assert level_at(whole.pcm, begin + 0.01) == number * 100
        assert level_at(whole.pcm, begin + item.duration_s - 0.01) == number * 100
        if number < len(whole.programme.items):
            assert level_at(whole.pcm, begin + item.duration_s + 0.25) == 0


def test_the_plan_and_the_sound_agree() -> None:
    """With the planned lengths nothing moves, the whole is as long as the plan said, and it is settled now."""
    planned = programme()
    whole = assemble(planned, Sounds(planned), gap_ms=500)
    assert whole.programme == planned.model_copy(update={"frozen": True}) and whole.dropped == ()
    assert whole.pcm.duration_ms == round(planned.filled_s * 1000)


def test_longer_recordings_never_overrun_the_slot() -> None:
    """Where the recordings came out longer, the last pieces go with their links, and are named."""
    planned = programme()
    whole = assemble(planned, Sounds(planned, stretch=1.6), gap_ms=500)
    assert whole.pcm.duration_ms < 120_000
    assert len(whole.dropped) == 1
    assert len(whole.programme.pieces) == 2 and len(whole.programme.items) == len(planned.items) - 2
    assert whole.programme.items[-1].title == "Lời kết"


def test_a_greeting_longer_than_the_slot_is_refused() -> None:
    """Without any piece left to drop, the error names the programme."""
    planned = programme().model_copy(update={"capacity_s": 10.0})
    with pytest.raises(RequestError, match="2026-11-30/sang"):
        assemble(planned, Sounds(planned), gap_ms=500)


def test_sounds_must_have_one_rate() -> None:
    """Two rates in one programme are a fault of the caller."""
    planned = programme()
    with pytest.raises(ValueError, match="one sample rate"):
        assemble(planned, lambda item: Pcm(b"\0\0" * 80, 8000 if item.audio else 16000), gap_ms=500)
