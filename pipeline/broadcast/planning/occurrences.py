"""Dated occurrences of the slots: seasons, one-off changes and public holidays applied. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from pipeline.settings import WEEKDAYS, Change, Settings, Slot

CHANGED = {"huy": "hủy", "doi-gio": "đổi giờ", "them": "thêm buổi"}


@dataclass(frozen=True, order=True)
class Occurrence:
    """A slot on one day. ``starts_at`` and ``ends_at`` are aware, in the station's zone. Sorts by time."""

    starts_at: datetime
    ends_at: datetime
    slot: str
    title: str
    audience: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    prefer: tuple[str, ...] = ()
    fallback: tuple[str, ...] = ()
    note: str = field(default="", compare=False)

    @property
    def date(self) -> date:
        """The day on which it starts."""
        return self.starts_at.date()

    @property
    def key(self) -> str:
        """Its name for good: ``2026-12-01/sang``."""
        return f"{self.date.isoformat()}/{self.slot}"

    @property
    def capacity_ms(self) -> int:
        """Length of the slot in ms."""
        return round((self.ends_at - self.starts_at) / timedelta(milliseconds=1))


def occurrences(settings: Settings, first: date, days: int) -> tuple[Occurrence, ...]:
    """Return what the schedule holds on the ``days`` days from ``first``, sorted by time.

    A change of the day stands above the holiday rule, and that above the weekly slots.
    """
    free = holiday_names(settings.holidays.country, first, days)
    found: list[Occurrence] = []
    for day in (first + timedelta(days=step) for step in range(days)):
        found += _of_day(settings, day, free.get(day, ""))
    return tuple(sorted(found))


def holiday_names(country: str, first: date, days: int) -> dict[date, str]:
    """Return the public holidays, Tết included, of the ``days`` days from ``first`` (package ``holidays``).

    Raises NotImplementedError when the package does not know the country.
    """
    import holidays

    last = first + timedelta(days=days)
    language = "vi" if country == "VN" else None  # else the names, and so the plan, depend on the machine's LANG
    table = holidays.country_holidays(country, years=range(first.year, last.year + 1), language=language)
    return {day: str(table[day]) for day in (first + timedelta(days=step) for step in range(days)) if day in table}


def _of_day(settings: Settings, day: date, holiday: str) -> Iterator[Occurrence]:
    changes = [change for change in settings.changes if change.date == day]
    for slot in settings.slots:
        if _runs(settings, slot, day, holiday):
            base = _occurrence(settings, slot, day)
            mine = next((change for change in changes if change.slot == slot.id and change.action != "them"), None)
            if mine is None:
                yield replace(base, note=f"Ngày lễ: {holiday}." if holiday else "")
            elif mine.action == "doi-gio":
                yield _changed(settings, base, mine)
    for change in changes:
        if change.action == "them":
            yield _added(settings, change)


def _runs(settings: Settings, slot: Slot, day: date, holiday: str) -> bool:
    if WEEKDAYS[day.weekday()] not in slot.days:
        return False
    rule = settings.holidays.on_holiday
    return not holiday or rule == "nhu-thuong" or (rule == "chi-slot" and slot.id in settings.holidays.slots)


def _occurrence(settings: Settings, slot: Slot, day: date) -> Occurrence:
    start = slot.start.get(settings.season_of(day)) or next(iter(slot.start.values()))
    begins = _at(settings, day, start)
    return Occurrence(
        starts_at=begins,
        ends_at=begins + timedelta(minutes=slot.minutes),
        slot=slot.id,
        title=slot.name,
        audience=slot.audience,
        kinds=tuple(slot.kinds),
        themes=tuple(slot.themes),
        prefer=tuple(slot.prefer),
        fallback=slot.fallback,
    )


def _changed(settings: Settings, base: Occurrence, change: Change) -> Occurrence:
    begins = _at(settings, change.date, change.start) if change.start else base.starts_at
    length = timedelta(minutes=change.minutes) if change.minutes else base.ends_at - base.starts_at
    note = f"Đổi giờ: {change.reason}."
    return replace(base, starts_at=begins, ends_at=begins + length, title=change.name or base.title, note=note)


def _added(settings: Settings, change: Change) -> Occurrence:
    known = next((slot for slot in settings.slots if slot.id == change.slot), None)
    begins = _at(settings, change.date, change.start or time(17, 0))
    blank = Occurrence(begins, begins + timedelta(minutes=15), change.slot, "Buổi phát thêm", ("moi-nguoi",))
    base = _occurrence(settings, known, change.date) if known else blank
    length = timedelta(minutes=change.minutes) if change.minutes else base.ends_at - base.starts_at
    return replace(
        base,
        starts_at=begins,
        ends_at=begins + length,
        title=change.name or base.title,
        audience=change.audience or base.audience,
        note=f"Thêm buổi: {change.reason}.",
    )


def _at(settings: Settings, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=settings.station.zone)
