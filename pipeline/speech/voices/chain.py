"""Which voices this machine has, and the one that speaks next: a voice is chosen for a whole piece."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from pipeline.errors import VoiceError
from pipeline.settings import Speech
from pipeline.speech.voices import Voice


@dataclass(frozen=True)
class Standing:
    """How a voice stands on this machine: ``problem`` is empty when it can be tried."""

    name: str
    version: str
    problem: str = ""


def standing(settings: Speech) -> tuple[Standing, ...]:
    """Return how each voice of the chain stands, in its order, without loading a model or asking the network."""
    return tuple(_stand(name, settings) for name in settings.voices)


@lru_cache(maxsize=2)
def build(name: str, settings: Speech) -> Voice:
    """Return the voice ``name``, loaded once in this process. Raises VoiceError when it cannot be."""
    match name:
        case "kokoro":
            kokoro = _import("pipeline.speech.voices.kokoro", "KokoroVoice")
            return cast(Voice, kokoro(speaker=settings.speaker, speed=settings.speed, threads=1))
        case "espeak":
            espeak = _import("pipeline.speech.voices.espeak", "EspeakVoice")
            return cast(Voice, espeak(speaker=settings.speaker, speed=settings.speed))
        case "piper":
            piper = _import("pipeline.speech.voices.piper", "PiperVoice")
            return cast(Voice, piper(path=settings.piper_voice, speed=settings.speed))
        case _:
            gtts = _import("pipeline.speech.voices.gtts", "GttsVoice")
            return cast(Voice, gtts(speed=settings.speed))


class Chain:
    """The voices of the settings in order; one that failed is put aside for the rest of the run, and that is told."""

    def __init__(self, settings: Speech, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._ready: list[Standing] = []
        self._absent = [voice for voice in standing(settings) if voice.problem]
        self._ready = [voice for voice in standing(settings) if not voice.problem]
        for voice in self._absent:
            tell(f"Giọng {voice.name} không dùng được: {voice.problem}.")

    def current(self) -> Standing:
        """Return the first voice that still stands. Raises VoiceError when none does."""
        if not self._ready:
            raise VoiceError("không còn giọng đọc nào dùng được; chạy “loa doctor” để biết thiếu gì")
        return self._ready[0]

    def put_aside(self, voice: Standing, why: VoiceError) -> None:
        """Use ``voice`` no more in this run."""
        self._ready.remove(voice)
        following = f"đọc lại cả bài bằng giọng {self._ready[0].name}" if self._ready else "không còn giọng nào khác"
        self._tell(f"Giọng {voice.name} bị lỗi ({why}); {following}.")


def _stand(name: str, settings: Speech) -> Standing:
    try:
        return Standing(name, _version(name, settings))
    except VoiceError as error:
        return Standing(name, "", str(error))


def _version(name: str, settings: Speech) -> str:
    match name:
        case "kokoro":
            return str(_import("pipeline.speech.voices.kokoro", "kokoro_version")())
        case "espeak":
            return str(_import("pipeline.speech.voices.espeak", "espeak_version")())
        case "piper":
            return str(_import("pipeline.speech.voices.piper", "piper_version")(settings.piper_voice))
        case _:
            return str(_import("pipeline.speech.voices.gtts", "gtts_version")())


def _import(module: str, name: str) -> Callable[..., object]:
    """Import late: a voice's libraries are slow to load, and may be absent."""
    try:
        return cast(Callable[..., object], getattr(importlib.import_module(module), name))
    except (ImportError, AttributeError) as error:
        raise VoiceError(f"thiếu thư viện của giọng đọc: {error}") from error
