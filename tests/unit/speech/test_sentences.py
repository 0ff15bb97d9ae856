"""Where sentences end, and on which line they stand."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.speech.sentences import line_of, sentences

CASES = (Path(__file__).parents[2] / "cases/script_sentences.txt").read_text("utf-8").splitlines()[1:]


@pytest.mark.parametrize("case", CASES)
def test_sentences_end_where_a_presenter_stops(case: str) -> None:
    """Abbreviations, numbers, marks of lists and of articles of law do not end a sentence; real ends do."""
    expected = tuple(part.strip() for part in case.split("‖"))
    assert sentences(" ".join(expected)) == expected


@given(st.text(alphabet='aĂ.!?… \n\t”“"1)(Điềuv', max_size=60))
def test_no_letter_is_ever_lost(text: str) -> None:
    """Sentences joined give back every character that is not a space, and none is empty."""
    parts = sentences(text)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(parts)


def test_line_break_ends_a_sentence() -> None:
    """What the writer put on lines of its own is said apart."""
    assert sentences("Địa chỉ\nsố 1 đường Giữa") == ("Địa chỉ", "số 1 đường Giữa")


def test_line_is_found_through_markdown_marks() -> None:
    """A rendered sentence is found on its line though the source has marks and links in it."""
    source = "# Đầu\n\nCâu một.\n\n- Mang **căn cước** tới [Trung tâm](http://a.vn)\n\nCâu cuối."
    assert line_of(source, "Mang căn cước tới Trung tâm") == 5
    assert line_of(source, "Câu cuối.") == 7
    assert line_of(source, "không có trong bài") == 0
