"""Strict YAML: safe-loaded, times kept as text, every problem told with its line.

PyYAML turns ``22:30`` into 1350 and ``2026-05-04`` into a date; here only null, booleans and
plain numbers are resolved, the rest stays text and pydantic decides.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from pipeline.errors import ContentError, Problem
from pipeline.yamltext import mending, words
from pipeline.yamltext.loader import Loader

Model = TypeVar("Model", bound=BaseModel)
Location = tuple[int | str, ...]


def parse(text: str, model: type[Model], *, path: str, first_line: int = 1) -> Model:
    """Read YAML ``text`` into ``model``. ``first_line`` is the file's line on which the text starts.

    Raises ContentError with every problem, each at its own line of the file ``path``.
    """
    return parse_with_lines(text, model, path=path, first_line=first_line)[0]


def parse_with_lines(text: str, model: type[Model], *, path: str, first_line: int = 1) -> tuple[Model, "LineIndex"]:
    """As ``parse``; the index tells the file's line of each key, for problems that are found later."""
    read = mending.read(text)
    told = [Problem(path, first_line + line, "YAML", message) for line, message in read.told]
    if not isinstance(read.data, dict):
        raise ContentError(told or [Problem(path, first_line, "tệp", "phần khai báo phải là các dòng “khóa: giá trị”")])
    lines, plain = LineIndex(read.node, first_line), _with_dates(read.data, model)
    told += _doubled_keys(read.node, path, first_line)
    try:
        value = model.model_validate(plain, by_alias=True, by_name=False)
    except ValidationError as error:
        wrong = [item for item in error.errors() if not (item["type"] == "missing" and item["loc"][-1] in read.lost)]
        found = [_problem(item, read.node, model, (path, first_line)) for item in wrong]
        raise InvalidError({*found, *told}, plain, lines, lost=read.lost) from error
    if told:
        raise InvalidError(told, plain, lines, lost=read.lost)
    return value, lines


class InvalidError(ContentError):
    """Raised when the YAML can be read but is not what the model wants.

    ``data`` is what was read, ``lines`` its index, ``lost`` the keys on lines that could not be read, ``__cause__``
    pydantic's error where values are wrong: with them a caller can still check the parts that are right, and tell
    all problems at once.
    """

    def __init__(
        self, problems: Iterable[Problem], data: dict[str, Any], lines: "LineIndex", *, lost: frozenset[str]
    ) -> None:
        super().__init__(problems)
        self.data, self.lines, self.lost = data, lines, lost


def line_of(node: yaml.Node | None, location: Location) -> int:
    """Return the 0-based line of the value at ``location``; the nearest parent's where it is absent."""
    line = 0
    for step in location:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(step)), None)
            if pair is None:
                return line
            line, node = pair[0].start_mark.line, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line
    return line


def lines(text: str) -> "LineIndex":
    """Return an index that tells the line of any key of a YAML text (for problems found after validation)."""
    return LineIndex(yaml.compose(text, Loader=Loader))


class LineIndex:
    """Tells on which line of the file a key path stands; ``first_line`` is the line of the first key."""

    def __init__(self, node: yaml.Node | None, first_line: int = 1) -> None:
        self._node, self._first = node, first_line

    def __call__(self, *location: int | str) -> int:
        """Return the line of ``location``, or of the nearest parent that is written."""
        return line_of(self._node, location) + self._first


def parse_date(text: str) -> date:
    """Read ``2026-05-04`` or ``4/5/2026`` (day first); raises ValueError on anything else."""
    if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text):
        year, month, day = map(int, match.groups())
    elif match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        day, month, year = map(int, match.groups())
    else:
        raise ValueError(text)
    return date(year, month, day)


def _with_dates(data: Any, model: type[BaseModel]) -> Any:
    """Turn day-first texts into ISO where the model wants a date; leave what cannot be read for pydantic to refuse."""
    if not isinstance(data, dict):
        return data
    known = {(field.alias or name): field.annotation for name, field in model.model_fields.items()}
    return {key: _converted(value, known.get(key)) for key, value in data.items()}


def _converted(value: Any, annotation: Any) -> Any:
    options = words.flat(annotation)
    nested = next((kind for kind in options if isinstance(kind, type) and issubclass(kind, BaseModel)), None)
    if date in options and isinstance(value, str | int | float):
        try:
            return parse_date(str(value)).isoformat()
        except ValueError:
            return f"?{value}"
    if nested and isinstance(value, list):
        return [_with_dates(item, nested) for item in value]
    if nested and isinstance(value, dict):
        whole = _with_dates(value, nested)
        return (
            whole
            if set(value) & set(nested.model_fields) or not value
            else {key: _with_dates(item, nested) for key, item in value.items()}
        )
    return value


def _problem(item: Any, node: yaml.Node | None, model: type[BaseModel], place: tuple[str, int]) -> Problem:
    path, first_line = place
    location: Location = tuple(item["loc"])
    keys = [step for step in location if _is_key(step)]
    field = ".".join(str(step + 1) if isinstance(step, int) else step for step in keys) or "tệp"
    return Problem(path, first_line + line_of(node, location), field, words.message(item, _owner(model, keys[:-1])))


def _is_key(step: int | str) -> bool:
    """Tell whether a step of pydantic's loc is a key of the file, not the name of a branch of a union."""
    return isinstance(step, int) or not re.search(r"[\[(]|^(?:function|constrained|is-instance)", step)


def _owner(model: type[BaseModel], steps: list[int | str]) -> type[BaseModel]:
    for step in steps:
        model = next((kind for name, kind in words.nested_models(model) if name == step), model)
    return model


def _doubled_keys(node: yaml.Node | None, path: str, first_line: int) -> list[Problem]:
    found: list[Problem] = []
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                line = first_line + key.start_mark.line
                found.append(Problem(path, line, str(key.value), "khóa viết hai lần; giữ lại một dòng"))
            seen.add(key.value)
            found += _doubled_keys(value, path, first_line)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            found += _doubled_keys(value, path, first_line)
    return found
