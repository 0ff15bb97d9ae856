"""Names that become addresses: slugs, what may not be one, and the nearest right name."""

import difflib
from collections.abc import Iterable
from pathlib import PurePosixPath

from slugify import slugify

MAX_SLUG = 100
RADIO = ".radio.md"

# Folders of the site beside articles, and names Windows refuses for a file (a USB stick carries <slug>.mp3).
RESERVED = frozenset(
    """index trang to-roi chu-de loai don-vi feeds media audio theme admin
    con prn aux nul com1 com2 com3 com4 com5 com6 com7 com8 com9 lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9
    """.split()  # noqa: SIM905
)


def slug_of(text: str) -> str:
    """Return the address form of a title or file name: ``Nghị định 151/2025/NĐ-CP`` → ``nghi-dinh-151-2025-nd-cp``."""
    return slugify(text, max_length=MAX_SLUG, word_boundary=True)


def slug_of_file(path: str) -> str:
    """Return the slug that an article's file name stands for."""
    return slug_of(PurePosixPath(path).name.removesuffix(".md"))


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a Vietnamese hint that names the most similar of ``known``, or lists them; ends the sentence."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, 1, 0.5) or difflib.get_close_matches(slug_of(name), names, 1, 0.5)
    if near:
        return f"có phải “{near[0]}”?"
    return f"viết một trong: {', '.join(names[:20])}" if names else "chưa có tên nào được khai báo"
