"""The playout as a service: one instance, clean stop, status page."""

import contextlib
import logging
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.broadcast.asrun.log import FOLDER as LOG_FOLDER
from pipeline.broadcast.players.contract import Player
from pipeline.broadcast.players.make import make
from pipeline.broadcast.playout import inbox, snapshot
from pipeline.broadcast.playout.book import Book
from pipeline.broadcast.playout.clock import Clock, SystemClock
from pipeline.broadcast.playout.daemon import Daemon
from pipeline.broadcast.playout.page import StatusPage
from pipeline.broadcast.playout.station import Hooks, Station
from pipeline.errors import MachineError, RequestError
from pipeline.settings import Settings

LOCK = "loa-play.lock"
SNAPSHOT_S = 0.5
PAGE_RETRY_S = 60.0
_LOG = logging.getLogger("loa.play")


def serve(
    project: Path, settings: Settings, *, hooks: Hooks, player: Player | None = None, warnings: Sequence[str] = ()
) -> None:
    """Run the playout of ``project`` until SIGTERM or SIGINT; ``warnings`` are told and stay on the page.

    Raises RequestError when one is running already or the settings lack something. A player that cannot play yet, a
    log that is damaged or cannot be opened, and a page without its port are told, not fatal.
    """
    with alone(project), open_station(project, settings, hooks, player=player) as station:
        for warning in warnings:
            station.book.warn(warning)
        daemon = Daemon(station)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: daemon.terminate())
        with Publisher(daemon) as publisher:
            _warn_if_mute(station)
            daemon.run(each=publisher.publish)


class Publisher:
    """A context: hands the status page the daemon's state. While another program has its port, there is no page."""

    def __init__(self, daemon: Daemon) -> None:
        self.page: StatusPage | None = None
        self._daemon = daemon
        self._told = False
        self._last, self._retry_at = -SNAPSHOT_S, 0.0

    def __enter__(self) -> "Publisher":
        self._open()
        return self

    def __exit__(self, *_: object) -> None:
        if self.page:
            self.page.__exit__(None, None, None)

    def publish(self) -> None:
        """Hand the state over, twice a second at most."""
        now = self._daemon.clock.monotonic()
        if self.page is None and now >= self._retry_at:
            self._open()
        if self.page and now - self._last >= SNAPSHOT_S:
            self._last = now
            self.page.snapshot = snapshot.take(self._daemon)

    def _open(self) -> None:
        try:
            page = StatusPage(self._daemon.station.settings.playout.status_port, act=self._daemon.command)
        except MachineError as error:
            self._retry_at = self._daemon.clock.monotonic() + PAGE_RETRY_S
            if not self._told:
                self._daemon.book.trouble(
                    f"{error}; vẫn phát bình thường, chưa có trang theo dõi, máy thử lại mỗi phút"
                )
            self._told = True
            return
        self.page = page.__enter__()
        _LOG.info("đang chạy, trang theo dõi %s", page.url)


@contextlib.contextmanager
def alone(project: Path) -> Iterator[None]:
    """Hold the project's playout lock, which the system lets go of when the process dies.

    Raises RequestError when another process holds it.
    """
    folder = project / inbox.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / LOCK, timeout=0):
            yield
    except Timeout:
        raise RequestError("loa play đang chạy rồi; mỗi đài chỉ chạy một bộ phát") from None


def is_running(project: Path) -> bool:
    """Tell whether a playout of the project runs now."""
    try:
        with alone(project):
            return False
    except RequestError:
        return True


@contextlib.contextmanager
def open_station(
    project: Path, settings: Settings, hooks: Hooks, *, player: Player | None = None, clock: Clock | None = None
) -> Iterator[Station]:
    """Give the station with its player (that of the settings unless given) and log; let go of both at the end.

    Raises RequestError when the settings lack what the player needs.
    """
    clock = clock or SystemClock(settings.station.zone)
    made = player or make(settings.playout, project=project, stamp=clock.now)
    book = Book.open(project / LOG_FOLDER, clock)
    try:
        yield Station(settings, project, made, book, hooks)
    finally:
        made.close()
        book.flush()
        book.log.close()


def _warn_if_mute(station: Station) -> None:
    try:
        station.player.check()
    except MachineError as error:
        station.book.trouble(str(error))
