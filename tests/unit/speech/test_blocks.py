"""What of a Markdown text is said, in which order, with which pause."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipeline.speech.blocks import blocks_of

CASES = Path(__file__).parents[2] / "cases"


def test_a_text_with_everything_is_said_as_expected() -> None:
    """Headings, lists, tables, quotes, raw HTML and breaks are said; code, targets, notes and pictures are not."""
    said, _ = blocks_of((CASES / "script_markdown.md").read_text("utf-8"))
    lines = [f"{block.pause}\t{f'{block.lead} {block.text}'.strip()}" for block in said]
    expected = (CASES / "script_markdown.txt").read_text("utf-8").splitlines()
    assert [line.replace("\n", " ⏎ ") for line in lines] == expected


def test_what_is_left_out_is_told() -> None:
    """A table too large for the ear, a code block and inline code each give a notice with its words."""
    _, left_out = blocks_of((CASES / "script_markdown.md").read_text("utf-8"))
    assert [what.words.strip() for what in left_out] == ["A B C D E", 'print("không đọc")', "sudo rm"]
    assert "1 hàng × 5 cột" in left_out[0].why


@given(st.text(alphabet="ab #*`|-\n>[]()!<>/1.~^:_é", max_size=80))
def test_any_text_gives_blocks(text: str) -> None:
    """No Markdown, however broken, stops the script, and no block is empty."""
    said, _ = blocks_of(text)
    assert all(block.text.strip() for block in said)


def test_a_list_that_begins_elsewhere_counts_from_there() -> None:
    """An ordered list starting at 4 is counted from the fourth."""
    said, _ = blocks_of("4. bốn\n5. năm")
    assert [block.lead for block in said] == ["Thứ tư,", "Thứ năm,"]


def test_a_single_item_is_not_counted() -> None:
    """One item alone is no series."""
    assert [block.lead for block in blocks_of("1. một việc")[0]] == [""]
