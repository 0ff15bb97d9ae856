"""Playlists in the forms players want, whatever the titles hold."""

import configparser
import csv
import io
from datetime import datetime, timedelta, timezone
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from pipeline.broadcast.package import playlists
from pipeline.broadcast.package.playlists import Track

ZONE = timezone(timedelta(hours=7))
START = datetime(2026, 12, 1, 5, 45, tzinfo=ZONE)


def track(title: str = "Buổi sáng 01/12/2026 05:45", file: str = "2026-12-01-sang.mp3") -> Track:
    return Track(file, title, 872.4, START, START + timedelta(minutes=15))


def test_m3u8_is_utf8_without_mark_and_with_plain_line_ends() -> None:
    """The first line is exactly #EXTM3U, the title keeps its marks, the path is relative."""
    data = playlists.m3u8([track()])
    assert data == "#EXTM3U\n#EXTINF:872,Buổi sáng 01/12/2026 05:45\n2026-12-01-sang.mp3\n".encode()


def test_m3u_for_windows_has_plain_letters() -> None:
    """Windows-1252 cannot hold ổ: the old form has ASCII only, and Windows line ends."""
    assert playlists.m3u([track("Đường ổ Ý")]) == b"#EXTM3U\r\n#EXTINF:872,Duong o Y\r\n2026-12-01-sang.mp3\r\n"


def test_pls_is_an_ini_file() -> None:
    """An INI reader finds the files, lengths and the number of entries."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(playlists.pls([track(), track(file="2026-12-01-chieu.mp3")]).decode("ascii"))
    held = parser["playlist"]
    assert (held["File1"], held["File2"], held["Length1"]) == ("2026-12-01-sang.mp3", "2026-12-01-chieu.mp3", "872")
    assert (held["NumberOfEntries"], held["Version"]) == ("2", "2")


def test_barix_line_plays_once_on_its_day() -> None:
    """The first line has eleven fields: date twice, no weekday, start and end, once, no shuffle."""
    first, file, rest = playlists.barix(track()).decode("ascii").split("\r\n")
    assert first.split(",") == ["#BARIX-4", "01-12-26", "01-12-26", "", "05:45:00", "06:00:00", "1", "", "", "0"]
    assert (file, rest) == ("2026-12-01-sang.mp3", "")


def test_a_title_never_runs_as_a_formula() -> None:
    """A cell that begins like a formula is quoted."""
    rows = list(csv.reader(io.StringIO(playlists.day_csv([track("=1+1")]).decode("utf-8-sig"))))
    assert rows[0] == ["ngay", "gio", "tep", "giay", "tieu_de"]
    assert rows[1] == ["2026-12-01", "05:45:00", "2026-12-01-sang.mp3", "872.4", "'=1+1"]


@given(st.lists(st.text(max_size=40), min_size=1, max_size=4))
def test_no_title_breaks_a_list(titles: list[str]) -> None:
    """Whatever a title holds, each list has one entry a track and the right files."""
    listed = [track(title, f"2026-12-01-s{number}.mp3") for number, title in enumerate(titles)]
    files = [each.file for each in listed]
    for data, code in ((playlists.m3u8(listed), "utf-8"), (playlists.m3u(listed), "cp1252")):
        lines = data.decode(code).replace("\r\n", "\n").split("\n")
        assert lines[0] == "#EXTM3U" and lines[2::2] == files and lines[-1] == ""
    space = "{http://xspf.org/ns/0/}"
    root = ElementTree.fromstring(playlists.xspf(listed, title=titles[0]))
    assert [found.text for found in root.iter(f"{space}location")] == files
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.read_string(playlists.pls(listed).decode("ascii"))
    assert [parser["playlist"][f"File{number}"] for number in range(1, len(files) + 1)] == files
    assert len(list(csv.reader(io.StringIO(playlists.day_csv(listed).decode("utf-8-sig"))))) == len(files) + 1
