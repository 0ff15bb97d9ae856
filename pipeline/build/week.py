"""What ``loa plan`` and ``loa export`` ask for, on recordings that exist or on estimates."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from pipeline.broadcast import package, planning
from pipeline.build import programmes, sound
from pipeline.build import project as projects
from pipeline.build.chain import Silent, alone, make_recordings
from pipeline.build.programmes import Desk
from pipeline.build.project import Project
from pipeline.errors import RequestError
from pipeline.model.radio import Plan, Programme
from pipeline.speech import script

Tell = Callable[[str], None]
Day = date | str  # a date, "hom-nay" or "ngay-mai"
WEEKDAYS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")

_THIN_PERCENT = 75  # below this the week is told to be thin


@dataclass(frozen=True)
class Asked:
    """The days to plan (from today when ``first`` is None) and whether estimates will do."""

    first: Day | None = None
    days: int = programmes.DAYS
    estimate: bool = False


def make(root: Path, asked: Asked, *, tell: Tell) -> Plan:
    """Plan and save. An estimated plan is shown, never saved: it is no promise."""
    with _desk(root, tell) as desk:
        plan = planning.plan_week(_request(desk, asked))
        if not asked.estimate:
            programmes.save_plan(desk.project, plan)
        return plan


def explain(root: Path, asked: Asked, name: str, *, tell: Tell) -> tuple[str, ...]:
    """Return why an article is where it is, and why not elsewhere. Raises RequestError for an unknown article."""
    with _desk(root, tell) as desk:
        from pipeline.content import find

        article = find(desk.project.library, name)
        request = _request(desk, asked)
        return planning.explain(request, planning.plan_week(request), article.slug)


def differences(root: Path, asked: Asked, *, tell: Tell) -> tuple[str, ...]:
    """Return what a new plan would change of the saved one. Raises RequestError when none is saved."""
    with _desk(root, tell) as desk:
        saved = programmes.saved_plan(desk.project)
        if saved is None:
            raise RequestError("chưa có lịch đã lưu để so; chạy loa plan trước")
        return planning.diff(saved, planning.plan_week(_request(desk, asked)))


def export_day(root: Path, day: Day, *, to: Path | None, tell: Tell) -> tuple[package.Exported, Path]:
    """Export a day, planning it first when the saved plan does not reach it; return the package and its place.

    The package of a day that is over is handed out as it is.
    """
    with _desk(root, tell) as desk:
        project = desk.project
        wanted = _date(project, day)
        folder = project.broadcast / wanted.isoformat()
        if wanted < project.today and (past := package.read_rundown(folder)):
            return package.Exported(past, written=False), package.copy_to(folder, to) if to else folder
        saved = programmes.saved_plan(project)
        if saved is None or not any(programme.date == wanted for programme in saved.programmes):
            days = max(programmes.DAYS, (wanted - project.today).days + 1)
            if wanted < project.today or days > 31:
                raise RequestError(f"chỉ xuất được từ hôm nay đến 31 ngày tới, không phải {wanted:%d/%m/%Y}")
            saved = planning.plan_week(_request(desk, Asked(days=days)))
            programmes.save_plan(project, saved)
        exported = programmes.export(desk, saved, wanted)
        return exported, package.copy_to(folder, to) if to else folder


def lines(plan: Plan) -> list[str]:
    """Return the plan as a person reads it: a programme a line, its pieces under it, then what is not met."""
    shown = [f"Lịch phát thanh {plan.days} ngày từ {plan.first:%d/%m/%Y} ({_STATUS.get(plan.status, plan.status)})"]
    for programme in plan.programmes:
        shown.append(_heading(programme))
        shown += [
            f"    {item.starts_at:%H:%M:%S}  {item.title} ({item.duration_s:.0f} giây)"
            for item in programme.items
            if item.article and item.kind != "link"
        ]
    shown += [f"CHƯA XẾP ĐỦ: {unmet.article}: {unmet.why}" for unmet in plan.unmet]
    return [*shown, *_thin(plan)]


def _thin(plan: Plan) -> Iterator[str]:
    """Tell why programmes stay half empty although the plan is the best there is."""
    room = sum(programme.capacity_s for programme in plan.programmes)
    share = round(100 * sum(programme.filled_s for programme in plan.programmes) / room) if room else 100
    if share < _THIN_PERCENT:
        count = len({slug for programme in plan.programmes for slug in programme.pieces})
        yield (
            f"Cả kế hoạch mới dùng {share} % giờ phát: chỉ có {count} bài, mỗi bài phát không quá "
            "planning.max_airings_per_week lần một tuần. Viết thêm bài, hoặc khai khung giờ ngắn lại."
        )


def _heading(programme: Programme) -> str:
    day = f"{WEEKDAYS[programme.date.weekday()]} {programme.date:%d/%m}"
    full = round(100 * programme.filled_s / programme.capacity_s)
    note = f", {programme.note}" if programme.note else ""
    kept = ", đã chốt" if programme.frozen else ""
    return f"{day}, {programme.starts_at:%H:%M}–{programme.ends_at:%H:%M} {programme.title} (đầy {full} %{kept}{note})"


@contextmanager
def _desk(root: Path, tell: Tell) -> Iterator[Desk]:
    project = projects.open_project(root)
    projects.require_good(project)
    with alone(project), sound.open_studio(project, tell=tell) as studio:
        yield Desk(project, studio, projects.reader_of(project))


def _request(desk: Desk, asked: Asked) -> planning.PlanRequest:
    first = desk.project.today if asked.first is None else _date(desk.project, asked.first)
    durations = _estimates(desk) if asked.estimate else _measured(desk)
    return programmes.request(desk, durations, first=first, days=asked.days, estimate=asked.estimate)


def _measured(desk: Desk) -> dict[str, int]:
    made = make_recordings(desk, Silent())
    return {slug: recording.pcm_ms for slug, recording in made.recordings.items()}


def _estimates(desk: Desk) -> dict[str, int]:
    """Return measured lengths where there is audio, estimated ones elsewhere (a human recording counts when made)."""
    project = desk.project
    found = {slug: recording.pcm_ms for slug, recording in sound.known_recordings(project).items()}
    for article in project.public:
        if article.slug not in found:
            text = sound.script_for(project, article, desk.reader)
            found[article.slug] = script.estimate_ms(text, project.settings.speech)
    return found


def _date(project: Project, day: Day) -> date:
    if isinstance(day, date):
        return day
    return project.today + timedelta(days=int(day == "ngay-mai"))


_STATUS = {
    "optimal": "đã chứng minh là tốt nhất",
    "feasible": "tốt, chưa chứng minh là tốt nhất",
    "greedy": "xếp nhanh",
}
