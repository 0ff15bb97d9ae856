"""Spell Vietnamese sounds with the symbols that Kokoro knows (IPA, as in the vocabulary of its package).

The network learned other languages, so that the symbol of the textbook often does not sound right: i as "i" is heard as
â, as "ij" it is heard as i. Each entry is the candidate that a recogniser understood best over words with that sound;
README.md tells how. A rhyme's spelling depends on what closes it, as the length of Vietnamese vowels does.
"""

from dataclasses import dataclass

from .syllable import Syllable

ONSETS = {
    "": "", "b": "b", "c": "k", "ch": "c", "d": "z", "đ": "d", "g": "ɡɡ", "gi": "z", "h": "h", "kh": "kh", "l": "l",
    "m": "m", "n": "n", "ng": "ŋ", "nh": "ɲɲ", "p": "p", "ph": "fʰ", "r": "z", "s": "s", "t": "t", "th": "th",
    "tr": "c", "v": "v", "x": "s",
}  # fmt: skip
GLIDE = "w"
CODAS = {
    "": "", "m": "m", "n": "n", "ng": "ŋ", "nh": "ŋ", "p": "p", "t": "t", "c": "k", "ch": "k", "j": "j", "w": "w",
}  # fmt: skip
NUCLEI = {  # nucleus: symbols for any coda
    "a": "aː", "ă": "a", "â": "ɐ", "e": "eː", "ê": "A", "i": "i", "o": "ɔ", "oo": "ɔː", "ô": "oː", "ơ": "ɤː", "u": "u",
    "ư": "ɨː", "iê": "iə", "uô": "ua", "ươ": "ɨːə",
}  # fmt: skip
RHYMES = {  # (nucleus, coda): symbols of both, where they differ from the tables above
    ("a", ""): ("a", ""), ("a", "nh"): ("aj", "ŋ"), ("a", "ch"): ("aj", "k"), ("â", "j"): ("ə", "j"),
    ("â", "w"): ("ə", "w"), ("e", ""): ("eɛ", ""), ("e", "w"): ("e", "w"), ("ê", ""): ("e", ""), ("i", ""): ("ij", ""),
    ("i", "nh"): ("ij", "ɲ"), ("o", "ng"): ("aw", "ŋ"), ("o", "c"): ("aw", "k"), ("ô", "ng"): ("ow", "ŋ"),
    ("ô", "c"): ("ow", "k"), ("u", ""): ("uw", ""), ("u", "ng"): ("uː", "ŋ"), ("u", "c"): ("uː", "k"),
    ("ư", "w"): ("ɨ", "w"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sounds:
    """Symbols of one syllable: what comes before the rhyme, its vowel, its end."""

    onset: str
    nucleus: str
    coda: str


def sounds(syllable: Syllable) -> Sounds:
    """Return the symbols of a syllable; every value of `Syllable` has some."""
    onset = ONSETS[syllable.onset] + (GLIDE if syllable.glide else "")
    usual = NUCLEI[syllable.nucleus], CODAS[syllable.coda]
    nucleus, coda = RHYMES.get((syllable.nucleus, syllable.coda), usual)
    return Sounds(onset, nucleus, coda)
