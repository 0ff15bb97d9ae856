"""The doctor opens what the playout would open, and the check refuses call music that is no sound."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import settings
from pipeline.broadcast.playout.service import alone
from pipeline.build.doctor import Finding, _player
from pipeline.build.project import Project, _schedule_media
from pipeline.content import read_library
from tests.playout_fixtures import ROOT, at
from tests.tools import need

SCHEDULE = (ROOT / settings.FILE).read_text("utf-8")


def found(project: Path, old: str = "", new: str = "") -> Finding:
    """Return what the doctor finds of the player, after a change to the schedule."""
    assert old in SCHEDULE
    (project / settings.FILE).write_text(SCHEDULE.replace(old, new) if old else SCHEDULE, "utf-8")
    return _player(project)


@pytest.mark.parametrize(
    ("new", "ok", "words"),
    [('  device: "null" #', True, "mpv mở được thiết bị null"), ('  device: "alsa/khongco" #', False, "khongco")],
)
def test_the_configured_device_is_opened(tmp_path: Path, new: str, ok: bool, words: str) -> None:
    """A device that opens is told as good; one that does not, though the schedule names it, is missing."""
    need("mpv")
    finding = found(tmp_path, "  device:  ", new)
    assert finding.ok is ok and finding.needed is not ok and words in finding.message


def test_a_folder_that_is_not_there_is_missing(tmp_path: Path) -> None:
    """The controller's folder must exist and take a file."""
    line = f"  folder: {tmp_path / 'loa'} #"
    schedule = SCHEDULE.replace("player: device ", "player: folder ").replace("  folder:  ", line)
    (tmp_path / settings.FILE).write_text(schedule, "utf-8")
    assert not _player(tmp_path).ok and _player(tmp_path).needed
    (tmp_path / "loa").mkdir()
    assert _player(tmp_path).ok and not list((tmp_path / "loa").iterdir())


def test_a_running_playout_is_not_disturbed(tmp_path: Path) -> None:
    """While loa play holds the device, the doctor says so and does not try to open it."""
    with alone(tmp_path):
        finding = found(tmp_path, "  device:  ", '  device: "alsa/khongco" #')
    assert finding.ok and "loa play đang chạy" in finding.message


def test_call_music_must_be_a_sound(tmp_path: Path) -> None:
    """A picture in the place of the call music is refused at its line; the commune's own music passes."""
    picture = next((ROOT / "content" / "media").glob("*.jpg"))
    given, lines = settings.load(ROOT)
    project = Project(ROOT, given, lines, read_library(tmp_path), at("09:00"))
    assert _schedule_media(project) == []
    station = given.station.model_copy(update={"call_music": f"media/{picture.name}"})
    (problem,) = _schedule_media(replace(project, settings=given.model_copy(update={"station": station})))
    assert "không phải tệp âm thanh" in problem.message and problem.line == lines("station", "call_music")
