"""Decide what a token that begins with a letter is: a syllable, a lexicon entry, an abbreviation, a numeral, a code, a host."""

import re

from pipeline.speech.reading.documents import SEPARATORS, body_words
from pipeline.speech.reading.hosts import MAIL_OR_HOST, host_words
from pipeline.speech.reading.letters import NAMES, letter_names, respell
from pipeline.speech.reading.lexicon import Entry
from pipeline.speech.reading.run import Run, Token
from pipeline.speech.reading.shapes import CODE, ROMAN, roman_value
from pipeline.speech.reading.syllables import is_vietnamese

LETTERS = re.compile(r"[^\W\d_]+")
COMPOUND = re.compile(rf"{CODE}(?![^\W\d_])")
WEEKDAY = re.compile(r"[Tt]\.?([2-7])(?![\w/])")
MONTH = re.compile(r"T\.?(\d{1,2})(?:/(\d{4}))?(?![\w/])")
MIXED = re.compile(r"[A-ZĐ][A-Za-zĐđ]*(?:[.-]?\d[\dA-Za-zĐ]*)(?:[.-]\d+)*(?![^\W_])")
CAMEL = re.compile(r"[A-ZĐƯ]{2,}(?=[a-zà-ỹđ]{2})|[a-zà-ỹđ]+(?=[A-ZĐÀ-Ỹ])")
WEEKDAYS = ("", "", "hai", "ba", "tư", "năm", "sáu", "bảy")
TIMES = re.compile(r" ?\d| lương| mức| số| hệ")
LONE_ROMAN = frozenset("IVX")
SURE_ROMAN = 2
UNKNOWN_ABBREVIATION = (
    "chữ viết tắt chưa có cách đọc, tạm đọc từng chữ cái",
    "hãy viết đầy đủ, hoặc thêm vào content/lexicon.tsv một dòng: {token}, dấu tab, cách đọc",
)
UNKNOWN_FOREIGN = (
    "từ không phải tiếng Việt, cách đọc chỉ là phỏng đoán",
    "hãy thêm vào content/lexicon.tsv một dòng: {token}, dấu tab, cách đọc bằng âm tiết tiếng Việt",
)


def word(run: Run, start: int) -> int:
    """Classify the token that begins with the letter at `start`, add it, and give the place after it."""
    match = LETTERS.match(run.text, start)
    if not match:
        return start + 1
    for attempt in (_host, _entry, _weekday, _roman, _mixed, _compound):
        end = attempt(run, match)
        if end:
            return end
    return _single(run, match)


def entry(run: Run, start: int) -> int:
    """Add the longest lexicon entry that stands at `start`, and give the place after it, or 0."""
    found = run.grammar.lexicon.longest(run.text, start)
    if not found or not _stands_here(run, start, found):
        return 0
    end = start + len(found.bare)
    run.say("entry", (start, end), found.spoken)
    if found.bare.endswith(".") and not run.text[end:].strip():
        run.pause(".", end - 1)
    return end


def _entry(run: Run, match: re.Match[str]) -> int:
    return entry(run, match.start())


def _stands_here(run: Run, start: int, found: Entry) -> bool:
    written = found.bare
    if written == "CN" and _sunday(run):
        return False
    if found.any_case or not written.isupper() or not is_vietnamese(written):
        return True
    return not _among_capitals(run, start, start + len(found.bare))


def _among_capitals(run: Run, start: int, end: int) -> bool:
    """True inside a heading in capitals, where "AN" is the syllable and not the abbreviation."""
    before = run.text[:start].rsplit(None, 1)[-1:]
    after = LETTERS.match(run.text, end + 1)
    near = [*(piece.strip(".,;:()\"") for piece in before), *([after.group()] if after else [])]
    words = run.grammar.lexicon.tables["words"]
    return any(len(piece) > 1 and piece.isupper() and is_vietnamese(piece) and piece not in words for piece in near)


def _host(run: Run, match: re.Match[str]) -> int:
    found = MAIL_OR_HOST.match(run.text, match.start())
    if not found:
        return 0
    end = found.end() - (len(found.group()) - len(found.group().rstrip(".,;:!?)\"'")))
    run.say("address", (match.start(), end), host_words(run.text[match.start() : end], run.grammar.lexicon))
    return end


def _weekday(run: Run, match: re.Match[str]) -> int:
    if match.group() == "CN" and _sunday(run):
        run.say("weekday", match.span(), "chủ nhật")
        return match.end()
    month = MONTH.match(run.text, match.start())
    if month and month.group(2) and 1 <= int(month.group(1)) <= 12:  # noqa: PLR2004
        run.add("month", month, (*month.groups(), "tháng"))
        return month.end()
    found = WEEKDAY.match(run.text, match.start())
    if not found:
        return 0
    run.say("weekday", found.span(), f"thứ {WEEKDAYS[int(found.group(1))]}")
    return found.end()


def _sunday(run: Run) -> bool:
    """True when "CN" stands among days of the week, and is not industry."""
    return "date" in run.roles or any(token.kind in {"weekday", "ordinal"} for token in run.tokens[-3:])


def _roman(run: Run, match: re.Match[str]) -> int:
    numeral = match.group()
    if not ROMAN.fullmatch(numeral) or run.text[match.end() : match.end() + 1].isdigit():
        return 0
    sure = len(numeral) >= SURE_ROMAN and set(numeral) <= LONE_ROMAN and not is_vietnamese(numeral)
    if not sure and not (run.roles & {"roman", "ordinal"} and set(numeral) <= LONE_ROMAN | {"L", "C"}):
        return 0
    if len(numeral) == 1 and numeral not in LONE_ROMAN:
        return 0
    run.add("ordinal" if run.after("thứ") else "amount", match, (str(roman_value(numeral)),))
    run.tokens[-1] = run.tokens[-1]._replace(kind="roman" if run.tokens[-1].kind == "amount" else "ordinal")
    return match.end()


def _mixed(run: Run, match: re.Match[str]) -> int:
    """A code of letters and digits: QL5A, C06, A4, H24.12."""
    found = MIXED.match(run.text, match.start())
    if not found or not any(char.isdigit() for char in found.group()):
        return 0
    lexicon = run.grammar.lexicon
    known = lexicon.tables["words"].get(f"{match.group()} #")
    body = lexicon.tables["bodies"].get(found.group())
    if body:
        run.say("entry", found.span(), body)
        return found.end()
    rest = found.group()[len(match.group()) :]
    words = " ".join(filter(None, (known or letter_names(match.group()), _spelt(rest))))
    run.say("entry", found.span(), words)
    return found.end()


def _spelt(rest: str) -> str:
    """Say what follows the letters of a code: each dot between digits is said, a hyphen is not."""
    pieces = [letter_names(piece) for piece in rest.strip("-.").replace("-", " ").split(".")]
    return " chấm ".join(piece for piece in pieces if piece)


def _compound(run: Run, match: re.Match[str]) -> int:
    """Abbreviations joined by hyphen, slash, dot or &: NĐ-CP, TH&THCS, TC-KH; each part by the tables."""
    found = COMPOUND.match(run.text, match.start())
    if not found or found.group() == match.group() or is_vietnamese(match.group()) and " " in found.group():
        return 0
    segments = SEPARATORS.split(found.group())
    types = run.grammar.lexicon.tables["document_types"]
    first = types.get(segments[0]) if len(segments) > 1 and "-" in found.group() else None
    known = [first or run.grammar.lexicon.word(segments[0]) or body_words(run.grammar.lexicon, segments[0])]
    known += [run.grammar.lexicon.word(segment) or body_words(run.grammar.lexicon, segment) for segment in segments[1:]]
    if not all(known):
        return 0
    run.say("entry", found.span(), " ".join(words or "" for words in known))
    return found.end()


def _single(run: Run, match: re.Match[str]) -> int:
    written = match.group()
    lower = written.lower()
    if lower == "x" and TIMES.match(run.text, match.end()) and run.counting:
        run.say("sign", match.span(), "nhân")
        return match.end()
    if len(lower) == 1 and lower in NAMES and not is_vietnamese(lower):
        run.tokens.append(Token("letters", written, match.start(), (written,)))
        run.hear(lower)
        return match.end()
    if is_vietnamese(lower):
        run.say("word", match.span(), lower)
        return match.end()
    tables = run.grammar.lexicon.tables
    known = run.grammar.lexicon.word(written) or tables["bodies"].get(written) or run.grammar.units.get(written)
    if known:
        run.say("entry", match.span(), known)
        return match.end()
    return _glued(run, match) or _unknown(run, match)


def _glued(run: Run, match: re.Match[str]) -> int:
    """Two words that lost their space: "CPngày", "xãGia"."""
    first = CAMEL.match(match.group())
    if not first:
        return 0
    rest = match.group()[first.end() :]
    head = run.grammar.lexicon.word(first.group()) or (first.group() if is_vietnamese(first.group()) else "")
    if not head or not (is_vietnamese(rest) or run.grammar.lexicon.word(rest)):
        return 0
    run.say("entry", (match.start(), match.start() + first.end()), head.lower())
    return match.start() + first.end()


def _unknown(run: Run, match: re.Match[str]) -> int:
    written = match.group()
    spelt = sum(char.isupper() for char in written) > 1 and not any(char in "àáảãạ" for char in written.lower())
    message, suggestion = UNKNOWN_ABBREVIATION if spelt else UNKNOWN_FOREIGN
    words = (letter_names(written) if spelt else respell(written)) or ""
    run.doubt(written, match.start(), (message, suggestion.format(token=written)))
    if words:
        run.say("unknown", match.span(), words)
    return match.end()
