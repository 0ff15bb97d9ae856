"""Decide what a token of capitals is that is not a word: a day of the week, a Roman numeral, a code, a compound."""

import re

from pipeline.speech.reading.documents import SEPARATORS, body_words
from pipeline.speech.reading.letters import letter_names
from pipeline.speech.reading.numbers import integer
from pipeline.speech.reading.run import Run
from pipeline.speech.reading.shapes import CODE, ROMAN, roman_value
from pipeline.speech.reading.syllables import is_vietnamese

COMPOUND = re.compile(rf"{CODE}(?![^\W\d_])")
WEEKDAY = re.compile(r"[Tt]\.?([2-7])((?:, ?[2-7](?!\d))*)(?![\w/])")  # T3, T2,4,6
MONTH = re.compile(r"T\.?(0?[1-9]|1[0-2])[/.-](\d{4})(?![\w/])")
NUMBER_YEAR = re.compile(r"\d{1,4}/(?:19|20)\d\d(?!\d)")
FORM = re.compile(r"[A-ZĐ]{2,4}/[A-ZĐ][A-Za-zĐ]{1,5}-\d{4}-[A-ZĐ]{2,6}(?:\.\d[a-z]?)?(?![\w/])")  # TP/HT-2015-KS.1
QUARTER = re.compile(r"Q\.? ?(IV|I{1,3}|[1-4])(?:[/.-] ?| năm )(\d{4})(?![\w/])")
MIXED = re.compile(r"[A-ZĐ][A-Za-zĐđ]*(?:[.-]?\d[\dA-Za-zĐ]*)(?:[.-]\d+)*(?![^\W_])")
PLOT = re.compile(r"[A-ZĐ]{1,5}[ .-]?\d{1,5}(?:-\d{1,3})?(?![^\W_])")
CODED_AFTER = ("ký hiệu", "giống", "giống lúa", "giống ngô", "giống đậu tương", "lô đất", "các lô", "ô đất", "biển báo")
NO_DAY_AFTER = ("trạm", "kênh", "lô", "tuyến", "cống", "tầng", "nhà", "phòng họp")
KILOMETRE_POST = re.compile(r"K[mM](?=\d)|km(?=\d+\+)|K(?=\d{1,3}\+\d)")  # Km1.432+500; K12+300 of a dyke
WEEKDAYS = ("", "", "hai", "ba", "tư", "năm", "sáu", "bảy")
LETTERED = re.compile(r"(I{1,3}|IV|VI{0,3}|IX|X)([A-D])")
ROMAN_LETTERS = frozenset("IVX")


def coded(run: Run, match: re.Match[str]) -> int:
    """A post on a road (Km2+300), and a plot, a sign or a crop's variety: "ký hiệu CC-4", "giống lúa BC 15"."""
    if KILOMETRE_POST.match(run.text, match.start()) and run.last_kind() not in {"amount", "sign"}:
        run.say("unit", match.span(), "ki lô mét")
        return match.end()
    found = PLOT.match(run.text, match.start()) if run.after(*CODED_AFTER) else None
    if not found:
        return 0
    run.say(
        "spelt", found.span(), f"{letter_names(match.group())} {_spelt(found.group()[len(match.group()) :])}".strip()
    )
    return found.end()


def weekday(run: Run, match: re.Match[str]) -> int:
    """T2 to T7 and CN among days of the week; T9/2026 is a month."""
    if match.group() == "CN" and sunday(run):
        run.say("weekday", match.span(), "chủ nhật")
        return match.end()
    month = MONTH.match(run.text, match.start())
    if month:
        run.add("month", month, (*month.groups(), "tháng"))
        return month.end()
    if quarter := QUARTER.match(run.text, match.start()):  # Q1/2026
        number, year = quarter.groups()
        run.say("word", quarter.span(), "quý")
        run.add("numbered", quarter, (number if number.isdigit() else str(roman_value(number)), year))
        return quarter.end()
    found = WEEKDAY.match(run.text, match.start())
    if not found or run.after(*NO_DAY_AFTER):
        return 0
    for day in [found.group(1), *re.findall(r"\d", found.group(2))]:
        run.say("weekday", found.span(), f"thứ {WEEKDAYS[int(day)]}")
    return found.end()


def spoken_quarter(run: Run, start: int) -> bool:
    """True where "Q.II/2026" begins, which is no district."""
    return run.text[start] == "Q" and bool(QUARTER.match(run.text, start))


def sunday(run: Run) -> bool:
    """True when "CN" stands among days of the week, and is not industry."""
    return "date" in run.roles or any(token.kind in {"weekday", "ordinal"} for token in run.tokens[-3:])


def roman(run: Run, match: re.Match[str]) -> int:
    """A Roman numeral: after a word that takes one (khóa, quý), or two letters and more that are no syllable (XIV)."""
    numeral = match.group()
    lettered = LETTERED.fullmatch(numeral) if "roman" in run.roles else None
    if lettered:  # Phụ lục IIB
        run.say("spelt", match.span(), f"{integer(roman_value(lettered.group(1)))} {letter_names(lettered.group(2))}")
        return match.end()
    if not set(numeral) <= ROMAN_LETTERS or not ROMAN.fullmatch(numeral):
        return 0
    sure = (len(numeral) > 1 and not is_vietnamese(numeral)) or numeral == "I"  # a lone I is seldom a letter
    if run.text[match.end() : match.end() + 1].isdigit() or not (sure or run.roles & {"roman", "ordinal"}):
        return 0
    run.add("ordinal" if run.after("thứ") else "roman", match, (str(roman_value(numeral)),))
    return match.end()


def mixed(run: Run, match: re.Match[str]) -> int:
    """A code of letters and digits: QL5A, C06, A4, H24.12."""
    found = MIXED.match(run.text, match.start())
    if not found or not any(char.isdigit() for char in found.group()):
        return 0
    tables = run.grammar.lexicon.tables
    kind = tables["document_types"].get(match.group())
    if kind and NUMBER_YEAR.match(run.text, match.end()):  # TT36/2017
        run.say("entry", match.span(), kind)
        return match.end()
    unit = tables["units"].get(match.group(), "") if len(match.group()) > 1 else ""
    known = "" if "form" in run.roles else tables["words"].get(f"{match.group()} #") or unit  # mẫu CT01
    letters = known or letter_names(match.group())
    letters = letters.removeprefix("đường ") if run.after("đường") else letters  # đường ĐT766
    rest = found.group()[len(match.group()) :]
    run.say("spelt", found.span(), tables["bodies"].get(found.group()) or f"{letters} {_spelt(rest)}".strip())
    return found.end()


def form(run: Run, match: re.Match[str]) -> int:
    """The code of a form, TP/HT-2015-KS.1, which is spelt."""
    found = FORM.match(run.text, match.start())
    if not found:
        return 0
    run.say("spelt", found.span(), letter_names(found.group()))
    return found.end()


def compound(run: Run, match: re.Match[str]) -> int:
    """Abbreviations joined by hyphen, slash, dot or &: NĐ-CP, TH&THCS, TC-KH; each part by the tables."""
    found = COMPOUND.match(run.text, match.start())
    if not found or found.group() == match.group() or (is_vietnamese(match.group()) and " " in found.group()):
        return 0
    lexicon = run.grammar.lexicon
    first, *others = SEPARATORS.split(found.group())
    kind = lexicon.tables["document_types"].get(first) if others and "-" in found.group() else None
    known = [kind or lexicon.word(first) or body_words(lexicon, first)]
    known += [lexicon.word(segment) or body_words(lexicon, segment) for segment in others]
    if not all(known):
        return 0
    run.say("entry", found.span(), " ".join(words or "" for words in known))
    return found.end()


def _spelt(rest: str) -> str:
    """Say what follows the letters of a code: each dot between digits is said, a hyphen is not."""
    pieces = [letter_names(piece) for piece in rest.strip("-.").replace("-", " ").split(".")]
    return " chấm ".join(piece for piece in pieces if piece)
