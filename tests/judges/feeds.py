"""Reads every feed of a finished site with feedparser, and the podcasts with podcastparser: ``feeds.py SITE``."""

import io
import sys
from pathlib import Path

import feedparser
import podcastparser


def wrong(site: Path) -> list[str]:
    """Return what the readers complain of; each enclosure must be a file of the site, of the told length."""
    base = (site / "robots.txt").read_text().rsplit("Sitemap: ", 1)[1].removesuffix("/sitemap.xml\n")
    found, count = [], 0
    for path in sorted((site / "feeds").rglob("*.xml")):
        read = feedparser.parse(path.read_bytes())
        count += len(read.entries)
        found += [f"{path.name}: {read.bozo_exception}"] if read.bozo else []
        for entry in read.entries:
            for enclosure in entry.enclosures:
                file = site / enclosure.href.removeprefix(f"{base}/")
                if not file.is_file() or file.stat().st_size != int(enclosure.length):
                    found.append(f"{path.name}: {enclosure.href} không phải tệp dài {enclosure.length} byte")
    for name in ("podcast.xml", "chuong-trinh.xml"):
        read = podcastparser.parse(f"{base}/feeds/{name}", io.BytesIO((site / "feeds" / name).read_bytes()))
        print(f"{name}: {len(read['episodes'])} tập")
    print(f"{count} mục trong {len(list((site / 'feeds').rglob('*.xml')))} nguồn")
    return found


if __name__ == "__main__":
    problems = wrong(Path(sys.argv[1]))
    print(*problems, sep="\n")
    sys.exit(bool(problems))
