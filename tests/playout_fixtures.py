"""A station on a clock of its own: packages of made-up days, a player that takes simulated time, a daemon over both."""

import hashlib
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline import settings as schedule
from pipeline.broadcast.asrun.log import FOLDER
from pipeline.broadcast.asrun.rows import Entry, Outcome, Row, effective
from pipeline.broadcast.players.contract import Playback, Player, Sound
from pipeline.broadcast.playout.book import Book
from pipeline.broadcast.playout.daemon import Daemon
from pipeline.broadcast.playout.station import Hooks, Station
from pipeline.errors import MachineError
from pipeline.model.radio import DayRundown, Item, ItemKind, Programme, Rendered
from pipeline.settings import Settings
from tests.tools import missing

ROOT = Path(__file__).parent.parent
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = date(2026, 12, 1)
SLOTS = {"sang": time(5, 45), "chieu": time(17, 0)}  # the winter hours of the project's own schedule
ITEMS: tuple[tuple[ItemKind, float], ...] = (
    (ItemKind.CALL_MUSIC, 10.0), (ItemKind.GREETING, 8.0), (ItemKind.PIECE, 120.0), (ItemKind.LINK, 4.0),
    (ItemKind.PIECE, 180.0), (ItemKind.CLOSING, 6.0),
)  # fmt: skip
GAP_S = 0.7


def station_settings(**playout: object) -> Settings:
    """Return the project's own settings, with changes to the playout."""
    found, _ = schedule.load(ROOT)
    return found.model_copy(update={"playout": found.playout.model_copy(update=playout)})


def at(clock: str, day: date = DAY) -> datetime:
    """Return a time of day at the station."""
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=ZONE)


def programme(
    slot: str, start: datetime, *, items: Sequence[tuple[ItemKind, float]] = ITEMS, minutes: int = 15
) -> Programme:
    """Return a programme of items that follow each other with a short gap."""
    made, moment = [], start
    for number, (kind, seconds) in enumerate(items):
        slug = f"bai-{number}" if kind in (ItemKind.PIECE, ItemKind.FALLBACK) else None
        made.append(
            Item(
                kind=kind, article=slug, title=f"Mục {number}", starts_at=moment, duration_s=seconds,
                audio=f"audio/{slug}.mp3" if slug else None,
            )
        )  # fmt: skip
        moment += timedelta(seconds=seconds + GAP_S)
    filled = (moment - start).total_seconds() - GAP_S
    return Programme(
        slot=slot, date=start.date(), title=f"Buổi {slot}", starts_at=start, ends_at=start + timedelta(minutes=minutes),
        capacity_s=minutes * 60, filled_s=filled, items=tuple(made),
    )  # fmt: skip


def rendered(folder: Path, made: Programme, sound: bytes) -> Rendered:
    """Put a programme's file in ``folder`` and return what the rundown says of it."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{made.date.isoformat()}-{made.slot}.mp3"
    (folder / name).write_bytes(sound)
    return Rendered(
        programme=made, file=name, sha256=hashlib.sha256(sound).hexdigest(), size_bytes=len(sound),
        duration_s=made.filled_s, integrated_lufs=-16.0, true_peak_dbtp=-1.5,
    )  # fmt: skip


def write_day(project: Path, day: date, programmes: Sequence[tuple[Programme, bytes]] | None = None) -> DayRundown:
    """Export a day's package; the sound of made-up days is bytes that only a simulated player takes."""
    if programmes is None:
        starts = {slot: datetime.combine(day, clock, tzinfo=ZONE) for slot, clock in SLOTS.items()}
        programmes = [(programme(slot, start), f"{day}{slot}".encode()) for slot, start in starts.items()]
    folder = project / "output/broadcast" / day.isoformat()
    parts = tuple(rendered(folder, made, sound) for made, sound in programmes)
    rundown = DayRundown(station="Đài thử", date=day, made_at=at("00:00", day), programmes=parts)
    (folder / "rundown.json").write_text(rundown.model_dump_json(indent=1), "utf-8")
    return rundown


@contextmanager
def small_disk(place: Path) -> Iterator[Path]:
    """Yield an empty disk of 3 MB mounted at ``place``; needs root."""
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], capture_output=True)
    if done.returncode:
        missing("cần quyền root để gắn một đĩa nhỏ")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(place: Path) -> Path:
    """Write in a folder until nothing more fits; return the file to remove."""
    path = place / "day"
    with path.open("ab", buffering=0) as file:
        for size in (4096, 1):
            with suppress(OSError):
                while file.write(b"x" * size) == size:
                    pass
    return path


@dataclass
class FakeClock:
    """Time that passes only when somebody sleeps; ``jump`` is somebody setting the clock."""

    wall: datetime
    passed: float = 1000.0

    def now(self) -> datetime:
        """As the Protocol says."""
        return self.wall

    def monotonic(self) -> float:
        """As the Protocol says."""
        return self.passed

    def sleep(self, seconds: float) -> None:
        """Let time pass at once."""
        self.passed += seconds
        self.wall += timedelta(seconds=seconds)

    def jump(self, by: timedelta) -> None:
        """Set the clock; nothing passes."""
        self.wall += by


@dataclass
class SimPlayback:
    """A sound in simulated time; it keeps the players' contract."""

    clock: FakeClock
    sound: Sound
    due: float
    end_s: float
    failed: str | None = None
    died_at: float | None = None

    @property
    def began(self) -> float | None:
        """As the contract says."""
        return self.due if self._now >= self.due and self.end_s > 0 else None

    @property
    def position_s(self) -> float:
        """As the contract says."""
        return max(0.0, min(self.end_s, self._now - self.due))

    @property
    def ended(self) -> bool:
        """As the contract says."""
        return self.failed is not None or self.end_s <= 0 or self._now - self.due >= self.end_s

    def stop(self, *, at_s: float | None = None, fade_s: float = 0.0) -> None:
        """As the contract says."""
        position = self.position_s
        end = (position + fade_s if self.began is not None else 0.0) if at_s is None else max(at_s, position)
        self.end_s = min(self.end_s, end)

    def die(self, why: str) -> None:
        """Break off, as a player does whose device goes away."""
        if not self.ended:
            self.died_at, self.failed = self.clock.monotonic(), why

    @property
    def _now(self) -> float:
        return self.clock.monotonic() if self.died_at is None else self.died_at


@dataclass
class SimPlayer:
    """A player in simulated time. ``down`` is why it cannot play; ``heard`` is every sound it was given."""

    clock: FakeClock
    name: str = "sim"
    confirms: bool = True
    down: str | None = None
    heard: list[SimPlayback] = field(default_factory=list)

    def check(self) -> None:
        """As the contract says."""
        if self.down:
            raise MachineError(self.down)

    def start(self, sound: Sound, *, delay_s: float = 0.0) -> Playback:
        """As the contract says."""
        self.check()
        if self.heard:
            self.heard[-1].stop()
        self.heard.append(SimPlayback(self.clock, sound, self.clock.monotonic() + delay_s, sound.length_s))
        return self.heard[-1]

    def close(self) -> None:
        """As the contract says."""
        if self.heard:
            self.heard[-1].stop()

    def fail(self, why: str) -> None:
        """Go away in the middle of whatever sounds."""
        self.down = why
        if self.heard:
            self.heard[-1].die(why)


class Rig:
    """A station at work: its clock, player, log and daemon; ``restart`` is what a power cut leads to."""

    poll_s = 60.0  # while nothing sounds; a second otherwise
    look_s = 60.0

    def __init__(
        self, project: Path, start: datetime, *, settings: Settings | None = None, hooks: Hooks | None = None
    ) -> None:
        self.project = project
        self.settings = settings or station_settings()
        self.hooks = hooks or Hooks(background=lambda job: job())
        self.clock = FakeClock(start)
        self.player = SimPlayer(self.clock)
        self.daemon = self._daemon(self.player)

    def restart(self, after: timedelta = timedelta(0)) -> None:
        """Let the process die without a word, and start another one after a while."""
        self.daemon.book.log.close()
        self.player.close()
        self.clock.sleep(after.total_seconds())
        self.player = SimPlayer(self.clock, name=self.player.name, confirms=self.player.confirms)
        self.daemon = self._daemon(self.player)
        self.daemon.start()

    def run(self, until: datetime | str) -> None:
        """Work until a time of day."""
        end = at(until) if isinstance(until, str) else until
        if not self.daemon.stage.timetable.shows:
            self.daemon.start()
        while self.clock.now() < end and not self.daemon.finished:
            self.daemon.tick()
            busy = self.daemon.runner or self.daemon.reader.current or self.daemon.stage.on_air
            nap = min(self.daemon.nap_s(), 1.0 if busy else self.poll_s)
            self.clock.sleep(min(nap, max(0.01, (end - self.clock.now()).total_seconds())))

    def step(self, seconds: float) -> None:
        """Work for a while."""
        self.run(self.clock.now() + timedelta(seconds=seconds))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything in the log."""
        return self.daemon.book.log.entries()

    @property
    def rows(self) -> list[Row]:
        """What stands in the log, notes left out."""
        return [e.row for e in effective(self.entries) if e.row.outcome is not Outcome.NOTE]

    def outcomes(self, slot: str = "sang", day: date = DAY) -> list[str]:
        """Return what became of each planned item of a slot, in order, as the outcome's first letter."""
        rows = [r for r in self.rows if r.slot == slot and r.day == day and r.planned and r.item is not None]
        assert len({r.key for r in rows}) == len(rows), "an item was recorded twice"
        return [row.outcome.value for row in sorted(rows, key=lambda r: r.item or 0)]

    def _daemon(self, player: Player) -> Daemon:
        book = Book.open(self.project / FOLDER, self.clock)
        pace = (self.poll_s, self.look_s, 60.0)
        return Daemon(Station(self.settings, self.project, player, book, self.hooks, *pace))
