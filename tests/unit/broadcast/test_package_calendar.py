"""The week's calendar keeps its events' identities and moves only when what is shown moves."""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from pipeline.broadcast.package import week_calendar
from pipeline.broadcast.planning import plan_week
from pipeline.model.radio import Plan
from tests.unit.broadcast.making import piece, request, settings

NOW = datetime(2026, 11, 29, 8, tzinfo=UTC)
GIVEN = settings()


def made(title: str = "Bài a") -> Plan:
    return plan_week(request([piece("a", title=title)], days=2))


def text(plan: Plan, later: int = 0, previous: str | None = None) -> str:
    return week_calendar(plan, settings=GIVEN, now=NOW + timedelta(days=later), previous=previous)


def events(calendar: str) -> dict[str, Event]:
    return {str(event["UID"]): event for event in Calendar.from_ical(calendar).walk("VEVENT")}  # type: ignore[misc]


def test_each_programme_is_an_event_at_its_time() -> None:
    """The calendar reads back with the times sound begins and ends, the pieces, and a UID under the site's name."""
    found = events(text(made()))
    assert next(iter(found)) == "2026-11-30-sang@thu.example" and len(found) == 4
    first = found["2026-11-30-sang@thu.example"]
    assert first.decoded("DTSTART") == datetime(2026, 11, 29, 22, 45, tzinfo=UTC)
    planned = next(each for each in made().programmes if each.slot == "sang")
    sound = timedelta(seconds=planned.filled_s)
    assert sound <= first.decoded("DTEND") - first.decoded("DTSTART") < sound + timedelta(minutes=1)
    assert "Bài a" in str(first["DESCRIPTION"]) and first.decoded("SEQUENCE") == 0


def test_who_subscribes_is_told_to_look_again_each_day() -> None:
    """The calendar names its refresh interval in both ways that calendar programs read."""
    lines = text(made()).split("\r\n")
    assert {"REFRESH-INTERVAL;VALUE=DURATION:P1D", "X-PUBLISHED-TTL:P1D"} <= set(lines)


def test_an_unchanged_week_is_the_same_text() -> None:
    """A day later, nothing changed: byte for byte the same."""
    before = text(made())
    assert text(made(), later=1, previous=before) == before


def test_a_changed_programme_takes_the_next_number() -> None:
    """Where a title changes, the event keeps its UID, its SEQUENCE grows and its DTSTAMP moves."""
    before = text(made())
    after = events(text(made("Bài khác"), later=1, previous=before))
    changed = after["2026-11-30-sang@thu.example"]
    assert changed.decoded("SEQUENCE") == 1
    assert changed.decoded("DTSTAMP") == NOW + timedelta(days=1)


def test_a_broken_previous_text_counts_as_none() -> None:
    """What cannot be read does not stop the calendar."""
    assert len(events(text(made(), previous="BEGIN:nothing"))) == 4


def test_lines_end_as_the_standard_wants() -> None:
    """Every line ends in CRLF and none is longer than 75 octets (RFC 5545 §3.1)."""
    whole = text(made("Bài rất dài " * 20))
    assert whole.count("\r\n") == whole.count("\n")
    assert max(len(line.encode()) for line in whole.split("\r\n")) <= 75
