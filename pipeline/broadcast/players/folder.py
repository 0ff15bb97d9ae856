"""The player that drops a finished file, on time, into the folder which a loudspeaker controller watches."""

import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from pipeline import ffmpeg, files
from pipeline.broadcast.players.contract import Sound
from pipeline.errors import MachineError, in_words

_WHOLE_S = 0.05


class FolderPlayer:
    """A Player. The controller does not tell what it plays: ``confirms`` is False, an operator confirms the airing."""

    name = "folder"
    confirms = False

    def __init__(self, folder: Path, *, stamp: Callable[[], datetime]) -> None:
        """``stamp`` gives the time that the file's name carries."""
        self._folder = folder
        self._stamp = stamp
        self._last: Drop | None = None

    def check(self) -> None:
        """As the contract says."""
        if not self._folder.is_dir():
            advice = "kiểm tra ổ đĩa hoặc đường mạng tới bộ điều khiển loa"
            raise MachineError(f"không thấy thư mục {self._folder}; {advice}")
        with files.atomic_path(self._folder / ".thu-ghi"):
            pass
        (self._folder / ".thu-ghi").unlink(missing_ok=True)

    def start(self, sound: Sound, *, delay_s: float = 0.0) -> "Drop":
        """As the contract says; the file appears when the delay is over and somebody asks the playback."""
        if self._last:
            self._last.stop()
        name = f"{self._stamp():%Y%m%d-%H%M%S}-{sound.name}.mp3"
        self._last = Drop(sound, self._folder / name, time.monotonic() + delay_s)
        return self._last

    def close(self) -> None:
        """As the contract says: what was handed over stays with the controller."""
        if self._last and self._last.began is None:
            self._last.stop()


class Drop:
    """A Playback: the file waits under a hidden name, appears whole at its time, and is out for its length."""

    def __init__(self, sound: Sound, target: Path, due: float) -> None:
        """Copy (or cut, without re-encoding) the sound beside ``target``. Raises MachineError when that fails."""
        self.failed: str | None = None
        self._target = target
        self._due = due
        self._began: float | None = None
        self._length_s = self._end_s = sound.length_s
        self._hidden = target.with_name(f".{target.name}.cho")
        try:
            _put(sound, self._hidden)
        except OSError as error:
            self._hidden.unlink(missing_ok=True)
            raise MachineError(f"không chép được vào {target.parent}: {in_words(error)}") from error

    @property
    def began(self) -> float | None:
        """As the contract says: when the file appeared."""
        self._drop_when_due()
        return self._began

    @property
    def position_s(self) -> float:
        """As the contract says, by the clock alone."""
        self._drop_when_due()
        return 0.0 if self._began is None else min(self._end_s, time.monotonic() - self._began)

    @property
    def ended(self) -> bool:
        """As the contract says."""
        over = self.failed is not None or self.position_s >= self._end_s
        if over and self._end_s < self._length_s:
            self._take_back()
        return over

    def stop(self, *, at_s: float | None = None, fade_s: float = 0.0) -> None:
        """As the contract says, by taking the file out of the folder: what the controller then does is its own."""
        if at_s is not None and at_s > self.position_s:
            self._end_s = min(self._end_s, at_s)
            return
        self._end_s = min(self._end_s, self.position_s)
        self._take_back()

    def _take_back(self) -> None:
        with suppress(OSError):
            self._hidden.unlink(missing_ok=True)
            self._target.unlink(missing_ok=True)

    def _drop_when_due(self) -> None:
        if self._began is not None or self.failed or time.monotonic() < self._due or self._end_s <= 0:
            return
        try:
            self._hidden.replace(self._target)
            self._began = time.monotonic()
        except OSError as error:
            self.failed = f"không thả được {self._target.name}: {in_words(error)}"


def _put(sound: Sound, hidden: Path) -> None:
    """Place the sound's stretch at ``hidden``: the file itself when it is all of it, else cut at MP3 frames."""
    if sound.start_s < _WHOLE_S:
        shutil.copyfile(sound.path, hidden)
    else:
        stretch = ["-ss", f"{sound.start_s:.3f}", "-i", f"file:{sound.path}", "-t", f"{sound.length_s:.3f}"]
        ffmpeg.run(["-loglevel", "error", "-y", *stretch, "-c", "copy", "-f", "mp3", str(hidden)])
    with hidden.open("r+b") as file:
        os.fsync(file.fileno())
