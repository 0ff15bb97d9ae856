"""Export the log as CSV or JSON lines, and import what another system wrote."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pipeline import files
from pipeline.broadcast.asrun.rows import Entry, Evidence, Outcome, Row, effective, sounded
from pipeline.broadcast.asrun.words import labels
from pipeline.errors import ContentError, Problem
from pipeline.model.radio import ItemKind

SAME_S = 60  # the same article begun within this many seconds is the same airing
_LABELLED = {"kind": "loai", "evidence": "bang_chung", "outcome": "ket_qua"}  # machine column → its words' column
_FIELDS = [name for field in Row.model_fields for name in (field, _LABELLED.get(field)) if name]
COLUMNS = ("seq", "at", *_FIELDS, "prev", "hash")
_SILENT = frozenset(Outcome) - {Outcome.AIRED, Outcome.PARTIAL}
_CLOCKS = ("%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S")  # what a Vietnamese spreadsheet makes of an ISO time


def to_jsonl(entries: Iterable[Entry]) -> str:
    """Return the entries as JSON lines, one object each."""
    return "".join(json.dumps(_flat(entry), ensure_ascii=False) + "\n" for entry in entries)


def to_csv(entries: Iterable[Entry]) -> str:
    """Return the entries as CSV with a header; beside ``kind``, ``evidence`` and ``outcome`` stand their words.

    A cell that a spreadsheet would run as a formula gets an apostrophe.
    """
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for entry in entries:
        told = {_LABELLED[name]: words for name, words in labels(entry.row).items()}
        writer.writerow({name: _safe(value) for name, value in (_flat(entry) | told).items()})
    return buffer.getvalue()


def read(path: Path, *, zone: ZoneInfo, by: str, now: datetime) -> tuple[Row, ...]:
    """Return the airings of a CSV (header in line 1; comma, semicolon or tab) or JSONL file, evidence ``file``.

    Needed: ``started_at`` (ISO or dd/mm/yyyy hh:mm; without offset it is ``zone``'s time), ``title`` or ``article``,
    and ``seconds`` or ``ended_at``. Used when there: ``slot``, ``kind``, ``player``. Of another log's export, rows
    that were corrected there or tell of nothing heard are passed over. Raises ContentError with every problem of the
    file; nothing can have been aired after ``now``.
    """
    rows: list[Row] = []
    problems: list[Problem] = []
    lines = list(_cells(path))
    corrected = {str(cells["corrects"]) for _, cells in lines if "corrects" in cells}
    for line, cells in lines:
        if str(cells.get("seq")) in corrected or cells.get("outcome") in _SILENT:
            continue
        try:
            rows.append(_past(_row(cells, zone=zone, source=(path.name, line), by=by), now))
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
        head = text.partition("\n")[0]
        reader = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=head.count))
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


def _past(row: Row, now: datetime) -> Row:
    ended = row.ended_at or now
    if ended > now:
        raise ValueError(f"phát xong lúc {ended:%H:%M %d/%m/%Y} là sau bây giờ; chỉ nhập điều đã phát")
    return row


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
        sha256=str(cells.get("sha256", "")), approved_by=str(cells.get("approved_by", "")),
        evidence=Evidence.FILE, outcome=_outcome(cells), reason=f"tệp {source[0]}, dòng {source[1]}",
    )  # fmt: skip


def _outcome(cells: dict[str, Any]) -> Outcome:
    text = cells.get("outcome", Outcome.AIRED)
    if text not in (Outcome.AIRED, Outcome.PARTIAL):
        raise ValueError(f"outcome “{text}” không có; viết aired hoặc partial, hoặc bỏ cột này")
    return Outcome(text)


def _time(cells: dict[str, Any], name: str, zone: ZoneInfo) -> datetime:
    if name not in cells:
        raise ValueError(f"thiếu {name}; viết như 2026-12-01T05:45:00")
    text = str(cells[name]).strip()
    for form in (None, *_CLOCKS):
        with suppress(ValueError):
            value = datetime.strptime(text, form) if form else datetime.fromisoformat(text)
            return value.replace(tzinfo=zone) if value.tzinfo is None else value.astimezone(zone)
    raise ValueError(f"{name} “{text}” không phải giờ; viết như 2026-12-01T05:45:00")


def _seconds(cells: dict[str, Any], started: datetime, zone: ZoneInfo) -> float:
    if "seconds" in cells:
        try:
            seconds = float(str(cells["seconds"]).replace(",", "."))
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
