"""The whole site built by Pelican on disk: what it holds, what it never holds, and how it is put in place."""

import hashlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest

from pipeline.errors import ContentError, MachineError
from pipeline.model.article import Article
from pipeline.model.radio import DayRundown, Item, ItemKind, Programme, Rendered
from pipeline.site import SiteInput, build_site, pages, publish, render
from pipeline.site.shelf import Shelf
from tests import site_fixtures as made
from tests.project_fixtures import ROOT, tree
from tests.site_fixtures import TODAY, article

LEAKY = "bi-mat-chua-cong-bo"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SiteInput, Path]]:
    """Yield the input of the sample site and the folder it is built in."""
    project = tmp_path_factory.mktemp("xa")
    given = made.full(project)
    target = project / "output" / "site"
    build_site(given, target)
    yield given, target


def small(project: Path, *articles: Article, **changes: Any) -> SiteInput:
    return made.given(articles or (article(),), project, **changes)


def test_the_site_holds_what_the_issue_names(site: tuple[SiteInput, Path]) -> None:
    """Pages, feeds, podcasts, open data, index, sitemap, robots, OPML, calendar, sound and pictures are there."""
    _, target = site
    wanted = """index.html cai-cach-hanh-chinh/index.html cai-cach-hanh-chinh/dang-ky-khai-sinh/index.html
        cai-cach-hanh-chinh/dang-ky-khai-sinh/to-roi/index.html cai-cach-hanh-chinh/dang-ky-khai-sinh/bai-viet.txt
        cai-cach-hanh-chinh/chu-de/mat-tran-giam-sat/index.html danh-muc-thu-tuc/index.html
        danh-muc-thu-tuc/bai-bo/index.html danh-muc-thu-tuc/thu-tuc.csv danh-muc-thu-tuc/thu-tuc.json
        nghe/index.html lich-phat-thanh/index.html lich-phat-thanh/lich.ics tim-kiem/index.html tim-kiem/chi-muc.js
        gioi-thieu/index.html theo-doi/index.html tiep-can/index.html english/index.html 404.html
        feeds/tat-ca.rss.xml feeds/tat-ca.atom.xml feeds/cai-cach-hanh-chinh.rss.xml feeds/loai/tin.atom.xml
        feeds/thu-tuc.rss.xml feeds/podcast.xml feeds/chuong-trinh.xml feeds/theo-doi.opml sitemap.xml robots.txt
        audio/dang-ky-khai-sinh.mp3 audio/dang-ky-khai-sinh.vtt audio/dang-ky-khai-sinh.chapters.json
        theme/loa.css theme/fonts/OFL.txt"""
    assert [name for name in wanted.split() if not (target / name).is_file()] == []


def test_no_page_asks_another_host_for_anything(site: tuple[SiteInput, Path]) -> None:
    """Scripts, styles, fonts, pictures and sound all come from the site itself."""
    _, target = site
    for page in target.rglob("*.html"):
        loaded = re.findall(
            r'<(?:script|img|source|audio|video|track|iframe)\b[^>]*?\b(?:src|srcset)="([^"]+)"', page.read_text()
        )
        assert not [address for address in loaded if "//" in address], page


def test_no_page_needs_inline_script_or_style(site: tuple[SiteInput, Path]) -> None:
    """The policy without unsafe-inline holds: no style attribute, no handler, no inline script but JSON-LD."""
    _, target = site
    for page in target.rglob("*.html"):
        text = page.read_text()
        assert not re.search(r"<[^>]+\s(?:style|on\w+)=", text), page
        assert not re.search(r"<style|<script(?![^>]*(?:src=|ld\+json))", text), page
        assert "unsafe-inline" not in text


def test_an_article_and_all_it_asks_for_weigh_little(site: tuple[SiteInput, Path]) -> None:
    """The first load of an article on a phone stays within 200 KB, before any compression on the way."""
    _, target = site
    page = target / "cai-cach-hanh-chinh/dang-ky-khai-sinh/index.html"
    fonts = sum(path.stat().st_size for path in (target / "theme/fonts").glob("*.woff2"))
    hero = max(path.stat().st_size for path in (target / "media").glob("khai-sinh-*-720.webp"))
    rest = sum((target / "theme" / name).stat().st_size for name in ("loa.css", "loa.js", "nghe.js"))
    assert page.stat().st_size + fonts + hero + rest < 200_000


def test_building_again_touches_nothing(site: tuple[SiteInput, Path]) -> None:
    """With nothing changed not a file, not even the folder, is new."""
    given, target = site
    before, folder = tree(target), target.stat()
    report = build_site(given, target)
    assert (report.written, report.removed) == (0, 0)
    assert tree(target) == before
    assert (target.stat().st_ino, target.stat().st_mtime_ns) == (folder.st_ino, folder.st_mtime_ns)


def test_two_clean_builds_are_byte_for_byte_the_same(site: tuple[SiteInput, Path], tmp_path: Path) -> None:
    """Neither clock nor folder enters a file: built elsewhere from nothing, every byte is the same."""
    given, target = site
    build_site(given, tmp_path / "site")
    names = set(tree(target))
    assert names == set(tree(tmp_path / "site"))
    assert [name for name in names if (target / name).read_bytes() != (tmp_path / "site" / name).read_bytes()] == []


def test_only_what_a_change_touches_is_new(tmp_path: Path) -> None:
    """One article edited: its pages and the lists that name it are new; the others keep bytes and mtime."""
    first, second = article("mot", image="media/anh.jpg", image_alt="Ảnh"), article("hai", theme="y-nghia-ket-qua")
    made.picture(tmp_path / "content/media/anh.jpg", (400, 300))
    target = tmp_path / "site"
    build_site(small(tmp_path, first, second), target)
    before = tree(target)
    edited = first.model_copy(update={"body": first.body + "\nThêm một câu.\n"})
    report = build_site(small(tmp_path, edited, second), target)
    changed = {name for name, stamp in tree(target).items() if before.get(name) != stamp}
    assert "cai-cach-hanh-chinh/mot/index.html" in changed
    assert report.written == len(changed)
    assert not [name for name in changed if "/hai/" in name or name.startswith(("media/", "theme/", "audio/"))]


HIDDEN: dict[str, dict[str, Any]] = {
    "due tomorrow": {"date": TODAY + timedelta(days=1)},
    "draft": {"status": "draft"},
    "in review": {"status": "review"},
}


@pytest.mark.parametrize("why", HIDDEN)
def test_what_is_not_public_is_nowhere(why: str, tmp_path: Path) -> None:
    """A piece that is not public today leaves no word, sound, picture or file name anywhere in the site."""
    hidden = article(
        LEAKY,
        title=f"Tên {LEAKY}",
        body=f"Chữ {LEAKY}.\n\n![x](media/{LEAKY}-2.png)",
        image=f"media/{LEAKY}.jpg",
        image_alt="x",
        **HIDDEN[why],
    )
    shown = article("cong-khai", body=f"Xem [bài]({LEAKY}.md) nhé.")
    made.picture(tmp_path / f"content/media/{LEAKY}.jpg", (400, 300))
    made.picture(tmp_path / f"content/media/{LEAKY}-2.png", (400, 300))
    audio = tmp_path / "output/audio"
    given = small(
        tmp_path,
        hidden,
        shown,
        recordings=made.recordings((hidden, shown), audio, 1),
        audio=audio,
        plan=made.plan((hidden, shown), TODAY, made.station_settings()),
    )
    build_site(given, tmp_path / "site")
    assert [name for name in tree(tmp_path / "site") if LEAKY in name] == []
    for path in filter(Path.is_file, (tmp_path / "site").rglob("*")):
        assert LEAKY.encode() not in path.read_bytes(), path
    assert (tmp_path / "site/audio/cong-khai.mp3").is_file()


def test_a_withdrawn_piece_leaves_its_address_and_the_reason(tmp_path: Path) -> None:
    """Its page says that and why it is gone; lists, feeds, search, sitemap, sound and pictures no longer hold it."""
    before, audio = article(LEAKY, title="Tên bài đã rút"), tmp_path / "output/audio"
    heard = made.recordings((before,), audio, 1)
    build_site(small(tmp_path, before, article("con-lai"), recordings=heard, audio=audio), tmp_path / "site")
    after = article(LEAKY, title="Tên bài đã rút", withdrawn="Số liệu sai")
    build_site(small(tmp_path, after, article("con-lai"), recordings=heard, audio=audio), tmp_path / "site")
    page = (tmp_path / f"site/cai-cach-hanh-chinh/{LEAKY}/index.html").read_text()
    assert "đã được gỡ" in page and "Số liệu sai" in page and 'content="noindex"' in page
    holders = [
        name
        for name in tree(tmp_path / "site")
        if LEAKY in (tmp_path / "site" / name).read_text(errors="ignore") or LEAKY in name
    ]
    assert holders == [f"cai-cach-hanh-chinh/{LEAKY}/{name}" for name in ("da-go.txt", "index.html")]


def test_media_no_public_piece_uses_stay_at_home(tmp_path: Path) -> None:
    """A picture that lies in content/media but in no public piece is not published."""
    made.picture(tmp_path / "content/media/rieng.jpg", (300, 200))
    build_site(small(tmp_path), tmp_path / "site")
    assert not [name for name in tree(tmp_path / "site") if "rieng" in name]


def test_an_empty_project_has_a_site(tmp_path: Path) -> None:
    """Before the first article the pages are there and say so."""
    (tmp_path / "content").mkdir()
    build_site(made.given((), tmp_path), tmp_path / "site")
    assert "Chưa có bài nào." in (tmp_path / "site/index.html").read_text()


def test_a_failed_build_leaves_the_last_site(tmp_path: Path) -> None:
    """When a recording's file is gone the build says so, and the site stays as it was, with nothing left beside it."""
    target = tmp_path / "output/site"
    audio = tmp_path / "output/audio"
    good = small(tmp_path, recordings=made.recordings((article(),), audio, 1), audio=audio)
    build_site(good, target)
    before = tree(target)
    (audio / "dang-ky-khai-sinh.mp3").unlink()
    with pytest.raises(MachineError, match=r"dang-ky-khai-sinh\.mp3"):
        build_site(good, target)
    assert tree(target) == before
    assert [path.name for path in target.parent.iterdir() if path.name.startswith(".site")] == []


def test_pelican_warnings_are_fatal_again_and_again(tmp_path: Path) -> None:
    """A source that vanished under Pelican stops the build, the second time in one process as the first."""
    given = small(tmp_path)
    (tmp_path / given.articles[0].path).unlink()
    for _ in range(2):
        with pytest.raises(ContentError, match="không dựng được trang"):
            build_site(given, tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_what_pelican_says_is_heard_each_time(tmp_path: Path) -> None:
    """A warning in Pelican's log becomes an error, though its filter would drop the second one as a repetition."""
    import logging

    for _ in range(2):
        with render._complaints() as said:
            logging.getLogger("pelican.readers").warning("cùng một lời")
        assert said == ["cùng một lời"]


def test_a_killed_build_leaves_the_last_site_and_the_next_one_finishes(tmp_path: Path) -> None:
    """SIGKILL at many moments: the site is always the old or the new one whole, and a last run completes it."""
    target, audio = tmp_path / "output/site", tmp_path / "output/audio"
    build_site(small(tmp_path, audio=audio), target)
    old = tree(target)
    script = (
        "import sys; from pathlib import Path; from tests import site_fixtures as m;"
        "from pipeline.site import build_site;"
        "p=Path(sys.argv[1]); given=m.given((m.article(), m.article('moi')), p); print('go', flush=True);"
        "build_site(given, p/'output/site')"
    )
    for delay in (0.05, 0.2, 0.4, 0.6):
        run = subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path)],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert run.stdout is not None
        run.stdout.readline()
        time.sleep(delay)
        run.send_signal(signal.SIGKILL)
        run.wait()
        run.stdout.close()
        names = set(tree(target)) or set(tree(target.with_name(".site.cu")))
        assert set(old) <= names
    build_site(small(tmp_path, article(), article("moi"), audio=audio), target)
    assert (target / "cai-cach-hanh-chinh/moi/index.html").is_file()
    assert [path.name for path in target.parent.iterdir() if path.name.startswith(".site")] == []


def test_gathering_writes_no_page_yet(tmp_path: Path) -> None:
    """All that a site shows is worked out before the first page is written."""
    given = small(tmp_path)
    shelf = Shelf(tmp_path / "moi", tmp_path / "cu")
    content = publish.gather(given, shelf)
    assert next(pages.every(content)).path == ""
    assert not list((tmp_path / "moi").rglob("*.html"))


def test_a_site_below_a_path_links_to_itself(tmp_path: Path) -> None:
    """With an address like https://gialoc.example/xa the 404 page leads there, since it is shown at any depth."""
    settings = made.station_settings(url="https://gialoc.example/xa")
    build_site(replace(small(tmp_path), settings=settings), tmp_path / "site")
    assert 'href="/xa/theme/loa.css' in (tmp_path / "site/404.html").read_text()
    assert "https://gialoc.example/xa/sitemap.xml" in (tmp_path / "site/robots.txt").read_text()


def rundown(day: date, slot: str, slugs: list[str], folder: Path) -> DayRundown:
    """Write a programme's file and return the exported day that holds it."""
    data = made.tone(folder / day.isoformat() / f"{slot}.mp3", 1)
    start = datetime(day.year, day.month, day.day, 5, 45, tzinfo=made.station_settings().station.zone)
    items = tuple(
        Item(
            kind=ItemKind.PIECE,
            article=slug,
            title=f"Tên {slug}",
            starts_at=start + timedelta(seconds=20 * n),
            duration_s=20,
        )
        for n, slug in enumerate(slugs)
    )
    programme = Programme(
        slot=slot,
        date=day,
        starts_at=start,
        ends_at=start + timedelta(minutes=15),
        capacity_s=900,
        filled_s=60,
        items=items,
    )
    rendered = Rendered(
        programme=programme,
        file=f"{slot}.mp3",
        sha256=hashlib.sha256(data).hexdigest(),
        size_bytes=len(data),
        duration_s=1,
        integrated_lufs=-16,
        true_peak_dbtp=-1.5,
    )
    return DayRundown(station="Đài", date=day, made_at=start, programmes=(rendered,))


def test_whole_programmes_are_offered_once_they_have_been_aired(tmp_path: Path) -> None:
    """A programme that is over is in podcast, page and folder; not one to come, nor one with a piece not public."""
    folder, shown, hidden = tmp_path / "output/broadcast", article("cong-khai"), article(LEAKY, status="draft")
    days = (
        rundown(TODAY - timedelta(days=1), "sang", ["cong-khai"], folder),
        rundown(TODAY, "sang", ["cong-khai"], folder),
        rundown(TODAY - timedelta(days=1), "chieu", ["cong-khai", LEAKY], folder),
        rundown(TODAY + timedelta(days=1), "sang", ["cong-khai"], folder),
    )
    given, site = small(tmp_path, shown, hidden, days=days, broadcast=folder), tmp_path / "site"
    start = days[1].programmes[0].programme.starts_at
    for now, heard in ((None, 1), (start, 1), (start + timedelta(seconds=1), 2)):
        build_site(replace(given, now=now), site)
        read = feedparser.parse((site / "feeds/chuong-trinh.xml").read_bytes())
        assert [entry.title for entry in read.entries] == [
            "Buổi sáng, Chủ nhật, ngày 22 tháng 11 năm 2026",
            "Buổi sáng, Thứ Bảy, ngày 21 tháng 11 năm 2026",
        ][2 - heard :]
        held = sorted(path.name for path in (site / "audio/chuong-trinh").glob("*.mp3"))
        assert held == ["2026-11-21-sang.mp3", "2026-11-22-sang.mp3"][:heard]
        page = (site / "nghe/index.html").read_text()
        assert [f'src="../audio/chuong-trinh/{name}"' in page for name in held] == [True] * heard
    size = (site / "audio/chuong-trinh/2026-11-22-sang.mp3").stat().st_size
    assert read.entries[0].enclosures[0].length == str(size)
