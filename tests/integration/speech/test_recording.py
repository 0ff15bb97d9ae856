"""A human reader's file, and the files a piece becomes."""

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

from pipeline import ffmpeg, files, settings
from pipeline.errors import ContentError, MachineError
from pipeline.model.audio import Pcm, Recording
from pipeline.settings import Speech, Station
from pipeline.speech.produce import current_of, is_current, key_of, produce
from pipeline.speech.script import LEAD_MS, TAIL_MS
from pipeline.speech.studio import Spoken, Studio, recording_source
from tests.integration.speech.making import RATE, script, speech_like, write_wav
from tests.tools import missing
from tests.unit.speech.making import article

SPEECH = Speech(voices=("espeak",))
PIECE = script("một hai ba bốn", "năm sáu", "bảy tám chín mười một hai")
ARTICLE = article("Một câu.")
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def station() -> Station:
    """Give the commune's station."""
    return settings.load(ROOT)[0].station


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    """Give a studio that never has to speak."""
    return Studio(SPEECH, cache=tmp_path / "cache", tell=print)


def padded(seconds: float) -> Pcm:
    """Return speech with two seconds of silence before and three after."""
    return Pcm(bytes(4 * RATE) + speech_like(seconds, seed=7).samples + bytes(6 * RATE), RATE)


@pytest.mark.parametrize("form", ["wav", "mp3", "ogg", "flac", "m4a"])
def test_any_format_is_taken_and_trimmed(tmp_path: Path, studio: Studio, form: str) -> None:
    """Silence at the ends goes down to the set lengths, whatever the format."""
    source = write_wav(tmp_path / "đọc.wav", padded(6))
    path = tmp_path / f"bản ghi 1.{form}"
    if form != "wav":
        ffmpeg.run(["-i", str(source), "-ar", "44100", "-ac", "2", str(path)])
    spoken = studio.from_recording(path if form != "wav" else source, PIECE)
    assert spoken.voice == "recording"
    assert abs(spoken.pcm.duration_ms - LEAD_MS - 6000 - TAIL_MS) < 400


def test_its_transcript_is_the_article_spread_over_its_length(tmp_path: Path, studio: Studio) -> None:
    """Cues are the written sentences, one after the other, as long as their syllables are many."""
    spoken = studio.from_recording(write_wav(tmp_path / "a.wav", speech_like(6, seed=7)), PIECE)
    assert [cue.text for cue in spoken.cues] == [one.written for one in PIECE.utterances]
    assert spoken.cues[0].start_ms == LEAD_MS
    assert abs(spoken.cues[-1].end_ms - spoken.pcm.duration_ms + TAIL_MS) <= 1
    assert all(a.end_ms == b.start_ms for a, b in zip(spoken.cues, spoken.cues[1:], strict=False))
    lengths = [cue.end_ms - cue.start_ms for cue in spoken.cues]
    assert lengths[1] < lengths[0] < lengths[2]


@pytest.mark.parametrize("seconds", [1, 60])
def test_what_is_no_reading_of_the_text_has_no_cues(tmp_path: Path, studio: Studio, seconds: float) -> None:
    """Music or another text is far too short or long for the article: no time is made up for its sentences."""
    assert studio.from_recording(write_wav(tmp_path / "a.wav", speech_like(seconds, seed=7)), PIECE).cues == ()


@pytest.mark.parametrize(
    "content", [b"", b"not audio at all" * 100, b"%PDF-1.7\n" + bytes(5000), b"#EXTM3U\nhttp://127.0.0.1/x"]
)
def test_what_is_not_audio_is_told_with_its_name(tmp_path: Path, studio: Studio, content: bytes) -> None:
    """A damaged or foreign file is a problem of the content, told with the file's name and what to do."""
    path = tmp_path / "ban-ghi.mp3"
    path.write_bytes(content)
    with pytest.raises(ContentError, match=r"ban-ghi\.mp3.*không phải tệp âm thanh.*hãy ghi lại") as caught:
        studio.from_recording(path, PIECE)
    assert caught.value.exit_code == 1


def test_a_silent_recording_is_told(tmp_path: Path, studio: Studio) -> None:
    """A microphone that was off is not aired."""
    with pytest.raises(ContentError, match="không có tiếng"):
        studio.from_recording(write_wav(tmp_path / "a.wav", Pcm(bytes(2 * RATE), RATE)), PIECE)


def spoken_by_hand(tmp_path: Path, studio: Studio, *, seconds: float = 3) -> Spoken:
    """Return a piece read by a person."""
    return studio.from_recording(write_wav(tmp_path / "a.wav", speech_like(seconds, seed=7)), PIECE)


def make(tmp_path: Path, studio: Studio, station: Station) -> Recording:
    """Produce the piece into ``tmp_path/audio``."""
    spoken = spoken_by_hand(tmp_path, studio)
    return produce(ARTICLE, spoken, tmp_path / "audio", settings=SPEECH, station=station)


def test_a_piece_becomes_three_files(tmp_path: Path, studio: Studio, station: Station) -> None:
    """MP3, WebVTT and JSON agree: length, size, hash, loudness and cues are those of the file."""
    recording = make(tmp_path, studio, station)
    folder = tmp_path / "audio"
    assert sorted(path.name for path in folder.iterdir()) == ["bai.json", "bai.mp3", "bai.vtt"]
    mp3 = folder / recording.file
    assert (recording.size_bytes, recording.sha256) == (mp3.stat().st_size, files.sha256(mp3))
    decoded = len(ffmpeg.decode(mp3, rate=RATE)) / 2 / RATE * 1000
    assert abs(decoded - recording.duration_ms) < 60
    assert ffmpeg.measure(mp3) == recording.loudness
    assert json.loads((folder / "bai.json").read_text("utf-8"))["voice"] == "recording"
    assert (folder / "bai.vtt").read_text("utf-8").count("-->") == len(PIECE.utterances)


def test_an_unchanged_piece_is_neither_mastered_nor_rewritten(tmp_path: Path, studio: Studio, station: Station) -> None:
    """The key is known without the sound; with the same key every file keeps its time."""
    recording = make(tmp_path, studio, station)
    folder = tmp_path / "audio"
    times = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    source = recording_source(tmp_path / "a.wav", PIECE)
    assert is_current(folder, "bai", key_of(ARTICLE, source, settings=SPEECH, station=station)) == recording
    assert make(tmp_path, studio, station) == recording
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == times


def test_a_piece_of_a_better_voice_is_kept(tmp_path: Path, studio: Studio, station: Station) -> None:
    """While the voice that spoke it is out of order, its recording is current; a worse voice's is not."""
    recording = make(tmp_path, studio, station)
    source = recording_source(tmp_path / "a.wav", PIECE)

    def known(*sources: str) -> Recording | None:
        return current_of(ARTICLE, sources, tmp_path / "audio", settings=SPEECH, station=station)

    assert known(source, "của giọng sau") == recording
    assert known("của giọng sau") is None


def test_what_the_file_depends_on_changes_its_key(tmp_path: Path, station: Station) -> None:
    """Title, date, source, loudness and station each make another key."""
    changed = [
        key_of(ARTICLE, "s", settings=SPEECH, station=station),
        key_of(article("Một câu.", title="Khác"), "s", settings=SPEECH, station=station),
        key_of(ARTICLE, "khác", settings=SPEECH, station=station),
        key_of(ARTICLE, "s", settings=Speech(loudness_lufs=-18), station=station),
        key_of(ARTICLE, "s", settings=SPEECH, station=station.model_copy(update={"name": "Đài khác"})),
    ]
    assert len(set(changed)) == len(changed)


@pytest.mark.parametrize("name", ["bai.mp3", "bai.vtt", "bai.json"])
@pytest.mark.parametrize("damage", ["missing", "cut"])
def test_a_missing_or_cut_file_is_not_current(
    tmp_path: Path, studio: Studio, station: Station, name: str, damage: str
) -> None:
    """When one of the three files is gone or cut, the piece is made again."""
    make(tmp_path, studio, station)
    victim = tmp_path / "audio" / name
    data = victim.read_bytes()
    victim.unlink()
    if damage == "cut":
        victim.write_bytes(data[: len(data) // 2])
    key = key_of(ARTICLE, recording_source(tmp_path / "a.wav", PIECE), settings=SPEECH, station=station)
    assert is_current(tmp_path / "audio", "bai", key) is None
    make(tmp_path, studio, station)
    assert victim.read_bytes() == data


def test_a_full_disk_keeps_the_older_recording_whole(tmp_path: Path, studio: Studio, station: Station) -> None:
    """The new version does not fit: the older MP3, transcript and JSON stay as they were."""
    folder = tmp_path / "audio"
    folder.mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", folder]).returncode:
        missing("cần quyền root để gắn một tmpfs nhỏ")
    try:
        make(tmp_path, studio, station)
        before = {path.name: path.read_bytes() for path in folder.iterdir()}
        longer = spoken_by_hand(tmp_path, studio, seconds=30)
        with pytest.raises(MachineError, match=r"đĩa đầy|No space left"):
            produce(ARTICLE, longer, folder, settings=SPEECH, station=station)
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    finally:
        subprocess.run(["umount", folder], check=True)


def test_mastered_speech_keeps_its_timing(tmp_path: Path, studio: Studio, station: Station) -> None:
    """Filters, limiter and encoder shift nothing by more than 30 ms, so that cues stay true."""
    spoken = spoken_by_hand(tmp_path, studio)
    recording = produce(ARTICLE, spoken, tmp_path / "audio", settings=SPEECH, station=station)
    heard = np.frombuffer(ffmpeg.decode(tmp_path / "audio" / recording.file, rate=RATE), "<i2").astype(float)
    given = np.frombuffer(spoken.pcm.samples, "<i2").astype(float)
    size = 1 << 18
    product = np.fft.irfft(np.fft.rfft(np.abs(heard), size) * np.conj(np.fft.rfft(np.abs(given), size)))
    shift = int(product.argmax())
    shift = shift - size if shift > size // 2 else shift
    assert abs(shift) / RATE < 0.03
