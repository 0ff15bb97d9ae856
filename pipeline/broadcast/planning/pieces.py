"""Articles as candidates for the week: what each asks of the loudspeakers, and what it costs in air time. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.broadcast.planning.spoken import link_text
from pipeline.model.article import Article, Priority, Status
from pipeline.settings import Settings

SHORTEST_FILLER_MS = 30_000


@dataclass(frozen=True)
class Candidate:
    """A piece that may be aired. ``start`` and ``until`` are inclusive days; lengths in ms.

    ``fallback`` is true where the piece has no wish of its own and is aired only by the slots that
    name it as their fallback.
    """

    slug: str
    title: str
    kind: str
    theme: str
    priority: Priority
    audience: tuple[str, ...]
    start: date
    until: date | None
    per_week: int
    duration_ms: int
    link: str
    link_ms: int
    approved: bool
    published: date
    fallback: bool = False

    @property
    def is_short(self) -> bool:
        """True for a tone or a cry, too short to be repeated only to fill the air."""
        return self.duration_ms < SHORTEST_FILLER_MS

    @property
    def audio(self) -> str:
        """Its recording, relative to ``output/``."""
        return f"audio/{self.slug}.mp3"

    @property
    def urgent(self) -> bool:
        """True for khan-cap."""
        return self.priority is Priority.KHAN_CAP

    def cost_ms(self, gap_ms: int) -> int:
        """Air time in ms that the piece adds to a programme: link and piece, a gap after each."""
        return self.duration_ms + gap_ms + (self.link_ms + gap_ms if self.link_ms else 0)

    def valid_on(self, day: date) -> bool:
        """Tell whether it may be aired on ``day``."""
        return self.start <= day and (self.until is None or day <= self.until)


def candidates(
    articles: Iterable[Article], settings: Settings, *, durations_ms: Mapping[str, int], link_ms: Mapping[str, int]
) -> tuple[Candidate, ...]:
    """Return the published pieces with a ``broadcast`` block or named as a fallback, and a length; sorted by slug.

    ``durations_ms`` and ``link_ms`` map a slug to the length in ms of its piece and of its link; a piece
    without a length is left out. Unapproved pieces are kept, marked so: the planner tells why they are not aired.
    """
    spare = {slug for slot in settings.slots for slug in slot.fallback}
    return tuple(
        _candidate(article, settings, durations_ms[article.slug], link_ms.get(article.slug, 0))
        for article in sorted(articles, key=lambda article: article.slug)
        if _may_be_aired(article, spare) and durations_ms.get(article.slug, 0) > 0
    )


def promise_span(candidate: Candidate, first: date, days: int) -> tuple[date, date, int] | None:
    """Return the days over which the promise of the week from ``first`` counts, and how many airings it is.

    The span is the week itself; a piece that expires within it counts the seven days up to its last day,
    so that what was aired before counts; a piece that begins within it and goes on owes its share only,
    rounded up. None where the piece is not valid on any of the days.
    """
    last = first + timedelta(days=days - 1)
    end = min(last, candidate.until or last)
    if candidate.start > end or end < first or not candidate.per_week:
        return None
    begin = max(candidate.start, end - timedelta(days=6))
    held = (end - begin).days + 1
    whole_life = candidate.until is not None and candidate.until <= last
    share = candidate.per_week if whole_life else -(-candidate.per_week * min(held, days) // 7)
    return begin, end, share


def _may_be_aired(article: Article, spare: set[str]) -> bool:
    meta = article.meta
    if meta.status is not Status.PUBLISHED or meta.withdrawn:
        return False
    return meta.broadcast is not None or article.slug in spare


def _candidate(article: Article, settings: Settings, duration_ms: int, link_ms: int) -> Candidate:
    meta, wish = article.meta, article.meta.broadcast
    need = settings.policy.need_approval or (wish is not None and wish.priority is Priority.KHAN_CAP)
    return Candidate(
        slug=article.slug,
        title=article.title,
        kind=meta.kind.value,
        theme=meta.theme.value,
        priority=wish.priority if wish else Priority.THUONG,
        audience=wish.audience if wish else ("moi-nguoi",),
        start=max(meta.date, wish.start) if wish and wish.start else meta.date,
        until=wish.until if wish else None,
        per_week=wish.per_week if wish else 0,
        duration_ms=duration_ms,
        link=link_text(settings, article),
        link_ms=link_ms,
        approved=not need or bool(wish and wish.approved_by),
        published=meta.date,
        fallback=wish is None,
    )
