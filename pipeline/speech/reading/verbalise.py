"""How a classified token is said."""

import re
from collections.abc import Callable

from pipeline.speech.reading.documents import code_words
from pipeline.speech.reading.letters import letter_names
from pipeline.speech.reading.lexicon import Lexicon
from pipeline.speech.reading.numbers import DIGITS, LONGEST, count, digits, fraction, integer
from pipeline.speech.reading.run import Token
from pipeline.speech.reading.shapes import roman_value

Parts = tuple[str, ...]
ORDINALS = {1: "nhất", 4: "tư"}
APRIL = 4
SETTLED = ("thành ủy", "ban chấp hành", "bộ tài chính")  # TU, BCH and BTC, unless the text settles them otherwise


def verbalise(token: Token, lexicon: Lexicon) -> str:
    """Give the words of a token; words and pauses carry them already."""
    if token.kind in SPOKEN:
        return SPOKEN[token.kind](token.parts)
    return _document(token.parts, lexicon) if token.kind == "document" else token.parts[0]


def amount(text: str) -> str:
    """Give the words of a quantity: 1.234 and 12 000 by thousands, 4,75 and 6.39 as decimals."""
    text = text.replace(" ", "")
    whole, comma, rest = text.partition(",")
    if text.count(",") > 1 or (comma and rest == "000" and whole[0] != "0"):  # 500,000 đồng
        return count(text.replace(",", ""))
    if whole.count(".") > 1 and not _thousands(whole):
        return _dotted((whole,)) + (f" phẩy {fraction(rest)}" if comma else "")
    if "." in whole and not _thousands(whole):
        whole, comma, rest = whole.partition(".")
    whole = whole.replace(".", "")
    return f"{count(whole)} phẩy {fraction(rest)}" if comma else count(whole)


def _thousands(text: str) -> bool:
    return all(len(group) == 3 for group in text.split(".")[1:]) and not text.startswith("0")


def _day(day: str) -> str:
    return integer(int(day))


def _month(month: str) -> str:
    return "tháng tư" if int(month) == APRIL else f"tháng {integer(int(month))}"


def _year(year: str) -> str:
    return f"năm {integer(int(year))}" if year else ""


def _date(parts: Parts) -> str:
    day, month, year, lead = parts
    return f"{lead} {_day(day)} {_month(month)} {_year(year)}"


def _dates(parts: Parts) -> str:
    day, month, year, day2, month2, year2, lead, again = parts
    first = f"{_day(day)} {_month(month) if month else ''} {_year(year)}"
    return f"{lead} {first} đến {again} {_day(day2)} {_month(month2)} {_year(year2)}"


def _months(parts: Parts) -> str:
    first, last, year = parts
    return f"{_month(first).removeprefix('tháng ')} đến {_month(last)} {_year(year)}"


def _month_year(parts: Parts) -> str:
    month, year, lead = parts
    return f"{lead} {_month(month).removeprefix('tháng ')} {_year(year)}"


def _numbered(parts: Parts) -> str:
    number, year = parts
    return f"{integer(int(number)) if number else ''} {_year(year)}"


def _clock(parts: Parts) -> str:
    hour, minute, second = parts
    words = f"{integer(int(hour))} giờ"
    words += f" {integer(int(minute))} phút" if minute and int(minute) else ""
    return words + (f" {integer(int(second))} giây" if second and int(second) else "")


def _hours(parts: Parts) -> str:
    return f"{integer(int(parts[0]))} giờ"


def _ordinal(parts: Parts) -> str:
    if not parts[0].isdigit() or len(parts[0]) > LONGEST:
        return amount(parts[0])
    value = int(parts[0])
    return ORDINALS.get(value, integer(value))


def _rank(parts: Parts) -> str:
    return f"{_ordinal(parts[:1])} trên {amount(parts[1])}"


def _share(parts: Parts) -> str:
    return f"{amount(parts[0])} trên {amount(parts[1])}"


def _fraction(parts: Parts) -> str:
    return f"{amount(parts[0])} phần {_ordinal(parts[1:]) if parts[1] != '1' else DIGITS[1]}"


def _score(parts: Parts) -> str:
    return f"{amount(parts[0])} {amount(parts[1])}"


def _digits(parts: Parts) -> str:
    return digits(parts[0])


def _counter(parts: Parts) -> str:
    text = parts[0]
    return digits(text) if text.startswith("0") and text.strip("0") else amount(text)


def _dotted(parts: Parts) -> str:
    return " chấm ".join(count(part) if part[0] != "0" else digits(part) for part in (parts[0]).split("."))


def _list_mark(parts: Parts) -> str:
    """Say a mark such as 2.1, II.2.a or b: numbers and Roman numerals as numbers, letters by name."""
    return " chấm ".join(_mark_part(part) for part in parts[0].split("."))


def _mark_part(part: str) -> str:
    if part.isdigit():
        return count(part)
    return integer(roman_value(part)) if set(part) <= set("IVX") else letter_names(part)


def _code(parts: Parts) -> str:
    pieces = (parts[0]).split(".")
    return " chấm ".join(digits(piece) if piece.isdigit() else letter_names(piece) for piece in pieces)


def _plate(parts: Parts) -> str:
    province, letters, series, rest = parts
    return f"{integer(int(province))} {letter_names(letters)} {digits(series)} {digits(rest)}"


def _form(parts: Parts) -> str:
    number, year, code = parts
    return f"{letter_names(number.lstrip('0') or '0')} {_year(year)} {letter_names(code)}"


def _letters(parts: Parts) -> str:
    return letter_names(parts[0])


def _document(parts: Parts, lexicon: Lexicon) -> str:
    number, year, code, said, settled = parts
    letters = letter_names(number.lstrip("0123456789."))
    kind, bodies, _ = code_words(lexicon, code)
    thousands = "." in number and _thousands(number)  # 2.991/QĐ-UBND
    start = amount(number) if thousands else " chấm ".join(count(part) for part in re.findall(r"\d+", number))
    link = kind if kind and kind != said else "của" if bodies else ""
    for usual, meant in zip(SETTLED, settled.split("|"), strict=False):
        bodies = bodies.replace(usual, meant or usual)
    return f"{start} {letters} {_year(year)} {link} {bodies}"


SPOKEN: dict[str, Callable[[Parts], str]] = {
    "amount": lambda parts: amount(parts[0]),
    "clock": _clock,
    "code": _code,
    "counter": _counter,
    "date": _date,
    "dates": _dates,
    "digits": _digits,
    "dotted": _dotted,
    "form": _form,
    "fraction": _fraction,
    "hours": _hours,
    "in_month": lambda parts: _month(parts[0]).removeprefix("tháng "),
    "letters": _letters,
    "listed": lambda parts: " ".join(map(count, parts)),
    "list_mark": _list_mark,
    "month": _month_year,
    "months": _months,
    "numbered": _numbered,
    "ordinal": _ordinal,
    "plate": _plate,
    "rank": _rank,
    "roman": lambda parts: amount(parts[0]),
    "score": _score,
    "share": _share,
    "years": lambda parts: f"{amount(parts[0])} đến {amount(parts[1])}",
}
