"""The studio with real voices: cache, fallback, faults."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.errors import MachineError, VoiceError
from pipeline.model.audio import Pcm
from pipeline.settings import Speech
from pipeline.speech import sound
from pipeline.speech.script import LEAD_MS, TAIL_MS, Script, estimate_ms, script_of
from pipeline.speech.studio import RATE, Spoken, Studio
from tests.integration.speech.making import GttsServer, script
from tests.tools import missing
from tests.unit.speech.making import article, reader

ESPEAK = Speech(voices=("espeak",))
PIECE = script("kính thưa bà con", "mời bà con nghe bản tin, rồi góp ý", "xin cảm ơn")
ROOT = Path(__file__).parents[3]

Speak = Callable[..., Spoken]


@pytest.fixture
def told() -> list[str]:
    """Collect what the studio tells."""
    return []


@pytest.fixture
def speak(tmp_path: Path, told: list[str]) -> Speak:
    """Speak one script in a studio of its own, on the same cache each time."""

    def run(piece: Script, settings: Speech = ESPEAK, *, workers: int = 1) -> Spoken:
        with Studio(settings, cache=tmp_path / "cache", tell=told.append, workers=workers) as studio:
            return studio.speak({"bài": piece})["bài"]

    return run


def cached(tmp_path: Path) -> list[Path]:
    """Return the cache's files."""
    return sorted((tmp_path / "cache").rglob("*.pcm"))


def test_a_piece_is_spoken_with_its_pauses(speak: Speak) -> None:
    """Cues carry the written sentences; between them lie exactly the set pauses, and silence frames the whole."""
    spoken = speak(PIECE)
    assert spoken.pcm.rate == RATE
    assert [cue.text for cue in spoken.cues] == [one.written for one in PIECE.utterances]
    assert spoken.cues[0].start_ms == LEAD_MS
    assert abs(spoken.pcm.duration_ms - spoken.cues[-1].end_ms - TAIL_MS) <= 2
    gaps = [after.start_ms - before.end_ms for before, after in zip(spoken.cues, spoken.cues[1:], strict=False)]
    assert all(abs(gap - 300) <= 2 for gap in gaps)


def test_each_cue_lies_where_its_sentence_is_heard(speak: Speak) -> None:
    """Within every cue there is sound at both ends (±100 ms), and between the cues silence."""
    spoken = speak(PIECE)

    def part(start_ms: int, end_ms: int) -> Pcm:
        return Pcm(spoken.pcm.samples[2 * RATE * start_ms // 1000 : 2 * RATE * end_ms // 1000], RATE)

    for cue in spoken.cues:
        heard = sound.trimmed(part(cue.start_ms, cue.end_ms)).duration_ms
        assert abs(heard - (cue.end_ms - cue.start_ms)) <= 100
    for before, after in zip(spoken.cues, spoken.cues[1:], strict=False):
        assert sound.level_dbfs(part(before.end_ms + 20, after.start_ms - 20)) < -70


def test_editing_one_sentence_speaks_one_utterance(speak: Speak) -> None:
    """The first run speaks all, the second none, and after an edit only the edited sentence is spoken."""
    first, second = speak(PIECE), speak(PIECE)
    assert (first.synthesised, second.synthesised) == (3, 0)
    assert (second.pcm, second.cues, second.source) == (first.pcm, first.cues, first.source)
    edited = script("kính thưa bà con", "mời bà con nghe bản tin mới, rồi góp ý", "xin cảm ơn")
    assert speak(edited).synthesised == 1


def test_a_sentence_said_twice_is_spoken_once(speak: Speak, tmp_path: Path) -> None:
    """The same words share one utterance."""
    spoken = speak(script("xin nhắc lại", "gọi số này", "xin nhắc lại"))
    assert len(spoken.cues) == 3
    assert len(cached(tmp_path)) == 2


@pytest.mark.parametrize("settings", [{"speed": 1.2}, {"speaker": "nam"}, {"pauses": {"comma": 500}}])
def test_settings_that_change_the_sound_change_the_source(speak: Speak, settings: dict[str, object]) -> None:
    """Another speed, speaker or pause is another sound: it is spoken anew."""
    before = speak(PIECE)
    after = speak(PIECE, Speech.model_validate({"voices": ("espeak",), **settings}))
    assert after.synthesised == 3
    assert after.source != before.source


def test_commas_are_pauses_of_the_set_length(speak: Speak) -> None:
    """Two phrases with 1200 ms between them last 1000 ms more than with 200 ms."""
    lengths = [
        speak(script("một hai, ba bốn"), Speech.model_validate({"voices": ("espeak",), "pauses": {"comma": comma}}))
        for comma in (200, 1200)
    ]
    longer_ms = lengths[1].pcm.duration_ms - lengths[0].pcm.duration_ms
    assert abs(longer_ms - 1000) < 150  # eSpeak's own length varies a little from call to call


@pytest.mark.parametrize("damage", ["truncated", "empty", "foreign", "flipped", "swapped"])
def test_a_damaged_cache_file_is_redone_and_told(speak: Speak, told: list[str], tmp_path: Path, damage: str) -> None:
    """A cut, emptied, foreign, altered or misplaced file is never heard: its sentence is spoken again."""
    first = speak(PIECE)
    victim, other, _ = cached(tmp_path)
    data = victim.read_bytes()
    flipped = data[:1000] + bytes([data[1000] ^ 1]) + data[1001:]
    bad = {"truncated": data[:500], "empty": b"", "foreign": b"RIFF" * 500, "flipped": flipped}
    victim.write_bytes(bad.get(damage) if damage in bad else other.read_bytes())  # type: ignore[arg-type]
    again = speak(PIECE)
    assert again.synthesised == 1
    assert [cue.text for cue in again.cues] == [cue.text for cue in first.cues]
    assert len(told) == 1
    assert "đọc lại" in told[0]
    assert speak(PIECE).synthesised == 0


def test_what_airs_first_is_spoken_first_and_progress_ends_full(tmp_path: Path) -> None:
    """Results come in the order given, and progress never falls nor passes what is expected."""
    seen: list[tuple[int, int]] = []
    with Studio(ESPEAK, cache=tmp_path, tell=print, workers=2) as studio:
        pieces = {name: script(f"bài {name}", "xin hết") for name in ("hai", "một", "ba")}
        spoken = studio.speak(pieces, progress=lambda done, total: seen.append((done, total)))
    assert list(spoken) == ["hai", "một", "ba"]
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert all(0 < done <= total for done, total in seen)


def test_source_is_known_without_speaking(tmp_path: Path) -> None:
    """A build can tell that nothing changed before a voice is even loaded."""
    with Studio(ESPEAK, cache=tmp_path / "cache", tell=print) as studio:
        source = studio.source(PIECE)
        assert cached(tmp_path) == []
        assert studio.speak({"bài": PIECE})["bài"].source == source
        assert source in studio.sources(PIECE)


def test_announced_scripts_are_spoken_while_others_are_mastered(tmp_path: Path) -> None:
    """The workers begin before they are asked, in the order told, and nothing is spoken twice."""
    later = script("bài thứ hai", "hết")
    with Studio(ESPEAK, cache=tmp_path / "cache", tell=print, workers=1) as studio:
        studio.announce([PIECE, later])
        assert studio.speak({"một": PIECE})["một"].synthesised == 3
        wait_for(lambda: len(cached(tmp_path)) == 5)
        assert studio.speak({"hai": later})["hai"].synthesised == 2


def test_announced_scripts_go_to_the_next_voice(tmp_path: Path, told: list[str], failing_server: GttsServer) -> None:
    """When the voice fails before its turn comes, the piece is spoken whole by the next."""
    later = script("bài thứ hai", "hết")
    with Studio(Speech(voices=("gtts", "espeak")), cache=tmp_path, tell=told.append) as studio:
        studio.announce([PIECE, later])
        assert studio.speak({"một": PIECE})["một"].voice == "espeak"
        assert studio.speak({"hai": later})["hai"].voice == "espeak"
    assert len(told) == 1


def test_cache_size_and_prune(speak: Speak, tmp_path: Path, told: list[str]) -> None:
    """Old utterances and leavings of a killed run go; what was used lately stays."""
    speak(PIECE)
    old, *recent = cached(tmp_path)
    os.utime(old, (0, 0))
    (old.parent / ".tam-x.pcm").write_bytes(b"half")
    os.utime(old.parent / ".tam-x.pcm", (0, 0))
    with Studio(ESPEAK, cache=tmp_path / "cache", tell=told.append) as studio:
        count, size = studio.cache_size()
        assert count == 4
        deleted, freed = studio.prune(days=30)
        assert deleted == 2
        assert studio.cache_size() == (2, size - freed)
    assert cached(tmp_path) == recent


@pytest.fixture
def failing_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[GttsServer]:
    """Give an online voice that speaks two phrases and then refuses for good."""
    server = GttsServer([200, 200, *[403] * 99])
    with server.running():
        monkeypatch.setenv("LOA_GTTS_URL", server.url)
        yield server


def test_a_voice_that_fails_midway_gives_the_whole_piece_to_the_next(
    tmp_path: Path, told: list[str], failing_server: GttsServer
) -> None:
    """No piece has two voices; the change is told once; later pieces do not wait for the failed voice again."""
    settings = Speech(voices=("gtts", "espeak"))
    pieces = {"một": script("xin chào"), "hai": PIECE, "ba": script("tạm biệt", "hẹn gặp lại")}
    with Studio(settings, cache=tmp_path, tell=told.append) as studio:
        preferred = studio.source(PIECE)
        spoken = studio.speak(pieces)
        assert [spoken[name].voice for name in pieces] == ["gtts", "espeak", "espeak"]
        assert spoken["hai"].synthesised == 3
        assert spoken["hai"].source != preferred
        assert set(studio.sources(PIECE)) == {preferred, spoken["hai"].source}
    assert len(told) == 1
    assert "gtts" in told[0]
    assert "espeak" in told[0]
    assert len(failing_server.heard) == 3


def test_an_unreachable_voice_is_told_and_passed_over(
    tmp_path: Path, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without network the piece is spoken by the embedded voice, within seconds."""
    monkeypatch.setenv("LOA_GTTS_URL", "http://127.0.0.1:9/")
    with Studio(Speech(voices=("gtts", "espeak")), cache=tmp_path, tell=told.append) as studio:
        assert studio.speak({"bài": PIECE})["bài"].voice == "espeak"
    assert "không kết nối được" in told[0]


def test_no_voice_left_is_an_error(tmp_path: Path, told: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """When the last voice fails the command stops with a message, and what was spoken stays in the cache."""
    monkeypatch.setenv("LOA_GTTS_URL", "http://127.0.0.1:9/")
    studio = Studio(Speech(voices=("gtts",)), cache=tmp_path, tell=told.append)
    with studio, pytest.raises(VoiceError, match="không còn giọng"):
        studio.speak({"bài": PIECE})


def test_workers_that_die_are_a_failure_of_the_voice(tmp_path: Path, told: list[str]) -> None:
    """A voice whose process the system kills (want of memory) is put aside like any other."""
    long = script(*(f"câu số {'một ' * n}" for n in range(1, 9)))
    killed: list[int] = []

    def kill(_done: int, _total: int) -> None:
        if not killed:
            killed.extend(children(os.getpid()))
            for pid in killed:
                os.kill(pid, signal.SIGKILL)

    with Studio(Speech(voices=("kokoro", "espeak")), cache=tmp_path, tell=told.append, workers=1) as studio:
        spoken = studio.speak({"bài": long}, progress=kill)["bài"]
    assert killed
    assert spoken.voice == "espeak"
    assert "dừng đột ngột" in told[0]


def children(pid: int) -> list[int]:
    """Return the worker processes of ``pid`` (not multiprocessing's resource tracker)."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                found.append(int(child))
    return found


RUN = """
import sys
from pathlib import Path
from pipeline.settings import Speech
from pipeline.speech.studio import Studio
from tests.integration.speech.making import script

def main():
    sentences = [f"câu {'bà con ' * n} nghe" for n in range(1, 30)]
    with Studio(Speech(voices=("kokoro",)), cache=Path(sys.argv[1]), tell=print, workers=1) as studio:
        studio.speak({"bài": script(*sentences)})

if __name__ == "__main__":
    main()
"""


def test_a_killed_run_loses_nothing_and_leaves_no_process(tmp_path: Path) -> None:
    """SIGKILL in the middle: what was spoken is in the cache and whole, and the workers end by themselves."""
    program = tmp_path / "run.py"
    program.write_text(RUN, "utf-8")
    run = subprocess.Popen([sys.executable, program, tmp_path / "cache"], env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        wait_for(lambda: len(cached(tmp_path)) >= 2)
        workers = children(run.pid)
    finally:
        run.kill()
        run.wait()
    assert workers
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))
    told: list[str] = []
    kept = len(cached(tmp_path))
    spoken = [f"câu {'bà con ' * n} nghe" for n in range(1, kept + 1)]
    with Studio(Speech(voices=("kokoro",)), cache=tmp_path / "cache", tell=told.append, workers=1) as studio:
        assert studio.speak({"bài": script(*spoken)})["bài"].synthesised <= 1
    assert told == []


def wait_for(true: Callable[[], bool], *, seconds: float = 60) -> None:
    """Wait until ``true()``; fail after ``seconds``."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


def test_a_cache_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A folder that is a file: the message names it, exit code 2."""
    (tmp_path / "cache").write_text("not a folder")
    studio = Studio(ESPEAK, cache=tmp_path / "cache", tell=print)
    with studio, pytest.raises(MachineError, match="cache") as caught:
        studio.speak({"bài": PIECE})
    assert caught.value.exit_code == 2


def test_a_full_disk_keeps_what_was_spoken(tmp_path: Path) -> None:
    """The cache's disk is full midway: a clear message; every utterance there is whole, nothing half-written."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", folder]).returncode:
        missing("cần quyền root để gắn một tmpfs nhỏ")
    try:
        piece = script(*(f"câu số {'một ' * n}" for n in range(1, 12)))
        alone = Studio(ESPEAK, cache=folder, tell=print, workers=1)  # so that what fits is what comes first
        with alone as studio, pytest.raises(MachineError, match="không ghi được"):
            studio.speak({"bài": piece})
        kept = list(folder.rglob("*.pcm"))
        assert kept
        assert not list(folder.rglob(".tam-*"))
        told: list[str] = []
        with Studio(ESPEAK, cache=folder, tell=told.append) as studio:
            first = Script(piece.utterances[: len(kept)])
            assert studio.speak({"bài": first})["bài"].synthesised == 0
        assert told == []
    finally:
        subprocess.run(["umount", folder], check=True)


ESTIMATED = " ".join(
    (
        "Ủy ban nhân dân xã thông báo lịch tiếp công dân tháng 12 năm 2026.",
        "Bà con mang theo căn cước, giấy hẹn và các giấy tờ có liên quan đến bộ phận một cửa.",
        "Thời gian làm việc từ 7h30 đến 16h30, các ngày trong tuần, trừ thứ Bảy và Chủ nhật.",
        "Mọi thắc mắc xin gọi tổng đài 1022 để được hướng dẫn.",
    )
)


@pytest.mark.parametrize("speaker", ["nu", "nam"])
@pytest.mark.parametrize("voice", ["espeak", "kokoro"])
def test_length_is_estimated_from_the_script_alone(speak: Speak, voice: str, speaker: str) -> None:
    """Before any sound exists, the length is known within 8 %."""
    settings = Speech.model_validate({"voices": (voice,), "speaker": speaker})
    piece = script_of(article(ESTIMATED), reader())
    spoken = speak(piece, settings, workers=2).pcm.duration_ms
    assert abs(estimate_ms(piece, settings) / spoken - 1) <= 0.08
