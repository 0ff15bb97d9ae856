"""Article Markdown to clean HTML."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.site import body, pictures

TARGETS = body.Targets(
    {"content/muc/bai-hai.md": "muc/bai-hai/", "content/khac/bai-ba.md": "khac/bai-ba/"},
    {"content/media/anh.jpg": "media/anh.jpg", "content/muc/rieng.pdf": "media/muc/rieng.pdf"},
)
SOURCE = "content/muc/bai-mot.md"


class Seen(HTMLParser):
    """Collects what a browser would make of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and its attributes."""
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def html(text: str) -> str:
    return body.to_html(text, SOURCE, TARGETS)


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[bấm](javascript:alert(1))",
        "[bấm](JaVaScRiPt:alert(1))",
        "<a href='java\tscript:alert(1)'>x</a>",
        "<svg onload=alert(1)></svg>",
        "<iframe src='https://example.org'></iframe>",
        "<style>*{display:none}</style>",
        "<div style='position:fixed'>x</div>",
        "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
        "<math><mi//xlink:href='javascript:alert(1)'>",
        "<form action='https://example.org'><input name=q></form>",
        "<meta http-equiv=refresh content='0;url=https://example.org'>",
        "<base href='https://example.org/'>",
    ],
)
def test_nothing_that_runs_or_reaches_out_survives(attack: str) -> None:
    """Known ways to run code or load foreign things leave no trace in the page."""
    seen = Seen(html(f"Trước.\n\n{attack}\n\nSau."))
    assert seen.tags <= body.TAGS | {"section"}
    assert not [name for name, _ in seen.attributes if name.startswith("on") or name == "style"]
    assert not [value for _, value in seen.attributes if re.match(r"\s*(java\s*script|data|vbscript):", value, re.I)]


TEXT = st.text(
    alphabet=st.sampled_from("<>/\"'=&;:()[]!#*-`|\n\t aăđ1onerrorscriptimgsvghrefjavascript:"), max_size=120
)


@given(TEXT)
def test_no_text_makes_a_tag_the_list_does_not_name(text: str) -> None:
    """Whatever an article holds, only allowed tags and no event handler come out."""
    seen = Seen(html(text))
    assert seen.tags <= body.TAGS | {"section"}
    assert not [name for name, _ in seen.attributes if name.startswith("on") or name == "style"]


def test_tables_figures_and_details_are_kept() -> None:
    """The allow-list keeps the shapes that articles need."""
    made = html(
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n<details><summary>Thêm</summary>Chữ</details>\n\n"
        "<figure><img src='media/anh.jpg' alt='Ảnh'><figcaption>Chú</figcaption></figure>"
    )
    assert {"table", "th", "td", "details", "summary", "figure", "img", "figcaption"} <= Seen(made).tags
    assert '<th scope="col">a</th>' in made


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("bai-hai.md", "muc/bai-hai/"),
        ("bai-hai.md#cac-buoc", "muc/bai-hai/#cac-buoc"),
        ("../khac/bai-ba.md", "khac/bai-ba/"),
        ("khac/bai-ba.md", "khac/bai-ba/"),
        ("{filename}bai-hai.md", "muc/bai-hai/"),
        ("rieng.pdf", "media/muc/rieng.pdf"),
        ("media/anh.jpg", "media/anh.jpg"),
    ],
)
def test_links_become_addresses_of_the_site(link: str, address: str) -> None:
    """A link to a source file or medium, beside the article or under content/, leads to its page or file."""
    assert f'href="{body.ROOT}/{address}"' in html(f"[xem]({link})")


def test_a_link_to_what_is_not_public_keeps_its_words_only() -> None:
    """The address of a piece that is not public appears nowhere."""
    assert html("[bài mai](bai-ngay-mai.md)") == "<p><a>bài mai</a></p>"


def test_outside_links_stay() -> None:
    """Links to other hosts, mail and phone numbers are left as written."""
    made = html("[a](https://dichvucong.gov.vn) [b](mailto:a@b.vn) [c](tel:0220123)")
    assert [value for name, value in Seen(made).attributes if name == "href"] == [
        "https://dichvucong.gov.vn",
        "mailto:a@b.vn",
        "tel:0220123",
    ]


def test_headings_start_at_two_and_have_one_id_each() -> None:
    """A level-1 heading is demoted; equal headings get different fragments, ASCII."""
    made = html("# Đăng ký\n\n## Các bước\n\n## Các bước")
    assert re.findall(r'<(h\d) id="([^"]+)">', made) == [("h2", "dang-ky"), ("h2", "cac-buoc"), ("h2", "cac-buoc-2")]


def test_footnotes_lead_there_and_back() -> None:
    """A footnote's two links have their targets on the page, and their title is Vietnamese."""
    made = html("Chữ.[^a]\n\n[^a]: Ghi chú.")
    ids = set(re.findall(r'id="([^"]+)"', made))
    assert set(re.findall(r'href="#([^"]+)"', made)) == {"fn:a", "fnref:a"} <= ids
    assert "Về chỗ có chú thích 1" in made


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Gọi 0220 3716 123 hoặc (0220) 3716 124.", ["tel:02203716123", "tel:02203716124"]),
        ("Hỏi 0912.345.678, +84 912 345 679", ["tel:0912345678", "tel:+84912345679"]),
        ("Tổng đài 1900 1234, gọi 115", ["tel:19001234", "tel:115"]),
        ("Gửi mot.cua@gialoc.gov.vn.", ["mailto:mot.cua@gialoc.gov.vn"]),
        ("[0912 345 678](tel:0912345678) và `0912345678`", ["tel:0912345678"]),
        ("Mã 1.001193, số 034098001234, 118/2025, 29/04/2026, 0912345678/QĐ, năm 1900-1945, gọi số 115/QĐ", []),
    ],
)
def test_numbers_and_addresses_can_be_tapped(text: str, links: list[str]) -> None:
    """Telephone numbers and mail addresses become links, once; codes, dates and identity numbers do not."""
    assert [value for name, value in Seen(html(text)).attributes if name == "href"] == links


def test_a_picture_that_is_nowhere_leaves_its_words() -> None:
    """No broken picture: one without an address becomes its words, one on another host a link, nothing is fetched."""
    made = html('a<img src="x" onerror="y">b ![Ảnh chụp](khong-co.jpg) ![Sơ đồ](https://example.org/a.png)')
    drawn = pictures.illustrate(made, {})
    assert drawn == '<p>ab Ảnh chụp <a href="https://example.org/a.png">Sơ đồ</a></p>'


def test_images_are_drawn_even_with_a_bracket_in_their_text() -> None:
    """The alternative text reaches the drawing function whole, whatever it holds."""
    seen: list[tuple[str, str]] = []

    def note(address: str, alt: str) -> str:
        seen.append((address, alt))
        return ""

    body.replace_images(html('![a > b "c" & d](media/anh.jpg)'), note)
    assert seen == [(f"{body.ROOT}/media/anh.jpg", 'a > b "c" & d')]
