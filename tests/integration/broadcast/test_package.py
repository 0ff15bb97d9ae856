"""A day's package is written, left alone, played, printed and copied with real tools."""

import hashlib
import json
import math
import shutil
import struct
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import xspf_lib

from pipeline import ffmpeg
from pipeline.broadcast.package import DayPackage, Exported, copy_to, export_day, exported_keys, read_rundown
from pipeline.broadcast.planning import plan_week
from pipeline.errors import MachineError, RequestError
from pipeline.model.audio import Loudness, Pcm
from pipeline.model.radio import Item, Plan
from tests.tools import need
from tests.unit.broadcast.making import MONDAY, SCHEDULE, piece, request, settings

RATE = 16000
TITLES = [
    "Đăng ký khai sinh trực tuyến: ba bước, không phải đến Trung tâm",
    "Xã trả kết quả hồ sơ đúng hẹn đạt 98,7 % trong quý II",
    "Hướng dẫn thanh toán phí, lệ phí không dùng tiền mặt trên Cổng Dịch vụ công quốc gia",
    "Người đưa dịch vụ công về từng ngõ xóm",
    "Trả lời bà con: làm lại căn cước bị mất cần giấy tờ gì?",
]
GIVEN = settings(slots=[slot | {"minutes": 1} for slot in SCHEDULE["slots"]], station={"gap_ms": 200})
NOW = datetime(2026, 11, 29, 1, tzinfo=UTC)


def plan(stretch: float = 1.0) -> Plan:
    pieces = [piece(f"p{n}", (6 + n) * stretch, title=title, per_week=2) for n, title in enumerate(TITLES)]
    return plan_week(request(pieces, GIVEN, days=1))


def tone(item: Item) -> Pcm:
    """A sound as long as the item, of a pitch of its own, quiet at both ends."""
    count, pitch = round(item.duration_s * RATE), 300 + 40 * (len(item.title) % 10)
    step = 2 * math.pi * pitch / RATE
    samples = (round(6000 * math.sin(math.pi * k / count) * math.sin(k * step)) for k in range(count))
    return Pcm(struct.pack(f"<{count}h", *samples), RATE)


def hush(item: Item) -> Pcm:
    """Silence as long as the item."""
    return Pcm(bytes(2 * round(item.duration_s * RATE)), RATE)


def master(pcm: Pcm, to: Path, title: str) -> Loudness:
    """Encode as the speech room would; its loudness is measured there, not here."""
    raw = ["-f", "s16le", "-ar", str(pcm.rate), "-ac", "1", "-i", "-"]
    ffmpeg.run([*raw, "-metadata", f"title={title}", "-b:a", "48k", "-f", "mp3", str(to)], data=pcm.samples)
    return Loudness(-16.0, -1.8)


def export(folder: Path, made: Plan, sounds: Callable[[Item], Pcm] = tone) -> Exported:
    package = DayPackage(GIVEN, MONDAY, made.programmes, NOW, approvers={"p1": "Bà Lan"})
    return export_day(package, folder, sounds=sounds, master=master)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One exported day, which no test changes."""
    folder = tmp_path_factory.mktemp("broadcast") / "2026-11-30"
    assert export(folder, plan()).written
    before = snapshot(folder)
    yield folder
    assert snapshot(folder) == before


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in sorted(folder.iterdir())}


def played(playlist: Path) -> list[str]:
    """The files that a real player opens and finishes from a playlist, by name."""
    command = [need("mpv"), "--no-config", "--vo=null", "--ao=null", "--end=0.1", f"--playlist={playlist}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.count("(+) Audio") == done.stdout.count("Playing: ")
    opened = (line for line in done.stdout.splitlines() if line.startswith("Playing: "))
    return [Path(line.removeprefix("Playing: ")).name for line in opened]


def test_the_package_is_complete(day: Path) -> None:
    """Sheet, rundown, five playlists, one Barix list and one MP3 a slot, sums and a README of five lines."""
    names = {path.name for path in day.iterdir()}
    lists = {f"2026-11-30.{form}" for form in ("m3u8", "m3u", "pls", "xspf", "csv")}
    slots = {f"{name}.{form}" for name, form in (("2026-11-30-sang", "mp3"), ("barix-sang", "m3u"))}
    slots |= {name.replace("sang", "chieu") for name in slots}
    assert names == lists | slots | {"rundown.html", "rundown.json", "rundown.csv", "SHA256SUMS", "README.txt"}
    assert len((day / "README.txt").read_text(encoding="utf-8").splitlines()) == 5


def test_the_rundown_numbers_its_items_and_names_who_approved(day: Path) -> None:
    """rundown.json gives each item its row on the sheet, and each piece and its link their approver."""
    for each in json.loads((day / "rundown.json").read_text("utf-8"))["programmes"]:
        items = each["programme"]["items"]
        assert [item["row"] for item in items] == sorted(item["row"] for item in items) and items[0]["row"] == 1
        approved = {item["article"]: item.get("approved_by", "") for item in items}
        assert {slug for slug, by in approved.items() if by == "Bà Lan"} == {"p1"} & set(approved)


def test_each_slot_file_decodes_and_fits_its_slot(day: Path) -> None:
    """Decoded by ffmpeg, no MP3 is longer than its slot, and none is shorter than its rundown says."""
    rundown = read_rundown(day)
    assert rundown is not None and len(rundown.programmes) == 2
    for each in rundown.programmes:
        seconds = len(ffmpeg.decode(day / each.file, rate=8000)) / 16000
        assert each.programme.filled_s <= seconds + 0.01 and seconds <= each.programme.capacity_s


def test_a_correction_reaches_what_has_not_begun(tmp_path: Path) -> None:
    """After a piece's words changed, coming programmes with it are made anew; the one on air keeps its file."""
    folder, made = tmp_path / "2026-11-30", plan()
    noon = made.programmes[0].ends_at

    def again(words: str, at: datetime) -> tuple[bool, list[str]]:
        said = {slug: words for programme in made.programmes for slug in programme.pieces}
        package = DayPackage(GIVEN, MONDAY, made.programmes, at, said=said)
        done = export_day(package, folder, sounds=tone if words == "cũ" else hush, master=master)
        return done.written, [each.sha256 for each in done.rundown.programmes]

    assert again("cũ", NOW)[0]
    written, before = again("cũ", noon)
    assert not written
    written, after = again("mới", noon)
    assert written and after[0] == before[0] and after[1] != before[1]
    assert hashlib.sha256((folder / "2026-11-30-sang.mp3").read_bytes()).hexdigest() == before[0]
    assert again("mới", noon + timedelta(hours=8)) == (False, after)


def test_the_sums_are_those_of_the_files(day: Path) -> None:
    """The system's own sha256sum agrees with every line."""
    done = subprocess.run([need("sha256sum"), "-c", "--strict", "SHA256SUMS"], cwd=day, capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stdout.count(": OK") == len(list(day.iterdir())) - 1


@pytest.mark.parametrize("form", ["m3u8", "m3u", "pls"])
def test_a_player_opens_the_files_in_order(day: Path, form: str) -> None:
    """mpv plays both slot files from the list, morning first."""
    assert played(day / f"2026-11-30.{form}") == ["2026-11-30-sang.mp3", "2026-11-30-chieu.mp3"]


def test_another_library_reads_the_xspf(day: Path) -> None:
    """xspf-lib finds the files, their Vietnamese titles and their lengths."""
    playlist = xspf_lib.Playlist.parse(str(day / "2026-11-30.xspf"))
    found = [(track.location, track.title, track.duration) for track in playlist]
    rundown = read_rundown(day)
    assert rundown is not None
    lengths = [round(each.duration_s * 1000) for each in rundown.programmes]
    assert found == [
        (["2026-11-30-sang.mp3"], "Buổi sáng 30/11/2026 05:45", lengths[0]),
        (["2026-11-30-chieu.mp3"], "Buổi chiều 30/11/2026 17:00", lengths[1]),
    ]


def test_the_sheet_prints_on_one_page(day: Path, tmp_path: Path) -> None:
    """Chromium prints the day on a single A4 page with every title on it."""
    chromium, pdf = need("chromium"), tmp_path / "sheet.pdf"
    args = ["--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    page = (day / "rundown.html").as_uri()
    command = [chromium, *args, "--no-pdf-header-footer", f"--print-to-pdf={pdf}", page]
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    info = subprocess.run([need("pdfinfo"), str(pdf)], capture_output=True, text=True, check=True).stdout
    assert "Pages:           1" in info and "(A4)" in info
    text = subprocess.run([need("pdftotext"), str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    assert "PHIẾU PHÁT SÓNG" in text and "Người đưa dịch vụ công về từng ngõ xóm" in " ".join(text.split())


def test_nothing_changed_means_nothing_written(day: Path) -> None:
    """A second export of the same programmes touches no byte, and never asks for a sound."""

    def silent(item: Item) -> Pcm:
        raise AssertionError(item.title)

    before = snapshot(day)
    assert not export(day, plan(), silent).written
    assert snapshot(day) == before


def test_a_changed_programme_is_written_again(tmp_path: Path) -> None:
    """Other lengths make another package, whole, with no leftovers beside it."""
    folder = tmp_path / "2026-11-30"
    (tmp_path / ".2026-11-30.moi").mkdir()
    (tmp_path / ".2026-11-30.moi" / "nua-chung.mp3").write_bytes(b"left by a killed run")
    first = export(folder, plan())
    again = export(folder, plan(1.3))
    assert again.written and again.rundown.inputs != first.rundown.inputs
    assert [path.name for path in tmp_path.iterdir()] == ["2026-11-30"]


def test_a_damaged_package_is_written_again(tmp_path: Path) -> None:
    """A slot file that was cut off or lost is made anew."""
    folder = tmp_path / "2026-11-30"
    export(folder, plan())
    slot = folder / "2026-11-30-sang.mp3"
    slot.write_bytes(slot.read_bytes()[:1000])
    assert export(folder, plan()).written and slot.stat().st_size > 1000


def test_a_failing_sound_leaves_the_last_package(tmp_path: Path) -> None:
    """When a recording cannot be read, the day's package stays as it was."""
    folder = tmp_path / "2026-11-30"
    export(folder, plan())
    before = snapshot(folder)

    def broken(item: Item) -> Pcm:
        raise MachineError("không đọc được bản thu")

    with pytest.raises(MachineError):
        export(folder, plan(1.3), broken)
    assert snapshot(folder) == before and [path.name for path in tmp_path.iterdir()] == ["2026-11-30"]


def test_recordings_that_grew_never_overrun(tmp_path: Path) -> None:
    """Sounds half as long again as planned: the file still fits, and the note names what was left out."""

    def longer(item: Item) -> Pcm:
        return tone(item.model_copy(update={"duration_s": item.duration_s * (1.5 if item.audio else 1)}))

    done = export(tmp_path / "2026-11-30", plan(), longer)
    assert done.notes and all("bản thu dài hơn dự kiến" in note for note in done.notes)
    assert all(each.duration_s <= each.programme.capacity_s for each in done.rundown.programmes)


def test_the_days_handed_out_are_known(day: Path) -> None:
    """The keys of the exported programmes come from the packages themselves."""
    assert exported_keys(day.parent) == {"2026-11-30/sang", "2026-11-30/chieu"}


def test_a_stick_gets_the_whole_day(day: Path, tmp_path: Path) -> None:
    """Every file is on the stick, byte for byte; an older copy is replaced; nothing half-made stays."""
    (tmp_path / "2026-11-30").mkdir()
    (tmp_path / "2026-11-30" / "cu.mp3").write_bytes(b"old")
    made = copy_to(day, tmp_path)
    assert made == tmp_path / "2026-11-30"
    assert {p.name: p.read_bytes() for p in made.iterdir()} == {p.name: p.read_bytes() for p in day.iterdir()}
    assert [path.name for path in tmp_path.iterdir()] == ["2026-11-30"]


def test_a_zip_holds_the_whole_day(day: Path, tmp_path: Path) -> None:
    """The ZIP opens and holds every file under the day's name."""
    made = copy_to(day, tmp_path / "goi.zip")
    with zipfile.ZipFile(made) as packed:
        found = {name: hashlib.sha256(packed.read(name)).hexdigest() for name in packed.namelist()}
    assert found == {f"2026-11-30/{p.name}": hashlib.sha256(p.read_bytes()).hexdigest() for p in day.iterdir()}


def test_a_full_stick_is_told_before_anything_is_written(day: Path, tmp_path: Path) -> None:
    """A package larger than the free space is refused, and the stick is untouched."""
    big, stick = tmp_path / "2026-11-30", tmp_path / "usb"
    shutil.copytree(day, big)
    stick.mkdir()
    with (big / "to.bin").open("wb") as file:
        file.truncate(shutil.disk_usage(tmp_path).free + (1 << 30))  # a sparse file takes no space here
    with pytest.raises(MachineError, match="MB trống"):
        copy_to(big, stick)
    assert list(stick.iterdir()) == []


def test_no_stick_and_no_package_are_told(day: Path, tmp_path: Path) -> None:
    """A path that is no directory, and a day without package, are each named."""
    with pytest.raises(RequestError, match="kiểm tra USB"):
        copy_to(day, tmp_path / "khong-co")
    with pytest.raises(RequestError, match="loa export 2026-12-01"):
        copy_to(tmp_path / "2026-12-01", tmp_path)
