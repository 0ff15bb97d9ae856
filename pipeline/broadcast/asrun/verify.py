"""Find any row of the log that was edited, removed, added by hand or put in another place."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from pydantic import ValidationError

from pipeline.broadcast.asrun.log import FILE, HEAD, TRIGGERS, read_only
from pipeline.broadcast.asrun.rows import GENESIS, chain, parse_body
from pipeline.model.article import Frozen

Stored = tuple[int, str, str, str, str]  # seq, key, body, prev, hash


class Verdict(Frozen):
    """What verification found: ``head`` is the hash of the last row, to be kept on paper."""

    rows: int
    head: str
    problems: tuple[str, ...] = ()


def verify(folder: Path, *, expect: str | None = None) -> Verdict:
    """Check the log in ``folder``: the chain, its triggers, SQLite's own structure, and the head kept beside it.

    ``expect`` is a head that was written down earlier (at least its first 12 signs): it must still be in the chain.
    Whoever may write to the disk can rewrite a whole chain and its head; only a head on paper shows that.
    """
    path = folder / FILE
    if not path.is_file():
        return Verdict(rows=0, head=GENESIS, problems=(f"không thấy nhật ký {FILE}",))
    try:
        with closing(read_only(path)) as database:
            stored = database.execute("SELECT seq, key, body, prev, hash FROM asrun ORDER BY seq").fetchall()
            structure = tuple(_structure(database, len(stored)))
    except sqlite3.Error as error:
        return Verdict(rows=0, head=GENESIS, problems=(f"tệp nhật ký hỏng, không đọc được: {error}",))
    problems = (*structure, *_links(stored), *_anchors(folder, stored, expect))
    return Verdict(rows=len(stored), head=stored[-1][4] if stored else GENESIS, problems=problems)


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
        if chain(linked, text) != digest or not _says(text, key):
            yield f"dòng {seq}: nội dung đã bị sửa"
        prev = digest


def _says(text: str, key: str) -> bool:
    try:
        return parse_body(text)[0].key == key
    except (ValidationError, ValueError, KeyError, json.JSONDecodeError):
        return False


def _anchors(folder: Path, stored: list[Stored], expect: str | None) -> Iterator[str]:
    hashes = {row[0]: row[4] for row in stored}
    head = folder / HEAD
    if head.is_file():
        match = re.fullmatch(r"(\d+) ([0-9a-f]{64})\s*", head.read_text(encoding="ascii", errors="replace"))
        if not match:
            yield f"tệp {HEAD} hỏng"
        elif hashes.get(int(match[1])) != match[2]:
            yield f"dòng cuối đã ghi nhận là dòng {match[1]}, nay không còn như vậy: có dòng bị xóa hoặc sửa"
    elif stored:
        yield f"mất tệp {HEAD}, không biết cuối nhật ký có bị xóa dòng hay không"
    if expect is not None and not (len(expect) >= 12 and any(h.startswith(expect) for h in hashes.values())):
        yield f"mã “{expect}” ghi trên giấy không có trong nhật ký: nhật ký đã bị thay"
