"""The rules of one front matter that types cannot say. Pure; each rule yields its problems."""

import re
from collections.abc import Iterator

from pipeline.content import body as markdown
from pipeline.content import garbled
from pipeline.errors import Problem
from pipeline.model.article import FrontMatter, Kind, Priority, Procedure, Status
from pipeline.yamltext import LineIndex

MAX_TITLE = 150  # characters

Finding = tuple[str, str, bool]  # key, message, whether it is only advice


def problems(meta: FrontMatter, path: str, lines: LineIndex, *, doubt: frozenset[str] = frozenset()) -> list[Problem]:
    """Return what is wrong between the keys of one front matter; a rule that needs a key in ``doubt`` is not asked."""
    rules = {
        _texts: (),
        _picture: ("image", "image_alt"),
        _procedure: ("kind", "procedure"),
        _abolished: ("procedure", "procedure.change"),
        _broadcast: ("date", "broadcast", "broadcast.from", "broadcast.until", "broadcast.audience"),
        _approval: ("broadcast", "broadcast.priority", "broadcast.approved_by", "broadcast.approved_on", "status"),
        _days: ("date", "updated", "procedure", "procedure.decided", "procedure.effective"),
    }
    asked = [rule for rule, needs in rules.items() if doubt.isdisjoint(needs)]
    found = [finding for rule in asked for finding in rule(meta)]
    return [Problem(path, lines(*field.split(".")), field, message, advice) for field, message, advice in found]


def _texts(meta: FrontMatter) -> Iterator[Finding]:
    for name, value in meta:
        if isinstance(value, str) and markdown.CONTROL.search(value):
            yield name, "có ký tự lạ không nhìn thấy; hãy xóa và gõ lại", False
        if isinstance(value, str) and markdown.TO_WRITE in value and meta.status is not Status.DRAFT:
            yield name, markdown.UNWRITTEN, False
        for _, told in garbled.findings(value) if isinstance(value, str) else ():
            yield name, told, False
        for _, day in markdown.impossible_days(value) if isinstance(value, str) else ():
            yield name, markdown.NO_DAY.format(day=day), True
    if len(meta.title) > MAX_TITLE:
        yield "title", f"tiêu đề dài {len(meta.title)} ký tự, khó đọc trên điện thoại; nên dưới {MAX_TITLE}", True


def _picture(meta: FrontMatter) -> Iterator[Finding]:
    if meta.image and not meta.image_alt:
        yield "image", "ảnh chưa có lời mô tả; thêm dòng image_alt nói trong ảnh có gì, cho người không thấy ảnh", False
    if meta.image_alt and not meta.image:
        yield "image_alt", "có lời mô tả mà không có ảnh; thêm dòng image, hoặc bỏ dòng này", True
    if meta.image_alt and re.fullmatch(r"\S+\.(?:jpe?g|png|webp|gif)", meta.image_alt, re.I):
        yield "image_alt", "đây là tên tệp, chưa phải lời mô tả; viết trong ảnh có gì", True


def _procedure(meta: FrontMatter) -> Iterator[Finding]:
    if meta.kind is Kind.THU_TUC and meta.procedure is None:
        yield "procedure", "bài thu-tuc phải có mục procedure (change, decision, decided…); hãy thêm mục này", False
    if meta.kind is not Kind.THU_TUC and meta.procedure is not None:
        told = f"chỉ bài thu-tuc mới có mục này; đổi kind “{meta.kind}” thành thu-tuc, hoặc bỏ mục này"
        yield "procedure", told, False


def _abolished(meta: FrontMatter) -> Iterator[Finding]:
    """A procedure that is gone must not tell residents how to follow it."""
    given = meta.procedure
    if given and given.change == "bai-bo":
        for name in ("online", "fee", "days"):
            if getattr(given, name):
                yield f"procedure.{name}", "thủ tục đã bãi bỏ thì không còn mục này; hãy bỏ dòng này", True


def _broadcast(meta: FrontMatter) -> Iterator[Finding]:
    asked = meta.broadcast
    if asked is None:
        return
    if asked.start and asked.until and asked.until < asked.start:
        told = f"ngày kết thúc {asked.until:%d/%m/%Y} trước ngày bắt đầu {asked.start:%d/%m/%Y}; sửa from hoặc until"
        yield "broadcast.until", told, False
    if asked.until and asked.until < meta.date:
        told = f"ngày phát cuối {asked.until:%d/%m/%Y} trước ngày đăng, nên bài không được phát lần nào; sửa lại ngày"
        yield "broadcast.until", told, True
    if meta.example:
        yield "broadcast", "bài ví dụ không được phát trên loa; hãy bỏ mục broadcast hoặc bỏ example", False
    if not asked.audience:
        yield "broadcast.audience", "để trống; ghi [moi-nguoi] hoặc bỏ dòng này", False


def _approval(meta: FrontMatter) -> Iterator[Finding]:
    """An urgent piece goes on air at once, so nobody may forget who allowed it (TT 39/2020/TT-BTTTT)."""
    asked = meta.broadcast
    if asked is None or asked.priority is not Priority.KHAN_CAP:
        return
    missing = [name for name in ("approved_by", "approved_on") if not getattr(asked, name)]
    if missing:
        told = f"tin khan-cap chưa được duyệt; thêm {' và '.join(missing)} (người duyệt, ngày duyệt)"
        yield "broadcast.priority", told, meta.status is Status.DRAFT


def _days(meta: FrontMatter) -> Iterator[Finding]:
    if meta.updated and meta.updated < meta.date:
        yield "updated", f"ngày cập nhật trước ngày đăng {meta.date:%d/%m/%Y}; sửa lại ngày", False
    if meta.procedure:
        yield from _procedure_days(meta, meta.procedure)


def _procedure_days(meta: FrontMatter, given: Procedure) -> Iterator[Finding]:
    late = (meta.date - given.decided).days
    if late < 0:
        yield "procedure.decided", f"ngày quyết định sau ngày đăng {meta.date:%d/%m/%Y}; kiểm tra lại", True
    elif meta.status is Status.PUBLISHED:
        yield "procedure.decided", f"đăng sau quyết định {late} ngày", True
    if given.effective and given.effective < given.decided:
        yield "procedure.effective", "ngày có hiệu lực trước ngày quyết định; kiểm tra lại", True
