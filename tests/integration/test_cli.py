"""The command as a person runs it: exit codes, messages, JSON on stdout."""

import json
import wave
from pathlib import Path

import pytest

from tests.project_fixtures import article, copy_project, loa


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of the commune's project, not built."""
    return copy_project(tmp_path_factory.mktemp("lenh"))


def test_check_accepts_the_communes_own_content(project: Path) -> None:
    """The content and schedule in this repository have nothing that must be mended."""
    done = loa("check", project=project)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 chỗ phải sửa" in done.stdout


def test_check_lists_problems_as_json(project: Path, tmp_path: Path) -> None:
    """With --json every problem is an object with path, line, field and message, and the exit code is 1."""
    copy = copy_project(tmp_path / "xa")
    (copy / "content" / "cai-cach-hanh-chinh" / "sai.md").write_text(article(more="stauts: draft\n"), "utf-8")
    done = loa("check", "--json", project=copy)
    assert done.returncode == 1
    wrong = [problem for problem in json.loads(done.stdout) if not problem["advice"]]
    assert [(p["path"], p["line"], p["field"]) for p in wrong] == [("content/cai-cach-hanh-chinh/sai.md", 9, "stauts")]
    assert "status" in wrong[0]["message"]


def test_a_wrong_schedule_hides_nothing(project: Path, tmp_path: Path) -> None:
    """Beside an error of form every other problem is told, advice stays advice, and --json stays JSON."""
    copy = copy_project(tmp_path / "xa")
    (copy / "content" / "cai-cach-hanh-chinh" / "sai.md").write_text(
        article(title="Về KBQTV", more="broadcast: {audience: [khach], approved_by: x}\n"), "utf-8"
    )
    schedule = copy / "broadcast_schedule.yaml"
    text = schedule.read_text("utf-8").replace("late_start: noi-tiep", "late_start: noi tiep")
    text = (
        text.replace("services: []", "services: [khong-co]")
        .replace("media/nhac-hieu.mp3", "media/khong-co.mp3")
        .replace("trình phát thanh {buoi}", "{ngày}")
    )
    schedule.write_text(text, "utf-8")
    done = loa("check", "--json", project=copy)
    assert done.returncode == 1
    told = json.loads(done.stdout)
    wrong = {problem["field"] for problem in told if not problem["advice"]}
    assert wrong == {
        *("playout.late_start", "station.call_music", "station.greeting", "site.services", "broadcast.audience"),
    }
    assert all(problem["line"] for problem in told)
    assert any(problem["advice"] and problem["field"] == "procedure.decided" for problem in told)
    shown = loa("check", project=copy)
    assert "procedure.decided" in shown.stdout and "procedure.decided" not in shown.stderr
    assert ": 5 chỗ phải sửa," in shown.stdout
    assert "procedure.decided" not in loa("plan", project=copy).stderr


def test_check_looks_only_at_files_that_are_there(project: Path) -> None:
    """A mistyped path is refused; the count is of the files asked for."""
    done = loa("check", "content/khong-co.md", project=project)
    assert done.returncode == 1 and "content/khong-co.md" in done.stderr
    done = loa("check", "content/dich-vu-cong/nop-ho-so-truc-tuyen.md", project=project)
    assert done.returncode == 0 and "Đã xem 1 bài: 0 chỗ phải sửa" in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('start: {he: "05:30", dong: "05:45"}', 'start: {he: "04:30", dong: "05:45"}', "slots"),
        ('start: {he: "17:30", dong: "17:00"}', 'start: {he: "17:30", dong: "13:20"}', "slots"),
        ("minutes: 15", "minutes: 45", "slots"),
        ('earliest: "05:00"', "earliest: 2230", "policy.earliest"),
    ],
)
def test_a_schedule_against_the_policy_is_refused(tmp_path: Path, old: str, new: str, field: str) -> None:
    """A session at 04:30, inside quiet hours or too long, and a time that is not HH:MM, each stop loa check."""
    copy = copy_project(tmp_path / "xa")
    schedule = copy / "broadcast_schedule.yaml"
    text = schedule.read_text("utf-8")
    assert old in text
    schedule.write_text(text.replace(old, new, 1), "utf-8")
    done = loa("check", project=copy)
    assert done.returncode == 1
    assert f": {field}" in done.stderr


def test_read_answers_line_by_line(project: Path) -> None:
    """Each line of stdin gives one line of stdout, an empty one stays empty."""
    done = loa("read", project=project, stdin="UBND xã có 21 thôn.\n\nHọp lúc 7h30.\n")
    assert done.returncode == 0
    lines = done.stdout.split("\n")
    assert [bool(line) for line in lines] == [True, False, True, False]
    assert "hai mươi mốt thôn" in lines[0].lower()
    assert "bảy giờ ba mươi" in lines[2].lower()


def test_what_is_read_and_made_comes_as_json_too(project: Path, tmp_path: Path) -> None:
    """read, say and init answer --json with JSON only; init takes --project as every command."""
    read = json.loads(loa("read", "--json", project=project, stdin="Họp lúc 7h30.\n\n").stdout)
    assert [line["written"] for line in read] == ["Họp lúc 7h30.", ""] and "bảy giờ" in read[0]["spoken"]
    said = json.loads(loa("say", "nop-ho-so-truc-tuyen", "--script", "--json", project=project).stdout)
    assert {"written", "spoken"} == set(said[0])
    made = json.loads(loa("init", "--json", project=tmp_path / "Xã Mới").stdout)
    assert (tmp_path / "Xã Mới" / "broadcast_schedule.yaml").as_posix() in made["files"]
    assert loa("init").returncode == 1


def test_say_speaks_line_n_into_n_wav(project: Path, tmp_path: Path) -> None:
    """Line n of the file becomes n.wav, mono, unmastered; an empty line gives none."""
    lines = tmp_path / "cau.txt"
    lines.write_text("Xin chào bà con.\n\nMời nghe tin.\n", "utf-8")
    done = loa("say", "--lines", str(lines), "--to", str(tmp_path / "wav"), "--voice", "espeak", project=project)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "wav").iterdir()) == ["1.wav", "3.wav"]
    with wave.open(str(tmp_path / "wav" / "1.wav")) as sound:
        assert sound.getnchannels() == 1
        assert 0.5 < sound.getnframes() / sound.getframerate() < 5


def test_say_writes_a_draft_for_the_editors_ear(project: Path, tmp_path: Path) -> None:
    """A draft can be heard before it is published, mastered, in the file named."""
    target = tmp_path / "nghe.mp3"
    slug = "dua-tin-vao-buoi-hop-thon"
    done = loa("say", slug, "--voice", "espeak", "--to", str(target), project=project)
    assert done.returncode == 0, done.stderr
    assert target.stat().st_size > 10_000


def test_say_shows_the_script(project: Path) -> None:
    """With --script the written sentences and their readings are printed, and nothing is synthesised."""
    done = loa("say", "nop-ho-so-truc-tuyen", "--script", project=project)
    assert done.returncode == 0, done.stderr
    assert "→" in done.stdout


def test_a_wrong_name_gets_the_nearest_right_one(project: Path) -> None:
    """An article that does not exist is refused with exit code 1 and the nearest name."""
    done = loa("say", "nop-ho-so-truc-tuyn", "--script", project=project)
    assert done.returncode == 1
    assert "nop-ho-so-truc-tuyen" in done.stderr


def test_a_wrong_option_is_told_in_vietnamese(project: Path) -> None:
    """A command line that cannot be parsed gives exit code 1 and how to get help; with --json, JSON on stdout."""
    done = loa("build", "--nhanh", "--json", project=project)
    assert done.returncode == 1
    assert "loa build --help" in done.stderr
    assert "--nhanh" in json.loads(done.stdout)["error"]


def test_a_folder_without_schedule_is_told(tmp_path: Path) -> None:
    """Outside a project the message names the missing file and the command that makes one."""
    done = loa("build", project=tmp_path)
    assert done.returncode == 1
    assert "loa init" in done.stderr


def test_doctor_finds_this_machine_fit(project: Path) -> None:
    """On a machine that runs the tests the doctor finds ffmpeg, Pelican, a voice, space and the project."""
    done = loa("doctor", "--json", project=project)
    assert done.returncode == 0, done.stdout
    found = {finding["name"]: finding["ok"] for finding in json.loads(done.stdout)}
    assert found["site.url"] is False  # still the sample's address
    assert found["ffmpeg"] and found["Pelican"] and found["Dự án"] and found["Giọng espeak"]


def test_commands_that_do_not_exist_yet_are_absent(project: Path) -> None:
    """Every command that --help lists explains itself; there is no stub of the report."""
    done = loa("--help")
    assert done.returncode == 0
    assert "report" not in done.stdout
    for command in ("build", "check", "new", "import", "serve", "read", "say", "plan", "export", "doctor", "init"):
        assert f" {command} " in done.stdout
        assert loa(command, "--help").returncode == 0
