"""How long a site of many articles takes, beside plain Pelican with its own ``simple`` theme on the same articles.

    .venv/bin/python tests/bench/bench_site.py [ARTICLES] [ROUNDS]

Prints figures and asserts nothing. Each round runs plain Pelican and ours in turn, each in a process of its own, and
tells medians: seconds waited (true only on a quiet machine), and CPU seconds, those of helping processes included.
``first``: with no site to take pictures, cards and codes from; ``again``: one article edited, all else taken over.
"""

import gzip
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from pipeline.model.article import Article, Kind, Theme, Unit
from pipeline.site import build_site
from tests import site_fixtures

SYLLABLES = re.findall(
    r"\w+",
    """bà con nộp hồ sơ trực tuyến thủ tục hành chính đăng ký khai sinh kết hôn tạm trú đất đai ruộng vườn xã thôn căn
    cước công dân điện thoại có mạng cán bộ một cửa hướng dẫn tận tình kết quả trả đúng hẹn phí lệ phí thanh toán biên
    lai mã số quyết định hiệu lực sửa đổi bổ sung bãi bỏ giám sát mặt trận đoàn thể phản ánh kiến nghị lịch loa đài""",
)


def articles(count: int) -> tuple[Article, ...]:
    """Return articles of about 350 words, the same on every run."""
    dice = random.Random(1)
    return tuple(_article(number, dice) for number in range(count))


def _article(number: int, dice: random.Random) -> Article:
    def words(least: int, most: int) -> str:
        return " ".join(dice.choices(SYLLABLES, k=dice.randint(least, most)))

    parts = [
        f"## {words(3, 6).capitalize()}?\n\n{words(60, 90).capitalize()}.\n\n- {words(6, 12)}\n- {words(6, 12)}\n"
        for _ in range(3)
    ]
    table = "\n| Việc | Hạn |\n|---|---|\n" + "".join(f"| {words(3, 6)} | {n} ngày |\n" for n in range(1, 4))
    kind = dice.choice([each for each in Kind if each is not Kind.THU_TUC])
    given: dict[str, Any] = {
        "title": words(6, 10).capitalize(),
        "summary": f"{words(20, 30).capitalize()}.",
        "date": site_fixtures.TODAY - timedelta(days=number % 700),
        "theme": dice.choice(list(Theme)),
        "unit": dice.choice(list(Unit)),
    }
    if number % 4 == 0:
        made = site_fixtures.procedure(f"bai-{number}", code=f"1.{number:06}")
        return made.model_copy(update={"meta": made.meta.model_copy(update=given), "body": "\n".join(parts) + table})
    return site_fixtures.article(f"bai-{number}", kind=kind, body="\n".join(parts) + table, **given)


def ours(project: Path, count: int) -> None:
    """Build our site."""
    site_given = site_fixtures.given(articles(count), project)
    with _timed():
        build_site(site_given, project / "site")


def plain(project: Path, count: int) -> None:
    """Build the same articles with Pelican's own reader and theme."""
    import logging

    import pelican
    from pelican.settings import read_settings

    logging.disable(logging.CRITICAL)
    for each in articles(count):
        meta = each.meta
        head = f"Title: {meta.title}\nDate: {meta.date}\nSlug: {each.slug}\nCategory: {meta.kind}\n"
        head += f"Tags: {meta.theme}, {meta.unit}\nSummary: {meta.summary}\n"
        path = project / "plain" / f"{each.slug}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{head}\n{each.body}", encoding="utf-8")
    settings = read_settings(
        override={
            "PATH": str(project / "plain"),
            "OUTPUT_PATH": str(project / "out"),
            "THEME": "simple",
            "SITEURL": "https://x.vn",
            "TIMEZONE": "Asia/Ho_Chi_Minh",
            "DEFAULT_LANG": "vi",
            "PLUGINS": [],
            "FEED_ALL_RSS": "feeds/all.rss.xml",
        }
    )
    with _timed():
        pelican.Pelican(settings).run()


@contextmanager
def _timed() -> Iterator[None]:
    """Print the seconds waited and the CPU seconds, those of processes that were waited for included."""
    start, cpu = time.perf_counter(), sum(os.times()[:4])
    yield
    print("\n" + json.dumps([time.perf_counter() - start, sum(os.times()[:4]) - cpu]))


def main(count: int, rounds: int) -> None:
    """Run everything and print the table."""
    project = Path(tempfile.mkdtemp(prefix="loa-bench-"))
    times: dict[str, list[tuple[float, float]]] = {"plain": [], "first": [], "again": []}
    for _ in range(rounds):
        shutil.rmtree(project / "site", ignore_errors=True)
        times["plain"].append(_run("plain", project, count))
        times["first"].append(_run("ours", project, count))
        edited = project / "site" / "cai-cach-hanh-chinh" / "bai-1" / "index.html"
        edited.unlink()
        edited.write_text("cũ")
        times["again"].append(_run("ours", project, count))
    print(f"{count} bài, trung vị của {rounds} lượt: giây chờ (so với plain), giây CPU (so với plain)")
    median = {name: [statistics.median(each) for each in zip(*runs, strict=True)] for name, runs in times.items()}
    for name, (wait, cpu) in median.items():
        beside = median["plain"]
        print(f"  {name:6} {wait:7.2f} (×{wait / beside[0]:.2f}) {cpu:7.2f} (×{cpu / beside[1]:.2f})")
    _sizes(project / "site")
    shutil.rmtree(project)


def _run(kind: str, project: Path, count: int) -> tuple[float, float]:
    done = subprocess.run(
        [sys.executable, __file__, kind, str(project), str(count)],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(site_fixtures.ROOT), "PATH": "/usr/bin:/bin"},
    )
    wait, cpu = json.loads(done.stdout.strip().splitlines()[-1])
    return wait, cpu


def _sizes(site: Path) -> None:
    index = (site / "tim-kiem" / "chi-muc.js").read_bytes()
    packed = len(gzip.compress(index, 9)) / 1000
    print(f"  chỉ mục tìm kiếm: {len(index) / 1000:.0f} KB, gzip {packed:.1f} KB (giới hạn 100)")
    for name in ("danh-muc-thu-tuc/index.html", "feeds/tat-ca.rss.xml", "tim-kiem/index.html", "sitemap.xml"):
        data = (site / name).read_bytes()
        print(f"  {name}: {len(data) / 1000:.0f} KB, gzip {len(gzip.compress(data, 6)) / 1000:.1f} KB")
    print(f"  {sum(1 for _ in site.rglob('*.html'))} trang, {sum(1 for p in site.rglob('*') if p.is_file())} tệp")


if __name__ == "__main__":
    if sys.argv[1:2] in (["ours"], ["plain"]):
        {"ours": ours, "plain": plain}[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main(*(int(each) for each in (*sys.argv[1:], *("1000", "3")[len(sys.argv) - 1 :])))
