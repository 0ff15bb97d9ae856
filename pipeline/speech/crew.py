"""The worker processes that speak: one voice built once in each, utterances in the order given."""

import multiprocessing
import os
import signal
import threading
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait

from pipeline.errors import VoiceError
from pipeline.model.audio import Pcm
from pipeline.settings import Speech
from pipeline.speech import sound
from pipeline.speech.cache import Cache
from pipeline.speech.phrases import phrases_of
from pipeline.speech.voices import Voice, chain

ONE_AT_A_TIME = ("gtts",)  # a public service is not asked twice at once
MEMORY_MB = {"kokoro": 600, "piper": 400}  # of one worker


class Crew:
    """Workers for one voice, started when the first utterance comes."""

    def __init__(self, name: str, settings: Speech, *, cache: Cache, workers: int | None = None) -> None:
        self._name, self._settings, self._cache = name, settings, cache
        count = 1 if name in ONE_AT_A_TIME else workers or _room_for(name)
        spawn = multiprocessing.get_context("spawn")  # a forked child would inherit locks of libraries in use
        self._pool = ProcessPoolExecutor(count, mp_context=spawn, initializer=_begin)

    def say(self, spoken: str, key: str) -> "Future[Pcm]":
        """Hand an utterance to the next free worker, who keeps it in the cache as soon as it is spoken.

        Its future may raise VoiceError, or MachineError when the cache cannot be written.
        """
        try:
            return self._pool.submit(_say, self._name, self._settings, spoken, self._cache, key)
        except BrokenProcessPool as error:
            raise broken(self._name) from error

    def close(self) -> None:
        """Let the workers end; what waits is not spoken."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def broken(name: str) -> VoiceError:
    """Return the error of a worker that the system killed (most often for want of memory)."""
    return VoiceError(f"tiến trình đọc của giọng {name} dừng đột ngột, có thể vì thiếu bộ nhớ")


def speak(voice: Voice, spoken: str, settings: Speech) -> Pcm:
    """Speak a sentence phrase by phrase: silence trimmed at each, the set pauses between them.

    Raises VoiceError when the voice gives silence for words.
    """
    parts: list[bytes] = []
    rate = 0
    for words, mark in phrases_of(spoken):
        phrase = sound.trimmed(voice.speak(words))
        if not phrase.samples:
            raise VoiceError(f"giọng {voice.name} không phát ra tiếng cho “{words[:40]}”")
        rate = phrase.rate
        parts += [phrase.samples, sound.silence(_pause(mark, settings), rate)]
    return sound.join(parts[:-1], rate)


def _pause(mark: str, settings: Speech) -> int:
    return settings.pauses.comma if mark in (",", "") else settings.pauses.sentence


def _say(name: str, settings: Speech, spoken: str, cache: Cache, key: str) -> Pcm:
    pcm = speak(chain.build(name, settings), spoken, settings)
    cache.put(key, pcm)
    return pcm


def _room_for(name: str) -> int:
    """Return how many workers speak at once: one a core, as far as half of the memory holds their voices."""
    cores = os.cpu_count() or 1
    if not hasattr(os, "sysconf"):
        return cores
    memory_mb = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    return max(1, min(cores, memory_mb // 2 // MEMORY_MB.get(name, 100)))


def _begin() -> None:
    """Leave Ctrl-C to the parent; leave with the parent, even when it is killed: nobody would collect the sound."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        sentinel = parent.sentinel
        threading.Thread(target=lambda: (wait([sentinel]), os._exit(0)), daemon=True).start()
