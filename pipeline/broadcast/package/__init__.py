"""The operator's package of a day: assembled slots, playlists, the sheet, the week's calendar, the stick."""

from pipeline.broadcast.package.calendar import week_calendar
from pipeline.broadcast.package.export import (
    DayPackage,
    Exported,
    export_day,
    exported_keys,
    exported_programmes,
    read_rundown,
)
from pipeline.broadcast.package.stick import copy_to

__all__ = [
    "DayPackage",
    "Exported",
    "copy_to",
    "export_day",
    "exported_keys",
    "exported_programmes",
    "read_rundown",
    "week_calendar",
]
