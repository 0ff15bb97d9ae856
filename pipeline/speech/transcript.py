"""The written side of a recording: WebVTT and JSON. Pure."""

import json
from dataclasses import asdict
from pathlib import PurePosixPath
from typing import Any

from pipeline.model.audio import Cue, Loudness, Recording


def webvtt(cues: tuple[Cue, ...]) -> str:
    """Return the cues as a WebVTT file (https://www.w3.org/TR/webvtt1/)."""
    return "\n".join(["WEBVTT\n", *map(_cue, cues)])


def recording_json(recording: Recording, *, key: str) -> str:
    """Return what is known of a recording as JSON; ``key`` is the hash of all that it was made from."""
    data = {"key": key, **asdict(recording), "file": str(recording.file)}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def recording_from_json(text: str) -> tuple[Recording, str]:
    """Return the recording and its key. Raises ValueError when the text is not what recording_json wrote."""
    try:
        return _recording(json.loads(text))
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"not a recording: {error}") from error


def _recording(data: dict[str, Any]) -> tuple[Recording, str]:
    key = str(data.pop("key"))
    data["file"] = PurePosixPath(data["file"])
    data["loudness"] = Loudness(**data["loudness"])
    data["cues"] = tuple(Cue(**cue) for cue in data["cues"])
    return Recording(**data), key


def _cue(cue: Cue) -> str:
    return f"{_clock(cue.start_ms)} --> {_clock(max(cue.end_ms, cue.start_ms + 1))}\n{_escaped(cue.text)}\n"


def _clock(ms: int) -> str:
    seconds, thousandths = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}.{thousandths:03}"


def _escaped(text: str) -> str:
    plain = " ".join(text.split())
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
