"""What the speech room costs: `python tests/bench/bench_speech.py [chain] [mastering] [edit] [cores] [pace]` (or all).

chain      a minute of audio through script, studio, mastering and transcript against the bare voice and a bare encode
mastering  against ffmpeg's loudnorm in two passes on the same sound: seconds, and how near the target
edit       one word changed in an article of 40 sentences: utterances spoken anew
cores      the same sentences with one and with two workers
pace       ms a syllable and ms a phrase of the embedded voices on the sample content: the table of script.py

Prints measurements; asserts nothing. CPU seconds count this process and its children.
"""

import os
import re
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np

from pipeline import ffmpeg, settings
from pipeline.build import project
from pipeline.model.audio import Pcm
from pipeline.settings import Speech
from pipeline.speech.mastering import master
from pipeline.speech.phrases import phrases_of, syllables
from pipeline.speech.produce import produce
from pipeline.speech.script import Script, estimate_ms, script_of, script_of_text
from pipeline.speech.studio import Studio
from pipeline.speech.tags import Tags
from pipeline.speech.voices import chain
from tests.unit.speech.making import article, reader

ROOT = Path(__file__).parents[2]
SENTENCES = [line for line in (ROOT / "tests/cases/intelligibility_tune.txt").read_text("utf-8").splitlines() if line]
TAGS = Tags("Thử", "Đài", "Bản tin", "2026-11-22")
KOKORO = Speech(voices=("kokoro",))


def main() -> None:
    """Run the benchmarks named on the command line."""
    known = {"chain": bench_chain, "mastering": bench_mastering, "edit": bench_edit, "cores": bench_cores}
    known["pace"] = bench_pace
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for name in sys.argv[1:] or list(known):
        known[name]()


def bench_chain() -> None:
    """The whole chain against the bare default voice and a bare encode of what it gives, both with a loaded voice."""
    with folder() as to:
        piece = article(" ".join(f"{line.capitalize()}." for line in SENTENCES[:12]))
        station = settings.load(ROOT)[0].station
        with Studio(KOKORO, cache=to / "cache", tell=print) as studio, clock() as whole:
            spoken = studio.speak({"bài": script_of(piece, reader())})["bài"]
            produce(piece, spoken, to, settings=KOKORO, station=station)
            whole.stop()
        with clock() as bare:
            voice = chain.build("kokoro", KOKORO)
            script = script_of(piece, reader())
            sound = b"".join(voice.speak(one.spoken).samples for one in script.utterances)
            ffmpeg.run(["-f", "s16le", "-ar", "24000", "-i", "-", "-b:a", "80k", str(to / "bare.mp3")], data=sound)
            bare.stop()
        for name, cost, ms in (
            ("whole chain", whole, spoken.pcm.duration_ms),
            ("bare voice + encode", bare, len(sound) / 48),
        ):
            print(f"{name:22} {cost.wall / ms * 60_000:6.1f} s   {cost.cpu / ms * 60_000:6.1f} s CPU a minute of audio")
        ratio = whole.cpu / bare.cpu * (len(sound) / 48) / spoken.pcm.duration_ms
        print(f"ratio of CPU a minute {ratio:.2f}, of wall time for the piece {whole.wall / bare.wall:.2f}")


def bench_mastering() -> None:
    """Three minutes of speech, both to −16 LUFS and MP3."""
    pcm = three_minutes()
    with folder() as to:
        with clock() as own:
            heard = master(pcm, to / "own.mp3", profile="web", settings=Speech(), tags=TAGS)
            own.stop()
        with clock() as other:
            loudnorm(pcm, to / "other.mp3")
            other.stop()
        theirs = ffmpeg.measure(to / "other.mp3")
    for name, cost, loudness in (("mastering", own, heard), ("loudnorm, two passes", other, theirs)):
        found = f"{loudness.integrated_lufs:.1f} LUFS, {loudness.true_peak_dbtp:.1f} dBTP"
        print(f"{name:22} {cost.wall:6.1f} s   {cost.cpu:6.1f} s CPU   {found}")


def loudnorm(pcm: Pcm, to: Path) -> None:
    """Normalise with ffmpeg's own filter: measure, then apply what was measured."""
    raw, aim = ["-f", "s16le", "-ar", str(pcm.rate), "-ac", "1", "-i", "-"], "loudnorm=I=-16:TP=-1.5:LRA=11"
    said = ffmpeg.run([*raw, "-af", f"{aim}:print_format=json", "-f", "null", "-"], data=pcm.samples)[1]
    found = dict(re.findall(r'"(\w+)" : "([^"]+)"', said))
    measured = (
        f"measured_I={found['input_i']}:measured_TP={found['input_tp']}:measured_LRA={found['input_lra']}:"
        f"measured_thresh={found['input_thresh']}:offset={found['target_offset']}:linear=true"
    )
    ffmpeg.run([*raw, "-af", f"{aim}:{measured}", "-ar", "44100", "-b:a", "80k", str(to)], data=pcm.samples)


def bench_edit() -> None:
    """Forty sentences spoken, one word changed, spoken again."""
    sentences = [f"Câu số {n} nói về việc thứ {n} của xã." for n in range(1, 41)]
    settings_ = Speech(voices=("espeak",))
    with folder() as to:
        for text in (" ".join(sentences), " ".join([*sentences[:20], "Câu mới nói về việc khác.", *sentences[21:]])):
            with Studio(settings_, cache=to, tell=print) as studio, clock() as cost:
                spoken = studio.speak({"bài": script_of(article(text), reader())})["bài"]
                cost.stop()
            print(f"{len(spoken.cues)} utterances, {spoken.synthesised} spoken anew, {cost.wall:.2f} s")


def bench_cores() -> None:
    """The same sentences with one worker and with two, each with its voice loaded."""
    walls: dict[int, float] = {}
    for workers in (1, 2):
        with folder() as to, Studio(KOKORO, cache=to, tell=print, workers=workers) as studio:
            studio.speak({"nạp": Script(lines(SENTENCES[20 : 20 + workers]).utterances)})
            with clock() as cost:
                ms = studio.speak({"bài": lines(SENTENCES[:20])})["bài"].pcm.duration_ms
                cost.stop()
            walls[workers] = cost.wall
            print(f"{workers} worker(s): {cost.wall:6.1f} s for {ms / 1000:.0f} s of speech")
    print(f"speed-up {walls[1] / walls[2]:.2f}")


def bench_pace() -> None:
    """Fit the length of every sentence of the content by its syllables and phrases, without the inner pauses."""
    whole = project.open_project(ROOT)
    scripts = {one.slug: script_of(one, reader()) for one in whole.library.articles}
    for name, speaker in (("espeak", "nu"), ("espeak", "nam"), ("kokoro", "nu"), ("kokoro", "nam")):
        speech = Speech.model_validate({"voices": (name,), "speaker": speaker})
        with Studio(speech, cache=ROOT / "output/audio/kho-cau", tell=print) as studio:
            spoken = studio.speak(scripts)
        counts, lengths = [], []
        for slug, script in scripts.items():
            for one, cue in zip(script.utterances, spoken[slug].cues, strict=True):
                said = [syllables(words) for words, _ in phrases_of(one.spoken)]
                counts.append((sum(said), len(said)))
                lengths.append(cue.end_ms - cue.start_ms - speech.pauses.comma * (len(said) - 1))
        (syllable, phrase), *_ = np.linalg.lstsq(np.array(counts, float), np.array(lengths, float), rcond=None)
        wrong = [estimate_ms(script, speech) / spoken[slug].pcm.duration_ms - 1 for slug, script in scripts.items()]
        print(f"{name} {speaker}: {syllable:.0f} ms a syllable, {phrase:.0f} a phrase", end="; ")
        print(f"estimates of pieces wrong by {min(wrong):+.1%} to {max(wrong):+.1%}")


def lines(sentences: list[str]) -> Script:
    """Return the script of these sentences."""
    return script_of_text("\n".join(sentences), reader())


def three_minutes() -> Pcm:
    """Return three minutes of speech of the quick voice."""
    with folder() as to, Studio(Speech(voices=("espeak",)), cache=to, tell=print) as studio:
        pcm = studio.speak({"bài": lines(SENTENCES)})["bài"].pcm
    size = 2 * pcm.rate * 180
    return Pcm((pcm.samples * (size // len(pcm.samples) + 1))[:size], pcm.rate)


class Clock:
    """Wall and CPU seconds since it was made."""

    def __init__(self) -> None:
        self._began, self._cpu = time.perf_counter(), cpu_seconds()
        self.wall = self.cpu = 0.0

    def stop(self) -> None:
        """Take the times."""
        self.wall, self.cpu = time.perf_counter() - self._began, cpu_seconds() - self._cpu


def cpu_seconds() -> float:
    """Return the CPU seconds of this process, its ended children and those that run."""
    ended = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in ended) + sum(map(_cpu_of, _children()))


def _children() -> Iterator[str]:
    for task in Path("/proc/self/task").iterdir():
        yield from (task / "children").read_text().split()


def _cpu_of(pid: str) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def clock() -> Iterator[Clock]:
    """Yield a running clock."""
    yield Clock()


@contextmanager
def folder() -> Iterator[Path]:
    """Yield a folder that goes afterwards."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


if __name__ == "__main__":
    main()
