"""broadcast_schedule.yaml as frozen models: station, site, speech, policy, audiences, slots, playout."""

import re
from datetime import date, time
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, Field, field_validator

from pipeline import files, yamltext
from pipeline.errors import ContentError, Problem
from pipeline.model.article import Frozen, Kind, Slug, Text, Theme

FILE = "broadcast_schedule.yaml"

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


class Contact(Frozen):
    """Where residents turn to. All optional: what the commune has not given is not shown."""

    office: Text | None = None
    address: Text | None = None
    phone: Text | None = None
    email: Text | None = None
    feedback_url: Text | None = None


class Station(Frozen):
    """Who speaks, and the templates of what is said around the pieces."""

    name: Text
    commune: Text
    province: Text
    timezone: Text = "Asia/Ho_Chi_Minh"
    call_music: Text
    greeting: Text
    link: Text
    notice: Text
    closing: Text
    gap_ms: int = Field(default=700, ge=0, le=3000)
    contact: Contact = Contact()

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"không có múi giờ “{value}”; viết Asia/Ho_Chi_Minh") from error
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The station's time zone."""
        return ZoneInfo(self.timezone)


class Link(Frozen):
    """A link to a related agency."""

    name: Text
    url: Annotated[str, Field(pattern=r"^https?://")]


class Site(Frozen):
    """The website: its public address and words."""

    url: Annotated[str, Field(pattern=r"^https?://[^/]+(/.*[^/])?$")]
    name: Text
    tagline: Text = "Cải cách hành chính và dịch vụ công trực tuyến"
    sections: dict[Slug, Text]
    agencies: tuple[Link, ...] = ()
    websub: Text | None = None


class Pauses(Frozen):
    """Silences in ms, the same for every voice."""

    comma: int = Field(default=220, ge=0, le=3000)
    sentence: int = Field(default=550, ge=0, le=3000)
    paragraph: int = Field(default=850, ge=0, le=3000)
    section: int = Field(default=1200, ge=0, le=3000)


class Speech(Frozen):
    """Voices in the order in which they are tried, and how they speak."""

    voices: tuple[Literal["kokoro", "espeak", "piper", "gtts"], ...] = ("kokoro", "espeak")
    speaker: Literal["nu", "nam"] = "nu"
    speed: float = Field(default=1.0, ge=0.6, le=1.5)
    pauses: Pauses = Pauses()
    loudness_lufs: float = Field(default=-16.0, ge=-24, le=-14)
    true_peak_dbtp: float = Field(default=-1.5, ge=-6, le=-1)
    piper_voice: Text | None = None
    estimate_ms_per_syllable: int = Field(default=240, ge=120, le=600)


class Exemption(Frozen):
    """Leave to break one policy rule, with its reason, approver and last day."""

    rule: Literal["earliest", "quiet", "sessions", "minutes", "weekdays"]
    slot: Slug | None = None
    start: date = Field(alias="from")
    until: date
    reason: Text
    approved_by: Text


class Policy(Frozen):
    """What no plan may break (a commune's own rules: NĐ 49/2024/NĐ-CP)."""

    earliest: Clock
    latest: Clock
    quiet: tuple[Window, ...]
    weekdays: tuple[Weekday, ...] = WEEKDAYS
    max_sessions_per_day: int = Field(ge=1, le=12)
    max_minutes_per_session: int = Field(ge=1, le=120)
    max_minutes_per_day: int = Field(ge=1, le=300)
    need_approval: bool = True
    exemptions: tuple[Exemption, ...] = ()


class Season(Frozen):
    """A part of the year, from day ``start`` to day ``end`` inclusive; may run over New Year."""

    name: Text
    start: MonthDay = Field(alias="from")
    end: MonthDay = Field(alias="to")

    def holds(self, day: date) -> bool:
        """Tell whether ``day`` lies in the season."""
        key = day.strftime("%m-%d")
        return self.start <= key <= self.end if self.start <= self.end else key >= self.start or key <= self.end


class Audience(Frozen):
    """A group of residents: its weight, and when it is at home and can listen, by season."""

    name: Text
    weight: float = Field(default=1.0, gt=0, le=10)
    home: dict[Slug, tuple[DayWindow, ...]]


class Slot(Frozen):
    """A recurring place in the week."""

    id: Slug
    name: Text
    days: tuple[Weekday, ...]
    start: dict[Slug, Clock]
    minutes: int = Field(ge=1, le=120)
    audience: tuple[Slug, ...] = ("moi-nguoi",)
    kinds: tuple[Kind, ...] = ()
    themes: tuple[Theme, ...] = ()
    prefer: tuple[Theme, ...] = ()
    fallback: tuple[Slug, ...] = ()


class Change(Frozen):
    """A one-off change of a slot on a date: cancelled, moved, or added, with its reason."""

    date: date
    action: Literal["huy", "doi-gio", "them"]
    slot: Slug
    start: Clock | None = None
    minutes: Annotated[int, Field(ge=1, le=120)] | None = None
    reason: Text


class Holidays(Frozen):
    """What happens on public holidays, Tết included."""

    country: Text = "VN"
    on_holiday: Literal["nhu-thuong", "nghi", "chi-slot"] = "nhu-thuong"
    slots: tuple[Slug, ...] = ()


class Planning(Frozen):
    """How the week is planned."""

    freeze_hours: int = Field(default=24, ge=0, le=168)
    min_separation_hours: int = Field(default=4, ge=0, le=168)
    morning_until: Clock = time(12, 0)
    evening_from: Clock = time(16, 0)
    max_airings_per_week: int = Field(default=7, ge=1, le=28)


class Playout(Frozen):
    """How the programmes are aired when this machine itself plays them."""

    player: Literal["device", "icecast", "folder", "multicast"] = "device"
    folder: Text | None = None
    icecast_url: Text | None = None
    multicast: Text | None = None
    preroll_s: int = Field(default=300, ge=5, le=3600)
    late_start: Literal["noi-tiep", "chi-thong-bao", "bo"] = "noi-tiep"
    emergency_repeats: int = Field(default=3, ge=1, le=20)
    emergency_every_s: int = Field(default=120, ge=0, le=3600)
    after_emergency: Literal["tiep-tuc", "bo"] = "tiep-tuc"
    status_port: int = Field(default=8765, ge=1024, le=65535)


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
