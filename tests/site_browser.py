"""A site served on this machine and looked at in Chromium."""

import functools
import http.server
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

KINDS = {  # every kind of page, on the sample site of site_fixtures
    "home": "",
    "section": "cai-cach-hanh-chinh/",
    "filter": "cai-cach-hanh-chinh/loai/huong-dan/",
    "article": "cai-cach-hanh-chinh/dang-ky-khai-sinh/",
    "leaflet": "cai-cach-hanh-chinh/dang-ky-khai-sinh/to-roi/",
    "procedure": "cai-cach-hanh-chinh/thu-tuc-moi/",
    "abolished": "cai-cach-hanh-chinh/thu-tuc-cu/",
    "withdrawn": "cai-cach-hanh-chinh/da-rut/",
    "register": "danh-muc-thu-tuc/",
    "register-view": "danh-muc-thu-tuc/bai-bo/",
    "listen": "nghe/",
    "schedule": "lich-phat-thanh/",
    "search": "tim-kiem/?q=dang%20ky%20khai%20sinh",
    "about": "gioi-thieu/",
    "follow": "theo-doi/",
    "accessibility": "tiep-can/",
    "english": "english/",
    "not-found": "404.html",
}
SCREENS: list[tuple[int, Literal["light", "dark"]]] = [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve ``folder`` on 127.0.0.1 and yield its address, without a slash at the end."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    """Yield the machine's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def violations(page: Page, rules: list[str] = WCAG) -> list[str]:
    """Return what axe finds: rule, and the elements."""
    from axe_playwright_python.sync_playwright import Axe

    found: dict[str, Any] = Axe().run(page, options={"runOnly": rules}).response
    return [f"{each['id']}: {[node['html'][:120] for node in each['nodes'][:3]]}" for each in found["violations"]]


def watched(context: BrowserContext) -> Iterator[Page]:
    """Yield a page; fail at its end when a script failed or the policy blocked anything."""
    opened, wrong = context.new_page(), list[str]()
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    yield opened
    assert wrong == []


def until(page: Page, wanted: str, given: str | None = None) -> None:
    """Wait at most 5 s for a condition (Playwright's own waiting needs eval, which the page's policy forbids)."""
    deadline = time.monotonic() + 5
    while not page.evaluate(wanted, given):
        assert time.monotonic() < deadline, wanted
        page.wait_for_timeout(50)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files as nginx does: with byte ranges, without which no player can jump."""

    def do_GET(self) -> None:
        """Send a file, or the part of it that is asked for."""
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        path = Path(self.translate_path(self.path))
        if not asked or not path.is_file():
            return super().do_GET()
        data = path.read_bytes()
        first, last = int(asked[1]), int(asked[2] or len(data) - 1)
        self.send_response(206)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        self.send_header("Content-Length", str(last - first + 1))
        self.end_headers()
        self.wfile.write(data[first : last + 1])
        return None

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""
