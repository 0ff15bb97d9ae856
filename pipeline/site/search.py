"""The search index: one small script file that the search page loads, so that it works from a disk too.

Title, summary, headings and labels of every piece always; then the other words of the newest pieces' text for as
long as the file stays within ``BUDGET``, so that a commune's first few hundred pieces are found by any word.
"""

import json
import re
from collections.abc import Iterable

from pipeline.site import body, words
from pipeline.site.pieces import Piece

BUDGET = 240_000  # characters: about 90 KB after gzip for Vietnamese text, measured in tests/bench


def index(pieces: Iterable[Piece]) -> str:
    """Return the script that hands the index to the search page.

    An entry: address, title, summary, headings, labels, date (ISO), 1 where there is sound, other words (folded).
    """
    entries = [_entry(piece) for piece in pieces]
    used = sum(len(json.dumps(entry, ensure_ascii=False)) for entry in entries)
    for entry, rest in zip(entries, map(_rest, pieces), strict=True):
        used += len(rest)
        if used > BUDGET:
            break
        entry.append(rest)
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in entries)
    return f"loaIndex([\n{lines}\n]);\n"


def _entry(piece: Piece) -> list[str | int]:
    meta = piece.article.meta
    headings = " · ".join(body.plain(found) for found in re.findall(r"<h[2-4][^>]*>(.*?)</h[2-4]>", piece.html, re.S))
    labels = f"{meta.kind.label} · {meta.theme.label} · {meta.unit.label}"
    codes = f" · {meta.procedure.code or ''} {meta.procedure.decision}" if meta.procedure else ""
    return [
        piece.url,
        meta.title,
        meta.summary,
        headings,
        labels + codes,
        meta.date.isoformat(),
        int(bool(piece.sound)),
    ]


def _rest(piece: Piece) -> str:
    meta = piece.article.meta
    known = set(_words(f"{meta.title} {meta.summary}"))
    return " ".join(dict.fromkeys(word for word in _words(body.plain(piece.html)) if word not in known))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", words.fold(text))
