"""From article to script: what is said, how long the silences are, what the editor is told."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.settings import Pauses, Speech
from pipeline.speech.phrases import phrases_of
from pipeline.speech.script import LEAD_MS, TAIL_MS, doubts, estimate_ms, script_of, script_of_text
from tests.unit.speech.making import article, reader

PAUSES = Pauses(comma=10, sentence=20, paragraph=30, section=40)


def test_title_then_body_with_pauses_as_data() -> None:
    """The title comes first; sentence, paragraph and section end with the pauses of the settings."""
    script = script_of(article("Câu một. Câu hai.\n\nĐoạn hai.\n\n## Phần mới\n\nHết."), reader(), pauses=PAUSES)
    said = [(one.written, one.pause_ms) for one in script.utterances]
    assert said == [
        ("Lịch tiếp công dân", 40),
        ("Câu một.", 20),
        ("Câu hai.", 30),
        ("Đoạn hai.", 40),
        ("Phần mới", 30),
        ("Hết.", 40),
    ]


def test_radio_version_replaces_the_body() -> None:
    """Where there is a version for the ear, nothing of the page's body is said."""
    script = script_of(article("Bản đọc trên trang.", radio="Bản nghe trên loa."), reader())
    assert [one.written for one in script.utterances] == ["Lịch tiếp công dân", "Bản nghe trên loa."]


def test_numbers_are_spoken_and_the_written_sentence_kept() -> None:
    """The transcript keeps what was written; the voice gets words only."""
    script = script_of(article("Lệ phí 25.000 đồng."), reader())
    assert script.utterances[1].written == "Lệ phí 25.000 đồng."
    assert script.utterances[1].spoken.startswith("lệ phí hai mươi lăm nghìn đồng")


def test_ordered_items_are_counted_aloud_but_not_in_the_transcript() -> None:
    """“Thứ nhất” is heard before the first item; the cue shows the item as written."""
    first = script_of(article("1. Mang căn cước.\n2. Lấy số."), reader()).utterances[1]
    assert first.written == "Mang căn cước."
    assert first.spoken.startswith("thứ nhất, mang căn cước")


def test_a_heading_that_repeats_the_title_is_said_once() -> None:
    """A body that opens with its own title does not double it."""
    script = script_of(article("# Lịch tiếp công dân\n\nNội dung."), reader())
    assert [one.written for one in script.utterances] == ["Lịch tiếp công dân", "Nội dung."]


def test_a_line_of_marks_is_not_said() -> None:
    """A sentence without a letter or digit gives no utterance."""
    assert script_of_text("★ ★ ★\n–––", reader()).utterances == ()


def test_doubts_point_at_the_line_of_the_article() -> None:
    """An unknown abbreviation and a long sentence are told as advice at their own lines."""
    long = "Bà con " + "làm việc này cho đúng hẹn " * 6 + "nhé."
    found = doubts(article(f"Câu đầu.\n\nHỏi XYZK nhé.\n\n{long}"), reader())
    assert all(problem.advice and problem.path == "content/tin/bai.md" for problem in found)
    assert {problem.line for problem in found} == {14, 16}
    assert any("XYZK" in problem.message for problem in found)
    assert any("chữ, khó nghe" in problem.message and "nhé." in problem.message for problem in found)


def test_doubts_of_the_radio_version_name_its_own_file() -> None:
    """Advice on the radio version points at that file, lines counted in it."""
    (found, *_) = doubts(article("Không đọc.", radio="Câu đầu.\n\nHỏi XYZK nhé."), reader())
    assert (found.path, found.line) == ("content/tin/bai.radio.md", 3)


def test_too_many_numbers_and_stacked_abbreviations_are_told() -> None:
    """More than three numbers in a sentence, or abbreviations in a row, get advice."""
    found = doubts(article("Có 1 xã, 2 thôn, 3 tổ, 4 hộ.\n\nUBND HĐND MTTQ họp."), reader())
    messages = " ".join(problem.message for problem in found)
    assert "4 con số" in messages
    assert "viết tắt liền nhau" in messages


def test_the_numbers_of_documents_are_no_stacked_abbreviations() -> None:
    """An editor cannot write out a document's number, so several of them in a sentence get no such advice."""
    body = "Theo Quyết định 247/QĐ-UBND, Kế hoạch 12/KH-UBND và Nghị định 118/2025/NĐ-CP."
    assert not any("viết tắt liền nhau" in each.message for each in doubts(article(body), reader()))


def test_what_is_left_out_is_in_script_and_doubts() -> None:
    """A table too large is a notice of the script and an advice of the check, at its line."""
    body = "Mở đầu.\n\n| A | B | C | D | Em |\n|---|---|---|---|---|\n| 1 | 2 | 3 | 4 | 5 |"
    (notice,) = script_of(article(body), reader()).notices
    assert notice.line == 14
    assert notice in doubts(article(body), reader())


def test_estimate_counts_syllables_and_pauses() -> None:
    """A longer pause lengthens the estimate by itself; half the speed makes the voice take twice as long."""
    speech = Speech(voices=("espeak",))
    short = script_of_text("Một hai ba bốn. Năm.", reader(), pauses=Pauses(sentence=0))
    longer = script_of_text("Một hai ba bốn. Năm.", reader(), pauses=Pauses(sentence=1000))
    assert estimate_ms(longer, speech) - estimate_ms(short, speech) == 1000
    slow = estimate_ms(short, speech.model_copy(update={"speed": 0.5}))
    edges = LEAD_MS + TAIL_MS
    assert abs(slow - edges - 2 * (estimate_ms(short, speech) - edges)) <= 1


@given(st.text(alphabet="ab ,.?!", max_size=40))
def test_phrases_keep_every_word(spoken: str) -> None:
    """Cutting at marks loses no word and makes no empty phrase."""
    pairs = phrases_of(spoken)
    assert " ".join(words for words, _ in pairs).split() == "".join(c if c in "ab" else " " for c in spoken).split()
    assert all(words and mark in ("", ",", ".", "?", "!") for words, mark in pairs)
