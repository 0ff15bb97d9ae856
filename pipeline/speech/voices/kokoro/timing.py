"""How long each symbol of a phrase lasts, and where each syllable is then heard.

The network's own lengths say how a syllable's time is shared among its sounds; how much time it gets is decided here:
about the same for each syllable, in short phrases as in long ones, with enough for the vowel and the final consonant.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .model import HALVES
from .phrase import Place, Plan
from .tones import Span

TEMPO = 9.5  # frames (25 ms) from one syllable to the next, at speed 1
EVEN = 0.8  # how far (as a power) each syllable is drawn from the network's length towards TEMPO
VOWEL = {"": 4.0, "j": 4.5, "w": 4.5}  # least frames of the nucleus before a coda
VOWEL_ELSE = 3.0
NASAL_END, STOP_END = 2.0, 2.5  # least frames of a coda
LAST = (5.0, 12.0, 9.0)  # most frames of the last syllable's onset, nucleus and coda: more of it is silence
SILENCE, SILENCE_EACH, SILENCE_MOST = 16.0, 1.5, 40.0  # frames before the first symbol: at least, a syllable, at most
LEAD = 6  # pitch frames (12.5 ms) by which the network's sound runs ahead of its symbols
TAIL = 2  # pitch frames that the last rhyme goes on

Lengths = NDArray[np.float64]


def durations(plan: Plan, predicted: NDArray[np.float32], *, speed: float) -> NDArray[np.int64]:
    """Return whole frames for each symbol, at least one, from the network's lengths; `speed` divides them."""
    lengths = predicted.astype(np.float64)
    _even_out(lengths, plan.places)
    for place in plan.places:
        _stretch(lengths[place.nucleus : place.coda], VOWEL.get(place.syllable.coda, VOWEL_ELSE))
        _stretch(lengths[place.coda : place.end], STOP_END if place.syllable.checked else NASAL_END)
    said = slice(plan.places[0].start, plan.places[-1].end)
    lengths[said] /= speed
    lengths[0] = silence(len(plan.places))
    return np.maximum(1, np.round(lengths)).astype(np.int64)


def silence(syllables: int) -> float:
    """Return the frames of silence before a phrase: with less its sounds are less clear, with more it costs time."""
    return min(SILENCE_MOST, SILENCE + SILENCE_EACH * syllables)


def spans(plan: Plan, frames: NDArray[np.int64]) -> list[Span]:
    """Return where each syllable is heard; a rhyme lasts until the next onset."""
    at = np.concatenate([[0], np.cumsum(frames)]) * HALVES - LEAD
    ends = [int(at[after.start]) for _, after in pairwise(plan.places)] + [int(at[plan.places[-1].end]) + TAIL]
    return [
        Span(p.syllable, int(at[p.start]), int(at[p.nucleus]), end) for p, end in zip(plan.places, ends, strict=True)
    ]


def _even_out(lengths: Lengths, places: tuple[Place, ...]) -> None:
    """Bring syllables to the tempo, on average and each by itself; the last one is kept short instead."""
    parts = [slice(one.start, after.start) for one, after in pairwise(places)]
    last = places[-1]
    rest = parts or [slice(last.start, last.end)]
    lengths[places[0].start : last.end] *= TEMPO / np.mean([lengths[part].sum() for part in rest])
    for part in parts:
        lengths[part] *= (TEMPO / lengths[part].sum()) ** EVEN
    for start, end, most in zip(
        (last.start, last.nucleus, last.coda), (last.nucleus, last.coda, last.end), LAST, strict=True
    ):
        lengths[start:end] *= min(1.0, most / max(most, float(lengths[start:end].sum())))


def _stretch(lengths: Lengths, least: float) -> None:
    if 0 < lengths.sum() < least:
        lengths *= least / lengths.sum()
