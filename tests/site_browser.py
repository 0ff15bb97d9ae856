"""A site served on this machine and looked at in Chromium."""

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

KINDS = {
    "home": "",
    "section": "cai-cach-hanh-chinh/",
    "filter": "cai-cach-hanh-chinh/loai/huong-dan/",
    "article": "dich-vu-cong/nop-ho-so-truc-tuyen/",
    "leaflet": "dich-vu-cong/nop-ho-so-truc-tuyen/to-roi/",
    "abolished": "thu-tuc-hanh-chinh/vi-du-thu-tuc-bai-bo/",
    "register": "danh-muc-thu-tuc/",
    "register-view": "danh-muc-thu-tuc/bai-bo/",
    "listen": "nghe/",
    "schedule": "lich-phat-thanh/",
    "search": "tim-kiem/?q=nop%20ho%20so",
    "about": "gioi-thieu/",
    "follow": "theo-doi/",
    "accessibility": "tiep-can/",
    "english": "english/",
    "not-found": "404.html",
}
SCREENS = [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


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


def violations(page: Page) -> list[str]:
    """Return what axe finds against WCAG 2.0-2.2 A/AA and best practice: rule, and the elements."""
    from axe_playwright_python.sync_playwright import Axe

    found: dict[str, Any] = Axe().run(page, options={"runOnly": WCAG}).response
    return [f"{each['id']}: {[node['html'][:120] for node in each['nodes'][:3]]}" for each in found["violations"]]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""
