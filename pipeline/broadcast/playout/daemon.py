"""The playout daemon: what is due is begun, what sounds is followed, one voice at a time."""

from collections import deque
from collections.abc import Callable

from pipeline.broadcast.playout.alerts import CUT_WHY
from pipeline.broadcast.playout.book import QUIT_WHY
from pipeline.broadcast.playout.clock import Agenda
from pipeline.broadcast.playout.inbox import Command
from pipeline.broadcast.playout.reader import Reader
from pipeline.broadcast.playout.runner import Runner
from pipeline.broadcast.playout.stage import Stage
from pipeline.broadcast.playout.station import Station

FINISH_S = 20.0  # asked to stop, an item this near to its end is finished
_FADE_S = 2.0


class Daemon:
    """Call ``run``, or ``start`` and then ``tick`` often. ``command`` and ``terminate`` may come from other threads."""

    def __init__(self, station: Station) -> None:
        self.station = station
        self.book = station.book
        self.clock = station.book.clock
        self.agenda = Agenda(self.clock)
        self.reader = Reader(station)
        self.stage = Stage(station, self.agenda, free=lambda: self.reader.current is None)
        self.finished = False
        self._commands: deque[Command] = deque()
        self._quitting = False

    def run(self, *, until: Callable[[], bool] = lambda: False, each: Callable[[], None] = lambda: None) -> None:
        """Start and go on until terminated or ``until`` says so; ``each`` is called after every tick."""
        self.start()
        while not self.finished and not until():
            self.tick()
            each()
            if not self.finished:
                self.clock.sleep(self.nap_s())

    def start(self) -> None:
        """Record what a crash cut and what was missed meanwhile; put the days at hand into the agenda."""
        self.book.recover()
        self.stage.timetable.start()

    def command(self, command: Command) -> None:
        """Take an operator's command; it is done at the next tick."""
        self._commands.append(command)

    def terminate(self) -> None:
        """Finish the item when it ends soon, else fade out; then the daemon is finished."""
        self._quitting = True

    @property
    def runner(self) -> Runner | None:
        """What has the air now."""
        return self.reader.runner or self.stage.runner

    def idle(self) -> bool:
        """Tell whether nothing sounds and no emergency waits."""
        return self.runner is None and self.reader.current is None

    def tick(self) -> None:
        """Do what is due now."""
        self.book.flush()
        if self._quitting:
            self._quit()
            return
        self._commands += self.reader.take_requests()
        while self._commands:
            self._do(self._commands.popleft())
        self.agenda.run_pending()
        self.stage.tick()
        self.reader.tick(air_free=self.stage.runner is None)
        if self.reader.current:
            self.stage.give_way(CUT_WHY)
        else:
            self.stage.take_back(CUT_WHY)

    def nap_s(self) -> float:
        """Return how long nothing is due, in s, at most the station's ``poll_s``."""
        waits = [self.station.poll_s, self.reader.due_s()]
        if due := self.agenda.next_due():
            waits.append((due - self.clock.now()).total_seconds())
        if self.runner:
            waits.append(self.runner.due_s())
        return max(0.01, min(waits))

    def _do(self, command: Command) -> None:
        """Carry out an operator's command, or say why not."""
        work, words = {
            "hold": (self.stage.hold, "tạm dừng"), "release": (self.stage.release, "phát tiếp"),
            "skip": (self.stage.skip, "bỏ qua mục"), "air-now": (self.stage.air_now, "phát ngay"),
            "cancel": (self.reader.cancel, "hủy tin khẩn cấp"),
        }[command.action]  # fmt: skip
        if refused := work(command):
            self.book.trouble(refused, note=False)
        else:
            self.book.note(f"lệnh {words} {command.target}".strip(), by=command.by)

    def _quit(self) -> None:
        """What the programme on air does not reach is recorded; a restart in time goes on with it by the clock."""
        runner = self.runner
        if runner and runner.cut_why != QUIT_WHY:
            near = runner.remaining_in_item_s() <= FINISH_S
            runner.cut(QUIT_WHY, where="item" if near else "now", fade_s=0.0 if near else _FADE_S)
            runner.cut_why = QUIT_WHY
        if runner:
            runner.tick()
        if runner is None or runner.finished:
            self.stage.stop(QUIT_WHY)
            self.finished = True
