"""The operator's sheet: one printable A4 page in Vietnamese, which also plays each slot in the browser. Pure."""

from datetime import datetime, timedelta
from functools import cache
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from pipeline.model.radio import DayRundown, Item, ItemKind, Rendered, sheet_rows
from pipeline.settings import Settings

_SHEET_MM = 268  # height that an A4 sheet leaves to type
_HEAD_MM, _SLOT_MM, _PIECE_MM, _LINE_MM = 56, 38, 10.8, 5  # heights in full size: frame, slot, piece, more lines
_TITLE_CHARS = 45  # of a title line
_PIECES = (ItemKind.PIECE, ItemKind.FALLBACK)
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def rundown_page(rundown: DayRundown, settings: Settings) -> str:
    """Return the HTML of the day's sheet; it needs no other file but the MP3s beside it."""
    return _template().render(
        rundown=rundown,
        station=settings.station,
        day=f"{WEEKDAYS[rundown.date.weekday()]}, ngày {rundown.date:%d/%m/%Y}",
        sheets=[_sheet(each, settings) for each in rundown.programmes],
        scale=_scale(rundown),
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


def _scale(rundown: DayRundown) -> float:
    """Return how much smaller the type must be for the day to stay on one sheet; never under three fifths."""
    pieces = [item for each in rundown.programmes for item in each.programme.items if item.kind in _PIECES]
    lines = sum(len(item.title) // _TITLE_CHARS for item in pieces)
    lines += 2 * sum(bool(each.programme.note) for each in rundown.programmes)
    need = _HEAD_MM + _SLOT_MM * len(rundown.programmes) + _PIECE_MM * len(pieces) + _LINE_MM * lines
    return round(max(0.6, min(1.0, _SHEET_MM / need)), 2)


def _rows(items: tuple[Item, ...]) -> list[dict[str, object]]:
    """One row for each piece with its link, and one for what is said or played together around the pieces."""
    rows = []
    for number, group in groupby(zip(sheet_rows(items), items, strict=True), key=lambda pair: pair[0]):
        held = [item for _, item in group]
        piece = held[0].article
        ends = held[-1].starts_at + timedelta(seconds=held[-1].duration_s)
        names = (item.kind.label for item in held if item.kind is not ItemKind.LINK)
        rows.append(
            {
                "number": number,
                "time": _clock(held[0].starts_at),
                "length": _length((ends - held[0].starts_at).total_seconds()),
                "title": _tied(held[-1].title) if piece else ", ".join(names),
                "piece": bool(piece),
                "reason": _tied(held[-1].reason) if piece else "",
            }
        )
    return rows


def _tied(text: str) -> str:
    """A number stays on one line with its per cent sign."""
    return text.replace(" %", "\u00a0%")


def _clock(when: datetime) -> str:
    return f"{when:%H:%M:%S}"


def _length(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"


@cache
def _template() -> Template:
    loader = PackageLoader("pipeline.broadcast.package", "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template("rundown.html")
