"""The operator's package of one day, written whole or not at all, and left alone while nothing changes."""

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from pydantic import ValidationError

from pipeline import files
from pipeline.broadcast.package import playlists
from pipeline.broadcast.package.assemble import assemble
from pipeline.broadcast.package.rundown_page import rundown_page
from pipeline.errors import MachineError
from pipeline.model.audio import Loudness, Pcm
from pipeline.model.radio import DayRundown, Item, Programme, Rendered, sheet_rows
from pipeline.settings import Settings

RUNDOWN = "rundown.json"
SUMS = "SHA256SUMS"

Sounds = Callable[[Item], Pcm]
Master = Callable[[Pcm, Path, str], Loudness]  # sound, MP3 to write, title


@dataclass(frozen=True)
class DayPackage:
    """What a day's package is made from: the plan's programmes of ``date``; ``made_at`` is aware.

    ``approvers`` says, per slug, who approved a piece; ``said`` gives a hash of what is said in it.
    """

    settings: Settings
    date: date
    programmes: tuple[Programme, ...]
    made_at: datetime
    approvers: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Exported:
    """The package's rundown; ``written`` is false when it was already there; ``notes`` tell what was left out."""

    rundown: DayRundown
    written: bool
    notes: tuple[str, ...] = ()


def export_day(package: DayPackage, folder: Path, *, sounds: Sounds, master: Master) -> Exported:
    """Write the day's package to ``folder`` in one swap; touch nothing when its inputs are those of the last time.

    A programme that has begun keeps the file that was aired, whatever was corrected since.

    ``sounds`` gives an item's unmastered sound, all at one rate; ``master`` writes the slot's MP3 and
    returns its measured loudness. Raises MachineError when the disk is full or an MP3 came out longer
    than its slot, RequestError when a greeting alone overruns the slot.
    """
    files.recover(folder)
    last = read_rundown(folder)
    whole = last is not None and _complete(folder, last)
    begun = _begun(last, package.made_at) if last and whole else {}
    inputs = _inputs(package, begun)
    if last and whole and last.inputs == inputs:
        return Exported(last, written=False)
    notes: list[str] = []
    with files.fresh_folder(folder) as new:
        made = [
            _kept(begun[each.key], folder, new)
            if each.key in begun
            else _render(package, each, new, (sounds, master), notes)
            for each in package.programmes
        ]
        rundown = DayRundown(
            station=package.settings.station.name,
            date=package.date,
            made_at=package.made_at,
            inputs=inputs,
            programmes=tuple(made),
        )
        _write_lists(new, rundown, package.settings)
    return Exported(rundown, written=True, notes=tuple(notes))


def read_rundown(folder: Path) -> DayRundown | None:
    """Return the rundown of a day's folder; None where there is none or it cannot be read."""
    try:
        return DayRundown.model_validate_json((folder / RUNDOWN).read_text(encoding="utf-8"))
    except (OSError, ValidationError, UnicodeDecodeError):
        return None


def exported_programmes(broadcast: Path) -> tuple[Programme, ...]:
    """Return the programmes of every day's package under ``output/broadcast``, sorted by time."""
    found = [read_rundown(folder) for folder in sorted(broadcast.glob("????-??-??"))]
    each = (rendered.programme for rundown in found if rundown for rendered in rundown.programmes)
    return tuple(sorted(each, key=lambda programme: programme.starts_at))


def exported_keys(broadcast: Path) -> frozenset[str]:
    """Return the keys of the programmes already handed out: the planner leaves them as they are."""
    return frozenset(programme.key for programme in exported_programmes(broadcast))


def _begun(last: DayRundown, now: datetime) -> dict[str, Rendered]:
    return {each.programme.key: each for each in last.programmes if each.programme.starts_at <= now}


def _kept(rendered: Rendered, folder: Path, new: Path) -> Rendered:
    shutil.copy2(folder / rendered.file, new / rendered.file)
    return rendered


def _render(
    package: DayPackage, programme: Programme, new: Path, tools: tuple[Sounds, Master], notes: list[str]
) -> Rendered:
    sounds, master = tools
    whole = assemble(programme, sounds, gap_ms=package.settings.station.gap_ms)
    notes += [f"{programme.key}: bỏ “{title}” vì bản thu dài hơn dự kiến" for title in whole.dropped]
    path = new / f"{programme.date.isoformat()}-{programme.slot}.mp3"
    title = f"{programme.title or programme.slot} {programme.starts_at:%d/%m/%Y %H:%M}"
    loudness = master(whole.pcm, path, title)
    seconds = _mp3_seconds(path)
    if seconds > programme.capacity_s:
        raise MachineError(f"{path.name} dài {seconds:.1f} giây, quá khung {programme.capacity_s:.0f} giây")
    return Rendered(
        programme=_told(whole.programme, package.approvers),
        file=path.name,
        sha256=files.sha256(path),
        size_bytes=path.stat().st_size,
        duration_s=round(seconds, 3),
        integrated_lufs=loudness.integrated_lufs,
        true_peak_dbtp=loudness.true_peak_dbtp,
        said=_said(package, programme),
    )


def _said(package: DayPackage, programme: Programme) -> dict[str, str]:
    return {slug: package.said[slug] for slug in programme.pieces if slug in package.said}


def _told(programme: Programme, approvers: Mapping[str, str]) -> Programme:
    """Return the programme with each item's row on the sheet and who approved it."""
    numbered = zip(programme.items, sheet_rows(programme.items), strict=True)
    items = (i.model_copy(update={"row": n, "approved_by": approvers.get(i.article or "", "")}) for i, n in numbered)
    return programme.model_copy(update={"items": tuple(items)})


def _mp3_seconds(path: Path) -> float:
    import mutagen

    opened = mutagen.File(path)
    if opened is None or opened.info is None:
        raise MachineError(f"{path.name} không phải tệp âm thanh")
    return float(opened.info.length)


def _write_lists(new: Path, rundown: DayRundown, settings: Settings) -> None:
    listed, day = playlists.tracks(rundown), rundown.date.isoformat()
    texts = {
        RUNDOWN: (rundown.model_dump_json(by_alias=True, indent=1) + "\n").encode(),
        "rundown.html": rundown_page(rundown, settings).encode(),
        "rundown.csv": playlists.rundown_csv(rundown),
        f"{day}.m3u8": playlists.m3u8(listed),
        f"{day}.m3u": playlists.m3u(listed),
        f"{day}.pls": playlists.pls(listed),
        f"{day}.xspf": playlists.xspf(listed, title=f"{rundown.station} {rundown.date:%d/%m/%Y}"),
        f"{day}.csv": playlists.day_csv(listed),
        "README.txt": _readme(rundown).encode(),
    }
    texts |= {f"barix-{each.programme.slot}.m3u": playlists.barix(t) for each, t in _pairs(rundown, listed)}
    for name, data in texts.items():
        files.write_bytes(new / name, data)
    sums = "".join(f"{files.sha256(path)}  {path.name}\n" for path in sorted(new.iterdir()))
    files.write_text(new / SUMS, sums)


def _pairs(rundown: DayRundown, listed: tuple[playlists.Track, ...]) -> list[tuple[Rendered, playlists.Track]]:
    by_file = {track.file: track for track in listed}
    return [(each, by_file[each.file]) for each in rundown.programmes]


def _readme(rundown: DayRundown) -> str:
    day = rundown.date.isoformat()
    return (
        f"{rundown.station} - gói phát sóng ngày {rundown.date:%d/%m/%Y}.\r\n"
        "Mở rundown.html để xem, nghe thử và in phiếu phát sóng.\r\n"
        f"Mỗi buổi là một tệp MP3 ({day}-*.mp3): phát đúng giờ ghi trên phiếu.\r\n"
        f"Phần mềm phát: {day}.m3u8 (mới), {day}.m3u (ZaraRadio), .pls, .xspf; bộ Barix: barix-*.m3u.\r\n"
        "Kiểm tra chép đủ: sha256sum -c SHA256SUMS\r\n"
    )


def _inputs(package: DayPackage, begun: Mapping[str, Rendered]) -> str:
    """What the package depends on; not ``frozen``, which changes as time goes by."""
    programmes = [p.model_copy(update={"frozen": False}).model_dump(mode="json") for p in package.programmes]
    station = package.settings.station
    names = {code: audience.name for code, audience in package.settings.audiences.items()}
    aired = {slug for programme in package.programmes for slug in programme.pieces}
    approved = {slug: by for slug, by in package.approvers.items() if slug in aired}
    said = [begun[p.key].said if p.key in begun else _said(package, p) for p in package.programmes]
    about = [station.name, station.province, station.gap_ms, names, approved, said]
    told = json.dumps([programmes, *about], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _complete(folder: Path, rundown: DayRundown) -> bool:
    whole = all((folder / each.file).is_file() for each in rundown.programmes)
    return (
        whole
        and all((folder / each.file).stat().st_size == each.size_bytes for each in rundown.programmes)
        and (folder / SUMS).is_file()
    )
