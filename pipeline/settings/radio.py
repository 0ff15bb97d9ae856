"""When the loudspeakers speak: policy, seasons, audiences, slots, changes, holidays, planning, playout."""

from datetime import date, time
from typing import Annotated, Literal

from pydantic import Field

from pipeline.model.article import Frozen, Kind, Slug, Text, Theme
from pipeline.settings.fields import WEEKDAYS, Clock, DayWindow, MonthDay, Weekday, Window


class Exemption(Frozen):
    """Leave to break one policy rule, with its reason, approver and last day."""

    rule: Literal["earliest", "latest", "quiet", "sessions", "minutes", "weekdays"]
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
    name: Text | None = None
    audience: tuple[Slug, ...] = ()
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
    program: Literal["auto", "mpv", "ffplay", "vlc"] = "auto"
    device: Text | None = None
    folder: Text | None = None
    icecast_url: Text | None = None
    multicast: Text | None = None
    bitrate_kbps: int = Field(default=64, ge=32, le=320)
    preroll_s: int = Field(default=300, ge=5, le=3600)
    late_start: Literal["noi-tiep", "chi-thong-bao", "bo"] = "noi-tiep"
    emergency_repeats: int = Field(default=3, ge=1, le=20)
    emergency_every_s: int = Field(default=120, ge=0, le=3600)
    emergency_valid_min: int = Field(default=120, ge=1, le=1440)
    after_emergency: Literal["tiep-tuc", "bo"] = "tiep-tuc"
    status_port: int = Field(default=8765, ge=1024, le=65535)
