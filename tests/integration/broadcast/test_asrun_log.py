"""The as-run log on a real disk: append-only, tamper-evident, safe with two writers, a kill and a full disk."""

import csv
import io
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.broadcast.asrun import exchange
from pipeline.broadcast.asrun.heads import HEAD
from pipeline.broadcast.asrun.log import FILE, AsRunLog
from pipeline.broadcast.asrun.rows import Evidence, Outcome, Row
from pipeline.broadcast.asrun.verify import verify
from pipeline.errors import ContentError, MachineError
from tests.playout_fixtures import fill, small_disk

ROOT = Path(__file__).parents[3]
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
AT = datetime(2026, 12, 1, 5, 45, tzinfo=ZONE)
LATER = AT + timedelta(days=1)
KILLS = int(os.environ.get("LOA_KILLS", "10"))

WRITER = """
import sys
from datetime import date, datetime, UTC
from pathlib import Path
from pipeline.broadcast.asrun.log import AsRunLog
from pipeline.broadcast.asrun.rows import Evidence, Outcome, Row
folder, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
log = AsRunLog(folder)
done = (folder / f"{name}.done").open("a")
start = len([e for e in log.entries() if e.row.key.startswith(name + "/")])
for n in range(start, start + count):
    row = Row(key=f"{name}/{n}", day=date(2026, 12, 1), kind="piece", title="Bài", by=name, seconds=1,
              evidence=Evidence.PLAYER, outcome=Outcome.AIRED)
    log.append([row], at=datetime.now(UTC))
    print(n, file=done, flush=True)
"""


def row(key: str, seconds: float = 60, **fields: object) -> Row:
    """Return an aired piece."""
    return Row.model_validate(
        {
            "key": key, "day": date(2026, 12, 1), "kind": "piece", "article": "khai-sinh", "title": "Khai sinh",
            "started_at": AT, "seconds": seconds, "by": "loa play", "evidence": Evidence.PLAYER,
            "outcome": Outcome.AIRED, **fields,
        }
    )  # fmt: skip


@pytest.fixture
def log(tmp_path: Path) -> Iterator[AsRunLog]:
    """A log with five rows."""
    made = AsRunLog(tmp_path / "as-run")
    made.append([row(f"k/{n}", seconds=n + 1) for n in range(5)], at=AT)
    yield made
    made.close()


def _writer(folder: Path, name: str, count: int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", WRITER, str(folder), name, str(count)], cwd=ROOT)


def test_rows_come_back_in_order_and_verify(log: AsRunLog) -> None:
    """What was appended comes back whole, in order, and the chain holds."""
    assert [e.row.key for e in log.entries()] == [f"k/{n}" for n in range(5)]
    verdict = verify(log.folder)
    assert verdict.rows == 5 and verdict.problems == () and verdict.head == log.entries()[-1].hash
    assert verify(log.folder, expect=log.entries()[2].hash[:16]).problems == ()
    assert verify(log.folder, expect="f" * 16).problems


def test_the_same_key_is_recorded_once(log: AsRunLog) -> None:
    """Writing a row again adds nothing, so a writer that is not sure may simply try once more."""
    assert log.append([row("k/0"), row("k/9")], at=AT)[0].row.key == "k/9"
    assert len(log.entries()) == 6


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE asrun SET body = '{}' WHERE seq = 2",
        "DELETE FROM asrun WHERE seq = 5",
        "INSERT OR REPLACE INTO asrun SELECT seq, key, '{}', prev, hash FROM asrun WHERE seq = 5",
        "INSERT INTO asrun (seq, key, body, prev, hash) VALUES (9, 'x', '{}', 'y', 'z')",
        "INSERT OR IGNORE INTO asrun (seq, key, body, prev, hash) VALUES (6, 'x', '{}', 'y', 'z')",
        "REPLACE INTO asrun (seq, key, body, prev, hash) SELECT 6, 'k/0', body, hash, 'q' FROM asrun WHERE seq = 5",
    ],
)
def test_plain_sql_cannot_change_the_log(log: AsRunLog, statement: str) -> None:
    """An update, a deletion, a replacement or a row out of the chain is refused by the file itself."""
    with sqlite3.connect(log.path) as other, pytest.raises(sqlite3.DatabaseError, match="nhật ký"):
        other.execute(statement)
    assert verify(log.folder).problems == ()


def _unlocked(path: Path, *statements: str) -> None:
    """Do what somebody does who takes the triggers off, and puts them back."""
    with sqlite3.connect(path) as other:
        triggers = other.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            other.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            other.execute(statement)
        for _, sql in triggers:
            other.execute(sql)
    other.close()


@pytest.mark.parametrize(
    "statements",
    [
        ["UPDATE asrun SET body = replace(body, '2.0', '900.0') WHERE seq = 2"],
        ["UPDATE asrun SET key = 'other' WHERE seq = 2"],
        ["DELETE FROM asrun WHERE seq = 1"],
        ["DELETE FROM asrun WHERE seq = 3"],
        ["DELETE FROM asrun WHERE seq = 5"],
        ["DELETE FROM asrun WHERE seq = 5", "UPDATE sqlite_sequence SET seq = 4 WHERE name = 'asrun'"],
        ["UPDATE asrun SET seq = 99 WHERE seq = 2", "UPDATE asrun SET seq = 2 WHERE seq = 3",
         "UPDATE asrun SET seq = 3 WHERE seq = 99"],
        ["INSERT INTO asrun (seq, key, body, prev, hash) SELECT 6, 'new', body, hash, hash FROM asrun WHERE seq = 5"],
        ["DELETE FROM asrun"],
    ],
    ids=["edited", "key", "first", "middle", "last", "last-and-count", "reordered", "added", "all"],
)  # fmt: skip
def test_any_tampering_is_found(log: AsRunLog, statements: list[str]) -> None:
    """A row edited, removed, added or moved by someone who takes the triggers off first is found by verification."""
    log.close()
    _unlocked(log.path, *statements)
    assert verify(log.folder).problems


def test_missing_locks_and_an_older_copy_are_found(log: AsRunLog, tmp_path: Path) -> None:
    """Triggers taken off, or the file replaced by an older copy of itself, are found."""
    log.close()
    shutil.copyfile(log.path, tmp_path / "old")
    later = AsRunLog(log.folder)
    later.append([row("k/5")], at=AT)
    later.close()
    shutil.copyfile(tmp_path / "old", log.path)
    assert any("có dòng bị xóa hoặc sửa" in problem for problem in verify(log.folder).problems)
    with sqlite3.connect(log.path) as other:
        other.execute("DROP TRIGGER asrun_no_update")
    other.close()
    assert any("asrun_no_update" in problem for problem in verify(log.folder).problems)


def test_a_torn_file_is_told(log: AsRunLog) -> None:
    """A log that is no database any more, or is not there, is a problem in words, not a crash."""
    log.close()
    (log.folder / FILE).write_bytes(b"rac" * 5000)
    assert verify(log.folder).problems
    (log.folder / FILE).unlink()
    assert verify(log.folder).problems
    with pytest.raises(MachineError):
        (log.folder / FILE).mkdir()
        AsRunLog(log.folder)


def test_two_writers_lose_and_double_nothing(tmp_path: Path) -> None:
    """Two processes that append at once leave one unbroken chain with every row of both, once."""
    writers = [_writer(tmp_path, name, 40) for name in ("a", "b")]
    assert [writer.wait(120) for writer in writers] == [0, 0]
    log = AsRunLog(tmp_path)
    keys = [e.row.key for e in log.entries()]
    assert sorted(keys) == sorted(f"{name}/{n}" for name in "ab" for n in range(40))
    assert verify(tmp_path).problems == ()
    head = (tmp_path / HEAD).read_text().split()
    assert head == ["80", log.entries()[-1].hash]
    log.close()


def test_a_writer_killed_at_any_moment_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """After each SIGKILL in the middle of writing the log verifies and holds all that was reported as written."""
    moments = random.Random(4)
    for _ in range(KILLS):
        writer = _writer(tmp_path, "a", 100_000)
        before = len(_told(tmp_path))
        while len(_told(tmp_path)) == before and writer.poll() is None:
            time.sleep(0.01)
        time.sleep(moments.uniform(0, 0.05))
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        log = AsRunLog(tmp_path)
        keys = [e.row.key for e in log.entries()]
        log.close()
        assert verify(tmp_path).problems == ()
        assert keys == [f"a/{n}" for n in range(len(keys))]
        assert max(_told(tmp_path)) < len(keys), "a row that was reported as safe is gone"


def _told(folder: Path) -> list[int]:
    """Return the rows that the writer was told to be safe."""
    path = folder / "a.done"
    return [int(line) for line in path.read_text().splitlines()] if path.exists() else []


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB."""
    with small_disk(tmp_path / "dia") as place:
        yield place


def test_a_full_disk_still_takes_rows_from_the_reserve(disk: Path) -> None:
    """The log keeps room for itself: on a full disk rows still fit; when none is left the error is told, not hidden."""
    log = AsRunLog(disk / "as-run")
    full = fill(disk)
    log.append([row("k/1")], at=AT)
    assert not (log.folder / ".cho-trong").exists()
    with pytest.raises(MachineError, match="chỗ trống"):
        for n in range(20_000):
            log.append([row(f"n/{n}", title="dài " * 200)], at=AT)
    written = len(log.entries())
    assert verify(log.folder).problems == () and log.entries()[0].row.key == "k/1"
    full.unlink()
    log.append([row("k/2")], at=AT)
    assert len(log.entries()) == written + 1 and verify(log.folder).problems == ()
    log.close()


def test_the_note_of_what_sounds_is_kept_apart(log: AsRunLog) -> None:
    """The crash journal is overwritten freely and never touches the evidence."""
    log.note_on_air(row("dang-phat"), at=AT, sure=True)
    log.note_on_air(row("dang-phat-2"), at=AT)
    other = AsRunLog(log.folder)
    found = other.on_air()
    assert found and found.key == "dang-phat-2"
    other.note_on_air(None, at=AT)
    assert log.on_air() is None and len(log.entries()) == 5
    other.close()


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_an_export_can_be_imported_elsewhere(log: AsRunLog, tmp_path: Path, form: str) -> None:
    """What one log exports another imports with the evidence file, once, however often the file is read."""
    text = (exchange.to_csv if form == "csv" else exchange.to_jsonl)(log.entries())
    file = tmp_path / f"xuat.{form}"
    file.write_text(("\ufeff" if form == "csv" else "") + text, "utf-8")
    rows = exchange.read(file, zone=ZONE, by="Chị Hoa", now=LATER)
    assert [r.seconds for r in rows] == [1, 2, 3, 4, 5] and {r.evidence for r in rows} == {Evidence.FILE}
    other = AsRunLog(tmp_path / "khac")
    assert len(other.append(rows, at=AT)) == 5 and other.append(rows, at=AT) == ()
    assert exchange.new_only(rows, log.entries()) == ()
    other.close()


def test_every_fault_of_an_imported_file_is_told_with_its_line(tmp_path: Path) -> None:
    """A file with several wrong lines is refused whole, each line with what is wrong, and nothing is taken over."""
    file = tmp_path / "nhat-ky.csv"
    file.write_text(
        "started_at,title,seconds\n2026-12-01T05:45,Bài một,60\nhôm qua,Bài hai,60\n2026-12-01T06:00,,60\n"
        "2026-12-01T06:00,Bài ba,lâu\n2026-12-01T06:00,Bài tư,-5\n2030-01-01T05:45,Bài năm,60\n", "utf-8",
    )  # fmt: skip
    with pytest.raises(ContentError) as refused:
        exchange.read(file, zone=ZONE, by="A", now=LATER)
    assert [p.line for p in refused.value.problems] == [3, 4, 5, 6, 7]


def test_times_without_offset_are_the_stations(tmp_path: Path) -> None:
    """A time without offset is local; one in UTC is turned into the station's, day included."""
    file = tmp_path / "a.jsonl"
    file.write_text(
        '{"started_at": "2026-12-01T05:45:00", "title": "A", "ended_at": "2026-12-01T05:46:30"}\n'
        '{"started_at": "2026-11-30T22:45:00+00:00", "title": "B", "seconds": 5}\n', "utf-8",
    )  # fmt: skip
    first, second = exchange.read(file, zone=ZONE, by="A", now=LATER)
    assert first.started_at == second.started_at == AT and second.day == date(2026, 12, 1)
    assert first.seconds == 90 and first.ended_at == AT + timedelta(seconds=90)


def test_a_vietnamese_spreadsheets_file_is_read(tmp_path: Path) -> None:
    """Semicolons, a decimal comma and dd/mm/yyyy, as a Vietnamese spreadsheet saves CSV, are understood."""
    file = tmp_path / "nhat-ky.csv"
    file.write_text("started_at;title;seconds\n01/12/2026 5:45;Bài một, hai;92,5\n", "utf-8")
    (one,) = exchange.read(file, zone=ZONE, by="A", now=LATER)
    assert (one.started_at, one.title, one.seconds) == (AT, "Bài một, hai", 92.5)


def test_only_what_stands_is_taken_over(log: AsRunLog, tmp_path: Path) -> None:
    """Of another log's export, corrected rows and rows of nothing heard are passed over; a cut item stays cut."""
    log.append([row("sua/1", seconds=7, corrects=1, outcome=Outcome.PARTIAL)], at=AT)
    log.append([row("x", outcome=Outcome.MISSED, seconds=0), row("y", kind="event", outcome=Outcome.NOTE)], at=AT)
    file = tmp_path / "xuat.csv"
    file.write_text(exchange.to_csv(log.entries()), "utf-8")
    rows = exchange.read(file, zone=ZONE, by="A", now=LATER)
    assert [r.seconds for r in rows] == [2, 3, 4, 5, 7] and rows[-1].outcome is Outcome.PARTIAL


def test_a_csv_says_in_words_what_became_of_each_item(log: AsRunLog) -> None:
    """Beside the machine's values stand Vietnamese ones, in columns of their own."""
    (first, *_) = csv.DictReader(io.StringIO(exchange.to_csv(log.entries())))
    assert (first["outcome"], first["ket_qua"]) == ("aired", "đã phát")
    assert (first["evidence"], first["bang_chung"]) == ("player", "máy phát báo")
    assert (first["kind"], first["loai"]) == ("piece", "Bài")


def test_a_spreadsheet_runs_nothing_from_an_export(log: AsRunLog) -> None:
    """A title that a spreadsheet would take for a formula is exported as text."""
    log.append([row("x", title="=HYPERLINK(1)")], at=AT)
    assert ",'=HYPERLINK(1)," in exchange.to_csv(log.entries())
