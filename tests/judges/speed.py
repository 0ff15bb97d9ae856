"""Runs Lighthouse on the home page, an article and the register of a finished site: ``speed.py SITE LIGHTHOUSE``.

The best of up to three runs counts for each category: a busy machine slows a run, nothing makes one faster.
"""

import json
import subprocess
import sys
from pathlib import Path

from tests.site_browser import served

LEAST, RUNS = 0.98, 3
FLAGS = "--headless=new --no-sandbox --disable-gpu"


def scores(lighthouse: str, url: str) -> dict[str, float]:
    """Return Lighthouse's score, 0 to 1, by category."""
    command = [lighthouse, url, "--quiet", "--output=json", f"--chrome-flags={FLAGS}"]
    done = subprocess.run(command, capture_output=True, check=True, timeout=180)
    return {name: each["score"] or 0.0 for name, each in json.loads(done.stdout)["categories"].items()}


def best(lighthouse: str, url: str) -> dict[str, float]:
    """Return the best score of each category, after as many runs as are needed, at most ``RUNS``."""
    found: dict[str, float] = {}
    for _ in range(RUNS):
        now = scores(lighthouse, url)
        found = {name: max(score, found.get(name, 0.0)) for name, score in now.items()}
        if min(found.values()) >= LEAST:
            break
    return found


def main(site: Path, lighthouse: str) -> bool:
    """Print the figures; tell whether one is too low."""
    article = sorted(site.glob("*/*/to-roi/index.html"))[0].parent.parent.relative_to(site).as_posix()
    low = False
    with served(site) as url:
        for path in ("", f"{article}/", "danh-muc-thu-tuc/"):
            found = best(lighthouse, f"{url}/{path}")
            low |= min(found.values()) < LEAST
            print(f"/{path}: " + ", ".join(f"{name} {score:.2f}" for name, score in found.items()))
    return low


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
