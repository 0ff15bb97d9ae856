"""The state of one reading: what was heard so far, what it says about the next number, and what was unclear."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from pipeline.speech.reading.lexicon import Lexicon

Match = re.Match[str]
Verdict = tuple[str, tuple[str, ...]] | None  # the kind of a token and its parts, or that it is something else
NOTHING: frozenset[str] = frozenset()
TAIL = 48  # characters of what was heard that a context phrase may reach back
NEXT_WORD = re.compile(r"[ \"'(]*([^\W\d_]+)(?: ([^\W\d_]+))?")


class Token(NamedTuple):
    """What stands in the text (`kind`, `text`, `start`), and the parts its verbaliser needs."""

    kind: str
    text: str
    start: int
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Doubt:
    """Something that could not be read with confidence: where it is, what is unclear, what to write instead."""

    token: str
    start: int
    message: str
    suggestion: str


class Grammar:
    """A lexicon prepared for reading: the context phrases by their last word, the units in one pattern."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.units = lexicon.tables["units"]
        self.unit = re.compile(_unit_pattern(self.units))
        self.phrases = _by_last_word(lexicon.tables["context"])
        self.types = frozenset(lexicon.tables["document_types"].values())

    def roles(self, tail: str) -> frozenset[str]:
        """Give the roles of the longest context phrase at the end of what was heard."""
        for phrase, roles in self.phrases.get(tail.rsplit(" ", 1)[-1], ()):
            if tail.endswith(phrase):
                return roles
        return NOTHING


@dataclass(slots=True)
class Run:
    """The walk through one text: the tokens so far and their context."""

    text: str
    grammar: Grammar
    tokens: list[Token] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    roles: frozenset[str] = NOTHING
    tail: str = ""
    calling: bool = False  # a telephone was spoken of in this sentence
    explained: dict[str, str] = field(default_factory=dict)  # abbreviations that the text itself explains
    counting: bool = False  # a number was heard in this clause, so that a slash may make a rate

    def hear(self, words: str) -> None:
        """Take note of words said, for what they tell about the numbers after them."""
        self.tail = f"{self.tail} {words}"[-TAIL:]
        own = self.grammar.roles(self.tail)
        self.roles = own | self.roles if "glue" in own else own
        self.calling = self.calling or "phone" in own

    def say(self, kind: str, place: tuple[int, int], words: str) -> None:
        """Add a token that is said as `words` whatever stands around it."""
        self.tokens.append(Token(kind, self.text[place[0] : place[1]], place[0], (words,)))
        self.hear(words)

    def add(self, kind: str, match: re.Match[str], parts: tuple[str, ...] | None = None) -> None:
        """Add a token for a match; its parts are the match's groups unless given."""
        self.tokens.append(Token(kind, match.group(), match.start(), match.groups("") if parts is None else parts))
        self.tail += " #"
        self.counting = True

    def pause(self, mark: str, start: int) -> None:
        """Add a pause (one of , . ? !); a full stop forgets the context."""
        self.tokens.append(Token("pause", self.text[start : start + 1], start, (mark,)))
        self.tail += ","
        self.counting = False
        if mark != ",":
            self.roles = NOTHING
            self.calling = False

    def doubt(self, token: str, start: int, why: tuple[str, str]) -> None:
        """Report what is unclear in `token`: `why` is (message, suggestion)."""
        self.doubts.append(Doubt(token, start, *why))

    def after(self, *words: str) -> bool:
        """True when what was heard ends with one of `words`."""
        return any(self.tail.endswith(f" {word}") for word in words)

    def token(self, kind: str, match: re.Match[str]) -> Token:
        """Make a token whose one part is the match as written."""
        return Token(kind, match.group(), match.start(), (match.group(),))

    def last_rate(self, following: frozenset[str]) -> bool:
        """True when the word before already ended a rate, as "người" in "đồng/người/tháng"."""
        rate = len(self.tokens) > 1 and self.tokens[-2].kind == "sign" and self.tokens[-2].parts[0] in {"một", "trên"}
        return rate and "per" in following

    def last_date_said(self) -> bool:
        """True when one of the last tokens was a date, as in "từ 1-12 đến hết"."""
        return any(token.kind == "date" for token in self.tokens[-4:])

    def last_kind(self) -> str:
        """The kind of the token before, or "" at the start."""
        return self.tokens[-1].kind if self.tokens else ""

    def digit_at(self, place: int) -> bool:
        """True when the character at `place` is a digit."""
        return "0" <= self.text[place : place + 1] <= "9"

    def next_roles(self, end: int) -> frozenset[str]:
        """The roles of the one or two words that follow `end`."""
        match = NEXT_WORD.match(self.text, end)
        if not match:
            return NOTHING
        return _next_roles(self.grammar, match.group(1).lower(), (match.group(2) or "").lower())


@lru_cache(maxsize=4096)
def _next_roles(grammar: Grammar, first: str, second: str) -> frozenset[str]:
    context = grammar.lexicon.tables["context"]
    return frozenset(f"{context.get(f'{first} {second}', '')} {context.get(first, '')}".split())


def _by_last_word(context: Mapping[str, str]) -> Mapping[str, list[tuple[str, frozenset[str]]]]:
    found: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for phrase in sorted(context, key=len, reverse=True):
        roles = frozenset(context[phrase].split())
        found.setdefault(phrase.rsplit(" ", 1)[-1], []).append((f" {phrase}", roles))
    return found


def _unit_pattern(units: Iterable[str]) -> str:
    """A letter unit must not run on into a word; one capital or one rare letter must touch its number."""
    longest = sorted(units, key=len, reverse=True)
    touching = [unit for unit in longest if len(unit) == 1 and unit.isalpha() and unit not in "mglđhWV"]
    words = [unit for unit in longest if unit[-1].isalnum() and unit not in touching and unit[-1] not in "²³"]
    signs = [unit for unit in longest if unit not in touching and unit not in words]
    return rf"( ?(?:{_any(words)})|{_any(touching)})(?!(?!x ?\d)[^\W_])| ?({_any(signs)})"


def _any(units: Iterable[str]) -> str:
    return "|".join(map(re.escape, units)) or "(?!)"
