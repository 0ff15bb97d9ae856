"""The embedded neural voice, with its real network: what is asserted is measured on the samples."""

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.errors import VoiceError
from pipeline.model.audio import Pcm
from pipeline.speech.voices.kokoro import KokoroVoice, kokoro_version
from tests.tools import missing

Samples = NDArray[np.float64]
HOP = 120  # samples between two pitch measurements: 5 ms
WINDOW = 960


@pytest.fixture(scope="module")
def voice() -> Iterator[KokoroVoice]:
    """The female voice, loaded once."""
    try:
        yield KokoroVoice()
    except VoiceError as error:
        missing(str(error))


def samples(pcm: Pcm) -> Samples:
    return np.frombuffer(pcm.samples, "<i2").astype(np.float64) / 32768


def pitch(sound: Samples, rate: int) -> Samples:
    """Return the pitch in Hz every HOP samples where the sound is clearly periodic (autocorrelation, 70 to 350 Hz)."""
    found = []
    for start in range(0, len(sound) - WINDOW, HOP):
        frame = sound[start : start + WINDOW] * np.hanning(WINDOW)
        if (frame**2).mean() < 1e-4:
            continue
        power = np.fft.irfft(np.abs(np.fft.rfft(frame, 4 * WINDOW)) ** 2)
        low, high = rate // 350, rate // 70
        lag = low + int(np.argmax(power[low:high]))
        if power[lag] > 0.4 * power[0]:
            found.append(rate / lag)
    return np.array(found)


def change(voice: KokoroVoice, word: str) -> float:
    """Return how far the pitch of a word goes from its second to its last quarter, in semitones; the first is onset."""
    pcm = voice.speak(word)
    curve = pitch(samples(pcm), pcm.rate)
    quarter = max(1, len(curve) // 4)
    return float(12 * np.log2(np.median(curve[-quarter:]) / np.median(curve[quarter : 2 * quarter])))


def test_the_same_text_gives_the_same_samples(voice: KokoroVoice) -> None:
    """Speaking is deterministic: the second time, after other words, not one sample differs."""
    first = voice.speak("ủy ban nhân dân xã")
    voice.speak("thông báo")
    assert voice.speak("ủy ban nhân dân xã") == first


def test_tones_are_heard_as_pitch(voice: KokoroVoice) -> None:
    """On the sound itself, sắc rises, huyền and nặng fall, and ngang moves less than these."""
    moves = {word: change(voice, word) for word in ("la", "là", "lá", "lạ")}
    assert moves["lá"] > 2
    assert moves["là"] < -1.5
    assert moves["lạ"] < -1
    assert abs(moves["la"]) < min(moves["lá"], -moves["là"])


def test_syllables_last_as_in_speech(voice: KokoroVoice) -> None:
    """A sentence takes between 0.12 and 0.6 s a syllable, sounds, does not clip, and is silent at neither end."""
    text = "bà con mang theo căn cước công dân khi đến bộ phận một cửa"
    pcm = voice.speak(text)
    sound = np.abs(samples(pcm))
    assert 0.12 < pcm.duration_ms / 1000 / len(text.split()) < 0.6
    assert 0.05 < sound.max() < 0.999
    assert sound[: pcm.rate // 20].max() > 0.005
    assert sound[-pcm.rate // 20 :].max() > 0.005


def test_a_comma_is_a_pause(voice: KokoroVoice) -> None:
    """At an inner comma there is silence of at least 0.15 s, and the parts are those spoken alone."""
    both = voice.speak("xin chào, bà con")
    alone = [voice.speak("xin chào"), voice.speak("bà con")]
    assert both.samples.startswith(alone[0].samples)
    assert both.samples.endswith(alone[1].samples)
    assert both.duration_ms - sum(part.duration_ms for part in alone) >= 150


@pytest.mark.parametrize("text", ["a", "kubernetes", "…", ", ,", "ubnd 24", "a\x00b", "日本"])
def test_any_text_gives_sound(voice: KokoroVoice, text: str) -> None:
    """Letters, foreign words and signs alone never raise, and give whole samples."""
    pcm = voice.speak(text)
    assert len(pcm.samples) > 0
    assert len(pcm.samples) % 2 == 0


def test_speed_and_speaker_are_heard(voice: KokoroVoice) -> None:
    """A faster voice takes less time; the male one is lower than the female."""
    text = "là mùa lúa mới"
    slow = voice.speak(text)
    fast = KokoroVoice(speed=1.3).speak(text)
    male = KokoroVoice(speaker="nam").speak(text)
    assert fast.duration_ms < slow.duration_ms
    assert np.median(pitch(samples(male), male.rate)) < 0.9 * np.median(pitch(samples(slow), slow.rate))


def test_the_version_names_packages_and_tuning() -> None:
    """The version, which is part of the cache key, is known without loading the network."""
    assert kokoro_version().count("-") == 1
