"""Articles and readers to try scripts on."""

from functools import cache

from pipeline.model.article import Article, FrontMatter, Kind, Theme, Unit
from pipeline.speech.reading import Reader, packaged_lexicon, parse_lexicon


def article(body: str, *, title: str = "Lịch tiếp công dân", radio: str | None = None) -> Article:
    """Return an article with this body, which starts on line 12 of its file."""
    meta = FrontMatter.model_validate(
        {
            "title": title,
            "date": "2026-11-20",
            "kind": Kind.TIN,
            "theme": Theme.DICH_VU_CONG_TRUC_TUYEN,
            "unit": Unit.CONG_AN_XA,
            "summary": "Tóm tắt.",
        }
    )
    radio_path = None if radio is None else "content/tin/bai.radio.md"
    values = {"section": "tin", "slug": "bai", "meta": meta, "body": body, "body_line": 12}
    return Article.model_validate({"path": "content/tin/bai.md", "radio": radio, "radio_path": radio_path, **values})


@cache
def reader() -> Reader:
    """Return the reader with the packaged lexicon."""
    return Reader(parse_lexicon(*packaged_lexicon()))
