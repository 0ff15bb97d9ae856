"""Two podcasts by feedgen: the recorded pieces, and the whole programmes as aired.

iTunes tags by feedgen's own extension; Podcasting 2.0 (guid, locked, medium, transcript, chapters) by two small
classes through its extension point. ``itunes:explicit`` is written here too, since feedgen refuses the ``false``
that validators demand. Source: github.com/Podcastindex-org/podcast-namespace.
"""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml import etree  # type: ignore[import-untyped]

from pipeline.model.audio import Cue
from pipeline.settings import Settings
from pipeline.site import feeds, words

PIECES = "feeds/podcast.xml"
PROGRAMMES = "feeds/chuong-trinh.xml"
PODCAST = "https://podcastindex.org/namespace/1.0"
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_GUIDS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")  # the namespace the standard names
Mark = tuple[float, str]  # seconds from the start, title


@dataclass(frozen=True)
class Show:
    """A podcast: its address, words, and square picture (addresses from the site's root)."""

    path: str
    title: str
    description: str
    url: str
    image: str


@dataclass(frozen=True)
class Episode:
    """One episode. ``text``: address of its WebVTT transcript; ``chapters``: address of its chapters, if any."""

    id: str
    title: str
    summary: str
    url: str
    file: str
    size_bytes: int
    length_s: float
    published: datetime
    image: str
    text: str | None = None
    chapters: str | None = None
    html: str = field(default="", repr=False)


def write(show: Show, episodes: tuple[Episode, ...], settings: Settings, empty: datetime) -> bytes:
    """Return the podcast's RSS, newest episode first; ``empty`` is its time when it has none."""
    feed = feeds.start(show.title, show.url, show.path, settings)
    feed.load_extension("podcast")
    feed.register_extension("loa", _feed_tags(show, settings), _EntryTags, atom=False, rss=True)
    feed.description(show.description)
    feed.podcast.itunes_author(settings.station.name)
    feed.podcast.itunes_category("Government")
    feed.podcast.itunes_image(f"{settings.site.url}/{show.image}")
    feed.podcast.itunes_summary(show.description)
    feed.podcast.itunes_type("episodic")
    if settings.station.contact.email:
        feed.podcast.itunes_owner(settings.station.name, settings.station.contact.email)
    feed.lastBuildDate(max((episode.published for episode in episodes), default=empty))
    for episode in episodes:
        _entry(feed.add_entry(order="append"), episode, settings.site.url)
    return bytes(feed.rss_str(pretty=True))


def guid(url: str) -> str:
    """Return a feed's podcast:guid: UUID v5 of its address without scheme and trailing slash."""
    return str(uuid.uuid5(_GUIDS, url.split("://", 1)[-1].rstrip("/")))


def chapters(marks: tuple[Mark, ...]) -> str:
    """Return chapters in the JSON form 1.2.0 of the podcast namespace."""
    listed = [{"startTime": round(start, 2), "title": title} for start, title in marks]
    return json.dumps({"version": "1.2.0", "chapters": listed}, ensure_ascii=False, indent=1) + "\n"


def marks(title: str, headings: tuple[str, ...], cues: tuple[Cue, ...]) -> tuple[Mark, ...]:
    """Return a recording's chapters: its title, then each heading that is heard as a sentence of its own."""
    wanted = {_bare(heading): heading for heading in headings}
    heard = [(cue.start_ms / 1000, wanted[_bare(cue.text)]) for cue in cues if _bare(cue.text) in wanted]
    return ((0.0, title), *heard) if heard else ()


def _bare(text: str) -> str:
    return words.anchor(text)


def _entry(entry: Any, episode: Episode, site_url: str) -> None:
    entry.id(episode.id)
    entry.guid(episode.id, permalink=False)
    entry.title(feeds.printable(episode.title))
    entry.link(href=f"{site_url}/{episode.url}")
    entry.description(feeds.printable(episode.summary), isSummary=True)
    if episode.html:
        entry.content(episode.html, type="html")
    entry.enclosure(f"{site_url}/{episode.file}", str(episode.size_bytes), "audio/mpeg")
    entry.published(episode.published)
    entry.podcast.itunes_duration(round(episode.length_s))
    entry.podcast.itunes_image(f"{site_url}/{episode.image}")
    entry.podcast.itunes_episode_type("full")
    entry.loa.text = f"{site_url}/{episode.text}" if episode.text else None
    entry.loa.chapters = f"{site_url}/{episode.chapters}" if episode.chapters else None


def _tag(parent: Any, space: str, name: str, text: str | None = None, **attributes: str) -> None:
    etree.SubElement(parent, f"{{{space}}}{name}", attributes).text = text


def _feed_tags(show: Show, settings: Settings) -> type[BaseExtension]:
    url = f"{settings.site.url}/{show.path}"

    class FeedTags(BaseExtension):  # type: ignore[misc]
        def extend_ns(self) -> dict[str, str]:
            return {"podcast": PODCAST}

        def extend_rss(self, feed: Any) -> Any:
            channel = feed[0]
            _tag(channel, ITUNES, "explicit", "false")
            _tag(channel, PODCAST, "guid", guid(url))
            _tag(channel, PODCAST, "locked", "no")
            _tag(channel, PODCAST, "medium", "podcast")
            return feed

    return FeedTags


class _EntryTags(BaseEntryExtension):  # type: ignore[misc]
    """Transcript and chapters of an episode; set ``text`` and ``chapters`` to their absolute addresses."""

    def __init__(self) -> None:
        self.text: str | None = None
        self.chapters: str | None = None

    def extend_rss(self, entry: Any) -> Any:
        """Add the episode's tags to its RSS item."""
        _tag(entry, ITUNES, "explicit", "false")
        if self.text:
            _tag(entry, PODCAST, "transcript", url=self.text, type="text/vtt", language="vi")
        if self.chapters:
            _tag(entry, PODCAST, "chapters", url=self.chapters, type="application/json+chapters")
        return entry


def newest(episodes: Iterator[Episode]) -> tuple[Episode, ...]:
    """Return the episodes a feed keeps, newest first."""
    ordered = sorted(episodes, key=lambda episode: (-episode.published.timestamp(), episode.id))
    return tuple(ordered[: feeds.NEWEST])
