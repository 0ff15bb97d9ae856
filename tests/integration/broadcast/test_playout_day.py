"""A station's day in simulated time: on time, late, missed, without its file, with a clock that jumps."""

import itertools
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.broadcast.asrun.rows import Evidence, Outcome
from pipeline.broadcast.asrun.verify import verify
from pipeline.broadcast.playout.station import Hooks
from pipeline.model.radio import ItemKind
from tests.playout_fixtures import DAY, ITEMS, Rig, SimPlayer, at, programme, station_settings, write_day

WHOLE = ["aired"] * len(ITEMS)


def _sound(path: Path, seconds: float = 5.0) -> None:
    from pipeline import ffmpeg

    path.parent.mkdir(parents=True, exist_ok=True)
    ffmpeg.run(["-f", "lavfi", "-i", f"sine=500:d={seconds}", "-b:a", "64k", "-y", str(path)])


def _one_voice(player: SimPlayer) -> bool:
    """Tell whether no sound began before the one before it had ended."""
    spans = sorted((p.due, p.due + p.end_s) for p in player.heard if p.end_s > 0)
    return all(first[1] <= second[0] + 0.01 for first, second in itertools.pairwise(spans))


def test_a_day_is_aired_on_time_and_logged_once(tmp_path: Path) -> None:
    """Each slot starts within a second, every item is recorded once, with its sound and the player's evidence."""
    sounds = {part.programme.slot: part.sha256 for part in write_day(tmp_path, DAY).programmes}
    rig = Rig(tmp_path, at("05:00"))
    rig.run("18:00")
    assert rig.outcomes("sang") == rig.outcomes("chieu") == WHOLE
    assert {(row.slot, row.sha256) for row in rig.rows} == set(sounds.items())
    for row in rig.rows:
        assert row.evidence is Evidence.PLAYER and row.started_at and row.planned_at
        assert abs((row.started_at - row.planned_at).total_seconds()) < 1
    assert len(rig.rows) == 2 * len(ITEMS) and len(rig.player.heard) == 2
    assert not verify(rig.daemon.book.log.folder).problems


@pytest.mark.parametrize(
    ("start", "outcomes"),
    [
        ("05:45:01", WHOLE),
        ("05:45:04", ["missed", *WHOLE[1:]]),
        ("05:46:00", ["missed"] * 3 + WHOLE[3:]),
        ("05:47:22", ["missed"] * 4 + WHOLE[4:]),
        ("05:49:00", ["missed"] * 6),
        ("09:00:00", ["missed"] * 6),
    ],
)
def test_a_late_start_joins_at_the_next_item_by_the_clock(tmp_path: Path, start: str, outcomes: list[str]) -> None:
    """After a power cut the programme goes on at the next item at its own time; what went by is recorded as missed."""
    write_day(tmp_path, DAY)
    rig = Rig(tmp_path, at(start))
    rig.run("10:00")
    assert rig.outcomes() == outcomes
    for row in rig.rows:
        if row.outcome is Outcome.AIRED:
            assert row.started_at and row.planned_at
            assert abs((row.started_at - row.planned_at).total_seconds()) <= 1.01
        else:
            assert row.reason and row.started_at is None


@pytest.mark.parametrize(("rule", "heard"), [("chi-thong-bao", 1), ("bo", 0)])
def test_a_late_start_airs_the_notice_only_or_nothing(tmp_path: Path, rule: str, heard: int) -> None:
    """By rule a late start airs the slot's notice, or nothing; the programme itself is recorded as missed."""
    write_day(tmp_path, DAY)
    notice = tmp_path / "thong-bao.mp3"
    _sound(notice)
    hooks = Hooks(notice=lambda slot: notice, background=lambda job: job())
    rig = Rig(tmp_path, at("05:46"), settings=station_settings(late_start=rule), hooks=hooks)
    rig.run("06:30")
    assert rig.outcomes() == ["missed"] * 6
    assert len(rig.player.heard) == heard
    notices = [row for row in rig.rows if row.kind == ItemKind.NOTICE]
    assert [row.outcome for row in notices] == [Outcome.AIRED] * heard and not any(row.planned for row in notices)


def test_a_slot_that_went_by_is_not_made_up(tmp_path: Path) -> None:
    """A machine that comes up at noon records the morning as missed and plays nothing until the evening."""
    write_day(tmp_path, DAY)
    rig = Rig(tmp_path, at("12:00"))
    rig.run("16:59")
    assert rig.outcomes("sang") == ["missed"] * 6 and not rig.player.heard
    rig.run("17:30")
    assert rig.outcomes("chieu") == WHOLE


def test_days_without_power_are_recorded_as_missed(tmp_path: Path) -> None:
    """After three dark days each slot of each of them is recorded as missed, once."""
    days = [DAY + timedelta(days=n) for n in range(4)]
    for day in days:
        write_day(tmp_path, day)
    rig = Rig(tmp_path, at("05:00"))
    rig.run("18:00")
    rig.restart(after=timedelta(days=2, hours=20))
    for day in days[1:3]:
        assert rig.outcomes("sang", day) == rig.outcomes("chieu", day) == ["missed"] * 6
    assert rig.outcomes("sang", days[3]) == ["missed"] * 6
    assert rig.outcomes("chieu", days[0]) == WHOLE


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.tuples(st.floats(0.1, 400), st.floats(0, 40)), max_size=5))
def test_power_cuts_lose_and_double_nothing(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[tuple[float, float]]
) -> None:
    """Whenever the process dies and however often, each item has exactly one row and the log verifies."""
    project = tmp_path_factory.mktemp("dai")
    write_day(project, DAY)
    rig = Rig(project, at("05:44"))
    rig.daemon.start()
    for after, dark in cuts:
        rig.step(after)
        rig.restart(after=timedelta(seconds=dark))
    rig.run("18:00")
    assert len(rig.outcomes("sang")) == len(rig.outcomes("chieu")) == len(ITEMS)
    assert not verify(rig.daemon.book.log.folder).problems
    for row in rig.rows:
        if row.outcome is Outcome.AIRED and row.started_at and row.planned_at:
            assert abs((row.started_at - row.planned_at).total_seconds()) <= 1.01, "not by the clock"
    rig.daemon.book.log.close()


@pytest.mark.parametrize("moment", ["05:46:00", "06:30:00"])
@pytest.mark.parametrize("again", [False, True], ids=["running", "restarted"])
def test_a_clock_set_back_doubles_nothing(tmp_path: Path, moment: str, again: bool) -> None:
    """Set back an hour in the middle of a programme or after it, nothing is aired or recorded twice."""
    write_day(tmp_path, DAY)
    rig = Rig(tmp_path, at("05:44"))
    rig.run(moment)
    rig.clock.jump(timedelta(hours=-1))
    if again:
        rig.restart()
    rig.run("18:00")
    aired = [row for row in rig.rows if row.outcome is Outcome.AIRED]
    assert len({row.key for row in aired}) == len(aired)
    assert len(rig.outcomes("sang")) == 6 and rig.outcomes("chieu") == WHOLE
    assert not verify(rig.daemon.book.log.folder).problems
    assert all(row.ended_at >= row.started_at for row in rig.rows if row.started_at and row.ended_at)


def test_a_clock_set_forward_leads_to_a_late_start(tmp_path: Path) -> None:
    """A machine that boots with an old time and is then set right joins by the clock."""
    write_day(tmp_path, DAY)
    rig = Rig(tmp_path, at("05:00"))
    rig.run("05:10")
    rig.clock.jump(timedelta(minutes=36))
    rig.run("06:30")
    assert rig.outcomes() == ["missed"] * 3 + WHOLE[3:]


@pytest.mark.parametrize("harm", ["missing", "damaged"])
def test_a_bad_file_is_made_again_before_the_slot(tmp_path: Path, harm: str) -> None:
    """The pre-roll check finds a missing or damaged file, tells it, and has the package made again in time."""
    write_day(tmp_path, DAY)
    file = tmp_path / f"output/broadcast/{DAY}/{DAY}-sang.mp3"
    if harm == "missing":
        file.unlink()
    else:
        file.write_bytes(b"x")
    made: list[object] = []

    def rebuild(day: object) -> None:
        made.append(day)
        write_day(tmp_path, DAY)

    rig = Rig(tmp_path, at("05:00"), hooks=Hooks(rebuild=rebuild, background=lambda job: job()))
    rig.run("06:00")
    assert made == [DAY] and rig.outcomes() == WHOLE
    assert any("tệp" in entry.row.title for entry in rig.entries if entry.row.outcome is Outcome.NOTE)


@pytest.mark.parametrize("given_", ["fallback", "notice", "music"])
def test_something_is_aired_when_the_file_stays_bad(tmp_path: Path, given_: str) -> None:
    """Without its file the slot airs the fallback piece, else the notice, else the call music: never silence."""
    write_day(tmp_path, DAY)
    (tmp_path / f"output/broadcast/{DAY}/{DAY}-sang.mp3").unlink()
    settings_ = station_settings()
    slot = settings_.slots[0].model_copy(update={"fallback": ("du-phong",)})
    settings_ = settings_.model_copy(update={"slots": (slot, *settings_.slots[1:])})
    sounds = {"fallback": tmp_path / "output/audio/du-phong.mp3", "notice": tmp_path / "bao.mp3"}
    sounds["music"] = tmp_path / "content" / settings_.station.call_music
    _sound(sounds[given_])
    hooks = Hooks(notice=lambda _: sounds["notice"] if given_ == "notice" else None, background=lambda job: job())
    rig = Rig(tmp_path, at("05:40"), settings=settings_, hooks=hooks)
    rig.run("06:00")
    assert rig.outcomes() == ["missed"] * 6
    assert [p.sound.path for p in rig.player.heard] == [sounds[given_]]
    spare = next(row for row in rig.rows if not row.planned)
    assert spare.outcome is Outcome.AIRED and spare.started_at
    assert abs((spare.started_at - at("05:45")).total_seconds()) < 1
    assert rig.daemon.book.last_error


def test_a_slot_without_any_package_is_told_and_filled(tmp_path: Path) -> None:
    """A day that nobody exported is recorded as missed with its reason, and the call music stands in."""
    settings_ = station_settings()
    _sound(tmp_path / "content" / settings_.station.call_music)
    rig = Rig(tmp_path, at("05:40"), settings=settings_)
    rig.run("06:00")
    assert rig.outcomes() == ["missed"] and len(rig.player.heard) == 1
    assert "không có chương trình nào được xuất" in rig.rows[0].reason


@pytest.mark.parametrize("away", [2, 10, 25])
def test_a_player_that_comes_back_loses_nothing(tmp_path: Path, away: int) -> None:
    """A player gone for up to half a minute: the piece goes on a little before where it broke off, whole."""
    write_day(tmp_path, DAY)
    rig = Rig(tmp_path, at("05:44"))
    rig.run("05:46:30")
    broke = rig.player.heard[-1].position_s
    rig.player.fail("mất thiết bị")
    rig.step(away)
    rig.player.down = None
    rig.run("06:00")
    assert rig.outcomes() == WHOLE
    again = rig.player.heard[-1].sound
    assert broke - 3 < again.start_s <= broke
    cut = next(row for row in rig.rows if row.item == 2)
    assert cut.seconds == ITEMS[2][1] and "đứt" in cut.reason
    assert _one_voice(rig.player)


def test_a_player_away_for_long_joins_by_the_clock(tmp_path: Path) -> None:
    """A player gone for two minutes: the piece is recorded as cut, and the next items air at their own times."""
    write_day(tmp_path, DAY)
    rig = Rig(tmp_path, at("05:44"))
    rig.run("05:46:30")
    rig.player.fail("mất thiết bị")
    rig.step(45)
    rig.player.down = None
    rig.run("06:00")
    assert rig.outcomes() == ["aired", "aired", "partial", "aired", "aired", "aired"]
    joined = next(row for row in rig.rows if row.item == 4)
    assert joined.started_at == joined.planned_at


def test_a_dead_player_leaves_every_item_recorded(tmp_path: Path) -> None:
    """A player that never comes back: every item of the day is still recorded, as cut or missed, with the reason."""
    write_day(tmp_path, DAY)
    rig = Rig(tmp_path, at("05:44"))
    rig.run("05:46:30")
    rig.player.fail("mất thiết bị")
    rig.run("18:00")
    assert rig.outcomes() == ["aired", "aired", "partial", "missed", "missed", "missed"]
    assert rig.outcomes("chieu") == ["missed"] * 6
    assert all("mất thiết bị" in row.reason for row in rig.rows if row.outcome is not Outcome.AIRED)


def test_programmes_never_overlap(tmp_path: Path) -> None:
    """A programme that is still on when the next one is due is not cut; the next follows whole, as it still fits."""
    first = programme("sang", at("05:45"), minutes=6)
    second = programme("sau", at("05:50:20"), minutes=10)
    write_day(tmp_path, DAY, [(first, b"a"), (second, b"b")])
    rig = Rig(tmp_path, at("05:40"))
    rig.run("06:10")
    assert rig.outcomes("sang") == rig.outcomes("sau") == WHOLE
    assert _one_voice(rig.player)


def test_a_controller_that_tells_nothing_is_not_evidence(tmp_path: Path) -> None:
    """A player that cannot tell what it plays leaves rows that say delivered, which count for nothing yet."""
    from pipeline.broadcast.asrun.rows import tally

    write_day(tmp_path, DAY)
    rig = Rig(tmp_path, at("05:44"))
    rig.player.confirms = False
    rig.run("06:00")
    assert rig.outcomes() == ["delivered"] * 6
    assert tally(rig.entries, DAY, DAY) == {}


def test_a_package_exported_again_is_followed(tmp_path: Path) -> None:
    """A slot moved to a later time in a new package is aired at the new time, once."""
    write_day(tmp_path, DAY)
    rig = Rig(tmp_path, at("05:00"))
    rig.run("05:30")
    write_day(tmp_path, DAY, [(programme("sang", at("06:15")), b"moi"), (programme("chieu", at("17:00")), b"chieu")])
    rig.run("07:00")
    assert rig.outcomes() == WHOLE
    assert rig.rows[0].started_at == at("06:15")


def test_stopping_finishes_a_short_item_or_fades(tmp_path: Path) -> None:
    """Asked to stop, the daemon finishes an item that ends soon and records the rest; a restart goes on."""
    write_day(tmp_path, DAY)
    rig = Rig(tmp_path, at("05:44"))
    rig.run("05:45:05")
    rig.daemon.terminate()
    rig.step(30)
    assert rig.daemon.finished and rig.outcomes() == ["aired"] + ["missed"] * 5
    assert {row.reason for row in rig.rows if row.outcome is Outcome.MISSED} == {"dừng phần mềm phát"}
    rig.restart()
    rig.run("05:46")
    assert rig.outcomes() == ["aired", "missed"] + ["missed"] * 4
    rig.run("05:47:22")
    rig.daemon.terminate()
    rig.step(2.2)
    assert rig.daemon.finished and rig.outcomes() == ["aired", "missed", "missed", "aired", "missed", "missed"]
    rig.restart()
    rig.run("05:48")
    rig.restart(after=timedelta(seconds=1))
    rig.run("18:00")
    assert rig.outcomes() == ["aired", "missed", "missed", "aired", "partial", "missed"]
    assert rig.outcomes("chieu") == WHOLE and not verify(rig.daemon.book.log.folder).problems


def test_a_stop_that_nobody_starts_again_keeps_its_reason(tmp_path: Path) -> None:
    """Stopped in a programme and started only hours later, the log still says that the software was stopped."""
    write_day(tmp_path, DAY)
    rig = Rig(tmp_path, at("05:44"))
    rig.run("05:46")
    rig.daemon.terminate()
    rig.step(5)
    left = [row for row in rig.rows if row.slot == "sang"]
    rig.restart(after=timedelta(hours=2))
    rig.run("18:00")
    assert [row for row in rig.rows if row.slot == "sang"] == left
    assert rig.outcomes()[2:] == ["partial"] + ["missed"] * 3
    assert rig.outcomes("chieu") == WHOLE
