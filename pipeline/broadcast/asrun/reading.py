"""The log opened only to look: nothing is made, repaired or changed by looking, not even SQLite's own side files."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from pipeline.broadcast.asrun import faults
from pipeline.broadcast.asrun.log import BUSY_S, FILE, entry_of
from pipeline.broadcast.asrun.rows import Entry
from pipeline.errors import MachineError

T = TypeVar("T")


def read_only(folder: Path, look: Callable[[sqlite3.Connection], T]) -> T | None:
    """Return what ``look`` finds in the log of ``folder``; None when there is no log. Raises sqlite3.Error."""
    path = folder / FILE
    if not path.is_file():
        return None
    for mode in ("mode=ro",) if _in_use(path) else ("mode=ro&immutable=1", "mode=ro"):
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?{mode}", uri=True, timeout=BUSY_S)) as database:
            found = look(database)
        if not _in_use(path):
            break  # else a writer came meanwhile: look again, with its rows
    return found


def entries(folder: Path, *, since: str | None = None, until: str | None = None) -> tuple[Entry, ...] | None:
    """Return the entries in order, of the ISO days ``since``..``until`` inclusive; None when there is no log.

    Raises MachineError when the file cannot be read.
    """
    query = "SELECT seq, body, prev, hash FROM asrun WHERE day >= ? AND day <= ? ORDER BY seq"
    try:
        rows = read_only(folder, lambda database: database.execute(query, (since or "", until or "9999")).fetchall())
        return None if rows is None else tuple(entry_of(*columns) for columns in rows)
    except (sqlite3.Error, ValueError) as error:
        why = faults.said(error) if isinstance(error, sqlite3.Error) else "có dòng đã bị sửa"
        raise MachineError(f"không đọc được nhật ký phát {folder / FILE}: {why}; chạy “loa log verify”") from error


def _in_use(path: Path) -> bool:
    """Tell whether there is a write-ahead file: somebody writes now, or was killed. Without one nothing is pending."""
    return path.with_name(f"{path.name}-wal").exists()
