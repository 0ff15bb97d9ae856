"""The log's file: SQLite in WAL with full sync, append-only by triggers, each row chained to the one before."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from pipeline.broadcast.asrun import faults, heads, schema
from pipeline.broadcast.asrun.heads import HEAD
from pipeline.broadcast.asrun.rows import GENESIS, Entry, Row, body, chain, parse_body
from pipeline.errors import MachineError

FOLDER = Path("output/as-run")
FILE = "as-run.sqlite"
_RESERVE = ".cho-trong"  # bytes given back when the disk is full, so that rows still fit
_RESERVE_BYTES = 1 << 20
BUSY_S = 15


class DamagedLogError(MachineError):
    """Raised when the log's file is no log any more, or is gone although rows were noted: see ``aside.open_log``."""


class AsRunLog:
    """The as-run log of a project. Any number of processes may write; each call is one transaction.

    Every method raises MachineError, in words, when the file cannot be used, DamagedLogError when it is no log now.
    Whoever only looks uses ``reading``: opening here makes the log where there is none.
    """

    def __init__(self, folder: Path) -> None:
        """Open (or make) the log in ``folder``, usually ``<project>/output/as-run``."""
        self.folder = folder
        self.path = folder / FILE
        with _in_words(self.path):
            folder.mkdir(parents=True, exist_ok=True)
            self._refuse_lost()
            self._database = sqlite3.connect(self.path, timeout=BUSY_S, isolation_level=None)
            with self._closed_on_error():
                self._database.execute("PRAGMA journal_mode=WAL")
                self._database.execute("PRAGMA synchronous=FULL")
                self._make_once()
        self._keep_reserve()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def append(self, rows: Sequence[Row], *, at: datetime) -> tuple[Entry, ...]:
        """Write ``rows`` in order, all or none, recorded at ``at``; return those that are new.

        A row whose key is there already is left out: writing again after a doubtful failure doubles nothing.
        """
        if not rows:
            return ()
        try:
            return self._append(rows, at)
        except MachineError:
            if not self._free_reserve():
                raise
            return self._append(rows, at)

    def entries(self, *, since: str | None = None, until: str | None = None) -> tuple[Entry, ...]:
        """Return the entries in order; ``since`` and ``until`` are ISO days, inclusive.

        A row that somebody made unreadable is passed over, so that it cannot stop the station; ``verify`` tells of it.
        """
        query = "SELECT seq, body, prev, hash FROM asrun WHERE day >= ? AND day <= ? ORDER BY seq"
        with _in_words(self.path):
            found = self._database.execute(query, (since or "", until or "9999")).fetchall()
        return tuple(entry for columns in found if (entry := _readable(*columns)))

    def on_air(self) -> Row | None:
        """Return what was sounding when the playout last noted it: after a crash, the item that was cut."""
        with _in_words(self.path):
            found = self._database.execute("SELECT 0, body, '', '' FROM onair").fetchone()
        noted = _readable(*found) if found else None
        return noted.row if noted else None

    def note_on_air(self, row: Row | None, *, at: datetime, sure: bool = False) -> None:
        """Note what is sounding now (None: nothing). Not evidence: it is overwritten, and serves a restart only.

        Unless ``sure`` it is not forced to the disk: it outlives the process, a power cut may lose some seconds of it.
        """
        with _in_words(self.path):
            self._database.execute(f"PRAGMA synchronous={'FULL' if sure else 'NORMAL'}")
            try:
                if row is None:
                    self._database.execute("DELETE FROM onair")
                else:
                    self._database.execute("INSERT OR REPLACE INTO onair VALUES (1, ?)", (body(row, at),))
            finally:
                self._database.execute("PRAGMA synchronous=FULL")

    def last_day(self) -> str | None:
        """Return the ISO day of the last row that the playout or a player wrote."""
        query = "SELECT MAX(day) FROM asrun WHERE json_extract(body, '$.evidence') IN ('player', 'playout')"
        with _in_words(self.path):
            found = self._database.execute(query).fetchone()[0]
        return str(found) if found else None

    def quick_check(self) -> None:
        """Raise DamagedLogError when SQLite finds its own structure broken."""
        with _in_words(self.path):
            said = self._database.execute("PRAGMA quick_check(1)").fetchone()[0]
        if said != "ok":
            raise DamagedLogError(f"tệp nhật ký phát {self.path} hỏng: {said}")

    def take_over(self, stored: Sequence[tuple[int, str, str, str, str]]) -> None:
        """Write rows of an older file (seq, key, body, prev, hash) as they are into this empty log."""
        if not stored:
            return
        statement = "INSERT INTO asrun (seq, key, body, prev, hash) VALUES (?, ?, ?, ?, ?)"
        with _in_words(self.path), self._turn() as database:
            database.executemany(statement, stored)
            heads.advance(self.folder, database, added=len(stored))

    def _append(self, rows: Sequence[Row], at: datetime) -> tuple[Entry, ...]:
        with _in_words(self.path), self._turn() as database:
            done = tuple(entry for row in rows if (entry := _insert(database, row, at)))
        with _in_words(self.path), self._turn() as database:
            heads.advance(self.folder, database, added=len(done))
        return done

    @contextmanager
    def _turn(self) -> Iterator[sqlite3.Connection]:
        """Hold the write lock: commit at the end, or take everything back."""
        self._database.execute("BEGIN IMMEDIATE")
        with self._database:
            yield self._database

    @contextmanager
    def _closed_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self._database.close()
            raise

    def _make_once(self) -> None:
        """Make the tables of a new log. An existing one is left as it is: what it lacks is evidence."""
        if schema.exists(self._database):
            return
        with self._turn() as database:
            if schema.exists(database):
                return
            schema.make(database)
            heads.first(self.folder)

    def _refuse_lost(self) -> None:
        """A new log never takes the place of one that had rows; SQLite would even drop what waits in its side file."""
        empty = not self.path.exists() or (self.path.is_file() and self.path.stat().st_size == 0)
        if empty and (noted := heads.promised(self.folder)):
            raise DamagedLogError(
                f"mất nhật ký phát {self.path}: {HEAD} ghi nhận đến dòng {noted}, nay không còn dòng nào"
            )

    def _keep_reserve(self) -> None:
        reserve = self.folder / _RESERVE
        try:
            if not reserve.exists():
                reserve.write_bytes(b"\0" * _RESERVE_BYTES)
        except OSError:
            reserve.unlink(missing_ok=True)

    def _free_reserve(self) -> bool:
        reserve = self.folder / _RESERVE
        found = reserve.exists()
        reserve.unlink(missing_ok=True)
        return found


def _insert(database: sqlite3.Connection, row: Row, at: datetime) -> Entry | None:
    if database.execute("SELECT 1 FROM asrun WHERE key = ?", (row.key,)).fetchone():
        return None
    last = database.execute("SELECT seq, hash FROM asrun ORDER BY seq DESC LIMIT 1").fetchone() or (0, GENESIS)
    text = body(row, at)
    entry = Entry(seq=last[0] + 1, at=at, row=row, prev=last[1], hash=chain(last[1], text))
    values = (entry.seq, row.key, text, entry.prev, entry.hash)
    database.execute("INSERT INTO asrun (seq, key, body, prev, hash) VALUES (?, ?, ?, ?, ?)", values)
    return entry


def entry_of(seq: int, text: str, prev: str, digest: str) -> Entry:
    """Return a stored row (its columns seq, body, prev, hash) as an entry. Raises ValueError for what is none."""
    row, at = parse_body(text)
    return Entry(seq=seq, at=at, row=row, prev=prev, hash=digest)


def _readable(seq: int, text: str, prev: str, digest: str) -> Entry | None:
    try:
        return entry_of(seq, text, prev, digest)
    except ValueError:
        return None


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        if path.is_dir() or faults.is_damage(error):
            raise DamagedLogError(f"tệp nhật ký phát {path} hỏng, không đọc được: {faults.said(error)}") from error
        raise _unusable(path, error) from error
    except (sqlite3.Error, OSError) as error:
        raise _unusable(path, error) from error


def _unusable(path: Path, error: Exception) -> MachineError:
    advice = "hãy kiểm tra chỗ trống trên đĩa và quyền ghi, rồi chạy “loa log verify”"
    return MachineError(f"không dùng được nhật ký phát {path}: {faults.said(error)}; {advice}")
