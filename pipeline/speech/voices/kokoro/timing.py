"""How long each symbol of a phrase lasts, and where each syllable is then heard."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .model import HALVES
from .phrase import Plan
from .tones import Span

PACE = 0.9  # of the network's own tempo, at speed 1
LEAD = 6  # pitch frames (12.5 ms) by which the network's sound runs ahead of its symbols
TAIL = 2  # pitch frames that the last rhyme goes on


def durations(predicted: NDArray[np.float32], *, speed: float) -> NDArray[np.int64]:
    """Return whole frames for each symbol, at least one: the network's lengths at the voice's pace.

    The silence before the first symbol is kept as it is: cut to less than 0.4 s, the first syllable is swallowed.
    """
    lengths = predicted.astype(np.float64) / (PACE * speed)
    return np.maximum(1, np.round(lengths)).astype(np.int64)


def spans(plan: Plan, frames: NDArray[np.int64]) -> list[Span]:
    """Return where each syllable is heard; a rhyme lasts until the next onset."""
    at = np.concatenate([[0], np.cumsum(frames)]) * HALVES - LEAD
    ends = [int(at[after.start]) for _, after in pairwise(plan.places)] + [int(at[plan.places[-1].end]) + TAIL]
    return [
        Span(p.syllable, int(at[p.start]), int(at[p.nucleus]), end) for p, end in zip(plan.places, ends, strict=True)
    ]
