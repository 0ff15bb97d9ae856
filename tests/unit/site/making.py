"""Site values made in memory, without a file."""

from collections.abc import Iterable
from pathlib import PurePosixPath

from pipeline.model.article import Article
from pipeline.model.audio import Cue, Loudness, Recording
from pipeline.site import address, body
from pipeline.site.content import Content, arrange
from pipeline.site.pieces import Piece, Sound
from tests.site_fixtures import TODAY, station_settings

SETTINGS = station_settings()


def recording(slug: str, cues: tuple[Cue, ...] = ()) -> Recording:
    """Return what would be known of a recording of a minute."""
    return Recording(
        slug, slug, PurePosixPath(f"{slug}.mp3"), 60_000, 59_000, 480_123, "0" * 64, Loudness(-16, -1.5), "espeak", cues
    )


def piece(article: Article, *, heard: bool = False, cues: tuple[Cue, ...] = ()) -> Piece:
    """Return the article as a piece, without picture."""
    sound = Sound(recording(article.slug, cues), f"audio/{article.slug}.mp3", f"audio/{article.slug}.vtt")
    return Piece(
        article=article,
        url=address.of_article(article, SETTINGS),
        section=address.section_of(article, SETTINGS),
        html=body.to_html(article.body, article.path, body.Targets({}, {})),
        minutes=1,
        sound=sound if heard else None,
    )


def content(articles: Iterable[Article], *, heard: bool = False) -> Content:
    """Return the content of a site of ``articles``, all public."""
    shown = tuple(sorted((piece(each, heard=heard) for each in articles), key=lambda each: each.order))
    return arrange(shown, (), (), SETTINGS, TODAY)
