"""How long each symbol of a phrase lasts: the network's own lengths, drawn towards an even beat of syllables."""

import numpy as np
from numpy.typing import NDArray

from .phrase import Plan

PACE = 0.9  # of the network's own tempo, at speed 1
BEAT = 10.5  # frames (25 ms) that a syllable lasts, with the joint after it, at speed 1
EVENNESS = 0.0  # 0: the network's rhythm, 1: all syllables alike
EDGE = 4.0  # frames of silence kept at both ends of a call


def durations(plan: Plan, predicted: NDArray[np.float32], *, speed: float) -> NDArray[np.int64]:
    """Return whole frames for each symbol, at least one; rounding is carried along so that the beat does not drift."""
    lengths = np.minimum(predicted.astype(np.float64), np.where(_edges(plan), EDGE, np.inf))
    ends = [place.start for place in plan.places[1:]] + [plan.places[-1].end]
    for place, end in zip(plan.places, ends, strict=True):
        syllable = slice(place.start, end)
        lengths[syllable] *= (BEAT / lengths[syllable].sum()) ** EVENNESS / (PACE * speed)
    return np.maximum(1, np.diff(np.round(np.cumsum(lengths)), prepend=0)).astype(np.int64)


def _edges(plan: Plan) -> NDArray[np.bool_]:
    """Symbols before the first and after the last syllable."""
    index = np.arange(len(plan.symbols))
    return (index < plan.places[0].start) | (index >= plan.places[-1].end)
