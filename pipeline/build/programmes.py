"""From recordings to the week's plan and the operator's packages: wires planning, speech and assembly."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from pipeline import ffmpeg, files
from pipeline.broadcast import package, planning
from pipeline.build import sound
from pipeline.build.project import Project
from pipeline.errors import MachineError, RequestError
from pipeline.model.article import Article
from pipeline.model.audio import Loudness, Pcm
from pipeline.model.radio import DayRundown, Item, ItemKind, Plan, Programme, Rendered
from pipeline.speech import mastering, script
from pipeline.speech.reading import Reader
from pipeline.speech.studio import Spoken, Studio
from pipeline.speech.tags import Tags

RATE = 24_000  # Hz, of every sound that goes into a programme
DAYS = 7


@dataclass(frozen=True)
class Desk:
    """What planning and export work with: the project, a studio for spoken templates, a reader."""

    project: Project
    studio: Studio
    reader: Reader

    def speak(self, texts: Iterable[str]) -> dict[str, Spoken]:
        """Speak each text once; those spoken before come from the cache."""
        wanted = {
            text: script.script_of_text(text, self.reader, pauses=self.project.settings.speech.pauses)
            for text in dict.fromkeys(texts)
        }
        return self.studio.speak(wanted)


def saved_plan(project: Project) -> Plan | None:
    """Return the plan as last saved; None when there is none or it cannot be read any more."""
    path = project.broadcast / "plan.json"
    if not path.is_file():
        return None
    try:
        return Plan.model_validate_json(path.read_text("utf-8"))
    except ValueError:
        return None


def save_plan(project: Project, plan: Plan) -> bool:
    """Put the plan in place; True when it differs from the saved one."""
    return files.write_text(project.broadcast / "plan.json", plan.model_dump_json(by_alias=True, indent=1) + "\n")


def request(
    desk: Desk, durations_ms: Mapping[str, int], *, first: date, days: int, estimate: bool = False
) -> planning.PlanRequest:
    """Gather what the planner needs. With ``estimate`` the spoken templates are not synthesised but estimated."""
    project = desk.project
    places = planning.occurrences(project.settings, first, days)
    texts = {place.key: planning.spoken_texts(project.settings, place) for place in places}
    aired = [article for article in project.public if article.meta.broadcast]
    links = {article.slug: planning.link_text(project.settings, article) for article in aired}
    said = [text for t in texts.values() for text in (t.greeting, t.notice, t.closing)] + list(links.values())
    ms = lengths(desk, said, estimate=estimate)
    music = 0 if not said else len(call_music(project).samples) * 1000 // (2 * RATE)
    overheads = {
        key: planning.Overheads(
            call_music_ms=music,
            greeting=planning.Spoken(t.greeting, ms[t.greeting]),
            notice=planning.Spoken(t.notice, ms[t.notice]),
            closing=planning.Spoken(t.closing, ms[t.closing]),
        )
        for key, t in texts.items()
    }
    return planning.PlanRequest(
        settings=project.settings,
        first=first,
        days=days,
        occurrences=places,
        candidates=planning.candidates(
            aired,
            project.settings,
            durations_ms=durations_ms,
            link_ms={slug: ms[text] for slug, text in links.items()},
        ),
        overheads=overheads,
        now=project.now,
        previous=without_gone(project, saved_plan(project)),
        exported=package.exported_keys(project.broadcast),
    )


def without_gone(project: Project, plan: Plan | None) -> Plan | None:
    """Return the plan with pieces taken back since out of its coming programmes.

    A frozen programme stays as promised, with this one exception: what was withdrawn, set back to draft or may
    not be broadcast any more must not be aired because it was planned in time. A programme left without a piece
    is planned anew.
    """
    if plan is None:
        return None
    aired = {article.slug for article in project.public if article.meta.broadcast}
    cut = (_as_aired(programme, aired, project.now) for programme in plan.programmes)
    kept = tuple(programme for programme in cut if programme is not None)
    return plan if kept == plan.programmes else plan.model_copy(update={"programmes": kept, "inputs": ""})


def _as_aired(programme: Programme, aired: Collection[str], now: datetime) -> Programme | None:
    gone = set(programme.pieces) - set(aired)
    return planning.take_out(programme, gone) if gone and programme.starts_at > now else programme


def lengths(desk: Desk, texts: Iterable[str], *, estimate: bool) -> dict[str, int]:
    """Return how long each text takes to say, in ms."""
    if not estimate:
        return {text: spoken.pcm.duration_ms for text, spoken in desk.speak(texts).items()}
    settings = desk.project.settings.speech
    return {
        text: script.estimate_ms(script.script_of_text(text, desk.reader, pauses=settings.pauses), settings)
        for text in dict.fromkeys(texts)
    }


def export(desk: Desk, plan: Plan, day: date) -> package.Exported:
    """Render the day's programmes into the operator's package. Raises RequestError when nothing is planned that day."""
    project = desk.project
    programmes = tuple(programme for programme in plan.programmes if programme.date == day)
    if not programmes:
        raise RequestError(
            f"ngày {day:%d/%m/%Y} không có chương trình nào trong lịch phát; xem lịch bằng lệnh loa plan"
        )
    wishes = {article.slug: article.meta.broadcast for article in project.library.articles}
    given = package.DayPackage(
        settings=project.settings,
        date=day,
        programmes=programmes,
        made_at=project.now,
        approvers={slug: wish.approved_by for slug, wish in wishes.items() if wish and wish.approved_by},
        said=_said(desk, programmes),
    )
    folder = project.broadcast / day.isoformat()
    before = package.read_rundown(folder)
    exported = package.export_day(given, folder, sounds=_Sounds(desk), master=_Master(project, day))
    if not exported.written or before is None:
        return exported
    return replace(exported, notes=(*exported.notes, _stale(before, exported.rundown)))


def _said(desk: Desk, programmes: tuple[Programme, ...]) -> dict[str, str]:
    aired = {slug for programme in programmes for slug in programme.pieces}
    known = (article for article in desk.project.library.articles if article.slug in aired)
    return {article.slug: sound.said(desk.project, article, desk.reader) for article in known}


def _stale(before: DayRundown, after: DayRundown) -> str:
    """Tell that a package handed out earlier is not the one to be aired any more: what was taken out or corrected."""
    items = [item for rendered in before.programmes for item in rendered.programme.items if item.audio]
    now = {slug: said for rendered in after.programmes for slug, said in _words(rendered).items()}
    was = {slug: said for rendered in before.programmes for slug, said in _words(rendered).items()}
    gone = {item.article: item.title for item in items if item.article not in now}
    other = {i.article: i.title for i in items if i.article in now and now[i.article] != was[i.article] != ""}
    parts = [f"đã rút: {', '.join(gone.values())}"] if gone else []
    parts += [f"đã sửa: {', '.join(other.values())}"] if other else []
    told = f" ({'; '.join(parts)})" if parts else ""
    return f"Gói ngày {before.date:%d/%m/%Y} đã thay đổi{told}; nếu gói cũ đã chép ra USB hay máy phát, hãy chép lại"


def _words(rendered: Rendered) -> dict[str, str]:
    return {slug: rendered.said.get(slug, "") for slug in rendered.programme.pieces}


def call_music(project: Project) -> Pcm:
    """Return the station's call music, mono at the programmes' rate."""
    path = project.content / project.settings.station.call_music
    return Pcm(ffmpeg.decode(path, rate=RATE), RATE)


def exported_days(project: Project, *, since: date) -> tuple[DayRundown, ...]:
    """Return the packages from ``since`` on, oldest first."""
    folders = sorted(folder for folder in project.broadcast.glob("????-??-??") if folder.name >= since.isoformat())
    found = (package.read_rundown(folder) for folder in folders)
    return tuple(rundown for rundown in found if rundown is not None)


def calendar(project: Project, plan: Plan) -> bytes:
    """Write the week's programmes as iCalendar beside the plan, and return it."""
    path = project.broadcast / "lich-phat-thanh.ics"
    previous = path.read_bytes().decode("utf-8") if path.is_file() else None
    text = package.week_calendar(plan, settings=project.settings, now=project.now, previous=previous)
    files.write_bytes(path, text.encode("utf-8"))
    return path.read_bytes()


class _Sounds:
    """Gives the unmastered sound of a programme's item."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._articles = {article.slug: article for article in desk.project.library.articles}

    def __call__(self, item: Item) -> Pcm:
        if item.kind is ItemKind.CALL_MUSIC:
            return call_music(self._desk.project)
        if item.text:
            return self._desk.speak([item.text])[item.text].pcm
        return self._piece(item)

    def _piece(self, item: Item) -> Pcm:
        article = self._articles.get(item.article or "")
        if article is None:
            raise MachineError(f"bài “{item.article}” đã xếp lịch nhưng không còn trong content/; hãy chạy loa plan")
        return self._speak(article)

    def _speak(self, article: Article) -> Pcm:
        script_ = sound.script_for(self._desk.project, article, self._desk.reader)
        return sound.speak_article(self._desk.project, self._desk.studio, article, script_).pcm


class _Master:
    """Masters an assembled programme for the horns."""

    def __init__(self, project: Project, day: date) -> None:
        self._project, self._day = project, day

    def __call__(self, pcm: Pcm, to: Path, title: str) -> Loudness:
        station = self._project.settings.station
        tags = Tags(title=title, artist=station.name, album=station.name, date=self._day.isoformat())
        return mastering.master(pcm, to, profile="horn", settings=self._project.settings.speech, tags=tags)
