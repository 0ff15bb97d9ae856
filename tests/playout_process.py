"""A real playout process on a made-up programme: ``python -m tests.playout_process PROJECT PLAYOUT-JSON``."""

import logging
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from pipeline import ffmpeg
from pipeline.broadcast.asrun.log import FOLDER, AsRunLog
from pipeline.broadcast.asrun.rows import Outcome, Row, effective
from pipeline.broadcast.playout import service
from pipeline.broadcast.playout.station import Hooks
from pipeline.cli.common import run
from pipeline.model.radio import ItemKind, Programme
from pipeline.settings import Playout
from tests.playout_fixtures import GAP_S, ROOT, ZONE, programme, station_settings, write_day


def main(project: str, playout: str) -> int:
    """Serve until told to stop, with no slots but those of the packages; errors become exit codes as in the command."""
    import typer

    app = typer.Typer()

    @app.command()
    def play() -> None:
        logging.basicConfig(level=logging.INFO, stream=sys.stderr)
        settings = station_settings().model_copy(update={"slots": (), "playout": Playout.model_validate_json(playout)})
        service.serve(Path(project), settings, hooks=Hooks())

    sys.argv = sys.argv[:1]
    return run(app)


def start(project: Path, playout: Playout) -> "subprocess.Popen[str]":
    """Start a playout process."""
    command = [sys.executable, "-m", "tests.playout_process", str(project), playout.model_dump_json()]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)


def package(project: Path, starts: Sequence[datetime], tones: Sequence[Sequence[tuple[int, float]]]) -> list[Programme]:
    """Export programmes that begin at ``starts``; each item is a tone of so many Hz for so many seconds."""
    made = []
    for number, (begin, notes) in enumerate(zip(starts, tones, strict=True)):
        items = [(ItemKind.PIECE, seconds) for _, seconds in notes]
        made.append((programme(f"khung-{number}", begin, items=items, minutes=3), _sound(project, notes)))
    write_day(project, starts[0].date(), made)
    return [one for one, _ in made]


def soon(seconds: float) -> datetime:
    """Return the station's time some seconds from now."""
    return datetime.now(ZONE) + timedelta(seconds=seconds)


def rows(project: Path) -> list[Row]:
    """Return what stands in a project's log, in order of the plan, notes left out."""
    log = AsRunLog(project / FOLDER)
    found = [e.row for e in effective(log.entries()) if e.row.outcome is not Outcome.NOTE]
    log.close()
    return sorted(found, key=lambda row: row.planned_at or datetime.max.replace(tzinfo=ZONE))


def _sound(project: Path, notes: Sequence[tuple[int, float]]) -> bytes:
    """Return an MP3 of tones with the station's gap between them."""
    inputs: list[str] = []
    for hertz, seconds in notes:
        inputs += ["-f", "lavfi", "-i", f"sine=f={hertz}:d={seconds},apad=pad_dur={GAP_S}"]
    path = project / "tones.mp3"
    joined = f"concat=n={len(notes)}:v=0:a=1"
    ffmpeg.run([*inputs, "-filter_complex", joined, "-b:a", "96k", "-y", str(path)])
    return path.read_bytes()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
