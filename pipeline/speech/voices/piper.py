"""Piper: a neural voice from a file of the station's own (extra ``piper``; vi_VN voices: rhasspy/piper-voices)."""

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipeline import files
from pipeline.errors import VoiceError
from pipeline.model.audio import Pcm


class PiperVoice:
    """A Piper voice; see Voice. Its network draws noise: not the same samples from call to call."""

    name = "piper"

    def __init__(self, *, path: str | None, speed: float = 1.0) -> None:
        """Load the voice file at ``path``; raises VoiceError when Piper or the file is missing or damaged."""
        self.version = piper_version(path=path)
        self._speed = speed
        try:
            from piper import PiperVoice as Network

            self._network = Network.load(_file(path))
        except Exception as error:  # onnxruntime and Piper raise what they like on a damaged file
            raise VoiceError(f"không nạp được tệp giọng piper {path}: {error}") from error

    def speak(self, text: str) -> Pcm:
        """Speak a phrase; see Voice."""
        from piper import SynthesisConfig

        usual = self._network.config.length_scale
        config = SynthesisConfig(length_scale=usual / self._speed, normalize_audio=False)
        try:
            chunks = list(self._network.synthesize(text, config))
        except Exception as error:
            raise VoiceError(f"giọng piper không đọc được câu “{text[:40]}”: {error}") from error
        samples = b"".join(chunk.audio_int16_bytes for chunk in chunks)
        return Pcm(samples, self._network.config.sample_rate)


def piper_version(*, path: str | None) -> str:
    """Return the versions of Piper and of the voice file, without loading it.

    Raises VoiceError when Piper is not installed or the file is not there.
    """
    try:
        package = version("piper-tts")
    except PackageNotFoundError as error:
        raise VoiceError("chưa cài giọng piper; chạy: pip install 'loa-xa[piper]'") from error
    voice = _file(path)
    return f"{package}-{files.sha256(voice.with_name(f'{voice.name}.json'))[:12]}-{voice.stat().st_size}"


def _file(path: str | None) -> Path:
    if not path:
        raise VoiceError("chưa ghi piper_voice (đường dẫn tệp giọng .onnx) trong broadcast_schedule.yaml")
    voice = Path(path).expanduser()
    for needed in (voice, voice.with_name(f"{voice.name}.json")):
        if not needed.is_file():
            raise VoiceError(f"không thấy tệp giọng piper {needed}")
    return voice
