"""Decide what a token that begins with a digit is (document, telephone, date, share …) from its shape and context."""

import re
from collections.abc import Callable
from itertools import pairwise

from pipeline.speech.reading import dates, shapes
from pipeline.speech.reading.documents import code_words, is_document, is_named, is_official, settled
from pipeline.speech.reading.letters import letter_names
from pipeline.speech.reading.run import Match, Run, Verdict
from pipeline.speech.reading.syllables import is_vietnamese

FEW_DIGITS = 2
IDENTITY_DIGITS = 9
PHONE_DIGITS = range(9, 13)
SERVICE_DIGITS = range(6, 11)  # 1900 1234, 1800 6035
LONG_PHONE = 5
STANDARDS = ("quy chuẩn việt nam", "tiêu chuẩn việt nam", "i sô", "i e xê")
SERVICES = frozenset(("111", "112", "113", "114", "115", "1022"))
LISTED_AFTER = (
    "điều", "khoản", "điểm", "phụ lục", "mục", "chương", "thôn", "tổ", "xóm", "khu", "đội", "lớp", "khối", "bài",
    "chi hội", "chi bộ", "ấp", "phường", "quận", "buôn", "bản", "làng", "khóm", "khu phố", "tổ dân phố", "mức độ",
    "đợt", "tuyến", "loại", "hạng", "tiêu chí", "giai đoạn", "cụm", "tập", "nhóm", "tuổi", "lứa",
)  # fmt: skip
CITIZENS_LINE = "1022"
SERVED_BY = ("báo cháy", "trung tâm", "áp", "ứng dụng", "cảnh sát", "cấp cứu", "lực lượng", "trực ban", "hệ thống")
WEEK = 7
YEAR_DIGITS = 4
BROKEN = (
    "con số viết lẫn với chữ hoặc dấu mà không rõ nghĩa",
    "hãy viết lại con số và đơn vị, ví dụ “50 Hz”, “ngày 5/12/2026”, hoặc thêm đơn vị vào content/lexicon.tsv",
)
UNKNOWN_CODE = (
    "ký hiệu cơ quan trong số văn bản chưa có cách đọc nên được bỏ qua hoặc đọc theo các phần đã biết",
    "hãy thêm vào content/lexicon.tsv một dòng: {token}, dấu tab, tên đầy đủ",
)
MEASURED = re.compile(r" ?%| điểm(?![^\W_])")  # 85.7%, whatever was said before
NOTE = re.compile(r"(?<=[^\W\d_])\d{1,2}(?=[ ,;:.)]|$)(?![.,]\d)|(?<=%)\d{1,2}(?=[ ,;:.)]|$)(?![.,]\d)")  # Quyết định1
NOTED = ("quyết định", "kế hoạch", "nghị quyết", "nghị định", "thông tư", "công văn", "chỉ thị", "báo cáo", "tờ trình")
PART_OF = re.compile(r" (?:tổng |dân )?số(?![^\W_])")  # 1/3 số hộ
THOUSANDS = r"[\d,]+(?:[.]\d{3})*(?:,\d+)?/[\d,]+(?:[.]\d{3})*(?:,\d+)?"
NAMELESS = "ký hiệu"
RUN_ON = re.compile(r"([^\W\d_]+)[^\W_]*|/[^\W\d_](?![^\W_])")
SLASH_LETTER = re.compile(r"()/[^\W\d_](?![^\W_])")
SLASH_NUMBER = re.compile(r"()(?:/\d+)+")
TWO_NUMBERS = frozenset(("share", "date", "dates", "fraction", "rank"))
MONTHS = re.compile(r"T(?=/20\d\d| (?:đầu|cuối|qua|năm))")  # 9T/2025, 6T đầu năm
MARKS = re.compile(r"(?<![\d.,])\d{1,2},\d{1,2}$")
STAR = re.compile(r"(?<=[3-5])\*(?![*\w])")
METRES = re.compile(r"m(?=\d{1,2}(?![^\W_]|[.,]\d))")  # cao 1m65
SUFFIX = re.compile(r"(?!x\d)[A-ZĐa-zđ](?:\d{1,2})?(?![^\W_])")


def number(run: Run, start: int) -> int:
    """Classify the token that begins with the digit at `start`, add it, and give the place after it."""
    note = NOTE.match(run.text, start)
    if note and (run.text[start - 1] == "%" or run.after(*NOTED)):
        return note.end()
    for pattern, decide in SHAPES:
        match = pattern.match(run.text, start)
        verdict = decide(run, match) if match else None
        if match and verdict:
            run.add(verdict[0], match, verdict[1])
            end = suffix(run, match.end()) if verdict[0] in WITH_UNIT else match.end()
            return _broken(run, match, (verdict[0], end)) or end
    return start + 1  # never: the last shape takes any digit


def _broken(run: Run, match: Match, token: tuple[str, int]) -> int:
    """Report a number that runs on into what is no word and no unit (50H/z, 12qx), and spell the rest; else give 0."""
    kind, end = token
    if "over" in run.roles:  # a house number may have any number of slashes
        return 0
    pattern = RUN_ON if run.last_kind() != "unit" else SLASH_LETTER
    rest = pattern.match(run.text, end) or (SLASH_NUMBER.match(run.text, end) if kind in TWO_NUMBERS else None)
    if not rest or _is_readable(run, rest):
        return 0
    whole = run.text[match.start() : rest.end()]
    run.doubt(whole, match.start(), BROKEN)
    run.say("unknown", rest.span(), letter_names(rest.group()) or NAMELESS)
    return rest.end()


def _is_readable(run: Run, rest: Match) -> bool:
    """True for a word that lost its space (25ngày), an abbreviation (12UBND), a multiplication, or a rate (5 mg/l)."""
    lexicon, word = run.grammar.lexicon, rest.group(1)
    if not word:
        return bool(run.grammar.unit.match(run.text, rest.start() + 1)) or is_vietnamese(rest.group()[1:])
    known = lexicon.longest(run.text, rest.start()) or lexicon.word(word)
    return bool(known) or word == "x" or is_vietnamese(word)


def suffix(run: Run, end: int) -> int:
    """Add the unit, or the single letter of a house or class, that is written against the number before `end`."""
    unit = run.grammar.unit.match(run.text, end)
    if months := MONTHS.match(run.text, end):
        run.say("unit", (end, end + 1), "tháng")
        return months.end()
    if unit:
        written = (unit.group(1) or unit.group(2)).strip()
        marks = written == "đ" and MARKS.search(run.text, max(0, end - 6), end)  # 92,5đ of a hundred
        run.say("unit", (end, unit.end()), "điểm" if marks else run.grammar.units[written])
        return unit.end()
    if METRES.match(run.text, end):
        run.say("unit", (end, end + 1), "mét")
        return end + 1
    if STAR.match(run.text, end):  # OCOP 4*
        run.say("unit", (end, end + 1), "sao")
        return end + 1
    letter = SUFFIX.match(run.text, end)
    if letter:
        run.tokens.append(run.token("letters", letter))
        return letter.end()
    return end


def _document(run: Run, match: Match) -> Verdict:
    if not is_document(run.grammar.lexicon, match):
        return None
    if "form" in run.roles and not is_official(run.grammar.lexicon, match):
        return "form", match.groups("")
    kind, _, unknown = code_words(run.grammar.lexicon, match.group(3))
    for segment in unknown:
        message, suggestion = UNKNOWN_CODE
        place = run.text.index(segment, match.start(3))
        run.doubt(segment, place, (message, suggestion.format(token=segment)))
    heard = run.tail.replace(",", "")
    said = kind if kind and (f" {kind} " in f"{heard} " or is_named(match.group(3), heard)) else ""
    if not said and run.text[match.end(1) : match.start(3)] == " " and not run.after("số"):
        return None
    if "zero" in run.roles and match.group(1).startswith("0"):  # Đề án 06/CP
        run.say("sign", match.span(1), "không")
    return "document", (*match.groups(""), said, settled(run.text))


def _standard(run: Run, match: Match) -> Verdict:
    return ("document", (*match.groups(""), "", "")) if run.after(*STANDARDS) else None


def _phone(run: Run, match: Match) -> Verdict:
    amount = sum(char.isdigit() for char in match.group())
    if amount not in (PHONE_DIGITS if match.group()[0] != "1" else SERVICE_DIGITS):
        return None
    run.roles |= {"phone", "glue"}  # "… hoặc 113"
    return "digits", (match.group(),)


def _masked(run: Run, match: Match) -> Verdict:
    text = match.group()
    return ("spelt", (" ".join(map(letter_names, text.replace("*", "x"))),)) if set(text) & set("xX*") else None


def _short_phone(run: Run, match: Match) -> Verdict:
    text = match.group()
    called = "phone" in run.roles or (run.calling and (text in SERVICES or run.after("gửi", "số")))
    called = called or (run.calling and text[0] == "0" and len(text) > LONG_PHONE)  # 024.1022
    called = called or (text in SERVICES and run.after(*SERVED_BY))
    if text == CITIZENS_LINE and run.calling:  # whatever follows: "Tổng đài … 1022 tỉnh"
        return "digits", (text,)
    if not called or "counted" in run.next_roles(match.end()):
        return None
    known = text[0] in "018" or len(text) >= LONG_PHONE or run.after("số", "gửi")
    return ("digits", (text,)) if known else None


def _code(run: Run, match: Match) -> Verdict:
    needed = IDENTITY_DIGITS if "identity" in run.roles else FEW_DIGITS + 1
    enough = sum(char.isdigit() for char in match.group()) >= needed
    return ("digits", (match.group(),)) if enough and run.roles & {"code", "identity"} else None


def _listed(run: Run, match: Match) -> Verdict:
    """2,3,10,11: numbers in a row; two numbers only after a word that is counted, where no decimal can stand."""
    numbers = tuple(match.group(1).split(","))
    rising = all(int(low) < int(high) for low, high in pairwise(numbers))
    measured = run.grammar.unit.match(run.text, match.end())
    sure = len(numbers) > FEW_DIGITS or (run.after(*LISTED_AFTER) and not measured)
    return ("listed", numbers) if sure and rising else None


def _always(kind: str) -> Callable[[Run, Match], Verdict]:
    return lambda run, match: (kind, (match.group(),))


def _plate(run: Run, match: Match) -> Verdict:
    sure = "-" in match.group() or "." in match.group(4) or "code" in run.roles or run.after("xe")
    return ("plate", match.groups("")) if sure else None


def _ratio(run: Run, match: Match) -> Verdict:
    if "score" in run.roles:
        return "score", match.groups("")
    if "ratio" not in run.roles:
        run.doubt(match.group(), match.start(), BROKEN)
    return "share", match.groups("")


def _share(run: Run, match: Match) -> Verdict:
    over, under = match.groups("")
    if max(over.count("."), under.count(".")) > 1 and not re.fullmatch(THOUSANDS, f"{over}/{under}"):
        run.doubt(match.group(), match.start(), BROKEN)
    if run.after("thứ"):
        return "rank", (over, under)
    if len(over) == len(under) == YEAR_DIGITS and f"{over}{under}".isdigit() and int(under) == int(over) + 1:
        return "years", (over, under)
    plain = f"{over.lstrip('0')}/{under.lstrip('0')}"
    whole = PART_OF.match(run.text, match.end()) or "counted" not in run.next_roles(match.end())
    if plain in dates.HALVES and whole and not run.roles & {"ratio", "over"}:
        return "fraction", (over, under)
    return "share", (over, under)


def _one_degree(run: Run, match: Match) -> Verdict:
    rising = run.last_kind() == "sign" and len(run.tokens) > 1 and run.tokens[-2].kind == "amount"
    rising = rising and run.tokens[-1].parts == ("đến",) and run.tokens[-2].parts[0] < match.group()
    return ("amount", (match.group(),)) if rising else None


def _amount(run: Run, match: Match) -> Verdict:
    text = match.group()
    if "." in text and _is_place(run, text, match.end()):
        return "dotted", (text,)
    return (_plain_number(run, text) if text.isdigit() else "amount"), (text,)


def _plain_number(run: Run, text: str) -> str:
    """Say what a run of digits is: a month, an ordinal, a code, a number with its zero, else an amount."""
    if run.last_kind() in {"letters", "spelt", "unknown"} and len(text) >= LONG_PHONE:
        return "digits"
    if run.after("thứ") or ("ordinal" in run.roles and int(text) <= WEEK):
        return "ordinal"
    if "zero" in run.roles or int(text) == 0:
        return "counter"
    return "in_month" if run.after("tháng") else "amount"


def _is_place(run: Run, text: str, end: int) -> bool:
    """A dotted number is a place in a text (2.1), a version (4.0) or a code, rather than thousands or a decimal."""
    parts = text.split(",", maxsplit=1)[0].split(".")
    thousands = all(len(part) == 3 for part in parts[1:]) and parts[0] != "0"
    if thousands or (len(parts) == FEW_DIGITS and MEASURED.match(run.text, end)):
        return False
    if len(parts) > FEW_DIGITS or run.roles & {"section", "version", "code"}:
        return True
    whole = parts[1] == "0" and not run.grammar.unit.match(run.text, end)
    return whole or len(parts[1]) > 3


WITH_UNIT = frozenset(("amount", "counter", "ordinal", "share", "dotted", "fraction", "rank", "in_month"))
SHAPES: tuple[tuple[re.Pattern[str], Callable[[Run, Match], Verdict]], ...] = (
    (shapes.DOCUMENT, _document),
    (shapes.STANDARD, _standard),
    (shapes.LISTED_DAY, dates.listed_day),
    (shapes.DATES_SPAN, dates.dates_span),
    (shapes.DAYS_SPAN, dates.days_span),
    (shapes.DATE, dates.date),
    (shapes.ISO_DATE, dates.iso_date),
    (shapes.PHONE, _phone),
    (shapes.GOVERNMENT_PHONE, _always("digits")),
    (shapes.MASKED, _masked),
    (shapes.SHORT_PHONE, _short_phone),
    (shapes.PROCEDURE, _always("code")),
    (shapes.PLATE, _plate),
    (shapes.GRADE_CODE, _always("code")),
    (shapes.LONG_CODE, _code),
    (shapes.IDENTITY, _always("digits")),
    (shapes.BATCH_YEAR, dates.batch_year),
    (shapes.MONTHS_SPAN, dates.months_span),
    (shapes.MONTH_YEAR, dates.month_year),
    (shapes.DAY_MONTH, dates.day_month),
    (shapes.CLOCK, dates.clock),
    (shapes.DOTTED_CLOCK, dates.dotted_clock),
    (shapes.HOURS, dates.hours),
    (shapes.LISTED, _listed),
    (shapes.SHARE, _share),
    (shapes.RATIO, _ratio),
    (shapes.DEGREES, _always("amount")),
    (shapes.ONE_DEGREE, _one_degree),
    (shapes.AMOUNT, _amount),
)
