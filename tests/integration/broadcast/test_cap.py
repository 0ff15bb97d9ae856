"""CAP 1.2 messages: read safely into drafts that a person must approve; updates and cancellations followed."""

from datetime import timedelta
from pathlib import Path

import pytest

from pipeline import yamltext
from pipeline.broadcast.playout import cap
from pipeline.errors import ContentError, RequestError
from pipeline.model.article import FrontMatter, Priority, Status
from tests.playout_fixtures import at

NOW = at("09:00")


def message(folder: Path, name: str = "a", **changes: str) -> Path:
    """Write a CAP message; ``changes`` replace its fields, ``info`` the whole info part."""
    fields = {
        "identifier": f"KTTV-{name}", "sender": "canhbao@kttv.example", "sent": "2026-12-01T08:50:00+07:00",
        "status": "Actual", "msgType": "Alert", "scope": "Public", "references": "",
    } | {key: value for key, value in changes.items() if key != "info"}  # fmt: skip
    info = changes.get(
        "info",
        "<info><language>en-US</language><event>Storm</event><headline>Storm</headline></info>"
        "<info><language>vi-VN</language><event>Bão</event><headline>Bão số 3 đổ bộ: gió cấp 10</headline>"
        "<description>Bão vào bờ đêm nay.\n  Gió mạnh &amp; mưa lớn.</description>"
        "<instruction>Ở trong nhà.</instruction>"
        "<expires>2026-12-02T06:00:00+07:00</expires><area><areaDesc>Hải Phòng</areaDesc></area></info>",
    )
    body = "".join(f"<{key}>{value}</{key}>" for key, value in fields.items() if value)
    path = folder / f"{name}.xml"
    path.write_text(f'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">{body}{info}</alert>', "utf-8")
    return path


def front(project: Path, relative: str) -> tuple[FrontMatter, str]:
    """Read a draft as the content room does."""
    _, head, body = (project / relative).read_text("utf-8").split("---\n", 2)
    return yamltext.parse(head, FrontMatter, path=relative), body


def test_a_warning_becomes_a_draft_that_nobody_has_approved(tmp_path: Path) -> None:
    """The Vietnamese text becomes an urgent draft with its source, which no output takes until a person approves it."""
    done = cap.follow(cap.parse(message(tmp_path), now=NOW), project=tmp_path, now=NOW)
    assert done.draft
    meta, body = front(tmp_path, done.draft)
    assert meta.title == "Bão số 3 đổ bộ: gió cấp 10" and meta.status is Status.DRAFT
    assert meta.broadcast and meta.broadcast.priority is Priority.KHAN_CAP and meta.broadcast.approved_by is None
    assert str(meta.broadcast.until) == "2026-12-02" and "KTTV-a" in (meta.source or "")
    assert body.split("\n\n")[0].strip() == "Bão vào bờ đêm nay. Gió mạnh & mưa lớn." and "Hải Phòng" in body
    assert cap.key_of(tmp_path, Path(done.draft).stem) == "canhbao@kttv.example,KTTV-a"


def test_an_update_takes_the_earlier_one_back(tmp_path: Path) -> None:
    """An update leaves a new draft, withdraws the old article without touching what a person wrote, and stops it."""
    first = cap.follow(cap.parse(message(tmp_path), now=NOW), project=tmp_path, now=NOW)
    assert first.draft
    path = tmp_path / first.draft
    path.write_text(path.read_text("utf-8").replace("status: draft", "status: published") + "\nCâu thêm.\n", "utf-8")
    reference = "canhbao@kttv.example,KTTV-a,2026-12-01T08:50:00+07:00"
    update = message(tmp_path, "b", msgType="Update", references=reference)
    second = cap.follow(cap.parse(update, now=NOW), project=tmp_path, now=NOW)
    assert second.draft and second.draft != first.draft and second.withdrawn == (first.draft,)
    assert second.stopped == ("canhbao@kttv.example,KTTV-a",)
    meta, body = front(tmp_path, first.draft)
    assert meta.withdrawn and "KTTV-b" in meta.withdrawn and "Câu thêm." in body


def test_a_cancellation_leaves_no_draft(tmp_path: Path) -> None:
    """A cancellation withdraws and stops; one of something never read is refused, and so is the same one again."""
    cap.follow(cap.parse(message(tmp_path), now=NOW), project=tmp_path, now=NOW)
    reference = "canhbao@kttv.example,KTTV-a,2026-12-01T08:50:00+07:00"
    alert = cap.parse(message(tmp_path, "c", msgType="Cancel", references=reference, info=""), now=NOW)
    done = cap.follow(alert, project=tmp_path, now=NOW)
    assert done.draft is None and done.stopped and front(tmp_path, done.withdrawn[0])[0].withdrawn
    with pytest.raises(RequestError, match="đã đọc"):
        cap.follow(alert, project=tmp_path, now=NOW)
    other = message(tmp_path, "d", msgType="Cancel", references="x,y,2026-12-01T08:50:00+07:00", info="")
    with pytest.raises(RequestError, match="chưa từng"):
        cap.follow(cap.parse(other, now=NOW), project=tmp_path, now=NOW)


def test_an_alert_that_comes_after_its_update_is_refused(tmp_path: Path) -> None:
    """When messages arrive out of order, the superseded one is not drafted any more."""
    reference = "canhbao@kttv.example,KTTV-a,2026-12-01T08:50:00+07:00"
    update = message(tmp_path, "b", msgType="Update", references=reference)
    cap.follow(cap.parse(update, now=NOW), project=tmp_path, now=NOW)
    with pytest.raises(RequestError, match="thay thế"):
        cap.follow(cap.parse(message(tmp_path), now=NOW), project=tmp_path, now=NOW)


def test_an_exercise_says_so(tmp_path: Path) -> None:
    """An exercise is drafted with the word in front of everything that is read."""
    done = cap.follow(cap.parse(message(tmp_path, status="Exercise"), now=NOW), project=tmp_path, now=NOW)
    assert done.draft
    meta, body = front(tmp_path, done.draft)
    assert meta.title.startswith("DIỄN TẬP: ") and body.strip().startswith("DIỄN TẬP: ")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": "Test"}, "không phải tin thật"),
        ({"scope": "Private"}, "không phải tin cho công chúng"),
        ({"msgType": "Ack"}, "thiếu hoặc sai"),
        ({"sent": "hôm qua"}, "thiếu hoặc sai"),
        ({"sent": "2026-12-01T08:50:00"}, "múi giờ"),
        ({"identifier": ""}, "thiếu"),
        ({"info": ""}, "không có gì để đọc"),
        ({"info": "<info><expires>2026-12-01T08:00:00+07:00</expires></info>"}, "hết hạn"),
    ],
)
def test_what_is_no_warning_for_residents_is_refused(tmp_path: Path, changes: dict[str, str], words: str) -> None:
    """Tests, private messages, receipts, expired and incomplete ones leave nothing behind."""
    with pytest.raises(ContentError, match=words):
        cap.parse(message(tmp_path, **changes), now=NOW)
    assert not (tmp_path / "content").exists()


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><alert>&x;</alert>',
        '<!DOCTYPE a [<!ENTITY x "aaaa"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>',
        "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.1'/>",
        "không phải xml",
        "<a>",
        "<a>" + "x" * 600_000 + "</a>",
    ],
    ids=["file", "bomb", "older", "text", "torn", "huge"],
)  # fmt: skip
def test_hostile_files_are_refused(tmp_path: Path, text: str) -> None:
    """Entities, bombs, other formats and huge files are refused in words, and nothing outside the file is read."""
    path = tmp_path / "x.xml"
    path.write_text(text, "utf-8")
    with pytest.raises(ContentError):
        cap.parse(path, now=NOW)


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    """A headline made to break out of the front matter stays a headline."""
    bad = "x&#10;status: published&#10;---&#10;# a"
    path = message(tmp_path, info=f"<info><headline>{bad}</headline><description>{bad}</description></info>")
    done = cap.follow(cap.parse(path, now=NOW), project=tmp_path, now=NOW + timedelta(minutes=1))
    assert done.draft
    meta, _ = front(tmp_path, done.draft)
    assert meta.status is Status.DRAFT
