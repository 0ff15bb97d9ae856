"""Builds the whole site into a folder beside the last one and puts it in place in one swap."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import files
from pipeline.errors import MachineError, in_words
from pipeline.site import address, airtime, directory, feeds, pages, pieces, register, render, search, shows
from pipeline.site.content import Content, arrange
from pipeline.site.feeds import Channel
from pipeline.site.pages import Page
from pipeline.site.shelf import Shelf, differences

if TYPE_CHECKING:
    from pipeline.site import SiteInput


def publish(given: "SiteInput", target: Path) -> tuple[int, int, int]:
    """Build and put in place; return the counts of pages, of files new or changed, of files gone.

    Where nothing changed, ``target`` is not touched. A killed run leaves the last site; the next run cleans up.
    """
    files.recover(target)
    fresh = target.with_name(f".{target.name}.moi")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        build(given, Shelf(fresh, target))
        changed, gone = differences(fresh, target)
        if changed or gone:
            files.swap(fresh, target)
        return sum(1 for _ in target.rglob("*.html")), len(changed), len(gone)
    except OSError as error:
        place = error.filename or target
        message = f"không dựng được trang web ({place}: {in_words(error)}); hãy kiểm tra chỗ trống và quyền ghi"
        raise MachineError(message) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def build(given: "SiteInput", shelf: Shelf) -> None:
    """Write the whole site on the shelf."""
    with shelf.drawing():
        content = gather(given, shelf)
        every, channels = tuple(pages.every(content)), tuple(feeds.channels(content))
        until = given.now or pieces.moment(given.today, given.settings)
        heard = shows.write(content, shows.Aired(given.days, given.broadcast, until), shelf)
        offered = {"feeds": channels, "calendar": given.calendar is not None} | vars(heard)
        render.render(render.Order(given.content.parent, shelf.new, content, every, offered))
        for name, data in _generated(content, every, channels):
            shelf.write(name, data)
        if given.calendar is not None:
            shelf.write(address.CALENDAR, given.calendar)


def gather(given: "SiteInput", shelf: Shelf) -> Content:
    """Return the content of the site; media and recordings of public pieces go on the shelf."""
    sources = pieces.Sources(given.content, given.audio, given.recordings, given.settings, given.today)
    shown = pieces.make(given.articles, sources, shelf)
    gone = tuple(article for article in given.articles if article.is_withdrawn(given.today))
    by_slug = {piece.article.slug: piece for piece in shown}
    week = airtime.week(given.plan, by_slug, given.settings, given.today)
    return arrange(shown, gone, week, given.settings, given.today)


def _generated(
    content: Content, every: tuple[Page, ...], channels: tuple[Channel, ...]
) -> Iterator[tuple[str, str | bytes]]:
    """Yield the address and content of every file that is not a page."""
    rows, url = tuple(content.procedures.values()), content.settings.site.url
    for channel in channels:
        yield from feeds.write(channel, content)
    yield address.OPML, directory.opml(channels, content)
    yield f"{address.REGISTER}thu-tuc.json", register.as_json(rows, url)
    yield f"{address.REGISTER}thu-tuc.csv", register.as_csv(rows, url)
    yield address.INDEX, search.index(content.pieces, content.mark)
    yield "sitemap.xml", directory.sitemap(content, every)
    yield "robots.txt", directory.robots(url)
    yield from directory.plain_text(content)
    for article in content.gone:
        yield f"{address.of_article(article, content.settings)}{address.GONE}", f"{article.meta.withdrawn}\n"
