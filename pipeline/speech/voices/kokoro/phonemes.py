"""Spell Vietnamese sounds with the symbols that Kokoro knows (IPA, as in the vocabulary of its package).

Where the model has no sound of the kind, the nearest one that two recognisers understood best is taken; see README.md.
"""

from dataclasses import dataclass

from .syllable import Syllable

ONSETS = {
    "": "", "b": "b", "c": "k", "ch": "ʨ", "d": "z", "đ": "d", "g": "ɡ", "gi": "z", "h": "h", "kh": "kʰ",
    "l": "l", "m": "m", "n": "n", "ng": "ŋ", "nh": "ɲ", "p": "p", "ph": "f", "r": "z", "s": "s", "t": "t",
    "th": "tʰ", "tr": "ʨ", "v": "ʋ", "x": "s",
}  # fmt: skip
NUCLEI = {
    "a": "aː", "ă": "ʌ", "â": "ə", "e": "ɛː", "ê": "e", "i": "i", "o": "ɔː", "ô": "o", "ơ": "ɤː", "u": "u",
    "ư": "ɯ", "oo": "ɔː", "iê": "iə", "uô": "uə", "ươ": "ɯə",
}  # fmt: skip
CODAS = {"": "", "m": "m", "n": "n", "ng": "ŋ", "nh": "ŋ", "p": "p", "t": "t", "c": "k", "ch": "k", "j": "j", "w": "w"}
RHYMES = {("a", "nh"): ("ɛ", "ŋ"), ("a", "ch"): ("ɛ", "k")}


@dataclass(frozen=True, slots=True)
class Sounds:
    """Symbols of one syllable: what comes before the rhyme, its vowel, its end."""

    onset: str
    nucleus: str
    coda: str


def sounds(syllable: Syllable) -> Sounds:
    """Return the symbols of a syllable; every value of `Syllable` has some."""
    onset = ONSETS[syllable.onset] + ("w" if syllable.glide else "")
    special = RHYMES.get((syllable.nucleus, syllable.coda))
    nucleus, coda = special or (NUCLEI[syllable.nucleus], CODAS[syllable.coda])
    return Sounds(onset, nucleus, coda)
