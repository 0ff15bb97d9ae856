"""What a log's file is made of. It is made once: whatever is gone from an existing file is for ``verify`` to find."""

import sqlite3

from pipeline.broadcast.asrun.rows import GENESIS

_TABLES = (
    """CREATE TABLE asrun (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL,
    day TEXT GENERATED ALWAYS AS (json_extract(body, '$.day')) VIRTUAL,
    slot TEXT GENERATED ALWAYS AS (json_extract(body, '$.slot')) VIRTUAL,
    article TEXT GENERATED ALWAYS AS (json_extract(body, '$.article')) VIRTUAL,
    outcome TEXT GENERATED ALWAYS AS (json_extract(body, '$.outcome')) VIRTUAL
)""",
    "CREATE INDEX asrun_day ON asrun (day)",
    "CREATE TABLE onair (one INTEGER PRIMARY KEY CHECK (one = 1), body TEXT NOT NULL)",
)
_LOCKS = {
    "asrun_no_update": "BEFORE UPDATE ON asrun BEGIN SELECT RAISE(ABORT, 'nhật ký chỉ được ghi thêm'); END",
    "asrun_no_delete": "BEFORE DELETE ON asrun BEGIN SELECT RAISE(ABORT, 'nhật ký chỉ được ghi thêm'); END",
    "asrun_in_order": f"""BEFORE INSERT ON asrun
    WHEN NEW.seq IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM asrun)
      OR NEW.prev IS NOT COALESCE((SELECT hash FROM asrun ORDER BY seq DESC LIMIT 1), '{GENESIS}')
      OR EXISTS (SELECT 1 FROM asrun WHERE key = NEW.key)
    BEGIN SELECT RAISE(ABORT, 'nhật ký chỉ được ghi nối tiếp'); END""",
}
TRIGGERS = frozenset(_LOCKS)


def exists(database: sqlite3.Connection) -> bool:
    """Tell whether the file has the table of a log."""
    return database.execute("SELECT 1 FROM sqlite_master WHERE name = 'asrun'").fetchone() is not None


def make(database: sqlite3.Connection) -> None:
    """Make the tables and locks of a new log."""
    for statement in (*_TABLES, *(f"CREATE TRIGGER {name} {rule}" for name, rule in _LOCKS.items())):
        database.execute(statement)
