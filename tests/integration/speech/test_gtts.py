"""The online voice against a local server that speaks the service's protocol."""

import ssl
import subprocess
import time
from pathlib import Path

import pytest

from pipeline.errors import VoiceError
from pipeline.speech.voices.gtts import GttsVoice
from tests.integration.speech.making import GttsServer, tone_mp3
from tests.tools import need

WORDS = "kính chào bà con"


def voice(server: GttsServer, *, timeout_s: float = 10.0) -> GttsVoice:
    """Return the voice, asking ``server`` without long waits."""
    return GttsVoice(url=server.url, wait_s=0.01, timeout_s=timeout_s)


def test_words_become_sound() -> None:
    """The server is asked for exactly these words, and its MP3 comes back as samples."""
    with GttsServer([]).running() as server:
        pcm = voice(server).speak(WORDS)
    assert server.heard == [WORDS]
    assert pcm.rate == 24_000
    assert abs(pcm.duration_ms - 1000) < 120


def test_a_long_phrase_is_cut_between_words() -> None:
    """Text over the service's 100 characters goes in parts that keep every word whole."""
    words = "đăng ký khai sinh " * 12
    with GttsServer([]).running() as server:
        pcm = voice(server).speak(words)
    assert len(server.heard) > 1
    assert all(len(part) <= 100 for part in server.heard)
    assert " ".join(server.heard).split() == words.split()
    assert abs(pcm.duration_ms - 48 * 250) < 120 * len(server.heard)


@pytest.mark.parametrize("fault", [429, 500, 503, "slow"])
def test_a_passing_fault_is_asked_again(fault: int | str) -> None:
    """Too many requests, a server fault and a server that stays silent are tried again."""
    tone_mp3(len(WORDS.split()))  # made beforehand, so that only the fault takes time
    with GttsServer([fault, fault]).running() as server:
        assert voice(server, timeout_s=1.0 if fault == "slow" else 10.0).speak(WORDS).samples
    assert len(server.heard) == 3


@pytest.mark.parametrize(
    ("fault", "asked", "said"),
    [(503, 3, "503"), (429, 3, "429"), (403, 1, "403"), ("empty", 1, "không có âm thanh"), ("garbage", 1, "không có")],
)
def test_a_lasting_fault_is_told(fault: int | str, asked: int, said: str) -> None:
    """After three attempts, or at once where asking again is no use, the voice gives up with the reason."""
    with GttsServer([fault], forever=True).running() as server, pytest.raises(VoiceError, match=said):
        voice(server).speak(WORDS)
    assert len(server.heard) == asked


def test_an_unreachable_server_is_told_soon() -> None:
    """Without network the voice gives up in seconds."""
    with GttsServer([]).running() as server:
        pass
    began = time.monotonic()
    with pytest.raises(VoiceError, match="không kết nối được"):
        voice(server).speak(WORDS)
    assert time.monotonic() - began < 10


def test_an_unknown_certificate_is_refused(tmp_path: Path) -> None:
    """A server that cannot prove who it is gets no text."""
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2", "-nodes"]
    subprocess.run(
        [need("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-keyout", key, "-out", certificate, *subject],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with GttsServer([]).running(context) as server, pytest.raises(VoiceError, match="chứng thư"):
        voice(server).speak(WORDS)
    assert server.heard == []
