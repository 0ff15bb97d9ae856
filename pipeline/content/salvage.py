"""What is right in a wrong front matter, so that its other problems are told in the same run. Pure."""

import copy
from typing import Any

from pydantic import ValidationError

from pipeline.model.article import FrontMatter
from pipeline.yamltext import InvalidError

# Stand-ins for required keys; rules that read such a key are not asked, since it is in doubt.
_STAND_INS = {
    "title": "-",
    "date": "2000-01-01",
    "kind": "tin",
    "theme": "y-nghia-ket-qua",
    "unit": "phong-kinh-te",
    "summary": "-",
}


def salvage(error: InvalidError) -> tuple[FrontMatter | None, frozenset[str]]:
    """Return the front matter without its wrong values, and the dotted names of the keys that are in doubt."""
    data, cause, doubt = copy.deepcopy(error.data), error.__cause__, set(error.lost)
    for _ in range(4):
        for item in cause.errors() if isinstance(cause, ValidationError) else ():
            doubt |= _drop(data, item["loc"], absent=item["type"] == "missing")
        try:
            return FrontMatter.model_validate(_STAND_INS | data, by_alias=True, by_name=False), frozenset(doubt)
        except ValidationError as again:
            cause = again
    return None, frozenset(doubt)


def bare() -> FrontMatter:
    """Return stand-ins for a front matter of which nothing can be read: what hangs on no key is still checked."""
    return FrontMatter.model_validate(_STAND_INS)


def _drop(data: dict[str, Any], location: tuple[int | str, ...], *, absent: bool) -> set[str]:
    """Take the value at ``location`` out; where a nested key is absent, the block that should hold it."""
    whole = location[:-1] if absent and len(location) > 1 else location
    steps = [step for step in whole if isinstance(step, str)]
    holder: Any = data
    for step in steps[:-1]:
        holder = holder.get(step) if isinstance(holder, dict) else None
    if steps and isinstance(holder, dict):
        holder.pop(steps[-1], None)
    return {".".join(steps)}
