"""broadcast_schedule.yaml as frozen models: station, site, speech, policy, audiences, slots, playout."""

from datetime import date
from pathlib import Path

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
