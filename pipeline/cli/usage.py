"""The command line's own words in Vietnamese: help pages, and what is wrong with a command as it was typed."""

import re
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


class Command(TyperCommand):
    """A command whose help page is Vietnamese."""

    def get_help(self, ctx: Any) -> str:
        """Return the help page."""
        return translated(super().get_help(ctx))


class Group(TyperGroup):
    """A group of commands whose help page is Vietnamese."""

    def get_help(self, ctx: Any) -> str:
        """Return the help page."""
        return translated(super().get_help(ctx))


class App(typer.Typer):
    """A Typer application that speaks Vietnamese throughout."""

    def __init__(self, **options: Any) -> None:
        plain = {"rich_markup_mode": None, "add_completion": False, "pretty_exceptions_enable": False}
        super().__init__(**{"cls": Group, **plain, **options})

    def command(self, name: str | None = None, **options: Any) -> Any:
        """Return the decorator that adds a command."""
        return super().command(name, **{"cls": Command, **options})


def translated(page: str) -> str:
    """Return a help page in Vietnamese."""
    for pattern, words in _PAGE:
        page = re.sub(pattern, words, page, flags=re.M)
    return re.sub(_TYPE, lambda match: (" " if match[1] == "bool" else "…").ljust(len(match[0])), page)


def explain(error: Exception) -> str | None:
    """Return what is wrong with the command as it was typed: "" where only help was asked for, None for no such error.

    Typer brings its own copy of click, so that its errors are known by their names.
    """
    kind, message = type(error).__name__, str(getattr(error, "message", ""))
    if not hasattr(error, "format_message"):
        return None
    if kind == "NoArgsIsHelpError":
        return ""
    name, advice = _named(error, message), f"gõ “{_path(error)} --help” để xem cách dùng"
    if kind == "MissingParameter":
        return f"lệnh thiếu {name}; {advice}"
    if kind == "NoSuchOption":
        near = ", ".join(getattr(error, "possibilities", None) or ())
        return f"không có tùy chọn {name}{f', có phải {near}?' if near else ';'} {advice}"
    told = next((said for pattern, words in _ERRORS if (said := _said(pattern, words, message))), "viết chưa đúng")
    return f"{name}: {told}; {advice}" if name else f"{told}; {advice}"


def _path(error: Exception) -> str:
    """Return the command as it is typed, without its arguments."""
    names, context = list[str](), getattr(error, "ctx", None)
    while context is not None and context.parent is not None:
        names.insert(0, str(context.info_name))
        context = context.parent
    return " ".join(["loa", *names])


def _said(pattern: str, words: str, message: str) -> str:
    match = re.search(pattern, message, re.S)
    return match.expand(words) if match else ""


def _named(error: Exception, message: str) -> str:
    """Return how the person wrote the option, or what the argument is called."""
    given = getattr(error, "option_name", None)
    parameter = getattr(error, "param", None)
    if given or parameter is None:
        return str(given or "")
    options = [option for option in getattr(parameter, "opts", ()) if option.startswith("-")]
    return options[0] if options else str(parameter.metavar or parameter.name)


_TYPE = r"<([a-zA-Z]+)(?:\[\w+\]| range)?>"  # of an option's value: a flag has none, else one sign says there is one
_PAGE = (
    (r"^Usage:", "Cách dùng:"),
    (r"\[OPTIONS\]", "[TÙY CHỌN]"),
    (r"COMMAND \[ARGS\]\.\.\.", "LỆNH …"),
    (r"^Options:", "Tùy chọn:"),
    (r"^Arguments:", "Cần ghi:"),
    (r"^Commands:", "Các lệnh:"),
    (r"Show this\s+message\s+and\s+exit\.", "Xem hướng dẫn này."),
    (r"\[required\]", "[bắt buộc]"),
    (r"; required\]", "; bắt buộc]"),
    (r"\[default:(\s+)", r"[mặc định:\1"),
    (r"\b(?:TEXT)\b", "CHỮ"),
    (r"\b(?:INTEGER|FLOAT)(?: RANGE)?\b", "SỐ"),
    (r"\bDIRECTORY\b", "THƯ_MỤC"),
    (r"\b(?:PATH|FILE)\b", "TỆP"),
)
_ERRORS = (
    (r"No such command '?(.*?)'?\.?$", r"không có lệnh “\1”"),
    (r"Missing command", "thiếu tên lệnh"),
    (r"unexpected extra argument(?:s|\(s\))? \((.*)\)", r"thừa “\1”; chữ có dấu cách phải đặt trong ngoặc kép"),
    (r"requires an argument|requires \d+ arguments", "thiếu giá trị ở sau"),
    (r"does not take a value", "không có giá trị ở sau"),
    (r"less than or equal to ([\d.]+)|is not in the range .*<=([\d.]+)", r"số lớn quá, nhiều nhất là \1\2"),
    (r"greater than or equal to ([\d.]+)", r"số nhỏ quá, ít nhất là \1"),
    (r"not in the range (.*?)\.?$", r"số ngoài khoảng \1"),
    (r"valid integer", "phải là số nguyên"),
    (r"valid (?:number|float)", "phải là số"),
    (r"'(.*)' does not exist", r"không thấy “\1”"),
    (r"'(.*)' is a directory", r"“\1” là thư mục, cần một tệp"),
    (r"'(.*)' is a file", r"“\1” là tệp, cần một thư mục"),
    (r"'(.*)' is not (?:readable|writable)", r"không có quyền mở “\1”"),
)
