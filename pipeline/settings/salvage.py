"""What is right in a wrong broadcast_schedule.yaml, so that other problems are told in the same run. Pure."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from typing import Any

from pydantic import ValidationError

from pipeline.errors import ContentError, Problem
from pipeline.settings import FILE, WEEKDAYS, Settings
from pipeline.yamltext import InvalidError, LineIndex

ROUNDS = 8  # each fills the gaps that the one before tore or met one level up


@dataclass(frozen=True)
class Sketch:
    """A schedule whose wrong values are replaced by stand-ins: good for finding problems, for nothing else.

    ``told`` are the problems of its form. ``doubt`` names, without list numbers, the keys that hold a stand-in.
    """

    settings: Settings
    lines: LineIndex
    told: tuple[Problem, ...]
    doubt: frozenset[str]

    def trusts(self, problem: Problem) -> bool:
        """Tell whether ``problem``, found in the sketch, is one of the file's own and hangs on no stand-in."""
        if problem.path == FILE and any(problem.line == other.line for other in self.told):
            return False
        parts = set(problem.field.split("."))
        return not any(_leans(parts, key) for key in self.doubt)


def sketch(error: ContentError) -> Sketch:
    """Return what can be made of the schedule that raised ``error``; all is in doubt when nothing could be read."""
    if isinstance(error, InvalidError):
        data, doubt, lines = copy.deepcopy(error.data), set(_LEANING if error.lost else ()) | error.lost, error.lines
    else:
        data, doubt, lines = {}, set(Settings.model_fields), LineIndex(None)
    for _ in range(ROUNDS):
        if not data.get("seasons"):
            data["seasons"], doubt = {"nam": dict(_YEAR)}, {*doubt, "seasons"}
        try:
            found = Settings.model_validate(data, by_alias=True, by_name=False)
            return Sketch(_lenient(found), lines, error.problems, frozenset(doubt))
        except ValidationError as wrong:
            for item in wrong.errors():
                doubt |= _mend(data, item["loc"], item["type"])
    return Sketch(_lenient(_nothing()), lines, error.problems, frozenset({*doubt, *Settings.model_fields}))


def _nothing() -> Settings:
    return Settings.model_validate(_STAND_INS[""], by_alias=True, by_name=False)


def _lenient(found: Settings) -> Settings:
    """A stand-in may break no rule of the commune: those are held against the schedule once its form is right."""
    free = {"earliest": time(0, 0), "latest": time(23, 59), "quiet": (), "weekdays": WEEKDAYS, **_MOST}
    slots = tuple(slot.model_copy(update={"minutes": 1}) for slot in found.slots)
    return found.model_copy(update={"policy": found.policy.model_copy(update=free), "slots": slots})


def _mend(data: dict[str, Any], location: tuple[int | str, ...], kind: str) -> set[str]:
    """Put a stand-in at ``location``, or take away what need not be there; return the key that is in doubt."""
    steps = list(_steps(data, location))
    names = [step for step in steps if isinstance(step, str)]
    holder: Any = data
    for step in steps[:-1]:
        holder = holder[step]
    if kind == "extra_forbidden":
        holder.pop(steps[-1], None)
        return set()
    fitting = _STAND_INS.get(names[0] if len(steps) > 1 else "", {})
    if len(steps) > 1 and isinstance(steps[-1], int):
        holder[steps[-1]] = dict(fitting)
    elif steps[-1] in fitting:
        holder[steps[-1]] = copy.deepcopy(fitting[steps[-1]])
    else:
        holder.pop(steps[-1], None)
    coded = names[0] == "seasons" or (names[0] == "audiences" and len(names) == 2)  # others refer to it by its code
    return {".".join(names), *(names[:1] if coded else ())}


def _steps(data: Any, location: tuple[int | str, ...]) -> Iterator[int | str]:
    """Yield the part of pydantic's ``loc`` to mend: an entry, or a whole list or table of times."""
    for step in location:
        inside = isinstance(data, list) and isinstance(step, int) and step < len(data)
        if step == "[key]" or not (inside or isinstance(data, dict)):
            return
        yield step
        data = data[step] if inside else data.get(step)
        if step in ("home", "start", "sections") or (isinstance(data, list) and step not in ("slots", "changes")):
            return


def _leans(parts: set[str], key: str) -> bool:
    """Tell whether a problem whose field has these parts may come from a stand-in at ``key``."""
    first, *_, last = [*key.split("."), key.rpartition(".")[2]]
    leaning = _LEANING.get(key, frozenset()) | _LEANING.get(f"{first}.{last}", frozenset())
    return bool(parts & leaning) or {first, last} <= parts


_MOST = {"max_sessions_per_day": 12, "max_minutes_per_session": 120, "max_minutes_per_day": 300}
_POLICY: dict[str, Any] = {"earliest": "00:00", "latest": "23:59", "quiet": [], **_MOST}
_STATION = dict.fromkeys(("name", "commune", "province", "call_music", "greeting", "link", "notice", "closing"), "-")
_SITE: dict[str, Any] = {"url": "https://xa.gov.vn", "name": "-", "sections": {"chung": "-"}}
_YEAR = {"name": "-", "from": "01/01", "to": "31/12"}
_STAND_INS: dict[str, dict[str, Any]] = {
    "": {
        **{"station": _STATION, "site": _SITE, "policy": _POLICY},
        **{"seasons": {"nam": _YEAR}, "audiences": {}, "slots": []},
    },
    "station": _STATION,
    "site": _SITE,
    "policy": _POLICY,
    "seasons": _YEAR,
    "audiences": {"name": "-", "home": {}},
    "slots": {"id": "khung", "name": "-", "days": list(WEEKDAYS), "start": {}, "minutes": 1},
    "changes": {"date": "2000-01-01", "action": "them", "slot": "khung", "start": "00:00", "reason": "-"},
}
# Where a problem's field holds one of these words, it may come from a stand-in at the key, not from the file.
_LEANING = {
    "seasons": frozenset({"start", "home"}),
    "seasons.from": frozenset({"seasons"}),
    "seasons.to": frozenset({"seasons"}),
    "audiences": frozenset({"audience"}),
    "slots": frozenset({"holidays", "changes", "exemptions"}),
    "slots.id": frozenset({"holidays", "changes", "exemptions"}),
    "slots.days": frozenset({"changes"}),
    "changes": frozenset({"exemptions"}),
    "site": frozenset({"chuyên mục"}),
    "site.sections": frozenset({"chuyên mục"}),
    "policy.need_approval": frozenset({"approved_by", "fallback"}),
}
