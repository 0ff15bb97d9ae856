"""The contract that every player keeps, against the real programs: mpv, ffplay, VLC, Icecast, RTP, a folder."""

import itertools
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest

from pipeline import ffmpeg
from pipeline.broadcast.players import addresses, sinks
from pipeline.broadcast.players.contract import Playback, Player, Sound
from pipeline.broadcast.players.folder import FolderPlayer
from pipeline.broadcast.players.line import Line
from pipeline.broadcast.players.make import make
from pipeline.errors import MachineError, RequestError
from pipeline.settings import Playout
from tests.icecast_server import MOUNT, PASSWORD, free_port, icecast
from tests.playout_fixtures import FakeClock, SimPlayer, at
from tests.tools import need

KINDS = ("sim", "mpv", "ffplay", "vlc", "icecast", "multicast", "folder")
SLOW_S = 1.0  # a start later than this breaks the promise


@dataclass
class Bench:
    """A player, and how its time passes."""

    player: Player
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def until(self, done: Callable[[], bool], *, within: float) -> bool:
        """Wait for something; False when it does not come."""
        end = self.now() + within
        while not done():
            if self.now() > end:
                return False
            self.sleep(0.02)
        return True

    def ended(self, playback: Playback, within: float = 8) -> None:
        """Wait for the end."""
        assert self.until(lambda: playback.ended, within=within), "it does not end"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A running Icecast."""
    with icecast(tmp_path_factory.mktemp("icecast")) as port:
        yield port


@pytest.fixture(scope="module")
def tone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tone of six seconds: 500 Hz for three, 1000 Hz for three."""
    need("ffmpeg")
    path = tmp_path_factory.mktemp("am") / "tone.mp3"
    parts = ["-f", "lavfi", "-i", "sine=500:d=3", "-f", "lavfi", "-i", "sine=1000:d=3"]
    ffmpeg.run([*parts, "-filter_complex", "[0][1]concat=n=2:v=0:a=1", "-b:a", "96k", "-y", str(path)])
    return path


@pytest.fixture(params=KINDS)
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    """Each player in turn, on the real thing."""
    with ExitStack() as stack:
        made = _bench(str(request.param), request, tmp_path)
        stack.callback(made.player.close)
        yield made


def _bench(kind: str, request: pytest.FixtureRequest, folder: Path) -> Bench:
    if kind == "sim":
        clock = FakeClock(at("05:00"))
        return Bench(SimPlayer(clock), clock.monotonic, clock.sleep)
    if kind == "folder":
        return Bench(FolderPlayer(folder, stamp=datetime.now))
    if kind == "multicast":
        return Bench(make(Playout(player="multicast", multicast="239.77.1.1:5904"), project=folder, stamp=datetime.now))
    if kind == "icecast":
        os.environ[addresses.PASSWORD] = PASSWORD
        address = f"icecast://source@127.0.0.1:{request.getfixturevalue('server')}{MOUNT}"
        player = make(Playout(player="icecast", icecast_url=address), project=folder, stamp=datetime.now)
        player.check()
        return Bench(player)
    if kind == "vlc":
        return Bench(Line(_vlc(), name="vlc"))
    need(kind)
    return Bench(make(Playout(program=kind, device="null"), project=folder, stamp=datetime.now))


def _vlc() -> Callable[[], sinks.Sink]:
    """VLC refuses root; a test run as root lets it become nobody."""
    need("cvlc")
    if os.geteuid():
        return lambda: sinks.device("vlc", "null")
    os.seteuid(65534)
    try:
        sink = sinks.device("vlc", "null")
    finally:
        os.seteuid(0)
    nobody = (need("setpriv"), "--reuid=65534", "--regid=65534", "--clear-groups")
    return lambda: replace(sink, command=(*nobody, *sink.command), env={"HOME": "/nonexistent"})


def test_a_player_says_what_it_does(bench: Bench, tone: Path) -> None:
    """It begins within a second of its time, its position only grows, and it ends when the sound is over."""
    bench.player.check()
    due = bench.now() + 1.0
    playback = bench.player.start(Sound(tone, "thu", 1.5, start_s=1.0), delay_s=1.0)
    assert not playback.ended and playback.position_s == 0
    seen: list[float] = []
    while not playback.ended and bench.now() < due + 8:
        seen.append(playback.position_s)
        bench.sleep(0.02)
    assert playback.ended and playback.failed is None and seen == sorted(seen)
    assert playback.began is not None and abs(playback.began - due) < SLOW_S
    assert abs(playback.position_s - 1.5) < 0.1 and abs(bench.now() - (playback.began + 1.5)) < 2


def test_a_player_stops_when_told(bench: Bench, tone: Path) -> None:
    """Stopped at a given second it ends there; stopped now it ends soon; both without failing."""
    playback = bench.player.start(Sound(tone, "thu", 6.0))
    playback.stop(at_s=0.9)
    bench.ended(playback)
    assert playback.failed is None and abs(playback.position_s - 0.9) < 0.25
    playback = bench.player.start(Sound(tone, "thu", 6.0))
    assert bench.until(lambda: playback.position_s > 0.2, within=6)
    playback.stop(fade_s=0.2)
    bench.ended(playback, within=4)
    assert playback.failed is None and 0.1 < playback.position_s < 3.5


def test_a_player_has_one_voice(bench: Bench, tone: Path) -> None:
    """A second start cuts the first; a stop before the beginning means it never sounds; a close ends all."""
    first = bench.player.start(Sound(tone, "mot", 6.0))
    assert bench.until(lambda: first.position_s > 0.1, within=6)
    second = bench.player.start(Sound(tone, "hai", 6.0), delay_s=1.0)
    assert first.ended and not second.ended
    second.stop()
    assert second.ended and second.began is None and second.position_s == 0
    third = bench.player.start(Sound(tone, "ba", 6.0))
    assert bench.until(lambda: third.position_s > 0.1, within=6)
    bench.player.close()
    assert third.ended or not bench.player.confirms


def test_a_player_refuses_what_is_no_sound(bench: Bench, tmp_path: Path) -> None:
    """A file that is not there is refused at the start, in words."""
    if bench.player.name == "sim":
        return  # it plays names only
    with pytest.raises(MachineError):
        bench.player.start(Sound(tmp_path / "khong-co.mp3", "thu", 3.0))


def _wav(path: Path) -> tuple[Sequence[int], int]:
    data = ffmpeg.decode(path, rate=44100)
    return struct.unpack(f"<{len(data) // 2}h", data), 44100


def _crossings(samples: Sequence[int], rate: int) -> float:
    """Return the tone's frequency in Hz, by its zero crossings."""
    signs = sum((a < 0) != (b < 0) for a, b in itertools.pairwise(samples))
    return signs * rate / (2 * max(1, len(samples)))


def test_what_the_device_sounds_is_the_file_from_that_second(tone: Path, tmp_path: Path) -> None:
    """What mpv puts out, begun at second 2, is one second of the first tone and then the second tone."""
    need("mpv")
    out = tmp_path / "ra.wav"
    player = Line(lambda: sinks.device("mpv", f"file:{out}"), name="device")
    playback = player.start(Sound(tone, "thu", 3.0, start_s=2.0))
    Bench(player).ended(playback)
    player.close()
    samples, rate = _wav(out)
    first = next(n for n, value in enumerate(samples) if abs(value) > 300)
    heard = samples[first:]
    assert abs(len(heard) / rate - 3.0) < 0.15
    assert abs(_crossings(heard[: int(0.8 * rate)], rate) - 500) < 25
    assert abs(_crossings(heard[int(1.2 * rate) :], rate) - 1000) < 25


def test_a_fade_gets_quieter_to_the_end(tone: Path, tmp_path: Path) -> None:
    """A fade-out falls to silence instead of breaking off, in what the program at the end of the line is given."""
    out = tmp_path / "ra.raw"
    player = Line(lambda: sinks.Sink("cat", (need("sh"), "-c", f"cat > {out}"), None), name="device")
    bench = Bench(player)
    playback = player.start(Sound(tone, "thu", 6.0))
    assert bench.until(lambda: playback.position_s > 0.5, within=6)
    playback.stop(fade_s=1.0)
    bench.ended(playback)
    player.close()
    data = out.read_bytes()
    samples = struct.unpack(f"<{len(data) // 2}h", data)
    quarter = sinks.RATE // 4
    end = next(n for n in range(len(samples), 0, -1) if abs(samples[n - 1]) > 3)
    peaks = [max(map(abs, samples[end - n * quarter : end - (n - 1) * quarter])) for n in (4, 3, 2, 1)]
    assert peaks == sorted(peaks, reverse=True) and peaks[-1] < peaks[0] / 2 and max(map(abs, samples[-200:])) < 50


class _Horn:
    """An IP horn: notes each packet and when it came."""

    def __init__(self) -> None:
        self.packets: list[tuple[float, bytes]] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(0.2)
        self.port = int(self._socket.getsockname()[1])
        self._on = True
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        self._on = False
        self._thread.join()
        self._socket.close()

    def _listen(self) -> None:
        while self._on:
            with suppress(TimeoutError):
                self.packets.append((time.monotonic(), self._socket.recv(2048)))


def test_ip_horns_get_rtp_in_g711(tone: Path) -> None:
    """The multicast player sends RTP packets of 20 ms of µ-law, at the rate of real time, and stops with the sound."""
    horn = _Horn()
    address = f"127.0.0.1:{horn.port}"
    player = make(Playout(player="multicast", multicast=address), project=Path(), stamp=datetime.now)
    Bench(player).ended(player.start(Sound(tone, "thu", 2.0)))
    player.close()
    horn.close()
    sound = [(when, data) for when, data in horn.packets if data[0] >> 6 == 2 and data[1] & 0x7F == 0]
    numbers = [int.from_bytes(data[2:4], "big") for _, data in sound]
    assert all((b - a) % 65536 == 1 for a, b in itertools.pairwise(numbers))
    assert {len(data) - 12 for _, data in sound[:-1]} == {160}
    assert 98 <= len(sound) <= 140  # two seconds of 20 ms, and the silence around
    assert 1.2 < sound[-1][0] - sound[0][0] < 4.0


def test_a_folder_never_shows_half_a_file(tone: Path, tmp_path: Path) -> None:
    """A watcher of the folder sees the file only complete, and a late start gets a file that begins later."""
    player = FolderPlayer(tmp_path, stamp=lambda: datetime(2026, 12, 1, 5, 45))
    seen: set[tuple[str, int]] = set()
    playback = player.start(Sound(tone, "sang", 6.0), delay_s=0.3)
    while playback.position_s < 0.3:
        seen |= {(path.name, path.stat().st_size) for path in tmp_path.glob("*.mp3")}
    assert seen == {("20261201-054500-sang.mp3", tone.stat().st_size)}
    playback = player.start(Sound(tone, "chieu", 4.0, start_s=2.0))
    assert playback.began is not None
    (late,) = tmp_path.glob("*chieu.mp3")
    assert abs(len(ffmpeg.decode(late, rate=8000)) / 16000 - 4.0) < 0.2
    assert not list(tmp_path.glob(".*"))


def test_a_folder_gives_a_cut_sound_back(tone: Path, tmp_path: Path) -> None:
    """A sound cut for an emergency is taken out of the folder when its time is over; a whole one stays there."""
    player = FolderPlayer(tmp_path, stamp=lambda: datetime(2026, 12, 1, 5, 45))
    bench = Bench(player)
    whole = player.start(Sound(tone, "tron", 0.3))
    bench.ended(whole)
    assert [path.name for path in tmp_path.iterdir()] == ["20261201-054500-tron.mp3"]
    cut = player.start(Sound(tone, "do", 6.0))
    assert cut.began is not None
    cut.stop(at_s=0.4)
    assert (tmp_path / "20261201-054500-do.mp3").exists()
    bench.ended(cut)
    assert not (tmp_path / "20261201-054500-do.mp3").exists()


def test_a_folder_that_went_away_is_told(tmp_path: Path) -> None:
    """A folder on a share that is gone fails the check, in words."""
    folder = tmp_path / "chia-se"
    folder.mkdir()
    player = FolderPlayer(folder, stamp=datetime.now)
    player.check()
    shutil.rmtree(folder)
    with pytest.raises(MachineError, match="không thấy thư mục"):
        player.check()


@pytest.mark.parametrize(
    "playout",
    [
        Playout(player="folder"), Playout(player="icecast"), Playout(player="icecast", icecast_url="http://a/b"),
        Playout(player="icecast", icecast_url="icecast://source:lo-mat-khau@a:8000/b"), Playout(player="multicast"),
        Playout(player="multicast", multicast="239.0.0.1"), Playout(player="multicast", multicast="999.0.0.1:5004"),
        Playout(player="multicast", multicast="239.0.0.1:99999"), Playout(player="icecast", icecast_url="icecast://a:b/c"),
    ],
)  # fmt: skip
def test_settings_that_lack_something_are_refused(playout: Playout) -> None:
    """A player that lacks its address, or has a password in it, is refused with what to write."""
    with pytest.raises(RequestError):
        make(playout, project=Path(), stamp=datetime.now)


def test_a_device_that_cannot_sound_fails_the_check(tmp_path: Path) -> None:
    """mpv on a device that does not exist, and an Icecast that is not there, fail the check."""
    need("mpv")
    with pytest.raises(MachineError):
        Line(lambda: sinks.device("mpv", "alsa/khong-co-thiet-bi"), name="device").check()
    address = f"icecast://source@127.0.0.1:{free_port()}/x.mp3"
    player = make(Playout(player="icecast", icecast_url=address), project=tmp_path, stamp=datetime.now)
    with pytest.raises(MachineError, match="chưa nối được"):
        player.check()
    player.close()


def test_the_sink_dies_with_the_process(tmp_path: Path, tone: Path) -> None:
    """Killed without a word, the playout leaves no player behind that would go on speaking."""
    need("mpv")
    code = (
        "import sys,time;from pathlib import Path;from pipeline.broadcast.players.line import Line;"
        "from pipeline.broadcast.players import sinks;from pipeline.broadcast.players.contract import Sound;"
        "p=Line(lambda: sinks.device('mpv','null'),name='d');b=p.start(Sound(Path(sys.argv[1]),'t',6.0));\n"
        "while b.position_s<0.5: time.sleep(0.05)\n"
        "print(p._feed.process.pid,flush=True);time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(tone)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    pid = int(child.stdout.readline())
    child.send_signal(signal.SIGKILL)
    child.wait()
    killed = time.monotonic()
    while _alive(pid) and time.monotonic() - killed < 5:
        time.sleep(0.02)
    assert time.monotonic() - killed < 3


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
