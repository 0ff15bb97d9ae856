"""Is a written word one Vietnamese syllable? A table of onsets and rhymes, after the quốc ngữ spelling rules."""

import unicodedata
from functools import lru_cache

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RHYMES = """
    a ac ach ai am an ang anh ao ap at au ay
    ăc ăm ăn ăng ăp ăt
    âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et
    ê êch êm ên ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oep oet oi om on ong oong ooc
    op ot
    ô ôc ôi ôm ôn ông ôp ôt
    ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya uych uyên uyêt uyn
    uynh uyp uyt uyu
    ư ưa ưc ươc ươi ươm ươn ương ươp ươt ươu ưi ưm ưn ưng ưt ưu
    y yêm yên yêng yêt yêu
"""
ONSETS, RHYMES = frozenset(_ONSETS.split()), frozenset(_RHYMES.split())
# Rhymes spelt otherwise after one onset: "quyết" is qu + yêt, "giếng" is gi + êng, "gìn" is gi + n.
AFTER_QU = frozenset(("y", "ych", "yên", "yêt", "yn", "ynh", "yp", "yt", "yu", "ương", "ươn", "ôc"))
AFTER_GI = frozenset(("", "n", "m", "p", "t", "êc", "êm", "ên", "êng", "êt", "êu"))
PLACES = frozenset(("đắk", "lắk", "kạn", "kon"))  # Đắk Lắk, Bắc Kạn, Kon Tum: official, against the spelling rules
FRONT = frozenset("eêiy")
ONLY_FRONT = frozenset(("k", "gh", "ngh"))
ONLY_BACK = frozenset(("c", "g", "ng"))
STOPS = ("c", "p", "t", "ch")
STOP_TONES = frozenset(("\u0301", "\u0323"))  # sắc and nặng
MAX_LETTERS = 14  # "nghiêng" fully decomposed has ten code points
TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def is_vietnamese(word: str) -> bool:
    """Say whether `word` (any case, NFC or NFD) is spelt as one Vietnamese syllable.

    A syllable that ends in a stop (c, ch, p, t) must carry sắc or nặng, so that "chip" is foreign and "chíp" is not.
    """
    return 0 < len(word) <= MAX_LETTERS and _is_syllable(word)


@lru_cache(maxsize=32768)
def _is_syllable(word: str) -> bool:
    if unicodedata.normalize("NFC", word.lower()) in PLACES:
        return True
    plain, tones = split_tone(word)
    if len(tones) > 1:
        return False
    return any(_fits(plain[:cut], plain[cut:], tones) for cut in range(min(4, len(plain) + 1)))


def split_tone(word: str) -> tuple[str, str]:
    """Give the lower-case letters of `word` without its tone marks (NFC), and the tone marks found."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = "".join(char for char in decomposed if char in TONES)
    letters = "".join(char for char in decomposed if char not in TONES)
    return unicodedata.normalize("NFC", letters), tones


def _fits(onset: str, rhyme: str, tone: str) -> bool:
    if rhyme.endswith(STOPS) and tone not in STOP_TONES:
        return False
    if not onset:
        return rhyme in RHYMES
    if onset not in ONSETS:
        return False
    if onset == "gi":
        return rhyme in AFTER_GI or (rhyme in RHYMES and rhyme[0] not in "iy")
    if onset == "qu":
        return rhyme in AFTER_QU or (rhyme in RHYMES and rhyme[0] in "aăâeêiơ")
    return rhyme in RHYMES and _spelt_together(onset, rhyme[0])


def _spelt_together(onset: str, vowel: str) -> bool:
    if onset in ONLY_FRONT:
        return vowel in FRONT
    return onset not in ONLY_BACK or vowel not in FRONT
