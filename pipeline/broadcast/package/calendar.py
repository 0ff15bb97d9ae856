"""The week's programmes as an iCalendar, for residents' phones and the site. Pure.

A programme keeps its UID for good; its SEQUENCE and DTSTAMP move only when what is shown of it changes,
so that an unchanged week is the same text, byte for byte (RFC 5545 §3.8.4.7, §3.8.7.4). Who subscribes to it is
told to look again every day (REFRESH-INTERVAL, RFC 7986 §5.7; X-PUBLISHED-TTL is what Outlook reads).
"""

from datetime import UTC, datetime, timedelta
from math import ceil
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from pipeline.model.radio import ItemKind, Plan, Programme
from pipeline.settings import Settings

_SHOWN = ("SUMMARY", "DESCRIPTION", "DTSTART", "DTEND", "LOCATION")


def week_calendar(plan: Plan, *, settings: Settings, now: datetime, previous: str | None = None) -> str:
    """Return the plan as the text of an .ics file (CRLF line ends).

    ``previous`` is the last text: an event that is the same keeps its SEQUENCE and DTSTAMP, a changed one
    takes the next number and ``now`` (aware). An unreadable previous text counts as none.
    """
    known = _events(previous)
    whole = Calendar()
    whole.add("PRODID", "-//loa-xa//lich phat thanh//VI")
    whole.add("VERSION", "2.0")
    whole.add("METHOD", "PUBLISH")
    whole.add("X-WR-CALNAME", f"Lịch phát thanh – {settings.station.name}")
    whole.add("X-WR-TIMEZONE", settings.station.timezone)
    whole.add("REFRESH-INTERVAL", timedelta(days=1), parameters={"VALUE": "DURATION"})
    whole.add("X-PUBLISHED-TTL", "P1D")
    for programme in plan.programmes:
        event = _event(programme, settings)
        _number(event, known.get(str(event["UID"])), now)
        whole.add_component(event)
    return str(whole.to_ical(), "utf-8")


def _event(programme: Programme, settings: Settings) -> Event:
    event = Event()
    host = urlsplit(settings.site.url).hostname or "localhost"
    event.add("UID", f"{programme.date.isoformat()}-{programme.slot}@{host}")
    event.add("SUMMARY", f"{programme.title or programme.slot} – {settings.station.name}")
    event.add("DTSTART", programme.starts_at.astimezone(UTC))
    event.add("DTEND", _end(programme).astimezone(UTC))
    event.add("DESCRIPTION", "\n".join(_told(programme)))
    event.add("LOCATION", settings.station.commune)
    return event


def _end(programme: Programme) -> datetime:
    """Return when the sound ends, to the next whole minute; the slot's end where nothing is planned in it yet."""
    minutes = ceil(programme.filled_s / 60)
    return min(programme.starts_at + timedelta(minutes=minutes), programme.ends_at) if minutes else programme.ends_at


def _told(programme: Programme) -> list[str]:
    wanted = (ItemKind.PIECE, ItemKind.FALLBACK, ItemKind.NOTICE)
    titles = [f"• {item.title}" for item in programme.items if item.kind in wanted]
    return [programme.note, *titles] if programme.note else titles


def _number(event: Event, last: Event | None, now: datetime) -> None:
    if last is not None and all(_text(event, key) == _text(last, key) for key in _SHOWN):
        sequence, stamp = int(last.get("SEQUENCE", 0)), last.decoded("DTSTAMP")
    else:
        sequence, stamp = int(last.get("SEQUENCE", 0)) + 1 if last is not None else 0, now.astimezone(UTC)
    event.add("SEQUENCE", sequence)
    event.add("DTSTAMP", stamp.replace(microsecond=0))


def _text(event: Event, key: str) -> str:
    value = event[key]
    return str(value.dt) if hasattr(value, "dt") else str(value)


def _events(text: str | None) -> dict[str, Event]:
    try:
        whole = Calendar.from_ical(text or "")
    except (ValueError, IndexError):
        return {}
    return {str(event["UID"]): event for event in whole.walk("VEVENT") if isinstance(event, Event)}
