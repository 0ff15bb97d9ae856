"""Pull the plug: a build killed at any moment leaves the last complete site, and the next one completes it."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from pipeline import files
from tests.project_fixtures import ROOT, article, copy_project, loa

KILLS = 5


def start_build(project: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pipeline", "build", "--project", str(project)]
    environment = {**os.environ, "TZ": "UTC", "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def small_project(folder: Path) -> Path:
    copy_project(folder)
    for path in sorted((folder / "content").rglob("*.md")):
        path.unlink()
    for number in range(4):
        path = folder / "content" / "cai-cach-hanh-chinh" / f"bai-{number}.md"
        path.write_text(article(title=f"Bài số {number}", body=f"Đây là bài số {number}. Bà con nghe thử."), "utf-8")
    return folder


def test_a_build_killed_at_any_moment_keeps_the_last_site(tmp_path: Path) -> None:
    """After each SIGKILL the site is a complete one (old or new), and a later build finishes the work."""
    project = small_project(tmp_path / "xa")
    first = loa("build", project=project)
    assert first.returncode == 0, first.stderr
    target = project / "output" / "site"
    changing = project / "content" / "cai-cach-hanh-chinh" / "bai-0.md"
    chance = random.Random(860)
    for number in range(KILLS):
        changing.write_text(article(title="Bài số 0", body=f"Lần sửa thứ {number}. Bà con nghe thử."), "utf-8")
        process = start_build(project)
        time.sleep(chance.uniform(0.3, 5.0))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        files.recover(target)
        page = target / "cai-cach-hanh-chinh" / "bai-0" / "index.html"
        assert (target / "index.html").is_file()
        assert "Bà con nghe thử." in page.read_text("utf-8")
        assert "</html>" in page.read_text("utf-8")
    last = loa("build", cwd=project)  # as a person does: from inside the folder
    assert last.returncode == 0, last.stderr
    assert f"Lần sửa thứ {KILLS - 1}." in page.read_text("utf-8")
