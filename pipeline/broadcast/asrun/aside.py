"""A log whose file is damaged or gone never stops the station: it is set aside, what can be read is carried over."""

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from pipeline.broadcast.asrun import faults, heads
from pipeline.broadcast.asrun.heads import HEAD
from pipeline.broadcast.asrun.log import FILE, AsRunLog, DamagedLogError
from pipeline.broadcast.asrun.rows import EVENT, GENESIS, Evidence, Outcome, Row, chain
from pipeline.errors import MachineError

PREFIX = "hong-"  # of the folders, in the log's own, that hold what was set aside
Stored = tuple[int, str, str, str, str]


def open_log(folder: Path, *, at: datetime, by: str = "loa play") -> tuple[AsRunLog, str]:
    """Open the log to write; return it and what to tell loudly: empty when all is well.

    A damaged file, or a log that is gone although rows were noted, is set aside in ``hong-<time>``, never deleted. The
    new log takes over the rows up to the first that cannot be read or does not fit the chain, and its next row says
    what happened. Raises MachineError when the disk is full or may not be written: that is no damage.
    """
    try:
        return _whole(folder), ""
    except DamagedLogError as error:
        why = str(error)
    noted, saved = heads.promised(folder), tuple(_readable(folder / FILE))
    place = _move(folder, at)
    log = AsRunLog(folder)
    log.take_over(saved)
    told = f"{why}. Tệp cũ để riêng ở {place}; cứu được {len(saved)} dòng, đã từng ghi nhận đến dòng {noted}"
    log.append([_note(told, at=at, by=by)], at=at)
    return log, told


def set_aside(folder: Path) -> tuple[str, ...]:
    """Return the names of the folders that hold older, damaged logs."""
    return tuple(sorted(path.name for path in folder.glob(f"{PREFIX}*") if path.is_dir()))


def _whole(folder: Path) -> AsRunLog:
    log = AsRunLog(folder)
    try:
        log.quick_check()
    except MachineError:
        log.close()
        raise
    return log


def _readable(path: Path) -> Iterator[Stored]:
    """Give the rows from the first on, as long as each can be read and fits the chain."""
    prev = GENESIS
    with suppress(sqlite3.Error):
        database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            for row in database.execute("SELECT seq, key, body, prev, hash FROM asrun ORDER BY seq"):
                if row[3] != prev or chain(prev, row[2]) != row[4]:
                    return
                prev = row[4]
                yield row
        finally:
            database.close()


def _move(folder: Path, at: datetime) -> Path:
    place = folder / f"{PREFIX}{at:%Y%m%d-%H%M%S-%f}"
    try:
        place.mkdir()
        for name in (FILE, f"{FILE}-wal", f"{FILE}-shm", HEAD):
            if (folder / name).exists():
                (folder / name).rename(place / name)
    except OSError as error:
        raise MachineError(f"không để riêng được nhật ký hỏng ở {place}: {faults.said(error)}") from error
    return place


def _note(told: str, *, at: datetime, by: str) -> Row:
    return Row(
        key=f"nhat-ky-moi/{at.isoformat()}", day=at.date(), kind=EVENT, title=told, by=by, started_at=at,
        planned=False, evidence=Evidence.PLAYOUT, outcome=Outcome.NOTE,
    )  # fmt: skip
