"""Which voices this machine has, and the one that speaks next: a voice is chosen for a whole piece."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from pipeline.errors import VoiceError
from pipeline.settings import Speech
from pipeline.speech.voices import Voice

# Each voice's module has a class, and a function that tells its version without loading it.
_NAMES = {
    "kokoro": ("KokoroVoice", "kokoro_version"),
    "espeak": ("EspeakVoice", "espeak_version"),
    "piper": ("PiperVoice", "piper_version"),
    "gtts": ("GttsVoice", "gtts_version"),
}


@dataclass(frozen=True)
class Standing:
    """How a voice stands on this machine: ``problem`` is empty when it can be tried."""

    name: str
    version: str
    problem: str = ""


def standing(settings: Speech) -> tuple[Standing, ...]:
    """Return how each voice of the chain stands, in its order, without loading a model or asking the network."""
    return tuple(_stand(name, settings) for name in settings.voices)


def available(settings: Speech) -> dict[str, str]:
    """Return each voice of the chain with what keeps it from speaking ("" when nothing does), for ``loa doctor``."""
    return {voice.name: voice.problem for voice in standing(settings)}


@lru_cache(maxsize=2)
def build(name: str, settings: Speech) -> Voice:
    """Return the voice ``name``, loaded once in this process. Raises VoiceError when it cannot be."""
    options: dict[str, object] = {"speed": settings.speed}
    if name in ("kokoro", "espeak"):
        options["speaker"] = settings.speaker
    if name == "piper":
        options["path"] = settings.piper_voice
    return cast(Voice, _import(name, 0)(**options))


class Chain:
    """The voices of the settings in order; one that failed is put aside for the rest of the run, and that is told."""

    def __init__(self, settings: Speech, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._all = standing(settings)
        self._ready = [voice for voice in self._all if not voice.problem]
        for voice in self._all:
            if voice.problem:
                tell(f"Giọng {voice.name} không dùng được: {voice.problem}.")

    def current(self) -> Standing:
        """Return the first voice that still stands. Raises VoiceError when none does."""
        if not self._ready:
            raise VoiceError("không còn giọng đọc nào dùng được; chạy “loa doctor” để biết thiếu gì")
        return self._ready[0]

    def so_far(self) -> tuple[Standing, ...]:
        """Return the voices up to the one that speaks next: those before it were better, and may have spoken before."""
        if not self._ready:
            return self._all
        return self._all[: self._all.index(self._ready[0]) + 1]

    def put_aside(self, voice: Standing, why: VoiceError) -> None:
        """Use ``voice`` no more in this run."""
        self._ready.remove(voice)
        following = f"đọc lại cả bài bằng giọng {self._ready[0].name}" if self._ready else "không còn giọng nào khác"
        self._tell(f"Giọng {voice.name} bị lỗi ({why}); {following}.")


def _stand(name: str, settings: Speech) -> Standing:
    options = {"path": settings.piper_voice} if name == "piper" else {}
    try:
        return Standing(name, str(_import(name, 1)(**options)))
    except VoiceError as error:
        return Standing(name, "", str(error))


def _import(name: str, which: int) -> Callable[..., object]:
    """Import a voice's class (0) or version (1) late: its libraries are slow to load, and may be absent."""
    try:
        module = importlib.import_module(f"pipeline.speech.voices.{name}")
        return cast(Callable[..., object], getattr(module, _NAMES[name][which]))
    except (ImportError, AttributeError) as error:
        raise VoiceError(f"thiếu thư viện của giọng {name}: {error}") from error
