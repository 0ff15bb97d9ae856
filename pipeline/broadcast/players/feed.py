"""A sink's process while it runs, and the account of what it was fed and has sounded."""

import contextlib
import os
import subprocess
import time

from pipeline.broadcast.players.sinks import RATE, Sink
from pipeline.broadcast.players.tape import WIDTH, Tape
from pipeline.errors import MachineError

HANG_S = 2.5  # fed and still not taken: the sink hangs
_PROBE_S = 0.15


class Feed:
    """All counts are in samples from the program's start."""

    def __init__(self, sink: Sink, now: float) -> None:
        self.sink = sink
        self.told = 0
        self.draining = False
        self._told_at = self._moved_at = self._zero = now
        self._fed = 0
        self._out = bytearray()
        self._drain_at = 0.0
        self.process = _spawn(sink)

    def out(self, now: float) -> int:
        """Return how many samples are out; of a sink that does not tell, those whose time has come."""
        if self.sink.progress:
            return self.told
        return min(self._fed - len(self._out) // WIDTH, int((now - self._zero) * RATE))

    def heard_at(self, sample: int) -> float:
        """Return the monotonic time at which ``sample`` is heard."""
        if self.sink.paced and self.sink.progress and self.told:
            return self._told_at + (sample - self.told) / RATE
        return self._zero + sample / RATE

    def push(self, tape: Tape | None, now: float) -> None:
        """Feed what is due by now plus the advance; raise MachineError when the sink is dead or hangs."""
        if (code := self.process.poll()) is not None:
            raise MachineError(f"{self.sink.name} kết thúc với mã {code}; {self.sink.advice}")
        due = int((now - self._zero + self.sink.ahead_s) * RATE)
        while self._fed < due:
            data = self._next(tape, due - self._fed)
            self._fed += len(data) // WIDTH
            self._out += data
        self._write(now)

    def finish(self) -> None:
        """End the input once all of it is taken."""
        if not self._out and self.process.stdin:
            self.process.stdin.close()
            self.draining = True
            self._drain_at = time.monotonic() + self.sink.ahead_s + HANG_S + 2

    def overdue(self) -> bool:
        """Tell whether the program should have ended by now."""
        return time.monotonic() > self._drain_at

    def listen(self) -> None:
        """Read what the program says of its progress."""
        assert self.process.stdout is not None
        said = b""
        with contextlib.suppress(BlockingIOError):
            said = os.read(self.process.stdout.fileno(), 1 << 16)
        found = self.sink.progress.findall(said) if self.sink.progress else []
        if found and (told := int(float(found[-1]) * self.sink.unit_s * RATE)) > self.told:
            self.told, self._told_at = told, time.monotonic()

    def kill(self) -> None:
        """End the program now."""
        with contextlib.suppress(OSError):
            self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                if pipe:
                    pipe.close()
        self.process.wait()

    def _next(self, tape: Tape | None, count: int) -> bytes:
        """Return at most ``count`` samples: silence until the tape's time, then the tape, then silence."""
        if tape and tape.first is None:
            wait = round((tape.due - self.heard_at(self._fed)) * RATE)
            if wait > 0:
                return bytes(min(wait, count) * WIDTH)
            tape.first = self._fed
        data = tape.take(count) if tape and not tape.exhausted else b""
        return data or bytes(count * WIDTH)

    def _write(self, now: float) -> None:
        assert self.process.stdin is not None
        try:
            written = os.write(self.process.stdin.fileno(), self._out) if self._out else 0
        except BlockingIOError:
            written = 0
        del self._out[:written]
        if written or not self._out:
            self._moved_at = now
        elif now - self._moved_at > HANG_S:
            raise MachineError(f"{self.sink.name} không nhận âm thanh nữa; {self.sink.advice}")


def probe(sink: Sink) -> None:
    """Feed a moment of silence. A program that cannot open its device says so by its exit code or by no progress."""
    silence = bytes(round(_PROBE_S * RATE) * WIDTH)
    try:
        done = subprocess.run(
            sink.command, input=silence, capture_output=True, timeout=10, env={**os.environ, **sink.env}, check=False
        )
    except subprocess.TimeoutExpired:
        raise MachineError(f"{sink.name} không trả lời; kiểm tra thiết bị âm thanh") from None
    if done.returncode:
        said = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()
        last = said[-1] if said else f"mã {done.returncode}"
        raise MachineError(f"{sink.name} không phát được: {last}; kiểm tra thiết bị âm thanh")


def _spawn(sink: Sink) -> "subprocess.Popen[bytes]":
    """Start the program; both pipes never block this process."""
    process = subprocess.Popen(
        sink.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0,
        env={**os.environ, **sink.env},
    )  # fmt: skip
    assert process.stdin is not None and process.stdout is not None
    os.set_blocking(process.stdin.fileno(), False)
    os.set_blocking(process.stdout.fileno(), False)
    return process
