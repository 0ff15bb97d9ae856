"""The frame of an official document is taken out of the article, and what it says is kept."""

import dataclasses
from datetime import date

import pytest

from pipeline.content import drafting
from pipeline.content.importing import Imported
from pipeline.model.article import Kind
from tests.unit.content.test_importing import START, made

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "----------")
BODY = "<p>Ủy ban nhân dân xã đề nghị các thôn đọc nội dung này trên loa. Hết.</p>"
NEWS = "Ủy ban nhân dân xã đề nghị các thôn đọc nội dung này trên loa."


def p(*lines: str, bold: bool = False) -> str:
    """Return a paragraph a line."""
    return "".join(f"<p><strong>{line}</strong></p>" if bold else f"<p>{line}</p>" for line in lines)


def table(*rows: tuple[str, ...]) -> str:
    """Return a table of cells of HTML."""
    cells = ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


HEAD = table(
    (
        p("THÀNH PHỐ HẢI PHÒNG", "ỦY BAN NHÂN DÂN XÃ GIA LỘC", "Số: 45/KH-UBND"),
        p(*MOTTO, "Gia Lộc, ngày 05 tháng 11 năm 2026"),
    )
)
SIGNED = table((p("Nơi nhận:", "- Như trên;"), p("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Nguyễn Văn A", bold=True)))


def test_a_plan_with_its_letterhead_in_a_table() -> None:
    """The usual two cells give number and day, kind and subject the title; neither they nor the signature stay."""
    subject = p("KẾ HOẠCH", "Tuyên truyền cải cách hành chính", "quý IV năm 2026", "-----", bold=True)
    result = made(HEAD + subject + p("Căn cứ Luật Tổ chức chính quyền địa phương, số 65 năm 2025;") + BODY + SIGNED)
    draft = result.draft
    assert draft.title == "Tuyên truyền cải cách hành chính quý IV năm 2026"
    assert (draft.source, draft.date) == ("Kế hoạch số 45/KH-UBND ngày 05/11/2026", date(2026, 11, 5))
    assert draft.summary == NEWS
    assert draft.body.startswith("Căn cứ Luật") and draft.body.endswith("Hết.")
    assert any("quốc hiệu" in note for note in result.notes)


@pytest.mark.parametrize(
    "head",
    [
        table(("<p>ỦY BAN NHÂN DÂN<br/>XÃ GIA LỘC<br/>Số: 45/KH-UBND</p>", f"<p>{'<br/>'.join(MOTTO)}</p>")),
        table((p("UBND XÃ GIA LỘC"), p(*MOTTO)), (p("Số: 45/KH-UBND"), p("Gia Lộc, ngày 5 tháng 11 năm 2026"))),
        p("ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "XÃ GIA LỘC\tĐộc lập - Tự do", "Số: 45/KH-UBND\t"),
        p("", "ỦY BAN NHÂN DÂN XÃ GIA LỘC", "Số:45/KH-UBND", *MOTTO, "Gia Lộc, ngày 05 tháng 11 năm 2026"),
    ],
    ids=["line breaks", "two rows", "tabs", "lines"],
)
def test_letterheads_come_in_many_shapes(head: str) -> None:
    """Cells of one paragraph, a second row, tabs or plain lines: number taken, nothing of it in the text."""
    draft = made(head + p("KẾ HOẠCH", "Họp thôn", bold=True) + BODY).draft
    assert draft.source.startswith("Kế hoạch số 45/KH-UBND") and draft.title == "Họp thôn"
    assert draft.body == "Ủy ban nhân dân xã đề nghị các thôn đọc nội dung này trên loa. Hết."


def test_a_letter_has_its_subject_in_the_letterhead() -> None:
    """A công văn is named by its V/v, which may run over lines; its addressees are no part of the article."""
    head = HEAD.replace("Số: 45/KH-UBND</p>", "Số: 860/UBND-VHXH</p><p>V/v tuyên truyền cải cách</p><p>hành chính</p>")
    draft = made(head + p("Kính gửi:", "- Các phòng, ban;", "- Các thôn.") + BODY + p("Nơi nhận:", "- Lưu: VT.")).draft
    assert (draft.title, draft.summary) == ("Tuyên truyền cải cách hành chính", NEWS)
    assert draft.source == "Công văn số 860/UBND-VHXH ngày 05/11/2026"
    assert "Kính gửi" not in draft.body and "Lưu" not in draft.body


def decision(subject: str) -> Imported:
    """Import a decision as a procedure."""
    text = p("QUYẾT ĐỊNH", subject, bold=True) + p("-----") + p("CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ", bold=True)
    text += p("Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;")
    text += p("Điều 1. Công bố danh mục 03 thủ tục hành chính của xã Gia Lộc.", "Nơi nhận:", "- Lưu.", "CHỦ TỊCH")
    start = dataclasses.replace(START, kind=Kind.THU_TUC)
    return made(HEAD.replace("45/KH", "247/QĐ") + text + p("PHỤ LỤC", "Danh mục thủ tục."), start=start)


@pytest.mark.parametrize(
    ("subject", "change"),
    [("Về việc công bố thủ tục bị bãi bỏ", "bai-bo"), ("Về sửa đổi thủ tục", "sua-doi"), ("Công bố thủ tục", "moi")],
)
def test_a_decision_fills_the_procedure(subject: str, change: str) -> None:
    """Number, day and what it does to the procedure come from the letterhead and the subject; the annex stays."""
    draft = decision(subject).draft
    assert draft.procedure is not None
    assert (draft.procedure.decision, draft.procedure.decided) == ("247/QĐ-UBND", date(2026, 11, 5))
    assert draft.procedure.change == change
    assert draft.summary == "Công bố danh mục 03 thủ tục hành chính của xã Gia Lộc."
    assert "CHỦ TỊCH" not in draft.body and draft.body.endswith("PHỤ LỤC\n\nDanh mục thủ tục.")


def test_a_number_left_blank_is_no_source() -> None:
    """A draft that has no number yet gives neither source nor day; the addressee of an invitation goes too."""
    head = HEAD.replace("45/KH-UBND", "     /GM-UBND").replace("05", "    ")
    draft = made(head + p("GIẤY MỜI<br/>Dự hội nghị", bold=True) + p("Kính gửi: Ông (bà) trưởng thôn.") + BODY).draft
    assert (draft.title, draft.source, draft.date, draft.summary) == ("Dự hội nghị", "", START.date, NEWS)


@pytest.mark.parametrize(
    "html",
    [
        table(("Thôn", "Ngày"), ("Thôn 1", "25/11")) + BODY,
        p("Ủy ban nhân dân xã thông báo lịch mới.") + BODY,
        p("Thông báo của xã") + BODY,
        p("Chủ tịch xã nói về việc ấy.") + BODY,
    ],
)
def test_what_is_no_frame_stays(html: str) -> None:
    """A table of data, a sentence that begins with the commune's name, and words of letterheads in a text stay."""
    result = made(f"<h1>Tên</h1>{html}")
    assert not any("quốc hiệu" in note for note in result.notes)
    assert result.draft.summary != drafting.SUMMARY and "trên loa" in result.draft.body
    assert result.draft.body.count("\n\n") == 1
