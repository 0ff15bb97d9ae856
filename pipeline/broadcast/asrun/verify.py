"""Find any row of the log that was edited, removed, added by hand or put in another place."""

import sqlite3
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

from pipeline.broadcast.asrun import faults, heads, reading, sounds
from pipeline.broadcast.asrun.aside import set_aside
from pipeline.broadcast.asrun.heads import HEAD
from pipeline.broadcast.asrun.log import FILE
from pipeline.broadcast.asrun.rows import GENESIS, Row, chain, parse_body
from pipeline.broadcast.asrun.schema import TRIGGERS
from pipeline.model.article import Frozen

_NAMED = 5  # days named of those without rows
Stored = tuple[int, str, str, str, str]  # seq, key, body, prev, hash


class Verdict(Frozen):
    """What verification found: ``head`` is the hash of the last row, to be kept on paper.

    ``log`` is false where there is no log; ``set_aside`` names the folders of older, damaged logs.
    """

    rows: int
    head: str
    log: bool = True
    problems: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()


def verify(folder: Path, *, expect: str | None = None, promised: Collection[date] = ()) -> Verdict:
    """Check the log in ``folder``: chain, triggers, SQLite's own structure, the head and the sounds kept beside it.

    ``expect`` is a head that was written down earlier (at least its first 12 signs): it must still be in the chain.
    ``promised`` are the past days that have a package: each must have a row, so that an empty or a new log does not
    pass for a whole one. Nothing is written. Whoever may write to the disk can rewrite a whole chain and its head;
    only a head on paper shows that.
    """
    aside = set_aside(folder)
    try:
        found = reading.read_only(folder, _look)
    except sqlite3.Error as error:
        advice = "lần ghi kế tiếp sẽ để riêng tệp hỏng và cứu dòng còn đọc được"
        why = f"tệp nhật ký không đọc được: {faults.said(error)}; {advice}"
        return Verdict(rows=0, head=GENESIS, problems=(why,), set_aside=aside)
    stored, structure = found or ([], ())
    rows = [row for _, key, text, _, _ in stored if (row := _row(text, key))]
    gone = () if found or not heads.promised(folder) else (f"không thấy nhật ký {FILE}, chỉ còn {HEAD}",)
    problems = (
        *gone, *structure, *_links(stored), *_anchors(folder, stored, expect, log=found is not None),
        *(told for row in rows if (told := sounds.problem(folder, row))), *_unrecorded(rows, promised),
    )  # fmt: skip
    head = stored[-1][4] if stored else GENESIS
    return Verdict(rows=len(stored), head=head, log=found is not None, problems=problems, set_aside=aside)


def _look(database: sqlite3.Connection) -> tuple[list[Stored], tuple[str, ...]]:
    stored = database.execute("SELECT seq, key, body, prev, hash FROM asrun ORDER BY seq").fetchall()
    return stored, tuple(_structure(database, len(stored)))


def _structure(database: sqlite3.Connection, count: int) -> Iterator[str]:
    said = database.execute("PRAGMA integrity_check").fetchone()[0]
    if said != "ok":
        yield f"cấu trúc tệp SQLite hỏng: {said}"
    there = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    for name in sorted(TRIGGERS - there):
        yield f"khóa chống sửa “{name}” đã bị gỡ"
    highest = database.execute("SELECT seq FROM sqlite_sequence WHERE name = 'asrun'").fetchone()
    if highest and highest[0] != count:
        yield f"nhật ký từng có {highest[0]} dòng, nay còn {count}: có dòng bị xóa"


def _links(stored: list[Stored]) -> Iterator[str]:
    prev = GENESIS
    for place, (seq, key, text, linked, digest) in enumerate(stored, start=1):
        if seq != place:
            yield f"dòng {seq}: đứng ở chỗ của dòng {place}: có dòng bị xóa, thêm hoặc đổi chỗ"
        if linked != prev:
            yield f"dòng {seq}: không nối với dòng trước nó: có dòng bị xóa, thêm hoặc đổi chỗ"
        if chain(linked, text) != digest or _row(text, key) is None:
            yield f"dòng {seq}: nội dung đã bị sửa"
        prev = digest


def _row(text: str, key: str) -> Row | None:
    try:
        row = parse_body(text)[0]
    except ValueError:
        return None
    return row if row.key == key else None


def _anchors(folder: Path, stored: list[Stored], expect: str | None, *, log: bool) -> Iterator[str]:
    hashes = {row[0]: row[4] for row in stored}
    if log:
        yield from heads.problems(folder, hashes)
    if expect is not None and not (len(expect) >= 12 and any(h.startswith(expect) for h in hashes.values())):
        yield f"mã “{expect}” ghi trên giấy không có trong nhật ký: nhật ký đã bị thay"


def _unrecorded(rows: list[Row], promised: Collection[date]) -> Iterator[str]:
    without = sorted(set(promised) - {row.day for row in rows})
    if without:
        named = ", ".join(f"{day:%d/%m/%Y}" for day in without[:_NAMED]) + (", …" if len(without) > _NAMED else "")
        yield (
            f"{len(without)} ngày có gói phát thanh mà nhật ký không có dòng nào: {named}; dòng đã bị mất, hoặc "
            f"chưa ai xác nhận: loa log confirm {without[0]} --by “Họ tên”"
        )
