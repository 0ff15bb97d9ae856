"""Spell Vietnamese sounds with the symbols that Kokoro knows (IPA, as in the vocabulary of its package).

The network learned other languages, so that the symbol of the textbook often does not sound right: i as "i" is heard as
â; and Vietnamese has vowels that lie between theirs. So symbols in brackets are blended into one: "(aaɐ)" is two parts
a, one part ɐ. Each entry is the candidate that a recogniser understood best over many words with that sound; README.md
tells how. A rhyme's spelling depends on what closes it, as the length of Vietnamese vowels does.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .syllable import Syllable

ONSETS = {
    "": "", "b": "b", "c": "(kkɡ)", "ch": "(cʧ)j", "d": "z", "đ": "(dɖ)", "g": "ɡ(ɡŋ)", "gi": "z", "h": "(hhx)h",
    "kh": "kx", "l": "l", "m": "m", "n": "nn", "ng": "ŋː", "nh": "ɲɲ", "p": "p", "ph": "(fɸ)ʰ", "r": "z", "s": "sː",
    "t": "tt", "th": "tʰ", "tr": "(ʧɖ)", "v": "vː", "x": "sː",
}  # fmt: skip
GLIDE = "(wu)"
CODAS = {
    "": "", "m": "m", "n": "nn", "ng": "ŋ", "nh": "ŋ", "p": "p", "t": "(td)", "c": "kʔ", "ch": "k", "j": "j", "w": "w",
}  # fmt: skip
NUCLEI = {  # nucleus: symbols for any coda
    "a": "aa", "ă": "(aɐʌ)", "â": "(ʌə)", "e": "eɛ", "ê": "(eA)ː", "i": "(ij)", "o": "ɔ", "oo": "ɔː", "ô": "(ou)ː",
    "ơ": "(ɤə)ː", "u": "u", "ư": "(ɨɯ)ː", "iê": "iə", "uô": "uːə", "ươ": "(ɨɯɤ)ːə",
}  # fmt: skip
RHYMES = {  # (nucleus, coda): symbols of both, where they differ from the tables above
    ("a", ""): ("(aaɐ)ː", ""), ("a", "j"): ("a(aæ)", "j"), ("a", "nh"): ("aj", "ŋ"),
    ("a", "ch"): ("aj", "k"), ("ă", "j"): ("(aɐ)", "(ij)"), ("ă", "w"): ("(aɐ)", "w"), ("â", "j"): ("(əʌ)", "j"),
    ("â", "w"): ("(əʌ)", "w"), ("e", "w"): ("e", "w"), ("ê", ""): ("eA", ""), ("i", ""): ("i(ij)", ""),
    ("i", "nh"): ("i", "(ŋɲ)"), ("i", "ch"): ("i", "k"), ("i", "w"): ("i", "w"), ("o", "ng"): ("(aɔ)w", "ŋ"),
    ("o", "c"): ("aw", "kʔ"), ("ô", ""): ("oO", ""), ("ô", "j"): ("o", "j"), ("ô", "ng"): ("oʊ", "ŋ"),
    ("ô", "c"): ("ow", "kʔ"), ("ơ", "j"): ("ɤː", "j"), ("u", ""): ("uw", ""), ("u", "ng"): ("uː", "ŋ"),
    ("u", "c"): ("uː", "k"), ("ư", "w"): ("(iu)", "w"), ("uô", ""): ("u(oə)", ""),
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


def slots(spelling: str) -> Iterator[str]:
    """Yield what stands at each place: one symbol, or the symbols in brackets that are blended there."""
    for blend, symbol in re.findall(r"\(([^()]+)\)|(.)", spelling):
        yield blend or symbol
