"""Names that become addresses: slugs, what may not be one, and the nearest right name."""

import difflib
from collections.abc import Iterable
from pathlib import PurePosixPath

from slugify import slugify

MAX_SLUG = 100
RADIO = ".radio.md"

# Names Windows refuses for a file (a USB stick carries <slug>.mp3), and a folder's own page.
RESERVED = frozenset(
    {"index", "con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)}
)


def slug_of(text: str) -> str:
    """Return the address form of a title or file name: ``Nghị định 151/2025/NĐ-CP`` → ``nghi-dinh-151-2025-nd-cp``."""
    return slugify(text, max_length=MAX_SLUG, word_boundary=True)


def slug_of_file(path: str) -> str:
    """Return the slug that an article's file name stands for."""
    return slug_of(PurePosixPath(path).name.removesuffix(".md"))


def nearest(name: str, known: Iterable[str], also: str = "") -> str:
    """Return a Vietnamese hint that names the most similar of ``known`` (and ``also``), or lists them."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, 1, 0.65) or difflib.get_close_matches(slug_of(name), names, 1, 0.65)
    if near:
        return f"có phải “{near[0]}”?" + (f" ({also})" if also else "")
    return f"viết một trong: {', '.join(names[:20])}" if names else "chưa có tên nào được khai báo"
