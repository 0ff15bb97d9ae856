"""Where a written Vietnamese sentence ends, and on which line of a Markdown file it stands. Pure."""

import re
import unicodedata
from collections.abc import Iterator

# Written with a full stop that ends no sentence. Compared in lower case, without the stop.
_ABBREVIATIONS = frozenset(
    "tp tx tt kp đ/c đc ths th.s ts gs pgs bs ks cn t.ư tw nxb tr st vd đt tel mr mrs ms dr".split()  # noqa: SIM905
)
_END = re.compile(r"(?:\.{3}|[.!?…])+[\"”’»)\]]*\s+(?=[\"“‘«(\[–-]*\s*[^\W_])")
_LAST_WORD = re.compile(r"(\S+?)[.!?…]+[\"”’»)\]]*\s*$")
# A mark that opens a sentence: "1. Hồ sơ gồm", "a. Bản sao", "Điều 7. Phạm vi", "Chương III. Tổ chức".
_MARK = re.compile(
    r"(?:(?:điều|khoản|điểm|chương|mục|phần|bước|phụ lục|tiết)\s+)?(?:\d+(?:\.\d+)*|[ivxlc]+|[a-zđ])\.\s*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")


def sentences(text: str) -> tuple[str, ...]:
    """Cut ``text`` into sentences, spaces collapsed; line ends cut too. Joined by spaces they give the words back.

    "TP. Hải Phòng", "25.000", "v.v." before a small letter and an opening "Điều 7." do not end a sentence.
    """
    return tuple(part for line in text.splitlines() for part in _split(" ".join(line.split())) if part)


def line_of(source: str, fragment: str) -> int:
    """Return the line (from 1) of ``source`` on which ``fragment``'s first words stand; 0 when they do not.

    Words are compared without marks, so that a sentence of the rendered article is found in its Markdown.
    """
    wanted = _words(fragment)
    lines = [(word, number) for number, line in enumerate(source.splitlines(), 1) for word in _words(line)]
    words = [word for word, _ in lines]
    for size in range(min(len(wanted), 6), 0, -1):
        for start in range(len(words) - size + 1):
            if words[start : start + size] == wanted[:size]:
                return lines[start][1]
    return 0


def _split(line: str) -> Iterator[str]:
    start = 0
    for match in _END.finditer(line):
        if _ends(line[start : match.end()], line[match.end() :]):
            yield line[start : match.end()].strip()
            start = match.end()
    yield line[start:].strip()


def _ends(before: str, after: str) -> bool:
    """Tell whether the mark that closes ``before`` ends a sentence."""
    if _opens_small(after):
        return False
    if not before.rstrip('"”’»)] ').endswith(".") or before.rstrip().endswith("..."):
        return True
    if _MARK.fullmatch(before):
        return False
    last = _LAST_WORD.search(before)
    word = last[1].lstrip('(“"‘[') if last else ""
    initial = len(word) == 1 and word.isupper()
    return not initial and word.lower() not in _ABBREVIATIONS


def _opens_small(text: str) -> bool:
    first = next((letter for letter in text if letter.isalnum()), "")
    return first.islower()


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())
