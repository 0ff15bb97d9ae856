"""``loa log``: the record of what was aired, confirmed, imported, verified, corrected."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.broadcast.asrun.log import FOLDER, AsRunLog
from pipeline.broadcast.asrun.rows import Entry
from pipeline.cli import usage
from pipeline.cli.common import HERE, JsonOption, ProjectOption, emit, now, say
from pipeline.errors import RequestError
from pipeline.settings import Settings

Who = Annotated[str | None, typer.Option("--by", help="Ai ra lệnh hoặc xác nhận.")]
Why = Annotated[str, typer.Option("--reason", help="Lý do.")]
DayOption = Annotated[str | None, typer.Option("--from", help="Từ ngày, như 2026-12-01.")]
UntilOption = Annotated[str | None, typer.Option("--to", help="Đến hết ngày.")]


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


def show(
    *, project: ProjectOption = HERE, first: DayOption = None, last: UntilOption = None, as_json: JsonOption = False
) -> None:
    """Show what stands in the log for some days (today unless named)."""
    from pipeline.broadcast.asrun.rows import effective

    today = now(_settings(project)).date().isoformat()
    entries = effective(_open(project).entries(since=_iso(first) or today, until=_iso(last) or _iso(first) or today))
    if as_json:
        emit([entry.model_dump(mode="json") for entry in entries])
        return
    for entry in entries:
        say(_line(entry))
    if not entries:
        say("Nhật ký không có dòng nào trong những ngày này.")


def confirm(
    day: Annotated[str, typer.Argument(metavar="NGÀY", help="Ngày, như 2026-12-01.")],
    *,
    project: ProjectOption = HERE,
    slot: Annotated[list[str] | None, typer.Option("--slot", help="Chỉ khung này; ghi được nhiều lần.")] = None,
    skip: Annotated[list[str] | None, typer.Option("--except", help="Mục không phát, như sang:3,4.")] = None,
    started: Annotated[str | None, typer.Option("--started", help="Giờ phát thật, HH:MM hoặc HH:MM:SS.")] = None,
    by: Who = None,
    reason: Why = "",
    as_json: JsonOption = False,
) -> None:
    """Record by a person's word that a day's programmes were aired."""
    from pipeline.broadcast.asrun.confirm import Attestation
    from pipeline.broadcast.asrun.confirm import confirm as confirmed
    from pipeline.broadcast.package import read_rundown

    when, settings = _day(day), _settings(project)
    rundown = read_rundown(project / "output/broadcast" / when.isoformat())
    if rundown is None:
        raise RequestError(_no_rundown(when, today=now(settings).date()))
    log = _open(project)
    said = Attestation(
        by=named(by), slots=tuple(slot or ()), except_items=_exceptions(skip or []), why=reason,
        started=clock(started, when, settings) if started else None,
    )  # fmt: skip
    at = now(settings)
    rows = confirmed(rundown, said, entries=log.entries(since=when.isoformat()), at=at)
    _tell(log.append(rows, at=at), as_json=as_json, done="Đã ghi {} dòng xác nhận.")


def import_(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp CSV hoặc JSONL.", exists=True, dir_okay=False)],
    *,
    project: ProjectOption = HERE,
    by: Who = None,
    as_json: JsonOption = False,
) -> None:
    """Take over the airings that another system recorded."""
    from pipeline.broadcast.asrun import exchange

    settings, log = _settings(project), _open(project)
    rows = exchange.read(file, zone=settings.station.zone, by=named(by))
    fresh = exchange.new_only(rows, log.entries())
    done = log.append(fresh, at=now(settings))
    _tell(done, as_json=as_json, done=f"Tệp có {len(rows)} lượt phát; đã nhập {{}}, còn lại đã có trong nhật ký.")


def verify(
    *,
    project: ProjectOption = HERE,
    expect: Annotated[str | None, typer.Option("--expect", help="Mã cuối nhật ký đã ghi trên giấy.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Find any row that was edited, removed or moved."""
    from pipeline.broadcast.asrun.verify import verify as check

    verdict = check(project / FOLDER, expect=expect)
    if as_json:
        emit(verdict)
    else:
        for problem in verdict.problems:
            say(problem)
        say(f"{verdict.rows} dòng, mã cuối {verdict.head}")
        say("Nhật ký có chỗ không đúng." if verdict.problems else "Nhật ký nguyên vẹn.")
    if verdict.problems:
        raise typer.Exit(1)


def export(
    *,
    project: ProjectOption = HERE,
    first: DayOption = None,
    last: UntilOption = None,
    form: Annotated[str, typer.Option("--format", help="csv hoặc jsonl.")] = "csv",
    to: Annotated[Path | None, typer.Option("--out", help="Ghi ra tệp này thay vì in ra.")] = None,
) -> None:
    """Write the log, all of it unless days are named, as CSV or JSON lines."""
    from pipeline import files
    from pipeline.broadcast.asrun import exchange

    if form not in ("csv", "jsonl"):
        raise RequestError(f"--format “{form}” không có; chọn csv hoặc jsonl")
    entries = _open(project).entries(since=_iso(first), until=_iso(last))
    text = exchange.to_csv(entries) if form == "csv" else exchange.to_jsonl(entries)
    if to:
        files.write_bytes(to, (("\ufeff" if form == "csv" else "") + text).encode())
        say(f"Đã ghi {len(entries)} dòng vào {to}")
    else:
        typer.echo(text, nl=False)


def correct(
    seq: Annotated[int, typer.Argument(metavar="SỐ_DÒNG", help="Số dòng cần sửa, như loa log show in ra.")],
    *,
    project: ProjectOption = HERE,
    outcome: Annotated[str, typer.Option("--outcome", help="aired, partial, missed, skipped, hoặc void (bỏ dòng).")],
    seconds: Annotated[float | None, typer.Option("--seconds", help="Số giây thật sự đã phát.")] = None,
    by: Who = None,
    reason: Why = "",
) -> None:
    """Correct a row by a new one that refers to it; the old one stays."""
    from pipeline.broadcast.asrun.confirm import correct as corrected
    from pipeline.broadcast.asrun.rows import Outcome

    log = _open(project)
    entries = log.entries()
    old = next((entry for entry in entries if entry.seq == seq), None)
    if old is None or outcome not in {o.value for o in Outcome}:
        raise RequestError(f"không có dòng {seq}" if old is None else f"--outcome “{outcome}” không có")
    changes = {"outcome": Outcome(outcome)} | ({} if seconds is None else {"seconds": seconds})
    row = corrected(old, changes, by=named(by), reason=reason, entries=entries)
    log.append([row], at=now(_settings(project)))
    say(f"Đã ghi dòng sửa cho dòng {seq}.")


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


def _open(project: Path) -> AsRunLog:
    return AsRunLog(project.resolve() / FOLDER)


def _settings(project: Path) -> Settings:
    from pipeline import settings as schedule

    return schedule.load(project.resolve())[0]


def _day(text: str) -> date:
    from pipeline.yamltext import parse_date

    try:
        return parse_date(text)
    except ValueError as error:
        raise RequestError(f"“{text}” không phải ngày; viết như 2026-12-01 hoặc 01/12/2026") from error


def _iso(text: str | None) -> str | None:
    return _day(text).isoformat() if text else None


def _exceptions(given: list[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for text in given:
        slot, _, numbers = text.partition(":")
        try:
            found[slot] = found.get(slot, ()) + tuple(int(n) for n in numbers.split(","))
        except ValueError:
            raise RequestError(f"--except “{text}” phải như sang:3,4 (khung: số thứ tự mục)") from None
    return found


def _line(entry: Entry) -> str:
    row = entry.row
    when = f"{row.started_at:%H:%M:%S}" if row.started_at else "--:--:--"
    reason = f" ({row.reason})" if row.reason else ""
    what = f"{row.slot:<8} {row.outcome:<9} {row.seconds:>6.0f}s  {row.title}{reason}"
    return f"{entry.seq:>6}  {row.day}  {when}  {what}"


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
