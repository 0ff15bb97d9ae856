"""A stand-in for a log that cannot be opened now: a full disk at the start must not silence the station."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from pipeline.broadcast.asrun.log import FILE, AsRunLog
from pipeline.broadcast.asrun.rows import Entry, Row
from pipeline.errors import MachineError


class NoLog(AsRunLog):
    """Knows nothing and takes nothing: rows wait with whoever writes them, who tries to open the log again."""

    def __init__(self, folder: Path, why: str) -> None:
        self.folder = folder
        self.path = folder / FILE
        self._why = why

    def close(self) -> None:
        """Nothing was opened."""

    def append(self, rows: Sequence[Row], *, at: datetime) -> tuple[Entry, ...]:
        """Raise MachineError: why there is no log."""
        raise MachineError(self._why)

    def entries(self, *, since: str | None = None, until: str | None = None) -> tuple[Entry, ...]:
        """Return nothing."""
        return ()

    def on_air(self) -> Row | None:
        """Return nothing."""
        return None

    def note_on_air(self, row: Row | None, *, at: datetime, sure: bool = False) -> None:
        """Raise MachineError: why there is no log."""
        raise MachineError(self._why)

    def last_day(self) -> str | None:
        """Return nothing."""
        return None
