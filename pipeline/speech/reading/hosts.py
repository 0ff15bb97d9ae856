"""Web and mail addresses as a presenter says them: no "https", no path, known hosts by name."""

import re

from pipeline.speech.reading.letters import letter_names, respell
from pipeline.speech.reading.lexicon import Lexicon
from pipeline.speech.reading.numbers import digits
from pipeline.speech.reading.syllables import is_vietnamese

DOMAIN = r"(?:vn|com|net|org|gov|edu|info|io|asia|me|app|gle|page)"
MAIL_OR_HOST = re.compile(
    rf"(?:https?://|www\.)[^\s<>\"]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[a-z0-9][\w-]*(?:\.[\w-]+)*\.{DOMAIN}(?![\w-])(?:[/?:][^\s<>\"]*)?",
    re.IGNORECASE,
)
SCHEME = re.compile(r"https?://", re.IGNORECASE)
SYLLABLE = 6


def host_words(address: str, lexicon: Lexicon) -> str:
    """Say a web or mail address: "https://dichvucong.gov.vn/p/home" → "dịch vụ công chấm gờ o vê chấm vê nờ"."""
    bare = SCHEME.sub("", address)
    user, at, host = bare.rpartition("@")
    host = re.split(r"[/?:#]", host, maxsplit=1)[0]
    said = _labels(host, lexicon)
    return f"{_labels(user, lexicon)} a còng {said}" if at else said


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
    return known or _syllables(piece) or (letter_names(piece) if len(piece) < SYLLABLE - 1 else respell(piece))


def _syllables(label: str) -> str:
    """Cut a label into Vietnamese syllables ("gialoc" is "gia loc"), or give nothing."""
    if not label:
        return ""
    for size in range(min(SYLLABLE, len(label)), 0, -1):
        head, rest = label[:size], label[size:]
        if size > 1 and is_vietnamese(head):
            tail = _syllables(rest)
            if tail or not rest:
                return f"{head} {tail}".strip()
    return ""
