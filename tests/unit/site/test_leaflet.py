"""The leaflet: as much of a piece as one page holds."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import html as markup  # type: ignore[import-untyped]

from pipeline.site import leaflet

SENTENCE = "Bà con chuẩn bị căn cước công dân và điện thoại có mạng trước khi nộp hồ sơ. "


def test_a_short_piece_is_whole() -> None:
    """What fits is not cut, and says so."""
    made = leaflet.leaflet("<p>Một câu.</p>\n<ul>\n<li>Một</li>\n</ul>", "Tên", ("Tóm tắt.",))
    assert made.whole
    assert "<li>Một</li>" in made.html


def test_a_long_piece_is_cut_between_blocks_and_says_so() -> None:
    """The text ends after a whole block, never on a heading."""
    blocks = "\n".join(f"<h2>Phần {n}</h2>\n<p>{SENTENCE * 4}</p>" for n in range(20))
    made = leaflet.leaflet(blocks, "Tên", ("Tóm tắt.",))
    assert not made.whole
    assert made.html.endswith("</p>") and f"<p>{SENTENCE * 4}</p>" in made.html
    assert 3 < made.html.count("<h2>") < 20


BLOCKS = st.lists(st.tuples(st.sampled_from(["p", "h2", "ul", "table"]), st.integers(1, 8)), min_size=0, max_size=30)


@given(BLOCKS, st.integers(1, 4), st.integers(1, 3))
def test_what_is_kept_never_takes_more_than_the_page(blocks: list[tuple[str, int]], title: int, summary: int) -> None:
    """The kept blocks' lines, by the same measure, stay within the page whatever the piece holds."""
    made = leaflet.leaflet(
        "\n".join(_block(tag, size) for tag, size in blocks), "T" * 40 * title, ("S" * 100 * summary,)
    )
    kept = markup.fragments_fromstring(made.html) if made.html else []
    measure = leaflet.SMALL if made.small else leaflet.LARGE
    assert sum(leaflet.cost(block, measure) for block in kept) <= measure.lines
    assert made.whole or made.small
    assert not made.html.rstrip().endswith("</h2>")


def test_a_part_that_does_not_fit_says_so_and_the_next_ones_follow() -> None:
    """A table too tall for the page leaves its heading and a hint; the sections after it are still printed."""
    table = "<table>" + f"<tr><td>{SENTENCE}</td><td>{SENTENCE}</td></tr>" * 20 + "</table>"
    text = f"<p>Đầu.</p><h2>Bảng</h2>{table}<h2>Cuối</h2><p>Câu cuối.</p>"
    made = leaflet.leaflet(text, "Tên", ("Tóm tắt.",))
    assert made.html.split("\n")[1:] == [
        "<h2>Bảng</h2>",
        "<p><em>Xem phần này bằng mã QR bên dưới.</em></p>",
        "<h2>Cuối</h2>",
        "<p>Câu cuối.</p>",
    ]
    assert not made.whole


def test_smaller_letters_come_before_leaving_out() -> None:
    """A text a little too long for large letters is printed whole in smaller ones; warnings count as lines."""
    text = f"<p>{SENTENCE * 2}</p>" * 12
    made = leaflet.leaflet(text, "Tên", ("Tóm tắt.",))
    assert (made.whole, made.small) == (True, True)
    assert not leaflet.leaflet(text, "Tên", ("Tóm tắt.", "Lưu ý. " * 60)).whole


def test_footnotes_are_left_out() -> None:
    """A leaflet has no links, so a footnote's mark would lead nowhere."""
    mark = '<sup id="fnref:a"><a href="#fn:a">1</a></sup>'
    text = f'<p>Chữ.{mark}</p><div>\n<hr>\n<ol>\n<li id="fn:a">Ghi.</li>\n</ol>\n</div>'
    assert leaflet.leaflet(text, "Tên", ("Tóm tắt.",)).html == "<p>Chữ.</p>"


def _block(tag: str, size: int) -> str:
    if tag == "ul":
        return "<ul>" + f"<li>{SENTENCE}</li>" * size + "</ul>"
    if tag == "table":
        return "<table>" + f"<tr><td>{SENTENCE}</td><td>{SENTENCE}</td></tr>" * size + "</table>"
    return f"<{tag}>{SENTENCE * (size if tag == 'p' else 1)}</{tag}>"
