"""A project on disk, opened once: its settings, its articles, and everything that is wrong with them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from pipeline import files, settings
from pipeline.broadcast import planning
from pipeline.broadcast.playout.work import recording_length
from pipeline.content import Library, check_library, read_library
from pipeline.errors import ContentError, Problem
from pipeline.model.article import Article, FrontMatter
from pipeline.settings import Settings
from pipeline.settings.salvage import Sketch, sketch
from pipeline.site import site_problems
from pipeline.speech import reading, script
from pipeline.yamltext import LineIndex

LEXICON = "content/lexicon.tsv"
SPOKEN = "bài đọc"  # the field of what is told of a piece as it is heard


@dataclass(frozen=True)
class Project:
    """What one command works on. ``now`` is aware, in the station's zone."""

    root: Path
    settings: Settings
    lines: LineIndex
    library: Library
    now: datetime

    @property
    def today(self) -> date:
        """Today at the station."""
        return self.now.date()

    @property
    def content(self) -> Path:
        """The folder that editors write in."""
        return self.root / "content"

    @property
    def output(self) -> Path:
        """The folder that the stages write in."""
        return self.root / "output"

    @property
    def audio(self) -> Path:
        """Finished recordings and the utterance cache."""
        return self.output / "audio"

    @property
    def broadcast(self) -> Path:
        """The plan and the operator's packages."""
        return self.output / "broadcast"

    @property
    def public(self) -> tuple[Article, ...]:
        """The articles that readers and listeners may have today."""
        return tuple(article for article in self.library.articles if article.is_public(self.today))


@dataclass(frozen=True)
class Survey:
    """What is wrong with a project whatever state it is in, sorted by place, and the paths of its articles."""

    problems: tuple[Problem, ...]
    articles: tuple[str, ...]


def open_project(root: Path, *, now: datetime | None = None) -> Project:
    """Read schedule and articles. ``now`` is the clock's time unless given.

    Raises ContentError when the schedule cannot be read, with everything else that must be mended too.
    """
    project, rough = _look(root, now)
    if rough:
        raise ContentError(problem for problem in _all_problems(project, rough) if not problem.advice)
    return project


def survey(root: Path, *, now: datetime | None = None) -> Survey:
    """Return all problems, errors and advice, of a project: also those beside a schedule that cannot be read."""
    project, rough = _look(root, now)
    return Survey(_all_problems(project, rough), project.library.paths)


def problems(project: Project) -> tuple[Problem, ...]:
    """Return everything wrong with the project, errors and advice, sorted by place."""
    written = (*project.library.articles, *project.library.sketches)  # a broken piece is no missing one
    found: list[Problem] = [
        *project.library.problems,
        *check_library(project.library, project.settings, today=project.today),
        *planning.check_schedule(project.settings, project.lines, today=project.today),
        *planning.check_pieces(written, project.settings, index=project.lines),
        *_schedule_media(project),
        *settings.advice(project.settings, project.lines),
        *site_problems(written, project.settings),
    ]
    try:
        found += spoken_problems(project.library.articles, reader_of(project))
    except ContentError as error:
        found += error.problems
    return tuple(sorted({_placed(problem, project) for problem in found}))


def _look(root: Path, now: datetime | None) -> tuple[Project, Sketch | None]:
    """Read the project; where its schedule is wrong, a sketch of it stands in, and is returned too."""
    root = root.resolve()  # Pelican and the players work from other folders
    library, rough = read_library(root), None
    try:
        found, lines = settings.load(root)
    except ContentError as error:
        rough = sketch(error)
        found, lines = rough.settings, rough.lines
    zone = found.station.zone
    moment = now.astimezone(zone) if now else datetime.now(zone)
    return Project(root, found, lines, library, moment), rough


def _all_problems(project: Project, rough: Sketch | None) -> tuple[Problem, ...]:
    found = problems(project)
    return tuple(sorted({*rough.told, *filter(rough.trusts, found)})) if rough else found


def _placed(problem: Problem, project: Project) -> Problem:
    """Give a problem of a key the line of that key, where the room that found it does not know lines."""
    if problem.line:
        return problem
    if problem.path == settings.FILE:
        return replace(problem, line=project.lines(*problem.field.split(".")))
    key = "title" if problem.field == SPOKEN else problem.field  # what is said and not in the body is the title
    known = key in FrontMatter.model_fields
    return replace(problem, line=project.library.line(problem.path, key)) if known else problem


def require_good(project: Project) -> None:
    """Raise ContentError when anything but advice is wrong: called before the first write."""
    errors = [problem for problem in problems(project) if not problem.advice]
    if errors:
        raise ContentError(errors)


def reader_of(project: Project) -> reading.Reader:
    """As reader_for, for a project that is open."""
    return reader_for(project.root)


def reader_for(root: Path) -> reading.Reader:
    """Return the reader with the packaged lexicon and the commune's own, if there is one.

    Raises ContentError on a malformed line.
    """
    own = root / LEXICON
    tables = list(reading.packaged_lexicon())
    if own.is_file():
        tables.append((LEXICON, files.read_text(own, shown=LEXICON)))
    return reading.Reader(reading.parse_lexicon(*tables))


def spoken_problems(articles: Iterable[Article], reader: reading.Reader) -> list[Problem]:
    """Return what cannot be read aloud with confidence, and advice on how the pieces are written."""
    return [problem for article in articles for problem in script.doubts(article, reader)]


def _schedule_media(project: Project) -> list[Problem]:
    music = project.settings.station.call_music
    path = files.inside(project.content, music)
    if path is None or not path.is_file():
        message = f"không thấy tệp “{music}” trong content/; hãy chép tệp vào đó hoặc sửa đường dẫn"
    elif not recording_length(path):
        message = f"“{music}” không phải tệp âm thanh; hãy ghi một tệp nhạc, như media/nhac-hieu.mp3"
    else:
        return []
    line = project.lines("station", "call_music")
    return [Problem(settings.FILE, line, "station.call_music", message)]
