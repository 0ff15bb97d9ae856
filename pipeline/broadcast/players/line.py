"""A line: one thread that feeds one sink, in real time, the sound of the moment or silence.

The sound goes through this process to the very end, so two things hold without further care: one voice
at a time, and silence when the process dies, since the sink's input ends with it.
"""

import threading
import time
from collections.abc import Callable

from pipeline.broadcast.players.contract import Sound
from pipeline.broadcast.players.feed import Feed, probe
from pipeline.broadcast.players.sinks import Sink
from pipeline.broadcast.players.tape import Tape
from pipeline.errors import MachineError, in_words

STEP_S = 0.03
_RETRY_S = 1.0
_DRAIN_S = 1.5


class Line:
    """A Player over a Sink. With ``carrier`` the sink never stops: between sounds it is fed silence."""

    confirms = True

    def __init__(self, sink: Callable[[], Sink], *, name: str, carrier: bool = False) -> None:
        """``sink`` is asked at each start of the program, so that a device or tool may come and go."""
        self.name = name
        self._find = sink
        self._carrier = carrier
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._tape: Tape | None = None
        self._feed: Feed | None = None
        self._retry_at = 0.0
        self._trouble = ""
        self._thread: threading.Thread | None = None

    def check(self) -> None:
        """As the contract says: the program takes a moment of silence and ends well, or the stream is connected."""
        sink = self._find()
        if self._carrier:
            self._run()
            self._await_carrier()
        elif self._tape is None or self._tape.finished:
            probe(sink)

    def start(self, sound: Sound, *, delay_s: float = 0.0) -> Tape:
        """As the contract says."""
        tape = Tape(sound, time.monotonic() + delay_s, self._lock)
        with self._lock:
            if self._tape and not self._tape.finished:
                self._tape.end()
                self._drop_feed()
            self._tape = tape
        self._run()
        return tape

    def close(self) -> None:
        """As the contract says. A program that has its last samples is let finish them."""
        end = time.monotonic() + _DRAIN_S
        while self._feed and not self._carrier and self._tape and self._tape.finished and time.monotonic() < end:
            time.sleep(STEP_S)
        self._stop.set()
        if self._thread:
            self._thread.join()
        with self._lock:
            if self._tape:
                self._tape.end()
            self._drop_feed()

    def _run(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._loop, name=f"line-{self.name}", daemon=True)
            self._thread.start()

    def _loop(self) -> None:
        while not self._stop.wait(STEP_S):
            with self._lock:
                try:
                    self._step(time.monotonic())
                except MachineError as error:
                    self._break(str(error))
                except Exception as error:  # whatever it is, this thread must live: the station would fall silent
                    told = in_words(error) if isinstance(error, OSError) else error
                    self._break(f"{self.name} dừng đột ngột: {told}")

    def _step(self, now: float) -> None:
        tape = self._tape if self._tape and not self._tape.finished else None
        if self._feed is None:
            if (tape or self._carrier) and now >= self._retry_at:
                self._feed = Feed(self._find(), now)
            return
        self._feed.listen()
        if tape:
            self._follow(tape, now)
        if self._feed.draining:
            self._drain(tape)
        else:
            self._feed.push(tape, now)
            if not self._carrier and (tape is None or tape.exhausted):
                self._feed.finish()

    def _follow(self, tape: Tape, now: float) -> None:
        assert self._feed is not None
        out = self._feed.out(now)
        tape.told(out)
        if tape.began is None and tape.first is not None and out > tape.first:
            tape.began = self._feed.heard_at(tape.first)

    def _drain(self, tape: Tape | None) -> None:
        """Wait for the program to sound the rest and end by itself."""
        assert self._feed is not None
        code = self._feed.process.poll()
        if code is None and not self._feed.overdue():
            return
        if code != 0:
            told = f"kết thúc với mã {code}" if code is not None else "không kết thúc"
            raise MachineError(f"{self.name} {told}; {self._feed.sink.advice}")
        if tape and tape.first is not None:
            tape.began = tape.began if tape.began is not None else self._feed.heard_at(tape.first)
            tape.end()
        self._drop_feed()

    def _break(self, why: str) -> None:
        self._trouble = why
        self._retry_at = time.monotonic() + _RETRY_S
        if self._tape:
            self._tape.end(why)
        self._drop_feed()

    def _drop_feed(self) -> None:
        if self._feed:
            self._feed.kill()
            self._feed = None

    def _await_carrier(self) -> None:
        for _ in range(80):
            feed = self._feed
            if feed and feed.told > 0 and feed.process.poll() is None:
                return
            time.sleep(0.05)
        why = self._trouble or "máy chủ không trả lời; kiểm tra địa chỉ, mạng và mật khẩu"
        raise MachineError(f"chưa nối được: {why}")
