"""What every command shares: its options, its output, and how an error becomes a message and an exit code."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel

from pipeline.cli import usage
from pipeline.errors import ContentError, LoaError, MachineError, Problem, RequestError, in_words
from pipeline.settings import Settings

ProjectOption = Annotated[Path, typer.Option("--project", help="Thư mục dự án.", file_okay=False)]
JsonOption = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]
HERE = Path()


def say(text: str = "") -> None:
    """Print a line for the person at the screen."""
    typer.echo(text)


def warn(text: str) -> None:
    """Print a line to stderr, so that JSON on stdout stays clean."""
    typer.echo(text, err=True)


def emit(value: BaseModel | dict[str, Any] | list[Any]) -> None:
    """Print a value as JSON, keys as the contract names them."""
    plain = value.model_dump(mode="json", by_alias=True) if isinstance(value, BaseModel) else value
    typer.echo(json.dumps(plain, ensure_ascii=False, indent=1))


def now(settings: Settings) -> datetime:
    """Return the time in the station's zone: the edge where the clock is read."""
    return datetime.now(settings.station.zone)


def marked(problem: Problem) -> str:
    """Return a problem as one line for the person at the screen: advice is marked as such."""
    return f"{problem} [góp ý]" if problem.advice else str(problem)


def run(app: typer.Typer) -> int:
    """Run the command line and return the exit code: 0 done, 1 the request is wrong, 2 the environment is wrong.

    Where ``--json`` was asked for, what went wrong is told on stdout as one JSON object too.
    """
    try:
        result = app(prog_name="loa", standalone_mode=False)
    except LoaError as error:
        return _failed(error, error.exit_code)
    except OSError as error:
        place = error.filename or "không rõ tệp"
        return _failed(MachineError(f"máy không làm được: {in_words(error)} ({place})"), 2)
    except (typer.Exit, SystemExit) as stop:
        return int(getattr(stop, "exit_code", getattr(stop, "code", 0)) or 0)
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except Exception as error:
        told = usage.explain(error)
        if told is None:
            raise
        return _failed(RequestError(told), 1) if told else _helped(error)
    return result if isinstance(result, int) else 0


def _failed(error: LoaError, code: int) -> int:
    """Tell an error: a line a problem, advice marked and not counted; with --json an object on stdout."""
    problems = error.problems if isinstance(error, ContentError) else ()
    for line in map(marked, problems) if problems else [f"Lỗi: {error}"]:
        warn(line)
    if problems:
        count = sum(not problem.advice for problem in problems)
        warn(f"Có {count} chỗ phải sửa. Không có gì bị thay đổi.")
    if "--json" in sys.argv[1:]:
        emit({"error": str(error), "exit_code": code, "problems": [vars(problem) for problem in problems]})
    sys.stderr.flush()
    return code


def _helped(error: Exception) -> int:
    """Show the help of a group of commands that was called without one."""
    context: Any = getattr(error, "ctx", None)
    say(context.get_help() if context else "Gõ “loa --help” để xem cách dùng.")
    return 0
