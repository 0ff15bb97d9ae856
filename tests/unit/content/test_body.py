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
    "piece", ["<!--", "`", "![", "](", "[a](", "<a ", "` ``", "```\n", "<p on", "[x]:", "\n[", "("]
)
def test_a_hostile_body_is_read_quickly(piece: str) -> None:
    """A long run of one broken mark cannot stall the reader (a quadratic match would take hours)."""
    body.problems(piece * (300_000 // len(piece)), "a.md", 1)
