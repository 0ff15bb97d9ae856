"""What is said around the pieces: the station's templates filled in. Pure."""

from dataclasses import dataclass
from datetime import date, time

from pipeline.broadcast.planning.occurrences import Occurrence
from pipeline.model.article import Article
from pipeline.settings import Settings

PLACES = {
    "greeting": ("dai", "xa", "ngay", "buoi"),
    "notice": ("dai", "xa", "ngay", "buoi"),
    "closing": ("dai", "xa", "ngay", "buoi"),
    "link": ("dai", "xa", "tieu_de", "loai"),
}
_DAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_PARTS = ((time(11), "sáng"), (time(13), "trưa"), (time(18), "chiều"))


@dataclass(frozen=True)
class Spoken:
    """A sentence of the announcer and its length in ms."""

    text: str
    ms: int


@dataclass(frozen=True)
class Overheads:
    """What a programme holds beside its pieces. A length of 0 ms leaves the item out."""

    call_music_ms: int
    greeting: Spoken
    notice: Spoken
    closing: Spoken


@dataclass(frozen=True)
class SlotTexts:
    """The announcer's sentences of one occurrence, to be spoken and measured."""

    greeting: str
    notice: str
    closing: str


def spoken_texts(settings: Settings, occurrence: Occurrence) -> SlotTexts:
    """Return greeting, notice (when there is nothing to air) and closing of an occurrence."""
    station = settings.station
    when = {"ngay": spoken_day(occurrence.date), "buoi": part_of_day(occurrence.starts_at.time())}
    values = _station(settings) | when
    return SlotTexts(*(_filled(text, values) for text in (station.greeting, station.notice, station.closing)))


def link_text(settings: Settings, article: Article) -> str:
    """Return the sentence that leads to ``article``: the same in every programme, so its length is too."""
    label = article.meta.kind.label
    values = _station(settings) | {"tieu_de": article.title, "loai": label[0].lower() + label[1:]}
    return _filled(settings.station.link, values)


def spoken_day(day: date) -> str:
    """Return ``thứ Ba, ngày 1 tháng 12 năm 2026``."""
    return f"{_DAYS[day.weekday()]}, ngày {day.day} tháng {day.month} năm {day.year}"


def part_of_day(clock: time) -> str:
    """Return sáng, trưa, chiều or tối."""
    return next((name for until, name in _PARTS if clock < until), "tối")


def _station(settings: Settings) -> dict[str, str]:
    return {"dai": settings.station.name, "xa": settings.station.commune}


def _filled(template: str, values: dict[str, str]) -> str:
    """Fill the known places only: a title with braces in it is text, never a template."""
    parts = template.split("{")
    return parts[0] + "".join(_place(part, values) for part in parts[1:])


def _place(part: str, values: dict[str, str]) -> str:
    name, closed, rest = part.partition("}")
    return values[name] + rest if closed and name in values else "{" + part
