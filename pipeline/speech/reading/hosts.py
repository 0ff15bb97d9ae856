"""Web and mail addresses as a presenter says them: no "https", no path, known hosts by name."""

import re
import unicodedata
from functools import lru_cache

from pipeline.speech.reading.letters import VOWELS, letter_names, respell, with_stop_tone
from pipeline.speech.reading.lexicon import Lexicon
from pipeline.speech.reading.numbers import digits
from pipeline.speech.reading.syllables import is_vietnamese

DOMAIN = r"(?:vn|com|net|org|gov|edu|info|io|asia|me|app|gle|page|be|ly|us|tv)"
LABEL = r"\w[\w-]{0,62}"
MAIL_OR_HOST = re.compile(
    rf"(?:https?://|www\.)[^\s<>\"]+|[\w.+-]{{1,64}}@{LABEL}(?:\.{LABEL}){{1,6}}"
    rf"|(?={LABEL}\.){LABEL}(?:\.{LABEL}){{0,6}}\.{DOMAIN}(?![\w-])(?:[/?:][^\s<>\"]*)?",
    re.IGNORECASE,
)
SCHEME = re.compile(r"https?://", re.IGNORECASE)
TELEPHONE = re.compile(r"0\d{8,10}")
SYLLABLE = 6
TYPED_MARKS = {".": "chấm", "_": "gạch dưới", "-": "gạch ngang", "+": "cộng"}
UNMARKED = (("", ""), ("ie", "iê"), ("ye", "yê"), ("uo", "ươ"), ("uo", "uô"), ("ua", "uâ"))
LONGEST_LABEL = 24  # a longer one is spelt: cutting it could take for ever


def host_words(address: str, lexicon: Lexicon) -> str:
    """Say a web or mail address: "https://dichvucong.gov.vn/p/home" → "dịch vụ công chấm gờ o vê chấm vê nờ"."""
    bare = SCHEME.sub("", address)
    user, at, host = bare.rpartition("@")
    host, *path = re.split(r"[/?:#]", host, maxsplit=1)
    said = _labels(host, lexicon)
    if path and TELEPHONE.fullmatch(path[0]):  # zalo.me/0912345678
        return f"{said} {digits(path[0])}"
    return f"{_typed(user, lexicon)} a còng {said}" if at else said


def _typed(user: str, lexicon: Lexicon) -> str:
    """Say the name of a mail box so that a listener can type it: syllables as written, all else by its letters."""
    pieces = re.findall(r"\d+|[^\W\d_]+|[._+-]", user.lower())
    return " ".join(TYPED_MARKS.get(piece) or _typed_piece(piece, lexicon) for piece in pieces)


def _typed_piece(piece: str, lexicon: Lexicon) -> str:
    """Cut a piece into as few names, syllables and single letters as it takes; abbreviations are never said in full."""
    if piece.isdigit():
        return digits(piece)
    best: list[tuple[int, str]] = [(0, "")]
    for end in range(1, len(piece) + 1):
        options = []
        for start in range(max(0, end - LONGEST_LABEL), end):
            said = _said_as_typed(piece[start:end], lexicon)
            if said:
                cost = best[start][0] + 2 + (start > 0 and piece[start] in VOWELS)
                options.append((cost, f"{best[start][1]} {said}".strip()))
        best.append(min(options, default=best[-1]))
    return best[-1][1]


@lru_cache(maxsize=4096)
def _syllable(piece: str) -> str:
    """Give the Vietnamese syllable that is typed like `piece` without its marks ("nguyen": nguyên), or nothing."""
    for old, new in UNMARKED:
        for tried in (piece.replace(old, new), with_stop_tone(piece.replace(old, new))):
            if is_vietnamese(tried):
                return tried
    return ""


def _said_as_typed(piece: str, lexicon: Lexicon) -> str:
    if len(piece) == 1:
        return letter_names(piece)
    known = lexicon.tables["hosts"].get(piece, "")
    if known and _bare(known) == piece:
        return known
    return _syllable(piece) if len(piece) <= SYLLABLE else ""


def _bare(words: str) -> str:
    letters = unicodedata.normalize("NFD", words.replace("đ", "d"))
    return "".join(char for char in letters if char.isalpha() and not unicodedata.combining(char))


def _labels(dotted: str, lexicon: Lexicon) -> str:
    said = (_label(label, lexicon) for label in dotted.lower().split("."))
    return " chấm ".join(words for words in said if words)


def _label(label: str, lexicon: Lexicon) -> str:
    hosts = lexicon.tables["hosts"]
    if label in hosts:
        return hosts[label]
    return " ".join(filter(None, (_piece(piece, lexicon) for piece in re.findall(r"\d+|[^\W\d_]+", label))))


def _piece(piece: str, lexicon: Lexicon) -> str:
    if piece.isdigit():
        return digits(piece)
    known = lexicon.tables["hosts"].get(piece) or lexicon.word(piece)
    spelt = len(piece) < SYLLABLE - 1 or len(piece) > LONGEST_LABEL
    return known or (letter_names(piece) if spelt else _cut(piece, lexicon) or respell(piece))


def _cut(label: str, lexicon: Lexicon) -> str:
    """Cut a label into names that the table knows and Vietnamese syllables ("xagialoc" is xã + gia lộc), or give ""."""
    hosts = lexicon.tables["hosts"]
    for size in range(len(label), 1, -1):
        head = label[:size]
        said = hosts.get(head) or (head if size <= SYLLABLE and is_vietnamese(head) else "")
        rest = _cut(label[size:], lexicon) if said else ""
        if said and (rest or size == len(label)):
            return f"{said} {rest}".strip()
    return ""
