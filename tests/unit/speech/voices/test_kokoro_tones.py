"""The tones of the embedded neural voice, as numbers."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.speech.voices.kokoro.syllable import Syllable, Tone, parse
from pipeline.speech.voices.kokoro.tones import Span, along, held, melody, shape

MIDDLE = 160.0


def phrase(words: str, *, onset: int = 6, rhyme: int = 20) -> list[Span]:
    """Lay words out one after another, each with the same lengths, after a silence of 10 pitch frames."""
    found, at = [], 10
    for word in words.split():
        syllable = parse(word)
        assert syllable
        found.append(Span(syllable, at, at + onset, at + onset + rhyme))
        at += onset + rhyme
    return found


def voiced(curve: np.ndarray, span: Span) -> np.ndarray:
    rhyme = curve[span.rhyme : span.end]
    return rhyme[rhyme > 0]


@pytest.mark.parametrize(
    ("word", "change"), [("má", "up"), ("mà", "down"), ("mạ", "down"), ("mả", "dip"), ("mã", "up"), ("ma", "level")]
)
def test_a_tone_moves_as_it_should(word: str, change: str) -> None:
    """sắc and ngã end higher than they start, huyền and nặng lower, hỏi falls and comes back, ngang stays."""
    spans = phrase(word)
    pitch, _ = melody(spans, 60, middle=MIDDLE)
    said = voiced(pitch, spans[0])
    semitones = 12 * np.log2(said[-1] / said[0])
    dips = 12 * np.log2(min(said[0], said[-1]) / said.min()) > 2
    assert {"up": semitones > 2, "down": semitones < -1, "dip": dips, "level": abs(semitones) < 1}[change]


def test_the_tones_differ_pairwise() -> None:
    """No two of the six tones have nearly the same pitch and voicing over the rhyme."""
    curves = []
    for word in ("ma", "mà", "má", "mả", "mã", "mạ"):
        spans = phrase(word)
        pitch, _ = melody(spans, 60, middle=MIDDLE)
        curves.append(pitch[spans[0].rhyme : spans[0].end])
    for one, other in itertools.combinations(curves, 2):
        both = (one > 0) & (other > 0)
        apart = np.abs(12 * np.log2(one[both] / other[both])).max()
        assert apart > 2 or ((one > 0) != (other > 0)).sum() > 2


def test_a_stop_ends_the_voice_early() -> None:
    """A syllable on p, t, c or ch is silent in its last part, one on a vowel or nasal is voiced to its end."""
    spans = phrase("mát man")
    pitch, _ = melody(spans, 80, middle=MIDDLE)
    assert pitch[spans[0].end - 3] == 0
    assert pitch[spans[1].end - 1] > 0


def test_nga_is_broken_and_nang_is_cut() -> None:
    """ngã loses its voice within the rhyme and has it again at the end; nặng loses it for good, with no energy left."""
    spans = phrase("mã mạ")
    pitch, energy = melody(spans, 80, middle=MIDDLE)
    nga, nang = (pitch[span.rhyme : span.end] for span in spans)
    assert nga[0] > 0
    assert nga[-1] > 0
    assert (nga == 0).any()
    assert nang[0] > 0
    assert nang[-1] == 0
    assert energy[spans[1].end - 1] < -3


def test_a_phrase_declines() -> None:
    """The same tone lies lower at the end of a phrase than at its start."""
    spans = phrase("ma ma ma ma")
    pitch, _ = melody(spans, 140, middle=MIDDLE)
    starts = [pitch[span.rhyme + 5] for span in spans]
    assert starts == sorted(starts, reverse=True)
    assert starts[0] > starts[-1]


def test_voice_of_the_onset() -> None:
    """A voiced onset is voiced from its start; an unvoiced one is not."""
    spans = phrase("ba pa")
    pitch, _ = melody(spans, 80, middle=MIDDLE)
    assert pitch[spans[0].start] > 0
    assert pitch[spans[1].start + 1] == 0


def test_every_tone_before_a_stop_has_a_shape() -> None:
    """Also the pairs that the language does not have (cap, in names) can be said."""
    for tone in Tone:
        assert shape(Syllable("c", False, "a", "p", tone)).voiced < 1


@given(
    st.lists(st.sampled_from(["ma", "bà", "cá", "thủy", "nghĩa", "một", "tập", "ách", "quốc"]), min_size=1, max_size=8),
    st.integers(0, 5),
    st.integers(1, 25),
)
def test_pitch_stays_in_a_speaking_range(words: list[str], onset: int, rhyme: int) -> None:
    """Whatever the tones and lengths, pitch is 0 or within an octave of the middle, and starts when the phrase does."""
    spans = phrase(" ".join(words), onset=onset, rhyme=rhyme)
    frames = spans[-1].end + 5
    pitch, energy = melody(spans, frames, middle=MIDDLE)
    assert len(pitch) == len(energy) == frames
    assert (pitch[:9] == 0).all()
    heard = pitch[pitch > 0]
    assert (heard >= MIDDLE / 2).all()
    assert (heard <= MIDDLE * 2).all()


def test_along_goes_through_its_points() -> None:
    """A line of points is sampled from its first to its last place."""
    assert along(((0, 0), (0.5, 4), (1, 2)), 5).tolist() == [0, 2, 4, 3, 2]


def test_the_last_rhyme_is_kept_up() -> None:
    """Where the predicted energy dies away before the last rhyme ends, it is lifted; elsewhere nothing changes."""
    spans = phrase("ma ma")
    pitch, _ = melody(spans, 70, middle=MIDDLE)
    dying = np.linspace(8, -8, 70).astype(np.float32)
    kept = held(dying, pitch, spans[-1])
    assert kept[spans[-1].end - 1] > dying[spans[-1].end - 1]
    assert (kept[: spans[-1].rhyme] == dying[: spans[-1].rhyme]).all()
    assert (kept[spans[-1].end :] == dying[spans[-1].end :]).all()
