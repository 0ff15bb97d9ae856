"""``loa plan`` and ``loa export``: the week, and the operator's package of a day."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import HERE, JsonOption, ProjectOption, emit, say, warn
from pipeline.errors import RequestError


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command("plan", help="Xếp lịch phát thanh; giải thích vì sao bài nằm ở đó.")(plan)
    app.command("export", help="Làm gói phát thanh của một ngày cho người vận hành đài.")(export)


def plan(
    *,
    project: ProjectOption = HERE,
    first: Annotated[str | None, typer.Option("--from", help="Ngày đầu; mặc định hôm nay.")] = None,
    days: Annotated[int, typer.Option("--days", min=1, max=31, help="Số ngày.")] = 7,
    explain: Annotated[
        str | None, typer.Option("--explain", help="Mã bài: vì sao ở đó, vì sao không ở chỗ khác.")
    ] = None,
    diff: Annotated[bool, typer.Option("--diff", help="Chỉ in chỗ khác với lịch đã lưu; không lưu.")] = False,
    estimate: Annotated[bool, typer.Option("--estimate", help="Dùng độ dài ước tính khi chưa có âm thanh.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Plan the week from recordings that exist, save the plan, show it."""
    from pipeline.build import week

    lines: Iterable[str]
    asked = week.Asked(first=_day(first) if first else None, days=days, estimate=estimate)
    if explain:
        lines = week.explain(project, asked, explain, tell=warn)
    elif diff:
        lines = week.differences(project, asked, tell=warn) or ["Lịch không thay đổi."]
    else:
        made = week.make(project, asked, tell=warn)
        if as_json:
            emit(made)
            return
        lines = week.lines(made)
    if as_json:
        emit(list(lines))
        return
    for line in lines:
        say(line)


def export(
    day: Annotated[
        str, typer.Argument(metavar="NGÀY", help="Ngày, như 2026-12-01, 01/12/2026, hom-nay hoặc ngay-mai.")
    ],
    *,
    project: ProjectOption = HERE,
    to: Annotated[Path | None, typer.Option("--to", help="Chép gói sang thư mục (USB) hoặc TỆP.zip.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Make the operator's package of a day; copy it to a stick and verify it."""
    from pipeline.build import week

    exported, place = week.export_day(project, _day(day), to=to, tell=warn)
    if as_json:
        emit(exported.rundown)
        return
    for note in exported.notes:
        say(note)
    say(f"Gói phát thanh {'mới' if exported.written else 'đã có, không đổi'}: {place}")
    say(f"{_sheet(place, exported.rundown.date)} để in phiếu phát.")


def _sheet(place: Path, day: date) -> str:
    """Say where to find the sheet: in the folder, or in the ZIP once that is unpacked."""
    if place.is_dir():
        return f"Mở {place / 'rundown.html'}"
    return f"Giải nén {place} rồi mở {day.isoformat()}/rundown.html"


def _day(text: str) -> date | str:
    from pipeline.yamltext import parse_date

    if text in ("hom-nay", "ngay-mai"):
        return text
    try:
        return parse_date(text)
    except ValueError as error:
        raise RequestError(f"“{text}” không phải ngày; viết như 2026-12-01 hoặc 01/12/2026") from error
