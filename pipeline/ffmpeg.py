"""The only module that runs ffmpeg: from PATH, else from the imageio-ffmpeg wheel (which has no ffprobe)."""

import re
import shutil
import subprocess
from pathlib import Path

from pipeline.errors import MachineError
from pipeline.model.audio import Loudness, Pcm

# ffmpeg's meter of ITU-R BS.1770 and EBU R 128; "framelog=verbose" keeps one line a frame out of stderr.
_EBUR128 = "ebur128=peak=true:framelog=verbose"
_SILENCE = -70.0  # ebur128's absolute gate (LUFS), and what it says when nothing passed it
# A file of ours may be a playlist in disguise: it must not make ffmpeg open the network.
_INPUT = ["-protocol_whitelist", "file,pipe", "-i"]


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
    command = [binary(), "-hide_banner", "-y", *([] if data else ["-nostdin"]), *arguments]
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    said = done.stderr.decode("utf-8", "replace")
    if done.returncode or "No space left on device" in said:
        raise MachineError(_complaint(said, done.returncode))
    return done.stdout, said


def decode(path: Path, *, rate: int) -> bytes:
    """Return the file's first audio stream as mono s16le at ``rate`` Hz. Raises MachineError when it is not audio."""
    return run([*_INPUT, f"file:{path}", "-map", "0:a:0", *_raw(rate), "-"])[0]


def decode_bytes(data: bytes, *, rate: int, filters: str = "anull") -> Pcm:
    """Decode an audio file held in memory, through an audio filter graph. Raises MachineError when it is not audio."""
    return Pcm(run([*_INPUT, "-", "-map", "0:a:0", "-af", filters, *_raw(rate), "-"], data=data)[0], rate)


def resample(pcm: Pcm, rate: int) -> Pcm:
    """Return ``pcm`` at ``rate`` Hz (the same value when it has that rate)."""
    if pcm.rate == rate or not pcm.samples:
        return Pcm(pcm.samples, rate)
    return Pcm(run([*_raw(pcm.rate), "-i", "-", *_raw(rate), "-"], data=pcm.samples)[0], rate)


def filtered(pcm: Pcm, filters: str) -> tuple[bytes, Loudness]:
    """Pass ``pcm`` through an audio filter graph; return mono f32le at the same rate, and its loudness."""
    graph = ["-af", f"{filters},{_EBUR128}"]
    out, said = run([*_raw(pcm.rate), "-i", "-", *graph, *_floats(pcm.rate), "-"], data=pcm.samples)
    return out, parse_ebur128(said)


def loudness(samples: bytes, *, rate: int, filters: str) -> float:
    """Return the integrated loudness (LUFS) that mono f32le ``samples`` at ``rate`` Hz have after the filters."""
    graph = ["-af", f"{filters},aresample={rate},{_EBUR128.replace('true', 'none')}"]
    return parse_ebur128(run([*_floats(rate), "-i", "-", *graph, "-f", "null", "-"], data=samples)[1]).integrated_lufs


def encode_mp3(samples: bytes, to: Path, *, rate: int, filters: str, kbps: int) -> None:
    """Filter mono f32le ``samples`` at ``rate`` Hz into a mono 44.1 kHz CBR MP3 at ``to``, without tags.

    Raises MachineError when the file cannot be written.
    """
    codec = ["-c:a", "libmp3lame", "-b:a", f"{kbps}k", "-ar", "44100", "-ac", "1"]
    plain = ["-map_metadata", "-1", "-id3v2_version", "0", "-fflags", "+bitexact", "-flags:a", "+bitexact", "-f", "mp3"]
    run([*_floats(rate), "-i", "-", "-af", filters, *codec, *plain, f"file:{to}"], data=samples)


def measure(path: Path) -> Loudness:
    """Return the integrated loudness (LUFS) and true peak (dBTP) of a file as ebur128 hears it decoded."""
    return parse_ebur128(run([*_INPUT, f"file:{path}", "-map", "0:a:0", "-af", _EBUR128, "-f", "null", "-"])[1])


def parse_ebur128(said: str) -> Loudness:
    """Read the summary that the ebur128 filter leaves on stderr; silence is −70 LUFS and −inf dBTP."""
    summary = said[said.rfind("Summary:") :]
    integrated = re.search(r"\bI:\s+(-?[\d.]+|-inf|nan) LUFS", summary)
    peak = re.search(r"\bPeak:\s+(-?[\d.]+|-inf|nan) dBFS", summary)
    if "Summary:" not in said or integrated is None:
        raise MachineError("ffmpeg không đo được độ lớn của âm thanh; cài lại phần mềm theo README")
    loudness = float(integrated[1])
    return Loudness(loudness if loudness >= _SILENCE else _SILENCE, float(peak[1] if peak else "nan"))


def _raw(rate: int) -> list[str]:
    return ["-f", "s16le", "-ar", str(rate), "-ac", "1"]


def _floats(rate: int) -> list[str]:
    return ["-f", "f32le", "-ar", str(rate), "-ac", "1"]


def _complaint(said: str, code: int) -> str:
    if "No space left on device" in said:
        return "đĩa đầy: ffmpeg không ghi được; hãy dọn chỗ trống rồi chạy lại"
    lines = said.strip().splitlines()
    return f"ffmpeg không làm được: {lines[-1] if lines else f'mã {code}'}"
