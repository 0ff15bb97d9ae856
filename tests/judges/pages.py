"""Runs all axe rules on one page of every kind of a finished site, four ways: ``pages.py SITE``."""

import os
import sys
from pathlib import Path

from tests.site_browser import SCREENS, chromium, served, violations

FIXED = [
    "",
    "danh-muc-thu-tuc/",
    "nghe/",
    "lich-phat-thanh/",
    "tim-kiem/?q=xa",
    "gioi-thieu/",
    "theo-doi/",
    "tiep-can/",
    "english/",
    "404.html",
]


def kinds(site: Path) -> list[str]:
    """Return the addresses to look at: the fixed pages, a section, a filter, and articles with a leaflet."""
    leaflets = sorted(path.parent.relative_to(site).as_posix() for path in site.glob("*/*/to-roi/index.html"))
    filters = sorted(
        path.parent.relative_to(site).as_posix()
        for path in site.glob("*/*/*/index.html")
        if path.parent.name != "to-roi"
    )
    articles = {each.split("/")[0]: each.removesuffix("to-roi") for each in leaflets}
    return [
        *FIXED,
        *articles.values(),
        *(f"{each.split('/')[0]}/" for each in leaflets[:1]),
        *(f"{each}/" for each in (*leaflets[:1], *filters[:1])),
    ]


def main(site: Path) -> int:
    """Print every violation; return their number."""
    found = looked = 0
    with served(site) as url, chromium(os.environ["CHROME_PATH"]) as browser, browser.new_page() as page:
        for path in kinds(site):
            page.goto(f"{url}/{path}")
            for width, scheme in SCREENS:
                page.set_viewport_size({"width": width, "height": 800})
                page.emulate_media(color_scheme=scheme)
                wrong = violations(page)
                looked, found = looked + 1, found + len(wrong)
                for each in wrong:
                    print(f"/{path} {width} {scheme}: {each}")
    print(f"{looked} lần xem, {found} lỗi")
    return found


if __name__ == "__main__":
    sys.exit(bool(main(Path(sys.argv[1]))))
