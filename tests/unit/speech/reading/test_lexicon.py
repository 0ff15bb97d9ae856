"""The tables: what wins, what is matched, and what is refused."""

import pytest

from pipeline.errors import ContentError
from pipeline.speech.reading import Lexicon, Reader, packaged_lexicon, parse_lexicon


def reader(*lines: str) -> Reader:
    """A reader with the packaged tables and a commune's own lines."""
    return Reader(parse_lexicon(*packaged_lexicon(), ("content/lexicon.tsv", "\n".join(lines))))


def said(text: str, *lines: str) -> str:
    """What is heard for a text with a commune's own lines."""
    return reader(*lines).read(text).spoken


def test_commune_line_wins_over_the_packaged_table() -> None:
    """A commune's own reading of an abbreviation replaces the packaged one."""
    assert said("TU", "TU\tthị ủy\tghi chú") == "thị ủy"


def test_commune_line_clears_the_doubt() -> None:
    """An abbreviation that the commune explains is no longer reported."""
    assert reader().read("XYZQ").doubts
    assert reader("XYZQ\txe yêu quý").read("XYZQ").doubts == ()


def test_longest_form_wins() -> None:
    """Of several forms that begin alike the longest that stands there is read."""
    lines = ("ABX\tmột", "ABX XYZ\thai", "ABX XYZ QRS\tba")
    assert said("ABX XYZ QRS ABX XYZ ABX", *lines) == "ba hai một"


def test_form_ends_at_a_word() -> None:
    """A form is not found inside a longer word."""
    assert said("online onlines", "online\ttrên mạng").startswith("trên mạng on")


@pytest.mark.parametrize(
    ("text", "heard"),
    [("zalo ZALO Zalo", "da lô da lô da lô"), ("CA xã ca trực", "công an xã ca trực")],
)
def test_capitals_matter_only_to_forms_with_capitals(text: str, heard: str) -> None:
    """A form in lower case is matched in any case, a form with a capital only as written."""
    assert said(text) == heard


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("ĐT 395", "đường tỉnh ba trăm chín mươi lăm"),
        ("ĐT 0912 345 678", "điện thoại không chín một hai ba bốn năm sáu bảy tám"),
        ("Sở GD và ĐT", "sở giáo dục và đào tạo"),
        ("TT Y tế", "trung tâm y tế"),
        ("TT 39/2020/TT-BYT", "thông tư ba mươi chín năm hai nghìn không trăm hai mươi của bộ y tế"),
    ],
)
def test_condition_chooses_between_readings(text: str, heard: str) -> None:
    """A form that ends in a condition is read so only where a number, a telephone or a capital follows."""
    assert said(text) == heard


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("Chủ tịch ký KH 5", "chủ tịch ký kế hoạch năm"),
        ("CT UBND xã", "chủ tịch ủy ban nhân dân xã"),
        ("CT TNHH Bình Minh", "công ty trách nhiệm hữu hạn bình minh"),
        ("Phó Bí thư TT Đảng ủy", "phó bí thư thường trực đảng ủy"),
        ("công tác TT, vận động", "công tác tuyên truyền, vận động"),
        ("đài TT xã", "đài truyền thanh xã"),
        ("tàu công suất 90 CV", "tàu công suất chín mươi mã lực"),
        ("gửi CV cho các thôn", "gửi công văn cho các thôn"),
    ],
)
def test_neighbour_chooses_between_readings(text: str, heard: str) -> None:
    """A form may want a word that follows it (>) or that was heard just before it (<)."""
    assert said(text) == heard


def test_neighbours_of_a_commune_line() -> None:
    """A commune's own line may name neighbours too, on either side."""
    lines = ("QX >xã\tquỹ xóm", "QX <bà\tquế xuân", "QX\tquà xuân")
    assert said("QX, xã Bà QX và QX", *lines) == "quỹ xóm, xã bà quế xuân và quà xuân"


def test_all_malformed_lines_are_reported_at_once() -> None:
    """Each wrong line of a lexicon is a problem with its file, line and what to write instead."""
    table = "# chú thích\nUBND\nQR\tQR code\n\nABC\t\nXH\txã hội\nXH\txã hội\n\tkhông"
    with pytest.raises(ContentError) as caught:
        parse_lexicon(("content/lexicon.tsv", table))
    problems = caught.value.problems
    assert [problem.line for problem in problems] == [2, 3, 5, 7, 8]
    assert all(problem.path == "content/lexicon.tsv" and problem.message for problem in problems)


def test_windows_lines_and_byte_order_mark_are_taken() -> None:
    """A table saved by a spreadsheet on Windows is read like any other."""
    assert said("XYZQ", "\ufeffXYZQ\txe quý\r") == "xe quý"


def test_lexicon_alone_is_enough() -> None:
    """A lexicon without any packaged table still makes a reader that reads numbers and syllables."""
    empty: Lexicon = parse_lexicon()
    assert Reader(empty).read("Xã có 21 thôn.").spoken == "xã có hai mươi mốt thôn."


def test_packaged_tables_say_where_they_come_from() -> None:
    """Every packaged line names a source, and every table explains itself in a first line."""
    for name, text in packaged_lexicon():
        lines = text.splitlines()
        assert lines[0].startswith("# "), name
        if name != "context.tsv":
            rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
            assert all(len(row) == 4 and row[3] for row in rows), name
