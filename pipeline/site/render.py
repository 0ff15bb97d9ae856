"""The only module that knows Pelican: our reader hands it validated articles, our generator its other pages.

Pelican's warnings are fatal here. Its log filter drops a warning it has seen before in the same process, so the
filter's level is raised first (a preview that rebuilds all day must fail on the tenth build as on the first).
"""

import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipeline.errors import ContentError, Problem
from pipeline.site import address, templates
from pipeline.site.content import Content
from pipeline.site.pages import Page
from pipeline.site.pieces import Piece

_JINJA = {"autoescape": True, "auto_reload": False, "trim_blocks": True, "lstrip_blocks": True}


@dataclass(frozen=True)
class Order:
    """What to render: the articles' source files lie under ``project``; the site goes into ``folder``."""

    project: Path
    folder: Path
    content: Content
    pages: Sequence[Page]
    extra: Mapping[str, Any]


def render(order: Order) -> None:
    """Render every article and page into the folder. Raises ContentError when Pelican warns of anything."""
    import pelican
    import pelican.log
    from pelican.settings import read_settings

    pelican.log.init(handler=None, logs_dedup_min_level=logging.DEBUG)
    with _complaints() as said, _plugged(order):
        pelican.Pelican(read_settings(override=_settings(order))).run()
    said += [f"không dựng được trang {piece.url}" for piece in order.content.pieces if not _made(piece, order)]
    if said:
        raise ContentError(Problem("content", 0, "trang web", text) for text in said)


def _made(piece: Piece, order: Order) -> bool:
    return (order.folder / address.to_file(piece.url)).is_file()


def _settings(order: Order) -> dict[str, Any]:
    from jinja2 import StrictUndefined

    content = order.content
    return {
        "PATH": str(order.project),
        "OUTPUT_PATH": str(order.folder),
        "THEME": str(templates.THEME),
        "SITEURL": content.settings.site.url,
        "SITENAME": content.settings.site.name,
        "TIMEZONE": content.settings.station.timezone,
        "DEFAULT_LANG": "vi",
        "RELATIVE_URLS": True,
        "ARTICLE_PATHS": [piece.article.path for piece in content.pieces],
        "PAGE_PATHS": [],
        "STATIC_PATHS": [],
        "READERS": {"rst": None, "html": None, "markdown": None, "mkd": None, "mdown": None},
        "PLUGINS": [],
        "DIRECT_TEMPLATES": [],
        "FORMATTED_FIELDS": [],
        "INTRASITE_LINK_REGEX": r"(?P<what>(?!))",
        "FEED_ALL_ATOM": None,
        "CATEGORY_FEED_ATOM": None,
        "AUTHOR_FEED_ATOM": None,
        "AUTHOR_FEED_RSS": None,
        "TRANSLATION_FEED_ATOM": None,
        "CATEGORY_SAVE_AS": "",
        "AUTHOR_SAVE_AS": "",
        "TAG_SAVE_AS": "",
        "DRAFT_SAVE_AS": "",
        "CACHE_CONTENT": False,
        "LOAD_CONTENT_CACHE": False,
        "JINJA_ENVIRONMENT": _JINJA | {"undefined": StrictUndefined},
        "JINJA_FILTERS": templates.filters(content),
        "JINJA_GLOBALS": {**templates.values(content), **order.extra},
    }


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """Collect what Pelican says at level warning and above; keep its own words off the editor's screen."""
    from pelican.log import console

    said: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: said.append(_told(record))  # type: ignore[method-assign]
    log = logging.getLogger("pelican")
    log.addHandler(handler)
    quiet, console.quiet = console.quiet, True
    try:
        yield said
    finally:
        log.removeHandler(handler)
        console.quiet = quiet


def _told(record: logging.LogRecord) -> str:
    cause = sys.exc_info()[1]  # Pelican logs inside its except clause, but leaves the reason out
    return record.getMessage() + (f" ({type(cause).__name__}: {cause})" if cause else "")


@contextmanager
def _plugged(order: Order) -> Iterator[None]:
    """Connect our reader and generator to Pelican's signals for one run (signals are global to the process)."""
    from pelican.plugins import signals

    reader, generator = _reader(order), _generator(order)

    def add_reader(readers: Any) -> None:
        readers.reader_classes["md"] = reader

    def add_generator(pelican: Any) -> Any:
        return generator

    with ExitStack() as stack:
        stack.enter_context(signals.readers_init.connected_to(add_reader))
        stack.enter_context(signals.get_generators.connected_to(add_generator))
        yield


def _reader(order: Order) -> Any:
    """Return a Pelican reader class that knows the articles already: it reads no file."""
    by_path = {str(order.project / piece.article.path): piece for piece in order.content.pieces}
    zone = order.content.settings.station.zone

    class ArticleReader:
        enabled = True
        file_extensions = ("md",)

        def __init__(self, settings: Mapping[str, Any]) -> None:
            self.settings = settings

        def process_metadata(self, name: str, value: Any) -> Any:
            return value

        def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
            return "", _metadata(by_path[source_path], zone)

    return ArticleReader


def _metadata(piece: Piece, zone: Any) -> dict[str, Any]:
    day = piece.article.meta.date
    return {
        "title": piece.article.title,
        "date": datetime(day.year, day.month, day.day, tzinfo=zone),
        "slug": piece.article.slug,
        "summary": piece.article.meta.summary,
        "piece": piece,
        "url": piece.url,
        "save_as": address.to_file(piece.url),
    }


def _generator(order: Order) -> Any:
    """Return a Pelican generator class that writes the pages that are no article."""
    from pelican.generators import Generator

    base = urlsplit(order.content.settings.site.url).path
    main = {url for url, _ in templates.menu(order.content)}

    class PageGenerator(Generator):  # type: ignore[misc]
        def generate_output(self, writer: Any) -> None:
            for page in order.pages:
                fixed = {"SITEURL": base} if page.path == address.NOT_FOUND else {}  # shown at any depth
                writer.write_file(
                    address.to_file(page.path),
                    self.get_template(page.template),
                    self.context,
                    relative_urls=True,
                    url=page.path,
                    page=page,
                    here=page.path if page.path in main else "",
                    **page.values,
                    **fixed,
                )

    return PageGenerator
