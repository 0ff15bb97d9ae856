"""Take a written Vietnamese syllable apart: onset, glide, nucleus, coda and tone, in the Northern (Hà Nội) system.

The spelling is regular: after the tone mark is taken off, an onset is matched longest first and what remains is a
rhyme of vowel letters and at most one final consonant. Analysis after Đoàn Thiện Thuật, Ngữ âm tiếng Việt (1977),
and J. Kirby, "Vietnamese (Hanoi Vietnamese)", Journal of the International Phonetic Association 41(3), 2011.
"""

import unicodedata
from dataclasses import dataclass
from enum import Enum


class Tone(Enum):
    """The six tones, in school order; the value is the combining mark that writes it."""

    NGANG = ""
    HUYEN = "\u0300"
    SAC = "\u0301"
    HOI = "\u0309"
    NGA = "\u0303"
    NANG = "\u0323"


@dataclass(frozen=True, slots=True)
class Syllable:
    """A syllable in sounds: spelling variants of one sound (c/k/q, ngh/ng, iê/ia/yê/ya) are one symbol here."""

    onset: str
    glide: bool
    nucleus: str
    coda: str
    tone: Tone

    @property
    def checked(self) -> bool:
        """Whether it ends in a stop, where only sắc and nặng occur."""
        return self.coda in {"p", "t", "c", "ch"}


ONSETS = {
    "ngh": "ng", "ng": "ng", "nh": "nh", "gh": "g", "kh": "kh", "ph": "ph", "th": "th", "tr": "tr", "ch": "ch",
    "b": "b", "c": "c", "d": "d", "đ": "đ", "g": "g", "h": "h", "k": "c", "l": "l", "m": "m", "n": "n",
    "p": "p", "r": "r", "s": "s", "t": "t", "v": "v", "x": "x", "": "",
}  # fmt: skip
CODAS = ("ng", "nh", "ch", "m", "n", "p", "t", "c")

# vowel letters of a rhyme -> (glide before, nucleus, semivowel after)
VOWELS = {
    "a": (False, "a", ""), "ă": (False, "ă", ""), "â": (False, "â", ""), "e": (False, "e", ""),
    "ê": (False, "ê", ""), "i": (False, "i", ""), "y": (False, "i", ""), "o": (False, "o", ""),
    "ô": (False, "ô", ""), "ơ": (False, "ơ", ""), "u": (False, "u", ""), "ư": (False, "ư", ""),
    "oo": (False, "oo", ""), "ôô": (False, "ô", ""), "iê": (False, "iê", ""), "yê": (False, "iê", ""),
    "ia": (False, "iê", ""), "ya": (False, "iê", ""), "uô": (False, "uô", ""), "ua": (False, "uô", ""),
    "ươ": (False, "ươ", ""), "ưa": (False, "ươ", ""), "ai": (False, "a", "j"), "ay": (False, "ă", "j"),
    "ây": (False, "â", "j"), "oi": (False, "o", "j"), "ôi": (False, "ô", "j"), "ơi": (False, "ơ", "j"),
    "ui": (False, "u", "j"), "ưi": (False, "ư", "j"), "uôi": (False, "uô", "j"), "ươi": (False, "ươ", "j"),
    "ao": (False, "a", "w"), "au": (False, "ă", "w"), "âu": (False, "â", "w"), "eo": (False, "e", "w"),
    "êu": (False, "ê", "w"), "iu": (False, "i", "w"), "yu": (False, "i", "w"), "iêu": (False, "iê", "w"),
    "yêu": (False, "iê", "w"), "ưu": (False, "ư", "w"), "ươu": (False, "ươ", "w"), "oa": (True, "a", ""),
    "oă": (True, "ă", ""), "oe": (True, "e", ""), "uâ": (True, "â", ""), "uê": (True, "ê", ""),
    "uơ": (True, "ơ", ""), "uy": (True, "i", ""), "uyê": (True, "iê", ""), "uya": (True, "iê", ""),
    "oai": (True, "a", "j"), "oay": (True, "ă", "j"), "uây": (True, "â", "j"), "oao": (True, "a", "w"),
    "oau": (True, "ă", "w"), "oeo": (True, "e", "w"), "uêu": (True, "ê", "w"), "uyu": (True, "i", "w"),
    "uơi": (True, "ơ", "j"),
}  # fmt: skip

LETTERS = {
    "a": "a", "ă": "á", "â": "ớ", "b": "bê", "c": "xê", "d": "dê", "đ": "đê", "e": "e", "ê": "ê", "f": "ép",
    "g": "giê", "h": "hát", "i": "i", "j": "gi", "k": "ca", "l": "lờ", "m": "mờ", "n": "nờ", "o": "o", "ô": "ô",
    "ơ": "ơ", "p": "pê", "q": "quy", "r": "rờ", "s": "sờ", "t": "tê", "u": "u", "ư": "ư", "v": "vê", "w": "vê",
    "x": "ích", "y": "i", "z": "dét", "0": "không", "1": "một", "2": "hai", "3": "ba", "4": "bốn", "5": "năm",
    "6": "sáu", "7": "bảy", "8": "tám", "9": "chín",
}  # fmt: skip
_LONGEST = 7  # letters of "nghiêng"


def parse(word: str) -> Syllable | None:
    """Return the sounds of one written syllable, or None when the word is not spelled as a Vietnamese syllable."""
    letters, tone = _untoned(word)
    if letters.endswith("k"):  # Đắk Lắk, as it is officially spelt
        letters = f"{letters[:-1]}c"
    onset, rhyme, glide = _split(letters)
    coda = next((c for c in CODAS if rhyme.endswith(c)), "")
    vowel = VOWELS.get(rhyme.removesuffix(coda))
    if vowel is None or (coda and vowel[2]):
        return None
    if glide and vowel[1] == "ô":  # quốc sounds as cuốc
        glide, vowel = False, VOWELS["uô"]
    return Syllable(onset, glide or vowel[0], vowel[1], coda or vowel[2], tone)


def syllables(word: str) -> list[Syllable]:
    """Return what to say for any word: itself, or the fewest syllables and letter names in it; none for signs."""
    word = unicodedata.normalize("NFC", word.lower())
    whole = parse(word)
    if whole is not None:
        return [whole]
    best: list[list[Syllable]] = [[]]
    for end in range(1, len(word) + 1):
        ways = [
            best[start] + _piece(word[start:end])
            for start in range(max(0, end - _LONGEST), end)
            if _sayable(word[start:end])
        ]
        best.append(min(ways, key=len) if ways else best[-1])
    return best[-1]


def _piece(text: str) -> list[Syllable]:
    found = parse(LETTERS[text] if text in LETTERS and len(text) == 1 else text)
    return [found] if found else []


def _sayable(text: str) -> bool:
    return len(text) == 1 or parse(text) is not None


def _untoned(word: str) -> tuple[str, Tone]:
    """Split off the tone mark, wherever it is placed (hòa, hoà)."""
    tone, kept = Tone.NGANG, []
    marks = {mark.value: mark for mark in Tone if mark.value}
    for sign in unicodedata.normalize("NFD", word.lower()):
        if sign in marks:
            tone = marks[sign]
        else:
            kept.append(sign)
    return unicodedata.normalize("NFC", "".join(kept)), tone


def _split(letters: str) -> tuple[str, str, bool]:
    """Return (onset, rhyme letters, glide spelled in the onset)."""
    if letters.startswith("qu"):
        return "c", letters[2:], True
    if letters.startswith("gi"):  # the i of gì, gìn, giếng also is the vowel; that of gia is not
        rest = letters[2:]
        return "gi", "i" + rest if not rest or rest[0] == "ê" or rest[0] not in "aăâeoôơuư" else rest, False
    onset = next(letters[:size] for size in (3, 2, 1, 0) if letters[:size] in ONSETS)
    return ONSETS[onset], letters[len(onset) :], False
