"""An emergency from a person's terminal: posted, then followed until it is known to sound, or that it does not."""

import contextlib
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from pipeline.broadcast.asrun import reading
from pipeline.broadcast.asrun.log import FOLDER as LOG_FOLDER
from pipeline.broadcast.players.contract import Player
from pipeline.broadcast.playout import inbox
from pipeline.broadcast.playout.alerts import Alert
from pipeline.broadcast.playout.book import Book
from pipeline.broadcast.playout.clock import Clock
from pipeline.broadcast.playout.daemon import Daemon
from pipeline.broadcast.playout.inbox import FOLDER, Call, Command, Emergency
from pipeline.broadcast.playout.service import alone, open_station
from pipeline.broadcast.playout.station import Hooks, Station
from pipeline.errors import MachineError, RequestError
from pipeline.settings import Settings

GIVE_UP_S = 8.0  # silent for so long, the command gives up unless told to keep trying
LISTEN_S = 6.0  # how long the command waits for what the running playout, or its inbox, says
_TELL_S = 30.0
_ASK_S = 0.2


@dataclass(frozen=True)
class Desk:
    """Where the person sits: ``tell`` prints a line, ``stopped`` is set when they want no more."""

    project: Path
    settings: Settings
    clock: Clock
    tell: Callable[[str], None]
    keep_trying: bool = False
    stopped: Event = field(default_factory=Event)

    @property
    def inbox(self) -> Path:
        """Where requests are posted."""
        return self.project / FOLDER


@dataclass(frozen=True)
class Aired:
    """What became of a call: ``here`` when this process read it, ``whole`` readings so far."""

    emergency: Emergency
    here: bool
    whole: int


def call(desk: Desk, sound: Path, asked: Call, *, player: Player | None = None) -> Aired:
    """Post an emergency and see to it: read it here when no playout runs, else ask the running one.

    Nothing is posted when this machine's player cannot be made. Raises RequestError for such settings, MachineError,
    beginning with “CHƯA phát được”, when it does not sound; what was read here and did not sound waits no longer.
    """
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(alone(desk.project))
        except RequestError:
            return _hand_over(desk, _post(desk, sound, asked))
        opened = open_station(desk.project, desk.settings, Hooks(), player=player, clock=desk.clock)
        station = stack.enter_context(opened)
        return _read_here(desk, station, _post(desk, sound, asked))


def cancel(desk: Desk, command: Command) -> list[Emergency]:
    """Cancel the emergencies with that id or of that CAP message, all for an empty target; return them.

    The running playout is asked and waited for; without one they are taken out of the inbox here, with a row for each.
    """
    wanted = [(path, e) for path, e in inbox.emergencies(desk.inbox) if command.target in ("", e.id, e.cap)]
    if not wanted:
        return []
    try:
        with alone(desk.project):
            _withdraw(desk, command, wanted)
    except RequestError:
        inbox.post_command(desk.inbox, command, now=desk.clock.now())
        if not _await(desk, lambda: not any(path.exists() for path, _ in wanted)):
            raise MachineError("bộ phát đang chạy chưa làm theo; bấm “Hủy tin khẩn cấp” trên trang theo dõi") from None
    return [e for _, e in wanted]


def described(e: Emergency) -> str:
    """Return a waiting emergency as one line: what, by whom, until when."""
    return f"{e.id} “{e.title}”, {e.by} gọi lúc {e.at:%H:%M %d/%m}, hết hạn {e.expires_at:%H:%M %d/%m}"


def _post(desk: Desk, sound: Path, asked: Call) -> Emergency:
    """Post it, and tell first what waits before it."""
    now = desk.clock.now()
    for _, waiting in inbox.emergencies(desk.inbox):
        if waiting.expires_at > now:
            told = f"loa play --cancel {waiting.id} --by “Họ tên” --reason “…”"
            desk.tell(f"Đang chờ, được phát TRƯỚC tin này: {described(waiting)}. Hủy: {told}")
    posted = inbox.post_emergency(desk.inbox, sound, asked, now=now)
    desk.tell(f"Đã nhận tin khẩn cấp {posted.id}: {posted.title}")
    return posted


# --- read here


def _read_here(desk: Desk, station: Station, posted: Emergency) -> Aired:
    daemon = Daemon(station)
    daemon.book.recover()
    watch = _Watch(desk, posted, daemon)
    with _stoppable(desk.stopped):
        while not watch.over():
            daemon.tick()
            watch.look()
            if not watch.over():
                daemon.clock.sleep(daemon.nap_s())
    return _aired(posted, watch.alert, watch.why, here=True)


class _Watch:
    """Looks after each tick whether it sounds, tells when it does not, and lets go of it in the end."""

    def __init__(self, desk: Desk, posted: Emergency, daemon: Daemon) -> None:
        self.why = ""  # it does not sound
        self.alert: Alert | None = None
        self._desk, self._posted, self._daemon = desk, posted, daemon
        self._silent_since: float | None = None
        self._told_at = -_TELL_S
        self._let_go = self._seen = False

    def over(self) -> bool:
        """Tell whether nothing is left to do: all that waited is read, or this one was let go."""
        gone = self._seen and not self._mine
        return gone and (self._let_go or self._daemon.idle())

    def look(self) -> None:
        """See what the last tick brought."""
        self._seen = True
        self.alert = alert = self._mine or self.alert
        if self._let_go or alert is None or not self._mine:
            return
        if self._desk.stopped.is_set():
            self._drop("người gọi đã dừng lệnh")
        elif alert.said and alert.said.state == "failing":
            self._fails(alert.said.why)
        else:
            self._silent_since = None

    @property
    def _mine(self) -> Alert | None:
        return next((a for a in self._daemon.reader.alerts if a.emergency.id == self._posted.id), None)

    def _fails(self, why: str) -> None:
        now = self._daemon.clock.monotonic()
        self._silent_since = now if self._silent_since is None else self._silent_since
        if now - self._told_at >= _TELL_S:
            self._told_at = now
            until = f"{self._posted.expires_at:%H:%M}" if self._desk.keep_trying else "vài giây nữa"
            self._desk.tell(f"CHƯA phát được: {why}. Máy thử lại đến {until}; bấm Ctrl+C để thôi.")
        if not self._desk.keep_trying and now - self._silent_since >= GIVE_UP_S:
            self._drop(why)

    def _drop(self, why: str) -> None:
        self.why, self._let_go = why, True
        self._daemon.reader.drop(self._posted.id, why)


@contextlib.contextmanager
def _stoppable(stopped: Event) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM set ``stopped``: what sounds is faded out and recorded, not torn off."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda *_: stopped.set()) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _aired(posted: Emergency, alert: Alert | None, why: str, *, here: bool) -> Aired:
    if alert and alert.whole:
        return Aired(posted, here, alert.whole)
    told = f"CHƯA phát được “{posted.title}”: {why or 'đã bị hủy, hết hạn hoặc tệp hỏng'}"
    advice = "sửa xong thì gọi lại, hoặc thêm --keep-trying để máy thử đến khi tin hết hạn"
    raise MachineError(f"{told}. Tin này không còn chờ; {advice}")


# --- read by the running playout


def _hand_over(desk: Desk, posted: Emergency) -> Aired:
    request = desk.inbox / f"{posted.id}.json"

    def known() -> bool:
        said = inbox.answered(request)
        return not request.exists() or (said is not None and said.state == "sounding")

    _await(desk, known)
    said = inbox.answered(request)
    if said is None and not request.exists():
        rows = reading.entries(desk.project / LOG_FOLDER, since=posted.at.date().isoformat()) or ()
        return _aired(posted, Alert.recall(request, posted, rows), "", here=False)
    if said is None or said.state == "failing":
        why = said.why if said else "bộ phát đang chạy không trả lời"
        stop = f"loa play --cancel {posted.id} --by “Họ tên” --reason “…”"
        raise MachineError(f"CHƯA phát được: {why}. Bộ phát thử lại đến {posted.expires_at:%H:%M}; hủy: {stop}")
    sounds = said.state == "sounding"
    desk.tell("Đang phát." if sounds else "Bộ phát đang chạy sẽ chen tin này vào sau câu đang đọc.")
    return Aired(posted, False, 0)


def _await(desk: Desk, done: Callable[[], bool]) -> bool:
    """Wait at most LISTEN_S; tell whether it came."""
    clock = desk.clock
    end = clock.monotonic() + LISTEN_S
    while not (came := done()) and clock.monotonic() < end:
        clock.sleep(_ASK_S)
    return came


def _withdraw(desk: Desk, command: Command, wanted: list[tuple[Path, Emergency]]) -> None:
    book = Book.open(desk.project / LOG_FOLDER, desk.clock)
    for path, emergency in wanted:
        since = emergency.at.date().isoformat()
        alert = Alert.recall(path, emergency, book.log.entries(since=since))
        alert.cancelled = f"{command.by} hủy tin khẩn cấp: {command.reason}"
        alert.close(book)
    book.log.close()
    if book.waiting:
        raise MachineError(f"đã hủy nhưng chưa ghi được vào nhật ký: {book.last_error}")
