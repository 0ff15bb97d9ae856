"""Values of sound: PCM, cues, loudness, recordings."""

from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True)
class Pcm:
    """Mono signed 16-bit little-endian samples at ``rate`` Hz."""

    samples: bytes
    rate: int

    @property
    def duration_ms(self) -> int:
        """Length in ms, rounded to the nearest."""
        return round(len(self.samples) / 2 / self.rate * 1000)


@dataclass(frozen=True)
class Cue:
    """A written sentence and the time it is heard, in ms from the start of the recording."""

    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True)
class Loudness:
    """What ffmpeg's ebur128 measured on the finished file: LUFS integrated, dBTP true peak."""

    integrated_lufs: float
    true_peak_dbtp: float


@dataclass(frozen=True)
class Recording:
    """A finished MP3 and what is known of it.

    ``file`` is relative to the folder ``output/audio``. ``voice`` is the voice's name, or
    ``recording`` for a human reader. ``pcm_ms`` is the length of the unmastered speech, which is
    what a programme counts; ``duration_ms`` is that of the MP3.
    """

    slug: str
    title: str
    file: PurePosixPath
    duration_ms: int
    pcm_ms: int
    size_bytes: int
    sha256: str
    loudness: Loudness
    voice: str
    cues: tuple[Cue, ...]
