"""``loa play``: airs the programmes, or hands the running playout an emergency, a CAP message, a cancellation."""

import logging
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from pipeline.broadcast.playout.inbox import FOLDER as INBOX
from pipeline.broadcast.playout.station import Hooks
from pipeline.cli.asrun import Who, Why, clock, log_app, named
from pipeline.cli.common import HERE, JsonOption, ProjectOption, emit, now, say, warn
from pipeline.errors import MachineError, RequestError
from pipeline.settings import Settings

NOTICES = "output/broadcast/notices"  # <slot>.mp3: the recorded notice of a slot


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command("play", help="Phát các chương trình đúng giờ; hoặc phát ngay một tin khẩn cấp.")(play)
    app.add_typer(log_app(), name="log")


def play(
    *,
    project: ProjectOption = HERE,
    emergency: Annotated[str | None, typer.Option("--emergency", help="Mã bài khẩn cấp, hoặc tệp âm thanh.")] = None,
    cap: Annotated[Path | None, typer.Option("--cap", help="Tệp CAP 1.2: đọc thành bản nháp chờ duyệt.")] = None,
    cancel: Annotated[str | None, typer.Option("--cancel", help="Mã tin khẩn cấp cần hủy; “tat-ca”: mọi tin.")] = None,
    by: Who = None,
    reason: Why = "",
    until: Annotated[str | None, typer.Option("--until", help="Tin khẩn cấp hết hạn lúc HH:MM.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Run the playout, or hand it an emergency, a CAP file or a cancellation."""
    from pipeline import settings as schedule

    root = project.resolve()
    found, _ = schedule.load(root)
    if emergency:
        _call(root, found, emergency, by=named(by), reason=reason, until=until, as_json=as_json)
    elif cap:
        _follow(root, found, cap, by=named(by), as_json=as_json)
    elif cancel:
        _cancel(root, found, "" if cancel == "tat-ca" else cancel, by=named(by), reason=reason)
    else:
        from pipeline.broadcast.playout import service

        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
        service.serve(root, found, hooks=hooks(root))


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


def _call(root: Path, found: Settings, target: str, *, by: str, reason: str, until: str | None, as_json: bool) -> None:
    from pipeline.broadcast.playout import inbox, service
    from pipeline.broadcast.playout.inbox import Call

    if not reason.strip():
        raise RequestError("phát khẩn cấp phải ghi lý do: --reason “…”")
    at, playout = now(found), found.playout
    sound, title, slug, cap = _piece(root, target)
    ends = clock(until, at.date(), found) if until else None
    if ends and ends <= at:
        ends += timedelta(days=1)
    call = Call(
        title=title, by=by, reason=reason, article=slug, cap=cap, until=ends, repeats=playout.emergency_repeats,
        every_s=playout.emergency_every_s, valid=timedelta(minutes=playout.emergency_valid_min),
    )  # fmt: skip
    posted = inbox.post_emergency(root / INBOX, sound, call, now=at)
    if not as_json:
        say(f"Đã nhận tin khẩn cấp {posted.id}: {title}")
    read = service.read_now(root, found)
    if as_json:
        emit({"id": posted.id, "title": title, "expires_at": posted.expires_at.isoformat(), "read_here": read})
    else:
        say("Đã phát xong." if read else "Bộ phát đang chạy sẽ chen tin này vào sau câu đang đọc.")


def _piece(root: Path, target: str) -> tuple[Path, str, str | None, str | None]:
    """Return an emergency's sound, title, article and CAP message; an article must be urgent and approved."""
    from pipeline.broadcast.playout import cap
    from pipeline.build import rehearse
    from pipeline.build.project import open_project
    from pipeline.content import find
    from pipeline.model.article import Priority

    if Path(target).is_file():
        return Path(target), Path(target).stem, None, None
    project = open_project(root)
    article = find(project.library, target)
    wish = article.meta.broadcast
    if wish is None or wish.priority is not Priority.KHAN_CAP:
        raise RequestError(f"{article.path}: bài không phải khẩn cấp; ghi broadcast.priority: khan-cap")
    if not article.is_public(project.today) or not wish.approved_by:
        raise RequestError(f"{article.path}: bài chưa được duyệt; ghi status: published và broadcast.approved_by")
    sound = rehearse.record_now(project, article, tell=warn)
    return sound, article.title, article.slug, cap.key_of(root, article.slug)


def _follow(root: Path, found: Settings, file: Path, *, by: str, as_json: bool) -> None:
    from pipeline.broadcast.playout import cap

    at = now(found)
    done = cap.follow(cap.parse(file, now=at), project=root, now=at)
    for key in done.stopped:
        _cancel(root, found, key, by=by, reason="theo tin CAP mới")
    if as_json:
        emit(done)
        return
    if done.draft:
        say(f"Bản nháp {done.draft}: hãy đọc, sửa, rồi ghi status: published và broadcast.approved_by để được phát.")
    for name in done.withdrawn:
        say(f"Đã rút {name}.")


def _cancel(root: Path, found: Settings, target: str, *, by: str, reason: str) -> None:
    from pipeline.broadcast.playout import inbox, service

    if not service.is_running(root) and not any((root / INBOX).glob("[!.]*.json")):
        say("Không có bộ phát nào đang chạy và không có tin khẩn cấp nào đang chờ.")
        return
    command = inbox.Command(action="cancel", by=by, target=target, reason=reason)
    inbox.post_command(root / INBOX, command, now=now(found))
