"""What the reader is not sure of is told with its place, and read neutrally meanwhile."""

import pytest

from pipeline.speech.reading import Reader, packaged_lexicon, parse_lexicon

READER = Reader(parse_lexicon(*packaged_lexicon()))


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("Phòng XYZQ của xã.", "XYZQ"),
        ("Công suất 50H/z.", "50H/z"),
        ("Dài 12 qx.", "qx"),
        ("Rộng 12qx thì vừa.", "12qx"),
        ("Nước 5 m9 là gì.", "m9"),
        ("Chiến dịch blitzkrieg mới.", "blitzkrieg"),
        ("Công văn số 15/UBND-QWXZ.", "QWXZ"),
        ("Chữ 漢 ở đây.", "漢"),
        ("Số 1.2.3/45 là gì.", "1.2.3/45"),
        ("Giờ 25:61 hôm nay.", "25:61"),
        ("Ngày 45/13/2026 họp.", "45/13/2026"),
    ],
)
def test_unclear_token_is_reported_with_its_place(text: str, token: str) -> None:
    """An unknown abbreviation, unit, word or broken number is one doubt at its place, with a suggestion."""
    (doubt,) = READER.read(text).doubts
    assert doubt.token == token
    assert text[doubt.start :].startswith(token)
    assert doubt.message
    assert doubt.suggestion


@pytest.mark.parametrize("text", ["UBND xã họp.", "Nghị định số 118/2025/NĐ-CP.", "Gọi 1022.", "Lớp 12A, tổ B, 30 W."])
def test_clear_text_has_no_doubt(text: str) -> None:
    """What the tables and rules cover is not reported."""
    assert READER.read(text).doubts == ()


def test_place_is_that_of_the_text_as_it_came() -> None:
    """A character that reading drops before the token does not move the reported place."""
    text = "Tie\u0302\u0301ng\u200b nói XYZQ"
    (doubt,) = READER.read(text).doubts
    assert text[doubt.start : doubt.start + 4] == "XYZQ"


def test_unknown_abbreviation_is_spelt_meanwhile() -> None:
    """An abbreviation that no table knows is read by its letters, so that the voice can go on."""
    assert READER.read("XYZQ").spoken == "ích y dét quy"


def test_line_of_symbols_is_said_neutrally() -> None:
    """A line that holds nothing to say is not silent, and is reported."""
    reading = READER.read("😀🎉")
    assert reading.spoken == "ký hiệu"
    assert len(reading.doubts) == 1


def test_abbreviation_explained_in_the_text_is_read_in_full() -> None:
    """An unknown abbreviation that the text explains is read in full, without doubt, and not twice where explained."""
    reading = READER.read("Tổ phản ứng nhanh thôn xóm (TPƯNTX). TPƯNTX họp với QWZX.")
    assert reading.spoken.count("tổ phản ứng nhanh thôn xóm") == 2
    assert [doubt.token for doubt in reading.doubts] == ["QWZX"]


def test_text_explains_against_the_table() -> None:
    """What the text itself says that an abbreviation stands for is read, whatever the tables hold."""
    reading = READER.read("Quỹ khuyến học (KH) của thôn. Quỹ KH họp.")
    assert reading.spoken == "quỹ khuyến học của thôn. quỹ khuyến học họp."


def test_abbreviation_composed_of_known_parts_is_still_reported() -> None:
    """An unknown abbreviation is read by its known parts as a guess, so it stays a doubt."""
    reading = READER.read("Tổ QLGPMBX họp")
    assert [doubt.token for doubt in reading.doubts] == ["QLGPMBX"]
    assert "giải phóng mặt bằng" in reading.spoken


@pytest.mark.parametrize(
    ("text", "committee"),
    [
        ("Chỉ thị số 12-CT/TU của Thành ủy", "thành ủy"),
        ("Chỉ thị số 12-CT/TU của Tỉnh ủy", "tỉnh ủy"),
        ("Chỉ thị số 12-CT/TU của Thị ủy", "thị ủy"),
    ],
)
def test_text_settles_which_committee_a_number_names(text: str, committee: str) -> None:
    """The committee behind TU in a number is the one that the text names."""
    assert READER.read(text).spoken.startswith(f"chỉ thị số mười hai của {committee}")
