"""WebVTT and JSON of a recording."""

from pathlib import PurePosixPath

import pytest

from pipeline.model.audio import Cue, Loudness, Recording
from pipeline.speech.transcript import recording_from_json, recording_json, webvtt

CUES = (Cue(250, 1500, "Nghị định số 1/2025/NĐ-CP <mới> & cũ"), Cue(3_601_000, 3_602_345, "a --> b\n\nc"))


def test_webvtt_shows_times_and_escaped_text() -> None:
    """Times have hours, minutes, seconds and thousandths; marks of the format in the text are escaped."""
    assert webvtt(CUES) == (
        "WEBVTT\n\n"
        "00:00:00.250 --> 00:00:01.500\nNghị định số 1/2025/NĐ-CP &lt;mới&gt; &amp; cũ\n\n"
        "01:00:01.000 --> 01:00:02.345\na --&gt; b c\n"
    )


def test_recording_comes_back_from_json() -> None:
    """What was written is read back the same, with its key."""
    recording = Recording(
        slug="bai",
        title="Bài",
        file=PurePosixPath("bai.mp3"),
        duration_ms=1000,
        pcm_ms=990,
        size_bytes=8000,
        sha256="00",
        loudness=Loudness(-16.1, -1.8),
        voice="kokoro",
        cues=CUES,
    )
    assert recording_from_json(recording_json(recording, key="k")) == (recording, "k")


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"key": "k"}', "null", '{"key": 1, "file": 3}'])
def test_foreign_json_is_refused(text: str) -> None:
    """Anything else raises ValueError, so that the piece is made again."""
    with pytest.raises(ValueError):
        recording_from_json(text)
