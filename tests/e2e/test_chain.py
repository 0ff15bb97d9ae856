"""The whole chain on the commune's own content: article → page, voice, programme, playlist."""

import json
import shutil
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipeline import ffmpeg
from pipeline.build.chain import Silent, Summary, build_all
from pipeline.build.sound import CACHE
from pipeline.errors import ContentError
from pipeline.model.radio import DayRundown
from tests.project_fixtures import NOW, article, copy_project, tree

Built = tuple[Path, Summary]
DAYS = ("2026-11-23", "2026-11-24")


def rundowns(project: Path) -> list[tuple[Path, DayRundown]]:
    folders = [project / "output" / "broadcast" / day for day in DAYS]
    return [
        (folder, DayRundown.model_validate_json((folder / "rundown.json").read_text("utf-8"))) for folder in folders
    ]


def finished(project: Path, stage: str) -> dict[str, tuple[int, int]]:
    """Return a stage's files, without the utterance cache: it notes when each was last used."""
    return {name: seen for name, seen in tree(project / "output" / stage).items() if not name.startswith(CACHE)}


def test_one_build_makes_site_sound_plan_and_packages(built: Built) -> None:
    """One build leaves a site with feeds, at least eight MP3 that decode, a plan and two days' packages."""
    project, summary = built
    output = project / "output"
    assert (output / "site" / "index.html").is_file()
    assert list((output / "site").rglob("*.xml"))
    sounds = sorted((output / "audio").glob("*.mp3"))
    assert len(sounds) >= 8
    assert all(len(ffmpeg.decode(path, rate=8000)) > 8000 for path in sounds)
    assert json.loads((output / "broadcast" / "plan.json").read_text("utf-8"))["programmes"]
    assert summary.exported == DAYS
    for folder, rundown in rundowns(project):
        assert {item.file for item in rundown.programmes} <= {path.name for path in folder.iterdir()}
        assert (folder / "rundown.html").is_file()


def test_every_slot_file_is_as_loud_as_set_and_fits_its_slot(built: Built) -> None:
    """Each slot MP3 measures within 0.5 LU of the target, at most -1 dBTP, and is no longer than its slot."""
    for folder, rundown in rundowns(built[0]):
        assert rundown.programmes
        for rendered in rundown.programmes:
            heard = ffmpeg.measure(folder / rendered.file)
            assert abs(heard.integrated_lufs + 16) <= 0.5
            assert heard.true_peak_dbtp <= -1.0
            seconds = len(ffmpeg.decode(folder / rendered.file, rate=8000)) / 16_000
            assert seconds <= rendered.programme.capacity_s


def test_times_are_the_stations_on_a_machine_in_utc(built: Built) -> None:
    """The winter morning programme starts at 05:45 +07:00, though the build ran at 22:30 UTC the day before."""
    rundown = rundowns(built[0])[0][1]
    first = rundown.programmes[0].programme
    assert first.starts_at == datetime.fromisoformat("2026-11-23T05:45:00+07:00")
    assert first.starts_at.utcoffset() == timedelta(hours=7)
    assert '"starts_at": "2026-11-23T05:45:00+07:00"' in (built[0] / "output/broadcast/plan.json").read_text("utf-8")


def test_no_piece_twice_in_a_programme_and_nothing_overruns(built: Built) -> None:
    """No programme repeats a piece, and the items follow one another inside the slot."""
    for _, rundown in rundowns(built[0]):
        for rendered in rundown.programmes:
            programme = rendered.programme
            assert len(set(programme.pieces)) == len(programme.pieces)
            ends = [item.starts_at + timedelta(seconds=item.duration_s) for item in programme.items]
            starts = [item.starts_at for item in programme.items]
            assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))
            assert ends[-1] <= programme.ends_at


@pytest.mark.parametrize(
    "slug", ["chuan-bi-giay-to-cuoi-nam", "ket-qua-cai-cach-hanh-chinh-cuoi-nam", "dua-tin-vao-buoi-hop-thon"]
)
def test_what_is_not_due_is_in_no_output(built: Built, slug: str) -> None:
    """A future article, a draft and a piece in review are in no page, feed, sound or plan, by name or by word."""
    output = built[0] / "output"
    for path in output.rglob("*"):
        assert slug not in path.name
        if path.suffix in (".html", ".xml", ".json", ".ics", ".csv", ".txt", ".m3u8", ".vtt"):
            assert slug not in path.read_text("utf-8")


def test_a_second_build_does_nothing(built: Built, tmp_path: Path) -> None:
    """With nothing changed the next build synthesises nothing and touches no file of site, audio or packages."""
    project = tmp_path / "xa"
    shutil.copytree(built[0], project, copy_function=shutil.copy2)
    before = {name: finished(project, name) for name in ("site", "audio", "broadcast")}
    summary = build_all(project, steps=Silent(), now=NOW)
    assert summary.audio_new == 0
    assert summary.site_written == 0
    assert summary.exported_new == 0
    after = {name: finished(project, name) for name in ("site", "audio", "broadcast")}
    assert after == before


def test_a_broken_article_changes_nothing(built: Built, tmp_path: Path) -> None:
    """Problems of several files are all told with file and line, and the published output stays as it was."""
    project = tmp_path / "xa"
    shutil.copytree(built[0], project, copy_function=shutil.copy2)
    before = tree(project / "output")
    section = project / "content" / "cai-cach-hanh-chinh"
    (section / "hong-mot.md").write_text(article(date="31/02/2026", more="tilte: x\n"), "utf-8")
    (section / "hong-hai.md").write_text("không có phần khai báo", "utf-8")
    (section / "hong-ba.md").write_text(article(more="broadcast: {priority: khan-cap}\n"), "utf-8")
    with pytest.raises(ContentError) as caught:
        build_all(project, steps=Silent(), now=NOW)
    told = str(caught.value)
    for expected in ("hong-mot.md:3: date", "hong-mot.md:9: tilte", "hong-hai.md", "hong-ba.md"):
        assert expected in told
    after = tree(project / "output")
    after.pop(".khoa", None), before.pop(".khoa", None)
    assert after == before


def test_an_edited_sentence_changes_only_what_hangs_on_it(built: Built, tmp_path: Path) -> None:
    """A new sentence in one article remakes that recording and keeps every other; exported programmes that are still
    to come get the new words, and the operator is told.
    """
    project = tmp_path / "xa"
    shutil.copytree(built[0], project, copy_function=shutil.copy2)
    promised = {p.programme.key: p for _, day in rundowns(project) for p in day.programmes}
    aired = Counter(slug for old in promised.values() for slug in old.programme.pieces)
    slug = min(aired.keys() - {"nghe-thu-nhac-hieu"}, key=lambda each: (aired[each], each))
    radio = max((project / "content").rglob(f"{slug}.*md"), key=lambda path: len(path.name))
    radio.write_text(radio.read_text("utf-8") + "\nXin cảm ơn bà con.\n", "utf-8")
    summary = build_all(project, steps=Silent(), now=NOW)
    assert summary.audio_new == 1
    now = {p.programme.key: p for _, day in rundowns(project) for p in day.programmes}
    holding = {key for key, old in promised.items() if slug in old.programme.pieces}
    assert {key for key, old in promised.items() if now[key].sha256 != old.sha256} >= holding


def test_a_piece_taken_back_is_in_no_output_any_more(built: Built, tmp_path: Path) -> None:
    """An article set back to draft loses recording, page and even its place in programmes that were exported; the
    other pieces of those stay where they were promised.
    """
    project = tmp_path / "xa"
    shutil.copytree(built[0], project, copy_function=shutil.copy2)
    slug = "thanh-toan-truc-tuyen"
    promised = [rendered.programme.pieces for _, day in rundowns(project) for rendered in day.programmes]
    assert any(slug in pieces for pieces in promised)
    path = next((project / "content").rglob(f"{slug}.md"))
    path.write_text(path.read_text("utf-8").replace("status: published", "status: draft"), "utf-8")
    for other in (project / "content").rglob("*.md"):
        text = other.read_text("utf-8")
        if f"{slug}.md" in text:
            other.write_text(text.replace(f"{slug}.md", "nop-ho-so-truc-tuyen.md"), "utf-8")
    build_all(project, steps=Silent(), now=NOW)
    assert not list((project / "output" / "audio").glob(f"{slug}.*"))
    assert not (project / "output" / "site" / "dich-vu-cong" / slug).exists()
    assert slug not in (project / "output" / "broadcast" / "plan.json").read_text("utf-8")
    left = [rendered.programme.pieces for _, day in rundowns(project) for rendered in day.programmes]
    assert left == [tuple(piece for piece in pieces if piece != slug) for pieces in promised]


def test_a_fresh_project_from_init_builds(tmp_path: Path) -> None:
    """What loa init makes for a new commune checks clean and builds to the end."""
    from pipeline.build.starter import start_project

    folder = tmp_path / "xa-moi"
    start_project(folder, commune="xã Mới", province="tỉnh Mới", today=NOW.date())
    schedule = folder / "broadcast_schedule.yaml"
    schedule.write_text(schedule.read_text("utf-8").replace("voices: [kokoro, espeak]", "voices: [espeak]"), "utf-8")
    summary = build_all(folder, steps=Silent(), now=NOW)
    assert summary.public == 1
    assert "xã Mới" in (folder / "output" / "site" / "index.html").read_text("utf-8")


def test_two_builds_at_once_are_refused(tmp_path: Path) -> None:
    """While one build holds the output, another says so and does nothing."""
    import filelock

    from pipeline.errors import RequestError

    project = copy_project(tmp_path / "xa")
    (project / "output").mkdir()
    with filelock.FileLock(project / "output" / ".khoa"), pytest.raises(RequestError, match="đang"):
        build_all(project, steps=Silent(), now=NOW)
