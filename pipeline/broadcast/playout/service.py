"""The playout as a service: one instance, clean stop, status page; or one emergency read at once without it."""

import contextlib
import logging
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.broadcast.asrun.log import FOLDER as LOG_FOLDER
from pipeline.broadcast.asrun.log import AsRunLog
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
_SNAPSHOT_S = 0.5
_LOG = logging.getLogger("loa.play")


def serve(project: Path, settings: Settings, *, hooks: Hooks, player: Player | None = None) -> None:
    """Run the playout of ``project`` until SIGTERM or SIGINT.

    Raises RequestError when one is running already or the settings lack something, MachineError when the log or the
    status page's port cannot be used. A player that cannot play yet is told, not fatal: it may come back.
    """
    with alone(project), _station(project, settings, hooks, player) as station:
        daemon = Daemon(station)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: daemon.terminate())
        with StatusPage(settings.playout.status_port, act=daemon.command) as page:
            _LOG.info("đang chạy, trang theo dõi %s", page.url)
            _warn_if_mute(station)
            daemon.run(each=_publish(daemon, page))


def read_now(project: Path, settings: Settings, *, player: Player | None = None) -> bool:
    """Read the emergencies in the inbox at once when no playout runs; False (and nothing done) when one does."""
    try:
        with alone(project), _station(project, settings, Hooks(), player) as station:
            daemon = Daemon(station)
            daemon.book.recover()
            while True:
                daemon.tick()
                if daemon.idle():
                    return True
                daemon.clock.sleep(daemon.nap_s())
    except RequestError:
        return False


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
def _station(project: Path, settings: Settings, hooks: Hooks, player: Player | None) -> Iterator[Station]:
    clock: Clock = SystemClock(settings.station.zone)
    log = AsRunLog(project / LOG_FOLDER)
    made = player or make(settings.playout, project=project, stamp=clock.now)
    book = Book(log, clock)
    try:
        yield Station(settings, project, made, book, hooks)
    finally:
        made.close()
        book.flush()
        log.close()


def _warn_if_mute(station: Station) -> None:
    try:
        station.player.check()
    except MachineError as error:
        station.book.trouble(str(error))


def _publish(daemon: Daemon, page: StatusPage) -> Callable[[], None]:
    """Return what hands the page the daemon's state, twice a second at most."""
    last = -_SNAPSHOT_S

    def publish() -> None:
        nonlocal last
        now = daemon.clock.monotonic()
        if now - last >= _SNAPSHOT_S:
            last = now
            page.snapshot = snapshot.take(daemon)

    return publish
