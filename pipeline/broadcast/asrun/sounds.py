"""The sound of an emergency, kept as evidence of what was said: it is in no package."""

import shutil
from pathlib import Path

from pipeline import files
from pipeline.broadcast.asrun.rows import EMERGENCY, Row

FOLDER = "am-thanh"  # in the log's own folder


def keep(log_folder: Path, sound: Path) -> str:
    """Copy ``sound`` to ``<log_folder>/am-thanh/<SHA-256><suffix>`` and return its SHA-256, for ``Row.sha256``.

    The same sound is kept once. Raises MachineError when it cannot be written, OSError when it cannot be read.
    """
    digest = files.sha256(sound)
    place = log_folder / FOLDER / f"{digest}{sound.suffix.lower()}"
    if not (place.is_file() and files.sha256(place) == digest):
        with files.atomic_path(place) as temporary:
            shutil.copyfile(sound, temporary)
    return digest


def problem(log_folder: Path, row: Row) -> str | None:
    """Return what is wrong with the kept sound of an emergency's row, in words; None for any other row."""
    if row.kind != EMERGENCY or not row.sha256:
        return None
    kept = sorted((log_folder / FOLDER).glob(f"{row.sha256}*"))
    if not kept:
        return f"mất âm thanh của tin khẩn cấp “{row.title}” ({FOLDER}/{row.sha256[:12]}…)"
    return None if files.sha256(kept[0]) == row.sha256 else f"âm thanh {FOLDER}/{kept[0].name[:12]}… đã bị sửa"
