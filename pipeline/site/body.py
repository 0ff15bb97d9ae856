"""Article Markdown to clean HTML: an allow-list keeps tables, figures and details; links become site addresses.

Articles are untrusted text. What the list does not name is dropped; scripts, styles, frames and handlers go with
their content. ``ROOT`` stands for the way to the site's root, which differs from page to page and feed to feed.
"""

import itertools
import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape, unescape
from urllib.parse import unquote, urlsplit

import markdown
import nh3

from pipeline.site import words

ROOT = "loa-root:"
_FRAME = '<section class="table" tabindex="0" aria-label="Bảng {}"><table>'

_TAG = re.compile(r'(<(?:[^>"]|"[^"]*")*>)')
_REACH = (
    re.compile(  # a mail address; a number as Vietnam writes them; three or four digits after a word that says "call"
        r"(?P<mail>\b[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}\b)"
        r"|(?<![\w.,/+-])(?P<number>(?:(?:\+84|0|\(0\d{2,3}\))(?:[ .-]?\d)+|1[89]00(?:[ .]?\d)+)(?<=\d{3}))(?![\w/])"
        r"|\b(?:[Gg]ọi(?: ngay)?|[Tt]ổng đài|[Đđ]ường dây nóng)(?: số)? (?P<short>1\d{2,3})(?![\w/]|[ .,]\d)",
    )
)

TAGS = frozenset(
    {"a", "abbr", "b", "blockquote", "br", "cite", "code", "dd", "del", "details", "dfn", "div", "dl", "dt", "em"}
    | {"figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p"}
    | {"pre", "q", "s", "small", "span", "strong", "sub", "summary", "sup", "u", "ul"}
    | {"caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
)
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "abbr": {"title"},
    "q": {"cite"},
    "blockquote": {"cite"},
    "li": {"id"},
    "sup": {"id"},
    "*": {"lang", "dir"},
}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})


@dataclass(frozen=True)
class Targets:
    """What a link in an article may point to: pages by source path, other files by their path under content/."""

    pages: Mapping[str, str]
    media: Mapping[str, str]


def to_html(text: str, source: str, targets: Targets) -> str:
    """Return the clean HTML of Markdown ``text`` from the file ``source`` (relative to the project).

    Headings start at h2 and carry an id; addresses of the site start with ``ROOT``.
    """
    return call(finish(clean(_parser().reset().convert(text), source, targets)))


def clean(raw: str, source: str, targets: Targets) -> str:
    """Return ``raw`` with only what the allow-list names, links resolved."""

    def place(tag: str, attribute: str, value: str) -> str | None:
        if attribute in ("href", "src"):
            return resolve(value, source, targets)
        return value if attribute != "id" or value.startswith(("fn:", "fnref:")) else None

    return nh3.clean(
        _demote(raw),
        tags=set(TAGS),
        clean_content_tags={"script", "style", "iframe", "object", "embed", "svg", "math", "template", "noscript"},
        attributes=ATTRIBUTES,
        attribute_filter=place,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )


def resolve(value: str, source: str, targets: Targets) -> str | None:
    """Return the address a link means: a page for an article's file, a file of the site for media, else unchanged."""
    parts = urlsplit(re.sub(r"^(?:\{|%7B)(?:filename|static|attach)(?:\}|%7D)", "", value))
    if parts.scheme or parts.netloc or not parts.path:
        return value
    for path in candidates(unquote(parts.path), source):
        for group in (targets.pages, targets.media):
            if path in group:
                return f"{ROOT}/{group[path]}" + (f"#{parts.fragment}" if parts.fragment else "")
    if parts.path.startswith("/"):
        return f"{ROOT}{value}"
    return None


def candidates(path: str, source: str) -> tuple[str, ...]:
    """Return the project paths a relative link may mean: beside its file, then under content/."""
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
    return (beside, posixpath.normpath(posixpath.join("content", path.lstrip("/"))))


def rooted(html: str, root: str) -> str:
    """Return ``html`` with its site addresses written from ``root`` (``..``, or the site's URL for feeds)."""
    return html.replace(ROOT, root)


def plain(html: str) -> str:
    """Return the text of ``html`` on one line."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html))).strip()


def finish(html: str) -> str:
    """Give headings ids and tables a frame that scrolls on a narrow screen."""
    seen: dict[str, int] = {}
    html = re.sub(r"<(h[2-6])>(.*?)</\1>", lambda found: _heading(found, seen), html, flags=re.S)
    html = re.sub(r"<th>", '<th scope="col">', html)
    number = itertools.count(1)
    html = re.sub("<table>", lambda _: _FRAME.format(next(number)), html)
    return html.replace("</table>", "</table></section>")


def call(html: str) -> str:
    """Return ``html`` with the telephone numbers and mail addresses of its text made links, outside other links."""
    if not _REACH.search(html):
        return html
    parts, inside = re.split(_TAG, html), 0
    for place, part in enumerate(parts):
        if place % 2 == 0:
            parts[place] = part if inside else _REACH.sub(_reached, part)
        elif re.match(r"</?(?:a|code|pre|kbd)\b", part):
            inside += -1 if part.startswith("</") else 1
    return "".join(parts)


def replace_images(html: str, draw: Callable[[str, str], str]) -> str:
    """Return ``html`` with every image drawn by ``draw(address, alternative text)``."""
    return re.sub(r'<img\b(?:[^>"]|"[^"]*")*>', lambda found: draw(*_image(found[0])), html)


@cache
def _parser() -> markdown.Markdown:
    """Return the parser, made once: making it costs as much as a short article."""
    settings = {"extra": {"footnotes": {"BACKLINK_TITLE": "Về chỗ có chú thích %d"}}}
    return markdown.Markdown(extensions=["extra", "sane_lists"], extension_configs=settings, output_format="html")


def _image(tag: str) -> tuple[str, str]:
    found = {name: unescape(value) for name, value in re.findall(r'(\w+)="([^"]*)"', tag)}
    return found.get("src", ""), found.get("alt", "")


def _reached(found: re.Match[str]) -> str:
    mail, number = found["mail"], found["number"] or found["short"]
    if mail:
        return f'<a href="mailto:{mail}">{mail}</a>'
    href = re.sub(r"[^+\d]", "", number)
    return found[0].replace(number, f'<a href="tel:{href}">{number}</a>') if _is_number(href, found) else found[0]


def _is_number(digits: str, found: re.Match[str]) -> bool:
    """Tell whether digits have the length of a Vietnamese telephone number: codes and account numbers mostly do not."""
    if found["short"]:
        return True
    return len(digits.removeprefix("+84").removeprefix("0")) in ((9, 10) if digits[0] in "+0" else (8, 9, 10))


def _demote(html: str) -> str:
    return re.sub(r"<(/?)h1\b", r"<\1h2", html)


def _heading(found: re.Match[str], seen: dict[str, int]) -> str:
    name = words.anchor(plain(found[2]))
    seen[name] = seen.get(name, 0) + 1
    name = name if seen[name] == 1 else f"{name}-{seen[name]}"
    return f'<{found[1]} id="{escape(name)}">{found[2]}</{found[1]}>'
