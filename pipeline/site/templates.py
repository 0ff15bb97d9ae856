"""What every template may use: the filters, the values of the frame around a page, the policy it is shown under."""

import hashlib
from pathlib import Path
from typing import Any

from pipeline.site import address, body, pieces, register, words
from pipeline.site.content import Content

THEME = Path(__file__).parent / "theme"

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'"
)


def filters(content: Content) -> dict[str, Any]:
    """Return the templates' filters, by name."""
    settings = content.settings
    return {
        "day": words.day,
        "full_day": words.full_day,
        "short_day": words.short_day,
        "clock": words.clock,
        "length_words": words.length,
        "size_words": words.size,
        "day_names": words.day_names,
        "season_days": words.season_days,
        "iso_length": words.iso_length,
        "rooted": body.rooted,
        "page_url": address.of_page,
        "posted": lambda piece: content.procedures.get(piece.article.slug),
        "warnings": content.warnings,
        "mark": content.mark,
        "service": lambda row: register.service(row, settings),
        "first_upper": lambda text: text[:1].upper() + text[1:],
        "related": pieces.related(content.pieces),
        "filter_url": lambda value: address.of_filter(value, settings),
    }


def menu(content: Content) -> list[tuple[str, str]]:
    """Return the main menu: addresses and labels."""
    return [
        *((group.url, group.label) for group in content.sections[:1]),
        (address.REGISTER, "Thủ tục"),
        (address.LISTEN, "Nghe"),
        (address.SCHEDULE, "Lịch phát thanh"),
        (address.SEARCH, "Tìm kiếm"),
        (address.ABOUT, "Giới thiệu"),
    ]


def values(content: Content) -> dict[str, Any]:
    """Return what every template knows, by name."""
    settings = content.settings
    return {
        "site": settings.site,
        "station": settings.station,
        "policy": settings.policy,
        "seasons": tuple(settings.seasons.values()),
        "menu": menu(content),
        "csp": CSP,
        "here": "",
        "stamp": stamp(),
        "sections": content.sections,
        "section_names": settings.site.sections,
        "themes": content.themes,
        "filters": content.filters,
        "services": content.services,
        "complaints": content.complaints,
        "today": content.today,
        "kept": _keeper(),
    }


def stamp() -> str:
    """Return a short mark of the theme's files, so that browsers fetch a changed style sheet at once."""
    files = sorted((THEME / "static").glob("*.*"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:8]


def _keeper() -> Any:
    """Return a template function that renders a part of the frame once for each depth and place in the menu."""
    from jinja2 import pass_context
    from markupsafe import Markup

    made: dict[tuple[str, str, str], Markup] = {}

    @pass_context
    def kept(context: Any, name: str) -> Markup:
        key = (name, context["SITEURL"], context.get("here") or "")
        if key not in made:
            made[key] = Markup(context.environment.get_template(name).render(context.get_all()))
        return made[key]

    return kept
