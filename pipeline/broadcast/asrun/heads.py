"""The head kept beside the log, ``seq hash`` of its last row: finds rows taken off the end.

A head that the log no longer holds stays in the file, on a line of its own before the newest: writing on must not hide
that rows were lost.
"""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from pipeline.broadcast.asrun.rows import GENESIS

HEAD = "as-run.head"
_GONE = "mat"  # the file itself was gone while the log had rows
_LINE = re.compile(r"(\d+) ([0-9a-f]{64})")


def first(folder: Path) -> None:
    """Note that a log begins, so that from now on a missing file tells something."""
    _write(folder, [f"0 {GENESIS}"])


def promised(folder: Path) -> int:
    """Return the highest row number that was ever noted; 0 when none was."""
    matches = (_LINE.fullmatch(line) for line in _lines(folder) or ())
    return max((int(match[1]) for match in matches if match), default=0)


def advance(folder: Path, database: sqlite3.Connection, *, added: int) -> None:
    """Note the newest head, after ``added`` rows; under the write lock, so that it never steps back."""
    seq, digest = database.execute("SELECT seq, hash FROM asrun ORDER BY seq DESC LIMIT 1").fetchone()
    old = _lines(folder)
    if old is None:
        old = [_GONE] if seq > added else []
    _write(folder, [*(line for line in old if not _holds(database, line)), f"{seq} {digest}"])


def problems(folder: Path, hashes: dict[int, str]) -> Iterator[str]:
    """Tell each noted head that the rows, number → hash, do not have."""
    lines = _lines(folder)
    if lines is None:
        if hashes:
            yield f"mất tệp {HEAD}, không biết cuối nhật ký có bị xóa dòng hay không"
        return
    for line in lines:
        match = _LINE.fullmatch(line)
        if line == _GONE:
            yield f"tệp {HEAD} từng bị mất, không biết cuối nhật ký khi ấy có bị xóa dòng hay không"
        elif not match:
            yield f"tệp {HEAD} hỏng"
        elif ({0: GENESIS} | hashes).get(int(match[1])) != match[2]:
            yield f"dòng cuối đã ghi nhận là dòng {match[1]}, nay không còn như vậy: có dòng bị xóa hoặc sửa"


def _holds(database: sqlite3.Connection, line: str) -> bool:
    match = _LINE.fullmatch(line)
    if not match or match[1] == "0":
        return bool(match)
    found = database.execute("SELECT hash FROM asrun WHERE seq = ?", (int(match[1]),)).fetchone()
    return found is not None and found[0] == match[2]


def _lines(folder: Path) -> list[str] | None:
    try:
        return (folder / HEAD).read_text(encoding="ascii", errors="replace").splitlines() or ["trong"]
    except FileNotFoundError:
        return None


def _write(folder: Path, lines: list[str]) -> None:
    temporary = folder / f".{HEAD}"
    try:
        temporary.write_text("\n".join(dict.fromkeys(lines)) + "\n", encoding="ascii", errors="replace")
        temporary.replace(folder / HEAD)
    except OSError:
        temporary.unlink(missing_ok=True)  # the row is safe; an older head still holds
