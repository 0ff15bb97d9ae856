"""Numbers of official documents (118/2025/NĐ-CP): is it one, and what its code says."""

import re
from itertools import pairwise

from pipeline.speech.reading.acronyms import compose
from pipeline.speech.reading.lexicon import Lexicon
from pipeline.speech.reading.numbers import count

SEPARATORS = re.compile(r" ?[-/.] ?")
NUMBERED = re.compile(r"(.*?)(\d+)")
PROVINCIAL = re.compile(r"[Hh]uyện (?:ủy|uỷ)|tỉnh(?! lộ)|Tỉnh")
COMMITTEE = re.compile(r"(tỉnh|thành|thị) (?:ủy|uỷ)", re.IGNORECASE)
MILITARY = re.compile(r"[Cc]hỉ huy|CHQS|PTDS")
CONTEST = re.compile(r"[Cc]uộc thi|[Hh]ội thi|[Tt]hể lệ|[Gg]iải báo chí")
MUNICIPAL = re.compile(r"[Tt]hành (?:phố|ủy|uỷ)|TP|thành đoàn")
AUTHORITIES = "BSP"  # Bộ, Sở, Phòng
SHORTEST_CODE = 2
LONGEST_TYPE = 4


def is_document(lexicon: Lexicon, match: re.Match[str]) -> bool:
    """Say whether a match of shapes.DOCUMENT is a document's number: "12/QĐ", "60/2014/QH13", not "12-A" nor "5/B"."""
    number, year, code = match.groups()
    first = SEPARATORS.split(code)[0]
    if "/" not in match.group()[len(number) :].split(code)[0]:
        return first in lexicon.tables["document_types"] and len(code) > SHORTEST_CODE
    return bool(year) or len(code) > 1


def is_official(lexicon: Lexicon, match: re.Match[str]) -> bool:
    """Say whether the code begins with a type of document or an authority, and is not that of a form ("01/TK-KS")."""
    first = SEPARATORS.split(match.group(3))[0]
    return first in lexicon.tables["document_types"] or first in lexicon.tables["bodies"]


def code_words(lexicon: Lexicon, code: str) -> tuple[str, str, tuple[str, ...]]:
    """Read a document's code as (type, bodies, segments unknown): "QĐ-UBND" → ("quyết định", "ủy ban nhân dân", ()).

    A unit may be named differently under an authority (SGDĐT-QLT: quản lý thi). A segment that no table holds is
    unknown, even when it can be said by its parts.
    """
    types = lexicon.tables["document_types"]
    if "-" in code and code.replace(" ", "") in types:  # the judgment of a court: DS-ST
        return types[code.replace(" ", "")], "", ()
    segments = _unglued(lexicon, SEPARATORS.split(code))
    kind = types.get(segments[0], "")
    bodies: list[str] = []
    unknown: list[str] = []
    for before, segment in list(pairwise(["", *segments]))[1 if kind else 0 :]:
        words = lexicon.tables["bodies"].get(f"{before}-{segment}") or body_words(lexicon, segment)
        bodies += filter(None, [words or compose(lexicon, segment)])
        unknown += [] if words else [segment]
    return kind, " ".join(bodies), tuple(unknown)


def _unglued(lexicon: Lexicon, segments: list[str]) -> list[str]:
    """Give the parts of a code back the hyphen between type and authority that got lost: QĐUBND."""
    first = segments[0]
    types = lexicon.tables["document_types"]
    if first in types or body_words(lexicon, first):
        return segments
    for size in range(LONGEST_TYPE, 1, -1):
        if first[:size] in types and body_words(lexicon, first[size:]):
            return [first[:size], first[size:], *segments[1:]]
    return segments


def body_words(lexicon: Lexicon, segment: str) -> str:
    """Give what an authority or drafting unit is called in a number, or nothing: QH15 → "quốc hội khóa mười lăm"."""
    table = lexicon.tables["bodies"]
    known = table.get(segment) or lexicon.word(segment)
    known = known or (table.get(segment.replace("&", "")) if segment[0] in AUTHORITIES else None)  # BKH&ĐT is BKHĐT
    if known:
        return known
    if "&" in segment:
        parts = [body_words(lexicon, part) for part in re.split(r" ?& ?", segment)]
        return " và ".join(parts) if all(parts) else ""
    numbered = NUMBERED.fullmatch(segment)
    if numbered and numbered.group(1):
        words = body_words(lexicon, numbered.group(1))
        term = "khóa " if numbered.group(1).endswith(("QH", "HĐND")) else ""
        return f"{words} {term}{count(numbered.group(2))}" if words else ""
    return ""


def settled(text: str) -> str:
    """Tell which of two authorities an abbreviation means in this text: TU, BCH, BTC (see verbalise.SETTLED)."""
    named = COMMITTEE.search(text)
    committee = f"{named.group(1).lower()} ủy" if named else "tỉnh ủy" if _is_provincial(text) else ""
    board = "ban chỉ huy" if MILITARY.search(text) else ""
    return f"{committee}|{board}|{'ban tổ chức' if CONTEST.search(text) else ''}"


def is_named(code: str, heard: str) -> bool:
    """Say whether a code's type abbreviates the two words heard before "số": "Thể lệ số 02/TL-BTC"."""
    words = heard.replace(",", "").removesuffix(" số").split()[-2:]
    first = SEPARATORS.split(code)[0].lower()
    return len(words) > 1 and first in {words[0][:1] + words[1][:size] for size in (1, 2)}


def _is_provincial(text: str) -> bool:
    return bool(PROVINCIAL.search(text)) and not MUNICIPAL.search(text)
