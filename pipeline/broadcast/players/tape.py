"""One sound on a line: its PCM, where it lies in what the sink was fed, and how far it is out."""

import contextlib
import math
import subprocess
import threading
from pathlib import Path

from pipeline import ffmpeg
from pipeline.broadcast.players.contract import Sound
from pipeline.broadcast.players.sinks import RATE
from pipeline.errors import MachineError

WIDTH = 2  # bytes a sample


class Tape:
    """A Playback. The line that owns it takes its samples and tells it what the sink says, under the line's lock."""

    def __init__(self, sound: Sound, due: float, lock: threading.Lock) -> None:
        """Open ``sound``, to be heard from monotonic time ``due``. Raises MachineError when it is no readable audio."""
        self._lock = lock
        self.due = due
        self.first: int | None = None  # its first sample's place in what the sink was fed
        self.began: float | None = None
        self.failed: str | None = None
        self.finished = False
        self._sent = 0
        self._total = max(1, round(sound.length_s * RATE))
        self._fade = 0
        self._told = 0
        self._decoder = _decoder(sound)
        self._ahead = self._read(RATE // 10)
        if not self._ahead:
            self._close()
            raise MachineError(f"không đọc được âm thanh trong {sound.path.name} từ giây {sound.start_s:.1f}")

    @property
    def position_s(self) -> float:
        """As the contract says."""
        return min(self._told, self._sent) / RATE

    @property
    def ended(self) -> bool:
        """As the contract says."""
        return self.finished

    @property
    def exhausted(self) -> bool:
        """True once every sample that is to be heard was given to the line."""
        return self._sent >= self._total

    def stop(self, *, at_s: float | None = None, fade_s: float = 0.0) -> None:
        """As the contract says. What the sink was fed already cannot be taken back."""
        with self._lock:
            end = self._sent + round(fade_s * RATE) if at_s is None else math.ceil(at_s * RATE)
            if end < self._total:
                self._total = max(end, self._sent)
                self._fade = round(fade_s * RATE)
            if self.first is None and at_s is None:
                self.end()

    def take(self, count: int) -> bytes:
        """Return the next samples, at most ``count``; the file's early end ends the tape."""
        wanted = min(count, self._total - self._sent)
        data = self._ahead[: wanted * WIDTH]
        self._ahead = self._ahead[len(data) :]
        data += self._read(wanted - len(data) // WIDTH)
        if len(data) < wanted * WIDTH:
            self._total = self._sent + len(data) // WIDTH
        data = self._faded(data)
        self._sent += len(data) // WIDTH
        return data

    def told(self, out: int) -> None:
        """Note that ``out`` samples of all that the sink was fed are out; end when its own are."""
        if self.first is not None:
            self._told = max(self._told, min(out - self.first, self._sent))
            if self.exhausted and self._told >= self._sent - RATE // 50:
                self.end()

    def end(self, failed: str | None = None) -> None:
        """Close: nothing more of it will be heard. Without ``failed``, what was fed counts as out."""
        if not self.finished:
            self.finished, self.failed = True, failed
            if failed is None:
                self._told = self._sent
            self._close()

    def _faded(self, data: bytes) -> bytes:
        left = self._total - self._sent
        if not self._fade or left > self._fade or not data:
            return data
        import numpy as np

        samples = np.frombuffer(data, dtype="<i2")
        ramp = (left - np.arange(len(samples))).clip(0) / self._fade
        return (samples * ramp).astype("<i2").tobytes()

    def _read(self, count: int) -> bytes:
        assert self._decoder.stdout is not None
        return self._decoder.stdout.read(count * WIDTH) if count > 0 else b""

    def _close(self) -> None:
        with contextlib.suppress(OSError):
            self._decoder.kill()
        if self._decoder.stdout:
            self._decoder.stdout.close()
        self._decoder.wait()


def _decoder(sound: Sound) -> "subprocess.Popen[bytes]":
    """Decode from the file's beginning and drop what comes before: seeking in MP3 may land elsewhere."""
    path = Path(sound.path).resolve()
    if not path.is_file():
        raise MachineError(f"không thấy tệp {path.name}")
    command = [ffmpeg.binary(), "-hide_banner", "-loglevel", "error", "-nostdin", "-i", f"file:{path}"]
    stretch = ["-ss", f"{sound.start_s:.3f}", "-map", "0:a:0", "-f", "s16le", "-ac", "1", "-ar", str(RATE), "-"]
    return subprocess.Popen([*command, *stretch], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=1 << 16)
