"""What the checker sees in a Markdown body."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.content import body
from pipeline.content.body import Link


def targets(text: str) -> list[str]:
    """Return the link targets of a text."""
    return [link.target for link in body.links(text, 1)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](b.md)", Link(1, "b.md")),
        ("x\n\n![ảnh](media/a.jpg)", Link(3, "media/a.jpg", "ảnh")),
        ('[a](b.md "tên")', Link(1, "b.md")),
        ("[a](<b c.md>)", Link(1, "b c.md")),
        ("[a](b_(1).jpg)", Link(1, "b_(1).jpg")),
        ("![](a.png)", Link(1, "a.png", "")),
        ("[a][1]\n\n[1]: media/b.pdf", Link(3, "media/b.pdf")),
        ('<img src="media/a.jpg">', Link(1, "media/a.jpg")),
        ("<A HREF='x.md'>x</A>", Link(1, "x.md")),
    ],
)
def test_links_are_found_with_their_line(text: str, expected: Link) -> None:
    """Inline links, pictures, references and HTML all count."""
    assert body.links(text, 1) == (expected,)


def test_a_picture_in_a_link_is_two() -> None:
    """Both the picture and what it leads to are checked."""
    assert targets("[![x](a.jpg)](b.md)") == ["a.jpg", "b.md"]


@pytest.mark.parametrize(
    "text", ["`[a](b.md)`", "``` \n[a](b.md)\n```\n", "~~~\n![](x)\n~~~", "<!-- [a](b.md) -->", "[^1]: chú thích"]
)
def test_code_and_comments_hold_no_links(text: str) -> None:
    """Examples of Markdown are not Markdown."""
    assert targets(text) == []


@given(st.text())
def test_hiding_code_keeps_every_line_in_place(text: str) -> None:
    """Lines and offsets stay, so that messages point to the right place."""
    hidden = body.without_code(text)
    assert len(hidden) == len(text)
    assert [i for i, c in enumerate(hidden) if c == "\n"] == [i for i, c in enumerate(text) if c == "\n"]


@given(st.lists(st.sampled_from(["a", "# H", "![](x.jpg)", "<script>", "b\x00"]), min_size=1), st.integers(1, 50))
def test_problems_stand_on_their_own_line(lines: list[str], first: int) -> None:
    """The line told is the line of the file."""
    text = "\n\n".join(lines)
    for problem in body.problems(text, "a.md", first):
        assert text.split("\n")[problem.line - first] not in ("a", "")


@pytest.mark.parametrize(
    "text",
    ["# Tiêu đề", "<script>alert(1)</script>", '<p onclick="x()">a</p>', "<iframe src=x>", "[a](javascript:alert(1))"],
)
def test_what_will_not_appear_is_advised_against(text: str) -> None:
    """A second title and active HTML are told, and stop nothing."""
    (found,) = body.problems(text, "a.md", 7)
    assert found.advice and found.line == 7


def test_headings_below_the_title_are_fine() -> None:
    """Headings from the second rank, and a # inside code or text, are what a body has."""
    assert body.problems("## Mục\n\n### Nhỏ\n\n`# x`\n\nsố #1\n\n```\n# mã\n```", "a.md", 1) == []


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "piece",
    ["<!--", "`", "![", "](", "[a](", "<a ", "` ``", "```\n", "<p on", "[x]:", "\n[", "(", "Ã", "ngày 1/", "a\n=\n"],
)
def test_a_hostile_body_is_read_quickly(piece: str) -> None:
    """A long run of one broken mark cannot stall the reader (a quadratic match would take hours)."""
    body.problems(piece * (300_000 // len(piece)), "a.md", 1)


@pytest.mark.parametrize(
    "text",
    [
        "ngày 30/2/2026",
        "31/11/2026",
        "Ngày 31 tháng 11 năm 2026",
        "ngày 31/6",
        "29/2/2027",
        "ngày 5/13/2026",
        "31-4-2026",
    ],
)
def test_a_day_that_no_calendar_has_is_told(text: str) -> None:
    """A date that cannot be is advice at its line, with the date as it was written."""
    (found,) = body.problems(f"Một câu.\n\nHọp thôn {text}, tại nhà văn hóa.", "a.md", 9)
    assert found.advice and found.line == 11 and f"“{text}”" in found.message


@pytest.mark.parametrize(
    "text",
    [
        "29/2/2028",
        "ngày 30/11",
        "từ ngày 20-25/11",
        "ngày 20-25 tháng 11",
        "Quyết định 45/13/2025",
        "trực 24/7",
        "1/3 số hộ",
    ],
)
def test_days_and_other_numbers_are_left_alone(text: str) -> None:
    """Days that are, ranges, numbers of documents and fractions raise nothing."""
    assert body.problems(f"Việc {text}.", "a.md", 1) == []


def test_a_link_to_no_heading_is_told() -> None:
    """A fragment must be the address of a heading of the page, or of a place named by hand."""
    text = "## Hồ sơ cần có\n\n## Hồ sơ cần có\n\n## Nơi nộp {#noi}\n\n"
    good = "[a](#ho-so-can-co) [b](#ho-so-can-co-2) [c](#noi)"
    assert body.problems(text + good, "a.md", 1) == []
    (found,) = body.problems(f"{text}{good} [d](#khong-co)", "a.md", 1)
    assert found.advice and found.line == 7 and "#khong-co" in found.message
