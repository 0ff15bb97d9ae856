"""What an editor hears before anything is published: one article, or lines of text."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline import files
from pipeline.build import project as projects
from pipeline.build import sound
from pipeline.build.project import Project
from pipeline.content import find
from pipeline.errors import MachineError, RequestError
from pipeline.model.article import Article


@dataclass(frozen=True)
class Said:
    """A piece spoken for the editor: the file, its length in ms, the voice."""

    path: Path
    duration_ms: int
    voice: str


def script_lines(root: Path, name: str) -> list[str]:
    """Return the article's script: each written sentence, and under it how it is read."""
    project = projects.open_project(root)
    script = sound.script_for(project, find(project.library, name))
    return [line for u in script.utterances for line in (u.written, f"    → {u.spoken}")]


def say_article(root: Path, name: str, to: Path | None, *, voice: str | None, tell: Callable[[str], None]) -> Said:
    """Speak one article, draft or not, mastered for the web, into ``to`` (``output/audio/nghe-thu`` when None)."""
    project = projects.open_project(root)
    article = find(project.library, name)
    target = to or project.audio / "nghe-thu" / f"{article.slug}.mp3"
    with sound.open_studio(project, tell=tell, voice=voice) as studio:
        spoken = sound.speak_article(project, studio, article)
        sound.master_to(project, article, spoken, target)
    return Said(target, spoken.pcm.duration_ms, spoken.voice)


def record_now(project: Project, article: Article, *, tell: Callable[[str], None]) -> Path:
    """Make sure that an article's finished recording is there and current; return it (an emergency cannot wait)."""
    with sound.open_studio(project, tell=tell) as studio:
        recording, _ = sound.record(project, studio, article, projects.reader_of(project))
    return project.audio / recording.file


def say_lines(root: Path, lines: Path, to: Path, *, voice: str | None) -> int:
    """Speak line n of the file into ``to/n.wav``, unmastered; return how many were written."""
    if not lines.is_file():
        raise RequestError(f"không thấy tệp {lines}")
    text = files.read_text(lines).splitlines()
    return sound.lines_to_wav(root, text, to, voice=voice)


def play(path: Path) -> None:
    """Play a file on this machine. Raises MachineError when there is no player."""
    for command in (
        ["mpv", "--no-video"],
        ["ffplay", "-nodisp", "-autoexit", "-loglevel", "error"],
        ["cvlc", "--play-and-exit"],
    ):
        if shutil.which(command[0]):
            subprocess.run([*command, str(path)], check=False)
            return
    raise MachineError(f"máy này không có mpv, ffplay hay VLC; hãy mở tệp {path} bằng trình nghe nhạc")
