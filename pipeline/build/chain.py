"""The whole chain: check, speech, plan, export, site. One step an arrow of the picture in the README."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Protocol

import filelock

from pipeline import files
from pipeline.broadcast import planning
from pipeline.build import programmes, sound
from pipeline.build import project as projects
from pipeline.build.notices import make_notices
from pipeline.build.programmes import Desk
from pipeline.build.project import Project
from pipeline.errors import MachineError, RequestError
from pipeline.model.article import Article, Frozen, Status
from pipeline.model.audio import Recording
from pipeline.model.radio import Plan
from pipeline.site import SiteInput, SiteReport, build_site

EXPORTED_DAYS = 2  # today and tomorrow; from tomorrow on when today has no programme left
PODCAST_DAYS = 14  # programmes stay in the podcast for two weeks


class Steps(Protocol):
    """Where a build tells what it does."""

    def step(self, text: str, *, total: int | None = None) -> None:
        """Begin a step; ``total`` is its count where known."""

    def advance(self, done: int) -> None:
        """Tell how much of the step is done."""

    def note(self, text: str) -> None:
        """Tell something the person should know."""


class Silent:
    """Steps that nobody sees."""

    def step(self, text: str, *, total: int | None = None) -> None:
        """Say nothing."""

    def advance(self, done: int) -> None:
        """Say nothing."""

    def note(self, text: str) -> None:
        """Say nothing."""


class Summary(Frozen):
    """What a build did: counts, minutes of audio, and what to open next."""

    articles: int
    public: int
    advice: int
    audio_new: int
    audio_kept: int
    minutes_new: float
    minutes_kept: float
    programmes: int
    aired_pieces: int
    unmet: tuple[str, ...]
    exported: tuple[str, ...]
    exported_new: int
    pages: int
    site_written: int
    open_next: tuple[str, ...]


@dataclass(frozen=True)
class Made:
    """The recordings of a build, and which of them are new."""

    recordings: Mapping[str, Recording]
    new: frozenset[str]

    def minutes(self, *, new: bool) -> float:
        """Return the minutes of audio that are new, or that were kept."""
        return sum(r.duration_ms for slug, r in self.recordings.items() if (slug in self.new) is new) / 60_000


def build_all(root: Path, *, steps: Steps, now: datetime | None = None) -> Summary:
    """Run the whole chain on the project at ``root``.

    Raises ContentError with every problem before anything is written, RequestError when another
    build is running, MachineError when this machine cannot do it.
    """
    project = _open(root, now, steps)
    with alone(project):
        advice = sum(problem.advice for problem in projects.problems(project))
        reader = projects.reader_of(project)
        with sound.open_studio(project, tell=steps.note) as studio:
            desk = Desk(project, studio, reader)
            made = make_recordings(desk, steps)
            plan = make_plan(desk, made.recordings, steps)
            exported = export_next_days(desk, plan, steps)
            if any(new for _, new in exported):
                plan = make_plan(desk, made.recordings, steps)  # the same week, what is exported now frozen
        site = make_site(project, made.recordings, plan, steps)
    return _summary(project, advice, made, (plan, exported, site))


def build_preview(root: Path, *, steps: Steps, now: datetime | None = None) -> SiteReport:
    """Build the editors' site in output/preview: drafts and pieces of coming days too, marked as such.

    It takes the recordings and the plan that are there; output/site stays as it was published.
    """
    project = _open(root, now, steps)
    shown = tuple(_previewed(article, project.today) for article in project.library.articles)
    with alone(project):
        plan = programmes.saved_plan(project)
        return make_site(project, sound.known_recordings(project), plan, steps, preview=shown)


def _previewed(article: Article, today: date) -> Article:
    meta = article.meta
    if article.is_public(today) or article.is_withdrawn(today):
        return article
    mark = f"hẹn ngày {meta.date:%d/%m/%Y}" if meta.status is Status.PUBLISHED else "bản nháp"
    changes = {"title": f"[{mark}] {meta.title}", "status": Status.PUBLISHED, "date": min(meta.date, today)}
    return article.model_copy(update={"meta": meta.model_copy(update=changes)})


def make_recordings(desk: Desk, steps: Steps) -> Made:
    """Record every public article that changed, what airs first first; forget those that are public no more."""
    project = desk.project
    articles = sound.in_airing_order(project.public)
    steps.step("Giọng đọc", total=len(articles))
    desk.studio.announce(sound.scripts_to_speak(project, desk.studio, articles, desk.reader))
    recordings: dict[str, Recording] = {}
    new: set[str] = set()
    for count, article in enumerate(articles, 1):
        recordings[article.slug], fresh = sound.record(project, desk.studio, article, desk.reader)
        if fresh:
            new.add(article.slug)
            steps.note(f"{article.title} ({recordings[article.slug].duration_ms / 1000:.0f} giây)")
        steps.advance(count)
    sound.forget_the_rest(project, set(recordings))
    return Made(recordings, frozenset(new))


def make_plan(desk: Desk, recordings: Mapping[str, Recording], steps: Steps) -> Plan:
    """Plan the coming seven days on measured lengths and save the plan."""
    steps.step("Lịch phát thanh trong tuần")
    durations = {slug: recording.pcm_ms for slug, recording in recordings.items()}
    given = programmes.request(desk, durations, first=desk.project.today, days=programmes.DAYS)
    plan = planning.plan_week(given)
    programmes.save_plan(desk.project, plan)
    return plan


def export_next_days(desk: Desk, plan: Plan, steps: Steps) -> tuple[tuple[str, bool], ...]:
    """Export the first days that have programmes; return each day and whether its package is new."""
    days = sorted({programme.date for programme in plan.programmes})[:EXPORTED_DAYS]
    steps.step("Gói phát thanh của đài", total=len(days))
    make_notices(desk, desk.project.today, programmes.DAYS)
    done: list[tuple[str, bool]] = []
    for count, day in enumerate(days, 1):
        exported = programmes.export(desk, plan, day)
        done.append((day.isoformat(), exported.written))
        for note in exported.notes:
            steps.note(note)
        steps.advance(count)
    return tuple(done)


def make_site(
    project: Project,
    recordings: Mapping[str, Recording],
    plan: Plan | None,
    steps: Steps,
    *,
    preview: tuple[Article, ...] | None = None,
) -> SiteReport:
    """Build the site and swap it in; with ``preview`` articles, theirs beside the published one."""
    steps.step("Trang web")
    target = project.output / ("site" if preview is None else "preview")
    files.recover(target)
    given = SiteInput(
        articles=project.library.articles if preview is None else preview,
        recordings=recordings,
        plan=plan,
        days=programmes.exported_days(project, since=project.today - timedelta(days=PODCAST_DAYS)),
        broadcast=project.broadcast,
        settings=project.settings,
        today=project.today,
        now=project.now,
        content=project.content,
        audio=project.audio,
        calendar=programmes.calendar(project, plan) if plan else None,
    )
    return build_site(given, target)


@contextmanager
def alone(project: Project) -> Iterator[None]:
    """Let one build at a time write under output/."""
    try:
        project.output.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(project.output / ".khoa", timeout=0):
            for folder in (project.audio, project.broadcast):
                files.sweep(folder, now=project.now.timestamp())
            yield
    except filelock.Timeout as error:
        raise RequestError(
            "đang có một lệnh loa khác ghi vào thư mục output; hãy đợi lệnh đó xong rồi chạy lại"
        ) from error
    except PermissionError as error:
        raise MachineError(f"không ghi được vào {project.output}; hãy kiểm tra quyền của thư mục") from error


def summary_lines(summary: Summary) -> list[str]:
    """Return the summary as an editor reads it."""
    lines = [
        "",
        f"Xong. {summary.public} bài công khai trong {summary.articles} bài; {summary.advice} góp ý (xem: loa check).",
        f"  Trang web: {summary.pages} trang, {summary.site_written} tệp mới ghi.",
        f"  Âm thanh: {summary.audio_new} bản ghi mới ({_minutes(summary.minutes_new)}), "
        f"{summary.audio_kept} bản giữ nguyên ({_minutes(summary.minutes_kept)}).",
        f"  Phát thanh: {summary.programmes} chương trình trong 7 ngày tới, {summary.aired_pieces} lượt bài.",
        f"  Gói cho người vận hành: {', '.join(_day(day) for day in summary.exported) or 'không có ngày nào'}"
        f" ({summary.exported_new} gói mới ghi).",
    ]
    lines += [f"  CHƯA XẾP ĐỦ: {text}" for text in summary.unmet]
    return lines + ["Mở tiếp:"] + [f"  {place}" for place in summary.open_next]


def _open(root: Path, now: datetime | None, steps: Steps) -> Project:
    steps.step("Kiểm tra bài và lịch phát")
    project = projects.open_project(root, now=now)
    projects.require_good(project)
    return project


def _summary(
    project: Project, advice: int, made: Made, results: tuple[Plan, tuple[tuple[str, bool], ...], SiteReport]
) -> Summary:
    plan, exported, site = results
    return Summary(
        articles=len(project.library.articles),
        public=len(project.public),
        advice=advice,
        audio_new=len(made.new),
        audio_kept=len(made.recordings) - len(made.new),
        minutes_new=round(made.minutes(new=True), 2),
        minutes_kept=round(made.minutes(new=False), 2),
        programmes=len(plan.programmes),
        aired_pieces=sum(len(programme.pieces) for programme in plan.programmes),
        unmet=tuple(f"{unmet.article}: {unmet.why}" for unmet in plan.unmet),
        exported=tuple(day for day, _ in exported),
        exported_new=sum(written for _, written in exported),
        pages=site.pages,
        site_written=site.written,
        open_next=_places(project, [day for day, _ in exported]),
    )


def _places(project: Project, days: list[str]) -> tuple[str, ...]:
    sheets = [project.broadcast / day / "rundown.html" for day in days]
    found = [path for path in (project.output / "site" / "index.html", *sheets) if path.is_file()]
    here = Path.cwd()
    return tuple(str(path.relative_to(here) if path.is_relative_to(here) else path) for path in found)


def _minutes(minutes: float) -> str:
    seconds = round(minutes * 60)
    return f"{seconds // 60} phút {seconds % 60:02} giây"


def _day(iso: str) -> str:
    return datetime.fromisoformat(iso).strftime("%d/%m/%Y")
