"""Who speaks and where: station, website, voices."""

import re
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, field_validator

from pipeline.model.article import Frozen, Slug, Text


def _web(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/<>\"]+(/[^\s<>\"]*)?", value):
        raise ValueError(f"“{value}” không phải địa chỉ web; viết như https://gialoc.example/trang")
    return value


def _root(value: str) -> str:
    if _web(value).endswith("/"):
        raise ValueError(f"“{value}” thừa dấu / ở cuối; viết {value.rstrip('/')}")
    return value


Web = Annotated[str, AfterValidator(_web)]


class Contact(Frozen):
    """Where residents turn to. All optional: what the commune has not given is not shown."""

    office: Text | None = None
    address: Text | None = None
    phone: Text | None = None
    email: Text | None = None
    feedback_url: Web | None = None


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
    url: Web


class Site(Frozen):
    """The website: its public address and words.

    The first of ``sections`` holds every piece; ``services`` are the guides shown first at home, by slug.
    """

    url: Annotated[str, AfterValidator(_root)]
    name: Text
    tagline: Text = "Cải cách hành chính và dịch vụ công trực tuyến"
    sections: dict[Slug, Text]
    services: tuple[Slug, ...] = ()
    agencies: tuple[Link, ...] = ()
    websub: Web | None = None


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
