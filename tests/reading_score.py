"""Score a reading against an accepted reading, and load the case tables.

A case is ``category TAB input TAB accepted reading``. An accepted reading is plain words with whole-word alternatives
in braces: ``{mùng|} sáu`` accepts "mùng sáu" and "sáu". Case, punctuation and spellings that sound alike do not count.
"""

import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

CASES = Path(__file__).parent / "cases"
SPELT_TWICE = {"uỷ": "ủy", "uỵ": "ụy", "uý": "úy", "oá": "óa", "oà": "òa", "oả": "ỏa", "oạ": "ọa"}
SOUND_ALIKE = {
    "ngàn": "nghìn", "lẻ": "linh", "tỉ": "tỷ", "bẩy": "bảy", "nhăm": "lăm", "mồng": "mùng", "kì": "kỳ",
    "mươi bốn": "mươi tư", "tháng bốn": "tháng tư",
}  # fmt: skip
BRACES = re.compile(r"\{([^{}]*)\}")


class Case(NamedTuple):
    """One line of a case table."""

    category: str
    text: str
    accepted: str


def load_cases(name: str) -> list[Case]:
    """Read tests/cases/NAME; lines that start with # and empty lines are skipped."""
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [Case(*line.split("\t")[:3]) for line in lines if line.strip() and not line.startswith("#")]


def canonical(text: str) -> str:
    """Bring a reading to the form in which readings are compared: lower case, no marks, one spelling a sound."""
    folded = unicodedata.normalize("NFC", text).lower()
    folded = " ".join("".join(" " if unicodedata.category(char)[0] in "PS" else char for char in folded).split())
    for old, new in SPELT_TWICE.items():
        folded = folded.replace(old, new)
    for old, new in SOUND_ALIKE.items():
        folded = re.sub(rf"\b{old}\b", new, folded)
    return folded


def is_accepted(reading: str, accepted: str) -> bool:
    """Say whether the whole reading is one of those that `accepted` allows."""
    return _pattern(accepted).fullmatch(f"{canonical(reading)} ") is not None


def _pattern(accepted: str) -> re.Pattern[str]:
    pieces = BRACES.split(accepted)
    parts = [_choice(piece) if place % 2 else _words(piece) for place, piece in enumerate(pieces)]
    return re.compile("".join(parts))


def _choice(piece: str) -> str:
    return f"(?:{'|'.join(_words(option) for option in piece.split('|'))})"


def _words(piece: str) -> str:
    return "".join(f"{re.escape(word)} " for word in canonical(piece).split())
