"""Voices: each turns one phrase of plain Vietnamese words into sound."""

from typing import Protocol

from pipeline.model.audio import Pcm


class Voice(Protocol):
    """A voice. ``name`` and ``version`` say in caches and records which one spoke."""

    @property
    def name(self) -> str:
        """The name under which ``broadcast_schedule.yaml`` lists it."""
        ...

    @property
    def version(self) -> str:
        """Changes whenever the same words would sound otherwise."""
        ...

    def speak(self, text: str) -> Pcm:
        """Speak one phrase of plain words; silence at its ends is the caller's to trim.

        Raises VoiceError when the voice cannot speak now: the next voice takes the whole piece.
        """
        ...
