"""A site served on this machine and looked at in Chromium."""

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

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
