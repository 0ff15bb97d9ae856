"""Web and mail addresses as a presenter says them: no "https", no path, known hosts by name."""

import re

from pipeline.speech.reading.letters import letter_names, respell
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
SYLLABLE = 6
LONGEST_LABEL = 24  # a longer one is spelt: cutting it could take for ever


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
