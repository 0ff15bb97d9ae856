"""The day's lists, sheet and calendar, letter by letter: a change of them must be seen and meant.

Renew the files with ``LOA_GOLDEN=write pytest tests/golden/broadcast`` and read the difference.
"""

import os
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.broadcast.package import playlists, week_calendar
from pipeline.broadcast.package.rundown_page import rundown_page
from pipeline.broadcast.planning import plan_week
from pipeline.model.article import Priority
from pipeline.model.radio import DayRundown, Plan, Rendered
from tests.unit.broadcast.making import MONDAY, SCHEDULE, piece, request, settings

HERE = Path(__file__).parent
GIVEN = settings(
    changes=[{"date": "2026-11-30", "action": "doi-gio", "slot": "chieu", "start": "18:00", "reason": "lễ hội làng"}],
    slots=[*SCHEDULE["slots"]],
    planning={"max_airings_per_week": 1},
)
NOW = datetime(2026, 11, 29, 8, tzinfo=GIVEN.station.zone)


def plan() -> Plan:
    pieces = [
        piece("khai-sinh", 95.3, title="Đăng ký khai sinh trực tuyến", per_week=1),
        piece("mua-lu", 40, title="Thông báo khẩn: nước sông lên", priority=Priority.KHAN_CAP),
        piece("hoc-ba", 120.25, title="Học bạ số: “=1+1” & những điều cần biết", audience=("hoc-sinh",)),
    ]
    return plan_week(request(pieces, GIVEN, days=1))


def rundown() -> DayRundown:
    rendered = tuple(
        Rendered(
            programme=programme,
            file=f"2026-11-30-{programme.slot}.mp3",
            sha256="0" * 64,
            size_bytes=1000,
            duration_s=programme.filled_s + 0.05,
            integrated_lufs=-16.1,
            true_peak_dbtp=-1.7,
        )
        for programme in plan().programmes
    )
    return DayRundown(station=GIVEN.station.name, date=MONDAY, made_at=NOW, programmes=rendered)


def made(name: str) -> bytes:
    held = rundown()
    listed = playlists.tracks(held)
    week = plan().model_copy(update={"inputs": ""})
    return {
        "plan.json": lambda: week.model_dump_json(by_alias=True, indent=1).encode(),
        "rundown.json": lambda: held.model_dump_json(by_alias=True, indent=1).encode(),
        "rundown.html": lambda: rundown_page(held, GIVEN).encode(),
        "rundown.csv": lambda: playlists.rundown_csv(held),
        "day.m3u8": lambda: playlists.m3u8(listed),
        "day.m3u": lambda: playlists.m3u(listed),
        "day.pls": lambda: playlists.pls(listed),
        "day.xspf": lambda: playlists.xspf(listed, title=held.station),
        "day.csv": lambda: playlists.day_csv(listed),
        "barix.m3u": lambda: playlists.barix(listed[0]),
        "week.ics": lambda: week_calendar(week, settings=GIVEN, now=NOW).encode(),
    }[name]()


@pytest.mark.parametrize(
    "name",
    [
        "plan.json",
        "rundown.json",
        "rundown.html",
        "rundown.csv",
        "day.m3u8",
        "day.m3u",
        "day.pls",
        "day.xspf",
        "day.csv",
        "barix.m3u",
        "week.ics",
    ],
)
def test_the_package_is_as_it_was(name: str) -> None:
    """The file is the same as the one that was read and agreed to."""
    path = HERE / name
    if os.environ.get("LOA_GOLDEN") == "write":
        path.write_bytes(made(name))
    assert made(name) == path.read_bytes()
