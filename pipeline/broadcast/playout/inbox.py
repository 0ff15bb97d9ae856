"""Requests to the running playout: small files in ``.loa/playout``, put there whole, taken away when done."""

import contextlib
import shutil
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from pipeline import files
from pipeline.errors import MachineError
from pipeline.model.article import Frozen

FOLDER = Path(".loa/playout")
_BROKEN, _ANSWER = ".hong", ".tra-loi"


class Emergency(Frozen):
    """An urgent piece to air at once: ``file`` is its sound in the inbox, ``cap`` the CAP alert it came from.

    ``approved_by`` is who approved what is said.
    """

    id: str
    title: str
    article: str | None = None
    file: str
    by: str
    reason: str
    at: datetime
    expires_at: datetime
    repeats: int
    every_s: int
    cap: str | None = None
    approved_by: str = ""


class Answer(Frozen):
    """What the playout says of an emergency while it has it: does it sound, or why not."""

    state: Literal["waiting", "sounding", "failing"]
    why: str = ""


class Command(Frozen):
    """What an operator asks. ``target`` is a show's key, an emergency's id, or a CAP identifier."""

    action: Literal["hold", "release", "skip", "air-now", "cancel"]
    by: str
    target: str = ""
    reason: str = ""


class Request(Frozen):
    """One file of the inbox: an emergency or a command."""

    emergency: Emergency | None = None
    command: Command | None = None


class Call(Frozen):
    """What a person gives for an emergency; the rest comes from the settings."""

    title: str
    by: str
    reason: str
    approved_by: str
    article: str | None = None
    cap: str | None = None
    until: datetime | None = None
    repeats: int
    every_s: int
    valid: timedelta


def post_emergency(inbox: Path, sound: Path, call: Call, *, now: datetime) -> Emergency:
    """Copy the sound into the inbox and post the request, so that nothing done to the original matters any more.

    Raises MachineError when the inbox cannot be written.
    """
    name = f"{now:%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:6]}"
    with files.atomic_path(inbox / f"{name}{sound.suffix}") as temporary:
        shutil.copyfile(sound, temporary)
    emergency = Emergency(
        id=name, file=f"{name}{sound.suffix}", at=now, expires_at=call.until or now + call.valid,
        **call.model_dump(exclude={"until", "valid"}),
    )  # fmt: skip
    _post(inbox, name, Request(emergency=emergency))
    return emergency


def post_command(inbox: Path, command: Command, *, now: datetime) -> None:
    """Post a command. Raises MachineError when the inbox cannot be written."""
    _post(inbox, f"{now:%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:6]}", Request(command=command))


def pending(inbox: Path) -> tuple[list[tuple[Path, Request]], list[str]]:
    """Return the requests, oldest first, and the names of files that are none (set aside, so they are told once)."""
    found: list[tuple[Path, Request]] = []
    broken: list[str] = []
    for path in sorted(inbox.glob("[!.]*.json")):
        try:
            found.append((path, Request.model_validate_json(path.read_text("utf-8"))))
        except (ValidationError, UnicodeDecodeError):
            broken.append(path.name)
            path.replace(path.with_suffix(_BROKEN))
        except OSError:
            continue
    return found, broken


def emergencies(inbox: Path) -> list[tuple[Path, Emergency]]:
    """Return the emergencies that wait or are being read, oldest first. Only looks."""
    found = []
    for path in sorted(inbox.glob("[!.]*.json")):
        with contextlib.suppress(OSError, ValueError):
            request = Request.model_validate_json(path.read_text("utf-8"))
            found += [(path, request.emergency)] if request.emergency else []
    return found


def answer(request: Path, said: Answer) -> None:
    """Leave an answer beside a request, for whoever posted it; not being able to is no reason to stop."""
    with contextlib.suppress(MachineError):
        files.write_text(request.with_suffix(_ANSWER), said.model_dump_json() + "\n")


def answered(request: Path) -> Answer | None:
    """Return the answer to a request; None while there is none."""
    try:
        return Answer.model_validate_json(request.with_suffix(_ANSWER).read_text("utf-8"))
    except (OSError, ValueError):
        return None


def remove(path: Path, request: Request) -> None:
    """Take a request that is done out of the inbox, with its sound and answer."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
        path.with_suffix(_ANSWER).unlink(missing_ok=True)
        if request.emergency:
            (path.parent / Path(request.emergency.file).name).unlink(missing_ok=True)


def _post(inbox: Path, name: str, request: Request) -> None:
    files.write_text(inbox / f"{name}.json", request.model_dump_json() + "\n")
