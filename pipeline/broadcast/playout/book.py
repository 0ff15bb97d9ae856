"""The playout's hand on the as-run log: rows wait here while the disk is full, and trouble is told loudly.

A clean stop records what it leaves out. What a restart can still air then takes the place of that row: the log
corrects, it never changes.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from pipeline.broadcast.asrun.aside import open_log
from pipeline.broadcast.asrun.log import AsRunLog, DamagedLogError
from pipeline.broadcast.asrun.rows import EVENT, Entry, Evidence, Outcome, Row, settled
from pipeline.broadcast.playout.clock import Clock
from pipeline.broadcast.playout.nolog import NoLog
from pipeline.broadcast.playout.rules import ON_TIME
from pipeline.errors import MachineError

LOG = logging.getLogger("loa.play")
QUIT_WHY = "dừng phần mềm phát"
ANEW = "nhat-ky-moi/"  # keys of the rows that tell of a log set aside
_RETRY_S = 2.0


@dataclass
class Book:
    """Writes rows, once each. ``known`` holds the standing entry of each planned item of the days at hand.

    ``standing`` is what stays wrong until somebody mends it. What was to sound before ``blind_until`` may have sounded:
    the log of that time was damaged.
    """

    log: AsRunLog
    clock: Clock
    waiting: list[Row] = field(default_factory=list)
    known: dict[str, Entry] = field(default_factory=dict)
    last_error: str = ""
    last_error_at: datetime | None = None
    standing: list[str] = field(default_factory=list)
    blind_until: datetime | None = None
    _left: dict[str, int] = field(default_factory=dict)  # key → seq of what a clean stop left and may still air
    _retry_at: float = 0.0
    _closed: bool = False  # the log is damaged, or could not be opened: open it before writing

    @classmethod
    def open(cls, folder: Path, clock: Clock) -> "Book":
        """Open the log in ``folder``: the station must not fall silent over it, whatever is wrong.

        A damaged one is set aside and told; while none can be opened (no room, no right) rows wait until one can.
        """
        try:
            log, told = open_log(folder, at=clock.now())
        except MachineError as error:
            why = f"{error}; vẫn phát, các dòng chờ trong bộ nhớ"
            book = cls(NoLog(folder, why), clock, _closed=True)
            book.trouble(why)
            return book
        book = cls(log, clock)
        if told:
            book.warn(told, note=False)  # the new log's first row of its own says it
        return book

    def read(self, since: date) -> None:
        """Learn what the log says from the day ``since`` on; what came before is let go."""
        entries = self.log.entries(since=since.isoformat())
        self.known = settled(entries)
        anew = (e.at for e in entries if e.row.key.startswith(ANEW))
        self.blind_until = max(anew, default=self.blind_until)

    def resume(self) -> None:
        """At a start: what the last clean stop left out and whose time is not past is open again."""
        now = self.clock.now()
        self._left = {
            key: entry.seq for key, entry in self.known.items()
            if entry.row.reason == QUIT_WHY and entry.row.planned_at and entry.row.planned_at >= now - ON_TIME
        }  # fmt: skip

    def write(self, rows: Sequence[Row]) -> None:
        """Record ``rows``. What cannot be written now is kept and written as soon as it can."""
        for row in rows:
            self.waiting.append(self._instead(row))
            self._left.pop(row.key, None)
        self._retry_at = 0.0
        self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if not self.waiting or self.clock.monotonic() < self._retry_at:
            return
        if self._closed:
            self._open_anew()
        try:
            entries = self.log.append(self.waiting, at=self.clock.now())
        except MachineError as error:
            self._retry_at = self.clock.monotonic() + _RETRY_S
            self._tell(str(error))
            self._closed = isinstance(error, DamagedLogError) or self._closed
            return
        self.waiting.clear()
        self.known |= settled(entries)

    def touch(self, row: Row | None, *, sure: bool = False) -> None:
        """Note what sounds now, for a restart after a crash; ``sure``: so that it outlives a power cut too."""
        try:
            row = self._instead(row) if row else None
            self.log.note_on_air(row, at=self.clock.now(), sure=sure)
        except MachineError as error:
            self._tell(str(error))

    def recover(self) -> None:
        """Record what a crash cut, as far as it was known to sound; nothing when it had been recorded."""
        row = self.log.on_air()
        if row is not None:
            self.write([row])
            self.touch(None)

    def trouble(self, what: str, *, note: bool = True) -> None:
        """Tell loudly: on stderr, on the status page, and (``note``) as a row."""
        self._tell(what)
        if note:
            self.note(what)

    def warn(self, what: str, *, note: bool = True) -> None:
        """Tell as ``trouble`` does, and keep it on the page until somebody has mended it and started anew."""
        self.standing.append(what)
        self.trouble(what, note=note)

    def note(self, what: str, *, by: str = "loa play") -> None:
        """Record an event that is no airing."""
        now = self.clock.now()
        key = f"ghi-chu/{now.isoformat()}/{self.clock.monotonic():.6f}"
        row = Row(
            key=key, day=now.date(), kind=EVENT, title=what, by=by, started_at=now, planned=False,
            evidence=Evidence.PLAYOUT, outcome=Outcome.NOTE,
        )  # fmt: skip
        self.write([row])

    def is_settled(self, row: Row) -> bool:
        """Tell whether the log, or what waits for it, has the planned item, or nobody can say any more."""
        if self.blind_until and row.planned_at and row.planned_at < self.blind_until:
            return True
        if row.key in self.known and row.key not in self._left:
            return True
        return any(row.key == other.key for other in self.waiting)

    def first_day(self, today: date) -> date:
        """Return the first day to look back to: the last on which the playout wrote, at most 31 days ago."""
        last = self.log.last_day()
        return max(date.fromisoformat(last), today - timedelta(days=31)) if last else today

    def _tell(self, what: str) -> None:
        if what != self.last_error:
            LOG.error("%s", what)
        self.last_error, self.last_error_at = what, self.clock.now()

    def _instead(self, row: Row) -> Row:
        """Return the row, in place of that which a clean stop wrote for it."""
        seq = self._left.get(row.key)
        if seq is None:
            return row
        both = row.outcome is Outcome.MISSED and row.reason != QUIT_WHY
        why = f"{QUIT_WHY}; {row.reason}" if both else row.reason
        return row.model_copy(update={"key": f"{row.key}/lai-{seq}", "corrects": seq, "reason": why})

    def _open_anew(self) -> None:
        """The log broke while it was in use, or could not be opened: open it, or a new one."""
        try:
            self.log.close()
            self.log, told = open_log(self.log.folder, at=self.clock.now())
        except MachineError:
            return  # writing says why
        self._closed = False
        if told:
            self.warn(told, note=False)
