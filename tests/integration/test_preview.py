"""The preview: served on this machine only, rebuilt when an editor saves."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.build.preview import serve_site
from pipeline.errors import ContentError
from tests.project_fixtures import ROOT, article, copy_project


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """Yield a small project and the address at which its preview answers."""
    project = copy_project(tmp_path / "xa")
    for path in (project / "content").rglob("*.md"):
        path.unlink()
    folder = project / "content" / "cai-cach-hanh-chinh"
    (folder / "bai-mot.md").write_text(article(body="Câu thứ nhất."), "utf-8")
    (folder / "bai-nhap.md").write_text(article(title="Bài đang viết").replace("published", "draft"), "utf-8")
    command = [sys.executable, "-u", "-m", "pipeline", "serve", "--port", "0", "--project", str(project)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    assert process.stdout is not None
    try:
        address = next(found[0] for line in process.stdout if (found := re.search(r"http://127\.0\.0\.1:\d+/", line)))
        yield project, address
    finally:
        process.terminate()
        process.wait(10)


def fetch(address: str, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(address, headers=headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.status, answer.read().decode("utf-8")


def test_an_editor_sees_drafts_and_edits_before_anybody_else(preview: tuple[Path, str]) -> None:
    """The preview answers on 127.0.0.1, in byte ranges too, shows drafts marked as such, and an edit soon after it
    is saved; the published folder is not touched.
    """
    project, address = preview
    assert "[bản nháp] Bài đang viết" in fetch(f"{address}cai-cach-hanh-chinh/bai-nhap/")[1]
    assert not (project / "output" / "site").exists()
    page = f"{address}cai-cach-hanh-chinh/bai-mot/"
    assert "Câu thứ nhất." in fetch(page)[1]
    assert fetch(f"{page}index.html", Range="bytes=0-9")[0] == 206
    (project / "content" / "cai-cach-hanh-chinh" / "bai-mot.md").write_text(article(body="Câu thứ hai."), "utf-8")
    for _ in range(60):
        if "Câu thứ hai." in fetch(page)[1]:
            return
        time.sleep(0.5)
    pytest.fail("trang xem trước không được làm lại")


def test_without_a_project_nothing_is_served(tmp_path: Path) -> None:
    """Outside a project the command names the missing file at once, and leaves nothing behind."""
    with pytest.raises(ContentError, match="loa init"):
        serve_site(tmp_path, host="127.0.0.1", port=0, tell=print)
    assert list(tmp_path.iterdir()) == []
