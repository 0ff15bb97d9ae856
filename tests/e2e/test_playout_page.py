"""The status page in a real browser, on a real playout: seen, read out, worked with the keyboard alone."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from pipeline.broadcast.asrun.rows import Outcome
from pipeline.settings import Playout
from tests.icecast_server import free_port
from tests.playout_process import package, rows, soon, start
from tests.site_browser import chromium, violations
from tests.tools import need


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with chromium(need("chromium")) as found:
        yield found


@contextmanager
def _playing(project: Path, port: int, starts: list[datetime], notes: list[list[tuple[int, float]]]) -> Iterator[str]:
    """Run a real playout of made-up programmes; yield its page's address; kill it at the end."""
    need("mpv")
    package(project, starts, notes)
    process = start(project, Playout(program="mpv", device="null", status_port=port, preroll_s=5))
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.kill()
        process.communicate()


def test_an_operator_works_with_the_keyboard(browser: Browser, tmp_path: Path) -> None:
    """Now, next and countdown are shown and kept fresh; Tab, typing and Enter hold the programme; axe finds nothing."""
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    begin = soon(5)
    later = begin + timedelta(minutes=10)
    with _playing(tmp_path, free_port(), [begin, later], [[(500, 20.0), (700, 30.0)], [(900, 5.0)]]) as url:
        _open(page, url)
        expect(page.locator(".now")).to_contain_text("Buổi khung-0", timeout=20_000)
        expect(page.locator("#status tr.on")).to_contain_text("đang phát", timeout=10_000)
        first = page.locator(".now .count").inner_text()
        expect(page.locator(".now .count")).not_to_have_text(first, timeout=5_000)
        assert violations(page) == []
        page.keyboard.press("Tab")
        page.keyboard.type("Chị Hoa")
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Tạm dừng chương trình")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#status")).to_contain_text("Chị Hoa tạm dừng", timeout=10_000)
        expect(page.locator("#by")).to_have_value("Chị Hoa")
        assert violations(page) == [] and errors == []
    expect(page.locator("#status [role=alert]")).to_contain_text("Mất liên lạc", timeout=10_000)
    page.close()
    (cut,) = rows(tmp_path)
    assert cut.outcome is Outcome.PARTIAL and "Chị Hoa" in cut.reason


def test_the_page_works_without_scripts(browser: Browser, tmp_path: Path) -> None:
    """With scripts off the page shows the state, and a button still works."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    with _playing(tmp_path, free_port(), [soon(600)], [[(500, 5.0)]]) as url:
        _open(page, url)
        assert "Không có gì" in page.locator("#status").inner_text()
        page.fill("#by", "Chị Hoa")
        page.click("button[value=skip]")
        for _ in range(20):
            page.goto(url)
            if "không có mục nào đang phát" in page.locator("#status").inner_text():
                break
            time.sleep(0.25)
        assert "không có mục nào đang phát" in page.locator("#status [role=alert]").inner_text()
    context.close()


def _open(page: Page, url: str) -> None:
    """Open the page as soon as the playout is up."""
    for _ in range(80):
        try:
            answer = page.goto(url)
            if answer and answer.ok:
                return
        except Error:
            pass
        time.sleep(0.25)
    raise AssertionError("the status page does not open")
