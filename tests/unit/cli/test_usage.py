"""The command line's own words: no English reaches the person who types."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.main import get_command

from pipeline.cli import make_app, usage

ROOT = Path(__file__).parents[3]
ENGLISH = r"(?i)\b(usage|options?|commands?|arguments?|exit|required|default|invalid|missing|such|error|text)\b"


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the path of every command and group."""
    yield path
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, (*path, name))


def run(*arguments: str) -> object:
    """Run the command line as far as an error; return what it raised or printed."""
    try:
        return make_app()(list(arguments), prog_name="loa", standalone_mode=False)
    except Exception as error:
        return error


@pytest.mark.parametrize("path", list(commands(get_command(make_app()))), ids=" ".join)
def test_every_help_page_is_vietnamese(path: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """Each command's help names its options in Vietnamese and the command as it is typed."""
    run(*path, "--help")
    page = capsys.readouterr().out
    assert page.startswith(" ".join(["Cách dùng: loa", *path, "["])), page
    words = re.sub(r"--[\w-]+|content/|\.docx", "", page.partition("\n")[2])
    assert not re.search(ENGLISH, words), page


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("plan", "--days", "99"), "--days: số lớn quá, nhiều nhất là 31"),
        (("plan", "--days", "0"), "--days: số nhỏ quá, ít nhất là 1"),
        (("plan", "--days", "x"), "--days: phải là số nguyên"),
        (("export",), "lệnh thiếu NGÀY; gõ “loa export --help”"),
        (("export", "a", "b"), "thừa “b”"),
        (("nope",), "không có lệnh “nope”; gõ “loa --help”"),
        (("log", "nope"), "không có lệnh “nope”; gõ “loa log --help”"),
        (("build", "--jsn"), "không có tùy chọn --jsn"),
        (("build", "--json=1"), "--json: không có giá trị ở sau"),
        (("say", "--to"), "--to: thiếu giá trị ở sau"),
        (("log", "import", "khong-co.csv"), "TỆP: không thấy “khong-co.csv”"),
        (("log", "correct", "x"), "SỐ_DÒNG: phải là số nguyên"),
    ],
)
def test_a_wrong_command_is_explained(arguments: tuple[str, ...], told: str) -> None:
    """What is wrong with a command is said in Vietnamese, and which help to ask for."""
    error = run(*arguments)
    assert isinstance(error, Exception)
    said = usage.explain(error)
    assert said is not None and told in said and " --help”" in said
    assert not re.search(ENGLISH, re.sub(r"--[\w-]+", "", said)), said


def test_other_errors_are_not_explained() -> None:
    """An error that is none of the command line's is left to be raised."""
    assert usage.explain(ValueError("x")) is None
    assert usage.explain(typer.Abort()) is None


def test_the_log_is_shown_when_no_command_is_named() -> None:
    """``loa log`` with options but no command's name is understood as ``loa log show``."""
    asked = ("--from", "hôm kia", "--project", str(ROOT))
    told = run("log", *asked)
    assert "hôm kia" in str(told) and str(told) == str(run("log", "show", *asked))
