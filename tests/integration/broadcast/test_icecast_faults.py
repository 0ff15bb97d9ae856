"""The whole playout in real time on real programs: a compressed day to Icecast, and faults while it airs.

All scenarios run side by side, so that the minute they take is spent once.
"""

import os
import random
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline import ffmpeg
from pipeline.broadcast.asrun.log import FOLDER
from pipeline.broadcast.asrun.rows import Evidence, Outcome, Row
from pipeline.broadcast.asrun.verify import verify
from pipeline.broadcast.players import addresses
from pipeline.settings import Playout
from tests.icecast_server import MOUNT, PASSWORD, Cable, await_mount, free_port, icecast, recorded
from tests.playout_fixtures import ROOT
from tests.playout_process import package, rows, soon, start
from tests.tools import need

KILLS = int(os.environ.get("LOA_KILLS", "10"))
RATE = 8000
HERTZ = (400, 650, 900)  # each programme has its own three tones
Heard = list[tuple[float, float, int]]  # where a tone begins and ends in the recording, in s, and its Hz


@dataclass(frozen=True)
class Runs:
    """The scenarios under way, and what each will give: first of all the rows of its log."""

    day: Future[tuple[list[Row], Heard, datetime]]
    drop: Future[tuple[list[Row], str]]
    death: Future[tuple[list[Row], float]]
    kills: Future[tuple[list[Row], list[str], int]]
    second: Future[tuple[list[Row], str, bool]]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """Start every scenario at once; each test waits for its own."""
    for tool in ("icecast2", "mpv", "ffmpeg"):
        need(tool)
    os.environ[addresses.PASSWORD] = PASSWORD
    folder = tmp_path_factory.mktemp("that")
    lead = _lead_s()
    with icecast(folder / "icecast") as port, ThreadPoolExecutor(5) as pool:
        yield Runs(
            day=pool.submit(_compressed_day, folder / "day", port, lead),
            drop=pool.submit(_network_drop, folder / "drop", port, lead),
            death=pool.submit(_player_death, folder / "death", lead),
            kills=pool.submit(_kills, folder / "kills", lead),
            second=pool.submit(_second, folder / "second", lead),
        )


def _lead_s() -> float:
    """Return how long ahead a programme must be set, in s, on a machine as busy as this one is now."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", "import tests.playout_process"], cwd=ROOT, check=True)
    return 8 + 6 * (time.monotonic() - began)


def _icecast(port: int, mount: str = MOUNT) -> Playout:
    url = f"icecast://source@127.0.0.1:{port}{mount}"
    return Playout(player="icecast", icecast_url=url, status_port=free_port(), preroll_s=5)


def _device() -> Playout:
    return Playout(program="mpv", device="null", status_port=free_port(), preroll_s=5)


def _stop(process: "subprocess.Popen[str]") -> str:
    """Stop as systemd does; return what the process said."""
    process.send_signal(signal.SIGTERM)
    said = process.communicate(timeout=60)[1]
    assert process.returncode == 0, said
    return said


# --- a compressed day


def _compressed_day(project: Path, port: int, lead: float) -> tuple[list[Row], Heard, datetime]:
    """Air three programmes ten seconds apart and record the stream; return the log, what was heard, and its zero."""
    project.mkdir()
    begin = soon(lead + 3)
    starts = [begin + timedelta(seconds=8 * n) for n in range(3)]
    package(project, starts, [[(hertz + 100 * n, 1.5) for n in range(3)] for hertz in HERTZ])
    process = start(project, _icecast(port))
    await_mount(port)
    record = project / "nghe.wav"
    wanted = (starts[-1] - soon(0)).total_seconds() + 7
    zero = soon(3600)
    with recorded(port, record, seconds=wanted) as listener:
        while listener.poll() is None:
            zero = min(zero, _begun(record) or zero)  # what waits in a buffer makes it look later, never earlier
            time.sleep(0.02)
    _stop(process)
    return rows(project), _tones(record), zero


def _begun(record: Path) -> datetime | None:
    """Return when a recording that is being written began, by how much of it is there."""
    seconds = (record.stat().st_size - 44) / 2 / RATE if record.exists() else 0
    return soon(-seconds) if seconds > 0.5 else None


def _tones(record: Path) -> Heard:
    """Return each stretch of sound: its start and end in s, and its pitch in Hz, by silence map and zero crossings."""
    data = ffmpeg.decode(record, rate=RATE)
    samples = struct.unpack(f"<{len(data) // 2}h", data)
    step = RATE // 50
    loud = [max(map(abs, samples[n : n + step])) > 500 for n in range(0, len(samples) - step, step)]
    edges = [0, *(n for n in range(1, len(loud)) if loud[n] != loud[n - 1]), len(loud)]
    spans = [(a, b) for a, b in pairwise(edges) if loud[a] and b - a > 10]
    return [(a / 50, b / 50, _pitch(samples[a * step : b * step])) for a, b in spans]


def _pitch(samples: tuple[int, ...]) -> int:
    middle = samples[len(samples) // 4 : -len(samples) // 4]
    crossings = sum((a < 0) != (b < 0) for a, b in pairwise(middle))
    return round(crossings * RATE / (2 * len(middle)))


def test_a_compressed_day_to_icecast_is_heard_and_logged(runs: Runs) -> None:
    """A listener hears every programme whole, in order, when the log says so, and the log says when it was planned."""
    logged, heard, zero = runs.day.result(timeout=120)
    assert [row.outcome for row in logged] == [Outcome.AIRED] * 9
    assert {row.evidence for row in logged} == {Evidence.PLAYER}
    wanted = [hertz + 100 * n for hertz in HERTZ for n in range(3)]
    assert len(heard) == 9
    silences = [later[0] - earlier[1] for earlier, later in pairwise(heard)]
    assert all(silence < 3 for n, silence in enumerate(silences) if n % 3 != 2), "too long a silence in a programme"
    for (_, _, pitch), hertz in zip(heard, wanted, strict=True):
        assert abs(pitch - hertz) < 12
    assert all(_late(row) < 1 for row in logged)
    lags = [begin - _since(zero, row.started_at) for (begin, _, _), row in zip(heard, logged, strict=True)]
    middle = sorted(lags)[4]
    assert all(abs(lag - middle) < 0.5 for lag in lags), f"the log and the recording disagree: {lags}"
    assert -0.5 < middle < 3.0, f"the stream lags {middle} s behind the log"
    assert all(abs((end - begin) - row.seconds) < 0.3 for (begin, end, _), row in zip(heard, logged, strict=True))


# --- the network drops


def _network_drop(project: Path, port: int, lead: float) -> tuple[list[Row], str]:
    """Pull the cable between playout and Icecast for ten seconds in the middle of a piece."""
    project.mkdir()
    cable = Cable(port)
    cable.plug()
    begin = soon(lead)
    package(project, [begin], [[(500, 2.0), (700, 6.0), (900, 2.0)]])
    process = start(project, _icecast(cable.port, "/dut.mp3"))
    time.sleep((begin - soon(0)).total_seconds() + 5.5)
    cable.pull()
    time.sleep(10)
    cable.plug()
    _await_rows(project, 3, 40)
    said = _stop(process)
    cable.pull()
    return rows(project), said


def test_a_network_drop_of_ten_seconds_loses_nothing(runs: Runs) -> None:
    """The cut piece goes on where it broke off; every item is aired whole, and the log tells of the outage."""
    logged, said = runs.drop.result(timeout=120)
    assert [(row.outcome, row.seconds) for row in logged] == [
        (Outcome.AIRED, 2.0), (Outcome.AIRED, 6.0), (Outcome.AIRED, 2.0)
    ]  # fmt: skip
    assert "máy phát đứt" in logged[1].reason and "máy phát hỏng" in said
    away = _since(logged[1].started_at, logged[1].ended_at) - 6.0
    assert 8 < away < 20
    assert PASSWORD not in said


# --- the player dies


def _player_death(project: Path, lead: float) -> tuple[list[Row], float]:
    """Kill mpv twice while it plays; return the log, and how late the programme ended, in s."""
    project.mkdir()
    begin = soon(lead)
    (made,) = package(project, [begin], [[(500, 3.0), (700, 8.0), (900, 2.0)]])
    process = start(project, _device())
    for after in (5.0, 9.0):
        time.sleep(max(0.0, (begin - soon(0)).total_seconds() + after))
        for child in _children(process.pid, "mpv"):
            os.kill(child, signal.SIGKILL)
    _await_rows(project, 3, 40)
    _stop(process)
    logged = rows(project)
    return logged, _since(made.items[-1].starts_at + timedelta(seconds=2), logged[-1].ended_at)


def _children(pid: int, name: str) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            with suppress(OSError):
                if Path(f"/proc/{child}/comm").read_text().strip() == name:
                    found.append(int(child))
    return found


def test_a_player_that_dies_is_begun_again(runs: Runs) -> None:
    """mpv killed twice: it is started again at once, every item is aired whole, the programme ends a little late."""
    logged, late = runs.death.result(timeout=120)
    assert [row.outcome for row in logged] == [Outcome.AIRED] * 3
    assert [row.seconds for row in logged] == [3.0, 8.0, 2.0]
    assert 0 < late < 15  # twice the time that a player takes to start on this machine


# --- the playout is killed


def _kills(project: Path, lead: float) -> tuple[list[Row], list[str], int]:
    """Kill the playout at random moments of a long programme; return the log, problems found, and the item count."""
    project.mkdir()
    longest = 2 + lead / 3
    count = 6 + round(KILLS * (longest / 2 + 0.6) / 2.2)  # it goes on a little after the last kill
    begin = soon(lead / 2)
    package(project, [begin], [[(500, 1.5)] * count])
    moments, playout = random.Random(7), _device()
    problems: list[str] = []
    for _ in range(KILLS):
        process = start(project, playout)
        time.sleep(moments.uniform(0.3, longest))
        process.kill()
        process.communicate()
        if (project / FOLDER / "as-run.sqlite").exists():
            problems += verify(project / FOLDER).problems
    process = start(project, playout)
    _await_page(playout.status_port)
    _await_rows(project, count, count * 2.3 + 30)
    _stop(process)
    return rows(project), problems + list(verify(project / FOLDER).problems), count


def test_kills_at_random_moments_lose_and_double_nothing(runs: Runs) -> None:
    """After every SIGKILL the log verifies; each item has one row; what is aired after a kill is on its own time."""
    logged, problems, count = runs.kills.result(timeout=120 + KILLS * 9)
    assert problems == []
    assert len(logged) == count and len({row.key for row in logged}) == count
    for row in logged:
        if row.outcome is Outcome.AIRED:
            assert _late(row) < 3  # joined up to a second late, and the player opens its device on a busy machine
        else:
            assert row.outcome in (Outcome.PARTIAL, Outcome.MISSED) and row.reason
    assert sum(row.outcome is Outcome.AIRED for row in logged) >= 3
    assert KILLS < 50 or sum(row.outcome is Outcome.PARTIAL for row in logged) >= 3, "hardly a kill hit an item on air"


def _await_page(port: int) -> None:
    """Wait until the playout's page answers."""
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise AssertionError("the playout does not come up")


def _since(earlier: datetime | None, later: datetime | None) -> float:
    """Return the seconds between two times that must be there."""
    assert earlier is not None and later is not None
    return (later - earlier).total_seconds()


def _late(row: Row) -> float:
    """Return how far from its time an item began, in s."""
    return abs(_since(row.planned_at, row.started_at))


def _await_rows(project: Path, count: int, seconds: float) -> None:
    """Wait until the log holds so many rows."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(Exception):
            if len(rows(project)) >= count:
                return
        time.sleep(0.3)


# --- a second playout, and a clean stop


def _second(project: Path, lead: float) -> tuple[list[Row], str, bool]:
    """Start two playouts, stop the first in a long item; return the log, the second's words, and who is left."""
    project.mkdir()
    begin = soon(lead)
    package(project, [begin], [[(500, 40.0)]])
    first = start(project, _device())
    time.sleep(max(0.0, (begin - soon(0)).total_seconds()) + 2)
    players = _children(first.pid, "mpv")
    second = start(project, _device())
    said = second.communicate(timeout=60)[1]
    assert second.returncode == 1
    _stop(first)
    left = not players or any(Path(f"/proc/{pid}").exists() for pid in players)
    return rows(project), said, left


def test_a_second_playout_is_refused_and_sigterm_is_clean(runs: Runs) -> None:
    """Two daemons: the second says so and leaves with 1; the first fades out on SIGTERM and leaves no player behind."""
    (row,), said, left = runs.second.result(timeout=120)
    assert "đang chạy rồi" in said and not left
    assert row.outcome is Outcome.PARTIAL and 1 < row.seconds < 39 and "dừng phần mềm" in row.reason
