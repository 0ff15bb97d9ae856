"""Bring written text to one spelling before it is classified: NFC, one dash, one space, plain digits."""

import re
import unicodedata

UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"  # for character classes
LOWER = UPPER.lower()
SPACES = "\t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
ENDS = "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
BULLETS = "∙·●▪■◦○➢➤►▶◆♦\uf0b7\uf0a7\uf0d8\uf076\uf02d"  # the last five: bullets of Word's symbol fonts
ONE_FOR_ONE = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
        **dict.fromkeys(SPACES, " "),
        **dict.fromkeys(ENDS, "\n"),
        **dict.fromkeys(BULLETS, "•"),
        **dict.fromkeys("“”„‟«»″＂", '"'),
        **dict.fromkeys("‘’‚‛′´`", "'"),
        **dict.fromkeys("⁄∕", "/"),
        **dict.fromkeys("º˚", "°"),
        **dict.fromkeys("ΦφØ", " phi "),
        **{"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "İ": "I", "×": "x", "½": " 1/2", "¼": " 1/4", "¾": " 3/4"},
    }
)
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe00-\ufe0f⁰¹²³⁴-⁹]")
COMMON = re.compile(r"[^\n -~À-ɏḀ-ỿ•…°±≤≥≈→↑↓€₫‰µ§÷]+")
BLANKS = re.compile(" {2,}")
POWER = re.compile(r"(?<=m)[²³]")
POWERS = {"²": "2", "³": "3"}


def tidy(text: str) -> str:
    """Give `text` in NFC with look-alike characters made one; unknown characters stay for the classifier."""
    text = POWER.sub(lambda power: POWERS[power.group()], unicodedata.normalize("NFC", text).translate(ONE_FOR_ONE))
    text = BLANKS.sub(" ", INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", COMMON.sub(_tame, text))


def _tame(match: re.Match[str]) -> str:
    return "".join(_plain(char) for char in match.group())


def _plain(char: str) -> str:
    """Give a compatible plain form (full-width A, circled 1, Roman Ⅳ), else the letter itself or a space."""
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKC", char)
    if not COMMON.search(plain):
        return plain
    return char if char.isalpha() else " "
