"""Evidence is never lost or hidden: by looking, by writing on, by a damaged file, or by an upgrade."""

import shutil
import sqlite3
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.broadcast.asrun import reading, sounds
from pipeline.broadcast.asrun.aside import open_log, set_aside
from pipeline.broadcast.asrun.heads import HEAD
from pipeline.broadcast.asrun.log import FILE, AsRunLog, DamagedLogError
from pipeline.broadcast.asrun.rows import GENESIS, Evidence, Outcome, Row, chain
from pipeline.broadcast.asrun.verify import verify
from pipeline.errors import MachineError

AT = datetime(2026, 12, 1, 5, 45, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
DAY = AT.date()
OLD = (  # a row as schema 1 wrote it
    '{"article":"khai-sinh","at":"2026-11-02T05:46:00+07:00","by":"loa play","corrects":null,"day":"2026-11-02",'
    '"ended_at":null,"evidence":"player","item":0,"key":"2026-11-02/sang/0","kind":"piece","outcome":"aired",'
    '"planned":true,"planned_at":null,"player":"mpv","reason":"","seconds":60.0,"slot":"sang","started_at":null,'
    '"title":"Khai sinh"}'
)


def row(key: str, **fields: object) -> Row:
    """Return an aired piece."""
    plain = {"key": key, "day": DAY, "kind": "piece", "title": "Khai sinh", "by": "loa play", "seconds": 60,
             "evidence": Evidence.PLAYER, "outcome": Outcome.AIRED}  # fmt: skip
    return Row.model_validate(plain | fields)


def written(folder: Path, count: int = 5) -> Path:
    """Make a log of some rows, closed."""
    log = AsRunLog(folder)
    log.append([row(f"k/{n}") for n in range(count)], at=AT)
    log.close()
    return folder


def unlocked(folder: Path, *statements: str) -> None:
    """Change the file behind the log's back, its locks left off."""
    with sqlite3.connect(folder / FILE) as database:
        for name in ("asrun_no_update", "asrun_no_delete"):
            database.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            database.execute(statement)
    database.close()


def test_looking_changes_nothing(tmp_path: Path) -> None:
    """Reading and verifying leave the folder as it was, to the byte, and make none where there is none."""
    folder = written(tmp_path / "as-run")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    found = reading.entries(folder, since="2026-12-01", until="2026-12-01")
    assert found is not None and len(found) == 5 and verify(folder).rows == 5
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert reading.entries(tmp_path / "khac") is None
    nothing = verify(tmp_path / "khac")
    assert not nothing.log and nothing.problems == () and not (tmp_path / "khac").exists()


def test_rows_not_yet_in_the_main_file_are_read(tmp_path: Path) -> None:
    """While a writer holds the log open, what it has written is seen."""
    log = AsRunLog(tmp_path)
    log.append([row("k/0")], at=AT)
    found = reading.entries(tmp_path)
    assert found is not None and [entry.row.key for entry in found] == ["k/0"]
    log.close()


def test_locks_taken_off_stay_found(tmp_path: Path) -> None:
    """Opening the log and writing on does not put a lock back that somebody took off."""
    folder = written(tmp_path)
    unlocked(folder)
    log = AsRunLog(folder)
    log.append([row("k/9")], at=AT)
    log.close()
    assert sum("đã bị gỡ" in problem for problem in verify(folder).problems) == 2


@pytest.mark.parametrize("gone", [[FILE], [FILE, HEAD]], ids=["file", "all"])
def test_a_log_that_is_gone_is_missed(tmp_path: Path, gone: list[str]) -> None:
    """A day with a package and no row is a problem, with no log at all, an empty one or one begun since."""
    folder = written(tmp_path)
    for name in gone:
        (folder / name).unlink()
    assert verify(folder, promised=[DAY]).problems
    log, _ = open_log(folder, at=AT + timedelta(days=1))
    log.append([row("moi/1", day=DAY + timedelta(days=1))], at=AT)
    log.close()
    assert any("01/12/2026" in problem for problem in verify(folder, promised=[DAY]).problems)
    assert verify(folder, promised=[DAY + timedelta(days=1)]).problems == ()


def test_a_lost_log_is_not_quietly_begun_anew(tmp_path: Path) -> None:
    """Where the head says that rows were written, no empty log takes their place without saying so."""
    folder = written(tmp_path)
    (folder / FILE).unlink()
    with pytest.raises(DamagedLogError, match="đến dòng 5"):
        AsRunLog(folder)
    log, told = open_log(folder, at=AT)
    (note,) = log.entries()
    log.close()
    assert "cứu được 0 dòng" in told and note.row.title == told and note.row.outcome is Outcome.NOTE
    assert len(set_aside(folder)) == 1 and verify(folder).problems == ()


def test_writing_on_does_not_hide_lost_rows(tmp_path: Path) -> None:
    """After an older copy took the log's place, or the head was deleted, new rows do not cover it up."""
    folder = written(tmp_path / "a")
    shutil.copyfile(folder / FILE, tmp_path / "cu")
    for n in range(5, 9):
        log = AsRunLog(folder)
        log.append([row(f"k/{n}")], at=AT)
        log.close()
        if n == 5:
            shutil.copyfile(tmp_path / "cu", folder / FILE)
    assert any("dòng 6" in problem for problem in verify(folder).problems)
    other = written(tmp_path / "b")
    (other / HEAD).unlink()
    log = AsRunLog(other)
    log.append([row("k/9")], at=AT)
    log.close()
    assert any("từng bị mất" in problem for problem in verify(other).problems)


@pytest.mark.parametrize("keep", [0, 3])
def test_a_damaged_file_is_set_aside_and_its_good_rows_saved(tmp_path: Path, keep: int) -> None:
    """A damaged log stops nothing: the rows before the damage go on, the file is kept, and a row tells of it."""
    folder = written(tmp_path, count=400)
    data = bytearray((folder / FILE).read_bytes())
    start = 0 if keep == 0 else len(data) // 2
    data[start : start + 40_000] = b"rac!" * 10_000
    (folder / FILE).write_bytes(data)
    log, told = open_log(folder, at=AT)
    entries = log.entries()
    log.append([row("moi")], at=AT)
    log.close()
    (name,) = set_aside(folder)
    assert told and entries[-1].row.title == told and (folder / name / FILE).read_bytes() == bytes(data)
    assert (len(entries) > 1) == (keep > 0)
    assert verify(folder).problems == () and verify(folder).set_aside == (name,)


def test_looking_at_a_damaged_log_says_so_in_words(tmp_path: Path) -> None:
    """Whoever looks at a broken file or row is told where to go on; a broken row does not stop the playout."""
    folder = written(tmp_path)
    unlocked(folder, "UPDATE asrun SET body = json_remove(body, '$.title') WHERE seq = 2")
    with pytest.raises(MachineError, match="dòng đã bị sửa; chạy “loa log verify”"):
        reading.entries(folder)
    log, told = open_log(folder, at=AT)
    assert told == "" and [entry.seq for entry in log.entries()] == [1, 3, 4, 5]
    log.close()
    (folder / FILE).write_bytes(b"rac" * 5000)
    with pytest.raises(MachineError, match="không phải tệp nhật ký"):
        reading.entries(folder)
    assert any("lần ghi kế tiếp" in problem for problem in verify(folder).problems)


def test_no_damage_is_no_reason_to_set_aside(tmp_path: Path) -> None:
    """A log that is whole is opened as it is; a folder that cannot be made is an error, not damage."""
    folder = written(tmp_path / "as-run")
    log, told = open_log(folder, at=AT)
    assert told == "" and len(log.entries()) == 5 and set_aside(folder) == ()
    log.close()
    (tmp_path / "tep").write_text("x")
    with pytest.raises(MachineError):
        open_log(tmp_path / "tep" / "as-run", at=AT)


def test_a_row_of_the_first_schema_still_reads_and_verifies(tmp_path: Path) -> None:
    """A log written before rows had sound and approver opens, verifies and goes on with rows that have them."""
    folder = written(tmp_path, count=0)
    with sqlite3.connect(folder / FILE) as database:
        values = (1, "2026-11-02/sang/0", OLD, GENESIS, chain(GENESIS, OLD))
        database.execute("INSERT INTO asrun (seq, key, body, prev, hash) VALUES (?, ?, ?, ?, ?)", values)
    database.close()
    (folder / HEAD).write_text(f"1 {chain(GENESIS, OLD)}\n")
    log = AsRunLog(folder)
    log.append([row("k/1", sha256="a" * 64, approved_by="Bà Lan")], at=AT)
    old, new = (entry.row for entry in log.entries())
    log.close()
    assert (old.day, old.sha256, old.approved_by) == (date(2026, 11, 2), "", "")
    assert (new.sha256, new.approved_by) == ("a" * 64, "Bà Lan") and verify(folder).problems == ()
    unlocked(folder, "UPDATE asrun SET body = replace(body, 'Bà Lan', 'Ông Tư') WHERE seq = 2")
    assert any("dòng 2: nội dung đã bị sửa" in problem for problem in verify(folder).problems)


def test_an_emergencys_sound_is_kept_and_checked(tmp_path: Path) -> None:
    """The sound stays under its own SHA-256, once; verification finds it changed or gone."""
    sound, folder = tmp_path / "tone.MP3", written(tmp_path / "as-run", count=0)
    sound.write_bytes(b"am thanh")
    digest = sounds.keep(folder, sound)
    assert sounds.keep(folder, sound) == digest
    (kept,) = (folder / sounds.FOLDER).iterdir()
    assert kept.name == f"{digest}.mp3" and kept.read_bytes() == b"am thanh"
    log = AsRunLog(folder)
    log.append([row("khan-cap/1", kind="emergency", sha256=digest)], at=AT)
    log.close()
    assert verify(folder).problems == ()
    kept.write_bytes(b"khac")
    assert any("đã bị sửa" in problem for problem in verify(folder).problems)
    kept.unlink()
    assert any("mất âm thanh" in problem for problem in verify(folder).problems)
