"""The reader: written administrative Vietnamese in, words for the ear out."""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate

from pipeline.speech.reading.lexicon import Lexicon
from pipeline.speech.reading.marks import mark
from pipeline.speech.reading.numerals import number
from pipeline.speech.reading.run import Doubt, Grammar, Run, Token
from pipeline.speech.reading.shapes import LIST_MARK, PLAIN_LIST_MARK
from pipeline.speech.reading.syllables import is_vietnamese
from pipeline.speech.reading.text import tidy
from pipeline.speech.reading.verbalise import verbalise
from pipeline.speech.reading.words import alone, entry, word

NEUTRAL = "ký hiệu"  # said for a line that holds nothing a voice can read
PLAIN = re.compile(r"([^\W\d_]{2,})(?=[ ,;:!?)\"\n]|\.(?:\s|$)|$) ?")
NOTHING_TO_SAY = ("dòng này không có gì đọc được thành tiếng", "hãy viết bằng chữ, hoặc bỏ dòng này")
CHUNK = re.compile(r"\S+|\s+")
REMEMBERED = 50_000  # plain words kept, so that a hostile text cannot fill the memory
STRENGTH = {",": 0, "!": 1, "?": 1, ".": 2}


@dataclass(frozen=True)
class Reading:
    """What is said for a text, and what was unclear in it."""

    spoken: str
    doubts: tuple[Doubt, ...]


class Reader:
    """Reads text aloud with one lexicon. `read` never raises and keeps no state that changes an answer."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._grammar = Grammar(lexicon)
        self._plain: dict[str, tuple[str, bool]] = {}

    def read(self, text: str) -> Reading:
        """Give the spoken form of `text` (lower case, NFC, punctuation only , . ? !) and the doubts about it.

        A text that is not blank is never read as nothing; reading a spoken form again changes nothing.
        """
        tidied = tidy(text)
        run = self._classify(tidied)
        lexicon = self._grammar.lexicon
        spoken = join([(token, verbalise(token, lexicon)) for token in run.tokens])
        if not spoken and text.strip():
            return Reading(NEUTRAL, (Doubt(text.strip(), len(text) - len(text.lstrip()), *NOTHING_TO_SAY),))
        return Reading(spoken, _placed(run.doubts, text, tidied))

    def _classify(self, text: str) -> Run:
        run = Run(text, self._grammar)
        place, size = _list_mark(run, 0), len(text)
        while place < size:
            match = PLAIN.match(text, place)
            place = (match and self._say_plain(run, match)) or self._step(run, place)
        return run

    def _step(self, run: Run, place: int) -> int:
        char = run.text[place]
        if char == " ":
            return place + 1
        if "0" <= char <= "9":
            return entry(run, place) or number(run, place)
        if char.isalpha():
            return word(run, place)
        end = mark(run, place)
        return _list_mark(run, end) if char == "\n" else end

    def _say_plain(self, run: Run, match: re.Match[str]) -> int:
        """Say a syllable, or the lexicon entry that begins with it, and give the place after it, else 0."""
        written = match.group(1)
        known = self._plain.get(written)
        if known is None:
            if len(self._plain) >= REMEMBERED:
                self._plain.clear()
            known = self._plain[written] = self._look_up(written)
        spoken, is_head = known
        if not spoken:
            return 0
        end = entry(run, match.start()) if is_head else 0
        if not end:
            run.say("word", match.span(1), alone(run, spoken) if is_head else spoken)
        return end or match.end()

    def _look_up(self, written: str) -> tuple[str, bool]:
        lower = written.lower()
        numeral = not set(written) - set("IVXLCDM")
        return (lower if is_vietnamese(lower) and not numeral else ""), lower in self._grammar.lexicon.heads


def join(pieces: list[tuple[Token, str]]) -> str:
    """Put words and pauses together: no pause at the start, the strongest of several, none after nothing."""
    said: list[str] = []
    for token, words in pieces:
        if token.kind != "pause":
            said += words.split()
        elif said and said[-1][-1] in STRENGTH:
            last = said[-1]
            said[-1] = last[:-1] + max(last[-1], words, key=STRENGTH.__getitem__)
        elif said:
            said[-1] += words
    if said and len(said[0].rstrip(".")) == 1:
        said[0] = said[0].replace(".", ",")  # "a." would be taken for the mark of a list when read again
    return unicodedata.normalize("NFC", " ".join(said))


def _list_mark(run: Run, start: int) -> int:
    """Read the mark of a list item or heading at the start of a line: "a)", "2.1.", "II.", "- "."""
    while start < len(run.text) and run.text[start] in " -+*•>#":
        start += 1
    match = LIST_MARK.match(run.text, start) or PLAIN_LIST_MARK.match(run.text, start)
    if not match:
        return start
    run.tokens.append(Token("list_mark", match.group(), start, (match.group(1),)))
    run.pause(",", match.end() - 1)
    return match.end()


def _placed(doubts: list[Doubt], original: str, tidied: str) -> tuple[Doubt, ...]:
    """Give the doubts with their places in the text as it came, which tidying may have made shorter or longer."""
    if original == tidied or not doubts:
        return tuple(doubts)
    chunks = [match.span() for match in CHUNK.finditer(original)]
    ends = list(accumulate(len(tidy(original[start:end])) for start, end in chunks))
    return tuple(replace(doubt, start=_place(doubt.start, original, (chunks, ends))) for doubt in doubts)


def _place(tidied: int, original: str, table: tuple[list[tuple[int, int]], list[int]]) -> int:
    """Give the place in `original` of a place in its tidied form: its chunk by the table, then inside the chunk."""
    chunks, ends = table
    number = min(bisect_right(ends, tidied), len(chunks) - 1)
    start, end = chunks[number]
    inside = tidied - (ends[number - 1] if number else 0)
    sizes = range(end - start)
    return start + max(0, bisect_right(sizes, inside, key=lambda size: len(tidy(original[start : start + size]))) - 1)
