"""Decide which numbers are days, months and hours."""

import re

from pipeline.speech.reading.run import Match, Run, Verdict

_HOLIDAYS = "3/2 8/3 10/3 26/3 30/4 1/5 7/5 19/5 1/6 21/6 27/7 19/8 2/9 10/10 20/10 9/11 20/11 22/12"
HOLIDAYS = frozenset(_HOLIDAYS.split())
BADGES = HOLIDAYS | {"7/11"}
AROUND_THE_CLOCK = frozenset(("24/7", "24/24", "7/7"))
HOLIDAY = ("lễ", "dịp", "dịp lễ", "nghỉ lễ", "mừng", "chào mừng")
BEFORE_DATE = ("từ", "đến", "tới", "trước", "sau", "hết", "hạn", "vào", "hạn chót", "hạn cuối", "khai mạc",
               "bế mạc", "kết thúc", "bắt đầu")  # fmt: skip
MEASURES = frozenset(("measure", "per", "time", "counted", "amount"))
UNTIL_DASHED = re.compile(r" (?:đến|tới)(?: hết)?(?: ngày)? \d{1,2}-\d{1,2}(?![-\d])")
DAY_BEFORE = re.compile(r" ngày,? # (?!.*,)")  # từ ngày 25 đến 30-6, trong 2 ngày: 23 và 24-7
TODAY = re.compile(r" (?:hôm|sáng|trưa|chiều|tối|đêm) (?:nay|qua|mai|kia),$")  # Sáng nay, 10-11, …
DAYS_BEFORE = re.compile(r" ngày #,$")  # ngày 8, 9-12
NAMED_DAY = re.compile(r" (?:ngày|kỷ niệm|quốc tế|quốc khánh|thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật) ")
CODE_GOES_ON = re.compile(r"-\w| ?[%‰°]")
FORMULA = re.compile(r" nờ pê ca #(?:, #)?,?$")  # NPK 16-16-8
HALF_DAY = re.compile(r" (?:ngày|giờ|buổi)(?! \d)")
PART_OF_DAY = re.compile(r" (?:sáng|trưa|chiều|tối|đêm)(?![^\W_])")
HALF_HOURS = ("00", "15", "30", "45")
SCALE = "1/2000"  # of a map
MARKS_OUT_OF = re.compile(r" điểm(?! (?:cầu|danh|bầu|trường|đến|nóng|tiếp|bán|phát)(?![^\W\d_]))")  # đạt 8/10 điểm
HALVES = frozenset(("1/2", "1/3", "2/3", "1/4", "3/4", "1/5", "1/10"))  # fractions unless something else is known


def dates_span(run: Run, match: Match) -> Verdict:
    """28/4 - 03/5/2026: certain with a year, after a date word, or when it could not be two shares."""
    day, month, year, day2, month2, year2 = match.groups("")
    impossible = int(day) > int(month) or int(day2) > int(month2)  # as shares
    certain = year2 or run.roles & {"date", "weakdate"} or impossible
    again = "" if run.after(*HOLIDAY) else "ngày"
    return ("dates", (day, month, year, day2, month2, year2, _lead(run, year2), again)) if certain else None


def days_span(run: Run, match: Match) -> Verdict:
    """10-12/6, 21 – 30.9, 15-20/11/2026."""
    day, day2, separator, month, year = match.groups("")
    dated = "date" in run.roles or (separator == "/" and "weakdate" in run.roles)
    due = "weakdate" in run.roles and int(day2) > int(month) and _could_be_date(run, match)
    certain = {
        "/": dated or year or int(day2) > int(month),
        ".": dated or year or due,  # từ 21 - 30.9
        "-": dated and year,
    }
    return ("dates", (day, "", "", day2, month, year, _lead(run, year), "")) if certain[separator] else None


def date(run: Run, match: Match) -> Verdict:
    """01/7/2025, 31.12.2025, 21-11-2026; a year of two digits only with slashes or after a date word."""
    day, separator, month, year, short = match.groups("")
    if short and not (separator == "/" or "date" in run.roles):
        return None
    return "date", (day, month, year or f"20{short}", _lead(run, "20"))


def iso_date(run: Run, match: Match) -> Verdict:
    """2026-03-15."""
    year, month, day = match.groups("")
    return "date", (day, month, year, _lead(run, "20"))


def listed_day(run: Run, match: Match) -> Verdict:
    """The first days of 13,14,15/5 and 30,31 tháng 3, which are no decimals."""
    sure = "date" in run.roles or "tháng" in run.text[match.end() : match.end() + 12]
    return ("amount", (match.group(1),)) if sure else None


def months_span(run: Run, match: Match) -> Verdict:
    """tháng 1-6/2026."""
    return ("months", match.groups("")) if "month" in run.roles else None


def month_year(run: Run, match: Match) -> Verdict:
    """5/2026 is a month, but after “số” it is a number and its year."""
    month, separator, year = match.groups("")
    if run.after("số"):
        return "numbered", (month, year)
    if "month" not in run.roles and ("ratio" in run.roles or match.group() == SCALE):
        return None
    if separator != "/" and not run.after("tháng"):
        return None
    return "month", (month, year, "" if "month" in run.roles else "tháng")


def batch_year(run: Run, match: Match) -> Verdict:
    """quý 3/2026, đợt 1/2026, quý 3.2026, Nghị định 118/2025: a number and its year."""
    dated = bool(run.roles & {"quarter", "batch"})
    sure = dated or ("/" in match.group() and ("document" in run.roles or run.after("số")))
    return ("numbered", match.groups("")) if sure else None


def day_month(run: Run, match: Match) -> Verdict:
    """30/4, 30.9 and 2-9, when the context says that it is a date."""
    day, separator, month = match.groups("")
    if separator == "/":
        is_date = _is_date(run, match)
    elif separator == ".":
        known = f"{int(day)}/{int(month)}" in HOLIDAYS and " ngày " in run.tail  # Ngày Chuyển đổi số 10.10
        is_date = ("date" in run.roles or known) and not run.grammar.unit.match(run.text, match.end())
    else:
        is_date = _is_dashed_date(run, match)
    return ("date", (day, month, "", _lead(run, ""))) if is_date else None


def _is_dashed_date(run: Run, match: Match) -> bool:
    """9-12 is a date after "ngày" unless something counted follows (ngày 2-3 lần), and in "từ 1-12 đến 5-12"."""
    day, _, month = match.groups("")
    year = run.text.startswith(" năm ", match.end())
    feast = f"{int(day)}/{int(month)}" in HOLIDAYS
    if feast and ("date" in run.roles or run.after("đường", "phố") or " lễ " in run.tail):
        return True
    if run.text.startswith((" hàng năm", " hằng năm"), match.end()) or ("date" in run.roles and year):
        return True
    if int(day) > int(month) and _could_be_date(run, match):  # no range falls: đến 30-9, (18-11)
        return True
    if DAYS_BEFORE.search(run.tail) or _is_bracketed_day(run, match):
        return True
    if run.after("ngày", "sáng", "chiều", "tối", "trưa", "hôm") or TODAY.search(run.tail):
        return year or int(day) > int(month) or not run.next_roles(match.end()) & MEASURES
    return _ends_dashed_span(run, match)


def _could_be_date(run: Run, match: Match) -> bool:
    """True unless something counted, a unit or more of a code follows, or a code or a score is told."""
    counted = run.next_roles(match.end()) & MEASURES or run.grammar.unit.match(run.text, match.end())
    coded = CODE_GOES_ON.match(run.text, match.end()) or run.roles & {"score", "code", "identity", "phone", "over"}
    return not counted and not coded and not FORMULA.search(run.tail)


def _is_bracketed_day(run: Run, match: Match) -> bool:
    """True in "Ngày Pháp luật Việt Nam (9-11)"."""
    alone = run.text[match.start() - 1 : match.start()] == "(" and run.text.startswith(")", match.end())
    return alone and bool(NAMED_DAY.search(run.tail))


def _ends_dashed_span(run: Run, match: Match) -> bool:
    """True for the dates of "từ ngày 25 đến 30-6", "từ 1-12 đến 5-12" and "trong 2 ngày: 23 và 24-7"."""
    day, _, month = match.groups("")
    if DAY_BEFORE.search(run.tail) and (
        run.after("đến", "tới", "đến hết") or (run.after("và") and int(day) > int(month))
    ):
        return True
    spans = run.after("từ") and UNTIL_DASHED.match(run.text, match.end())
    return bool(spans) or (run.after("đến", "đến hết", "tới") and run.last_date_said())


def _is_date(run: Run, match: Match) -> bool:
    """x/y is a date after a date word, or when it could not be a share, or on a day that everyone knows."""
    day, _, month = match.groups("")
    plain = f"{int(day)}/{int(month)}"
    following = run.next_roles(match.end())
    if _is_part(run, match, plain):
        return False
    if "date" in run.roles or run.last_kind() in {"date", "clock", "hours"}:
        return True
    if run.roles & {"ordinal", "over"} or plain in AROUND_THE_CLOCK:
        return False
    if run.after("đợt") and plain in BADGES:  # trao Huy hiệu Đảng đợt 7/11
        return True
    if "counted" in following or "share" in run.roles or plain in HALVES - HOLIDAYS:
        return int(day) > int(month) and "counted" not in following
    return "weakdate" in run.roles or int(day) > int(month) or plain in HOLIDAYS or "0" in {day[0], month[0]}


def _is_part(run: Run, match: Match, plain: str) -> bool:
    """True for "8/10 điểm" and "1/2 ngày làm việc", which are no dates whatever was said before."""
    if MARKS_OUT_OF.match(run.text, match.end()):
        return not run.after("ngày")
    return plain in HALVES and bool(HALF_DAY.match(run.text, match.end()))


def _lead(run: Run, year: str) -> str:
    """The word "ngày" before a date, unless it or its like was just said, or the date goes on a list of days."""
    if run.after(*BEFORE_DATE) or run.last_kind() in {"clock", "hours", "weekday", "ordinal"}:
        return "ngày"
    listed = "date" in run.roles
    return "ngày" if not listed and (year or run.last_kind() in {"", "pause"}) else ""


def clock(run: Run, match: Match) -> Verdict:
    """7h30, 07:30, 8g00; with a colon it may be a ratio or a score."""
    hour, minute, second = match.groups("")
    if ":" in match.group() and run.roles & {"ratio", "score"}:
        return None
    return "clock", (hour, minute, second)


def dotted_clock(run: Run, match: Match) -> Verdict:
    """lúc 14.00, 8.00 giờ, 7.30 sáng."""
    hour, minute, hours, part_of_day = match.groups("")
    sure = hours or part_of_day or (_tells_time(run) and minute in HALF_HOURS)
    return ("clock", (hour, minute, "")) if sure else None


def _tells_time(run: Run) -> bool:
    spans = run.after("đến") and any(token.kind == "clock" for token in run.tokens[-3:])
    return spans or run.after("lúc", "hồi", "từ")


def hours(run: Run, match: Match) -> Verdict:
    """17h; 8g is an hour only after a word of time, and grams otherwise."""
    hours, sign = match.groups("")
    of_day = run.roles & {"date", "weakdate"} or PART_OF_DAY.match(run.text, match.end())
    if sign == "g" and not of_day:
        return None
    return "hours", (hours,)
