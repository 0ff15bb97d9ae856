"""Plan a phrase for the network: its symbols in a row, and where each syllable lies among them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .phonemes import slots, sounds
from .syllable import Syllable, syllables

EDGE = (0,)  # symbol number of both ends of a call
BETWEEN, END = " ", ","  # a comma, since a full stop makes the network let the last syllable die away
_ROOM = 16  # symbols that edges, the end sign and one more syllable can take


@dataclass(frozen=True, slots=True)
class Place:
    """A syllable and the symbols it takes: onset from start, nucleus from nucleus, coda from coda, up to end."""

    syllable: Syllable
    start: int
    nucleus: int
    coda: int
    end: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A call of the network: the numbers of the symbols blended at each place, both edges among them; the syllables."""

    symbols: tuple[tuple[int, ...], ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words said in one breath, and the sign that closes them ("" at the end of the text)."""

    syllables: tuple[Syllable, ...]
    sign: str


def phrases(text: str) -> list[Phrase]:
    """Split a text at its punctuation; parts with nothing to say are left out."""
    parts = re.split(r"([,.;:!?…])", text)
    found = []
    for words, sign in zip(parts[::2], [*parts[1::2], ""], strict=True):
        said = tuple(s for word in re.findall(r"\w+", words) for s in syllables(word))
        if said:
            found.append(Phrase(said, sign))
    return found


def plans(said: Sequence[Syllable], vocabulary: Mapping[str, int], *, limit: int) -> Iterator[Plan]:
    """Lay syllables out in as few calls of at most `limit` symbols as needed, cut between syllables."""
    numbers: list[tuple[int, ...]] = []
    places: list[Place] = []
    for syllable in said:
        if len(numbers) > limit - _ROOM:
            yield _closed(numbers, places, vocabulary)
            numbers, places = [], []
        numbers += [(vocabulary[BETWEEN],)] if numbers else [EDGE]
        places.append(_lay(syllable, numbers, vocabulary))
    if places:
        yield _closed(numbers, places, vocabulary)


def _lay(syllable: Syllable, numbers: list[tuple[int, ...]], vocabulary: Mapping[str, int]) -> Place:
    spelled = sounds(syllable)
    bounds = [len(numbers)]
    for part in (spelled.onset, spelled.nucleus, spelled.coda):
        numbers.extend(tuple(vocabulary[symbol] for symbol in slot) for slot in slots(part))
        bounds.append(len(numbers))
    return Place(syllable, *bounds)


def _closed(numbers: list[tuple[int, ...]], places: list[Place], vocabulary: Mapping[str, int]) -> Plan:
    return Plan((*numbers, (vocabulary[END],), EDGE), tuple(places))
