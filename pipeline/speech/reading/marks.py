"""Decide what a punctuation mark or symbol does: a pause, a range, a rate, a choice, a word, or nothing."""

import re
from collections.abc import Callable

from pipeline.speech.reading.dates import FORMULA
from pipeline.speech.reading.hosts import host_words
from pipeline.speech.reading.numbers import count
from pipeline.speech.reading.numerals import suffix
from pipeline.speech.reading.run import Run, Token
from pipeline.speech.reading.shapes import AMOUNT, CLOCK, PHONE, roman_value
from pipeline.speech.reading.syllables import is_vietnamese
from pipeline.speech.reading.text import LOWER, UPPER
from pipeline.speech.reading.words import said_again

NUMERIC = frozenset(
    ("amount", "counter", "date", "dates", "clock", "hours", "month", "unit", "roman", "weekday", "ordinal", "share",
     "numbered", "fraction", "months", "dotted", "listed", "in_month")
)  # fmt: skip
WORDS = {
    "%": "phần trăm", "‰": "phần nghìn", "&": "và", "@": "a còng", "≥": "lớn hơn hoặc bằng", "≤": "nhỏ hơn hoặc bằng",
    ">": "lớn hơn", "<": "nhỏ hơn", "=": "bằng", "≈": "khoảng", "~": "khoảng", "±": "cộng trừ", "°": "độ", "§": "mục",
    "$": "đô la", "€": "ơ rô", "₫": "đồng", "÷": "đến", "^": "mũ",
    "↑": "tăng", "↓": "giảm",
}  # fmt: skip
PAUSES = {",": ",", ";": ",", ":": ",", ".": ".", "?": "?", "!": "!", "(": ",", ")": ",", "[": ",", "]": ",", "{": ",",
          "}": ",", "•": ",", "…": ",", "|": ",", "→": ",", "\n": "."}  # fmt: skip
ARROW = re.compile(r"[-=]+>+|>(?= ?[^\W\d_])|<(?= ?[^\W\d_])|>>+|<<+|<[-=]+")
SMALL_ROMAN = re.compile(r"\((i{1,3}|iv|vi{0,3}|ix|x)\)(?= )")
REPEATED = re.compile(r"\(([^()0-9]{2,40})\)")
DOLLARS = re.compile(rf"(?:US)?\$ ?({AMOUNT.pattern})")
END_MARK = re.compile(r"\./\.?(?!\S)|\.{2,}|…[.…]*|_{2,}|\*{2,}|-{3,}|={2,}")
FOOTNOTE = re.compile(r"\[\d{1,3}\]|(?<=[^\W\d_])\(\d{1,2}\)(?!\w)")
RANGE = re.compile(
    r" ?[-_]>? ?(?=(?:hết |dưới |[<≤] ?)?\d|[IVX]+(?![^\W_])|T\d|[Tt]hứ |(?:[Tt]háng|[Qq]uý|[Nn]gày|[Mm]ùng) [\dIV]"
    r"|[Kk]m ?\d|CN\b|[Cc]hủ nhật)"
)
DOTTED = re.compile(r"[^\W_]\.\d")
INITIAL = re.compile(rf"(?:[^\w]|^)?[A-ZĐ]\.(?= ?[{UPPER}](?:[{LOWER}.]|(?![^\W_]))| \(| [{LOWER}])")
TITLED = re.compile(r"[A-ZĐƯ]{2}\.(?=[A-ZĐƯ]{2})|(?:CT|BT)\. (?=[A-ZĐƯ]{2})")  # CT.HĐND, PCT. UBND
COLON_CLOCK = re.compile(r"\d{1,2}:\d{2}(?!\d)")
TOTAL = re.compile(r"(?:tổng|dân số|dư nợ|dự toán)(?![^\W_])")  # 0,19%/tổng dư nợ
TURN = re.compile(r"lần(?![^\W_])")  # sáu tháng/lần
PEOPLE = re.compile(r"[\d.]+ (?:nhân |lao |thành )?(?:khẩu|người|động|viên)")
DAY_WORD = re.compile(r"(?:tháng|năm|phút)(?![^\W_])")
AGAIN = re.compile(r" ?- ?\d[\d.,]* ([^\W\d_]+)")  # 15 ngày - 20 ngày
SAME_HEAD = re.compile(r" ?- ?([^\W\d_]+) \d")  # cấp 13-cấp 15
NO_RANGE_AFTER = ("vĩ bắc", "kinh đông", "am pe", "thửa #", "thửa số #", "thửa đất số #")  # thửa 125-12
LISTED_DAYS = re.compile(r"-[2-7](?:-[2-7]|(?<=\d-\d-\d))(?!\d)")  # thứ 3-5-7
UNTIL = re.compile(r"[-=]+>+ ?(?=\d|T\d|[Tt]hứ |[Nn]gày |[Tt]háng )")
LEVEL = re.compile(r"[<>] ?(?=BĐ|[Bb]áo động|MNDBT)")  # (<BĐII: 0,06m)
FROM = re.compile(r" từ(?: \w+)? # \w+$")  # từ 6 tháng - 5 tuổi
COPIES = re.compile(r"\((\d{1,3})(b?)\)(?!\w)")  # Lưu: VT, TH (03b).
HASHTAG = re.compile(r"#[^\W\d_]\w{2,40}")
NEGATIVE = re.compile(r"-(?=\d)")
FROST = re.compile(r"-(?=\d{1,2}(?:[.,]\d)?(?: ?(?:đến|-) ?-?\d{1,2}(?:[.,]\d)?)?(?: ?°| độ))")  # no item of a list
TURNS = ("lần", "lượt", "buổi", "chuyến")
BEFORE_NUMBER = ("quốc lộ", "tỉnh lộ", "huyện lộ", "đường tỉnh", "đường huyện", "đường xã", "hương lộ", "điện thoại")
BEFORE_YEAR = ("tháng", "quý", "kỳ", "đợt", "năm")
HYPHEN, SLASH, PLUS = (re.compile(rf" ?{sign} ?") for sign in ("[-_]", "/", r"\+"))
NEXT_NUMBER = re.compile(r" ?(0?1)(?![\d.,/])|( ?\d)")
DASH_YEAR = re.compile(r" ?- ?(\d{4})(?!\d)")  # quý I-2025
LUNAR_YEAR = re.compile(r"(?:Giáp|Ất|Bính|Đinh|Mậu|Kỷ|Canh|Tân|Nhâm|Quý) [A-ZĐ]")  # 03/3/Quý Mão
NEXT_YEAR = re.compile(r"/ ?(\d{4})(?!\d)")


def mark(run: Run, start: int) -> int:
    """Classify the mark at `start`, add what it means, and give the place after it."""
    char = run.text[start]
    for pattern, act in SPECIAL.get(char, ()):
        match = pattern.match(run.text, start)
        end = act(run, match) if match else 0
        if end:
            return end
    if char == ".":
        _stop(run, start)
    elif char in WORDS:
        run.say("sign", (start, start + 1), "" if run.after(WORDS[char]) else WORDS[char])
    elif char in PAUSES:
        run.pause(PAUSES[char], start)
    elif char.isalnum():
        run.doubt(char, start, ("chữ không đọc được bằng tiếng Việt", "hãy viết lại bằng chữ cái tiếng Việt"))
    return start + 1


def _stop(run: Run, start: int) -> None:
    """A full stop, unless it stands after an initial (Trần V. A), inside a code (PM2.5), or before another mark."""
    if INITIAL.match(run.text, max(start - 2, 0)):
        run.pause(",", start)
    elif run.after(*BEFORE_NUMBER) and run.digit_at(start + 1):  # ĐH.07
        return
    elif DOTTED.match(run.text, start - 1):
        run.say("sign", (start, start + 1), "chấm")
    elif TITLED.match(run.text, max(start - 2, 0)):
        return
    elif run.text[start + 1 : start + 2] not in {",", ";", ":", ")"}:
        run.pause(".", start)


def _level(run: Run, match: re.Match[str]) -> int:
    return _word(run, match, "dưới" if match.group()[0] == "<" else "trên")


def _pause_end(run: Run, match: re.Match[str]) -> int:
    whole = match.group()
    run.pause("." if whole.startswith("./") or not run.text[match.end() :].strip() else ",", match.start())
    return match.end()


def _hashtag(run: Run, match: re.Match[str]) -> int:
    run.say("address", match.span(), host_words(match.group()[1:], run.grammar.lexicon))
    return match.end()


def _copies(run: Run, match: re.Match[str]) -> int:
    """The number of copies kept, at the end of a letter."""
    if not match.group(2) and not run.text.lstrip(" -").startswith("Lưu"):
        return 0
    run.say("sign", match.span(), f"{count(match.group(1))} bản")
    return match.end()


def _footnote(run: Run, match: re.Match[str]) -> int:
    return match.end()


def _arrow(run: Run, match: re.Match[str]) -> int:
    until = run.last_kind() in NUMERIC and UNTIL.match(run.text, match.start())  # thứ 2 -> thứ 6
    if until:
        return _word(run, until, "đến")
    run.pause(",", match.start())
    return match.end()


def _small_roman(run: Run, match: re.Match[str]) -> int:
    run.pause(",", match.start())
    run.add("roman", match, (str(roman_value(match.group(1).upper())),))
    run.pause(",", match.end() - 1)
    return match.end()


def _repeated(run: Run, match: re.Match[str]) -> int:
    """Skip what is said again: a number in words, "03 (ba) ngày", and an abbreviation, "thủ tục hành chính (TTHC)"."""
    if said_again(run, match.start(), match.end()):
        return match.end()
    digits = run.tokens[-1].parts[0] if run.last_kind() in {"amount", "counter"} else ""
    return match.end() if digits.isdigit() and count(digits) == match.group(1).strip().lower() else 0


def _dollars(run: Run, match: re.Match[str]) -> int:
    run.add("amount", match)
    run.say("unit", match.span(), "đô la")
    return match.end()


def _phone(run: Run, match: re.Match[str]) -> int:
    run.add("digits", match, (match.group(),))
    return match.end()


def _hyphen(run: Run, match: re.Match[str]) -> int:
    end = _after_number(run, match) if run.last_kind() in NUMERIC and not run.roles & {"score", "code"} else 0
    if end:
        return end
    if _measures_again(run, match):
        return _word(run, match, "đến")
    spaced = run.text[match.start() - 1 : match.start()].isspace() or not run.tokens
    if FROM.search(run.tail) and run.digit_at(match.end()):
        return _word(run, match, "đến")
    if NEGATIVE.match(run.text, match.start()) and _is_minus(run, match.start(), spaced):
        return _word(run, match, "âm")
    following = run.text[match.end() : match.end() + 1]
    if spaced and not (following.islower() and run.last_kind() == "word"):
        run.pause(",", match.start())
    return match.end()


def _after_number(run: Run, match: re.Match[str]) -> int:
    """A hyphen after a number: a range, a year, or the parts of a formula or a list of weekdays; else 0."""
    if run.after(*NO_RANGE_AFTER):
        return 0
    listed = run.after("thứ #", "thứ #, #") and LISTED_DAYS.match(run.text, match.start())
    if listed or FORMULA.search(run.tail):
        run.pause(",", match.start())
        return match.end()
    year = DASH_YEAR.match(run.text, match.start()) if run.after("quý #") else None
    if year:
        run.add("numbered", year, ("", year.group(1)))
        return year.end()
    span = RANGE.match(run.text, match.start())
    return _word(run, span, "đến") if span and not _begins_time(run, span.end()) else 0


def _is_minus(run: Run, start: int, spaced: bool) -> bool:
    """True for the sign in "xuống -2", "(-1)" and "; -5 độ"; a clause that begins with "-5 hộ" is an item of a list."""
    if run.last_kind() in {"", "pause"}:
        return run.text[start - 1 : start] == "(" or bool(FROST.match(run.text, start))
    return spaced


def _begins_time(run: Run, place: int) -> bool:
    """True where a time of day follows a date: "15/2/2019 - 08:07" is no range."""
    if run.last_kind() in {"date", "month"}:
        found = CLOCK.match(run.text, place)
        return bool(found) and not run.text.startswith(
            " ngày", found.end() if found else 0
        )  # 0h ngày 1/5 - 24h ngày 3/5
    return run.last_kind() != "clock" and bool(COLON_CLOCK.match(run.text, place))


def _measures_again(run: Run, match: re.Match[str]) -> bool:
    """True in "15 ngày - 20 ngày" and "cấp 13-cấp 15": a number and its word on either side."""
    head = SAME_HEAD.match(run.text, match.start())
    if head and run.last_kind() in NUMERIC and len(run.tokens) > 1:
        return head.group(1).lower() == run.tokens[-2].text.lower()
    again = AGAIN.match(run.text, match.start())
    numbered = any(token.kind in NUMERIC for token in run.tokens[-2:-1])
    return bool(again and numbered and again.group(1).lower() == run.tokens[-1].text.lower())


def _slash(run: Run, match: re.Match[str]) -> int:
    blank = (run.last_kind() in {"", "pause"} or run.after("số")) and run.text[match.end() : match.end() + 1].isupper()
    if blank or (run.last_kind() in {"clock", "hours"} and run.digit_at(match.end())):  # Số:   /TB-UBND, 7h/08/9
        return match.end()
    if run.last_kind() == "date" and LUNAR_YEAR.match(run.text, match.end()):
        return _word(run, match, "năm")
    year = NEXT_YEAR.match(run.text, match.start())
    if year and (run.last_kind() in {"roman", "ordinal", "amount", "counter", "", "pause"} or run.after(*BEFORE_YEAR)):
        run.add("numbered", year, ("", year.group(1)))
        return year.end()
    unit = run.grammar.unit.match(run.text, match.end())
    if unit and (run.counting or "amount" in run.roles or not is_vietnamese(unit.group()) or unit.group() == "ha"):
        _word(run, match, "trên")
        return suffix(run, match.end())
    return _rate(run, match)


def _rate(run: Run, match: re.Match[str]) -> int:
    ahead = NEXT_NUMBER.match(run.text, match.end())
    if ahead and ahead.group(1):
        return match.end()
    if ahead and run.after("hộ") and PEOPLE.match(run.text, match.end()):  # 102 hộ/468 khẩu
        run.pause(",", match.start())
        return match.end()
    if ahead or TOTAL.match(run.text, match.end()):
        return _word(run, match, "trên")
    if run.text[match.end() : match.end() + 1].isalpha() and run.last_kind() not in {"", "pause"}:
        if not run.counting and run.after("ngày", "tháng", "giờ") and DAY_WORD.match(run.text, match.end()):
            return match.end()
        rate = TURN.match(run.text, match.end()) or _is_rate(run, run.next_roles(match.end()))
        return _word(run, match, "một" if rate else "hoặc")
    return match.end()


def _is_rate(run: Run, following: frozenset[str]) -> bool:
    """True between what is measured and what it is measured by: đồng/hồ sơ, 3 lần/tuần, 2 vụ lúa/năm."""
    money = "amount" in run.roles or run.last_kind() == "unit" or run.tokens[-1].text == "%"
    if run.after(*TURNS) and "time" in following:  # một lần/năm
        return True
    counted = run.counting and ("time" in following or ("measure" in run.roles and "per" in following))
    return money or counted or run.last_rate(following)


def _plus(run: Run, match: re.Match[str]) -> int:
    signed = run.tokens and run.tokens[-1].text == "(" and run.digit_at(match.end())
    if not run.tokens or (run.last_kind() == "pause" and not signed):
        return match.end()
    return _word(run, match, "cộng")


def _word(run: Run, match: re.Match[str], words: str) -> int:
    run.tokens.append(Token("sign", match.group(), match.start(), (words,)))
    run.tail = f"{run.tail} {words}"
    return match.end()


Act = Callable[[Run, re.Match[str]], int]
ENDS: tuple[re.Pattern[str], Act] = (END_MARK, _pause_end)
ARROWS: tuple[re.Pattern[str], Act] = (ARROW, _arrow)
# What a mark may begin, by its first character, in the order in which it is tried.
SPECIAL: dict[str, tuple[tuple[re.Pattern[str], Act], ...]] = {
    ".": (ENDS,),
    "…": (ENDS,),
    "*": (ENDS,),
    "=": (ENDS, ARROWS),
    "<": ((LEVEL, _level), ARROWS),
    ">": ((LEVEL, _level), ARROWS),
    "_": (ENDS, (HYPHEN, _hyphen)),
    "-": (ENDS, ARROWS, (HYPHEN, _hyphen)),
    "/": ((SLASH, _slash),),
    "+": ((PHONE, _phone), (PLUS, _plus)),
    "$": ((DOLLARS, _dollars),),
    "#": ((HASHTAG, _hashtag),),
    "[": ((FOOTNOTE, _footnote),),
    "(": (
        (SMALL_ROMAN, _small_roman),
        (REPEATED, _repeated),
        (COPIES, _copies),
        (FOOTNOTE, _footnote),
        (PHONE, _phone),
    ),
}
