"""The parts of a spoken sentence: plain words between , . ? and ! Pure."""

import re


def syllables(spoken: str) -> int:
    """Return the number of syllables of a spoken text: in Vietnamese, of its words."""
    return len(re.findall(r"\w+", spoken))


def phrases_of(spoken: str) -> tuple[tuple[str, str], ...]:
    """Cut a spoken sentence at its marks: pairs of words and the mark after them ("" at an open end)."""
    pairs = re.findall(r"([^,.?!]+)([,.?!]*)", spoken)
    return tuple((words.strip(), mark[:1]) for words, mark in pairs if words.strip())
