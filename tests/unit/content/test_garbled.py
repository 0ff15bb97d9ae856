"""Text that came through the wrong table of letters is found, and right Vietnamese never is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.content.garbled import findings, unspoilt
from tests.unit.content.making import ROOT, problems

SENTENCE = "Ủy ban nhân dân xã Gia Lộc mời bà con đăng ký tiêm phòng cho trâu, bò."


def as_windows(text: str) -> str:
    """Return what a program shows that takes UTF-8 for Windows-1252."""
    return "".join(bytes([b]).decode("cp1252") if b not in b"\x81\x8d\x8f\x90\x9d" else chr(b) for b in text.encode())


@pytest.mark.parametrize("spoilt", [as_windows(SENTENCE), SENTENCE.encode().decode("latin-1")])
def test_text_read_by_the_wrong_table_is_told_with_the_right_one(spoilt: str) -> None:
    """UTF-8 taken for Windows-1252 or Latin-1 is one problem a line, and says what the line was."""
    ((offset, told),) = findings(f"Đúng.\n\n{spoilt}\n")
    assert offset == 7 and "Ủy ban nhân dân xã Gia Lộc" in told and "UTF-8" in told


def test_a_blank_that_was_part_of_a_letter_is_mended_too() -> None:
    """Editors turn the second half of à into a blank; the words around it give the line away."""
    ((_, told),) = findings("BÃ i viáº¿t lá»—i")
    assert "“Bài viết lỗi”" in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("§o¹n nµy gâ b»ng ph«ng cò", "“Đoạn”"),
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam", "“hòa”"),
        ("Uûy ban nhaân daân xaõ thoâng baùo baø con", "VNI"),
    ],
)
def test_old_fonts_are_told(text: str, told: str) -> None:
    """Text typed in a TCVN3 or VNI font is told as such, with the way to Unicode."""
    ((offset, message),) = findings(text)
    assert offset <= len(text) and told in message and "Unicode" in message


@pytest.mark.parametrize(
    "text",
    [
        "Báo «Nhân Dân», «lá», Zalo®, 20µm, 5 m², © 2026, §5, xã¹, ½ ngày, hành\xadchính",
        "ĐỒNG Ý, QUÝ IV, THÚ Y, HOÀ BÌNH, khoẻ, quỹ, Đắk Lắk, naïve, Noël",
        "quân, yêu, quê, tuyên, Huế, quét, ao ước, oà, uỷ",
    ],
)
def test_right_text_is_left_alone(text: str) -> None:
    """Quotation marks, signs, old and new places of tone marks and foreign names raise nothing."""
    assert list(findings(text)) == []


def test_the_communes_own_articles_are_left_alone() -> None:
    """No line of the content in this repository is taken for garbled."""
    for path in (ROOT / "content").rglob("*.md"):
        assert list(findings(path.read_text("utf-8"))) == [], path


@given(st.text("aáàảãạăắằẳẵặâấầẩẫậeéèẻẽẹêếềểễệiíìỉĩịoóòỏõọôốồổỗộơớờởỡợuúùủũụưứừửữựyýỳỷỹỵđbcghklmnpqrstvx", max_size=12))
def test_no_vietnamese_word_is_taken_for_spoilt(word: str) -> None:
    """Lower-case letters of Vietnamese, in whatever order, are never read as bytes of another table."""
    assert unspoilt(word) == ""


def test_garbled_articles_are_stopped() -> None:
    """In title, summary or body it is a problem, not advice, at its own line."""
    found = problems(f"Một câu.\n\n{as_windows(SENTENCE)}", title=as_windows("Bài viết"))
    assert {(p.line, p.field, p.advice) for p in found} == {(2, "title", False), (13, "nội dung", False)}
