"""Sound and a server to try the speech room on."""

import base64
import json
import ssl
import threading
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import numpy as np

from pipeline import ffmpeg
from pipeline.model.audio import Pcm
from pipeline.speech.script import Script, Utterance

RATE = 24_000


def script(*sentences: str, pause_ms: int = 300) -> Script:
    """Return a script whose sentences are spoken as they are written."""
    return Script(tuple(Utterance(f"{one.capitalize()}.", f"{one}.", pause_ms) for one in sentences))


def speech_like(seconds: float, *, level: float = 0.3, seed: int = 1) -> Pcm:
    """Return sound with the ups and downs of speech: harmonics in syllables of 200 ms, with gaps and sharp attacks."""
    times = np.arange(int(seconds * RATE)) / RATE
    random = np.random.default_rng(seed)
    strength = np.repeat(random.choice([0.0, 0.3, 0.6, 1.0], int(seconds * 5) + 1), RATE // 5)[: len(times)]
    attack = np.exp(-((times * 5) % 1) * 4)
    voice = sum(np.sin(2 * np.pi * 140 * k * times + k) / k for k in range(1, 20))
    samples = voice * strength * attack * level
    return Pcm((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes(), RATE)


def write_wav(path: Path, pcm: Pcm) -> Path:
    """Write samples as a WAV file."""
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(pcm.rate)
        out.writeframes(pcm.samples)
    return path


class GttsServer:
    """Speaks Google Translate's batch protocol on 127.0.0.1: a tone as long as the words, after the faults in ``plan``.

    Each entry of ``plan`` is spent on one request: an HTTP status, "empty" for a reply without sound,
    "garbage" for one that is no reply, "slow" for none in time. ``heard`` lists the texts asked for.
    """

    def __init__(self, plan: list[int | str], *, forever: bool = False) -> None:
        self.plan, self.forever = plan, forever
        self.heard: list[str] = []
        self.url = ""
        self._gone = threading.Event()

    @contextmanager
    def running(self, context: ssl.SSLContext | None = None) -> Iterator["GttsServer"]:
        """Serve until the block ends."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        self.url = f"http{'s' if context else ''}://127.0.0.1:{server.server_address[1]}/batchexecute"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._gone.set()
            server.shutdown()
            server.server_close()
            thread.join()

    def answer(self, form: str) -> tuple[int, bytes]:
        """Return status and body for a request's form."""
        (call,) = json.loads(parse_qs(form)["f.req"][0])
        name, parameters, *_ = call[0]
        assert name == "jQ1olc"
        text, language, *_ = json.loads(parameters)
        assert language == "vi"
        self.heard.append(text)
        fault = self.plan[0] if self.forever else self.plan.pop(0) if self.plan else 200
        if fault == "slow":
            self._gone.wait(5)
        if fault == "garbage":
            return 200, b"<html>sorry</html>"
        sound = "null" if fault == "empty" else json.dumps([base64.b64encode(tone_mp3(len(text.split()))).decode()])
        reply = [["wrb.fr", name, sound, None, None, None, "generic"], ["di", 30]]
        return fault if isinstance(fault, int) else 200, b")]}'\n\n" + json.dumps(reply).encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        answer = self.answer

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                status, body = answer(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler


@cache
def tone_mp3(syllables: int) -> bytes:
    """Return an MP3 of a tone of 250 ms a syllable."""
    source = f"sine=frequency=300:duration={0.25 * syllables}:sample_rate=24000"
    return ffmpeg.run(["-f", "lavfi", "-i", source, "-b:a", "32k", "-f", "mp3", "-"])[0]
