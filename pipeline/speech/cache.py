"""The utterance cache: one file a spoken sentence, whose content proves that it is the one asked for, and whole."""

import hashlib
import struct
import time
from pathlib import Path

from pipeline import files
from pipeline.model.audio import Pcm

_MAGIC = b"LOAPCM1\n"
_HEADER = struct.Struct("<8s32sII")  # magic, digest of key and samples, rate in Hz, samples
_SUFFIX = ".pcm"


class Cache:
    """Utterances by key in a folder. A file is put in place whole; a damaged or foreign one is never returned."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has(self, key: str) -> bool:
        """Tell whether there is a file for the utterance; only ``get`` tells whether it is whole."""
        return self._path(key).is_file()

    def get(self, key: str) -> Pcm | None:
        """Return the utterance, used now as far as ``prune`` is concerned; None when there is none.

        Raises ValueError when its file is damaged or foreign.
        """
        try:
            data = self._path(key).read_bytes()
        except OSError:  # not there, or not readable: then ``put`` tells why
            return None
        if len(data) < _HEADER.size:
            raise ValueError(f"tệp {self._path(key).name} bị cụt")
        magic, digest, rate, count = _HEADER.unpack_from(data)
        samples = data[_HEADER.size :]
        if magic != _MAGIC or len(samples) != 2 * count or digest != _digest(key, rate, samples):
            raise ValueError(f"tệp {self._path(key).name} bị cụt hoặc không phải của phần mềm này")
        self._path(key).touch()
        return Pcm(samples, rate)

    def put(self, key: str, pcm: Pcm) -> None:
        """Keep an utterance. Raises MachineError when the disk is full."""
        count = len(pcm.samples) // 2
        header = _HEADER.pack(_MAGIC, _digest(key, pcm.rate, pcm.samples), pcm.rate, count)
        files.write_bytes(self._path(key), header + pcm.samples)

    def size(self) -> tuple[int, int]:
        """Return (files, bytes)."""
        sizes = [path.stat().st_size for path in self._files()]
        return len(sizes), sum(sizes)

    def prune(self, *, days: float) -> tuple[int, int]:
        """Delete what was not used for ``days`` days. Return (files, bytes) deleted."""
        limit = time.time() - days * 86_400
        old = [path for path in self._files() if path.stat().st_mtime < limit]
        freed = sum(path.stat().st_size for path in old)
        for path in old:
            path.unlink(missing_ok=True)
        return len(old), freed

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}{_SUFFIX}"

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob(f"*/*{_SUFFIX}"))  # leavings of a killed run, ".tam-…", included


def _digest(key: str, rate: int, samples: bytes) -> bytes:
    return hashlib.sha256(f"{key} {rate} ".encode() + samples).digest()
