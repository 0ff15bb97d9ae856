"""Vietnamese words for dates, lengths and sizes, as readers of the site see them."""

import re
import unicodedata
from datetime import date, datetime, time

from pipeline.settings import Season

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
_MARKS = re.compile(r"[\u0300-\u036f]+")
SYLLABLES_PER_MINUTE = 200  # an unhurried adult reader


def day(value: date) -> str:
    """``ngày 4 tháng 5 năm 2026``."""
    return f"ngày {value.day} tháng {value.month} năm {value.year}"


def weekday(value: date) -> str:
    """``Thứ Hai``."""
    return WEEKDAYS[value.weekday()]


def full_day(value: date) -> str:
    """``Thứ Hai, ngày 4 tháng 5 năm 2026``."""
    return f"{weekday(value)}, {day(value)}"


def short_day(value: date) -> str:
    """``04/05/2026``."""
    return value.strftime("%d/%m/%Y")


def clock(value: datetime | time) -> str:
    """``5 giờ 30`` or ``17 giờ``."""
    return f"{value.hour} giờ {value.minute:02}" if value.minute else f"{value.hour} giờ"


def length(milliseconds: float) -> str:
    """``3 phút 20 giây``, ``45 giây``, ``2 phút``."""
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    parts = [f"{minutes} phút"] if minutes else []
    return " ".join([*parts, f"{seconds} giây"] if seconds or not minutes else parts)


def iso_length(milliseconds: float) -> str:
    """An ISO 8601 duration in whole seconds, as schema.org wants it: ``PT200S``."""
    return f"PT{round(milliseconds / 1000)}S"


def size(count: int) -> str:
    """``1,2 MB`` or ``640 KB`` (SI units, decimal comma)."""
    if count >= 1_000_000:
        return f"{count / 1_000_000:.1f} MB".replace(".", ",")
    return f"{max(1, round(count / 1000))} KB"


def reading_minutes(text: str) -> int:
    """Return the whole minutes an unhurried adult needs for ``text``; at least 1."""
    return max(1, round(len(re.findall(r"\w+", text)) / SYLLABLES_PER_MINUTE))


def fold(text: str) -> str:
    """Return lower case without tone marks, đ as d: the form in which search and sorting compare words."""
    return _MARKS.sub("", unicodedata.normalize("NFD", text.lower())).replace("đ", "d")


def anchor(text: str) -> str:
    """Return an ASCII fragment name for a heading."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-") or "muc"


def day_names(codes: tuple[str, ...]) -> str:
    """``hằng ngày``, or the weekdays by name for codes t2 … cn."""
    order = ("t2", "t3", "t4", "t5", "t6", "t7", "cn")
    return "hằng ngày" if set(order) <= set(codes) else ", ".join(WEEKDAYS[order.index(code)] for code in codes)


def season_days(season: Season) -> str:
    """``từ 16/10 đến hết 15/4``."""
    first, last = ("/".join(str(int(part)) for part in reversed(day.split("-"))) for day in (season.start, season.end))
    return f"từ {first} đến hết {last}"
