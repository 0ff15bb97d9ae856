"""The six tones as pitch, voice and energy over the rhyme of each syllable, on one falling line for the phrase.

Shapes after the measured Northern tones of M. Brunelle, "Tone perception in Northern and Southern Vietnamese",
Journal of Phonetics 37, 2009, and of J. Kirby (2011, see syllable.py): nặng is cut off by the glottis, ngã is broken by
it, a stop ends the voice early. The numbers were then tuned with a recogniser, see README.md. Pitch is in semitones
from the speaker's middle; places in the rhyme run from 0 to 1; energy is in the network's own unit (one is about 3 dB).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .syllable import Syllable, Tone

Points = tuple[tuple[float, float], ...]  # (place, value)
Curve = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shape:
    """A tone: pitch over its voiced part, from 0 to `voiced`; energy over the rhyme; a part with no voice inside."""

    pitch: Points
    voiced: float = 1.0
    energy: Points = ((0, 0), (1, 0))
    broken: tuple[float, float] = (0, 0)


OPEN = {
    Tone.NGANG: Shape(((0, 0.5), (1, 0.5))),
    Tone.HUYEN: Shape(((0, -3.5), (0.3, -4.5), (1, -6.5))),
    Tone.SAC: Shape(((0, -0.7), (0.4, -0.2), (0.92, 6), (1, 6))),
    Tone.HOI: Shape(((0, -0.8), (0.57, -7), (1, -4.5)), energy=((0, 0), (0.35, 0), (0.6, -1.5), (1, -1.5))),
    Tone.NGA: Shape(
        ((0, 0.5), (0.4, -2), (0.52, 2), (0.85, 7), (1, 7)),
        energy=((0, 0), (0.35, 0), (0.45, -5), (0.55, 0), (0.65, 1), (1, 1)),
        broken=(0.4, 0.54),
    ),
    Tone.NANG: Shape(
        ((0, -1.8), (0.54, -3.3), (0.92, -7.3), (1, -7.5)),
        voiced=0.58,
        energy=((0, 0), (0.48, 0), (0.62, -6), (1, -8)),
    ),
}
STOPPED = {
    Tone.SAC: Shape(((0, 2), (1, 6.5)), voiced=0.67, energy=((0, 0), (0.67, 0), (0.69, -4), (1, -8))),
    Tone.NANG: Shape(((0, -3.5), (1, -6.5)), voiced=0.6, energy=((0, 0), (0.6, 0), (0.61, -3), (1, -7))),
}
DECLINATION = 1.2  # semitones from the first to the last syllable of a phrase
VOICED_ONSETS = frozenset(("", "b", "d", "đ", "g", "gi", "l", "m", "n", "ng", "nh", "r", "v"))
ONSET_ENERGY = ((0, 2), (1, 0))  # of a voiced onset
RELEASE = 1  # pitch frames voiced before the rhyme of an unvoiced onset
HELD = (-0.5, -3.0)  # least energy of the last rhyme, from its start to its end, beside the middle of the phrase
GLIDE = 0.5  # share of the way that a voiced onset takes from the last tone's end to this tone's start


@dataclass(frozen=True, slots=True)
class Span:
    """A syllable and where it is heard, in pitch frames: its onset from start, its rhyme from rhyme up to end."""

    syllable: Syllable
    start: int
    rhyme: int
    end: int


def shape(syllable: Syllable) -> Shape:
    """Return the shape of a syllable's tone; before a stop only sắc and nặng exist, others count as one of them."""
    if not syllable.checked:
        return OPEN[syllable.tone]
    return STOPPED[Tone.NANG if syllable.tone in {Tone.NANG, Tone.HUYEN} else Tone.SAC]


def melody(
    spans: Sequence[Span], frames: int, *, middle: float, reach: float = 1.0
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return (pitch in Hz, 0 where unvoiced; energy to add) over the pitch frames of a phrase.

    `middle` is the speaker's pitch in Hz, `reach` multiplies the semitones of each tone.
    """
    pitch, energy = np.zeros(frames), np.zeros(frames)
    last = None
    for index, span in enumerate(spans):
        tone = shape(span.syllable)
        base = DECLINATION * (0.5 - index / max(1, len(spans) - 1))
        voiced = max(2, round(tone.voiced * (span.end - span.rhyme)))
        curve = base + reach * along(tone.pitch, voiced)
        pitch[span.rhyme : span.rhyme + voiced] = _hertz(curve, middle)[: span.end - span.rhyme]
        pitch[_part(span, tone.broken)] = 0
        energy[span.rhyme : span.end] += along(tone.energy, span.end - span.rhyme)
        _lead_in(span, pitch, energy, tones=(curve[0] if last is None else last, curve[0]), middle=middle)
        last = curve[-1]
    return _smoothed(pitch).astype(np.float32), energy.astype(np.float32)


def held(energy: NDArray[np.float32], pitch: NDArray[np.float32], last: Span) -> NDArray[np.float32]:
    """Return the predicted energy with the last rhyme kept up: by itself it dies away before the tone is told."""
    voiced = energy[pitch > 0]
    rhyme = slice(last.rhyme, last.end)
    kept = energy.copy()
    kept[rhyme] = np.maximum(
        energy[rhyme], np.median(voiced) + along(((0, HELD[0]), (1, HELD[1])), last.end - last.rhyme)
    )
    return kept


def along(points: Points, count: int) -> Curve:
    """Return `count` values along a line through points."""
    places, values = zip(*points, strict=True)
    return np.asarray(np.interp(np.linspace(0, 1, count), places, values))


def _lead_in(span: Span, pitch: Curve, energy: Curve, *, tones: tuple[float, float], middle: float) -> None:
    """Voice the onset, gliding from the tone before; an unvoiced one only at its release."""
    before, after = tones
    count = span.rhyme - span.start
    if span.syllable.onset in VOICED_ONSETS:
        glide = np.linspace(before, after, count + 2)[1:-1]
        pitch[span.start : span.rhyme] = _hertz(GLIDE * glide + (1 - GLIDE) * after, middle)
        energy[span.start : span.rhyme] += along(ONSET_ENERGY, count)
    else:
        pitch[max(span.start, span.rhyme - RELEASE) : span.rhyme] = _hertz(np.array(after), middle)


def _hertz(semitones: Curve, middle: float) -> Curve:
    return np.asarray(middle * 2 ** (semitones / 12))


def _part(span: Span, share: tuple[float, float]) -> slice:
    length = span.end - span.rhyme
    return slice(span.rhyme + round(share[0] * length), span.rhyme + round(share[1] * length))


def _smoothed(pitch: Curve) -> Curve:
    """Round the corners where three neighbours are voiced."""
    voiced = pitch > 0
    inner = voiced[:-2] & voiced[1:-1] & voiced[2:]
    smooth = pitch.copy()
    smooth[1:-1] = np.where(inner, (pitch[:-2] + 2 * pitch[1:-1] + pitch[2:]) / 4, pitch[1:-1])
    return smooth
