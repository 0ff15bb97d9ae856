"""Pitch of the six tones, in semitones over the rhyme, from the speaker's middle pitch.

Shapes after the measured Northern tones of M. Brunelle, "Tone perception in Northern and Southern Vietnamese", Journal of Phonetics 37
(2009), and J. Kirby (2011, see syllable.py); then tuned with two recognisers (README.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .syllable import Syllable, Tone

Contour = Sequence[tuple[float, float]]  # (place in the rhyme 0..1, semitones)

OPEN: dict[Tone, Contour] = {
    Tone.NGANG: ((0, 0), (1, -0.3)),
    Tone.HUYEN: ((0, -3), (0.5, -4.5), (1, -6)),
    Tone.SAC: ((0, -0.5), (0.4, 0), (1, 5)),
    Tone.HOI: ((0, -1.5), (0.55, -6.5), (1, -3)),
    Tone.NGA: ((0, -0.5), (0.4, -3.5), (0.55, -2), (1, 6)),
    Tone.NANG: ((0, -2), (0.6, -6), (1, -8)),
}
CHECKED: dict[Tone, Contour] = {Tone.SAC: ((0, 1.5), (1, 5)), Tone.NANG: ((0, -2.5), (1, -5.5))}
DECLINATION = 1.5  # semitones from the first to the last syllable of a phrase
VOICED = 0.75  # share of the rhyme that is voiced whatever the network predicts
SILENT = 40.0  # Hz: below it the network predicts no voice


@dataclass(frozen=True, slots=True)
class Span:
    """A syllable and where it lies, in pitch frames: onset from start, nucleus and coda from theirs, up to end."""

    syllable: Syllable
    start: int
    nucleus: int
    coda: int
    end: int


def melody(spans: Sequence[Span], predicted: NDArray[np.float32], *, middle: float) -> NDArray[np.float32]:
    """Return the pitch of a phrase in Hz, 0 where unvoiced: each tone's contour over its rhyme, around `middle`, on the declination.

    The network's prediction only tells which consonants are voiced.
    """
    pitch = predicted.copy()
    for index, span in enumerate(spans):
        place = index / max(1, len(spans) - 1)
        curve = sample(contour(span.syllable.tone, checked=span.syllable.checked), span.end - span.nucleus)
        hertz = middle * 2 ** ((curve + DECLINATION * (0.5 - place)) / 12)
        onset = pitch[span.start : span.nucleus]
        onset[onset > SILENT] = hertz[0]
        rhyme = pitch[span.nucleus : span.end]
        voiced = (rhyme > SILENT) | (np.arange(len(rhyme)) < VOICED * len(rhyme))
        rhyme[voiced] = hertz[voiced]
    return _smoothed(pitch)


def contour(tone: Tone, *, checked: bool) -> Contour:
    """Return the contour of a tone; before a stop only sắc and nặng exist, other marks are read as the nearer of them."""
    if not checked:
        return OPEN[tone]
    return CHECKED[Tone.NANG if tone in {Tone.NANG, Tone.HUYEN} else Tone.SAC]


def sample(points: Contour, count: int) -> NDArray[np.float64]:
    """Return `count` values along a contour."""
    places, values = zip(*points, strict=True)
    return np.interp(np.linspace(0, 1, count), places, values)


def _smoothed(pitch: NDArray[np.float32]) -> NDArray[np.float32]:
    """Round the corners between syllables where three neighbours are voiced."""
    voiced = pitch > SILENT / 2
    inner = voiced[:-2] & voiced[1:-1] & voiced[2:]
    smooth = pitch.copy()
    smooth[1:-1] = np.where(inner, (pitch[:-2] + 2 * pitch[1:-1] + pitch[2:]) / 4, pitch[1:-1])
    return smooth
