"""What the loudspeakers air, as the site shows it: only pieces that are public today are named."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from pipeline.model.radio import ItemKind, Plan, Programme
from pipeline.settings import Season, Settings, Slot
from pipeline.site.pieces import Piece


@dataclass(frozen=True)
class Edition:
    """One programme of a day: its name, its planned times, and the pieces a reader can open."""

    name: str
    programme: Programme
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Broadcasts:
    """A day and its programmes, in the order of the clock."""

    day: date
    editions: tuple[Edition, ...]


@dataclass(frozen=True)
class Hours:
    """A slot's fixed hours: its name, length in minutes, weekdays, and start by season."""

    slot: Slot
    starts: tuple[tuple[Season, time], ...]


def week(plan: Plan | None, by_slug: Mapping[str, Piece], settings: Settings, today: date) -> tuple[Broadcasts, ...]:
    """Return the planned days from ``today`` on; empty when nothing is planned."""
    programmes = sorted(plan.programmes, key=lambda programme: programme.starts_at) if plan else []
    names = {slot.id: slot.name for slot in settings.slots}
    days = sorted({programme.date for programme in programmes if programme.date >= today})
    return tuple(
        Broadcasts(day, tuple(_edition(each, by_slug, names) for each in programmes if each.date == day))
        for day in days
    )


def hours(settings: Settings) -> tuple[Hours, ...]:
    """Return the slots with their start in each season."""
    return tuple(
        Hours(
            slot,
            tuple((settings.seasons[code], start) for code, start in slot.start.items() if code in settings.seasons),
        )
        for slot in settings.slots
    )


def _edition(programme: Programme, by_slug: Mapping[str, Piece], names: Mapping[str, str]) -> Edition:
    slugs = [item.article for item in programme.items if item.kind is ItemKind.PIECE and item.article in by_slug]
    pieces = tuple(by_slug[slug] for slug in dict.fromkeys(slugs) if slug)
    return Edition(programme.title or names.get(programme.slot, programme.slot), programme, pieces)
