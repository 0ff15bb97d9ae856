"""The Protocol that every player keeps; tests/integration/broadcast/test_players.py holds each one to it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Sound:
    """A stretch of an audio file: ``length_s`` seconds from ``start_s``. ``name`` is ASCII, for files and logs."""

    path: Path
    name: str
    length_s: float
    start_s: float = 0.0


class Playback(Protocol):
    """One sound on its way. Cheap to ask, and never blocks."""

    @property
    def began(self) -> float | None:
        """The monotonic time (s) at which the sound's first sample was heard; None while it has not begun."""

    @property
    def position_s(self) -> float:
        """Seconds of the sound that the player says are out, counted from ``start_s``. Never goes back."""

    @property
    def ended(self) -> bool:
        """True once nothing more of it will be heard: played out, stopped, or failed."""

    @property
    def failed(self) -> str | None:
        """Why it broke off, in words; None when it did not."""

    def stop(self, *, at_s: float | None = None, fade_s: float = 0.0) -> None:
        """Let it end at ``at_s`` seconds (None: now), faded out over ``fade_s``. Further calls only shorten."""


class Player(Protocol):
    """Something that sounds, one sound at a time."""

    name: str
    confirms: bool  # False: it takes the sound and cannot tell whether it was heard

    def check(self) -> None:
        """Raise MachineError, saying what to do, when it could not play now. Makes no sound."""

    def start(self, sound: Sound, *, delay_s: float = 0.0) -> Playback:
        """Begin ``sound`` in ``delay_s`` seconds. What sounds now is cut first: never two voices.

        Raises MachineError when it cannot be begun.
        """

    def close(self) -> None:
        """Fall silent and let go of everything."""
