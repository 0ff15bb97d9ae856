"""A copy of the commune's own project to work on: real articles, real schedule, the quick voice."""

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)  # 05:30 on 23 November at the station
VOICES = "voices: [kokoro, espeak]"
REPEATS = "max_airings_per_week: 7"  # fewer repeats, shorter programmes, quicker tests


def copy_project(to: Path, *, voices: str = "[espeak]") -> Path:
    """Copy content and schedule into ``to``; the voices are the quick ones unless told otherwise."""
    shutil.copytree(ROOT / "content", to / "content")
    schedule = (ROOT / "broadcast_schedule.yaml").read_text("utf-8")
    assert VOICES in schedule and REPEATS in schedule
    schedule = schedule.replace(REPEATS, "max_airings_per_week: 3")
    (to / "broadcast_schedule.yaml").write_text(schedule.replace(VOICES, f"voices: {voices}"), "utf-8")
    return to


def loa(
    *arguments: str, project: Path | None = None, stdin: str = "", cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command as a person does, on a machine whose clock is in UTC."""
    place = ["--project", str(project)] if project else []
    command = [sys.executable, "-m", "pipeline", *arguments, *place]
    environment = {**os.environ, "TZ": "UTC", "COLUMNS": "200", "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, input=stdin, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=280, cwd=cwd
    )


def tree(folder: Path) -> dict[str, tuple[int, int]]:
    """Return each file's mtime in ns and size, by its path under ``folder``."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.stat().st_size) for path in files}


def article(*, title: str = "Bài thử", date: str = "2026-11-20", more: str = "", body: str = "Một câu để thử.") -> str:
    """Return the text of a valid article."""
    return (
        f"---\ntitle: {title}\ndate: {date}\nkind: tin\ntheme: doi-moi-tuyen-truyen\nunit: cong-an-xa\n"
        f"summary: Tóm tắt của bài thử.\nstatus: published\n{more}---\n{body}\n"
    )
