"""The error tree. Every message is Vietnamese, since an editor or the operator reads it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in a file: where it is, and what to write instead.

    ``line`` counts from 1; 0 means the file as a whole. ``advice`` marks a problem
    that does not stop the build.
    """

    path: str
    line: int
    field: str
    message: str
    advice: bool = False

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.field}: {self.message}"


class LoaError(Exception):
    """Root of all errors the command line turns into a message. ``exit_code`` is the command's."""

    exit_code = 2


class ContentError(LoaError):
    """Raised when content, schedule or a request is wrong: lists every problem at once. Exit code 1."""

    exit_code = 1

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


class RequestError(LoaError):
    """Raised when the command itself asks for something that does not exist. Exit code 1."""

    exit_code = 1


class MachineError(LoaError):
    """Raised when this machine lacks a tool, a device, space or rights: the message says what to do. Exit code 2."""


class VoiceError(MachineError):
    """Raised by a voice that cannot speak now (no model, no network): the next voice in the chain takes the piece."""
