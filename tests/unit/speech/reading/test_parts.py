"""The small parts: numbers in words, the spelling of syllables, respelling of foreign words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.speech.reading.letters import letter_names, respell
from pipeline.speech.reading.numbers import digits, fraction, integer
from pipeline.speech.reading.syllables import is_vietnamese

DIGIT_WORDS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
VALUES = {word: value for value, word in enumerate(DIGIT_WORDS)}
VALUES |= {"mốt": 1, "tư": 4, "lăm": 5, "mười": 10}
SCALES = {"nghìn": 10**3, "triệu": 10**6}


def value_of(words: str) -> int:
    """Read number words back, by the grammar of Vietnamese and not by the code under test."""
    if "tỷ" in words:
        high, _, low = words.rpartition("tỷ")
        return value_of(high) * 10**9 + value_of(low)
    total = group = 0
    for word in words.split():
        if word in SCALES:
            total, group = total + group * SCALES[word], 0
        elif word in {"trăm", "mươi"}:
            power = {"trăm": 100, "mươi": 10}[word]
            group = group - group % 10 + group % 10 * power
        elif word != "linh":
            group += VALUES[word]
    return total + group


@given(st.one_of(st.integers(0, 10**4), st.integers(0, 10**15)))
def test_integer_words_mean_their_number(value: int) -> None:
    """The words of any whole number, read back by the grammar, give that number."""
    assert value_of(integer(value)) == value


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "không"), (4, "bốn"), (5, "năm"), (10, "mười"), (14, "mười bốn"), (15, "mười lăm"), (21, "hai mươi mốt"),
        (24, "hai mươi tư"), (105, "một trăm linh năm"), (111, "một trăm mười một"),
        (1005, "một nghìn không trăm linh năm"),
        (2026, "hai nghìn không trăm hai mươi sáu"), (1_000_001, "một triệu không trăm linh một"),
        (2_000_000_000, "hai tỷ"), (1_000_000_024, "một tỷ không trăm hai mươi tư"),
    ],
)  # fmt: skip
def test_integer_in_northern_words(value: int, words: str) -> None:
    """Whole numbers take linh, mốt, tư, lăm and nghìn where northern speech does."""
    assert integer(value) == words


@given(st.text(alphabet="0123456789", min_size=1, max_size=30))
def test_digits_are_said_one_by_one(text: str) -> None:
    """A string of digits gives one word a digit, in order."""
    assert [VALUES[word] for word in digits(text).split()] == [int(char) for char in text]


@pytest.mark.parametrize(
    ("text", "words"),
    [("05", "không năm"), ("75", "bảy mươi lăm"), ("0", "không"), ("125", "một trăm hai mươi lăm")],
)
def test_fraction_keeps_its_zeros(text: str, words: str) -> None:
    """After the decimal comma the leading zeros are said one by one and the rest as a number."""
    assert fraction(text) == words


RIGHT = """nghiêng giếng gìn gì quốc quý quyển khuỷu ngoằn ngoèo khuếch huỳnh lý y ý yếu giết oằn xoong thuở huơ hươu
rượu chíp ghế"""
WRONG = "chip clip zalo web f đ bc ngia gê ka cì nghà strông hoang2 tiênt áà loc quất1 wifi"


@pytest.mark.parametrize("word", RIGHT.split())
def test_vietnamese_syllables_are_known(word: str) -> None:
    """A syllable that Vietnamese spelling allows is recognised in any case."""
    assert is_vietnamese(word)
    assert is_vietnamese(word.upper())


@pytest.mark.parametrize("word", WRONG.split())
def test_other_words_are_not_vietnamese(word: str) -> None:
    """A foreign word, a letter name or a misspelling is not taken for a syllable."""
    assert not is_vietnamese(word)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzđéñüçß", min_size=1, max_size=15))
def test_respelling_is_speakable(word: str) -> None:
    """Any foreign word becomes Vietnamese syllables."""
    spoken = respell(word).split()
    assert all(is_vietnamese(syllable) for syllable in spoken)
    assert spoken or word.strip("ß") == ""


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZĐƯÂĂÊÔƠ0123456789", min_size=1, max_size=12))
def test_letter_names_are_speakable(word: str) -> None:
    """Any abbreviation can be spelt in Vietnamese syllables."""
    assert all(is_vietnamese(syllable) for syllable in letter_names(word).split())
