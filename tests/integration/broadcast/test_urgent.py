"""An emergency called from a terminal: the person learns within seconds whether it sounds, and how to stop it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline import ffmpeg
from pipeline.broadcast.asrun.log import FOLDER as LOG
from pipeline.broadcast.asrun.reading import entries
from pipeline.broadcast.asrun.rows import EMERGENCY, Outcome, Row
from pipeline.broadcast.playout import recording, snapshot, urgent
from pipeline.broadcast.playout.cap import LEDGER
from pipeline.broadcast.playout.inbox import FOLDER, Call, Command, emergencies, post_emergency
from pipeline.broadcast.playout.service import alone
from pipeline.broadcast.playout.urgent import Desk
from pipeline.cli import playout as command
from pipeline.errors import MachineError, RequestError
from pipeline.settings import Playout
from tests.playout_fixtures import DAY, FakeClock, Rig, SimPlayer, at, station_settings, write_day

ASKED = Call(
    title="Bão số 3", by="Anh Tư", reason="bão vào bờ", approved_by="Chủ tịch xã", repeats=2, every_s=5,
    valid=timedelta(minutes=120),
)  # fmt: skip


@pytest.fixture(scope="module")
def siren(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An urgent sound of three seconds."""
    path = tmp_path_factory.mktemp("khan") / "bao.mp3"
    ffmpeg.run(["-f", "lavfi", "-i", "sine=900:d=3", "-b:a", "64k", "-y", str(path)])
    return path


@dataclass
class Place:
    """A project with a clock and a player of its own, and what was told at its terminal."""

    project: Path
    clock: FakeClock = field(default_factory=lambda: FakeClock(at("09:00")))
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Give the player the same clock."""
        self.player = SimPlayer(self.clock)

    def desk(self, *, keep_trying: bool = False) -> Desk:
        """Return the terminal."""
        return Desk(self.project, station_settings(), self.clock, self.told.append, keep_trying=keep_trying)

    @property
    def rows(self) -> list[Row]:
        """The log's rows of emergencies."""
        found = entries(self.project / LOG) or ()
        return [entry.row for entry in found if entry.row.kind == EMERGENCY]

    @property
    def left(self) -> list[str]:
        """What the inbox still holds."""
        return [path.name for path in (self.project / FOLDER).iterdir() if path.suffix != ".lock"]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A station at nine, with nothing on air."""
    return Place(tmp_path)


class Watchful(Rig):
    """A station that looks for requests as often as the real one."""

    look_s = 0.4


@dataclass
class Stepping(FakeClock):
    """A clock on which waiting lets the running playout work."""

    step: Callable[[float], None] = lambda seconds: None

    def sleep(self, seconds: float) -> None:
        """Let the playout pass the time."""
        self.step(seconds)
        super().sleep(seconds)


def test_a_sounding_emergency_is_read_as_often_as_set(place: Place, siren: Path) -> None:
    """Without a playout it is read here; rows name caller and approver; nothing stays in the inbox."""
    done = urgent.call(place.desk(), siren, ASKED, player=place.player)
    assert done.here and done.whole == 2 and place.left == []
    assert [(r.outcome, r.by, r.approved_by) for r in place.rows] == [(Outcome.AIRED, "Anh Tư", "Chủ tịch xã")] * 2


def test_a_mute_station_says_so_within_seconds(place: Place, siren: Path) -> None:
    """The person reads why it is NOT aired, the command gives up soon, and nothing is left to sound by surprise."""
    place.player.down = "không mở được thiết bị"
    began = place.clock.monotonic()
    with pytest.raises(MachineError, match=r"CHƯA phát được “Bão số 3”: không mở được thiết bị.*--keep-trying"):
        urgent.call(place.desk(), siren, ASKED, player=place.player)
    assert place.clock.monotonic() - began < 12 and "CHƯA phát được: không mở" in place.told[-1]
    assert "Ctrl+C" in place.told[-1] and place.left == []
    assert [row.outcome for row in place.rows] == [Outcome.MISSED] and not place.player.heard


def test_told_to_keep_trying_it_waits_for_the_loudspeaker(place: Place, siren: Path) -> None:
    """With --keep-trying it is told again every half minute, and read as soon as the player is back."""
    place.player.down = "mất loa"

    def tell(text: str) -> None:
        place.told.append(text)
        if sum("CHƯA" in line for line in place.told) == 3:
            place.player.down = None

    desk = Desk(place.project, station_settings(), place.clock, tell, keep_trying=True)
    assert urgent.call(desk, siren, ASKED, player=place.player).whole == 2
    assert sum("CHƯA phát được: mất loa" in line for line in place.told) == 3


def test_a_person_who_stops_the_command_stops_the_emergency(place: Place, siren: Path) -> None:
    """Stopped while it cannot sound, the request is gone: the next call does not air it first."""
    place.player.down = "mất loa"
    desk = place.desk(keep_trying=True)
    stopping = Desk(
        desk.project, desk.settings, desk.clock, lambda text: desk.stopped.set() if "CHƯA" in text else None,
        keep_trying=True, stopped=desk.stopped,
    )  # fmt: skip
    with pytest.raises(MachineError, match="người gọi đã dừng lệnh"):
        urgent.call(stopping, siren, ASKED, player=place.player)
    assert place.left == [] and place.rows[-1].outcome is Outcome.MISSED


def test_settings_without_a_player_post_nothing(place: Place, siren: Path) -> None:
    """A player that cannot be made is a wrong request, not “one is running”: told, and nothing waits."""
    settings = station_settings().model_copy(update={"playout": Playout(player="icecast")})
    with pytest.raises(RequestError, match="icecast_url"):
        urgent.call(Desk(place.project, settings, place.clock, place.told.append), siren, ASKED)
    assert place.left == [] and place.told == []


def test_what_waits_is_listed_first(place: Place, siren: Path) -> None:
    """An emergency left by a killed command is named, with how to cancel it, before the new one is posted."""
    old = post_emergency(place.project / FOLDER, siren, ASKED, now=place.clock.now())
    place.clock.sleep(60)
    urgent.call(place.desk(), siren, ASKED.model_copy(update={"title": "Vỡ đê"}), player=place.player)
    assert "được phát TRƯỚC" in place.told[0] and f"--cancel {old.id}" in place.told[0] and "Vỡ đê" in place.told[1]
    assert [row.title for row in place.rows] == ["Bão số 3"] * 2 + ["Vỡ đê"] * 2


@pytest.mark.parametrize(
    ("down", "said"),
    [(None, "Đang phát."), ("mất loa", "CHƯA phát được: mất loa. Bộ phát thử lại đến 11:00; hủy: loa play --cancel")],
)
def test_the_running_playout_answers(tmp_path: Path, siren: Path, down: str | None, said: str) -> None:
    """Handed to a running playout, the caller learns within seconds whether it sounds there."""
    rig = Watchful(tmp_path, at("09:00"))
    rig.player.down = down
    rig.step(1)
    told: list[str] = []
    desk = Desk(tmp_path, rig.settings, Stepping(at("09:00"), step=rig.step), told.append)
    with alone(tmp_path):
        if down is None:
            assert not urgent.call(desk, siren, ASKED).here
        else:
            with pytest.raises(MachineError) as error:
                urgent.call(desk, siren, ASKED)
            told.append(str(error.value))
        assert said in told[-1] and ("CHƯA" in str(snapshot.take(rig.daemon).emergency)) is (down is not None)
        ((_, waiting),) = emergencies(tmp_path / FOLDER)
        order = Command(action="cancel", by="Anh Tư", target=waiting.id, reason="nhầm")
        assert [e.id for e in urgent.cancel(desk, order)] == [waiting.id]
    assert rig.daemon.idle() and not emergencies(tmp_path / FOLDER)


def test_a_programme_on_air_lets_it_in_at_the_sentence(tmp_path: Path, siren: Path) -> None:
    """While an item must be finished first the caller is told that it comes in, and that is no failure."""
    write_day(tmp_path, DAY)
    rig = Watchful(tmp_path, at("05:44"))
    rig.run("05:46")
    told: list[str] = []
    with alone(tmp_path):
        urgent.call(Desk(tmp_path, rig.settings, Stepping(at("05:46"), step=rig.step), told.append), siren, ASKED)
    assert "sau câu đang đọc" in told[-1]


def test_a_playout_that_does_not_look_is_told(tmp_path: Path, siren: Path) -> None:
    """A playout that hangs does not answer: the caller is told that it is NOT aired."""
    with alone(tmp_path), pytest.raises(MachineError, match="CHƯA phát được: bộ phát đang chạy không trả lời"):
        urgent.call(Desk(tmp_path, station_settings(), FakeClock(at("09:00")), print), siren, ASKED)


def test_without_a_playout_a_waiting_one_is_cancelled_here(place: Place, siren: Path) -> None:
    """It leaves the inbox at once, with a row that says who and why; what is not there is not found."""
    post_emergency(place.project / FOLDER, siren, ASKED, now=place.clock.now())
    with pytest.raises(RequestError, match=r"không có tin khẩn cấp “khong-co”.*“Bão số 3”, Anh Tư gọi"):
        command._cancel(place.desk(), "khong-co", command._Said("B", "x"), as_json=False)
    with pytest.raises(RequestError, match="lý do"):
        command._cancel(place.desk(), "", command._Said("B", " "), as_json=False)
    assert len(urgent.cancel(place.desk(), Command(action="cancel", by="Chị Hoa", reason="gọi nhầm"))) == 1
    (row,) = place.rows
    assert place.left == [] and row.outcome is Outcome.MISSED and row.reason == "Chị Hoa hủy tin khẩn cấp: gọi nhầm"


def test_the_ledger_of_warnings_is_no_request(place: Place, siren: Path) -> None:
    """What was read of CAP messages stays when the playout looks for requests."""
    path = place.project / LEDGER
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"kttv,1": "content/x.md"}), "utf-8")
    urgent.call(place.desk(), siren, ASKED, player=place.player)
    assert path.is_file()


def test_a_sound_must_be_a_sound(tmp_path: Path, siren: Path) -> None:
    """Text, silence and a click are refused; another format becomes an MP3; an MP3 stays as it is."""
    text = tmp_path / "lich.mp3"
    text.write_text("playout:\n", "utf-8")
    silent, click, wav = (tmp_path / f"{name}.wav" for name in ("im", "ngan", "bao"))
    for path, source in ((silent, "anullsrc=d=2"), (click, "sine=900:d=0.1"), (wav, "sine=900:d=2")):
        ffmpeg.run(["-f", "lavfi", "-i", source, "-t", "2", str(path)])
    for path, words in ((text, "không phải tệp âm thanh"), (silent, "không có tiếng"), (click, "ngắn quá")):
        with pytest.raises(RequestError, match=words):
            recording.as_mp3(path, tmp_path)
    made = recording.as_mp3(wav, tmp_path)
    assert made == tmp_path / "bao.mp3" and made.is_file() and recording.as_mp3(siren, tmp_path) == siren
