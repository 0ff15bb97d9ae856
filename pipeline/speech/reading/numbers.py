"""Whole numbers, decimals and digit strings in northern Vietnamese words (linh, mốt, tư, lăm; nghìn)."""

from functools import lru_cache

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
SCALES = ("", "nghìn", "triệu")
GROUP = 1000
BILLION = 1_000_000_000
LONGEST = 27  # more digits than this are a code, not a quantity


@lru_cache(maxsize=8192)
def integer(value: int) -> str:
    """Give the words of a whole number ≥ 0: 1005 → "một nghìn không trăm linh năm"."""
    if value < BILLION:
        return " ".join(_below_billion(value, False)) or DIGITS[0]
    high, low = divmod(value, BILLION)
    return " ".join([integer(high), "tỷ", *_below_billion(low, True)])


@lru_cache(maxsize=8192)
def digits(text: str) -> str:
    """Spell every digit in `text`, skipping whatever else is in it: "0220.37" → "không hai hai không ba bảy"."""
    return " ".join(DIGITS[int(char)] for char in text if "0" <= char <= "9")


def fraction(text: str) -> str:
    """Give the words of the digits after the decimal comma: leading zeros one by one, the rest as a number."""
    tail = text.lstrip("0")
    zeros = [DIGITS[0]] * (len(text) - len(tail))
    longest = 3
    rest = [] if not tail else [integer(int(tail)) if len(tail) <= longest else digits(tail)]
    return " ".join(zeros + rest)


def count(text: str) -> str:
    """Give the words of a run of digits as a quantity, or digit by digit when it is too long to be one."""
    return integer(int(text)) if len(text) <= LONGEST else digits(text)


def _below_billion(value: int, full: bool) -> list[str]:
    words: list[str] = []
    for power in (2, 1, 0):
        group = value // GROUP**power % GROUP
        if group:
            words += _group(group, full or bool(words))
            words += [SCALES[power]] if power else []
    return words


def _group(value: int, full: bool) -> list[str]:
    hundreds, rest = divmod(value, 100)
    words = [DIGITS[hundreds], "trăm"] if hundreds or full else []
    return words + _tens(rest, bool(words))


def _tens(value: int, after_hundreds: bool) -> list[str]:
    tens, units = divmod(value, 10)
    if tens == 0:
        return [] if not units else ["linh", DIGITS[units]] if after_hundreds else [DIGITS[units]]
    words = ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    return words + ([_unit(tens, units)] if units else [])


def _unit(tens: int, units: int) -> str:
    if units == 5:
        return "lăm"
    return {1: "mốt", 4: "tư"}.get(units, DIGITS[units]) if tens > 1 else DIGITS[units]
