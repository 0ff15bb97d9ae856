"""Export the log as CSV or JSON lines, and import what another system wrote."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pipeline import files
from pipeline.broadcast.asrun.rows import Entry, Evidence, Outcome, Row, effective, sounded
from pipeline.errors import ContentError, Problem
from pipeline.model.radio import ItemKind

SAME_S = 60  # the same article begun within this many seconds is the same airing
COLUMNS = ("seq", "at", *Row.model_fields, "prev", "hash")


def to_jsonl(entries: Iterable[Entry]) -> str:
    """Return the entries as JSON lines, one object each."""
    return "".join(json.dumps(_flat(entry), ensure_ascii=False) + "\n" for entry in entries)


def to_csv(entries: Iterable[Entry]) -> str:
    """Return the entries as CSV with a header. A cell that a spreadsheet would run as a formula gets an apostrophe."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: _safe(value) for name, value in _flat(entry).items()} for entry in entries)
    return buffer.getvalue()


def read(path: Path, *, zone: ZoneInfo, by: str) -> tuple[Row, ...]:
    """Return the airings of a CSV (header in line 1) or JSONL file as rows with evidence ``file``.

    Needed: ``started_at`` (ISO; without offset it is ``zone``'s time), ``title`` or ``article``, and ``seconds`` or
    ``ended_at``. Used when there: ``slot``, ``kind``, ``player``. Raises ContentError with every problem of the file.
    """
    rows: list[Row] = []
    problems: list[Problem] = []
    for line, cells in _cells(path):
        try:
            rows.append(_row(cells, zone=zone, source=(path.name, line), by=by))
        except ValueError as error:
            problems.append(Problem(path.name, line, "dòng", str(error)))
    if problems or not rows:
        raise ContentError(problems or [Problem(path.name, 0, "tệp", "không có dòng nào để nhập")])
    return tuple(rows)


def new_only(rows: Sequence[Row], entries: Sequence[Entry]) -> tuple[Row, ...]:
    """Return the rows whose airing the log does not have yet, from whatever evidence."""
    known = [e.row for e in effective(entries) if sounded(e.row)]
    return tuple(row for row in rows if not any(_same(row, other) for other in known))


def _same(row: Row, other: Row) -> bool:
    begun = other.started_at or other.planned_at
    if begun is None or row.started_at is None or abs((row.started_at - begun).total_seconds()) > SAME_S:
        return False
    return row.article == other.article if row.article and other.article else row.title == other.title


def _cells(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    text = files.read_text(path, shown=path.name)
    if path.suffix.lower() == ".csv":
        reader = csv.DictReader(io.StringIO(text))
        for cells in reader:
            yield reader.line_num, {k: v for k, v in cells.items() if k and v}
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, _object(line, path.name, number)


def _object(line: str, name: str, number: int) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except json.JSONDecodeError:
        value = None
    if not isinstance(value, dict):
        raise ContentError([Problem(name, number, "dòng", "không phải một đối tượng JSON; mỗi dòng viết {…}")])
    return {k: v for k, v in value.items() if v not in (None, "")}


def _row(cells: dict[str, Any], *, zone: ZoneInfo, source: tuple[str, int], by: str) -> Row:
    started = _time(cells, "started_at", zone)
    seconds = _seconds(cells, started, zone)
    title = str(cells.get("title") or cells.get("article") or "")
    if not title:
        raise ValueError("thiếu title hoặc article: bài nào đã phát?")
    article = str(cells["article"]) if "article" in cells else None
    kind = str(cells.get("kind", ItemKind.PIECE.value))
    identity = json.dumps([started.isoformat(), seconds, article, title, kind], ensure_ascii=False)
    return Row(
        key=f"file/{hashlib.sha256(identity.encode()).hexdigest()[:24]}",
        day=started.date(), slot=str(cells.get("slot", "")), kind=kind, article=article, title=title,
        started_at=started, ended_at=started + timedelta(seconds=seconds), seconds=seconds,
        player=str(cells.get("player", "")), by=by, planned=False,
        evidence=Evidence.FILE, outcome=Outcome.AIRED, reason=f"tệp {source[0]}, dòng {source[1]}",
    )  # fmt: skip


def _time(cells: dict[str, Any], name: str, zone: ZoneInfo) -> datetime:
    try:
        value = datetime.fromisoformat(str(cells[name]).strip())
    except KeyError:
        raise ValueError(f"thiếu {name}; viết như 2026-12-01T05:45:00") from None
    except ValueError:
        raise ValueError(f"{name} “{cells[name]}” không phải giờ; viết như 2026-12-01T05:45:00") from None
    return value.replace(tzinfo=zone) if value.tzinfo is None else value.astimezone(zone)


def _seconds(cells: dict[str, Any], started: datetime, zone: ZoneInfo) -> float:
    if "seconds" in cells:
        try:
            seconds = float(str(cells["seconds"]))
        except ValueError:
            raise ValueError(f"seconds “{cells['seconds']}” không phải số giây; viết như 92.5") from None
    else:
        seconds = (_time(cells, "ended_at", zone) - started).total_seconds()
    if not 0 < seconds <= 24 * 3600:
        raise ValueError(f"thời lượng {seconds} giây không hợp lệ; phải lớn hơn 0 và không quá một ngày")
    return round(seconds, 2)


def _flat(entry: Entry) -> dict[str, Any]:
    plain = entry.model_dump(mode="json")
    return {"seq": plain["seq"], "at": plain["at"], **plain["row"], "prev": plain["prev"], "hash": plain["hash"]}


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
