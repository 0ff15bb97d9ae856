"""``loa log`` and ``loa play --emergency`` as a person runs them: what they print, write and exit with."""

import json
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from pipeline import ffmpeg
from pipeline.broadcast.asrun.log import FOLDER, AsRunLog
from pipeline.broadcast.playout.inbox import FOLDER as INBOX
from tests.playout_fixtures import ROOT, write_day
from tests.project_fixtures import copy_project, loa
from tests.tools import need

PAST = date(2026, 11, 2)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with an exported day in the past, and a player that needs no loudspeaker."""
    schedule = (ROOT / "broadcast_schedule.yaml").read_text("utf-8")
    changes = {"  device:  ": '  device: "null"  #', "emergency_repeats: 3 ": "emergency_repeats: 2 ",
               "emergency_every_s: 120": "emergency_every_s: 1"}  # fmt: skip
    for old, new in changes.items():
        assert old in schedule
        schedule = schedule.replace(old, new)
    (tmp_path / "broadcast_schedule.yaml").write_text(schedule, "utf-8")
    write_day(tmp_path, PAST)
    return tmp_path


def test_a_day_is_confirmed_shown_corrected_and_verified(project: Path) -> None:
    """A person confirms a slot with exceptions; the log shows it in words, corrections follow, and it verifies."""
    done = loa("log", "confirm", "02/11/2026", "--slot", "sang", "--except", "sang:bai-4", "--by", "Chị Hoa",
               "--reason", "mất điện", "--started", "05:47", project=project)  # fmt: skip
    assert done.returncode == 0 and "6 dòng" in done.stdout, done.stderr
    again = loa("log", "confirm", "2026-11-02", "--slot", "sang", "--by", "Anh Tư", project=project)
    assert "0 dòng" in again.stdout and "không phát" in again.stderr and "loa log correct" in again.stderr
    for seq, outcome in (("5", "aired"), ("1", "void")):
        why = ("--by", "A", "--reason", "nhầm", "--json")
        done = loa("log", "correct", seq, "--outcome", outcome, *why, project=project)
        assert [entry["row"]["outcome"] for entry in json.loads(done.stdout)] == [outcome], done.stderr
    shown = json.loads(loa("log", "show", "--from", "2026-11-02", "--json", project=project).stdout)
    assert [entry["row"]["outcome"] for entry in shown] == ["aired"] * 5 and shown[-1]["row"]["seconds"] == 180
    assert shown[0]["row"]["started_at"].startswith("2026-11-02T05:47:10") and len(shown[0]["row"]["sha256"]) == 64
    text = loa("log", "show", "--from", "2026-11-02", project=project).stdout
    assert len(text.splitlines()) == 5 and "đã phát" in text and "aired" not in text
    verified = loa("log", "verify", project=project)
    assert verified.returncode == 0 and "nguyên vẹn" in verified.stdout


def test_looking_makes_no_log(project: Path) -> None:
    """With packages of past days and no log, looking fails and leaves no trace; without packages there is nothing."""
    for command in ("show", "verify", "export"):
        assert loa("log", command, project=project).returncode == 1
    (project / "output/broadcast/2026-11-02/rundown.json").unlink()
    shown = loa("log", "show", project=project)
    assert shown.returncode == 0 and "Chưa có nhật ký" in shown.stdout, shown.stderr
    assert not (project / FOLDER).exists()


def test_a_slip_in_the_schedule_keeps_nobody_from_the_log(project: Path) -> None:
    """After a typo in the schedule a person still confirms a day, by the last good settings, and is told."""
    assert loa("play", "--cancel", "tat-ca", "--by", "A", "--reason", "thử", "--json", project=project).stdout
    schedule = project / "broadcast_schedule.yaml"
    schedule.write_text(schedule.read_text("utf-8").replace("station:", "station: [", 1), "utf-8")
    done = loa(
        "log", "confirm", "2026-11-02", "--by", "Chị Hoa", "--started", "05:45", "--slot", "sang", project=project
    )
    assert done.returncode == 0 and "6 dòng" in done.stdout and "có chỗ sai" in done.stderr, done.stderr


def test_a_tampered_log_fails_verification(project: Path) -> None:
    """After somebody edits the file behind the log's back, verify says which row and leaves with 1."""
    loa("log", "confirm", "2026-11-02", "--by", "Chị Hoa", project=project)
    with sqlite3.connect(project / FOLDER / "as-run.sqlite") as database:
        database.execute("DROP TRIGGER asrun_no_update")
        database.execute("UPDATE asrun SET body = replace(body, '120.0', '900.0') WHERE seq = 3")
    database.close()
    done = loa("log", "verify", "--json", project=project)
    problems = json.loads(done.stdout)["problems"]
    assert done.returncode == 1 and any("dòng 3" in problem for problem in problems)


def test_a_log_goes_out_and_comes_in(project: Path, tmp_path: Path) -> None:
    """An export is a file that another project imports, once; a second import finds nothing new."""
    loa("log", "confirm", "2026-11-02", "--started", "05:45", "--slot", "sang", "--by", "Chị Hoa", project=project)
    out = tmp_path / "nhat-ky.csv"
    done = loa("log", "export", "--out", str(out), "--json", project=project)
    assert json.loads(done.stdout) == {"file": str(out), "rows": 6}, done.stderr
    assert out.read_bytes().startswith(b"\xef\xbb\xbf") and len(out.read_text("utf-8").splitlines()) == 7
    other = tmp_path / "khac"
    other.mkdir()
    (other / "broadcast_schedule.yaml").write_bytes((project / "broadcast_schedule.yaml").read_bytes())
    first = loa("log", "import", str(out), "--by", "Anh Tư", project=other)
    assert first.returncode == 0 and "đã nhập 6" in first.stdout, first.stderr
    assert "đã nhập 0" in loa("log", "import", str(out), "--by", "Anh Tư", project=other).stdout
    lines = loa("log", "export", "--format", "jsonl", project=other).stdout.splitlines()
    assert {json.loads(line)["evidence"] for line in lines} == {"file"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("log", "confirm", "2026-11-02"), "--by"),
        (("log", "confirm", "2026-11-03", "--by", "A"), "chưa có phiếu phát"),
        (("log", "confirm", "ngày mai", "--by", "A"), "không phải ngày"),
        (("log", "confirm", "2026-11-02", "--started", "05:47", "--by", "A"), "từng khung"),
        (("log", "correct", "7", "--outcome", "phát", "--by", "A", "--reason", "x"), "missed (không phát)"),
        (("log", "correct", "7", "--outcome", "void", "--by", "A", "--reason", "x"), "không có dòng 7"),
        (("play", "--emergency", "khong-co", "--by", "A", "--reason", "x"), "khong-co"),
        (("play", "--emergency", "x.mp3", "--by", "A"), "lý do"),
        (("play", "--emergency", __file__, "--by", "A", "--reason", "x"), "--approved-by"),
        (("play", "--cap", "/", "--by", "A"), "là thư mục"),
    ],
)
def test_a_wrong_request_is_refused_in_words(project: Path, arguments: tuple[str, ...], words: str) -> None:
    """What is missing or wrong is said in Vietnamese, with exit code 1, and nothing is recorded."""
    done = loa(*arguments, project=project)
    assert done.returncode == 1 and words in done.stderr and "Traceback" not in done.stderr
    log = AsRunLog(project / FOLDER)
    assert log.entries() == ()
    log.close()


def test_an_emergency_is_read_at_once_without_a_playout(project: Path, tmp_path: Path) -> None:
    """With no playout running, the command itself reads the file as often as set, and records who and why."""
    need("mpv")
    sound = tmp_path / "bao.mp3"
    ffmpeg.run(["-f", "lavfi", "-i", "sine=900:d=1", "-y", str(sound)])
    said = ("--by", "Anh Tư", "--reason", "bão vào", "--approved-by", "Chủ tịch xã")
    done = loa("play", "--emergency", str(sound), *said, "--json", project=project)
    assert done.returncode == 0 and json.loads(done.stdout)["read_here"], done.stderr
    log = AsRunLog(project / FOLDER)
    rows = [entry.row for entry in log.entries()]
    log.close()
    assert [row.outcome.value for row in rows] == ["aired", "aired"]
    assert {(row.by, row.reason.split(";")[0], row.kind) for row in rows} == {("Anh Tư", "bão vào", "emergency")}
    assert {row.approved_by for row in rows} == {"Chủ tịch xã"}
    assert not list((project / INBOX).glob("*.json"))


def test_an_article_must_be_urgent_and_approved(tmp_path: Path) -> None:
    """An ordinary article, and an urgent one that nobody approved, are not read out as an emergency."""
    project = copy_project(tmp_path / "xa")
    text = next(path for path in (project / "content").rglob("*.md") if "priority: thuong" in path.read_text("utf-8"))
    done = loa("play", "--emergency", text.stem, "--by", "A", "--reason", "x", project=project)
    assert done.returncode == 1 and "không phải khẩn cấp" in done.stderr
    body = text.read_text("utf-8").replace("priority: thuong", "priority: khan-cap").replace("approved_by:", "#")
    text.write_text(body, "utf-8")
    done = loa("play", "--emergency", text.stem, "--by", "A", "--reason", "x", project=project)
    assert done.returncode == 1 and "chưa được duyệt" in done.stderr


def test_a_cap_file_becomes_a_draft(project: Path, tmp_path: Path) -> None:
    """loa play --cap writes a draft and says what a person has to do; a second reading is refused."""
    file = tmp_path / "bao.xml"
    file.write_text(
        '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>1</identifier><sender>kttv</sender>'
        "<sent>2026-12-01T08:50:00+07:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>"
        "<info><headline>Bão</headline></info></alert>", "utf-8",
    )  # fmt: skip
    done = loa("play", "--cap", str(file), "--by", "Anh Tư", project=project)
    assert done.returncode == 0 and "approved_by" in done.stdout, done.stderr
    (draft,) = (project / "content").glob("canh-bao-*.md")
    assert "status: draft" in draft.read_text("utf-8")
    assert loa("play", "--cap", str(file), "--by", "Anh Tư", project=project).returncode == 1
