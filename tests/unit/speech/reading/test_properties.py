"""What always holds of a reading, over generated text and over mutated administrative text."""

import re
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.speech.reading import Reader, packaged_lexicon, parse_lexicon
from pipeline.speech.reading.syllables import is_vietnamese
from tests.reading_score import load_cases

READER = Reader(parse_lexicon(*packaged_lexicon()))
TEXTS = [case.text for table in ("reading_dev.tsv", "reading_own.tsv") for case in load_cases(table)]
PIECES = [piece for text in TEXTS for piece in re.findall(r"\s+|\w+|[^\w\s]", text)]
SPICE = "/-.,:;()[]%&+–…°²½①٣Ⅳ😀\u0301\u200b\n\t0159aAđĐxXhHqQzZwfjñü漢Жẹ'\"@#_*|~<>=≥→$€«»\ufeff\x00\x1f"

generated = st.one_of(
    st.text(max_size=60),
    st.text(alphabet=SPICE, max_size=40),
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join),
)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A real sentence with a few characters deleted, doubled, swapped for others or added."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(text)))
        doubled = st.just(text[place : place + 3])
        new = draw(st.one_of(st.just(""), st.sampled_from(SPICE), st.sampled_from(PIECES), doubled))
        text = text[:place] + new + text[place + draw(st.integers(0, 2)) :]
    return text


anything = st.one_of(generated, mutated())


@settings(max_examples=600, deadline=None)
@given(anything)
def test_reading_is_total_and_speakable(text: str) -> None:
    """Any text gives NFC words that are Vietnamese syllables, with no digit, no symbol and no mark but , . ? !"""
    spoken = READER.read(text).spoken
    assert unicodedata.is_normalized("NFC", spoken)
    assert not any(char.isdigit() or unicodedata.category(char)[0] in "SN" for char in spoken)
    assert set(re.sub(r"[^\W\d_]", "", spoken)) <= set(" ,.?!")
    assert all(is_vietnamese(word) for word in re.findall(r"[^\W\d_]+", spoken))


@settings(max_examples=400, deadline=None)
@given(anything)
def test_reading_never_empties_a_line(text: str) -> None:
    """A text with anything in it is read as at least one word, and a blank one as nothing."""
    spoken = READER.read(text).spoken
    assert bool(re.search(r"[^\W\d_]", spoken)) == bool(text.strip())


@settings(max_examples=600, deadline=None)
@given(anything)
def test_reading_is_idempotent(text: str) -> None:
    """Reading a spoken form again gives the same spoken form, without doubts."""
    spoken = READER.read(text).spoken
    again = READER.read(spoken)
    assert again.spoken == spoken
    assert again.doubts == ()


@settings(max_examples=300, deadline=None)
@given(anything)
def test_doubts_point_at_their_token(text: str) -> None:
    """Every doubt names a token that stands in the text where it says."""
    for doubt in READER.read(text).doubts:
        assert 0 <= doubt.start < len(text)
        assert doubt.message
        assert doubt.suggestion


def test_every_packaged_reading_reads_as_itself() -> None:
    """What the tables say is said is left alone when it is read again, so that no entry chases another."""
    lexicon = parse_lexicon(*packaged_lexicon())
    readings = {said for name, group in lexicon.tables.items() for said in group.values() if name != "context"}
    changed = {said for said in readings if said and READER.read(said).spoken != said}
    assert changed == set()
