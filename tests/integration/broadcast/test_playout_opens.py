"""Small faults that must not silence a station whose programmes are there: settings, the page's port, the log."""

import logging
import os
import signal
import socket
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.broadcast.asrun.log import FILE, FOLDER
from pipeline.broadcast.asrun.rows import EVENT
from pipeline.broadcast.asrun.verify import verify
from pipeline.broadcast.playout import lastgood, service, snapshot
from pipeline.broadcast.playout.book import Book
from pipeline.broadcast.playout.page import StatusPage
from pipeline.broadcast.playout.service import Publisher
from pipeline.broadcast.playout.station import Hooks
from pipeline.cli import playout as command
from pipeline.errors import LoaError
from tests.icecast_server import free_port
from tests.playout_fixtures import DAY, ITEMS, ROOT, FakeClock, Rig, SimPlayer, at, station_settings, write_day

STOPS = (signal.SIGINT, signal.SIGTERM)
WHOLE = ["aired"] * len(ITEMS)
SCHEDULE = (ROOT / "broadcast_schedule.yaml").read_text("utf-8")


def broken(old: str, new: str) -> str:
    """Return the schedule with one slip in it."""
    assert old in SCHEDULE
    return SCHEDULE.replace(old, new)


WRONG = {
    "value": broken("speaker: nu ", "speaker: nux "),
    "form": SCHEDULE.replace("playout:", "playout: ["),
    "player": broken("player: device", "player: icecast"),
    "address": broken("player: device ", "player: multicast ").replace("multicast:  ", 'multicast: "a:b" #'),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_slip_in_the_schedule_leaves_the_last_good_one(tmp_path: Path, wrong: str) -> None:
    """Whatever is mistyped, the station plays by the settings that last worked, and is told what to mend."""
    path = tmp_path / "broadcast_schedule.yaml"
    path.write_text(SCHEDULE, "utf-8")
    good = lastgood.choose(tmp_path)
    assert good.warning == ""
    path.write_text(wrong, "utf-8")
    chosen = lastgood.choose(tmp_path)
    assert chosen.settings == good.settings
    assert "đang phát theo bản dùng được lần cuối" in chosen.warning and "\n" not in chosen.warning
    path.unlink()
    assert lastgood.choose(tmp_path).settings == good.settings
    path.write_text(SCHEDULE.replace("preroll_s: 300", "preroll_s: 200"), "utf-8")
    assert lastgood.choose(tmp_path).settings.playout.preroll_s == 200 and lastgood.choose(tmp_path).warning == ""


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_schedule_that_was_never_good_is_refused(tmp_path: Path, wrong: str) -> None:
    """Without settings that ever worked there is nothing to play by: exit code 1."""
    (tmp_path / "broadcast_schedule.yaml").write_text(wrong, "utf-8")
    with pytest.raises(LoaError) as error:
        lastgood.choose(tmp_path)
    assert error.value.exit_code == 1


def test_a_standing_warning_stays_on_the_page(tmp_path: Path) -> None:
    """What somebody must mend is a row in the log and stays on the page when the last error is long over."""
    rig = Rig(tmp_path, at("09:00"))
    rig.daemon.book.warn("lịch phát có chỗ sai")
    rig.clock.sleep(timedelta(hours=2).total_seconds())
    state = snapshot.take(rig.daemon)
    assert state.warnings == ("lịch phát có chỗ sai",) and not state.healthy and state.last_error == ""
    page = StatusPage(0, act=print)
    page.snapshot = state
    assert "lịch phát có chỗ sai" in page.render("status.html")
    page._server.server_close()
    assert [entry.row.title for entry in rig.entries] == ["lịch phát có chỗ sai"]


def test_without_its_port_the_station_plays_on(tmp_path: Path) -> None:
    """While another program has the page's port there is no page, said once; the page comes when the port is free."""
    write_day(tmp_path, DAY)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        rig = Rig(tmp_path, at("05:44"), settings=station_settings(status_port=port))
        with Publisher(rig.daemon) as publisher:
            publisher.publish()
            rig.run("06:00")
            publisher.publish()
            assert publisher.page is None and rig.outcomes() == WHOLE
            told = [e.row.title for e in rig.entries if e.row.kind == EVENT]
            assert len(told) == 1 and "vẫn phát" in told[0] and str(port) in told[0]
            other.close()
            rig.clock.sleep(service.PAGE_RETRY_S)
            publisher.publish()
            assert publisher.page is not None and publisher.page.snapshot is not None


def test_a_damaged_log_is_set_aside_and_the_day_goes_on(tmp_path: Path) -> None:
    """Rubbish in the log's place: a new one begins with a row that says so, nothing is called missed for it."""
    write_day(tmp_path, DAY)
    rig = Rig(tmp_path, at("05:44"))
    rig.run("06:00")
    rig.daemon.book.log.close()
    (tmp_path / FOLDER / FILE).write_bytes(b"hong" * 5000)
    later = Rig(tmp_path, at("07:00"))
    later.run("07:10")
    assert "hỏng" in snapshot.take(later.daemon).warnings[0]
    assert [entry.row.kind for entry in later.entries] == [EVENT] and later.outcomes() == []
    later.restart(after=timedelta(hours=1))
    later.run("18:00")
    assert later.outcomes("sang") == [] and later.outcomes("chieu") == WHOLE
    assert verify(tmp_path / FOLDER).set_aside


def test_a_log_that_breaks_on_air_loses_no_later_row(tmp_path: Path) -> None:
    """Damaged in the middle of a programme, the rest is recorded in a new log, and the programme airs whole."""
    write_day(tmp_path, DAY)
    rig = Rig(tmp_path, at("05:44"))
    rig.run("05:45:15")
    for path in (tmp_path / FOLDER).glob(f"{FILE}*"):
        path.write_bytes(b"hong" * 5000)
    rig.run("06:00")
    assert rig.outcomes()[-5:] == WHOLE[1:] and rig.daemon.book.waiting == []
    assert snapshot.take(rig.daemon).warnings and verify(tmp_path / FOLDER).set_aside


def test_serving_tells_its_warnings(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What the command found wrong reaches the journal and the log before anything is aired."""
    settings = station_settings(status_port=free_port()).model_copy(update={"slots": ()})

    class Leaving(SimPlayer):
        """A player whose check ends the run."""

        def check(self) -> None:
            """Ask the service to stop, as systemd does."""
            os.kill(os.getpid(), signal.SIGTERM)

    player = Leaving(FakeClock(at("09:00")))
    before = [signal.getsignal(number) for number in STOPS]
    service.serve(tmp_path, settings, hooks=Hooks(), player=player, warnings=["lịch phát có chỗ sai"])
    for number, handler in zip(STOPS, before, strict=True):
        signal.signal(number, handler)
    assert "lịch phát có chỗ sai" in caplog.text
    book = Book.open(tmp_path / FOLDER, FakeClock(at("09:00")))
    assert [entry.row.title for entry in book.log.entries()] == ["lịch phát có chỗ sai"]
    book.log.close()


def test_the_journal_tells_the_stations_time(capsys: pytest.CaptureFixture[str]) -> None:
    """Lines of the journal carry the station's time and its offset, whatever the machine's zone is."""
    root = logging.getLogger()
    before, root.handlers = root.handlers, []
    level = root.level
    try:
        command._journal(ZoneInfo("Asia/Ho_Chi_Minh"))
        (handler,) = root.handlers
        record = logging.LogRecord("loa.play", logging.INFO, "", 0, "đang chạy", None, None)
        record.created = at("02:03:05").timestamp()
        assert handler.format(record) == "2026-12-01 02:03:05+0700 INFO đang chạy"
    finally:
        root.handlers, root.level = before, level
