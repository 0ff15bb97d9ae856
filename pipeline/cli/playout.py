"""``loa play``: airs the programmes, or hands the running playout an emergency, a CAP message, a cancellation."""

import logging
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from pipeline.broadcast.playout.inbox import Call, Command, emergencies
from pipeline.broadcast.playout.station import Hooks
from pipeline.cli.asrun import Who, Why, clock, log_app, named
from pipeline.cli.common import HERE, JsonOption, ProjectOption, emit, say, warn
from pipeline.errors import MachineError, RequestError

if TYPE_CHECKING:
    from pipeline.broadcast.playout.lastgood import Chosen
    from pipeline.broadcast.playout.urgent import Desk

NOTICES = "output/broadcast/notices"  # <slot>.mp3: the recorded notice of a slot


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command("play", help="Phát các chương trình đúng giờ; hoặc phát ngay một tin khẩn cấp.")(play)
    app.add_typer(log_app(), name="log")


def play(
    *,
    project: ProjectOption = HERE,
    emergency: Annotated[
        str | None, typer.Option("--emergency", help="Mã bài khẩn cấp, hoặc tệp âm thanh (kèm --approved-by).")
    ] = None,
    cap: Annotated[
        Path | None,
        typer.Option("--cap", exists=True, dir_okay=False, help="Tệp CAP 1.2: đọc thành bản nháp chờ duyệt."),
    ] = None,
    cancel: Annotated[str | None, typer.Option("--cancel", help="Mã tin khẩn cấp cần hủy; “tat-ca”: mọi tin.")] = None,
    by: Who = None,
    reason: Why = "",
    approved_by: Annotated[
        str | None, typer.Option("--approved-by", help="Ai duyệt nội dung tệp âm thanh khẩn cấp.")
    ] = None,
    until: Annotated[str | None, typer.Option("--until", help="Tin khẩn cấp hết hạn lúc HH:MM.")] = None,
    keep_trying: Annotated[
        bool, typer.Option("--keep-trying", help="Loa chưa kêu thì thử mãi đến khi tin hết hạn.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Run the playout, or hand it an emergency, a CAP file or a cancellation."""
    from pipeline.broadcast.playout import lastgood

    root = project.resolve()
    chosen = lastgood.choose(root)
    if not (emergency or cap or cancel):
        _serve(root, chosen)
        return
    desk = _desk(root, chosen, keep_trying=keep_trying, quiet=as_json)
    if emergency:
        _call(desk, emergency, _Said(named(by), reason, approved_by, until), as_json=as_json)
    elif cap:
        _follow(desk, cap, by=named(by), as_json=as_json)
    elif cancel:
        _cancel(desk, "" if cancel == "tat-ca" else cancel, _Said(named(by), reason), as_json=as_json)


def hooks(root: Path) -> Hooks:
    """Return what the rest of the software does for the playout.

    A package is made again in a process of its own, so that speech never disturbs what is on air.
    """

    def rebuild(day: date) -> None:
        command = [sys.executable, "-m", "pipeline", "export", day.isoformat(), "--project", str(root)]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
        if done.returncode:
            raise MachineError(done.stderr.strip() or f"loa export {day} kết thúc với mã {done.returncode}")

    def notice(slot: str) -> Path | None:
        path = root / NOTICES / f"{slot}.mp3"
        return path if path.is_file() else None

    return Hooks(rebuild=rebuild, notice=notice)


@dataclass(frozen=True)
class _Said:
    """What a person gives with an emergency."""

    by: str
    reason: str
    approved_by: str | None = None
    until: str | None = None


def _serve(root: Path, chosen: "Chosen") -> None:
    from pipeline.broadcast.playout import service

    _journal(chosen.settings.station.zone)
    warnings = [chosen.warning] if chosen.warning else []
    service.serve(root, chosen.settings, hooks=hooks(root), warnings=warnings)


def _journal(zone: ZoneInfo) -> None:
    """Write the journal to stderr, in the station's time, as the status page shows it."""

    offset = datetime.now(zone).strftime("%z")
    formatter = logging.Formatter(f"%(asctime)s{offset} %(levelname)s %(message)s", "%Y-%m-%d %H:%M:%S")
    formatter.converter = lambda seconds: datetime.fromtimestamp(seconds or 0.0, zone).timetuple()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(level=logging.INFO, handlers=[handler])


def _desk(root: Path, chosen: "Chosen", *, keep_trying: bool, quiet: bool) -> "Desk":
    from pipeline.broadcast.playout.clock import SystemClock
    from pipeline.broadcast.playout.urgent import Desk

    if chosen.warning:
        warn(chosen.warning)
    zone = chosen.settings.station.zone
    return Desk(root, chosen.settings, SystemClock(zone), tell=warn if quiet else say, keep_trying=keep_trying)


def _call(desk: "Desk", target: str, said: _Said, *, as_json: bool) -> None:
    from pipeline.broadcast.playout import urgent

    if not said.reason.strip():
        raise RequestError("phát khẩn cấp phải ghi lý do: --reason “…”")
    at = desk.clock.now()
    ends = clock(said.until, at.date(), desk.settings) if said.until else None
    if ends and ends <= at:
        ends += timedelta(days=1)
    with tempfile.TemporaryDirectory() as folder:
        sound, words = _file(target, Path(folder), said) if Path(target).is_file() else _piece(desk, target)
        playout = desk.settings.playout
        asked = Call(
            by=said.by, reason=said.reason, until=ends, repeats=playout.emergency_repeats,
            every_s=playout.emergency_every_s, valid=timedelta(minutes=playout.emergency_valid_min), **words,
        )  # fmt: skip
        done = urgent.call(desk, sound, asked)
    posted = done.emergency
    if as_json:
        ends_at = posted.expires_at.isoformat()
        emit({"id": posted.id, "title": posted.title, "expires_at": ends_at, "read_here": done.here})
    elif done.here:
        every = done.whole >= posted.repeats
        say("Đã phát xong." if every else f"Đã phát {done.whole} trong {posted.repeats} lần thì dừng.")


def _file(target: str, folder: Path, said: _Said) -> tuple[Path, dict[str, Any]]:
    """Return the sound of a file, and what is known of it; a person must have approved what it says."""
    from pipeline.broadcast.playout import recording

    if not (said.approved_by or "").strip():
        raise RequestError("tệp âm thanh phải có người duyệt nội dung: --approved-by “Họ và tên”")
    path = Path(target)
    return recording.as_mp3(path, folder), {"title": path.stem, "approved_by": said.approved_by}


def _piece(desk: "Desk", target: str) -> tuple[Path, dict[str, Any]]:
    """Return the sound of an article, and what is known of it; it must be urgent and approved."""
    from pipeline.broadcast.playout import cap
    from pipeline.build import rehearse
    from pipeline.build.project import Project
    from pipeline.content import find, read_library
    from pipeline.model.article import Priority
    from pipeline.yamltext import LineIndex

    library = read_library(desk.project)
    project = Project(desk.project, desk.settings, LineIndex(None), library, desk.clock.now())
    article = find(project.library, target)
    wish = article.meta.broadcast
    if wish is None or wish.priority is not Priority.KHAN_CAP:
        raise RequestError(f"{article.path}: bài không phải khẩn cấp; ghi broadcast.priority: khan-cap")
    if not article.is_public(project.today) or not wish.approved_by:
        raise RequestError(f"{article.path}: bài chưa được duyệt; ghi status: published và broadcast.approved_by")
    sound = rehearse.record_now(project, article, tell=warn)
    known = {"title": article.title, "article": article.slug, "approved_by": wish.approved_by}
    return sound, known | {"cap": cap.key_of(desk.project, article.slug)}


def _follow(desk: "Desk", file: Path, *, by: str, as_json: bool) -> None:
    from pipeline.broadcast.playout import cap, urgent

    at = desk.clock.now()
    done = cap.follow(cap.parse(file, now=at), project=desk.project, now=at)
    for key in done.stopped:
        urgent.cancel(desk, Command(action="cancel", by=by, target=key, reason="theo tin CAP mới"))
    if as_json:
        emit(done)
        return
    if done.draft:
        say(f"Bản nháp {done.draft}: hãy đọc, sửa, rồi ghi status: published và broadcast.approved_by để được phát.")
    for name in done.withdrawn:
        say(f"Đã rút {name}.")


def _cancel(desk: "Desk", target: str, said: _Said, *, as_json: bool) -> None:
    from pipeline.broadcast.playout import urgent

    if not said.reason.strip():
        raise RequestError("hủy tin khẩn cấp phải ghi lý do: --reason “…”")
    stopped = urgent.cancel(desk, Command(action="cancel", by=said.by, target=target, reason=said.reason))
    if target and not stopped:
        waiting = "; ".join(urgent.described(e) for _, e in emergencies(desk.inbox)) or "không có tin nào"
        raise RequestError(f"không có tin khẩn cấp “{target}”; đang chờ hoặc đang phát: {waiting}")
    if as_json:
        emit({"cancelled": [gone.id for gone in stopped]})
        return
    for gone in stopped:
        say(f"Đã hủy {urgent.described(gone)}.")
    if not stopped:
        say("Không có tin khẩn cấp nào đang chờ hoặc đang phát.")
