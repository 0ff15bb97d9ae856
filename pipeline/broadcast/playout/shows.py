"""The slots of the days at hand: what the packages hold, what the schedule expects, and whether the files are good."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pipeline import files
from pipeline.broadcast.asrun.rows import Row
from pipeline.broadcast.package import read_rundown
from pipeline.broadcast.planning import occurrences
from pipeline.broadcast.playout import work
from pipeline.errors import in_words
from pipeline.model.radio import Rendered
from pipeline.settings import Settings

RUNDOWN = "rundown.json"


@dataclass(frozen=True)
class Show:
    """One slot of one day; without ``rendered`` the schedule has it and no package does."""

    day: date
    slot: str
    title: str
    starts_at: datetime
    ends_at: datetime
    folder: Path
    rendered: Rendered | None = None
    fallback: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Its name for good: ``2026-12-01/sang``."""
        return f"{self.day.isoformat()}/{self.slot}"

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows it promises; one for the slot as a whole where nobody knows its items."""
        if self.rendered and self.rendered.programme.items:
            return work.rows_of(self.rendered)
        row = work.blank("programme", self.title, key=f"{self.key}/0", day=self.day)
        return (row.model_copy(update={"slot": self.slot, "item": 0, "planned": True, "planned_at": self.starts_at}),)


def load(settings: Settings, broadcast: Path, *, first: date, days: int) -> tuple[Show, ...]:
    """Return the shows of ``days`` days from ``first``, by time: the packages', and those only the schedule has."""
    found: dict[str, Show] = {}
    for place in occurrences(settings, first, days):
        folder = broadcast / place.date.isoformat()
        found[place.key] = Show(
            place.date, place.slot, place.title, place.starts_at, place.ends_at, folder, fallback=place.fallback
        )
    for folder in _folders(broadcast, first, days):
        for show in _exported(folder, found):
            found[show.key] = show
    return tuple(sorted(found.values(), key=lambda show: show.starts_at))


def signature(broadcast: Path, *, first: date, days: int) -> tuple[tuple[str, int], ...]:
    """Return what changes when a package of these days changes, without reading them."""
    paths = (folder / RUNDOWN for folder in _folders(broadcast, first, days))
    return tuple((path.parent.name, path.stat().st_mtime_ns) for path in paths if path.is_file())


def problem(show: Show) -> str | None:
    """Return what is wrong with the show's file, in words; None when it is whole."""
    where = f"{show.title} ngày {show.day:%d/%m/%Y}"
    if show.rendered is None or not show.rendered.programme.items:
        return f"{where}: không có chương trình nào được xuất"
    path = show.folder / show.rendered.file
    if not path.is_file():
        return f"{where}: mất tệp {path.name}"
    try:
        damaged = files.sha256(path) != show.rendered.sha256
    except OSError as error:
        return f"{where}: không đọc được tệp {path.name}: {in_words(error)}"
    return f"{where}: tệp {path.name} hỏng (khác mã SHA-256 trong phiếu phát)" if damaged else None


def _folders(broadcast: Path, first: date, days: int) -> list[Path]:
    wanted = [date.fromordinal(first.toordinal() + step).isoformat() for step in range(days)]
    return [broadcast / name for name in wanted if (broadcast / name).is_dir()]


def _exported(folder: Path, expected: dict[str, Show]) -> list[Show]:
    rundown = read_rundown(folder)
    shows = []
    for rendered in rundown.programmes if rundown else ():
        p = rendered.programme
        same = expected.get(f"{p.date.isoformat()}/{p.slot}")
        title, fallback = p.title or (same.title if same else p.slot), same.fallback if same else ()
        shows.append(Show(p.date, p.slot, title, p.starts_at, p.ends_at, folder, rendered, fallback))
    return shows
