"""Trimming and levels, on samples made here."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.audio import Pcm
from pipeline.speech import sound

RATE = 24_000


def tone(ms: int, *, level: float = 0.5) -> bytes:
    """Return a sine of 440 Hz."""
    times = np.arange(RATE * ms // 1000) / RATE
    return (np.sin(2 * np.pi * 440 * times) * level * 32767).astype("<i2").tobytes()


def test_silence_at_the_ends_is_trimmed_and_that_inside_kept() -> None:
    """Of 300 ms + tone + 200 ms + tone + 400 ms of silence, only the outer silences go (15 ms stay at each end)."""
    samples = bytes(2 * 7200) + tone(500) + bytes(2 * 4800) + tone(500) + bytes(2 * 9600)
    assert abs(sound.trimmed(Pcm(samples, RATE)).duration_ms - 1230) <= 10


def test_nothing_but_silence_is_trimmed_to_nothing() -> None:
    """Silence, and dither of one step, count as no sound."""
    noise = np.random.default_rng(1).integers(-1, 2, RATE).astype("<i2").tobytes()
    for samples in (b"", bytes(2 * RATE), noise):
        assert sound.trimmed(Pcm(samples, RATE)).samples == b""


def test_ends_are_faded_so_that_nothing_clicks() -> None:
    """A tone cut in the middle of its wave begins and ends at zero."""
    data = np.frombuffer(sound.trimmed(Pcm(tone(300), RATE)).samples, "<i2")
    assert abs(int(data[0])) <= 1
    assert abs(int(data[-1])) <= 700


def test_level_does_not_count_pauses() -> None:
    """Long silences between the tones leave the level where it was."""
    plain = sound.level_dbfs(Pcm(tone(1000), RATE))
    gaps = sound.level_dbfs(Pcm(tone(1000) + bytes(4 * RATE) + tone(1000), RATE))
    assert abs(plain - gaps) < 0.2
    assert abs(plain - (-9.03)) < 0.1


@given(st.binary(max_size=400), st.sampled_from([8000, 22050, 24000]))
def test_any_samples_can_be_trimmed_and_measured(samples: bytes, rate: int) -> None:
    """No input stops trimming; the result is never longer, and its level is a number."""
    pcm = Pcm(samples[: len(samples) // 2 * 2], rate)
    assert len(sound.trimmed(pcm).samples) <= len(pcm.samples)
    assert -121 < sound.level_dbfs(pcm) <= 1
