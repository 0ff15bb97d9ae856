"""Articles as the site shows them: address, clean HTML, picture, sound, reading time."""

import heapq
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path, PurePosixPath

from pipeline.model.article import Article, Kind, Theme, Unit
from pipeline.model.audio import Recording
from pipeline.settings import Settings
from pipeline.site import address, body, cards, pictures, words
from pipeline.site.pictures import Picture
from pipeline.site.shelf import Shelf

OFFERED = pictures.SUFFIXES | {
    ".mp3",
    ".wav",
    ".m4a",
    ".ogg",
    ".opus",
    ".flac",
    ".aac",
    ".mp4",
    ".webm",
    ".pdf",
    ".doc",
    ".docx",
    ".xls",
    ".xlsx",
    ".ppt",
    ".pptx",
    ".odt",
    ".ods",
    ".csv",
    ".txt",
    ".zip",
}


@dataclass(frozen=True)
class Sound:
    """An article's recording on the site; ``text`` is the address of its WebVTT transcript, where there is one."""

    recording: Recording
    file: str
    text: str | None


@dataclass(frozen=True)
class Piece:
    """An article and what the site knows of it. ``html`` writes the site's own addresses after ``body.ROOT``."""

    article: Article
    url: str
    section: str
    html: str
    minutes: int
    picture: Picture | None = None
    sound: Sound | None = None
    video: str | None = None
    card: str = ""
    code: str = ""

    @property
    def changed(self) -> date:
        """The day of the last change readers should know of."""
        return self.article.meta.updated or self.article.meta.date

    @property
    def order(self) -> tuple[int, int, str]:
        """Newest first, then by slug, so that equal days keep one order."""
        return (-self.article.meta.date.toordinal(), -self.changed.toordinal(), self.article.slug)


@dataclass(frozen=True)
class Sources:
    """Where media and recordings lie, and what day it is."""

    content: Path
    audio: Path
    recordings: Mapping[str, Recording]
    settings: Settings
    today: date


def public(articles: Iterable[Article], today: date) -> tuple[Article, ...]:
    """Return the articles readers may have today."""
    return tuple(article for article in articles if article.is_public(today))


def make(articles: Iterable[Article], sources: Sources, shelf: Shelf) -> tuple[Piece, ...]:
    """Return the public pieces, newest first; their media and recordings, and no others, go on the shelf."""
    shown = public(articles, sources.today)
    targets = body.Targets(
        {article.path: address.of_article(article, sources.settings) for article in shown}, media(sources.content)
    )
    stock = _Stock(sources, shelf, targets.media)
    pieces = (_piece(article, stock, targets) for article in shown)
    return tuple(sorted(pieces, key=lambda piece: piece.order))


def media(content: Path) -> dict[str, str]:
    """Return every file a piece may show or offer: its path from the project, and its address on the site.

    Only kinds that a browser shows or saves without running anything in them.
    """
    names = (path.relative_to(content).as_posix() for path in sorted(content.rglob("*")) if path.is_file())
    return {
        f"content/{name}": address.MEDIA + name.removeprefix("media/")
        for name in names
        if PurePosixPath(name).suffix.lower() in OFFERED
    }


def related(pieces: Iterable[Piece], count: int = 3) -> Callable[[Piece], tuple[Piece, ...]]:
    """Return a function that names the nearest of ``pieces``: theme counts most, then kind, then unit, then order.

    Pieces of one theme, kind and unit share their neighbours, so that a thousand pieces need no million comparisons.
    """
    every = tuple(pieces)

    @cache
    def neighbours(theme: Theme, kind: Kind, unit: Unit) -> list[Piece]:
        def far(other: Piece) -> int:
            meta = other.article.meta
            return -4 * (meta.theme is theme) - 2 * (meta.kind is kind) - (meta.unit is unit)

        return heapq.nsmallest(count + 1, filter(far, every), key=far)

    def near(piece: Piece) -> tuple[Piece, ...]:
        meta = piece.article.meta
        others = neighbours(meta.theme, meta.kind, meta.unit)
        return tuple(other for other in others if other.article.slug != piece.article.slug)[:count]

    return near


def moment(day: date, settings: Settings) -> datetime:
    """Return the start of a day in the station's zone, as feeds need a time."""
    return datetime.combine(day, time(), settings.station.zone)


class _Stock:
    """Pictures and files that pieces use, each put on the shelf once."""

    def __init__(self, sources: Sources, shelf: Shelf, files: Mapping[str, str]) -> None:
        self.sources = sources
        self.shelf = shelf
        self._path_of = {url: path for path, url in files.items()}
        self._pictures: dict[str, Picture] = {}

    def picture(self, url: str) -> Picture | None:
        if url not in self._pictures and url in self._path_of and pictures.is_picture(url):
            made = pictures.prepare(self._source(url), self.shelf)
            if made:
                self._pictures[url] = made
        return self._pictures.get(url)

    def file(self, url: str) -> str | None:
        if url not in self._path_of:
            return None
        self.shelf.copy(self._source(url), url)
        return url

    def sound(self, slug: str) -> Sound | None:
        recording = self.sources.recordings.get(slug)
        if recording is None:
            return None
        file, text = f"{address.AUDIO}{slug}.mp3", f"{address.AUDIO}{slug}.vtt"
        self.shelf.copy(self.sources.audio / recording.file, file)
        transcript = (self.sources.audio / recording.file).with_suffix(".vtt")
        if not (recording.cues and transcript.is_file()):
            return Sound(recording, file, None)
        self.shelf.copy(transcript, text)
        return Sound(recording, file, text)

    def _source(self, url: str) -> Path:
        return self.sources.content.parent / self._path_of[url]


def _piece(article: Article, stock: _Stock, targets: body.Targets) -> Piece:
    html = _illustrated(body.to_html(article.body, article.path, targets), stock)
    meta, settings = article.meta, stock.sources.settings
    url = address.of_article(article, settings)
    return Piece(
        article=article,
        url=url,
        section=address.section_of(article, settings),
        html=html,
        minutes=words.reading_minutes(article.body),
        picture=stock.picture(_url(meta.image, article, targets)),
        sound=stock.sound(article.slug),
        card=cards.card(article.slug, (meta.kind.label, meta.title, settings.site.name), stock.shelf),
        code=cards.code(article.slug, f"{settings.site.url}/{url}", stock.shelf),
        video=_video(article, stock, targets),
    )


def _illustrated(html: str, stock: _Stock) -> str:
    used = set(re.findall(rf'"{body.ROOT}/({address.MEDIA}[^"#]+)', html))
    drawn = {url: picture for url in sorted(used) if (picture := stock.picture(url))}
    html = pictures.illustrate(html, drawn)
    for url in re.findall(rf'(?:href|src)="{body.ROOT}/({address.MEDIA}[^"#]+)"', html):
        stock.file(url)
    return html


def _url(value: str | None, article: Article, targets: body.Targets) -> str:
    paths: Iterator[str] = iter(body.candidates(value, article.path) if value else ())
    return next((targets.media[path] for path in paths if path in targets.media), "")


def _video(article: Article, stock: _Stock, targets: body.Targets) -> str | None:
    value = article.meta.video
    if value and re.match(r"https?://", value):
        return value
    return stock.file(_url(value, article, targets))


def procedures(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return the pieces that are administrative procedures."""
    return tuple(piece for piece in pieces if piece.article.meta.kind is Kind.THU_TUC)
