"""The operator's sheet: one printable A4 page in Vietnamese, which also plays each slot in the browser. Pure."""

from datetime import datetime, timedelta
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from pipeline.broadcast.package.playlists import KINDS
from pipeline.model.radio import DayRundown, Item, ItemKind, Rendered
from pipeline.settings import Settings

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def rundown_page(rundown: DayRundown, settings: Settings) -> str:
    """Return the HTML of the day's sheet; it needs no other file but the MP3s beside it."""
    return _template().render(
        rundown=rundown,
        station=settings.station,
        day=f"{WEEKDAYS[rundown.date.weekday()]}, ngày {rundown.date:%d/%m/%Y}",
        sheets=[_sheet(each, settings) for each in rundown.programmes],
    )


def _sheet(each: Rendered, settings: Settings) -> dict[str, object]:
    programme = each.programme
    last = programme.items[-1]
    return {
        "title": programme.title or programme.slot,
        "file": each.file,
        "starts": _clock(programme.starts_at),
        "ends": _clock(last.starts_at + timedelta(seconds=last.duration_s)),
        "length": _length(each.duration_s),
        "limit": round(programme.capacity_s / 60),
        "audience": ", ".join(settings.audiences[a].name for a in programme.audience if a in settings.audiences),
        "loudness": f"{each.integrated_lufs:.1f}".replace(".", ","),
        "note": programme.note,
        "rows": _rows(programme.items),
    }


def _rows(items: tuple[Item, ...]) -> list[dict[str, object]]:
    """One row for each thing heard; a link stands in the row of the piece it leads to."""
    rows = []
    lead: Item | None = None
    for item in items:
        if item.kind is ItemKind.LINK:
            lead = item
            continue
        starts = lead.starts_at if lead else item.starts_at
        ends = item.starts_at + timedelta(seconds=item.duration_s)
        piece = item.kind in (ItemKind.PIECE, ItemKind.FALLBACK)
        rows.append(
            {
                "time": _clock(starts),
                "length": _length((ends - starts).total_seconds()),
                "kind": KINDS[item.kind.value],
                "title": item.title,
                "piece": piece,
                "reason": item.reason if piece else "",
            }
        )
        lead = None
    return rows


def _clock(when: datetime) -> str:
    return f"{when:%H:%M:%S}"


def _length(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"


@cache
def _template() -> Template:
    loader = PackageLoader("pipeline.broadcast.package", "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template("rundown.html")
