"""The search index: one small script file that the search page loads, so that it works from a disk too.

The newest pieces are found by any word of their text, older ones by title, summary, headings and labels, the oldest
by title, labels and the beginning of the summary: as much as the file holds within ``LIMIT``.
"""

import json
import re
import zlib
from bisect import bisect_right
from collections.abc import Callable, Sequence
from textwrap import shorten

from pipeline.site import body
from pipeline.site.pieces import Piece

LIMIT = 97_000  # bytes after the compression a web server does
SHORT = 80  # characters of a summary cut


def index(pieces: Sequence[Piece], mark: Callable[[Piece], str], *, limit: int = LIMIT) -> str:
    """Return the script that hands the index of ``pieces``, newest first, to the search page.

    An entry: address, title, summary, headings, labels, date (ISO), 1 where there is sound, other words. ``mark``
    gives the word that warns of a sample or of a piece out of date.
    """
    made = [_lines(piece, mark(piece)) for piece in pieces]
    most = 2 * len(made)  # levels: how many pieces got their headings, then how many of them all their words
    levels = [*range(0, most, max(1, most // 40)), most]  # each is tried by compressing it: few steps
    fits = bisect_right(levels, limit, key=lambda level: len(zlib.compress(_script(made, level).encode())))
    return _script(made, levels[max(0, fits - 1)])


def _script(made: list[tuple[str, str, str]], level: int) -> str:
    lines = (each[(place < level) + (place < level - len(made))] for place, each in enumerate(made))
    return "loaIndex([\n" + ",\n".join(lines) + "\n]);\n"


def _lines(piece: Piece, mark: str) -> tuple[str, str, str]:
    """Return the piece's entry in three lengths."""
    address, title, summary, headings, *more = _entry(piece, mark)
    cut = shorten(str(summary), SHORT, placeholder=" …")
    entries = (
        [address, title, cut, "", *more],
        [address, title, summary, headings, *more],
        [address, title, summary, headings, *more, _rest(piece)],
    )
    short, full, whole = (json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in entries)
    return short, full, whole


def _entry(piece: Piece, mark: str) -> list[str | int]:
    meta = piece.article.meta
    headings = " · ".join(body.plain(found) for found in re.findall(r"<h[2-4][^>]*>(.*?)</h[2-4]>", piece.html, re.S))
    kind = f"{meta.kind.label} ({mark})" if mark else meta.kind.label
    codes = f"{meta.procedure.code or ''} {meta.procedure.decision}" if meta.procedure else ""
    labels = (kind, meta.theme.label, meta.unit.label, codes, meta.source or "")
    return [
        piece.url,
        meta.title,
        meta.summary,
        headings,
        " · ".join(filter(None, labels)),
        meta.date.isoformat(),
        int(bool(piece.sound)),
    ]


def _rest(piece: Piece) -> str:
    meta = piece.article.meta
    known = set(_words(f"{meta.title} {meta.summary}"))
    return " ".join(dict.fromkeys(word for word in _words(body.plain(piece.html)) if word not in known))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
