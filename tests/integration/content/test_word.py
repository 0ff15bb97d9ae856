"""Real Word documents, and files that pretend to be."""

import io
import zipfile
from datetime import date

import docx
import pytest
from docx.document import Document as DocxDocument
from PIL import Image

from pipeline.content import drafting, importing, word
from pipeline.errors import RequestError
from pipeline.model.article import Kind, Theme, Unit

START = drafting.Draft("", date(2026, 11, 22), Kind.TIN, Theme.Y_NGHIA_KET_QUA, Unit.CONG_AN_XA)


def picture(kind: str, colour: str = "red") -> io.BytesIO:
    """Return a small picture."""
    file = io.BytesIO()
    Image.new("RGB", (20, 10), colour).save(file, kind)
    file.seek(0)
    return file


def saved(document: DocxDocument) -> bytes:
    """Return a document's bytes."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def notice() -> DocxDocument:
    """Return a notice as a commune writes it: letterhead, title, text, lists, table, pictures."""
    document = docx.Document()
    head = document.add_table(1, 2)
    head.cell(0, 0).text, head.cell(0, 1).text = "ỦY BAN NHÂN DÂN XÃ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    document.add_paragraph("Số: 15/TB-UBND\tGia Lộc, ngày 05 tháng 11 năm 2026")
    document.add_paragraph().add_run("THÔNG BÁO").bold = True
    document.add_paragraph().add_run("Về lịch tiếp nhận hồ sơ").bold = True
    document.add_paragraph("Ủy ban nhân dân xã thông báo lịch tiếp nhận hồ sơ tháng mười một. Mời bà con theo dõi.")
    document.add_heading("Thời gian", 1)
    document.add_paragraph("Thứ hai", style="List Bullet")
    document.add_paragraph("Thứ ba", style="List Bullet")
    document.add_paragraph("Bước một", style="List Number")
    table = document.add_table(2, 2)
    for index, value in enumerate(["Ngày", "Giờ", "Thứ hai", "7 giờ 30"]):
        table.cell(index // 2, index % 2).text = value
    document.add_picture(picture("JPEG"))
    document.add_picture(picture("BMP", "blue"))
    return document


def imported(document: DocxDocument) -> importing.Imported:
    """Import a document."""
    return importing.to_draft(word.read(saved(document), "a.docx"), START, file_name="a.docx")


def test_a_notice_becomes_a_draft() -> None:
    """Title, number, date, summary, headings, lists, tables and pictures come over."""
    made = imported(notice())
    draft = made.draft
    assert (draft.title, draft.slug) == (
        "Lịch tiếp nhận hồ sơ",
        "lich-tiep-nhan-ho-so",
    )
    assert (draft.source, draft.date) == ("Thông báo số 15/TB-UBND ngày 05/11/2026", date(2026, 11, 5))
    assert draft.summary == "Ủy ban nhân dân xã thông báo lịch tiếp nhận hồ sơ tháng mười một."
    for part in (
        "## Thời gian",
        "- Thứ hai\n- Thứ ba",
        "1. Bước một",
        "| Ngày | Giờ |\n| --- | --- |\n| Thứ hai | 7 giờ 30 |",
    ):
        assert part in draft.body
    assert [name for name, _ in made.pictures] == [f"media/{draft.slug}-1.jpg", f"media/{draft.slug}-2.png"]
    for _, data in made.pictures:
        with Image.open(io.BytesIO(data)) as image:
            assert image.size == (20, 10)
    assert [note for note in made.notes if "chuyển được" in note] == []


def test_what_word_holds_elsewhere_is_told() -> None:
    """Header and footer are no part of the article, so their words are named."""
    document = notice()
    document.sections[0].header.paragraphs[0].text = "Văn phòng lưu"
    document.sections[0].footer.paragraphs[0].text = "Đường dây nóng"
    notes = imported(document).notes
    assert any("đầu trang" in note and "Văn phòng lưu" in note for note in notes)
    assert any("chân trang" in note and "Đường dây nóng" in note for note in notes)


def test_a_picture_browsers_cannot_show_is_told() -> None:
    """A picture in a format nothing here can draw is named, and leaves no broken picture."""
    document = docx.Document()
    document.add_heading("Tên bài", 0)
    document.add_picture(picture("PNG"))
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(document))) as old, zipfile.ZipFile(data, "w") as new:
        for entry in old.namelist():
            new.writestr(entry, b"\xd7\xcd\xc6\x9awmf" if "media/" in entry else old.read(entry))
    made = importing.to_draft(word.read(data.getvalue(), "a.docx"), START, file_name="a.docx")
    assert made.pictures == () and "![" not in made.draft.body
    assert any("ảnh thứ 1" in note for note in made.notes)


def packed(**parts: bytes) -> bytes:
    """Return a zip of XML parts; ``document`` is word/document.xml."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, data in parts.items():
            pack.writestr(f"word/{name}.xml", data)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "không phải tệp Word"),
        (b"%PDF-1.7", "không phải tệp Word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, r"\.doc kiểu cũ"),
        (b"PK\x03\x04" + b"\0" * 100, "không phải tệp Word"),
        (packed(khac=b"<a/>"), "không phải tệp Word"),
        (packed(document=b"<a"), "hỏng"),
        (packed(document=b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "DOCTYPE"),
        (packed(document='<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16")), "DOCTYPE"),
        (packed(document=b"<a>" + b" " * 11_000_000 + b"</a>"), "quá lớn"),
        (packed(document=b"<p>" * 200_000 + b"</p>" * 200_000), "hỏng"),
        (packed(document=b'<a xmlns="w">' + b"<p><t>x</t></p>" * 5_001 + b"</a>"), "dài quá"),
        (saved(notice())[:-2000], "không phải tệp Word|hỏng"),
    ],
    ids=[
        "empty",
        "pdf",
        "doc",
        "zip-head",
        "other-zip",
        "broken-xml",
        "entity",
        "entity-utf16",
        "bomb",
        "deep",
        "long",
        "cut",
    ],
)
def test_what_is_no_sound_docx_is_refused(data: bytes, told: str) -> None:
    """A file that is not .docx, is damaged or is made to burst is refused with what to do."""
    with pytest.raises(RequestError, match=told) as caught:
        word.read(data, "a.docx")
    assert "a.docx" in str(caught.value)


def test_too_many_parts_are_refused() -> None:
    """A zip of thousands of entries is no document."""
    with pytest.raises(RequestError, match="quá lớn"):
        word.read(packed(document=b"<a/>", **{f"p{number}": b"" for number in range(word.MAX_PARTS)}), "a.docx")


def test_nothing_outside_the_file_is_read() -> None:
    """A picture that points to a file of the machine is told, not opened."""
    document = docx.Document()
    document.add_heading("Tên bài", 0)
    document.add_paragraph("Một đoạn văn đủ dài để làm tóm tắt cho bài viết này.")
    document.add_picture(picture("PNG"))
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(document))) as old, zipfile.ZipFile(data, "w") as new:
        for entry in old.namelist():
            part = old.read(entry).replace(b'r:embed="', b'r:link="')
            if entry.endswith("document.xml.rels"):
                part = part.replace(b'Target="media/image1.png"', b'Target="file:///etc/passwd" TargetMode="External"')
            new.writestr(entry, part)
    made = importing.to_draft(word.read(data.getvalue(), "a.docx"), START, file_name="a.docx")
    assert made.pictures == () and any("ngoài tệp" in note for note in made.notes)
