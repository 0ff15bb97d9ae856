"""Read an abbreviation that no table holds by the known ones that it is made of: QLGPMB is QL + GPMB."""

from collections.abc import Mapping

from pipeline.speech.reading.lexicon import Lexicon

LENGTHS = range(4, 15)  # shorter ones cut into anything
CERTAIN = 3  # letters that a part taken from the tables has at least
MOST_PARTS = 4


def compose(lexicon: Lexicon, written: str) -> str:
    """Give the words of `written` by its longest known parts, one of them of three letters or more; or nothing.

    The result is a likely guess: whoever uses it reports the abbreviation all the same.
    """
    if len(written) not in LENGTHS or not written.isalpha() or not written.isupper():
        return ""
    parts = _cut(lexicon.tables["parts"], lexicon, written, ())
    return " ".join(words for _, words in parts)


def _cut(
    short: Mapping[str, str], lexicon: Lexicon, rest: str, before: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str], ...]:
    """Give the (part, words) pairs of the first way to cut `rest` up, longest parts first, or nothing."""
    if not rest:
        return before if len(before) > 1 and max(len(part) for part, _ in before) >= CERTAIN else ()
    if len(before) == MOST_PARTS:
        return ()
    for size in range(len(rest), 0, -1):
        part = rest[:size]
        place = f"-{part}" if before else f"{part}-"
        words = short.get(part) or short.get(place) or (size >= CERTAIN and _whole(lexicon, part))
        found = _cut(short, lexicon, rest[size:], (*before, (part, words))) if words else ()
        if found:
            return found
    return ()


def _whole(lexicon: Lexicon, part: str) -> str:
    return lexicon.tables["words"].get(part) or lexicon.tables["bodies"].get(part, "")
