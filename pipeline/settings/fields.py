"""Field types of broadcast_schedule.yaml: weekdays, clock times, days of the year, spans of the day."""

import re
from datetime import date, time
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from pipeline.model.article import Frozen

Weekday = Literal["t2", "t3", "t4", "t5", "t6", "t7", "cn"]

WEEKDAYS: tuple[Weekday, ...] = ("t2", "t3", "t4", "t5", "t6", "t7", "cn")  # in the order of date.weekday()


def _clock(value: object) -> object:
    """Take ``HH:MM`` text only: YAML would read an unquoted 22:30 as 1350."""
    if isinstance(value, time):
        return value
    match = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", str(value))
    if not match:
        raise ValueError(f"“{value}” không phải giờ; viết như 05:30 hoặc 17:00")
    return time(int(match[1]), int(match[2]))


def _month_day(value: object) -> object:
    match = re.fullmatch(r"(\d{1,2})/(\d{1,2})", str(value))
    if match:
        try:
            date(2024, int(match[2]), int(match[1]))
            return f"{int(match[2]):02}-{int(match[1]):02}"
        except ValueError:
            pass
    elif re.fullmatch(r"\d{2}-\d{2}", str(value)):
        return value
    raise ValueError(f"“{value}” không phải ngày trong năm; viết ngày/tháng như 15/04")


Clock = Annotated[time, BeforeValidator(_clock)]
MonthDay = Annotated[str, BeforeValidator(_month_day)]  # "MM-DD", so that text order is calendar order


class Window(Frozen):
    """A span of the day. ``end`` before ``start`` runs over midnight."""

    start: Clock = Field(alias="from")
    end: Clock = Field(alias="to")


class DayWindow(Window):
    """A span of the day on some weekdays (all when none is named)."""

    days: tuple[Weekday, ...] = WEEKDAYS
