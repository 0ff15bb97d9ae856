"""What machines read of the site: sitemap, robots.txt, the list of feeds as OPML, a piece as plain text."""

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import urlsplit
from xml.etree import ElementTree

from pipeline.site import address, words
from pipeline.site.feeds import Channel
from pipeline.site.pages import Content, Page

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap(content: Content, pages: Iterable[Page]) -> bytes:
    """Return sitemap.xml: every page a search engine may show, with the day of its last change."""
    found = {page.path: page.changed for page in pages if page.listed}
    found |= {piece.url: piece.changed for piece in content.pieces}
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
    """Yield the address and text of every piece to save: title, day, unit, summary, body, source, address."""
    site_url = content.settings.site.url
    for piece in content.pieces:
        meta = piece.article.meta
        parts = [meta.title, f"{words.full_day(meta.date)} · {meta.unit.label}", meta.summary, _lines(piece.html)]
        parts += [f"Nguồn, văn bản: {meta.source}"] if meta.source else []
        yield f"{piece.url}{address.TEXT}", "\n\n".join([*parts, f"{site_url}/{piece.url}"]) + "\n"


def _lines(html: str) -> str:
    text = re.sub(r"<li[^>]*>", "- ", re.sub(r"\s*\n\s*", " ", html))
    text = re.sub(r"</(?:td|th)>", "  ", text)
    text = re.sub(r"</(?:p|h\d|ul|ol|table|blockquote|figure|details)>|<br>", "\n\n", text)
    text = unescape(re.sub(r"<[^>]+>", "", re.sub(r"</(?:li|tr)>", "\n", text)))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in text.split("\n"))).strip()


def _xml(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root, " ")
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"
