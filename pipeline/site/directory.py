"""What machines read of the site: sitemap, robots.txt, the list of feeds as OPML, a piece as plain text."""

import itertools
import re
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import urlsplit
from xml.etree import ElementTree

from pipeline.site import address, words
from pipeline.site.content import Content
from pipeline.site.feeds import Channel
from pipeline.site.pages import Page

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_WAY_BACK = re.compile(r'<a href="#fnref:.*?</a>')  # a footnote's arrow
_LIST = re.compile(r'<(?P<tag>/?(?:ol|ul)|li)\b(?:[^>]*?\bstart="(?P<start>\d+)")?[^>]*>')


def sitemap(content: Content, pages: Iterable[Page]) -> bytes:
    """Return sitemap.xml: every page a search engine may show, with the day of its last change."""
    found = {page.path: page.changed for page in pages if page.listed}
    found |= {piece.url: piece.changed for piece in content.pieces if not piece.article.meta.example}
    root = ElementTree.Element("urlset", xmlns=_SITEMAP)
    for path, changed in sorted(found.items()):
        entry = ElementTree.SubElement(root, "url")
        ElementTree.SubElement(entry, "loc").text = f"{content.settings.site.url}/{path}"
        if changed:
            ElementTree.SubElement(entry, "lastmod").text = changed.isoformat()
    return _xml(root)


def robots(site_url: str) -> str:
    """Return robots.txt: everything may be read (it counts only at the root of a host)."""
    base = urlsplit(site_url).path
    return f"User-agent: *\nAllow: {base}/\n\nSitemap: {site_url}/sitemap.xml\n"


def opml(channels: Iterable[Channel], content: Content) -> bytes:
    """Return the feeds as OPML 2.0, which feed readers take in one step."""
    site = content.settings.site
    root = ElementTree.Element("opml", version="2.0")
    ElementTree.SubElement(ElementTree.SubElement(root, "head"), "title").text = site.name
    outlines = ElementTree.SubElement(root, "body")
    for channel in channels:
        ElementTree.SubElement(
            outlines,
            "outline",
            type="rss",
            text=channel.title,
            title=channel.title,
            xmlUrl=f"{site.url}/{channel.rss}",
            htmlUrl=f"{site.url}/{channel.url}",
        )
    return _xml(root)


def plain_text(content: Content) -> Iterable[tuple[str, str]]:
    """Yield the address and text of every piece to save: warnings, days, unit, summary, body, source, address."""
    site_url = content.settings.site.url
    for piece in content.pieces:
        meta = piece.article.meta
        days = words.full_day(meta.date) + (f", cập nhật {words.day(meta.updated)}" if meta.updated else "")
        warnings = (
            f"LƯU Ý: {told}" + (f" Xem: {site_url}/{other.url}" if other else "")
            for told, other in content.warnings(piece)
        )
        parts = [meta.title, *warnings, f"{days} · {meta.unit.label}", meta.summary, _lines(piece.html)]
        parts += [f"Nguồn, văn bản: {meta.source}"] if meta.source else []
        yield f"{piece.url}{address.TEXT}", "\n\n".join([*parts, f"{site_url}/{piece.url}"]) + "\n"


def _lines(html: str) -> str:
    text = _marked(re.sub(r"\s*\n\s*", " ", _WAY_BACK.sub("", html)))
    text = re.sub(r"</(?:td|th)>", "  ", text)
    text = re.sub(r"</(?:p|h\d|ul|ol|table|blockquote|figure|details)>|<br>", "\n\n", text)
    text = unescape(re.sub(r"<[^>]+>", "", re.sub(r"</(?:li|tr)>", "\n", text)))
    lines = (re.sub(r"^(-|\d+\.)  +", r"\1 ", line.strip()) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _marked(html: str) -> str:
    """Return ``html`` with each list item's dash or number before its text, as a browser would show it."""
    within: list[Iterator[str]] = []

    def mark(found: re.Match[str]) -> str:
        match found["tag"]:
            case "ol":
                first = int(found["start"] or 1)
                within.append(f"{number}. " for number in itertools.count(first))
            case "ul":
                within.append(itertools.repeat("- "))
            case "li":
                return found[0] + next(within[-1] if within else itertools.repeat("- "))
            case _:
                del within[-1:]
                return found[0]
        return f"\n{found[0]}"

    return _LIST.sub(mark, html)


def _xml(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root, " ")
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"
