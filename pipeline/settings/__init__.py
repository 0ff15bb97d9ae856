"""broadcast_schedule.yaml as frozen models: station, site, speech, policy, audiences, slots, playout."""

import re
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from pipeline import files, yamltext
from pipeline.errors import ContentError, Problem
from pipeline.model.article import Frozen, Slug
from pipeline.settings.fields import WEEKDAYS, Clock, DayWindow, MonthDay, Weekday, Window
from pipeline.settings.radio import (
    Audience,
    Change,
    Exemption,
    Holidays,
    Planning,
    Playout,
    Policy,
    Season,
    Slot,
)
from pipeline.settings.station import Contact, Link, Pauses, Site, Speech, Station

__all__ = [
    "FILE",
    "WEEKDAYS",
    "Audience",
    "Change",
    "Clock",
    "Contact",
    "DayWindow",
    "Exemption",
    "Holidays",
    "Link",
    "MonthDay",
    "Pauses",
    "Planning",
    "Playout",
    "Policy",
    "Season",
    "Settings",
    "Site",
    "Slot",
    "Speech",
    "Station",
    "Weekday",
    "Window",
    "advice",
    "load",
]

FILE = "broadcast_schedule.yaml"


class Settings(Frozen):
    """The whole of broadcast_schedule.yaml."""

    station: Station
    site: Site
    speech: Speech = Speech()
    policy: Policy
    seasons: dict[Slug, Season]
    audiences: dict[Slug, Audience]
    slots: tuple[Slot, ...]
    changes: tuple[Change, ...] = ()
    holidays: Holidays = Holidays()
    planning: Planning = Planning()
    playout: Playout = Playout()

    def season_of(self, day: date) -> str:
        """Return the code of the season that holds ``day`` (the first one where none does: checks refuse that)."""
        return next((code for code, season in self.seasons.items() if season.holds(day)), next(iter(self.seasons)))


def load(project: Path) -> tuple[Settings, yamltext.LineIndex]:
    """Read the project's schedule; the index tells the line of each key, for checks that come later.

    Raises ContentError with every problem that the file's form has.
    """
    path = project / FILE
    if not path.is_file():
        raise ContentError([Problem(FILE, 0, "tệp", "không thấy tệp này; chạy “loa init” để tạo dự án mới")])
    text = files.read_text(path, shown=FILE)
    return yamltext.parse(text, Settings, path=FILE), yamltext.lines(text)


def advice(settings: Settings, index: yamltext.LineIndex) -> tuple[Problem, ...]:
    """Return what is allowed in the schedule but is hardly meant: addresses that nobody can reach."""
    contact, found = settings.station.contact, list[tuple[str, str]]()
    if re.search(r"\.(?:example|invalid|test)$|\bexample\.|localhost", urlsplit(settings.site.url).hostname or ""):
        told = "còn là địa chỉ mẫu; đổi thành địa chỉ thật, vì mã QR, RSS và podcast đều dùng địa chỉ này"
        found.append(("site.url", told))
    if contact.phone and len(re.sub(r"\D", "", contact.phone)) < 3:
        found.append(("station.contact.phone", f"“{contact.phone}” không phải số điện thoại; viết như 0225 3888 999"))
    if contact.email and not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@.]+", contact.email):
        found.append(
            ("station.contact.email", f"“{contact.email}” không phải địa chỉ thư; viết như xa@haiphong.gov.vn")
        )
    return tuple(Problem(FILE, index(*field.split(".")), field, told, advice=True) for field, told in found)
