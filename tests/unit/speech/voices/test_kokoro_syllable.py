"""The parser of Vietnamese syllables."""

import itertools
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.speech.voices.kokoro.phonemes import CODAS as SPELLED_CODAS
from pipeline.speech.voices.kokoro.phonemes import GLIDE, NUCLEI, RHYMES, sounds
from pipeline.speech.voices.kokoro.phonemes import ONSETS as SPELLED_ONSETS
from pipeline.speech.voices.kokoro.phrase import phrases, plans
from pipeline.speech.voices.kokoro.syllable import CODAS, ONSETS, VOWELS, Syllable, Tone, parse, syllables


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("quốc", Syllable("c", False, "uô", "c", Tone.SAC)),
        ("cuốc", Syllable("c", False, "uô", "c", Tone.SAC)),
        ("gì", Syllable("gi", False, "i", "", Tone.HUYEN)),
        ("gìn", Syllable("gi", False, "i", "n", Tone.HUYEN)),
        ("giếng", Syllable("gi", False, "iê", "ng", Tone.SAC)),
        ("giặt", Syllable("gi", False, "ă", "t", Tone.NANG)),
        ("giữa", Syllable("gi", False, "ươ", "", Tone.NGA)),
        ("quý", Syllable("c", True, "i", "", Tone.SAC)),
        ("quyết", Syllable("c", True, "iê", "t", Tone.SAC)),
        ("quạnh", Syllable("c", True, "a", "nh", Tone.NANG)),
        ("khuya", Syllable("kh", True, "iê", "", Tone.NGANG)),
        ("thuở", Syllable("th", True, "ơ", "", Tone.HOI)),
        ("ngoằn", Syllable("ng", True, "ă", "n", Tone.HUYEN)),
        ("oong", Syllable("", False, "oo", "ng", Tone.NGANG)),
        ("nghiêng", Syllable("ng", False, "iê", "ng", Tone.NGANG)),
        ("kỳ", Syllable("c", False, "i", "", Tone.HUYEN)),
        ("yếu", Syllable("", False, "iê", "w", Tone.SAC)),
        ("khuỷu", Syllable("kh", True, "i", "w", Tone.HOI)),
        ("tay", Syllable("t", False, "ă", "j", Tone.NGANG)),
        ("tai", Syllable("t", False, "a", "j", Tone.NGANG)),
        ("ủy", Syllable("", True, "i", "", Tone.HOI)),
        ("ui", Syllable("", False, "u", "j", Tone.NGANG)),
        ("ách", Syllable("", False, "a", "ch", Tone.SAC)),
        ("lắk", Syllable("l", False, "ă", "c", Tone.SAC)),
        ("kạn", Syllable("c", False, "a", "n", Tone.NANG)),
    ],
)
def test_a_syllable_is_taken_apart(word: str, expected: Syllable) -> None:
    """A written syllable gives its sounds, spelling variants of one sound being one symbol."""
    assert parse(word) == expected


@pytest.mark.parametrize(
    ("old", "new"), [("hòa", "hoà"), ("thúy", "thuý"), ("ủy", "uỷ"), ("lõa", "loã"), ("hóa", "hoá")]
)
def test_both_placements_of_the_tone_mark_are_one_syllable(old: str, new: str) -> None:
    """hòa and hoà are the same syllable, in NFC and in NFD."""
    assert parse(old) == parse(new) == parse(unicodedata.normalize("NFD", new))


@pytest.mark.parametrize("word", ["kubernetes", "wifi", "abc", "xyz", "f", "đc", "ubnd", "a1", "ß", "日本", "ﬁ"])
def test_an_unknown_word_is_spelled(word: str) -> None:
    """A word that is no Vietnamese syllable still gives syllables, by parts or letter names, and never raises."""
    assert all(isinstance(found, Syllable) for found in syllables(word))
    assert syllables(word) or not any(letter in "abcdefghijklmnopqrstuvwxyzđ0123456789" for letter in word)


def test_every_combination_of_parts_has_sounds() -> None:
    """Any onset, vowel, final and tone that the tables can spell parses, and has symbols for the network."""
    for onset, vowel, coda in itertools.product(ONSETS, VOWELS, ("", *CODAS)):
        found = parse(onset + vowel + coda)
        if found:
            assert sounds(found).nucleus


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    """Whatever the letters, taking them apart gives syllables or nothing, and never raises."""
    assert all(sounds(found).nucleus for found in syllables(text))


@given(st.sampled_from(["bà", "nghĩa", "quyền", "thuế", "giường", "uống", "oanh"]), st.sampled_from(list(Tone)))
def test_tone_and_segments_are_independent(word: str, tone: Tone) -> None:
    """Changing the tone mark changes the tone and nothing else."""
    bare = parse(word)
    letters = [sign for sign in unicodedata.normalize("NFD", word) if sign not in {mark.value for mark in Tone}]
    vowel = max(index for index, sign in enumerate(letters) if sign in "aeiouy")
    marked = "".join([*letters[: vowel + 1], tone.value, *letters[vowel + 1 :]])
    other = parse(unicodedata.normalize("NFC", marked))
    assert bare and other
    assert (other.onset, other.glide, other.nucleus, other.coda) == (bare.onset, bare.glide, bare.nucleus, bare.coda)
    assert other.tone is tone


def test_a_long_phrase_is_cut_between_syllables() -> None:
    """More symbols than the network takes are laid out in several calls, no syllable lost or out of order."""
    said = tuple(found for word in ["nghiêng", "ba", "thuyền", "quốc"] * 40 for found in syllables(word))
    vocabulary = {symbol: number for number, symbol in enumerate(dict.fromkeys(_symbols()), start=1)}
    calls = list(plans(said, vocabulary, limit=100))
    assert len(calls) > 1
    assert all(len(call.symbols) <= 100 for call in calls)
    assert tuple(place.syllable for call in calls for place in call.places) == said


def test_a_text_is_split_at_its_punctuation() -> None:
    """Each phrase keeps the sign that closes it; signs alone say nothing."""
    found = phrases("xin chào, bà con! … nghe đài.")
    assert [(len(phrase.syllables), phrase.sign) for phrase in found] == [(2, ","), (2, "!"), (2, ".")]


def _symbols() -> Iterator[str]:
    """Symbols that the tables use."""
    yield from " ,"
    for table in (NUCLEI, SPELLED_ONSETS, SPELLED_CODAS):
        for text in table.values():
            yield from text
    for pair in RHYMES.values():
        yield from "".join(pair)
    yield from GLIDE
