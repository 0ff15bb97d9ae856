"""``loa log``: the record of what was aired, confirmed, imported, corrected; ``asrun_view`` shows and verifies it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.broadcast.asrun import reading
from pipeline.broadcast.asrun.log import AsRunLog
from pipeline.broadcast.asrun.rows import Entry
from pipeline.cli import usage
from pipeline.cli.asrun_view import BROADCAST, day_of, export, line, log_folder, settings_of, show, verify
from pipeline.cli.common import HERE, JsonOption, ProjectOption, emit, now, say, warn
from pipeline.errors import LoaError, RequestError
from pipeline.settings import Settings

Who = Annotated[str | None, typer.Option("--by", help="Ai ra lệnh hoặc xác nhận.")]
Why = Annotated[str, typer.Option("--reason", help="Lý do.")]


def log_app() -> typer.Typer:
    """Return the group of commands ``loa log …``; without a command's name it shows the log."""
    app = usage.App(help="Nhật ký phát: bằng chứng về những gì đã phát.", cls=_ShownUnlessNamed)
    for work in (show, confirm, import_, verify, export, correct):
        app.command(work.__name__.rstrip("_"), help=_HELP[work.__name__])(work)
    return app


class _ShownUnlessNamed(usage.Group):
    """``loa log``, with or without options, is ``loa log show``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put in the command that was not named."""
        named = args and (args[0] == "--help" or not args[0].startswith("-"))
        return super().parse_args(ctx, args if named else ["show", *args])


def confirm(
    day: Annotated[str, typer.Argument(metavar="NGÀY", help="Ngày, như 2026-12-01.")],
    *,
    project: ProjectOption = HERE,
    slot: Annotated[list[str] | None, typer.Option("--slot", help="Chỉ khung này; ghi được nhiều lần.")] = None,
    skip: Annotated[
        list[str] | None,
        typer.Option("--except", help="Mục không phát: sang:3,4 (số mục trên phiếu) hoặc sang:ma-bai."),
    ] = None,
    started: Annotated[
        str | None, typer.Option("--started", help="Giờ phát thật của khung, HH:MM hoặc HH:MM:SS.")
    ] = None,
    by: Who = None,
    reason: Why = "",
    as_json: JsonOption = False,
) -> None:
    """Record by a person's word that a day's programmes were aired."""
    from pipeline.broadcast.asrun.confirm import Attestation, exceptions
    from pipeline.broadcast.asrun.confirm import confirm as confirmed
    from pipeline.broadcast.package import read_rundown

    when, settings = day_of(day), settings_of(project)
    rundown = read_rundown(project / BROADCAST / when.isoformat())
    if rundown is None:
        raise RequestError(_no_rundown(when, today=now(settings).date()))
    said = Attestation(
        by=named(by), slots=tuple(slot or ()), except_items=exceptions(skip or []), why=reason,
        started=clock(started, when, settings) if started else None,
    )  # fmt: skip
    at = now(settings)
    with _writing(project, at) as log:
        made = confirmed(rundown, said, entries=log.entries(since=when.isoformat()), at=at)
        known = "" if made.rows or made.left else " Mọi mục đã có trong nhật ký từ trước."
        _tell(log.append(made.rows, at=at), as_json=as_json, done=f"Đã ghi {{}} dòng xác nhận.{known}")
    for entry in made.left:
        warn(f"Giữ nguyên: {line(entry).strip()}")
    if made.left:
        warn("Mục nào thật ra đã phát đủ thì sửa từng dòng: loa log correct SỐ_DÒNG --outcome aired --by … --reason …")


def import_(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp CSV hoặc JSONL.", exists=True, dir_okay=False)],
    *,
    project: ProjectOption = HERE,
    by: Who = None,
    as_json: JsonOption = False,
) -> None:
    """Take over the airings that another system recorded."""
    from pipeline.broadcast.asrun import exchange

    settings = settings_of(project)
    at = now(settings)
    rows = exchange.read(file, zone=settings.station.zone, by=named(by), now=at)
    _warn_of_unknown(project, {row.article for row in rows if row.article})
    with _writing(project, at) as log:
        done = log.append(exchange.new_only(rows, log.entries()), at=at)
    _tell(done, as_json=as_json, done=f"Tệp có {len(rows)} lượt phát; đã nhập {{}}, còn lại đã có trong nhật ký.")


def correct(
    seq: Annotated[int, typer.Argument(metavar="SỐ_DÒNG", help="Số dòng cần sửa, như loa log show in ra.")],
    *,
    project: ProjectOption = HERE,
    outcome: Annotated[str, typer.Option("--outcome", help="aired, partial, missed, skipped, hoặc void (bỏ dòng).")],
    seconds: Annotated[float | None, typer.Option("--seconds", help="Số giây thật sự đã phát.")] = None,
    by: Who = None,
    reason: Why = "",
    as_json: JsonOption = False,
) -> None:
    """Correct a row by a new one that refers to it; the old one stays."""
    from pipeline.broadcast.asrun.confirm import planned_item
    from pipeline.broadcast.asrun.correct import Change, outcome_of
    from pipeline.broadcast.asrun.correct import correct as corrected
    from pipeline.broadcast.package import read_rundown

    change = Change(by=named(by), reason=reason, outcome=outcome_of(outcome), seconds=seconds)
    entries = reading.entries(log_folder(project)) or ()
    old = next((entry for entry in entries if entry.seq == seq), None)
    if old is None:
        raise RequestError(f"không có dòng {seq}")
    item = planned_item(read_rundown(project / BROADCAST / old.row.day.isoformat()), old.row)
    row = corrected(old, change, entries=entries, length_s=item.duration_s if item else None)
    at = now(settings_of(project))
    with _writing(project, at) as log:
        _tell(log.append([row], at=at), as_json=as_json, done=f"Đã ghi dòng sửa cho dòng {seq}.")


def named(by: str | None) -> str:
    """Return who does it. Raises RequestError when nobody is named."""
    if not by or not by.strip():
        raise RequestError("phải ghi tên người làm: --by “Họ và tên”")
    return by.strip()


def clock(text: str, day: date, settings: Settings) -> datetime:
    """Return the time of day ``text`` on ``day``. Raises RequestError when it is none."""
    for form in ("%H:%M", "%H:%M:%S"):
        try:
            return datetime.combine(day, datetime.strptime(text, form).time(), tzinfo=settings.station.zone)
        except ValueError:
            continue
    raise RequestError(f"“{text}” không phải giờ; viết như 05:45")


def _no_rundown(day: date, *, today: date) -> str:
    told = f"ngày {day:%d/%m/%Y} chưa có phiếu phát"
    if day >= today:
        return f"{told}; chạy loa export {day}"
    return f"{told}, ngày đã qua không làm phiếu nữa; ghi lượt phát vào tệp CSV rồi chạy loa log import TỆP.csv --by …"


@contextmanager
def _writing(project: Path, at: datetime) -> Iterator[AsRunLog]:
    """Open the log to write; a damaged one is set aside, which is told."""
    from pipeline.broadcast.asrun.aside import open_log

    log, told = open_log(log_folder(project), at=at, by="loa log")
    if told:
        warn(told)
    try:
        yield log
    finally:
        log.close()


def _warn_of_unknown(project: Path, slugs: set[str]) -> None:
    """Say which articles of a file the project does not have; they are taken over: content may have moved on."""
    from pipeline.build.project import open_project

    try:
        known = {article.slug for article in open_project(project.resolve()).library.articles}
    except LoaError:
        return
    for slug in sorted(slugs - known):
        warn(f"Bài “{slug}” không có trong content/; vẫn nhập, hãy xem lại mã bài.")


def _tell(entries: tuple[Entry, ...], *, as_json: bool, done: str) -> None:
    if as_json:
        emit([entry.model_dump(mode="json") for entry in entries])
    else:
        say(done.format(len(entries)))


_HELP = {
    "show": "Xem nhật ký của hôm nay hoặc những ngày nêu ra.",
    "confirm": "Xác nhận bằng tay một ngày đã phát, nêu mục không phát.",
    "import_": "Nhập lượt phát từ hệ thống khác (CSV, JSONL).",
    "verify": "Tìm dòng bị sửa, xóa, đổi chỗ.",
    "export": "Xuất nhật ký ra CSV hoặc JSONL.",
    "correct": "Sửa một dòng bằng một dòng mới có ghi lý do.",
}
