"""Strict YAML: safe-loaded, times kept as text, every problem told with its line.

PyYAML turns ``22:30`` into 1350 and ``2026-05-04`` into a date; here only null, booleans and
plain numbers are resolved, the rest stays text and pydantic decides.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

import yaml
import yaml.composer
from pydantic import BaseModel, ValidationError
from slugify import slugify

from pipeline.errors import ContentError, Problem

Model = TypeVar("Model", bound=BaseModel)
Location = tuple[int | str, ...]


MAX_DEPTH = 20


class _Loader(yaml.SafeLoader):
    """A SafeLoader of plain data: few implicit types, text keys, NFC text; no anchors, tags or bottomless nesting."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise yaml.composer.ComposerError(None, None, "&*!", event.start_mark)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise yaml.composer.ComposerError(None, None, "depth", event.start_mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        for key, _ in node.value:
            key.tag = "tag:yaml.org,2002:str"
        return super().construct_mapping(node, deep)

    def construct_scalar(self, node: yaml.ScalarNode | yaml.MappingNode) -> Any:
        return unicodedata.normalize("NFC", super().construct_scalar(node))


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", ["t", "f"]),
    ("tag:yaml.org,2002:int", r"^[-+]?(?:0|[1-9][0-9]*)$", list("-+0123456789")),
    ("tag:yaml.org,2002:float", r"^[-+]?[0-9]+\.[0-9]+$", list("-+0123456789")),
):
    _Loader.add_implicit_resolver(_tag, re.compile(_pattern), _first)


def parse(text: str, model: type[Model], *, path: str, first_line: int = 1) -> Model:
    """Read YAML ``text`` into ``model``. ``first_line`` is the file's line on which the text starts.

    Raises ContentError with every problem, each at its own line of the file ``path``.
    """
    return parse_with_lines(text, model, path=path, first_line=first_line)[0]


def parse_with_lines(text: str, model: type[Model], *, path: str, first_line: int = 1) -> tuple[Model, "LineIndex"]:
    """As ``parse``; the index tells the file's line of each key, for problems that are found later."""
    node, data = _load(text, path, first_line)
    if not isinstance(data, dict):
        raise ContentError([Problem(path, first_line, "tệp", "phần khai báo phải là các dòng “khóa: giá trị”")])
    lines, doubled = LineIndex(node, first_line), _doubled_keys(node, path, first_line)
    plain = _with_dates(data, model)
    try:
        value = model.model_validate(plain, by_alias=True, by_name=False)
    except ValidationError as error:
        found = [_problem(item, node, model, (path, first_line)) for item in error.errors()]
        raise InvalidError({*found, *doubled}, plain, lines) from error
    if doubled:
        raise InvalidError(doubled, plain, lines)
    return value, lines


class InvalidError(ContentError):
    """Raised when the YAML can be read but is not what the model wants.

    ``data`` is what was read, ``lines`` its index, ``__cause__`` pydantic's error where values are wrong: with
    them a caller can still check the parts that are right, and tell all problems at once.
    """

    def __init__(self, problems: Iterable[Problem], data: dict[str, Any], lines: "LineIndex") -> None:
        super().__init__(problems)
        self.data, self.lines = data, lines


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
    return LineIndex(yaml.compose(text, Loader=_Loader))


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


def _load(text: str, path: str, first_line: int) -> tuple[yaml.Node | None, Any]:
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        return node, None if node is None else loader.construct_document(node)
    except (yaml.YAMLError, ValueError) as error:
        unclosed = "quoted scalar" in str(getattr(error, "context", ""))
        mark = getattr(error, "context_mark" if unclosed else "problem_mark", None)
        line = first_line + (min(mark.line, text.count("\n")) if mark else 0)
        problem = "quote" if unclosed else str(getattr(error, "problem", ""))
        raise ContentError([Problem(path, line, "YAML", _hint(problem))]) from error


def _hint(problem: str) -> str:
    """Say in Vietnamese what a YAML error most often means."""
    if problem == "quote":
        return "dấu ngoặc kép mở ở đây chưa đóng, hoặc có dấu ngoặc kép thừa ở giữa"
    if problem == "&*!":
        return "không dùng được chữ bắt đầu bằng & * ! ở đây; đặt cả giá trị trong ngoặc kép"
    if problem == "depth":
        return "các dòng lồng nhau quá sâu; viết lại đơn giản hơn"
    if "\\t" in problem:
        return "có phím Tab ở đầu dòng; thụt dòng bằng dấu cách"
    return "không đọc được ở đây; kiểm tra dấu cách sau dấu hai chấm, thụt dòng, và đặt chữ có “:” trong ngoặc kép"


def _with_dates(data: Any, model: type[BaseModel]) -> Any:
    """Turn day-first texts into ISO where the model wants a date; leave what cannot be read for pydantic to refuse."""
    if not isinstance(data, dict):
        return data
    known = {(field.alias or name): field.annotation for name, field in model.model_fields.items()}
    return {key: _converted(value, known.get(key)) for key, value in data.items()}


def _converted(value: Any, annotation: Any) -> Any:
    options = _flat(annotation)
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


def _flat(annotation: Any) -> list[Any]:
    inner = getattr(annotation, "__args__", ())
    return [annotation] if not inner else [kind for part in inner for kind in _flat(part)]


def _problem(item: Any, node: yaml.Node | None, model: type[BaseModel], place: tuple[str, int]) -> Problem:
    path, first_line = place
    location: Location = tuple(item["loc"])
    keys = [step for step in location if _is_key(step)]
    field = ".".join(str(step + 1) if isinstance(step, int) else step for step in keys) or "tệp"
    return Problem(path, first_line + line_of(node, location), field, _message(item, _owner(model, keys[:-1])))


def _is_key(step: int | str) -> bool:
    """Tell whether a step of pydantic's loc is a key of the file, not the name of a branch of a union."""
    return isinstance(step, int) or not re.search(r"[\[(]|^(?:function|constrained|is-instance)", step)


def _owner(model: type[BaseModel], steps: list[int | str]) -> type[BaseModel]:
    for step in steps:
        if isinstance(step, int):
            continue
        for name, field in model.model_fields.items():
            if step in (name, field.alias):
                nested = [k for k in _flat(field.annotation) if isinstance(k, type) and issubclass(k, BaseModel)]
                model = nested[0] if nested else model
    return model


def _message(item: Any, owner: type[BaseModel]) -> str:
    kind, context, value = item["type"], item.get("ctx", {}), item.get("input")
    if kind == "extra_forbidden":
        return _unknown(str(item["loc"][-1]), owner)
    if kind == "missing":
        return "thiếu; hãy thêm dòng này"
    if kind in ("enum", "literal_error"):
        return _not_in_list(value, context["expected"].replace("'", "").replace(" or ", ", ").split(", "))
    if value is None:
        return "để trống; hãy viết giá trị, hoặc bỏ dòng này nếu không bắt buộc"
    if kind.startswith("date"):
        return f"“{_short(value).lstrip('?')}” không phải ngày; viết như 2026-05-04 hoặc 04/05/2026"
    template = _TEMPLATES.get(kind, "giá trị “{value}” không hợp lệ ({msg})")
    return template.format_map({**context, "value": _short(value), "msg": item["msg"]})


def _not_in_list(value: Any, choices: list[str]) -> str:
    near = difflib.get_close_matches(slugify(_short(value)), choices, 1)
    told = "để trống" if value is None else f"“{_short(value)}” không có trong danh sách"
    return f"{told}; viết một trong: {', '.join(choices)}" + (f" (có phải “{near[0]}”?)" if near else "")


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _unknown(key: str, owner: type[BaseModel]) -> str:
    known = [field.alias or name for name, field in owner.model_fields.items()]
    near = difflib.get_close_matches(slugify(key, separator="_"), known, 1, 0.5)
    hint = f"có phải “{near[0]}”?" if near else f"các khóa được dùng: {', '.join(known)}"
    return f"không có khóa “{_short(key)}”; {hint}"


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


_TEMPLATES = {
    "string_too_long": "dài quá {max_length} ký tự; hãy rút gọn",
    "string_too_short": "để trống; hãy viết nội dung",
    "string_type": "phải là chữ; nếu là số hay đúng/sai thì đặt trong ngoặc kép",
    "string_pattern_mismatch": "“{value}” phải viết không dấu, chữ thường, nối bằng gạch ngang, như dang-ky-khai-sinh",
    "int_type": "“{value}” phải là số nguyên",
    "int_parsing": "“{value}” phải là số nguyên",
    "greater_than_equal": "“{value}” nhỏ quá; ít nhất là {ge}",
    "less_than_equal": "“{value}” lớn quá; nhiều nhất là {le}",
    "tuple_type": "phải là danh sách, viết trong [ ]",
    "list_type": "phải là danh sách, viết trong [ ]",
    "model_type": "phải gồm các dòng “khóa: giá trị” thụt vào bên dưới",
    "model_attributes_type": "phải gồm các dòng “khóa: giá trị” thụt vào bên dưới",
    "dict_type": "phải gồm các dòng “khóa: giá trị” thụt vào bên dưới",
    "bool_type": "viết true hoặc false",
    "string_unicode": "có ký tự hỏng; hãy gõ lại",
    "float_type": "“{value}” phải là số",
    "float_parsing": "“{value}” phải là số",
    "greater_than": "“{value}” nhỏ quá; phải lớn hơn {gt}",
    "bool_parsing": "viết true hoặc false",
    "value_error": "{error}",
}
