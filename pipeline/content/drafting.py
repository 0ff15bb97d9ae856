"""A new article as a file: every key there, each with a word of explanation for the editor. Pure."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pipeline.content.body import TO_WRITE
from pipeline.model.article import Kind, Priority, Procedure, Status, Theme, Unit

SUMMARY = f"[{TO_WRITE} tóm tắt trong một, hai câu, nhiều nhất 300 ký tự]"
BODY = f"[{TO_WRITE} nội dung bài. Để một dòng trống giữa hai đoạn; dùng ## cho tên mục]"
ALT = f"[{TO_WRITE} trong ảnh có gì]"
DECISION = f"[{TO_WRITE} số quyết định]"

_AT = 42  # the column where explanations start


@dataclass(frozen=True)
class Draft:
    """What is known of a piece when its file is made."""

    title: str
    date: date
    kind: Kind
    theme: Theme
    unit: Unit
    slug: str = ""
    summary: str = SUMMARY
    source: str = ""
    image: str = ""
    image_alt: str = ""
    procedure: Procedure | None = None
    body: str = BODY


def render(draft: Draft, *, audiences: Iterable[str] = ()) -> str:
    """Return the Markdown file of ``draft``; ``audiences`` are the codes the station knows."""
    rows = [*_head(draft), *_procedure(draft.procedure), *_broadcast(audiences)]
    lines = [f"{text:<{_AT - 1}} # {note}" if note else text for text, note in rows]
    return "\n".join(["---", *(line.rstrip() for line in lines), "---", "", draft.body.strip(), ""])


def _head(draft: Draft) -> list[tuple[str, str]]:
    return [
        (f"title: {_quoted(draft.title)}", "tiêu đề"),
        (f"slug: {draft.slug}", "địa chỉ cố định, không dấu; để trống thì lấy tên tệp"),
        (f"date: {draft.date.isoformat()}", "ngày đăng; ngày chưa tới thì bài chưa hiện"),
        (f"kind: {draft.kind}", " | ".join(Kind)),
        (f"theme: {draft.theme}", " | ".join(Theme)),
        (f"unit: {draft.unit}", " | ".join(Unit)),
        (f"summary: {_quoted(draft.summary)}", "tóm tắt, nhiều nhất 300 ký tự"),
        (f"status: {Status.DRAFT}", "draft (nháp) | review (chờ duyệt) | published (đăng)"),
        ("updated:", "ngày sửa lại bài đã đăng"),
        (f"source: {_quoted(draft.source)}", "căn cứ: số văn bản, nguồn tin"),
        ("example: false", "true: bài ví dụ, việc không có thật; trang web nói rõ điều đó, loa không phát"),
        ("withdrawn:", "lý do gỡ bài; để trống khi bài còn đăng"),
        (f"image: {draft.image}", "ảnh trong content/media, viết media/ten-anh.jpg"),
        (f"image_alt: {_quoted(draft.image_alt)}", "trong ảnh có gì, cho người không nhìn thấy"),
        ("video:", "media/ten-video.mp4 hoặc địa chỉ https://"),
    ]


def _procedure(given: Procedure | None) -> list[tuple[str, str]]:
    off = "" if given else "#"
    values = given.model_dump(mode="json") if given else {}

    def row(key: str, note: str) -> tuple[str, str]:
        value = values.get(key)
        return f"{off}  {key}: {'' if value is None else _quoted(value)}", note

    return [
        ("procedure:", "" if given else "chỉ cho bài thu-tuc: bỏ dấu # ở các dòng dưới"),
        row("code", "mã thủ tục"),
        row("change", "moi | sua-doi | bai-bo"),
        row("decision", "số quyết định công bố"),
        row("decided", "ngày quyết định"),
        row("effective", "ngày có hiệu lực"),
        row("online", "toan-trinh | mot-phan | khong"),
        row("fee", "phí, lệ phí"),
        row("days", "thời hạn giải quyết"),
    ]


def _broadcast(audiences: Iterable[str]) -> list[tuple[str, str]]:
    return [
        ("broadcast:", "phát trên loa: bỏ dấu # ở các dòng dưới; để nguyên là không phát"),
        (f"#  priority: {Priority.THUONG}", " | ".join(Priority)),
        ("#  audience: [moi-nguoi]", " | ".join(audiences) or "nhóm người nghe"),
        ("#  from:", "phát từ ngày"),
        ("#  until:", "phát đến hết ngày"),
        ("#  per_week: 1", "số lần một tuần"),
        ("#  approved_by:", "người duyệt cho phát"),
        ("#  approved_on:", "ngày duyệt"),
        ("#  recording:", "bản người đọc, media/ten-tep.mp3; để trống thì máy đọc"),
    ]


def _quoted(value: str) -> str:
    """Return a YAML text in double quotes (JSON's strings are YAML's); nothing for an empty one."""
    return json.dumps(value, ensure_ascii=False) if value else ""
