"""The reader's language, kept in tables: what is written, and what is said for it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources

from pipeline.errors import ContentError, Problem
from pipeline.speech.reading.syllables import is_vietnamese
from pipeline.speech.reading.text import LOWER, UPPER

WORDS = "words"
GROUPS = ("document_types", "bodies", "hosts", "units", "context", "parts")
PACKAGED = ("abbreviations.tsv", "foreign.tsv", *(f"{group}.tsv" for group in GROUPS))
COLUMNS = 4
LONGEST_NEIGHBOUR = 32
HEAD = re.compile(r"\w+")
# A written form may end in a condition: " #" a number follows, " 0#" a telephone number, " A" a capital letter,
# " Aa" a name, " m2" an area, " tạ" a weight,
# " >y tế|giáo dục" one of these words follows, " <bí thư|phó ban" one of these was heard just before.
CONDITIONS = {
    "#": re.compile(r"(?:[ .] ?)?(?=[1-9]\d{0,2}(?!\d|[.,]\d))"),
    "0#": re.compile(r"[ .:]{0,3}(?=[(+]?(?:0|84|1[89]00)\d)"),
    "A": re.compile(rf" ?(?=[{UPPER}])"),
    "m2": re.compile(r"[ :.]{0,2}(?=\d[\d.,]* ?(?:m2|ha|km2)(?![^\W_]))"),
    "tạ": re.compile(r"[ :.]{0,2}(?=\d[\d.,]* ?(?:tạ|tấn)(?![^\W_]))"),
    "Aa": re.compile(rf" ?(?=[{UPPER}][{LOWER}])"),
}
CONDITION = re.compile(r" (?:0?#|Aa?|m2|tạ|[<>][^<>]+)$")
NEIGHBOUR = re.compile(r"[ .,&-]{0,3}(?:và )?(?:các )?")


@dataclass(frozen=True)
class Entry:
    """One written form and its reading. A form without a capital letter is matched in any case."""

    written: str
    spoken: str

    @cached_property
    def bare(self) -> str:
        """The written form without its condition (see `_holds`)."""
        return CONDITION.sub("", self.written)

    @cached_property
    def any_case(self) -> bool:
        """True when the form is matched in any case."""
        return self.bare == self.bare.lower()

    @cached_property
    def neighbours(self) -> tuple[str, ...]:
        """The words of which one must stand beside the form, or none."""
        condition = self.written[len(self.bare) + 1 :]
        return tuple(condition[1:].split("|")) if condition[:1] in {"<", ">"} else ()

    def fits(self, text: str, end: int, heard: str) -> bool:
        """True unless the form wants a neighbour that neither follows `end` nor was heard before it."""
        if not self.neighbours:
            return True
        if self.written[len(self.bare) + 1] == "<":
            return f" {heard}".endswith(tuple(f" {word}" for word in self.neighbours))
        gap = NEIGHBOUR.match(text, end)
        place = gap.end() if gap else end
        following = f"{text[place : place + LONGEST_NEIGHBOUR].lower()} "
        return any(following.startswith(word) and not following[len(word)].isalnum() for word in self.neighbours)


@dataclass(frozen=True)
class Lexicon:
    """All tables of the reader: `tables[group][written] = spoken`, and the words indexed by how they begin."""

    tables: Mapping[str, Mapping[str, str]]

    def longest(self, text: str, start: int, heard: str = "") -> Entry | None:
        """Find the longest word or phrase of the lexicon that stands in `text` at `start` after `heard`, or None."""
        head = HEAD.match(text, start)
        for entry in self.heads.get(head.group().lower(), ()) if head else ():
            end = start + len(entry.bare)
            found = text[start:end]
            if (
                (found.lower() if entry.any_case else found) == entry.bare
                and _ends_there(entry, text, end)
                and entry.fits(text, end, heard)
            ):
                return entry
        return None

    def word(self, written: str) -> str | None:
        """Give the reading of exactly this word, else of its capitals ("Ubnd" as "UBND"), else None."""
        words = self.tables[WORDS]
        return words.get(written) or words.get(written.lower()) or words.get(written.upper())

    @cached_property
    def heads(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries of the words table by their first word in lower case, longest first."""
        found: dict[str, list[Entry]] = {}
        for written, spoken in self.tables[WORDS].items():
            head = HEAD.match(written)
            if head:
                found.setdefault(head.group().lower(), []).append(Entry(written, spoken))
        return {head: tuple(sorted(entries, key=_longest_first)) for head, entries in found.items()}


def parse_lexicon(*tables: tuple[str, str]) -> Lexicon:
    """Build a lexicon from (file name, TSV text) pairs; what a later table says wins.

    A line is `written TAB spoken TAB note TAB source`, the last two optional; empty lines and lines with # are skipped.
    Raises ContentError with every malformed line.
    """
    found: dict[str, dict[str, str]] = {group: {} for group in (WORDS, *GROUPS)}
    problems: list[Problem] = []
    for name, text in tables:
        stem = name.rsplit("/", 1)[-1].removesuffix(".tsv")
        group = stem if stem in GROUPS else WORDS
        mine: dict[str, str] = {}
        for line, cells in _rows(text):
            wrong = _wrong(cells, mine, group)
            problems += [Problem(name, line, "lexicon", wrong)] if wrong else []
            mine.update([] if wrong else [(cells[0], cells[1])])
        found[group].update(mine)
    if problems:
        raise ContentError(problems)
    return Lexicon(found)


def packaged_lexicon() -> tuple[tuple[str, str], ...]:
    """Give the (file name, text) pairs of the tables that come with the reader, for `parse_lexicon`."""
    folder = resources.files(__package__)
    return tuple((name, folder.joinpath(name).read_text(encoding="utf-8")) for name in PACKAGED)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.lstrip("\ufeff").split("\n"), start=1):
        if line.strip() and not line.startswith("#"):
            yield number, [cell.strip() for cell in line.rstrip("\r").split("\t")]


def _wrong(cells: list[str], seen: Mapping[str, str], group: str) -> str:
    """Say in Vietnamese what is wrong with the cells of a line, or nothing."""
    if not 1 < len(cells) <= COLUMNS:
        return "mỗi dòng cần: chữ viết, dấu tab, cách đọc, rồi ghi chú và nguồn nếu có"
    written, spoken = cells[:2]
    if not written or (not spoken and group != "hosts"):
        return "thiếu chữ viết hoặc thiếu cách đọc: hãy điền cả hai cột đầu"
    if written in seen:
        return f"“{written}” đã có ở dòng trên: hãy giữ một dòng"
    if group == WORDS and not HEAD.match(written):
        return f"“{written}” phải bắt đầu bằng chữ cái hoặc chữ số"
    odd = [word for word in spoken.split() if group != "context" and not is_vietnamese(word)]
    return f"cách đọc phải viết bằng âm tiết tiếng Việt, ví dụ “vê nờ”; hãy sửa: {', '.join(odd)}" if odd else ""


def _ends_there(entry: Entry, text: str, end: int) -> bool:
    condition = entry.written[len(entry.bare) + 1 :]
    if condition in CONDITIONS:
        return bool(CONDITIONS[condition].match(text, end))
    if not entry.bare[-1].isalnum():
        return True
    return end == len(text) or not (text[end].isalnum() or text[end] == "_")


def _longest_first(entry: Entry) -> tuple[int, bool, str]:
    return -len(entry.bare), entry.bare == entry.written, entry.written
