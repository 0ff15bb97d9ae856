"""How long the embedded neural voice makes its syllables."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.speech.voices.kokoro.phonemes import slots
from pipeline.speech.voices.kokoro.phrase import Plan, plans
from pipeline.speech.voices.kokoro.syllable import parse
from pipeline.speech.voices.kokoro.timing import TEMPO, durations, silence, spans

WORDS = ["bà", "con", "nghiêng", "thuyền", "quốc", "mai", "tập", "ở", "huyện", "năm"]


def plan(words: list[str]) -> Plan:
    """Lay words out with every symbol numbered by its code point."""
    syllables = [found for found in map(parse, words) if found]
    return next(plans(syllables, {chr(code): code for code in range(0x3000)}, limit=510))


def lengths(words: Plan, *, each: float) -> np.ndarray:
    """Predict the same length for each symbol."""
    return np.full(len(words.symbols), each, np.float32)


@pytest.mark.parametrize("count", [2, 6, 30])
@pytest.mark.parametrize("each", [1.2, 2.0, 3.5])
def test_the_tempo_is_the_same_whatever_the_network_predicts(count: int, each: float) -> None:
    """In short and long phrases a syllable takes TEMPO frames on average, within a quarter."""
    said = plan((WORDS * 3)[:count])
    frames = durations(said, lengths(said, each=each), speed=1.0)
    took = frames[said.places[0].start : said.places[-1].start].sum() / (count - 1)
    assert abs(took - TEMPO) < TEMPO / 4


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=20), st.floats(0.3, 20), st.floats(0.5, 2))
def test_every_symbol_has_time(words: list[str], each: float, speed: float) -> None:
    """Whatever is predicted, each symbol lasts a frame or more, the lead stays, and each syllable is heard."""
    said = plan(words)
    frames = durations(said, lengths(said, each=each), speed=speed)
    assert (frames >= 1).all()
    assert frames[0] == round(silence(len(said.places)))
    assert all(span.start <= span.rhyme < span.end for span in spans(said, frames))


def test_longer_phrases_wait_longer_in_bounds() -> None:
    """The silence before a phrase grows with it, yet never costs more than a second."""
    waits = [silence(count) for count in (1, 6, 12, 100)]
    assert waits == sorted(set(waits))
    assert waits[0] > 17
    assert waits[-1] * 0.025 <= 1.0


def test_the_last_syllable_is_not_drawn_out_into_silence() -> None:
    """Predicted lengths of half a second at the end of a phrase are not kept."""
    said = plan(["bà", "con"])
    predicted = lengths(said, each=2.0)
    predicted[said.places[-1].coda : said.places[-1].end] = 20
    assert durations(said, predicted, speed=1.0)[said.places[-1].coda] < 10


def test_symbols_in_brackets_share_a_place() -> None:
    """A spelling is read place by place."""
    assert list(slots("a(bc)d")) == ["a", "bc", "d"]
    assert list(slots("")) == []
