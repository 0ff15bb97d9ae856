"""What is aired when a programme's file is missing or damaged: never silence because no show was found."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from pipeline import files
from pipeline.broadcast.playout import work
from pipeline.broadcast.playout.shows import Show
from pipeline.broadcast.playout.station import Station
from pipeline.broadcast.playout.work import Work
from pipeline.model.radio import ItemKind


def find(station: Station, show: Show, *, now: datetime, notice_only: bool = False) -> Work | None:
    """Return what to air instead: the slot's fallback pieces, else its notice, else the station's call music.

    Only what ends within the slot is taken. None when there is nothing.
    """
    room_s = (show.ends_at - max(now, show.starts_at)).total_seconds()
    for kind, title, path, article in _choices(station, show, notice_only):
        length = work.recording_length(path) if path.is_file() else 0.0
        if 0 < length <= room_s:
            row = work.blank(kind, title, key=f"{show.key}/thay/{now:%H%M%S}", day=show.day, article=article)
            row = row.model_copy(update={"slot": show.slot, "sha256": files.sha256(path)})
            return work.single(path, row, length_s=length, name=f"{show.slot}-thay")
    return None


def _choices(station: Station, show: Show, notice_only: bool) -> Iterator[tuple[str, str, Path, str | None]]:
    if not notice_only:
        for slug in show.fallback:
            yield ItemKind.FALLBACK, f"Bài dự phòng {slug}", station.output / "audio" / f"{slug}.mp3", slug
    notice = station.hooks.notice(show.slot) if station.hooks.notice else None
    if notice:
        yield ItemKind.NOTICE, "Thông báo của đài", notice, None
    music = files.inside(station.project / "content", station.settings.station.call_music)
    if music and not notice_only:
        yield ItemKind.CALL_MUSIC, "Nhạc hiệu", music, None
