"""YAML that cannot be read, mended line by line: all its slips are told at once, and the rest is checked. Pure."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from pipeline.yamltext.loader import Loader

MAX_ROUNDS = 10  # lines given up before the rest of a text is left alone


@dataclass(frozen=True)
class Read:
    """A YAML text as far as it can be read.

    ``told`` holds a 0-based line and what is wrong there, in Vietnamese; ``lost`` the keys whose lines were given up.
    """

    node: yaml.Node | None
    data: Any
    told: tuple[tuple[int, str], ...] = ()
    lost: frozenset[str] = frozenset()


def read(text: str) -> Read:
    """Read a YAML text. Slips that are plain to see are mended, other unreadable lines are left out; all are told."""
    try:
        return Read(*_load(text))
    except (yaml.YAMLError, ValueError):
        lines, told = _mended(text.split("\n"))
    lost: set[str] = set()
    for _ in range(MAX_ROUNDS):
        try:
            return Read(*_load("\n".join(lines)), tuple(told), frozenset(lost))
        except (yaml.YAMLError, ValueError) as error:
            line = min(_line(error, text), len(lines) - 1)
            message = _hint(error)
            if not (
                message == _OTHER and any(line - other in (0, 1) for other, _ in told)
            ):  # what follows a slip is none
                told.append((line, message))
            lost |= _give_up(lines, line)
            if message == _DEEP:
                break
    return Read(None, None, tuple(told), frozenset(lost))


def _load(text: str) -> tuple[yaml.Node | None, Any]:
    loader = Loader(text)
    node = loader.get_single_node()
    return node, None if node is None else loader.construct_document(node)


def _mended(lines: list[str]) -> tuple[list[str], list[tuple[int, str]]]:
    """Return the lines with plain slips put right, and the line and message of each."""
    made, told = list(lines), list[tuple[int, str]]()
    for number in _outside_blocks(lines):
        after = lines[number + 1] if number + 1 < len(lines) else ""
        if "\t" in made[number][: _depth(made[number])]:
            made[number] = " " * _depth_under(made[:number]) + made[number].lstrip()
            told.append((number, _TAB))
        for mend in (_keyed, _spaced, _quoted):
            made[number], message = mend(made[number], after)
            told += [(number, message)] if message else []
    return made, told


def _outside_blocks(lines: list[str]) -> Iterator[int]:
    """Yield the numbers of the lines that are no comment and no part of a text block (``|`` or ``>``)."""
    inside = -1
    for number, line in enumerate(lines):
        depth = _depth(line)
        if not line.strip() or line.lstrip().startswith("#") or (inside >= 0 and depth > inside):
            continue
        inside = depth if re.search(r":\s+[|>][+-]?\s*$", line) else -1
        yield number


def _depth_under(before: list[str]) -> int:
    """Return how deep a line stands that follows ``before`` and whose own depth is not known."""
    last = next((line for line in reversed(before) if line.strip() and not line.lstrip().startswith("#")), "")
    return _depth(last) + 2 * bool(re.search(r":\s*(?:#.*)?$", last))


def _keyed(line: str, after: str) -> tuple[str, str]:
    """Put a colon after the key; a line that goes on from the one before is indented, and left alone."""
    match = re.fullmatch(r"([a-z_]+)[ \t]+([^\s:][^:]*)", line)
    if not match:
        return line, ""
    return f"{match[1]}: {match[2]}", f"thiếu dấu hai chấm sau tên khóa; viết {match[1]}: {match[2][:40].rstrip()}"


def _spaced(line: str, after: str) -> tuple[str, str]:
    match = re.fullmatch(r"(\s*(?:- )?)([a-z][a-z0-9_-]*):([^\s/].*)", line)
    if not match:
        return line, ""
    told = f"thiếu dấu cách sau dấu hai chấm; viết {match[2]}: {match[3][:40]}"
    return f"{match[1]}{match[2]}: {match[3]}", told


def _quoted(line: str, after: str) -> tuple[str, str]:
    """Put a value in quotes that must stand in them; one that goes on in the next line is left alone."""
    match = re.fullmatch(r"(\s*(?:- )?)([^\s:#\"'\[{][^:#\"'\[{]{0,40}):[ \t]+(.*?)(?:\s+#.*)?", line)
    if not match or (after.strip() and _depth(after) > _depth(line)):
        return line, ""
    key, value = match[2], match[3]
    told = _needs_quotes(key, value)
    if not told:
        return line, ""
    bare = value.strip(value[0]) if value[0] in "\"'" else value
    return f"{match[1]}{key}: {json.dumps(bare, ensure_ascii=False)}", told


def _needs_quotes(key: str, value: str) -> str:
    """Return what is wrong with a value as it was written; "" where nothing is to be seen."""
    if value[:1] in "\"'" and value:
        return "" if re.fullmatch(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'", value) else _QUOTE
    if value[:1] in "[{|>" or not value:
        return ""
    if value[0] in "&*!@%`":
        return _SIGN
    if re.search(r":(?:\s|$)", value):
        return f'giá trị có dấu “:” phải đặt cả trong ngoặc kép: {key}: "…"'
    return ""


def _give_up(lines: list[str], number: int) -> set[str]:
    """Empty a line and those that hang below it; return the keys they held."""
    depth, end = _depth(lines[number]), number + 1
    while end < len(lines) and lines[number].strip() and (not lines[end].strip() or _depth(lines[end]) > depth):
        end += 1
    keys = {match[1] for line in lines[number:end] for match in re.finditer(r"([\w-]+)\s*:(?:\s|$)", line)}
    lines[number:end] = [""] * (end - number)
    return keys


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _line(error: Exception, text: str) -> int:
    """Return the 0-based line of the slip: what is not closed, or has no colon, is told where it begins."""
    if isinstance(error, yaml.reader.ReaderError):
        return text.count("\n", 0, error.position)
    begun = re.search("quoted scalar|simple key|flow", str(getattr(error, "context", "")))
    mark = getattr(error, "context_mark" if begun else "problem_mark", None)
    return min(mark.line, text.count("\n")) if mark else 0


def _hint(error: Exception) -> str:
    """Say in Vietnamese what a YAML error most often means."""
    if isinstance(error, yaml.reader.ReaderError):
        return "có ký tự lạ không nhìn thấy; xóa và gõ lại"
    context, problem = str(getattr(error, "context", "")), str(getattr(error, "problem", ""))
    if "quoted scalar" in context:
        return _QUOTE
    if "flow" in context and not problem.startswith("&"):
        return "dấu [ hoặc { mở ở đây chưa đóng, hoặc thiếu dấu phẩy; giá trị là chữ thì đặt trong ngoặc kép"
    if "simple key" in context:
        return "dòng này thiếu dấu hai chấm và dấu cách sau tên khóa; viết “khóa: giá trị”"
    if "\\t" in problem:
        return _TAB
    return {"&*!": _SIGN, "depth": _DEEP}.get(problem, _OTHER)


_TAB = "có phím Tab ở đầu dòng; thụt dòng bằng dấu cách"
_QUOTE = "dấu ngoặc kép mở ở đây chưa đóng, hoặc có dấu ngoặc kép thừa ở giữa"
_SIGN = "không dùng được chữ bắt đầu bằng & * ! @ % ở đây; đặt cả giá trị trong ngoặc kép"
_DEEP = "các dòng lồng nhau quá sâu; viết lại đơn giản hơn"
_OTHER = "không đọc được ở đây; kiểm tra dấu cách sau dấu hai chấm, thụt dòng, và đặt chữ có “:” trong ngoặc kép"
