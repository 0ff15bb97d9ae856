"""The log's file: SQLite in WAL with full sync, append-only by triggers, each row chained to the one before."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from pipeline.broadcast.asrun.rows import GENESIS, Entry, Row, body, chain, parse_body
from pipeline.errors import MachineError

FOLDER = Path("output/as-run")
FILE = "as-run.sqlite"
HEAD = "as-run.head"  # "seq hash" of the last row: finds rows taken off the end
_RESERVE = ".cho-trong"  # bytes given back when the disk is full, so that rows still fit
_RESERVE_BYTES = 1 << 20
_BUSY_S = 15

_SCHEMA = """
CREATE TABLE IF NOT EXISTS asrun (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL,
    day TEXT GENERATED ALWAYS AS (json_extract(body, '$.day')) VIRTUAL,
    slot TEXT GENERATED ALWAYS AS (json_extract(body, '$.slot')) VIRTUAL,
    article TEXT GENERATED ALWAYS AS (json_extract(body, '$.article')) VIRTUAL,
    outcome TEXT GENERATED ALWAYS AS (json_extract(body, '$.outcome')) VIRTUAL
);
CREATE INDEX IF NOT EXISTS asrun_day ON asrun (day);
CREATE TABLE IF NOT EXISTS onair (one INTEGER PRIMARY KEY CHECK (one = 1), body TEXT NOT NULL);
CREATE TRIGGER IF NOT EXISTS asrun_no_update BEFORE UPDATE ON asrun
    BEGIN SELECT RAISE(ABORT, 'nhật ký chỉ được ghi thêm'); END;
CREATE TRIGGER IF NOT EXISTS asrun_no_delete BEFORE DELETE ON asrun
    BEGIN SELECT RAISE(ABORT, 'nhật ký chỉ được ghi thêm'); END;
CREATE TRIGGER IF NOT EXISTS asrun_in_order BEFORE INSERT ON asrun
    WHEN NEW.seq IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM asrun)
      OR NEW.prev IS NOT COALESCE((SELECT hash FROM asrun ORDER BY seq DESC LIMIT 1), '{genesis}')
      OR EXISTS (SELECT 1 FROM asrun WHERE key = NEW.key)
    BEGIN SELECT RAISE(ABORT, 'nhật ký chỉ được ghi nối tiếp'); END;
""".replace("{genesis}", GENESIS)
TRIGGERS = frozenset({"asrun_no_update", "asrun_no_delete", "asrun_in_order"})


class AsRunLog:
    """The as-run log of a project. Any number of processes may write; each call is one transaction.

    Every method raises MachineError, in words, when the file cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        """Open (or make) the log in ``folder``, usually ``<project>/output/as-run``."""
        self.folder = folder
        self.path = folder / FILE
        with _in_words(self.path):
            folder.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(self.path, timeout=_BUSY_S, isolation_level=None)
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute("PRAGMA synchronous=FULL")
            self._database.executescript(_SCHEMA)
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
        """Return the entries in order; ``since`` and ``until`` are ISO days, inclusive."""
        query = "SELECT seq, body, prev, hash FROM asrun WHERE day >= ? AND day <= ? ORDER BY seq"
        with _in_words(self.path):
            found = self._database.execute(query, (since or "", until or "9999")).fetchall()
        return tuple(_entry(*columns) for columns in found)

    def on_air(self) -> Row | None:
        """Return what was sounding when the playout last noted it: after a crash, the item that was cut."""
        with _in_words(self.path):
            found = self._database.execute("SELECT body FROM onair").fetchone()
        return parse_body(found[0])[0] if found else None

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

    def _append(self, rows: Sequence[Row], at: datetime) -> tuple[Entry, ...]:
        with _in_words(self.path), self._turn() as database:
            done = tuple(entry for row in rows if (entry := _insert(database, row, at)))
        with _in_words(self.path), self._turn() as database:
            self._anchor(database)
        return done

    @contextmanager
    def _turn(self) -> Iterator[sqlite3.Connection]:
        """Hold the write lock: commit at the end, or take everything back."""
        self._database.execute("BEGIN IMMEDIATE")
        with self._database:
            yield self._database

    def _anchor(self, database: sqlite3.Connection) -> None:
        """Note the head beside the database, under the write lock so that it never steps back."""
        head = database.execute("SELECT seq, hash FROM asrun ORDER BY seq DESC LIMIT 1").fetchone()
        temporary = self.folder / f".{HEAD}"
        try:
            temporary.write_text("{} {}\n".format(*head), encoding="ascii")
            temporary.replace(self.folder / HEAD)
        except OSError:
            temporary.unlink(missing_ok=True)  # the row is safe; an older head still holds

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


def read_only(path: Path) -> sqlite3.Connection:
    """Open the log only to read, so that looking never makes or changes a log. Raises sqlite3.Error."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=_BUSY_S)


def _insert(database: sqlite3.Connection, row: Row, at: datetime) -> Entry | None:
    if database.execute("SELECT 1 FROM asrun WHERE key = ?", (row.key,)).fetchone():
        return None
    last = database.execute("SELECT seq, hash FROM asrun ORDER BY seq DESC LIMIT 1").fetchone() or (0, GENESIS)
    text = body(row, at)
    entry = Entry(seq=last[0] + 1, at=at, row=row, prev=last[1], hash=chain(last[1], text))
    values = (entry.seq, row.key, text, entry.prev, entry.hash)
    database.execute("INSERT INTO asrun (seq, key, body, prev, hash) VALUES (?, ?, ?, ?, ?)", values)
    return entry


def _entry(seq: int, text: str, prev: str, digest: str) -> Entry:
    row, at = parse_body(text)
    return Entry(seq=seq, at=at, row=row, prev=prev, hash=digest)


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        advice = "hãy kiểm tra chỗ trống trên đĩa và quyền ghi, rồi chạy “loa log verify”"
        raise MachineError(f"không dùng được nhật ký phát {path}: {error}; {advice}") from error
