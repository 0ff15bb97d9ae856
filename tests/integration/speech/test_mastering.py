"""Mastered files, measured by ffmpeg and read by mutagen."""

import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mutagen import id3

from pipeline import ffmpeg
from pipeline.errors import MachineError
from pipeline.model.audio import Pcm
from pipeline.settings import Speech
from pipeline.speech.mastering import Profile, master
from pipeline.speech.tags import Chapter, Tags
from tests.integration.speech.making import RATE, speech_like
from tests.tools import missing, need

TAGS = Tags("Đăng ký khai sinh", "Đài Truyền thanh xã Gia Lộc", "Bản tin", "2026-11-20", "Câu một.\nCâu hai.")
SETTINGS = Speech()


@pytest.mark.parametrize("profile", ["web", "horn"])
@pytest.mark.parametrize("level", [0.9, 0.3, 0.005])
def test_any_level_comes_out_at_the_set_loudness(tmp_path: Path, profile: Profile, level: float) -> None:
    """Loud, usual and faint speech all end at −16 ± 0.5 LUFS with a true peak of −1.5 dBTP at most, by the file."""
    told = master(speech_like(12, level=level), tmp_path / "a.mp3", profile=profile, settings=SETTINGS, tags=TAGS)
    heard = ffmpeg.measure(tmp_path / "a.mp3")
    assert heard == told
    assert abs(heard.integrated_lufs + 16) <= 0.5
    assert heard.true_peak_dbtp <= -1.5


def test_no_sample_is_clipped_and_nothing_is_cut(tmp_path: Path) -> None:
    """The decoded MP3 has the length of the speech within a frame, and no sample at full scale."""
    master(speech_like(5, level=0.9), tmp_path / "a.mp3", profile="web", settings=SETTINGS, tags=TAGS)
    samples = np.frombuffer(ffmpeg.decode(tmp_path / "a.mp3", rate=44_100), "<i2").astype(np.int32)
    assert np.abs(samples).max() < 32767
    assert abs(len(samples) / 44_100 - 5) < 0.05


def test_settings_set_loudness_and_peak(tmp_path: Path) -> None:
    """A station that asks for −20 LUFS and −3 dBTP gets them."""
    settings = Speech(loudness_lufs=-20, true_peak_dbtp=-3)
    heard = master(speech_like(10), tmp_path / "a.mp3", profile="horn", settings=settings, tags=TAGS)
    assert abs(heard.integrated_lufs + 20) <= 0.5
    assert heard.true_peak_dbtp <= -3


def test_horn_profile_keeps_the_band_a_horn_carries(tmp_path: Path) -> None:
    """Against the web profile, what lies under 150 Hz is at least 10 dB weaker."""
    low: dict[Profile, float] = {}
    for profile in ("web", "horn"):
        master(speech_like(6), tmp_path / f"{profile}.mp3", profile=profile, settings=SETTINGS, tags=TAGS)
        samples = np.frombuffer(ffmpeg.decode(tmp_path / f"{profile}.mp3", rate=RATE), "<i2").astype(float)
        power = np.abs(np.fft.rfft(samples)) ** 2
        hertz = np.fft.rfftfreq(len(samples), 1 / RATE)
        low[profile] = 10 * np.log10(power[(hertz > 100) & (hertz < 150)].sum() / power.sum())
    assert low["horn"] < low["web"] - 10


@pytest.mark.parametrize("seconds", [0.05, 0.3, 1.0])
def test_very_short_sound_is_mastered(tmp_path: Path, seconds: float) -> None:
    """A single word, even a fragment, makes a file without a peak over the limit."""
    heard = master(speech_like(seconds, seed=4), tmp_path / "a.mp3", profile="web", settings=SETTINGS, tags=TAGS)
    assert heard.true_peak_dbtp <= -1.5


@pytest.mark.parametrize("samples", [b"", bytes(2 * RATE), b"\x01\x00" * RATE])
def test_silence_is_refused_and_the_older_file_stays(tmp_path: Path, samples: bytes) -> None:
    """Nothing is made of silence; the message names the piece, and what was there is untouched."""
    (tmp_path / "a.mp3").write_bytes(b"older")
    with pytest.raises(MachineError, match="Đăng ký khai sinh"):
        master(Pcm(samples, RATE), tmp_path / "a.mp3", profile="web", settings=SETTINGS, tags=TAGS)
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp3"]
    assert (tmp_path / "a.mp3").read_bytes() == b"older"


def test_file_is_mono_mp3_at_44100(tmp_path: Path) -> None:
    """ffmpeg finds one mono MP3 stream at 44.1 kHz and the set bit rate."""
    master(speech_like(3), tmp_path / "a.mp3", profile="web", settings=SETTINGS, tags=TAGS)
    said = subprocess.run([need("ffmpeg"), "-i", tmp_path / "a.mp3"], capture_output=True, text=True).stderr
    assert "Audio: mp3" in said
    assert "44100 Hz, mono" in said
    assert "80 kb/s" in said


def test_tags_are_read_by_old_players(tmp_path: Path) -> None:
    """ID3v2.3 with Vietnamese title, station, date, language, transcript and chapters."""
    chapters = (Chapter(0, 1500, "Lời chào"), Chapter(1500, 3000, "Bài một"))
    tags = Tags(TAGS.title, TAGS.artist, TAGS.album, TAGS.date, TAGS.transcript, chapters)
    master(speech_like(3), tmp_path / "a.mp3", profile="horn", settings=SETTINGS, tags=tags)
    found: Any = id3.ID3(tmp_path / "a.mp3", translate=False)  # type: ignore[no-untyped-call]
    assert found.version == (2, 3, 0)
    assert str(found["TIT2"]) == "Đăng ký khai sinh"
    assert str(found["TPE1"]) == "Đài Truyền thanh xã Gia Lộc"
    assert str(found["TLAN"]) == "vie"
    assert str(found["TYER"]) == "2026"
    assert found["USLT::vie"].text == "Câu một.\nCâu hai."
    titles = {one.element_id: str(one.sub_frames["TIT2"]) for one in found.getall("CHAP")}
    assert titles == {"chp0": "Lời chào", "chp1": "Bài một"}
    assert found["CTOC:toc"].child_element_ids == ["chp0", "chp1"]


def test_the_same_sound_gives_the_same_file(tmp_path: Path) -> None:
    """Mastering is deterministic, byte for byte."""
    for name in ("a.mp3", "b.mp3"):
        master(speech_like(3), tmp_path / name, profile="web", settings=SETTINGS, tags=TAGS)
    assert (tmp_path / "a.mp3").read_bytes() == (tmp_path / "b.mp3").read_bytes()


def test_the_packaged_ffmpeg_does_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With no ffmpeg on PATH the one from the wheel masters to the same loudness."""
    monkeypatch.setenv("PATH", "")
    assert "imageio_ffmpeg" in ffmpeg.binary()
    heard = master(speech_like(6), tmp_path / "a.mp3", profile="horn", settings=SETTINGS, tags=TAGS)
    assert abs(heard.integrated_lufs + 16) <= 0.5
    assert heard.true_peak_dbtp <= -1.5


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a folder on a disk of 256 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", folder]).returncode:
        missing("cần quyền root để gắn một tmpfs nhỏ")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_full_disk_is_told_and_nothing_half_written(small_disk: Path) -> None:
    """The MP3 does not fit: a clear message, the older file stays whole, no leavings."""
    (small_disk / "a.mp3").write_bytes(b"older")
    with pytest.raises(MachineError, match=f"đĩa đầy|{os.strerror(errno.ENOSPC)}"):
        master(speech_like(60), small_disk / "a.mp3", profile="web", settings=SETTINGS, tags=TAGS)
    assert [path.name for path in small_disk.iterdir()] == ["a.mp3"]
    assert (small_disk / "a.mp3").read_bytes() == b"older"
