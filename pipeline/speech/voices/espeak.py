"""eSpeak NG from the espeakng-loader wheel: small, quick, no model, hard to understand. For weak machines."""

import ctypes
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from pipeline.errors import VoiceError
from pipeline.model.audio import Pcm

_TUNING = "2"  # counts up when a setting below changes
# eSpeak's voice with its variant, and words a minute at speed 1.0: those of which a recogniser got most words right.
_SPEAKERS = {"nu": (b"vi+f5", 140), "nam": (b"vi", 130)}

_SYNCHRONOUS, _DONT_EXIT = 2, 0x8000  # espeak_AUDIO_OUTPUT, options of espeak_Initialize (speak_lib.h)
_UTF8, _END_PAUSE_OFF = 1, 0x1000  # flags of espeak_Synth
_PARAMETER_RATE = 1
_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class EspeakVoice:
    """eSpeak NG's Vietnamese. One thread at a time: the library keeps its state in globals."""

    name = "espeak"

    def __init__(self, *, speaker: str = "nu", speed: float = 1.0) -> None:
        """Load the library; raises VoiceError when it is absent or has no Vietnamese."""
        self.version = espeak_version()
        self._chunks: list[bytes] = []
        self._heard = _Callback(self._hear)  # kept: the library calls it later
        self._variant, words_a_minute = _SPEAKERS[speaker]
        self._words_a_minute = round(words_a_minute * speed)
        self._library, self._rate = _load()
        self._select()

    def speak(self, text: str) -> Pcm:
        """Speak a phrase; see Voice. Not the same samples from call to call: the library's noise has a state."""
        self._select()
        data = text.replace("\0", " ").encode()
        failed = self._library.espeak_Synth(data, len(data) + 1, 0, 0, 0, _UTF8 | _END_PAUSE_OFF, None, None)
        if failed or self._library.espeak_Synchronize():
            raise VoiceError(f"giọng espeak không đọc được câu “{text[:40]}”")
        return Pcm(b"".join(self._chunks), self._rate)

    def _select(self) -> None:
        """Have the library speak as this voice does and call it back: another instance may have used it since."""
        self._chunks.clear()
        self._library.espeak_SetSynthCallback(self._heard)
        if self._library.espeak_SetVoiceByName(self._variant):
            raise VoiceError("giọng espeak không có tiếng Việt; cài lại gói espeakng-loader")
        self._library.espeak_SetParameter(_PARAMETER_RATE, self._words_a_minute, 0)

    def _hear(self, samples: "ctypes._Pointer[ctypes.c_short]", count: int, _: int | None) -> int:
        if samples and count > 0:
            self._chunks.append(ctypes.string_at(samples, count * 2))
        return 0


def espeak_version() -> str:
    """Return the wheel's version and that of the tuning here. Raises VoiceError when the wheel is absent."""
    try:
        return f"{version('espeakng-loader')}-{_TUNING}"
    except PackageNotFoundError as error:
        raise VoiceError("thiếu gói espeakng-loader; cài lại phần mềm theo README") from error


@cache
def _load() -> tuple[ctypes.CDLL, int]:
    """Load the library once a process: started a second time it has been seen to crash while speaking."""
    try:
        import espeakng_loader

        library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path()
    except (ImportError, OSError, RuntimeError) as error:
        raise VoiceError(f"không nạp được giọng espeak: {error}") from error
    rate = library.espeak_Initialize(_SYNCHRONOUS, 0, str(data).encode(), _DONT_EXIT)
    if rate <= 0:
        raise VoiceError("không khởi động được giọng espeak; cài lại gói espeakng-loader")
    return library, int(rate)
