"""The site room: articles, recordings and the week's plan become the website."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pipeline.errors import Problem
from pipeline.model.article import Article
from pipeline.model.audio import Recording
from pipeline.model.radio import DayRundown, Plan
from pipeline.settings import Settings

__all__ = ["SiteInput", "SiteReport", "build_site", "site_problems"]


@dataclass(frozen=True)
class SiteInput:
    """All the site is made of.

    ``articles``: every valid article, public or not. ``recordings``: by slug. ``days``: the exported days.
    ``content``: the project's folder content/, whose parent is the project. ``audio`` and ``broadcast``: the folders
    output/audio and output/broadcast. ``calendar``: the week as iCalendar, where there is one. ``now``: the aware
    time of the build; a whole programme is offered when it is over, without ``now`` from the next day on.
    """

    articles: tuple[Article, ...]
    recordings: Mapping[str, Recording]
    settings: Settings
    today: date
    content: Path
    audio: Path
    plan: Plan | None = None
    days: tuple[DayRundown, ...] = ()
    broadcast: Path | None = None
    calendar: bytes | None = None
    now: datetime | None = None


@dataclass(frozen=True)
class SiteReport:
    """``pages``: HTML pages of the site; ``written``: files new or changed; ``removed``: files that are gone."""

    pages: int
    written: int
    removed: int


def build_site(given: SiteInput, target: Path) -> SiteReport:
    """Build the website at ``target``: whole or not at all; what has not changed keeps its bytes and mtime.

    Raises ContentError when the content cannot be shown, MachineError when the disk refuses.
    """
    from pipeline.site.publish import publish

    pages, written, removed = publish(given, target)
    return SiteReport(pages, written, removed)


def site_problems(articles: Iterable[Article], settings: Settings) -> tuple[Problem, ...]:
    """Return what would break the site: addresses that collide with its own, services that name no article."""
    from pipeline.site.check import problems

    return problems(tuple(articles), settings)
