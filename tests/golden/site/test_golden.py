"""What the site makes of one article and one feed, kept as files: a change shows itself as a difference to read.

Renew the files, after reading the difference, with ``RENEW=1 .venv/bin/pytest tests/golden/site``.
"""

import os
from pathlib import Path

import pytest

from pipeline.site import body, feeds, podcast, register
from tests.site_fixtures import TODAY, article, procedure
from tests.unit.site.making import content, piece

CASES = Path(__file__).parent / "cases"


def agrees(name: str, made: str) -> None:
    """Compare with the kept file; write it when RENEW is set."""
    path = CASES / name
    if os.environ.get("RENEW"):
        path.write_text(made, encoding="utf-8")
    assert made == path.read_text("utf-8")


def test_an_article_becomes_this_html() -> None:
    """Every shape an article may use, and what must not survive."""
    targets = body.Targets({"content/muc/tra-loi.md": "muc/tra-loi/"}, {"content/media/anh.jpg": "media/anh.jpg"})
    agrees("body.html", body.to_html((CASES / "body.md").read_text("utf-8"), "content/muc/bai.md", targets))


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_two_articles_become_this_feed(form: str) -> None:
    """RSS and Atom with full text, an enclosure, stable ids."""
    made = content([article(updated=TODAY), procedure()], heard=True)
    files = dict(feeds.write(next(feeds.channels(made)), made))
    agrees(f"tat-ca.{form}.xml", files[f"feeds/tat-ca.{form}.xml"].decode())


def test_the_register_becomes_this_csv() -> None:
    """Open data: the columns, their order and their words are a promise."""
    rows = register.rows(
        [piece(procedure()), piece(procedure("cu", change="bai-bo", code=None, effective=None))], TODAY
    )
    agrees("thu-tuc.csv", register.as_csv(rows, "https://gialoc.example").replace("\r\n", "\n"))


def test_marks_become_these_chapters() -> None:
    """Podcasting 2.0 chapters."""
    agrees("chapters.json", podcast.chapters(((0.0, "Đăng ký khai sinh"), (12.345, "Các bước"))))
