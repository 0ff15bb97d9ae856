"""Letter names, and a rough Vietnamese respelling for foreign words that no table knows."""

import re
import unicodedata

from pipeline.speech.reading.numbers import count, digits
from pipeline.speech.reading.syllables import is_vietnamese, split_tone

NAMES = {
    "a": "a", "ă": "á", "â": "ớ", "b": "bê", "c": "xê", "d": "dê", "đ": "đê", "e": "e", "ê": "ê",
    "f": "ép", "g": "giê", "h": "hát", "i": "i", "j": "gi", "k": "ca", "l": "lờ", "m": "mờ", "n": "nờ",
    "o": "o", "ô": "ô", "ơ": "ơ", "p": "pê", "q": "quy", "r": "rờ", "s": "ét", "t": "tê", "u": "u", "ư": "ư",
    "v": "vê", "w": "vê kép", "x": "ích", "y": "y", "z": "dét",
}  # fmt: skip
WEAK = {
    "b": "bờ", "c": "cờ", "d": "đờ", "đ": "đờ", "g": "gờ", "h": "hờ", "k": "cờ", "l": "lờ", "m": "mờ", "n": "nờ",
    "p": "pờ", "q": "cờ", "r": "rờ", "s": "xờ", "t": "tờ", "v": "vờ", "x": "xờ", "y": "i",
}  # fmt: skip
RESPELT = (
    ("ff", "f"), ("ph", "f"), ("sh", "s"), ("ck", "k"), ("ee", "i"), ("oo", "u"), ("ll", "l"), ("ss", "s"), ("tt", "t"),
    ("mm", "m"), ("nn", "n"), ("pp", "p"), ("rr", "r"), ("z", "d"), ("j", "gi"), ("wa", "oa"), ("we", "oe"),
    ("w", "u"), ("f", "ph"),
)  # fmt: skip
SILENT_END = re.compile(r"(?<=[aăâeêioôơuưyéèẻẽẹíìỉĩịóòỏõọúùủũụáàảãạ])[rh]$")  # Đạ Tẻh, server
NASAL_END = re.compile(r"(?<=[aăâeêioôơuưy])l$")  # hotel: hô ten
SOFT_C = re.compile(r"c(?=[eéèiy])")
HARD_K = re.compile(r"k(?![eêiyéèẻẽẹếềểễệíìỉĩịýỳỷỹỵhlrncbdgmpstvx])")  # Kần, and the end of Pék
VOWELS = frozenset("aăâeêioôơuưy")
LONGEST_SYLLABLE = 7
LONGEST_NUMBER = 3


def letter_names(word: str) -> str:
    """Spell `word` by Vietnamese letter names; digits in it are read as a number, one by one when long or 0-led."""
    spelt = [_piece(piece) for piece in re.findall(r"[0-9]+|[^\W\d_]", word)]
    return " ".join(piece for piece in spelt if piece)


def respell(word: str) -> str:
    """Give Vietnamese syllables that come near a foreign word ("podcast"); never empty for a word with a letter."""
    if is_vietnamese(word):
        return word.lower()
    rest = _near_vietnamese(word)
    syllables: list[str] = []
    while rest:
        syllable, size = _next_syllable(rest)
        syllables.append(syllable)
        rest = rest[size:]
    return " ".join(syllable for syllable in syllables if syllable)


def with_stop_tone(syllable: str) -> str:
    """Add sắc to a toneless syllable that ends in a stop: "chip" → "chíp"."""
    for place in range(len(syllable) - 1, -1, -1):
        if syllable[place] in VOWELS:
            return unicodedata.normalize("NFC", f"{syllable[: place + 1]}\u0301{syllable[place + 1 :]}")
    return syllable


def _piece(piece: str) -> str:
    if piece.isdigit():
        return digits(piece) if piece[0] == "0" or len(piece) > LONGEST_NUMBER else count(piece)
    return NAMES.get(_base(piece.lower()), "")


def _base(letter: str) -> str:
    """Take tone marks and foreign marks off a letter."""
    if letter in NAMES:
        return letter
    decomposed = unicodedata.normalize("NFD", letter)
    for size in (2, 1):
        base = unicodedata.normalize("NFC", decomposed[:size])
        if base in NAMES:
            return base
    return letter


def _near_vietnamese(word: str) -> str:
    letters = "".join(char if split_tone(char)[0] in VOWELS else _base(char) for char in word.lower())
    for old, new in RESPELT:
        letters = letters.replace(old, new)
    letters = NASAL_END.sub("n", SILENT_END.sub("", letters))
    return HARD_K.sub("c", SOFT_C.sub("x", letters))


def _next_syllable(rest: str) -> tuple[str, int]:
    for size in range(min(LONGEST_SYLLABLE, len(rest)), 0, -1):
        piece = rest[:size]
        for tried in (piece, with_stop_tone(piece)):
            if is_vietnamese(tried) and not _steals_onset(rest, size):
                return tried, size
    return WEAK.get(rest[0], NAMES.get(rest[0], "")), 1


def _steals_onset(rest: str, size: int) -> bool:
    """True when the last consonant of the piece had better begin the next syllable ("to-nét", not "ton-ét")."""
    if size >= len(rest) or size == 1:
        return False
    return rest[size - 1] not in VOWELS and rest[size] in VOWELS and is_vietnamese(rest[: size - 1])
