"""Mastering: speech becomes an MP3 of set loudness, measured on the finished file.

Filter → measure → find the gain that is right after the limiter, which works at four times the rate → MP3 →
measure the MP3 → correct, at most three files. A limiter before the encoder does not bound what a decoder gives,
so the file itself is measured (ITU-R BS.1770-4 through ffmpeg's ebur128). The profiles and where their settings
come from are in this room's README.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline import ffmpeg, files
from pipeline.errors import MachineError
from pipeline.model.audio import Loudness, Pcm
from pipeline.settings import Speech
from pipeline.speech import sound
from pipeline.speech.tags import Tags, write_tags

Profile = Literal["web", "horn"]

VERSION = "3"  # counts up when the sound of a mastered file changes
TOLERANCE_LU = 0.3  # nearer than the ±0.5 asked for
_ROUNDS = 3
_MARGIN_DB = 0.8  # what MP3 usually adds to a true peak of speech
_TRIES = 4  # of the gain, before anything is encoded
_NEAR_LU = 0.15  # near enough to encode
_ENCODER_LU = 0.4  # what LAME takes from mono speech
_LOST = 0.4  # dB of gain needed in advance for each dB that the limiter will take from the peaks
_YIELD = (0.2, 1.0)  # dB of loudness that a further dB of gain brings: least and most, by how hard the limiter works
_INPUT_DBFS = -23.0  # the level at which speech meets the compressor, whatever it came at
_SILENT_DBFS = -60.0
_SHORTEST_S = 0.5  # ebur128 needs a block of 400 ms

FILTERS: dict[Profile, str] = {
    "web": "highpass=f=80,acompressor=threshold=-24dB:ratio=2:attack=3:release=120:knee=4",
    "horn": (
        "highpass=f=220,highpass=f=220,lowpass=f=7500,equalizer=f=2800:t=q:w=1:g=4,"
        "acompressor=threshold=-24dB:ratio=3:attack=5:release=120:knee=4"
    ),
}
KBPS: dict[Profile, int] = {"web": 80, "horn": 96}


def master(pcm: Pcm, to: Path, *, profile: Profile, settings: Speech, tags: Tags) -> Loudness:
    """Write ``pcm`` mastered and tagged to ``to``, whole or not at all; return what the file measures.

    Raises MachineError when the sound is silent or the file cannot be written.
    """
    level = sound.level_dbfs(pcm)
    if level < _SILENT_DBFS:
        raise MachineError(f"bản ghi “{tags.title}” không có tiếng; không làm thành tệp MP3")
    samples, heard = ffmpeg.filtered(_long_enough(pcm), f"volume={_INPUT_DBFS - level:.2f}dB,{FILTERS[profile]}")
    with files.atomic_path(to) as temporary:
        loudness = _rounds(samples, pcm.rate, heard, _Job(temporary, profile, settings))
        write_tags(temporary, tags)
    return loudness


@dataclass(frozen=True)
class _Job:
    to: Path
    profile: Profile
    settings: Speech


def _rounds(samples: bytes, rate: int, heard: Loudness, job: _Job) -> Loudness:
    """Encode until the file is right; each round corrects gain and ceiling by what the last one measured.

    The best of the rounds stays in the file.
    """
    target, highest = job.settings.loudness_lufs, job.settings.true_peak_dbtp
    ceiling = highest - _MARGIN_DB
    gain, gives = _gain(samples, rate, heard, (target + _ENCODER_LU, ceiling))
    tried: list[tuple[float, Loudness, bytes]] = []
    for _ in range(_ROUNDS):
        ffmpeg.encode_mp3(samples, job.to, rate=rate, filters=_limited(gain, ceiling, rate), kbps=KBPS[job.profile])
        heard = ffmpeg.measure(job.to)
        short, over = target - heard.integrated_lufs, max(0.0, heard.true_peak_dbtp - highest)
        tried.append((abs(short) + 10 * over, heard, job.to.read_bytes()))
        if not over and abs(short) <= TOLERANCE_LU:
            break
        gain += short / gives
        ceiling -= over + 0.2 if over else 0.0
    _, heard, best = min(tried, key=lambda one: one[0])
    job.to.write_bytes(best)
    return heard


def _gain(samples: bytes, rate: int, heard: Loudness, aim: tuple[float, float]) -> tuple[float, float]:
    """Return the gain in dB that gives the loudness ``aim[0]`` under the ceiling ``aim[1]``; and what a dB more gives.

    Found by secants, since a limiter takes the more loudness the harder it works.
    """
    target, ceiling = aim
    gain, gives = target - heard.integrated_lufs, _YIELD[1]
    before, loudness = 0.0, heard.integrated_lufs
    if (limited := heard.true_peak_dbtp + gain - ceiling) <= 0:
        return gain, gives
    gain += _LOST * limited
    for _ in range(_TRIES):
        now = ffmpeg.loudness(samples, rate=rate, filters=_limited(gain, ceiling, rate))
        gives = min(max((now - loudness) / (gain - before), _YIELD[0]), _YIELD[1])
        before, loudness = gain, now
        if abs(target - now) <= _NEAR_LU:
            break
        gain += (target - now) / gives
    return gain, gives


def _limited(gain: float, ceiling: float, rate: int) -> str:
    """Return gain and a limiter that sees the peaks between samples; the output is at four times the rate."""
    limit = f"alimiter=limit={math.pow(10, ceiling / 20):.5f}:attack=5:release=80:level=false:latency=true"
    return f"volume={gain:.3f}dB,aresample={4 * rate},{limit}"


def _long_enough(pcm: Pcm) -> Pcm:
    missing = 2 * round(_SHORTEST_S * pcm.rate) - len(pcm.samples)
    return Pcm(pcm.samples + bytes(max(0, missing)), pcm.rate)
