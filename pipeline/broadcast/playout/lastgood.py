"""The last settings that were good: a slip in the schedule must not silence a station whose packages are there."""

import contextlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline import files, settings
from pipeline.broadcast.players.make import make
from pipeline.broadcast.playout.inbox import FOLDER
from pipeline.errors import ContentError, LoaError, MachineError, RequestError, in_words
from pipeline.settings import FILE, Settings


@dataclass(frozen=True)
class Chosen:
    """The settings to play by; ``warning`` says why they are not those of today, empty when they are."""

    settings: Settings
    warning: str = ""


def choose(project: Path) -> Chosen:
    """Return the project's settings and keep a copy; when they cannot be used, the last copy and a warning.

    Raises ContentError or RequestError, as without a copy, when there never were good ones.
    """
    try:
        found = _usable(project, project)
    except (ContentError, RequestError, OSError) as error:
        return _instead(project, error)
    with contextlib.suppress(MachineError, OSError):  # no room for the copy is no reason not to play
        files.write_bytes(project / FOLDER / FILE, (project / FILE).read_bytes())
    return Chosen(found)


def look(project: Path) -> Chosen:
    """Return the same to somebody who only looks: nothing is kept, and no player is tried. Raises as ``choose``."""
    try:
        return Chosen(settings.load(project)[0])
    except (ContentError, RequestError, OSError) as error:
        return _instead(project, error)


def _instead(project: Path, error: LoaError | OSError) -> Chosen:
    wrong = error if isinstance(error, LoaError) else MachineError(f"{FILE}: {in_words(error)}")
    old = _last(project)
    if old is None:
        raise wrong from error
    return Chosen(old, _warning(project, old, wrong))


def _usable(folder: Path, project: Path) -> Settings:
    """Read the settings in ``folder``; those whose player cannot even be made are no better than unreadable ones."""
    found, _ = settings.load(folder)
    with contextlib.suppress(MachineError):  # a tool that is missing now may come
        make(found.playout, project=project, stamp=datetime.now).close()
    return found


def _last(project: Path) -> Settings | None:
    try:
        return _usable(project / FOLDER, project)
    except (LoaError, OSError):
        return None


def _warning(project: Path, old: Settings, wrong: LoaError) -> str:
    kept = datetime.fromtimestamp((project / FOLDER / FILE).stat().st_mtime, old.station.zone)
    what = str(wrong).replace("\n", " | ")
    return f"{FILE} có chỗ sai, đang phát theo bản dùng được lần cuối (lưu {kept:%d/%m/%Y}). Sửa rồi chạy lại: {what}"
