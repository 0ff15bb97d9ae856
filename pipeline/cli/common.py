"""What every command shares: its options, its output, and how an error becomes a message and an exit code."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel

from pipeline.errors import ContentError, LoaError
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


def run(app: typer.Typer) -> int:
    """Run the command line and return the exit code: 0 done, 1 the request is wrong, 2 the environment is wrong."""
    try:
        result = app(standalone_mode=False)
    except LoaError as error:
        _tell(error)
        return error.exit_code
    except OSError as error:
        warn(f"Lỗi của máy: {error.strerror or error} ({error.filename or 'không rõ tệp'})")
        return 2
    except (typer.Exit, SystemExit) as stop:
        return int(getattr(stop, "exit_code", getattr(stop, "code", 0)) or 0)
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except Exception as error:
        usage = getattr(error, "format_message", None)
        if usage is None:
            raise
        warn(f"Lệnh chưa đúng: {usage()} Gõ “loa --help” để xem cách dùng.")
        return 1
    return result if isinstance(result, int) else 0


def _tell(error: LoaError) -> None:
    for line in map(str, error.problems) if isinstance(error, ContentError) else [f"Lỗi: {error}"]:
        warn(line)
    if isinstance(error, ContentError):
        warn(f"Có {len(error.problems)} chỗ cần sửa. Không có gì bị thay đổi.")
    sys.stderr.flush()
