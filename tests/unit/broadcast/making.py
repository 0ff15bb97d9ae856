"""Small schedules and pieces for the planning tests, made in memory."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from pipeline.broadcast.planning import (
    Candidate,
    Occurrence,
    Overheads,
    PlanRequest,
    Spoken,
    occurrences,
    spoken_texts,
)
from pipeline.model.article import Priority
from pipeline.model.radio import Plan
from pipeline.settings import FILE, Settings
from pipeline.yamltext import LineIndex, lines, parse

MONDAY = date(2026, 11, 30)

_BOTH = [{"from": "05:00", "to": "08:00"}, {"from": "16:30", "to": "21:00"}]
SCHEDULE: dict[str, Any] = {
    "station": {
        "name": "Đài xã Thử",
        "commune": "xã Thử",
        "province": "tỉnh Thử",
        "call_music": "media/nhac.mp3",
        "greeting": "Đây là {dai}, chương trình {buoi}, {ngay}.",
        "link": "Tiếp theo là {loai}: {tieu_de}.",
        "notice": "{dai} tạm nghỉ.",
        "closing": "Hết.",
        "gap_ms": 500,
    },
    "site": {"url": "https://thu.example", "name": "Thử", "sections": {}},
    "policy": {
        "earliest": "05:00",
        "latest": "20:30",
        "quiet": [{"from": "11:30", "to": "13:30"}, {"from": "21:00", "to": "05:00"}],
        "max_sessions_per_day": 3,
        "max_minutes_per_session": 30,
        "max_minutes_per_day": 60,
    },
    "seasons": {
        "he": {"name": "Hè", "from": "16/04", "to": "15/10"},
        "dong": {"name": "Đông", "from": "16/10", "to": "15/04"},
    },
    "audiences": {
        "moi-nguoi": {
            "name": "Mọi người",
            "home": {"he": _BOTH, "dong": _BOTH},
        },
        "hoc-sinh": {
            "name": "Học sinh",
            "home": {"he": _BOTH[1:], "dong": _BOTH[1:]},
        },
    },
    "slots": [
        {
            "id": "sang",
            "name": "Buổi sáng",
            "days": ["t2", "t3", "t4", "t5", "t6", "t7", "cn"],
            "start": {"he": "05:30", "dong": "05:45"},
            "minutes": 15,
        },
        {
            "id": "chieu",
            "name": "Buổi chiều",
            "days": ["t2", "t3", "t4", "t5", "t6", "t7", "cn"],
            "start": {"he": "17:30", "dong": "17:00"},
            "minutes": 15,
        },
    ],
}


def schedule(**changes: Any) -> tuple[Settings, LineIndex]:
    """Return the test schedule, parts of it merged with ``changes``, read from text as a file would be."""
    text = json.dumps(_merged(SCHEDULE, changes), ensure_ascii=False, indent=1)
    return parse(text, Settings, path=FILE), lines(text)


def settings(**changes: Any) -> Settings:
    """Return the test schedule's settings alone."""
    return schedule(**changes)[0]


def piece(slug: str, seconds: float = 120, **changes: Any) -> Candidate:
    """Return an approved piece, valid from long ago, promised once a week unless told otherwise."""
    values: dict[str, Any] = {
        "slug": slug,
        "title": f"Bài {slug}",
        "kind": "bai",
        "theme": "dich-vu-cong-truc-tuyen",
        "priority": Priority.THUONG,
        "audience": ("moi-nguoi",),
        "start": date(2026, 1, 1),
        "until": None,
        "per_week": 1,
        "duration_ms": round(seconds * 1000),
        "link": f"Tiếp theo là bài viết: Bài {slug}.",
        "link_ms": 3000,
        "approved": True,
        "published": date(2026, 11, 20),
    }
    return Candidate(**(values | changes))


def request(
    pieces: Iterable[Candidate], given: Settings | None = None, *, days: int = 7, first: date = MONDAY, **more: Any
) -> PlanRequest:
    """Return a request for ``days`` days from ``first``, asked the noon before."""
    known = given or settings()
    held = occurrences(known, first, days)
    before = datetime.combine(first - timedelta(days=1), datetime.min.time(), tzinfo=known.station.zone)
    values: dict[str, Any] = {
        "settings": known,
        "first": first,
        "days": days,
        "occurrences": held,
        "candidates": tuple(pieces),
        "overheads": overheads(known, held),
        "now": before,
    }
    return PlanRequest(**(values | more))


def overheads(given: Settings, held: Iterable[Occurrence]) -> Mapping[str, Overheads]:
    """Return 5 s of call music, 8 s of greeting, 4 s of notice and 3 s of closing for each occurrence."""
    found = {}
    for occurrence in held:
        texts = spoken_texts(given, occurrence)
        spoken = Spoken(texts.greeting, 8000), Spoken(texts.notice, 4000), Spoken(texts.closing, 3000)
        found[occurrence.key] = Overheads(5000, *spoken)
    return found


def airings(plan: Plan) -> dict[str, list[str]]:
    """Return the programmes in which each piece is, by slug."""
    found: dict[str, list[str]] = {}
    for programme in plan.programmes:
        for slug in programme.pieces:
            found.setdefault(slug, []).append(programme.key)
    return found


def _merged(base: Any, changes: Any) -> Any:
    if isinstance(base, dict) and isinstance(changes, dict):
        return base | {key: _merged(base.get(key), value) for key, value in changes.items()}
    return changes
