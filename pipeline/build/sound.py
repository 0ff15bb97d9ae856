"""From article to finished recording: wires reading, script, studio, mastering and transcript."""

import hashlib
import wave
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline import files
from pipeline.build import project as projects
from pipeline.build.project import Project
from pipeline.errors import ContentError, Problem, RequestError
from pipeline.model.article import Article, Priority
from pipeline.model.audio import Recording
from pipeline.speech import mastering, produce
from pipeline.speech.reading import Reader
from pipeline.speech.script import Script, script_of, script_of_text
from pipeline.speech.studio import Spoken, Studio, recording_source
from pipeline.speech.tags import Tags
from pipeline.speech.transcript import recording_from_json

CACHE = "kho-cau"  # the utterance cache, under output/audio
Tell = Callable[[str], None]


@contextmanager
def open_studio(project: Project, *, tell: Tell, voice: str | None = None) -> Iterator[Studio]:
    """Yield a studio with the project's voices (only ``voice`` when named).

    Raises RequestError for an unknown voice.
    """
    settings = project.settings.speech
    if voice is not None:
        known = ("kokoro", "espeak", "piper", "gtts")
        if voice not in known:
            raise RequestError(f"không có giọng “{voice}”; chọn một trong: {', '.join(known)}")
        settings = settings.model_copy(update={"voices": (voice,)})
    if settings.piper_voice:
        settings = settings.model_copy(update={"piper_voice": str(project.root / settings.piper_voice)})
    with Studio(settings, cache=project.audio / CACHE, tell=tell) as studio:
        yield studio


def script_for(project: Project, article: Article, reader: Reader | None = None) -> Script:
    """Return what will be said for an article."""
    return script_of(article, reader or projects.reader_of(project), pauses=project.settings.speech.pauses)


def speak_article(project: Project, studio: Studio, article: Article, script: Script | None = None) -> Spoken:
    """Return the piece's sound: a human reader's file where there is one, else the machine voice.

    Raises ContentError, naming the article, when the reader's file is not audio.
    """
    script = script or script_for(project, article)
    own = article.meta.broadcast.recording if article.meta.broadcast else None
    if own is None:
        return studio.speak({article.slug: script})[article.slug]
    return studio.from_recording(recording_path(project, article, own), script)


def recording_path(project: Project, article: Article, relative: str) -> Path:
    """Return the reader's file inside content/. Raises ContentError when it is not there."""
    path = files.inside(project.content, relative)
    if path is None or not path.is_file():
        raise ContentError(
            [Problem(article.path, 1, "broadcast.recording", f"không thấy tệp “{relative}” trong content/")]
        )
    return path


def said(project: Project, article: Article, reader: Reader) -> str:
    """Return a hash of what an article says on air: its reader's file, or its words."""
    own = article.meta.broadcast.recording if article.meta.broadcast else None
    if own:
        return files.sha256(recording_path(project, article, own))
    words = "\n".join(utterance.spoken for utterance in script_for(project, article, reader).utterances)
    return hashlib.sha256(words.encode()).hexdigest()


def master_to(project: Project, article: Article, spoken: Spoken, target: Path) -> None:
    """Master a piece for the web into ``target``, with its tags."""
    station = project.settings.station.name
    tags = Tags(title=article.title, artist=station, album=station, date=article.meta.date.isoformat())
    mastering.master(spoken.pcm, target, profile="web", settings=project.settings.speech, tags=tags)


def in_airing_order(articles: tuple[Article, ...]) -> list[Article]:
    """Return the articles so that what airs first is spoken first: urgent, aired, then the newest."""

    def key(article: Article) -> tuple[int, int, str]:
        wish = article.meta.broadcast
        rank = wish.priority.rank if wish else Priority.THUONG.rank + 1
        return rank, -article.meta.date.toordinal(), article.slug

    return sorted(articles, key=key)


def forget_the_rest(project: Project, keep: set[str]) -> int:
    """Remove recordings of articles that are not public (any more); return how many files went."""
    gone = [
        path
        for path in sorted(project.audio.glob("*.*"))
        if path.suffix in (".mp3", ".vtt", ".json") and path.stem not in keep
    ]
    for path in gone:
        path.unlink()
    return len(gone)


def lines_to_wav(root: Path, lines: list[str], to: Path, *, voice: str | None) -> int:
    """Speak each line, unmastered, into ``to/n.wav`` (n from 1); empty lines give no file. Return how many."""
    project = projects.open_project(root)
    reader = projects.reader_of(project)
    scripts = {
        f"{n}": script_of_text(line, reader, pauses=project.settings.speech.pauses)
        for n, line in enumerate(lines, 1)
        if line.strip()
    }
    to.mkdir(parents=True, exist_ok=True)
    with open_studio(project, tell=lambda _: None, voice=voice) as studio:
        for name, spoken in studio.speak(scripts).items():
            with files.atomic_path(to / f"{name}.wav") as path, wave.open(str(path), "wb") as out:
                out.setnchannels(1)
                out.setsampwidth(2)
                out.setframerate(spoken.pcm.rate)
                out.writeframes(spoken.pcm.samples)
    return len(scripts)


def record(project: Project, studio: Studio, article: Article, reader: Reader) -> tuple[Recording, bool]:
    """Return the article's recording and whether it had to be made anew."""
    script = script_for(project, article, reader)
    current = _current(project, studio, article, script)
    if current is not None:
        return current, False
    spoken = speak_article(project, studio, article, script)
    settings, station = project.settings.speech, project.settings.station
    return produce.produce(article, spoken, project.audio, settings=settings, station=station), True


def scripts_to_speak(project: Project, studio: Studio, articles: Iterable[Article], reader: Reader) -> list[Script]:
    """Return the scripts that the machine voice has to speak, in order: for workers that begin early."""
    machine = [a for a in articles if not (a.meta.broadcast and a.meta.broadcast.recording)]
    scripts = [(article, script_for(project, article, reader)) for article in machine]
    return [script for article, script in scripts if _current(project, studio, article, script) is None]


def _current(project: Project, studio: Studio, article: Article, script: Script) -> Recording | None:
    own = article.meta.broadcast.recording if article.meta.broadcast else None
    sources = (recording_source(recording_path(project, article, own), script),) if own else studio.sources(script)
    settings, station = project.settings.speech, project.settings.station
    return produce.current_of(article, sources, project.audio, settings=settings, station=station)


def known_recordings(project: Project) -> dict[str, Recording]:
    """Return the finished recordings of the public articles, as output/audio has them now."""
    found: dict[str, Recording] = {}
    for article in project.public:
        about = project.audio / f"{article.slug}.json"
        if about.is_file():
            with suppress(ValueError, KeyError):
                found[article.slug] = recording_from_json(about.read_text("utf-8"))[0]
    return found
