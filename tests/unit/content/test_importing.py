"""A Word document's HTML into a draft."""

import dataclasses
from datetime import date

import pytest

from pipeline.content import drafting, parse_article
from pipeline.content.importing import Imported, to_draft
from pipeline.content.word import Document, Paragraph, Picture
from pipeline.errors import RequestError
from pipeline.model.article import Kind, Theme, Unit
from tests.unit.content.making import PATH

START = drafting.Draft("", date(2026, 11, 22), Kind.TIN, Theme.Y_NGHIA_KET_QUA, Unit.CONG_AN_XA)
TEXT = "<p>Ủy ban nhân dân xã mời bà con tới nhận kết quả hồ sơ. Giờ mở cửa không đổi.</p>"


def made(html: str, *lines: str, pictures: tuple[Picture, ...] = (), start: drafting.Draft = START) -> Imported:
    """Import HTML whose file held ``lines``."""
    paragraphs = tuple(Paragraph("nội dung", (line,)) for line in lines)
    return to_draft(Document(html, pictures, paragraphs, ()), start, file_name="lich-tiep-dan.docx")


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<h1>Mời nhận kết quả</h1>", "Mời nhận kết quả"),
        ("<p><strong>Mời nhận</strong> <strong>kết quả</strong></p>", "Mời nhận kết quả"),
        ("<p>Lời dẫn.</p><h2>Mời nhận kết quả</h2>", "Mời nhận kết quả"),
        ("<h1>Phần</h1><h1 class='title'>Mời nhận kết quả</h1>", "Mời nhận kết quả"),
        ("<p><strong>THÔNG BÁO</strong></p><p><strong>Về lịch tiếp dân</strong></p>", "Lịch tiếp dân"),
        ("<p><strong>ỦY BAN NHÂN DÂN XÃ GIA LỘC</strong></p><p><strong>Mời họp thôn</strong></p>", "Mời họp thôn"),
        ("<table><tr><td><p><strong>UBND</strong></p></td></tr></table><p>Lời.</p>", "lich tiep dan"),
    ],
)
def test_the_title_is_found(html: str, title: str) -> None:
    """Title style, else the first heading or bold line that is no letterhead, else the file's name."""
    assert made(html + TEXT).draft.title == title


def test_the_title_leaves_the_text_and_headings_step_down() -> None:
    """The page has one first heading, so the document's own start at the second rank."""
    body = made(f"<h1>Tên bài</h1><h1>Mục</h1><h2>Nhỏ</h2>{TEXT}").draft.body
    assert body.startswith("## Mục\n\n### Nhỏ\n\n") and "Tên bài" not in body


def test_a_given_title_leaves_the_text_alone() -> None:
    """A title from the command line does not take the document's heading away."""
    start = dataclasses.replace(START, title="Tên khác")
    result = made(f"<h1>Tên bài</h1>{TEXT}", start=start).draft
    assert result.title == "Tên khác" and result.slug == "ten-khac" and "## Tên bài" in result.body


def test_the_summary_is_the_first_sentence() -> None:
    """The first sentence of the first full paragraph, cut at a word when it is too long."""
    assert made(TEXT).draft.summary == "Ủy ban nhân dân xã mời bà con tới nhận kết quả hồ sơ."
    long = made(f"<p>{'dài ' * 200}</p>").draft.summary
    assert len(long) <= 300 and long.endswith("dài…")
    news = "<p>Căn cứ Luật Tổ chức chính quyền địa phương năm 2025;</p>"
    news += "<p>1. Thời gian: từ 7 giờ 30 ngày 25/11 tại TP. Hải Phòng.</p>"
    assert made(news).draft.summary == "Thời gian: từ 7 giờ 30 ngày 25/11 tại TP. Hải Phòng."
    assert made("<p>Ngắn.</p>").draft.summary == drafting.SUMMARY


def test_number_and_date_of_the_document_are_taken_over() -> None:
    """“Số: …” becomes the source, “ngày … tháng … năm …” the date, and the editor is told."""
    result = made(f"<p>Số: 860/UBND-VHXH Gia Lộc, ngày 29 tháng 4 năm 2026</p>{TEXT}")
    assert (result.draft.source, result.draft.date) == (
        "Văn bản số 860/UBND-VHXH ngày 29/04/2026",
        date(2026, 4, 29),
    )
    assert any("29/04/2026" in note for note in result.notes)
    assert made(f"<p>ngày 31 tháng 2 năm 2026</p>{TEXT}").draft.date == START.date


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<ul><li>một</li><li>hai</li></ul>", "- một\n- hai"),
        ("<ol><li>một</li><li>hai</li></ol>", "1. một\n2. hai"),
        ("<p><em>nghiêng</em> và <strong>đậm</strong></p>", "*nghiêng* và **đậm**"),
        (
            "<table><tr><td><p>A</p></td><td><p>B|C</p></td></tr><tr><td>1</td><td>2</td></tr></table>",
            "| A | B\\|C |\n| --- | --- |\n| 1 | 2 |",
        ),
        ("<p>a &lt;b&gt; *c* _d_ &amp;lt;</p>", "a &lt;b> \\*c\\* \\_d\\_ &amp;lt;"),
        ("<p># không phải tên mục</p>", "\\# không phải tên mục"),
        ('<p><a href="https://gialoc.example/x">trang xã</a></p>', "[trang xã](https://gialoc.example/x)"),
        ('<p><a id="m"></a>chữ <a href="#m">trong bài</a></p>', "chữ trong bài"),
        ('<p><a href="javascript:x()">bấm</a></p>', "bấm"),
        ("<p>một<br />hai</p>", "một  \nhai"),
    ],
)
def test_each_kind_of_text_becomes_markdown(html: str, markdown: str) -> None:
    """Lists, tables, emphasis, links and odd characters keep their meaning."""
    assert made(f"<h1>Tên</h1>{html}").draft.body == markdown


def test_pictures_get_the_articles_name() -> None:
    """The first picture becomes the page's own, the rest stay in place, all with words to fill in."""
    pictures = (Picture("loa-anh-1", b"1", ".jpg"), Picture("loa-anh-2", b"2", ".png"))
    html = '<h1>Tên bài</h1><p><img src="loa-anh-1" alt="Sân [kho]"/></p><p><img src="loa-anh-2"/></p>'
    result = made(html, pictures=pictures)
    assert result.pictures == (("media/ten-bai-1.jpg", b"1"), ("media/ten-bai-2.png", b"2"))
    assert (result.draft.image, result.draft.image_alt) == ("media/ten-bai-1.jpg", "Sân kho")
    assert result.draft.body == "![CẦN VIẾT: trong ảnh có gì](media/ten-bai-2.png)"


def test_a_picture_that_could_not_be_read_leaves_no_broken_link() -> None:
    """An image without data is taken out of the text (the reader of the file told of it)."""
    assert "![" not in made(f'<h1>Tên</h1><p><img src=""/></p>{TEXT}').draft.body


def test_what_is_lost_is_told() -> None:
    """A paragraph of the file that the Markdown does not hold is named; what is there is not."""
    result = made(
        f"<h1>Tên &lt;b&gt; bài</h1>{TEXT}<p>1. Mục đánh tay</p>",
        "Tên <b> bài",
        "Giờ mở cửa không đổi.",
        "1. Mục đánh tay",
        "Câu bị rơi",
    )
    assert [note for note in result.notes if "Mục" in note or "Giờ" in note or "Tên" in note] == []
    assert result.notes == ("nội dung không chuyển được: “Câu bị rơi”",)


def test_merged_cells_are_told() -> None:
    """Markdown has no merged cells, so the editor is asked to look."""
    cells = "<tr><td colspan='2'>a</td></tr><tr><td>b</td><td>c</td></tr>"
    assert any("ô gộp" in note for note in made(f"<table>{cells}</table>").notes)


def test_a_procedure_is_prefilled_and_told() -> None:
    """A thu-tuc import takes number and day of the decision from the text, and asks to check them."""
    start = dataclasses.replace(START, kind=Kind.THU_TUC)
    result = made(f"<p>Số: 247/QĐ-UBND, ngày 30 tháng 4 năm 2026</p>{TEXT}", start=start)
    assert result.draft.procedure is not None
    assert (result.draft.procedure.decision, result.draft.procedure.decided) == ("247/QĐ-UBND", date(2026, 4, 30))
    assert any(note.startswith("procedure") for note in result.notes)


def test_the_draft_passes_the_reader() -> None:
    """What was imported is a sound draft."""
    pictures = (Picture("loa-anh-1", b"1", ".jpg"),)
    draft = made(f'<h1>"Tên": bài</h1><p><img src="loa-anh-1"/></p>{TEXT}', pictures=pictures).draft
    article, problems = parse_article(drafting.render(draft), PATH)
    assert article is not None and problems == ()


def test_an_empty_document_is_refused() -> None:
    """A file without any text or picture is no article."""
    with pytest.raises(RequestError, match=r"lich-tiep-dan\.docx"):
        made("<p> </p>")


def test_text_in_an_old_font_becomes_unicode() -> None:
    """Documents typed in .VnTime are carried over as Unicode and the editor is told; lines of Unicode stay."""
    lines = ("§o¹n nµy gâ b»ng ph«ng cò, tiªm phßng cho tr©u bß.", "Dòng này gõ bằng Unicode.", "Thôn trên.")
    result = made("<h1>Tên</h1>" + "".join(f"<p>{line}</p>" for line in lines), *lines)
    assert (
        result.draft.body
        == "Đoạn này gõ bằng phông cũ, tiêm phòng cho trâu bò.\n\nDòng này gõ bằng Unicode.\n\nThôn trên."
    )
    assert [note for note in result.notes if "phông cũ" in note] == list(result.notes)
    assert made("<p>Th«n trªn hãp lóc t¸m giê, mêi bµ con dù.</p><p>Hép th</p>").draft.body.endswith("Hộp th")
