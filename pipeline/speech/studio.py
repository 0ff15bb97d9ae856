"""The studio: scripts become sound, each sentence spoken once and kept, a whole piece always in one voice."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Self

from pipeline import ffmpeg, files
from pipeline.errors import ContentError, MachineError, Problem, VoiceError
from pipeline.model.audio import Cue, Pcm
from pipeline.settings import Speech
from pipeline.speech import crew, sound
from pipeline.speech.cache import Cache
from pipeline.speech.phrases import phrases_of, syllables
from pipeline.speech.script import LEAD_MS, TAIL_MS, Script, Utterance, estimate_ms
from pipeline.speech.voices.chain import Chain, Standing

RATE = 24_000  # Hz of everything that leaves the studio
SYLLABLE_S = (0.12, 0.6)  # a syllable outside these is a fault of the voice
READING_S = (0.15, 0.6)  # a syllable and its share of the pauses, as people read aloud
_FORM = "1"  # counts up when trimming or joining changes

Progress = Callable[[int, int], None]
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Spoken:
    """A piece as sound, before mastering. ``synthesised`` counts the utterances spoken anew.

    ``source`` is the hash of all that the sound was made from.
    """

    pcm: Pcm
    cues: tuple[Cue, ...]
    voice: str
    synthesised: int
    source: str


class Studio:
    """Speaks scripts on all cores, first what is asked first. Use as a context manager, or close it."""

    def __init__(self, settings: Speech, *, cache: Path, tell: Tell, workers: int | None = None) -> None:
        self._settings, self._tell, self._workers = settings, tell, workers
        self._cache = Cache(cache)
        self._chain = Chain(settings, tell)
        self._batch: _Batch | None = None
        self._announced: list[Script] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the workers; what they have not finished is not spoken."""
        self._dismiss()
        self._announced.clear()

    @property
    def voice(self) -> str:
        """The name of the voice that speaks next. Raises VoiceError when none is left."""
        return self._chain.current().name

    def source(self, script: Script) -> str:
        """Return the hash of what ``script`` would be made from now, without speaking it.

        Raises VoiceError when no voice is left.
        """
        return _source(script, self._settings, self._chain.current())

    def sources(self, script: Script) -> tuple[str, ...]:
        """Return the hashes of what is as good as speaking ``script`` now: by a better voice, or by the next one."""
        return tuple(_source(script, self._settings, voice) for voice in self._chain.so_far())

    def announce(self, scripts: Iterable[Script]) -> None:
        """Tell what ``speak`` will be asked for, in that order: the workers begin, and go on between the calls."""
        self._announced += scripts
        with suppress(VoiceError):  # ``speak`` meets it again, and tells
            for script in self._announced:
                self._batch_of(self._chain.current()).ask(script)

    def speak(self, scripts: Mapping[str, Script], *, progress: Progress | None = None) -> dict[str, Spoken]:
        """Speak every script, in the order given; ``progress`` gets (ms of sound ready, ms expected in all).

        When a voice fails, it is put aside and the piece is spoken whole by the next. Raises VoiceError when
        none is left, MachineError when the cache cannot be written; what is in the cache stays there.
        """
        meter = _Meter(scripts, self._settings, progress)
        done: dict[str, Spoken] = {}
        while len(done) < len(scripts):
            voice = self._chain.current()
            rest = {name: script for name, script in scripts.items() if name not in done}
            try:
                self._speak_with(voice, rest, done, meter)
            except VoiceError as error:
                self._dismiss()
                self._chain.put_aside(voice, error)
        return done

    def from_recording(self, path: Path, script: Script) -> Spoken:
        """Take a human reader's file in place of a voice; cues are the script spread over its length.

        A file too short or too long to be a reading of the script (music, another text) has no cues.
        Raises ContentError when the file holds no sound.
        """
        try:
            pcm = sound.trimmed(Pcm(ffmpeg.decode(path, rate=RATE), RATE))
        except MachineError as error:
            raise _not_audio(path, "không phải tệp âm thanh đọc được") from error
        if not pcm.samples:
            raise _not_audio(path, "không có tiếng")
        cues = _spread(script.utterances, pcm.duration_ms)
        return Spoken(_framed(pcm.samples, RATE), cues, "recording", 0, recording_source(path, script))

    def cache_size(self) -> tuple[int, int]:
        """Return (files, bytes) of the utterance cache."""
        return self._cache.size()

    def prune(self, *, days: float = 90) -> tuple[int, int]:
        """Delete utterances not used for ``days`` days; return (files, bytes) deleted."""
        return self._cache.prune(days=days)

    def _speak_with(
        self, voice: Standing, scripts: Mapping[str, Script], done: dict[str, Spoken], meter: "_Meter"
    ) -> None:
        batch = self._batch_of(voice)
        for script in scripts.values():
            batch.ask(script)
        for name, script in scripts.items():
            meter.begin(name)
            parts: list[_Part] = []
            for utterance in script.utterances:
                parts.append(batch.collect(utterance))
                meter.add(name, parts[-1].pcm.duration_ms + utterance.pause_ms)
            done[name] = _assemble(script, parts, voice.name, _source(script, self._settings, voice))
            self._announced = [one for one in self._announced if one != script]

    def _batch_of(self, voice: Standing) -> "_Batch":
        """Return the voice's batch; a new one is asked for all that is announced."""
        if self._batch is None:
            self._batch = _Batch(voice, self._settings, cache=self._cache, tell=self._tell, workers=self._workers)
            for script in self._announced:
                self._batch.ask(script)
        return self._batch

    def _dismiss(self) -> None:
        if self._batch is not None:
            self._batch.close()
            self._batch = None


def recording_source(path: Path, script: Script) -> str:
    """Return the hash of a human recording and the text it stands for."""
    said = [utterance.written for utterance in script.utterances]
    return _hash(files.sha256(path), said, RATE, LEAD_MS, TAIL_MS, READING_S, _FORM)


@dataclass(frozen=True)
class _Part:
    """An utterance as sound; ``new`` when it was spoken in this run."""

    pcm: Pcm
    new: bool


class _Batch:
    """The utterances of some scripts in one voice: from the cache, else from the crew; each spoken once."""

    def __init__(
        self, voice: Standing, settings: Speech, *, cache: Cache, tell: Tell, workers: int | None = None
    ) -> None:
        self._voice, self._settings, self._cache, self._tell = voice, settings, cache, tell
        self._crew = crew.Crew(voice.name, settings, cache=cache, workers=workers)
        self._coming: dict[str, Future[Pcm]] = {}

    def ask(self, script: Script) -> None:
        """Have every utterance of the script that is not at hand spoken."""
        for utterance in script.utterances:
            key = self._key(utterance)
            if key not in self._coming and not self._cache.has(key):
                self._coming[key] = self._crew.say(utterance.spoken, key)

    def collect(self, utterance: Utterance) -> _Part:
        """Return an utterance, waiting until it is spoken and in the cache."""
        key = self._key(utterance)
        if key not in self._coming and (kept := self._kept(key)) is not None:
            return _Part(kept, new=False)
        coming = self._coming.pop(key, None) or self._crew.say(utterance.spoken, key)
        try:
            pcm = coming.result()
        except BrokenProcessPool as error:
            raise crew.broken(self._voice.name) from error
        self._guard(utterance, pcm)
        return _Part(pcm, new=True)

    def close(self) -> None:
        """Let the crew go."""
        self._crew.close()

    def _kept(self, key: str) -> Pcm | None:
        try:
            return self._cache.get(key)
        except ValueError as error:
            self._tell(f"Bộ nhớ đệm giọng đọc: {error}; câu này được đọc lại.")
            return None

    def _guard(self, utterance: Utterance, pcm: Pcm) -> None:
        count = syllables(utterance.spoken)
        pauses = self._settings.pauses.comma * (len(phrases_of(utterance.spoken)) - 1)
        each = (pcm.duration_ms - pauses) / 1000 / count
        if count > 2 and not SYLLABLE_S[0] <= each <= SYLLABLE_S[1]:
            pace = f"Giọng {self._voice.name} đọc lạ ({each:.2f} giây một tiếng)"
            self._tell(f"{pace}, nên nghe lại câu: “{utterance.written}”")

    def _key(self, utterance: Utterance) -> str:
        return _hash(utterance.spoken, *_manner(self._settings, self._voice))


class _Meter:
    """Tells how much sound is ready of how much is expected; a piece begun again counts from zero."""

    def __init__(self, scripts: Mapping[str, Script], settings: Speech, progress: Progress | None) -> None:
        self._progress = progress
        self._expected = {name: estimate_ms(script, settings) for name, script in scripts.items()}
        self._ready: dict[str, int] = {}

    def begin(self, name: str) -> None:
        """Count the piece from zero."""
        self._ready[name] = 0

    def add(self, name: str, ms: int) -> None:
        """Count ``ms`` more of the piece."""
        self._ready[name] = min(self._ready.get(name, 0) + ms, self._expected[name])
        if self._progress is not None:
            self._progress(sum(self._ready.values()), sum(self._expected.values()))


def _assemble(script: Script, parts: list[_Part], voice: str, source: str) -> Spoken:
    """Join utterances and pauses at the voice's own rate, then bring the whole to RATE once."""
    rate = parts[0].pcm.rate if parts else RATE
    sounds: list[bytes] = []
    cues: list[Cue] = []
    at = 0
    for index, (utterance, part) in enumerate(zip(script.utterances, parts, strict=True)):
        cues.append(Cue(LEAD_MS + at, LEAD_MS + at + part.pcm.duration_ms, utterance.written))
        pause = sound.silence(utterance.pause_ms, rate) if index < len(parts) - 1 else b""
        sounds += [part.pcm.samples, pause]
        at = round(sum(map(len, sounds)) / 2 / rate * 1000)
    speech = ffmpeg.resample(sound.join(sounds, rate), RATE)
    return Spoken(_framed(speech.samples, RATE), tuple(cues), voice, sum(part.new for part in parts), source)


def _framed(samples: bytes, rate: int) -> Pcm:
    return sound.join([sound.silence(LEAD_MS, rate), samples, sound.silence(TAIL_MS, rate)], rate)


def _spread(utterances: tuple[Utterance, ...], total_ms: int) -> tuple[Cue, ...]:
    """Give each utterance a share of the recording by its syllables; none when nobody reads at such a pace."""
    edges = [0, *accumulate(max(1, syllables(utterance.spoken)) for utterance in utterances)]
    if not READING_S[0] <= total_ms / 1000 / max(1, edges[-1]) <= READING_S[1]:
        return ()
    scale = total_ms / edges[-1]
    times = [LEAD_MS + round(edge * scale) for edge in edges]
    spans = zip(times[:-1], times[1:], utterances, strict=True)
    return tuple(Cue(start, end, one.written) for start, end, one in spans)


def _manner(settings: Speech, voice: Standing) -> tuple[str | float, ...]:
    pauses = settings.pauses
    return voice.name, voice.version, settings.speaker, settings.speed, pauses.comma, pauses.sentence, _FORM


def _source(script: Script, settings: Speech, voice: Standing) -> str:
    said = [(one.written, one.spoken, one.pause_ms) for one in script.utterances]
    return _hash(said, *_manner(settings, voice), RATE, LEAD_MS, TAIL_MS)


def _hash(*what: object) -> str:
    return hashlib.sha256(json.dumps(what, ensure_ascii=False).encode()).hexdigest()


def _not_audio(path: Path, why: str) -> ContentError:
    message = f"{why}; hãy ghi lại thành MP3, WAV hoặc M4A rồi thay tệp này"
    return ContentError([Problem(str(path), 0, "recording", message)])
