"""The only module that runs ffmpeg: from PATH, else from the imageio-ffmpeg wheel (which has no ffprobe)."""

import shutil
import subprocess
from pathlib import Path

from pipeline.errors import MachineError


def binary() -> str:
    """Return the path of ffmpeg. Raises MachineError when there is none."""
    if found := shutil.which("ffmpeg"):
        return found
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError) as error:
        raise MachineError("không tìm thấy ffmpeg; cài lại phần mềm theo README") from error


def run(arguments: list[str], *, data: bytes = b"") -> tuple[bytes, str]:
    """Run ffmpeg with ``arguments``; ``data`` goes to its stdin. Return stdout and what it said on stderr.

    Raises MachineError with ffmpeg's last line when it fails.
    """
    command = [binary(), "-hide_banner", "-nostdin" if not data else "-y", *arguments]
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    said = done.stderr.decode("utf-8", "replace")
    if done.returncode:
        last = said.strip().splitlines()[-1] if said.strip() else f"mã {done.returncode}"
        raise MachineError(f"ffmpeg không làm được: {last}")
    return done.stdout, said


def decode(path: Path, *, rate: int) -> bytes:
    """Return the file's first audio stream as mono s16le at ``rate`` Hz. Raises MachineError when it is not audio."""
    return run(["-i", str(path), "-map", "0:a:0", "-f", "s16le", "-ac", "1", "-ar", str(rate), "-"])[0]
