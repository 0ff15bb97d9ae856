"""How numbers look in administrative text: one pattern a shape. What a shape means is decided in numerals.py."""

import re

from pipeline.speech.reading.text import LOWER, UPPER

DAY = r"(0?[1-9]|[12]\d|3[01])"
MONTH = r"(0?[1-9]|1[0-2])"
YEAR = r"((?:1[6-9]|20|21)\d\d)"
END = r"(?!\d|[.,/]\d)"
TO = r" ?-{1,2}>? ?"

# 118/2025/NĐ-CP, 247/QĐ - UBND, 37-NQ/TW, 202/2025/QH15, 87/ KH-UBND; a code ends where lower case begins.
MIXED_CASE = "BC7N|TB7N|TTrLT|TTr|Ttr|TTg|Ttg|CTrHĐ|CTrPH|CTr|QyĐ|QĐi|SNgV|ThU|TCg|TrMN|GDTrH"
SEGMENT = rf"(?:{MIXED_CASE}|[A-ZĐƯ]{{2,14}}(?:[bcdghklmnprstvx]{{1,2}}(?![^\W\d_]))?|[A-ZĐ](?![^\W\d_]))\d{{0,3}}"
CODE = rf"{SEGMENT}(?:(?: ?[-/&] ?|\.){SEGMENT}){{0,5}}"
SPACED = r" (?=[A-ZĐ]{2}[A-Za-zĐ]{0,2} ?[-/] ?[A-ZĐ])"  # số 84 QĐ/TWĐTN
DOCUMENT_NUMBER = r"(\d{1,3}\.\d{3}|\d{1,6}(?:\.\d)?[a-zđA-ZĐ]?)"
DOCUMENT = re.compile(rf"{DOCUMENT_NUMBER}(?: ?[/-] ?{YEAR})?(?: {{0,4}}[/-] {{0,4}}|{SPACED})({CODE})")
STANDARD = re.compile(rf"(\d{{1,5}}(?:-\d+)?) ?[:-] ?{YEAR}(?: ?/ ?({CODE}))?{END}")

PHONE = re.compile(
    r"\(?\+84[\d .()-]{8,14}\d|\(84[ .-]?\d{1,3}\)[ .-]?\d(?:[ .-]?\d){5,8}(?!\d)|84-\d{2,3}-\d{6,8}(?!\d)"
    r"|\(0\d{1,3}\)[ .-]?\d(?:[ .-]?\d){5,8}(?!\d)|0\d{1,3}(?:[ .-]?\d{1,4}){2,5}(?!\d)"
    r"|0\d{2}(?:[ .-]?\d){7}(?!\d)|1[89]00(?:[ .-]?\d){2,8}(?!\d)"
)
GOVERNMENT_PHONE = re.compile(r"0(?:69|80)[ .]\d{5}(?!\d)")  # 080.48228, 069.12345: the state's own network
MASKED = re.compile(r"0\d{2,3}(?:[ .-]?[\dxX*]{2,4}){2,3}(?![^\W_])")  # 0912.xxx.789
SHORT_PHONE = re.compile(r"\d{3,11}(?:[ .-]\d{2,4}){0,3}(?![\d%]|[.,/]\d)")
PLATE = re.compile(r"(\d{2}) ?-? ?([A-ZĐ]{1,2})(\d?) ?[- ] ?(\d{3}\.?\d{2}|\d{4})(?!\d)")
PROCEDURE = re.compile(
    r"\d{3}\.\d{2}\.\d{2}\.[A-ZĐ]\d{1,3}(?!\d)|\d\.\d{6}(?:\.\d{3}\.\d{2}\.\d{2}\.[A-ZĐ]\d{1,3})?(?!\d)"
)
GRADE_CODE = re.compile(r"0\d\.\d{3}(?=[),;]|$)")  # the grade of a civil servant: (01.004)
IDENTITY = re.compile(r"0\d{4,}|\d{12,}")
LONG_CODE = re.compile(r"\d+(?:[-. ]\d+){0,8}")

LISTED = re.compile(r"(?!\d{1,3}(?:,\d{3}){2})([1-9]\d{0,2}(?:,[1-9]\d{0,2})+)(?![\d%/]|[.,]\d)")  # Phụ lục 2,3,10
DATES_SPAN = re.compile(rf"{DAY}[/.]{MONTH}(?:[/.]{YEAR})?{TO}{DAY} ?[/.] ?{MONTH}(?: ?[/.] ?{YEAR})?{END}")
DAYS_SPAN = re.compile(rf"{DAY}{TO}{DAY} ?([/.-]) ?{MONTH}(?: ?\3 ?{YEAR})?{END}")
LISTED_DAY = re.compile(rf"{DAY},(?={DAY}(?:,\d{{1,2}})*(?:(?: ?/ ?|\.){MONTH}(?!\d)| tháng \d))")  # 13,14,15/5
DATE = re.compile(rf"{DAY} ?([/.-]) ?{MONTH} ?\2 ?(?:{YEAR}|(\d\d)){END}")
ISO_DATE = re.compile(r"((?:19|20)\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![-\d])")
MONTHS_SPAN = re.compile(rf"{MONTH}{TO}{MONTH} ?[/.] ?{YEAR}{END}")
MONTH_YEAR = re.compile(rf"{MONTH} ?([/.-]) ?{YEAR}{END}")
DAY_MONTH = re.compile(rf"{DAY} ?([/.-]) ?{MONTH}{END}")
BATCH_YEAR = re.compile(rf"(\d{{1,4}})(?: ?/ ?|[.-]){YEAR}{END}")

CLOCK = re.compile(
    r"([01]?\d|2[0-4])(?: ?(?:h|g|giờ|H) ?|:|\.(?=\d\d phút))([0-5]\d|(?<=h)\d(?![^\W_]))(?::([0-5]\d))?"
    r"(?: ?(?:phút|ph|[pmh'])(?![^\W\d_]))?(?!\d|[.,]\d)"
)
DOTTED_CLOCK = re.compile(
    r"([01]?\d|2[0-3])\.([0-5]\d)(?:( giờ(?! \d))|(?=( sáng| chiều| tối| trưa)|[,;.)]|$| ngày| đến| -))(?![.,]\d)"
)
HOURS = re.compile(r"(\d{1,3}) ?([hH]|g(?:iờ)?)(?![^\W_]|/[^\W\d_])")
RATIO = re.compile(r"(\d{1,4}):(\d{1,7})(?!\d)")

AMOUNT = re.compile(
    r"[1-9]\d{0,2}(?:\.\d{3}){1,8}(?:,\d+)?(?![\d]|[.,]\d)"
    r"|[1-9]\d{0,2}(?: \d{3}){1,8}(?:,\d+)?(?![\d]|[.,]\d)"
    r"|[1-9]\d{0,2}(?:,\d{3}){2,8}(?!\d)"
    r"|\d+(?:\.\d+)+(?!\d)|\d+,\d+|\d+"
)
DEGREES = re.compile(r"\d\d(?=0C(?![^\W_]))")  # 270C: the raised ring became a nought
ONE_DEGREE = re.compile(r"[1-9](?=0C(?![^\W_]))")  # the same, 5-90C
SHARE = re.compile(rf"({AMOUNT.pattern}) ?/ ?({AMOUNT.pattern})")

PART = r"(?:\d{1,3}|[IVX]{1,5}|[a-zđA-ZĐ]\d?)"
LIST_MARK = re.compile(
    rf"(?!T\.P|[Cc]\.[Tt]y|Q\. ?(?:CHỦ|GIÁM|TRƯỞNG)|[HPQX]\. ?[{UPPER}][{LOWER}])\(?({PART}(?:\.{PART}){{0,4}})"
    rf"(?:[.)]\)?|/(?= )|(?<=\d)(?<!\d\d\d)/(?![A-ZĐ]{{2}})|,(?= [{UPPER}])| ?-(?= ))(?= ?[^\W\d_]| ?[\"(*])"
)
PLAIN_LIST_MARK = re.compile(rf"(\d{{1,2}}(?:\.\d{{1,2}}){{1,4}})(?= +[{UPPER}])")
ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")


def roman_value(numeral: str) -> int:
    """Give the value of a Roman numeral: "XIV" → 14."""
    values = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}[letter] for letter in numeral]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
