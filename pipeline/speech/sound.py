"""Samples: trimming, silence, joining. Pure numpy on mono s16le."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from pipeline.model.audio import Pcm

_FRAME_MS = 5
_QUIET = 0.006  # of full scale (−44 dBFS) …
_RELATIVE = 0.02  # … or of the phrase's own peak (−34 dB), whichever is less: below it is silence
_KEPT_MS = 15  # left at both ends, so that no consonant is cut; faded
_FADE_MS = 5
_LEVEL_MS = 50


def trimmed(pcm: Pcm) -> Pcm:
    """Return ``pcm`` without the silence at its ends, faded over 5 ms; empty when there is nothing but silence."""
    samples = _array(pcm)
    frame = pcm.rate * _FRAME_MS // 1000
    loud = _loud_frames(samples, frame)
    if not len(loud):
        return Pcm(b"", pcm.rate)
    kept = pcm.rate * _KEPT_MS // 1000
    start, end = max(0, int(loud[0]) * frame - kept), min(len(samples), (int(loud[-1]) + 1) * frame + kept)
    return Pcm(_faded(samples[start:end], pcm.rate * _FADE_MS // 1000).tobytes(), pcm.rate)


def level_dbfs(pcm: Pcm) -> float:
    """Return the RMS level of what is not silence, in dB of full scale; −120 when all of it is silence."""
    samples = _array(pcm)
    frame = max(1, pcm.rate * _LEVEL_MS // 1000)
    whole = samples[: max(len(samples) // frame, 1) * frame]
    blocks = whole.reshape(-1, frame if len(whole) >= frame else max(1, len(whole))).astype(np.float64)
    power = (blocks**2).mean(axis=1) if blocks.size else np.zeros(1)
    heard = power[power > power.max() / 1000]  # within 30 dB of the loudest
    return float(10 * np.log10(heard.mean() / 32768**2)) if len(heard) else -120.0


def silence(ms: float, rate: int) -> bytes:
    """Return ``ms`` of silence."""
    return bytes(2 * round(rate * ms / 1000))


def join(parts: Iterable[bytes], rate: int) -> Pcm:
    """Return the parts, samples at ``rate`` Hz, one after the other."""
    return Pcm(b"".join(parts), rate)


def _array(pcm: Pcm) -> NDArray[np.int16]:
    return np.frombuffer(pcm.samples[: len(pcm.samples) // 2 * 2], np.dtype("<i2"))


def _loud_frames(samples: NDArray[np.int16], frame: int) -> NDArray[np.intp]:
    whole = np.abs(samples[: len(samples) // frame * frame].astype(np.int32)).reshape(-1, frame).max(axis=1)
    if not len(whole):
        return np.flatnonzero(whole)
    return np.flatnonzero(whole > max(1.0, min(_QUIET * 32768, _RELATIVE * float(whole.max()))))


def _faded(samples: NDArray[np.int16], length: int) -> NDArray[np.int16]:
    length = min(length, len(samples) // 2)
    ramp = np.linspace(0.0, 1.0, length, endpoint=False)
    out = samples.astype(np.float64)
    out[:length] *= ramp
    out[len(out) - length :] *= ramp[::-1]
    return out.astype(np.dtype("<i2"))
