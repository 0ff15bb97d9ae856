"""RSS 2.0 and Atom: the whole site, each section, theme and kind, and the procedures, with full text and sound."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree  # type: ignore[import-untyped]

from pipeline.settings import Settings
from pipeline.site import address, body, pieces
from pipeline.site.content import Content
from pipeline.site.pieces import Piece

NEWEST = 50  # entries a feed keeps: readers that come once a month still miss nothing
ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class Channel:
    """A feed: ``name`` is its address under feeds/ without suffix, ``label`` what it holds, ``url`` its page."""

    name: str
    title: str
    label: str
    url: str
    pieces: tuple[Piece, ...]

    @property
    def rss(self) -> str:
        """Address of its RSS 2.0 form."""
        return f"{address.FEEDS}{self.name}.rss.xml"

    @property
    def atom(self) -> str:
        """Address of its Atom form."""
        return f"{address.FEEDS}{self.name}.atom.xml"


def channels(content: Content) -> Iterator[Channel]:
    """Yield every feed of the site; themes and kinds without a piece have none."""
    name = content.settings.site.name
    yield Channel("tat-ca", name, "Mọi bài", address.HOME, content.pieces)
    for kind, groups in (("Chuyên mục", content.sections), ("Chủ đề", content.themes), ("Loại bài", content.kinds)):
        for group in groups:
            label = f"{kind}: {group.label}"
            yield Channel(group.feed, f"{name} – {label}", label, group.url, group.pieces)
    label = "Danh mục thủ tục hành chính"
    yield Channel("thu-tuc", f"{name} – {label}", label, address.REGISTER, pieces.procedures(content.pieces))


def write(channel: Channel, content: Content) -> Iterator[tuple[str, bytes]]:
    """Yield the address and bytes of a channel's RSS and Atom forms."""
    yield channel.rss, _feed(channel, channel.rss, content).rss_str(pretty=True)
    yield channel.atom, _feed(channel, channel.atom, content).atom_str(pretty=True)


def start(title: str, url: str, own: str, settings: Settings) -> Any:
    """Return an empty feedgen feed at address ``own`` about the page ``url``."""
    site = settings.site
    feed = FeedGenerator()
    feed.id(f"{site.url}/{own.rsplit('.', 2)[0]}")
    feed.title(title)
    feed.subtitle(site.tagline)
    feed.description(site.tagline)
    feed.language("vi")
    feed.generator("loa-xa")
    feed.author({"name": settings.station.name})
    feed.link(href=f"{site.url}/{own}", rel="self", type=_type(own))
    if site.websub:
        feed.register_extension("websub", _hub(site.websub), None, atom=True, rss=True)
    feed.link(href=f"{site.url}/{url}", rel="alternate", type="text/html")  # the last one becomes RSS's <link>
    return feed


def printable(text: str) -> str:
    """Return ``text`` without the control characters that XML cannot hold."""
    return re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)


def full_text(piece: Piece, content: Content) -> str:
    """Return the piece's text for a feed reader: warnings, its picture, the whole text, every address absolute."""
    site_url = content.settings.site.url
    warnings = (f"<p><strong>{escape(told)}</strong></p>" for told, _ in content.warnings(piece))
    alt = piece.article.meta.image_alt or ""
    hero = f"<p>{piece.picture.html(alt, site_url)}</p>" if piece.picture else ""
    return printable("".join(warnings) + hero + body.rooted(piece.html, site_url))


def _feed(channel: Channel, own: str, content: Content) -> Any:
    settings = content.settings
    feed = start(channel.title, channel.url, own, settings)
    feed.register_extension("sound", BaseExtension, _AtomSound, atom=True, rss=False)
    shown = channel.pieces[:NEWEST]
    newest = max((piece.changed for piece in shown), default=content.today)
    feed.lastBuildDate(_moment(newest, settings))
    for piece in shown:
        _entry(feed.add_entry(order="append"), piece, content, atom=own == channel.atom)
    return feed


def _entry(entry: Any, piece: Piece, content: Content, *, atom: bool) -> None:
    meta, settings = piece.article.meta, content.settings
    site, mark = settings.site, content.mark(piece)
    url = f"{site.url}/{piece.url}"
    entry.id(url)
    entry.guid(url, permalink=True)
    entry.title(printable(meta.title))
    entry.link(href=url, rel="alternate", type="text/html")
    summary = printable(f"{mark}. {meta.summary}" if mark else meta.summary)
    entry.summary(summary)
    entry.description(summary, isSummary=True)
    entry.content(full_text(piece, content), type="html")
    entry.published(_moment(meta.date, settings))
    entry.updated(_moment(piece.changed, settings))
    entry.category({"term": meta.theme.value, "label": meta.theme.label})
    entry.category({"term": meta.kind.value, "label": meta.kind.label})
    if piece.sound:
        enclosure = (f"{site.url}/{piece.sound.file}", str(piece.sound.recording.size_bytes), "audio/mpeg")
        if atom:
            entry.sound.enclosure = enclosure
        else:
            entry.enclosure(*enclosure)


def _moment(day: Any, settings: Settings) -> datetime:
    return pieces.moment(day, settings)


def _type(own: str) -> str:
    return "application/atom+xml" if own.endswith("atom.xml") else "application/rss+xml"


class _AtomSound(BaseEntryExtension):  # type: ignore[misc]
    """An Atom entry's enclosure: feedgen 1.0 forgets a link's rel, type and length."""

    def __init__(self) -> None:
        self.enclosure: tuple[str, str, str] | None = None

    def extend_atom(self, entry: Any) -> Any:
        """Add the enclosure (address, bytes, type) to the entry."""
        if self.enclosure:
            href, length, kind = self.enclosure
            etree.SubElement(entry, "link", rel="enclosure", href=href, type=kind, length=length)
        return entry


def _hub(url: str) -> type[BaseExtension]:
    """Return an extension that names the WebSub hub, which feedgen writes into Atom feeds only."""

    class Hub(BaseExtension):  # type: ignore[misc]
        def extend_rss(self, feed: Any) -> Any:
            etree.SubElement(feed[0], f"{{{ATOM}}}link", rel="hub", href=url)
            return feed

        def extend_atom(self, feed: Any) -> Any:
            etree.SubElement(feed, "link", rel="hub", href=url)  # feedgen's Atom elements carry xmlns as an attribute
            return feed

    return Hub
