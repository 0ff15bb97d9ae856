"""``loa log show``, ``verify`` and ``export``: looking at the record of what was aired; nothing here writes to it."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from pipeline.broadcast.asrun import reading
from pipeline.broadcast.asrun.log import FOLDER
from pipeline.broadcast.asrun.rows import Entry
from pipeline.broadcast.asrun.verify import Verdict
from pipeline.broadcast.asrun.words import OUTCOMES
from pipeline.cli.common import HERE, JsonOption, ProjectOption, emit, now, say, warn
from pipeline.errors import RequestError
from pipeline.settings import Settings

BROADCAST = "output/broadcast"
DayOption = Annotated[str | None, typer.Option("--from", help="Từ ngày, như 2026-12-01.")]
UntilOption = Annotated[str | None, typer.Option("--to", help="Đến hết ngày.")]


def show(
    *, project: ProjectOption = HERE, first: DayOption = None, last: UntilOption = None, as_json: JsonOption = False
) -> None:
    """Show what stands in the log for some days (today unless named)."""
    from pipeline.broadcast.asrun.rows import effective

    today = now(settings_of(project)).date()
    since, until = _iso(first) or today.isoformat(), _iso(last) or _iso(first) or today.isoformat()
    found = reading.entries(log_folder(project), since=since, until=until)
    if found is None and _promised(project, before=today):
        raise RequestError("chưa có nhật ký, dù đã có ngày có gói phát thanh; loa log verify kể ra những ngày nào")
    entries = effective(found or ())
    if as_json:
        emit([entry.model_dump(mode="json") for entry in entries])
        return
    for entry in entries:
        say(line(entry))
    if not entries:
        say("Chưa có nhật ký." if found is None else "Nhật ký không có dòng nào trong những ngày này.")


def verify(
    *,
    project: ProjectOption = HERE,
    expect: Annotated[str | None, typer.Option("--expect", help="Mã cuối nhật ký đã ghi trên giấy.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Find any row that was edited, removed or moved."""
    from pipeline.broadcast.asrun.verify import verify as check

    promised = _promised(project, before=now(settings_of(project)).date())
    verdict = check(log_folder(project), expect=expect, promised=promised)
    if as_json:
        emit(verdict)
    else:
        _judge(verdict)
    if verdict.problems:
        raise typer.Exit(1)


def export(
    *,
    project: ProjectOption = HERE,
    first: DayOption = None,
    last: UntilOption = None,
    form: Annotated[str, typer.Option("--format", help="csv hoặc jsonl.")] = "csv",
    to: Annotated[Path | None, typer.Option("--out", help="Ghi ra tệp này thay vì in ra.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Write the log, all of it unless days are named, as CSV or JSON lines.

    With ``--json`` stdout is one JSON value: the rows, or with ``--out`` the file and how many rows it got.
    """
    from pipeline import files
    from pipeline.broadcast.asrun import exchange

    if form not in ("csv", "jsonl"):
        raise RequestError(f"--format “{form}” không có; chọn csv hoặc jsonl")
    entries = reading.entries(log_folder(project), since=_iso(first), until=_iso(last))
    if entries is None:
        raise RequestError("chưa có nhật ký để xuất")
    text = exchange.to_csv(entries) if form == "csv" else exchange.to_jsonl(entries)
    if not to:
        emit([entry.model_dump(mode="json") for entry in entries]) if as_json else typer.echo(text, nl=False)
        return
    files.write_bytes(to, (("\ufeff" if form == "csv" else "") + text).encode())
    if as_json:
        emit({"file": str(to), "rows": len(entries)})
    else:
        say(f"Đã ghi {len(entries)} dòng vào {to}")


def log_folder(project: Path) -> Path:
    """Return the folder of the project's log."""
    return project.resolve() / FOLDER


def settings_of(project: Path) -> Settings:
    """Return the project's settings; a slip in the schedule keeps nobody from the log: then the last good ones."""
    from pipeline.broadcast.playout import lastgood

    chosen = lastgood.look(project.resolve())
    if chosen.warning:
        warn(chosen.warning)
    return chosen.settings


def day_of(text: str) -> date:
    """Return the day that a person named. Raises RequestError when it is none."""
    from pipeline.yamltext import parse_date

    try:
        return parse_date(text)
    except ValueError as error:
        raise RequestError(f"“{text}” không phải ngày; viết như 2026-12-01 hoặc 01/12/2026") from error


def line(entry: Entry) -> str:
    """Return an entry as a person reads it."""
    row = entry.row
    when = f"{row.started_at:%H:%M:%S}" if row.started_at else "--:--:--"
    reason = f" ({row.reason})" if row.reason else ""
    what = f"{row.slot:<8} {OUTCOMES[row.outcome]:<11} {row.seconds:>6.0f}s  {row.title}{reason}"
    return f"{entry.seq:>6}  {row.day:%d/%m/%Y}  {when}  {what}"


def _promised(project: Path, *, before: date) -> tuple[date, ...]:
    """Return the days before ``before`` whose package has programmes."""
    from pipeline.broadcast.package import exported_programmes

    return tuple(sorted({p.date for p in exported_programmes(project / BROADCAST) if p.date < before}))


def _judge(verdict: Verdict) -> None:
    for problem in verdict.problems:
        say(problem)
    for name in verdict.set_aside:
        say(f"Nhật ký cũ bị hỏng để riêng ở {FOLDER / name}.")
    if verdict.log:
        say(f"{verdict.rows} dòng, mã cuối {verdict.head}")
    if verdict.problems:
        say("Nhật ký có chỗ không đúng.")
    elif verdict.rows:
        say("Nhật ký nguyên vẹn.")
    else:
        say("Nhật ký chưa có dòng nào." if verdict.log else "Chưa có nhật ký.")


def _iso(text: str | None) -> str | None:
    return day_of(text).isoformat() if text else None
