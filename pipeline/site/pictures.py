"""Photographs in several widths, as WebP and JPEG, with their dimensions known."""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path, PurePosixPath

from PIL import Image, ImageOps, UnidentifiedImageError

from pipeline.site import body
from pipeline.site.shelf import Shelf

WIDTHS = (360, 720, 1200)
SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif"})
SIZES = "(min-width: 48rem) 44rem, 100vw"
_RECIPE = "1"  # raise it when the encoding below changes, so that pictures get new names


@dataclass(frozen=True)
class Picture:
    """A picture as the site offers it. ``widths`` rise; each has ``{base}-{width}.webp`` and ``.jpg``."""

    base: str
    widths: tuple[int, ...]
    width: int
    height: int

    @property
    def largest(self) -> str:
        """Address of the widest JPEG."""
        return f"{self.base}-{self.widths[-1]}.jpg"

    def srcset(self, suffix: str, root: str) -> str:
        """Return the ``srcset`` of all widths."""
        return ", ".join(f"{root}/{self.base}-{width}.{suffix} {width}w" for width in self.widths)

    def html(self, alt: str, root: str, *, first: bool = False, sizes: str = SIZES) -> str:
        """Return the ``<picture>``. ``first``: it is in the first screen, so it is not loaded lazily."""
        when = 'fetchpriority="high"' if first else 'loading="lazy" decoding="async"'
        return (
            f'<picture><source type="image/webp" srcset="{self.srcset("webp", root)}" sizes="{sizes}">'
            f'<img src="{root}/{self.base}-{self.widths[0]}.jpg" srcset="{self.srcset("jpg", root)}" sizes="{sizes}"'
            f' width="{self.width}" height="{self.height}" alt="{escape(alt)}" {when}></picture>'
        )


def prepare(source: Path, shelf: Shelf) -> Picture | None:
    """Put every width of ``source`` on the shelf; None when the file is not a picture Pillow reads."""
    data = source.read_bytes()
    try:
        with Image.open(io.BytesIO(data)) as image:
            width, height = ImageOps.exif_transpose(image).size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return None
    mark = hashlib.sha256(_RECIPE.encode() + data).hexdigest()[:8]
    base = f"media/{source.stem}-{mark}"
    widths = tuple(sorted({min(wanted, width) for wanted in WIDTHS}))
    for wanted in widths:
        for kind, suffix in (("WEBP", "webp"), ("JPEG", "jpg")):
            shelf.keep(f"{base}-{wanted}.{suffix}", partial(_encoded, data, wanted, kind))
    return Picture(base, widths, width, height)


def illustrate(html: str, pictures: Mapping[str, Picture]) -> str:
    """Return ``html`` with every image the site holds drawn in several widths.

    One on another host becomes a link, since the site asks no other host for anything; one that is nowhere, its words.
    """

    def draw(address: str, alt: str) -> str:
        picture = pictures.get(address.removeprefix(f"{body.ROOT}/"))
        return picture.html(alt, body.ROOT) if picture else _undrawn(address, alt)

    return body.replace_images(html, draw)


def _undrawn(address: str, alt: str) -> str:
    if address.startswith(f"{body.ROOT}/"):
        return f'<img src="{escape(address)}" alt="{escape(alt)}">'
    return f'<a href="{escape(address)}">{escape(alt or "Xem hình")}</a>' if address else escape(alt)


def is_picture(path: str) -> bool:
    """Tell by its name whether a file is a picture the site offers in several widths."""
    return PurePosixPath(path).suffix.lower() in SUFFIXES


def _encoded(data: bytes, width: int, kind: str) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(data)) as image:
        upright = ImageOps.exif_transpose(image).convert("RGB")
        height = max(1, round(upright.height * width / upright.width))
        small = upright.resize((width, height), Image.Resampling.LANCZOS)
        if kind == "WEBP":
            small.save(out, kind, quality=74, method=6)
        else:
            small.save(out, kind, quality=78, optimize=True, progressive=True)
    return out.getvalue()
