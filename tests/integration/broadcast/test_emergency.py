"""Emergencies in simulated time: in between sentences, as often as asked, not after they expire, always recorded."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipeline import ffmpeg
from pipeline.broadcast.asrun.log import FOLDER as FOLDER_OF_LOG
from pipeline.broadcast.asrun.rows import EMERGENCY, Outcome, Row
from pipeline.broadcast.playout.inbox import FOLDER, Call, Command, post_command, post_emergency
from tests.playout_fixtures import DAY, ITEMS, Rig, at, station_settings, write_day

WHOLE = ["aired"] * len(ITEMS)


class Watchful(Rig):
    """A station that looks for requests as often as the real one."""

    look_s = 0.4


@pytest.fixture(scope="module")
def siren(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An urgent piece of twelve seconds."""
    path = tmp_path_factory.mktemp("khan") / "bao.mp3"
    ffmpeg.run(["-f", "lavfi", "-i", "sine=900:d=12", "-b:a", "64k", "-y", str(path)])
    return path


def call(rig: Rig, sound: Path, *, repeats: int = 2, every_s: int = 30, until: datetime | None = None) -> str:
    """Post an emergency as the command does; return its id."""
    asked = Call(
        title="Bão số 3", by="Anh Tư", reason="bão vào bờ", approved_by="Chủ tịch xã", article="bao-so-3", cap="cap-1",
        until=until, repeats=repeats, every_s=every_s, valid=timedelta(minutes=120),
    )  # fmt: skip
    return post_emergency(rig.project / FOLDER, sound, asked, now=rig.clock.now()).id


def readings(rig: Rig) -> list[Row]:
    """Return the log's rows of emergencies."""
    return [row for row in rig.rows if row.kind == EMERGENCY]


def transcript(project: Path, slug: str, ends: list[float]) -> None:
    """Write a recording's WebVTT with sentences that end at these seconds."""
    folder = project / "output/audio"
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["WEBVTT", ""]
    for begin, end in zip([0.0, *ends], ends, strict=False):
        clocks = [f"00:{int(second // 60):02}:{second % 60:06.3f}" for second in (begin, end)]
        lines += [" --> ".join(clocks), "Câu.", ""]
    (folder / f"{slug}.vtt").write_text("\n".join(lines), "utf-8")


def test_an_emergency_waits_for_the_end_of_the_sentence(tmp_path: Path, siren: Path) -> None:
    """It comes in where a sentence of the piece on air ends, is read as often as set, and the programme goes on."""
    write_day(tmp_path, DAY)
    transcript(tmp_path, "bai-2", [10.0, 25.0, 43.5, 80.0, 120.0])
    rig = Watchful(tmp_path, at("05:44"))
    rig.run("05:45:50")
    call(rig, siren)
    rig.run("06:00")
    cut = next(row for row in rig.rows if row.item == 2)
    assert cut.outcome is Outcome.PARTIAL and cut.seconds == 43.5 and "khẩn cấp" in cut.reason
    first, second = readings(rig)
    assert first.outcome is second.outcome is Outcome.AIRED and first.by == "Anh Tư" and first.reason
    assert cut.ended_at and first.started_at and first.ended_at and second.started_at
    assert 0 <= (first.started_at - cut.ended_at).total_seconds() < 1.5
    assert 30 <= (second.started_at - first.ended_at).total_seconds() < 32
    assert rig.outcomes() == ["aired", "aired", "partial", "aired", "aired", "aired"]
    assert not list((tmp_path / FOLDER).glob("*.json")) and not list((tmp_path / FOLDER).glob("*.mp3"))


def test_without_a_transcript_the_item_is_finished(tmp_path: Path, siren: Path) -> None:
    """Where nobody knows the sentences, the item on air is finished first: no piece is cut in a word."""
    write_day(tmp_path, DAY)
    rig = Watchful(tmp_path, at("05:44"))
    rig.run("05:47:00")
    call(rig, siren, repeats=1)
    rig.run("06:00")
    assert rig.outcomes() == ["aired", "aired", "aired", "missed", "missed", "missed"]
    (reading,) = readings(rig)
    assert reading.started_at and timedelta() <= reading.started_at - at("05:47:19.4") < timedelta(seconds=1.5)


def test_the_rest_is_dropped_by_rule(tmp_path: Path, siren: Path) -> None:
    """With the rule to drop, nothing of the programme follows, and the rows say so."""
    write_day(tmp_path, DAY)
    rig = Watchful(tmp_path, at("05:44"), settings=station_settings(after_emergency="bo"))
    rig.run("05:45:05")
    call(rig, siren, repeats=1)
    rig.run("06:00")
    assert rig.outcomes() == ["aired"] + ["skipped"] * 5
    assert rig.daemon.stage.on_air is None


def test_an_idle_station_reads_at_once_even_in_quiet_hours(tmp_path: Path, siren: Path) -> None:
    """With nothing on air, at two in the morning, it sounds within two seconds; the row says when, who and what."""
    write_day(tmp_path, DAY)
    rig = Watchful(tmp_path, at("01:59"))
    rig.run("02:00")
    call(rig, siren, repeats=1)
    rig.run("02:01")
    (reading,) = readings(rig)
    assert reading.started_at and reading.started_at - at("02:00") < timedelta(seconds=2)
    assert "bão vào bờ" in reading.reason and "giờ yên tĩnh 21:00–05:00" in reading.reason
    assert reading.approved_by == "Chủ tịch xã"
    (kept,) = (tmp_path / FOLDER_OF_LOG / "am-thanh").iterdir()
    assert kept.read_bytes() == siren.read_bytes() and kept.stem == reading.sha256


def test_an_emergency_expires(tmp_path: Path, siren: Path) -> None:
    """No reading begins after its time; one that never could be read is recorded as missed."""
    rig = Watchful(tmp_path, at("09:00"))
    call(rig, siren, repeats=20, every_s=60, until=at("09:03"))
    rig.run("09:30")
    heard = [row.started_at for row in readings(rig)]
    assert 2 <= len(heard) <= 3 and all(when and when < at("09:03") for when in heard)
    rig.player.down = "mất loa"
    call(rig, siren, until=at("09:32"))
    rig.run("09:40")
    assert {row.outcome for row in readings(rig)[len(heard) :]} == {Outcome.MISSED}
    assert rig.daemon.idle()


@pytest.mark.parametrize("target", ["", "cap-1"])
def test_a_cancelled_emergency_falls_silent(tmp_path: Path, siren: Path, target: str) -> None:
    """Cancelled, by a person or by its CAP message, it stops within seconds and is not repeated."""
    rig = Watchful(tmp_path, at("09:00"))
    call(rig, siren, repeats=5)
    rig.run("09:00:05")
    post_command(tmp_path / FOLDER, Command(action="cancel", by="Anh Tư", target=target), now=rig.clock.now())
    rig.run("09:10")
    (reading,) = readings(rig)
    assert reading.outcome is Outcome.PARTIAL and reading.seconds < 9 and "hủy" in reading.reason
    assert rig.daemon.idle()


def test_a_restart_goes_on_with_what_is_left(tmp_path: Path, siren: Path) -> None:
    """Killed between two readings, the playout reads only those that are left; none is recorded twice."""
    rig = Watchful(tmp_path, at("09:00"))
    call(rig, siren, repeats=3)
    rig.run("09:00:20")
    rig.restart(after=timedelta(seconds=20))
    rig.run("09:10")
    rows = readings(rig)
    assert [row.outcome for row in rows] == [Outcome.AIRED] * 3 and len({row.key for row in rows}) == 3


def test_a_kill_in_a_reading_repeats_it(tmp_path: Path, siren: Path) -> None:
    """Killed in the middle of a reading, the cut one is recorded as cut and the set number of whole ones still airs."""
    rig = Watchful(tmp_path, at("09:00"))
    call(rig, siren, repeats=2)
    rig.run("09:00:06")
    rig.restart(after=timedelta(seconds=5))
    rig.run("09:10")
    assert [row.outcome.value for row in readings(rig)] == ["partial", "aired", "aired"]


def test_two_emergencies_follow_each_other(tmp_path: Path, siren: Path) -> None:
    """The second waits until the first is done: one voice, in the order they came."""
    rig = Watchful(tmp_path, at("09:00"))
    ids = [call(rig, siren, repeats=2, every_s=5), ""]
    rig.step(2)
    ids[1] = call(rig, siren, repeats=1)
    rig.run("09:10")
    assert [row.key.split("/")[1] for row in readings(rig)] == [ids[0], ids[0], ids[1]]
    ends = [p.due + p.end_s for p in rig.player.heard]
    assert all(end <= later.due + 0.01 for end, later in zip(ends, rig.player.heard[1:], strict=False))


def test_a_programme_due_during_an_emergency_joins_after_it(tmp_path: Path, siren: Path) -> None:
    """A slot whose time comes while an emergency is read begins whole after it, since it still fits."""
    write_day(tmp_path, DAY)
    rig = Watchful(tmp_path, at("05:44:50"))
    rig.daemon.start()
    call(rig, siren, repeats=1)
    rig.run("06:00")
    assert rig.outcomes() == WHOLE
    (reading,) = readings(rig)
    first = next(row for row in rig.rows if row.item == 0)
    assert reading.ended_at and first.started_at and first.started_at >= reading.ended_at


def test_rubbish_in_the_inbox_is_set_aside(tmp_path: Path) -> None:
    """A request that cannot be read is told once, put aside, and stops nothing."""
    rig = Watchful(tmp_path, at("09:00"))
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / FOLDER / "x.json").write_text(json.dumps({"emergency": {"id": "../.."}}))
    rig.step(3)
    assert not (tmp_path / FOLDER / "x.json").exists() and (tmp_path / FOLDER / "x.hong").exists()
    assert "x.json" in rig.daemon.book.last_error


def test_a_lost_sound_is_recorded(tmp_path: Path, siren: Path) -> None:
    """An emergency whose sound is gone is told and recorded as missed, and the playout goes on."""
    rig = Watchful(tmp_path, at("09:00"))
    name = call(rig, siren)
    (tmp_path / FOLDER / f"{name}.mp3").unlink()
    rig.step(5)
    assert [row.outcome for row in readings(rig)] == [Outcome.MISSED] and rig.daemon.idle()
