"""Playlists of a day in the forms that players and loudspeaker controllers read. Pure.

File names are ASCII and relative, so that a list works from any folder or stick; titles keep their marks
only where the form is UTF-8. Sources: the players' own manuals (M3U/M3U8 extended form, PLS version 2,
XSPF version 1, Barix FTP/Store&Play player).
"""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree

from pipeline.model.radio import DayRundown, Programme, sheet_rows


@dataclass(frozen=True)
class Track:
    """One file of a list: its ASCII name, title, length in seconds, and the slot it is for."""

    file: str
    title: str
    seconds: float
    starts_at: datetime
    ends_at: datetime


def tracks(rundown: DayRundown) -> tuple[Track, ...]:
    """Return the day's slot files in the order of their times."""
    return tuple(
        Track(each.file, _title(each.programme), each.duration_s, each.programme.starts_at, each.programme.ends_at)
        for each in sorted(rundown.programmes, key=lambda each: each.programme.starts_at)
    )


def m3u8(listed: Iterable[Track]) -> bytes:
    """Return extended M3U in UTF-8 without BOM, ``\\n`` line ends."""
    return _m3u(listed, "\n", lambda text: text).encode("utf-8")


def m3u(listed: Iterable[Track]) -> bytes:
    """Return extended M3U in Windows-1252 with plain letters, ``\\r\\n`` line ends (ZaraRadio, old players)."""
    return _m3u(listed, "\r\n", plain).encode("cp1252")


def pls(listed: Sequence[Track]) -> bytes:
    """Return PLS version 2, plain letters."""
    lines = ["[playlist]"]
    for number, track in enumerate(listed, 1):
        lines += [f"File{number}={track.file}", f"Title{number}={plain(track.title)}"]
        lines.append(f"Length{number}={round(track.seconds)}")
    return "\r\n".join([*lines, f"NumberOfEntries={len(listed)}", "Version=2", ""]).encode("ascii")


def xspf(listed: Iterable[Track], *, title: str) -> bytes:
    """Return XSPF version 1 (VLC, Liquidsoap); durations in ms."""
    root = ElementTree.Element("playlist", {"version": "1", "xmlns": "http://xspf.org/ns/0/"})
    ElementTree.SubElement(root, "title").text = _line(title)
    holder = ElementTree.SubElement(root, "trackList")
    for track in listed:
        one = ElementTree.SubElement(holder, "track")
        ElementTree.SubElement(one, "location").text = track.file
        ElementTree.SubElement(one, "title").text = _line(track.title)
        ElementTree.SubElement(one, "duration").text = str(round(track.seconds * 1000))
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def barix(track: Track) -> bytes:
    """Return a Barix playlist of one slot: played once on its date, from its start until its end.

    First line: ``#BARIX-4,DATE1,DATE2,DOTW,TIME1,TIME2,REPEAT,VOLUME,INTERRUPT,SHUFFLE`` with dates as
    DD-MM-YY and times as HH:MM:SS (Barix FTP MP3 Player manual 1.05, §3.4).
    """
    day, start, end = f"{track.starts_at:%d-%m-%y}", f"{track.starts_at:%H:%M:%S}", f"{track.ends_at:%H:%M:%S}"
    return f"#BARIX-4,{day},{day},,{start},{end},1,,,0\r\n{track.file}\r\n".encode("ascii")


def day_csv(listed: Iterable[Track]) -> bytes:
    """Return date, time, file, seconds and title of each slot file; UTF-8 with BOM, as spreadsheets want it."""
    rows = [(f"{t.starts_at:%Y-%m-%d}", f"{t.starts_at:%H:%M:%S}", t.file, f"{t.seconds:.1f}", t.title) for t in listed]
    return _csv(("ngay", "gio", "tep", "giay", "tieu_de"), rows)


def rundown_csv(rundown: DayRundown) -> bytes:
    """Return every item of the day with its time, length, kind, title, article, slot file and number on the sheet."""
    rows = [
        (
            each.programme.slot,
            f"{item.starts_at:%Y-%m-%d}",
            f"{item.starts_at:%H:%M:%S}",
            f"{item.duration_s:.1f}",
            item.kind.label,
            item.title,
            item.article or "",
            each.file,
            str(number),
        )
        for each in rundown.programmes
        for number, item in zip(sheet_rows(each.programme.items), each.programme.items, strict=True)
    ]
    return _csv(("khung", "ngay", "gio", "giay", "muc", "tieu_de", "bai", "tep", "so_muc"), rows)


def plain(text: str) -> str:
    """Return ``text`` in ASCII: marks dropped, đ as d, anything else as ``?``."""
    bare = "".join(c for c in unicodedata.normalize("NFD", _line(text)) if not unicodedata.combining(c))
    return bare.replace("đ", "d").replace("Đ", "D").encode("ascii", "replace").decode("ascii")


def _m3u(listed: Iterable[Track], end: str, spell: Callable[[str], str]) -> str:
    lines = ["#EXTM3U"]
    for track in listed:
        lines += [f"#EXTINF:{round(track.seconds)},{spell(_line(track.title))}", track.file]
    return end.join([*lines, ""])


def _csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: str) -> str:
    """A title must never run as a formula of the spreadsheet that opens the list."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else _line(value)


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _title(programme: Programme) -> str:
    return f"{programme.title or programme.slot} {programme.starts_at:%d/%m/%Y %H:%M}"
