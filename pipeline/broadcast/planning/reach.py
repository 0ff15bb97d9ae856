"""Who can hear a slot: each group's hours at home against the slot's time. Pure.

The share of a group that a slot reaches is the share of the slot's length during which the group is
at home; groups weigh as the schedule says. A commune can read, argue and change every number of it.
"""

from datetime import date, datetime, timedelta

from pipeline.broadcast.planning.occurrences import Occurrence
from pipeline.settings import WEEKDAYS, Audience, DayWindow, Settings, Window

EVERYONE = "moi-nguoi"
NOT_MEANT = 0.5  # a slot meant for other groups still counts half of what it reaches


def reach(settings: Settings, occurrence: Occurrence, groups: tuple[str, ...]) -> float:
    """Return the weighted share (0 to 1) of ``groups`` that is at home while ``occurrence`` sounds."""
    known = [settings.audiences[group] for group in groups if group in settings.audiences]
    total = sum(audience.weight for audience in known)
    return sum(a.weight * share_at_home(settings, occurrence, a) for a in known) / total if total else 0.0


def share_at_home(settings: Settings, occurrence: Occurrence, audience: Audience) -> float:
    """Return the share (0 to 1) of the occurrence's length during which ``audience`` is at home."""
    length = occurrence.ends_at - occurrence.starts_at
    heard = timedelta()
    for day in _days(occurrence):
        for window in audience.home.get(settings.season_of(day), ()):
            heard += overlap(occurrence, dated(settings, window, day))
    return min(1.0, heard / length)


def meant(occurrence: Occurrence, groups: tuple[str, ...]) -> bool:
    """Tell whether the slot is meant for one of ``groups``, or for everyone."""
    wide = not occurrence.audience or EVERYONE in occurrence.audience
    return wide or EVERYONE in groups or bool({*groups} & {*occurrence.audience})


def dated(settings: Settings, window: Window, day: date) -> tuple[datetime, datetime]:
    """Return the window that begins on ``day`` in aware times; one over midnight ends on the next day.

    A window not meant for that weekday is empty.
    """
    zone = settings.station.zone
    begins = datetime.combine(day, window.start, tzinfo=zone)
    if isinstance(window, DayWindow) and WEEKDAYS[day.weekday()] not in window.days:
        return begins, begins
    next_day = day + timedelta(days=1) if window.end <= window.start else day
    return begins, datetime.combine(next_day, window.end, tzinfo=zone)


def overlap(occurrence: Occurrence, span: tuple[datetime, datetime]) -> timedelta:
    """Return for how long ``span`` and the occurrence run together."""
    return max(timedelta(), min(occurrence.ends_at, span[1]) - max(occurrence.starts_at, span[0]))


def _days(occurrence: Occurrence) -> tuple[date, ...]:
    """The day before too: a window over midnight belongs to the day on which it begins."""
    first = occurrence.starts_at.date() - timedelta(days=1)
    last = occurrence.ends_at.date()
    return tuple(first + timedelta(days=step) for step in range((last - first).days + 1))
