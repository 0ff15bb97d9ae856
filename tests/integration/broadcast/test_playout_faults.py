"""A full disk while a programme is on air: the programme goes on, and no row is lost."""

from pathlib import Path

from pipeline.broadcast.asrun.verify import verify
from pipeline.broadcast.playout import snapshot
from tests.playout_fixtures import DAY, ITEMS, Rig, at, fill, small_disk, write_day

WHOLE = ["aired"] * len(ITEMS)


def test_a_full_disk_stops_neither_the_programme_nor_the_log(tmp_path: Path) -> None:
    """With not a byte left the programme airs to its end, told loudly; its rows are written once there is room."""
    with small_disk(tmp_path / "dia") as place:
        write_day(place, DAY)
        rig = Rig(place, at("05:44"))
        rig.run("05:45:30")
        full = fill(place)
        (place / "output/as-run/.cho-trong").unlink()  # another program takes even the room kept for the log
        fill(place)
        rig.run("05:52")
        state = snapshot.take(rig.daemon)
        assert len(rig.player.heard) == 1 and rig.player.heard[0].ended and not rig.player.heard[0].failed
        assert rig.daemon.book.waiting and not state.healthy and state.rows_waiting and "chỗ trống" in state.last_error
        full.unlink()
        rig.run("18:00")
        assert rig.daemon.book.waiting == [] and rig.outcomes("sang") == rig.outcomes("chieu") == WHOLE
        assert verify(rig.daemon.book.log.folder).problems == ()
        rig.daemon.book.log.close()


def test_a_log_that_is_full_uses_the_room_kept_for_it(tmp_path: Path) -> None:
    """A disk that fills up in the middle of a programme costs no row: the log kept a megabyte for itself."""
    with small_disk(tmp_path / "dia") as place:
        write_day(place, DAY)
        rig = Rig(place, at("05:44"))
        rig.run("05:45:30")
        fill(place)
        rig.run("06:00")
        assert rig.outcomes("sang") == WHOLE and rig.daemon.book.waiting == []
        rig.daemon.book.log.close()


def test_a_full_disk_at_the_start_silences_nothing(tmp_path: Path) -> None:
    """Started on a disk without a byte to spare, the station airs; its rows are written once there is room."""
    with small_disk(tmp_path / "dia") as place:
        write_day(place, DAY)
        before = Rig(place, at("05:30"))
        before.daemon.book.note("trước khi mất điện")
        before.daemon.book.log.close()
        full = fill(place)
        rig = Rig(place, at("05:44"))
        rig.run("05:52")
        state = snapshot.take(rig.daemon)
        assert rig.player.heard[0].ended and not state.healthy and state.rows_waiting and "vẫn phát" in state.last_error
        full.unlink()
        rig.run("18:00")
        assert rig.outcomes("sang") == rig.outcomes("chieu") == WHOLE and rig.daemon.book.waiting == []
        assert verify(rig.daemon.book.log.folder).problems == () and rig.entries[0].row.title == "trước khi mất điện"
        rig.daemon.book.log.close()
