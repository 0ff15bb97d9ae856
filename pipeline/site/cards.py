"""Pictures drawn from words: the card that social networks show with a link, podcast art, QR codes.

A file's name carries a hash of all it is drawn from, so that an unchanged one is taken over from the last site.
"""

import hashlib
import io
from collections.abc import Callable, Iterator
from functools import cache, lru_cache, partial
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from pipeline.site.address import CARDS, CODES
from pipeline.site.shelf import Shelf

FONTS = Path(__file__).parent / "theme" / "static" / "fonts"
CARD = (1200, 630)  # what Facebook and Zalo show large
ART = (1400, 1400)  # the least Apple Podcasts takes
_RECIPE = "2"  # raise it when the drawing below changes, so that files get new names
_GREEN, _PAPER, _AMBER = (11, 83, 69), (255, 253, 248), (224, 168, 74)
_WHITE, _BAR = 14, 15  # in a palette of 16: 0 green … 14 paper, 15 amber; enough for smooth letters in half the bytes
_RUNS_ONLY = 3  # zlib's Z_RLE: on flat areas quicker than any level, and smaller than level 3
_PAD = 4  # px beside a word, for strokes that reach out of their letter's box
_VIETNAMESE = frozenset("ĂăĐđĨĩŨũƠơƯư₫") | {chr(code) for code in range(0x1EA0, 0x1EFA)}


def card(slug: str, words: tuple[str, str, str], shelf: Shelf) -> str:
    """Put the sharing card of ``words`` (label, title, site's name) on the shelf; return its address."""
    return shelf.keep(_name(CARDS, slug, "png", *words), partial(_drawn, words, CARD))


def art(slug: str, words: tuple[str, str, str], shelf: Shelf) -> str:
    """Put square podcast art of ``words`` (label, title, station's name) on the shelf; return its address."""
    return shelf.keep(_name(CARDS, f"{slug}-vuong", "png", *words), partial(_drawn, words, ART))


def code(slug: str, url: str, shelf: Shelf) -> str:
    """Put a QR code that opens ``url`` on the shelf as SVG; return its address."""
    return shelf.keep(_name(CODES, slug, "svg", url), partial(_coded, url))


def wrap(text: str, width: Callable[[str], float], most: float) -> Iterator[str]:
    """Yield the lines of ``text``, each no wider than ``most`` unless a single word is."""
    line: list[str] = []
    used, space = 0.0, width(" ")
    for word in text.split():
        wide = width(word)
        if line and used + space + wide > most:
            yield " ".join(line)
            line, used = [], 0.0
        used += wide + (space if line else 0)
        line.append(word)
    yield " ".join(line)


def _name(folder: str, slug: str, suffix: str, *drawn: str) -> str:
    mark = hashlib.sha256("\0".join((_RECIPE, *drawn)).encode()).hexdigest()[:8]
    return f"{folder}{slug}-{mark}.{suffix}"


def _coded(url: str) -> bytes:
    import segno

    out = io.BytesIO()
    # Any mask is valid; trying all eight for the fairest takes four fifths of the time.
    made = segno.make(url, error="m", micro=False, mask=0)
    made.save(out, kind="svg", scale=4, border=4, dark="#000", light="#fff")
    return out.getvalue()


def _drawn(words: tuple[str, str, str], size: tuple[int, int]) -> bytes:
    label, title, name = words
    width, height = size
    image = Image.new("L", size, 0)
    margin, most = 80, width - 160
    _write(image, (margin, 70), label, 400, 38)
    lines, points = _fitted(title, most, height - 330)
    for number, line in enumerate(lines):
        _write(image, (margin, 150 + number * round(points * 1.3)), line, 600, points)
    _write(image, (margin, height - 110), name, 600, 38)
    image.putpalette(_palette())
    ImageDraw.Draw(image).rectangle((0, height - 18, width, height), fill=_BAR)
    out = io.BytesIO()
    image.save(out, "PNG", bits=4, compress_type=_RUNS_ONLY)
    return out.getvalue()


def _write(image: Image.Image, at: tuple[float, int], text: str, weight: int, points: int) -> None:
    x, y = at
    for word in text.split():
        image.paste(_WHITE, (round(x) - _PAD, y - points // 2), _word(word, weight, points))
        x += _width(f"{word} ", weight=weight, points=points)


def _fitted(title: str, most: float, height: float) -> tuple[list[str], int]:
    """Return the title's lines and the largest type in px at which they fit; what still does not fit is cut."""
    for points in (120, 100, 84, 72, 62, 54, 46):
        lines = list(wrap(title, partial(_width, weight=600, points=points), most))
        if len(lines) * points * 1.3 <= height:
            return lines, points
    room = int(height // (46 * 1.3))
    return [*lines[: room - 1], f"{lines[room - 1]} …"], 46


def _palette() -> list[int]:
    ramp = [
        round(low + (high - low) * step / _WHITE)
        for step in range(_BAR)
        for low, high in zip(_GREEN, _PAPER, strict=True)
    ]
    return [*ramp, *_AMBER]


def _runs(text: str) -> Iterator[tuple[bool, str]]:
    """Split ``text`` where it passes from the Latin font file to the Vietnamese one."""
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or (text[end] in _VIETNAMESE) != (text[start] in _VIETNAMESE):
            yield text[start] in _VIETNAMESE, text[start:end]
            start = end


@cache
def _font(vietnamese: bool, weight: int, points: int) -> ImageFont.FreeTypeFont:
    subset = "vietnamese" if vietnamese else "latin"
    path = FONTS / f"be-vietnam-pro-{subset}-{weight}-normal.woff2"
    return ImageFont.truetype(path, points, layout_engine=ImageFont.Layout.BASIC)  # the same on every machine


@lru_cache(maxsize=4096)
def _width(text: str, *, weight: int, points: int) -> float:
    return sum(_font(vietnamese, weight, points).getlength(run) for vietnamese, run in _runs(text))


@lru_cache(maxsize=1024)  # Vietnamese titles share their syllables; at most about 20 MB
def _word(text: str, weight: int, points: int) -> Image.Image:
    """Return a word's letters as a mask with its baseline at three quarters of the height; two font files write it."""
    mask = Image.new("L", (round(_width(text, weight=weight, points=points)) + 2 * _PAD, points * 2))
    pen, x = ImageDraw.Draw(mask), float(_PAD)
    for vietnamese, run in _runs(text):
        font = _font(vietnamese, weight, points)
        pen.text((x, points * 3 // 2), run, fill=255, font=font, anchor="ls")
        x += font.getlength(run)
    return mask
