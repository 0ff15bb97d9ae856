"""The playout's hand on the as-run log: rows wait here while the disk is full, and trouble is told loudly."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from pipeline.broadcast.asrun.log import AsRunLog
from pipeline.broadcast.asrun.rows import EVENT, Entry, Evidence, Outcome, Row, settled
from pipeline.broadcast.playout.clock import Clock
from pipeline.errors import MachineError

LOG = logging.getLogger("loa.play")
_RETRY_S = 2.0


@dataclass
class Book:
    """Writes rows, once each. ``known`` holds the standing entry of each planned item of the days at hand."""

    log: AsRunLog
    clock: Clock
    waiting: list[Row] = field(default_factory=list)
    known: dict[str, Entry] = field(default_factory=dict)
    last_error: str = ""
    last_error_at: datetime | None = None
    _retry_at: float = 0.0

    def read(self, since: date) -> None:
        """Learn what the log says from the day ``since`` on; what came before is let go."""
        self.known = settled(self.log.entries(since=since.isoformat()))

    def write(self, rows: Sequence[Row]) -> None:
        """Record ``rows``. What cannot be written now is kept and written as soon as it can."""
        self.waiting += rows
        self._retry_at = 0.0
        self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if not self.waiting or self.clock.monotonic() < self._retry_at:
            return
        try:
            entries = self.log.append(self.waiting, at=self.clock.now())
        except MachineError as error:
            self._retry_at = self.clock.monotonic() + _RETRY_S
            self._tell(str(error))
            return
        self.waiting.clear()
        self.known |= settled(entries)

    def touch(self, row: Row | None, *, sure: bool = False) -> None:
        """Note what sounds now, for a restart after a crash; ``sure``: so that it outlives a power cut too."""
        try:
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
        """Tell whether the log, or what waits for it, has the planned item."""
        return row.key in self.known or any(row.key == other.key for other in self.waiting)

    def first_day(self, today: date) -> date:
        """Return the first day to look back to: the last on which the playout wrote, at most 31 days ago."""
        last = self.log.last_day()
        return max(date.fromisoformat(last), today - timedelta(days=31)) if last else today

    def _tell(self, what: str) -> None:
        if what != self.last_error:
            LOG.error("%s", what)
        self.last_error, self.last_error_at = what, self.clock.now()
