"""A sound that somebody brings for an emergency: made sure that it can be heard before it is taken."""

from pathlib import Path

from pipeline import ffmpeg
from pipeline.broadcast.playout.work import recording_length
from pipeline.errors import MachineError, RequestError

_RATE = 44100
_SHORTEST_S = 0.5
_LOUD = 33  # of 32767: −60 dBFS; all below is silence


def as_mp3(file: Path, folder: Path) -> Path:
    """Return ``file`` when it is an MP3 that ffmpeg decodes, else its sound as a new MP3 in ``folder``.

    Raises RequestError when it is no audio, or nothing is to be heard in it; MachineError without ffmpeg.
    """
    import numpy as np

    ffmpeg.binary()
    try:
        pcm = ffmpeg.decode(file, rate=_RATE)
    except MachineError as error:
        raise RequestError(f"{file} không phải tệp âm thanh, không phát được; hãy đưa tệp MP3 hoặc WAV") from error
    samples = np.frombuffer(pcm, dtype="<i2")
    if len(samples) < _SHORTEST_S * _RATE:
        raise RequestError(f"{file} ngắn quá ({len(samples) / _RATE:.1f} giây); hãy kiểm tra tệp")
    if int(samples.max()) < _LOUD and int(samples.min()) > -_LOUD:
        raise RequestError(f"{file} không có tiếng; hãy nghe thử tệp rồi thu lại")
    if file.suffix.lower() == ".mp3" and recording_length(file):
        return file
    made = folder / f"{file.stem}.mp3"
    raw = ["-f", "s16le", "-ar", str(_RATE), "-ac", "1", "-i", "-"]
    ffmpeg.run([*raw, "-c:a", "libmp3lame", "-b:a", "128k", "-f", "mp3", f"file:{made}"], data=pcm)
    return made
