"""The script: what a presenter would say for an article, sentence by sentence, with the silence after each. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.errors import Problem
from pipeline.model.article import Article
from pipeline.settings import Pauses, Speech
from pipeline.speech.blocks import Block, LeftOut, blocks_of
from pipeline.speech.phrases import phrases_of, syllables
from pipeline.speech.reading import Doubt, Reader
from pipeline.speech.sentences import line_of, sentences

PAUSES = Pauses()
LEAD_MS, TAIL_MS = 250, 500  # silence before the first word and after the last

# ms a syllable, ms more a phrase; by voice and speaker at speed 1.0, as
# tests/bench/bench_speech.py pace fits them.
_PACE = {
    ("kokoro", "nu"): (241, 204),
    ("kokoro", "nam"): (247, 197),
    ("espeak", "nu"): (271, 180),
    ("espeak", "nam"): (292, 87),
}

MAX_WORDS, MAX_NUMBERS = 30, 3  # more in one sentence cannot be followed by ear
_NUMBER = re.compile(r"\d+(?:[.,/:-]\d+)*")
_ABBREVIATION = re.compile(r"\b[A-ZĐƯ]{2,}\b")
_DOCUMENT = re.compile(r"\d+[\d./]*\s?[/-]\s?[A-ZĐƯ][\w&/-]*")  # 118/2025/NĐ-CP, which no editor can write out
_STACKED = re.compile(r"\b[A-ZĐƯ]{2,}(?:[\s/–-]+[A-ZĐƯ]{2,}\b){2,}")


@dataclass(frozen=True)
class Utterance:
    """A sentence as written, as spoken in plain words, and the silence after it in ms."""

    written: str
    spoken: str
    pause_ms: int


@dataclass(frozen=True)
class Script:
    """What is said, in order, and what the editor must know of it (advice)."""

    utterances: tuple[Utterance, ...]
    notices: tuple[Problem, ...] = ()


def script_of(article: Article, reader: Reader, *, pauses: Pauses = PAUSES) -> Script:
    """Return the script of an article: its title, then its radio version or else its body."""
    said, left_out = blocks_of(_text(article))
    if said and said[0].text.rstrip(".").casefold() == article.title.rstrip(".").casefold():
        said = said[1:]
    title = Block(article.title, "section")
    return Script(_utterances([title, *said], reader, pauses), tuple(_notice(article, what) for what in left_out))


def script_of_text(text: str, reader: Reader, *, pauses: Pauses = PAUSES) -> Script:
    """Return the script of plain text (a greeting, a link, a line to try): a paragraph a line."""
    return Script(_utterances([Block(line) for line in text.splitlines()], reader, pauses))


def doubts(article: Article, reader: Reader) -> tuple[Problem, ...]:
    """Return, as advice, what the reader is not sure of and which sentences are hard to follow by ear."""
    said, left_out = blocks_of(_text(article))
    found = [_notice(article, what) for what in left_out]
    for sentence in (article.title, *(part for block in said for part in sentences(block.text))):
        found += [_advice(article, doubt.token, _message(doubt)) for doubt in reader.read(sentence).doubts]
        found += [_advice(article, sentence, message) for message in _hard_to_follow(sentence)]
    return tuple(dict.fromkeys(found))


def estimate_ms(script: Script, speech: Speech) -> int:
    """Return the length in ms that the script will have in the first voice of the chain, pauses included."""
    usual = (speech.estimate_ms_per_syllable, 0)
    syllable, phrase = _PACE.get((speech.voices[0], speech.speaker), usual)
    total = float(LEAD_MS + TAIL_MS)
    for utterance in script.utterances:
        lengths = [syllables(words) for words, _ in phrases_of(utterance.spoken)]
        voiced = sum(syllable * n + phrase for n in lengths) / speech.speed
        total += voiced + speech.pauses.comma * (len(lengths) - 1) + utterance.pause_ms
    return round(total - (script.utterances[-1].pause_ms if script.utterances else 0))


def _text(article: Article) -> str:
    return article.body if article.radio is None else article.radio


def _utterances(said: Iterable[Block], reader: Reader, pauses: Pauses) -> tuple[Utterance, ...]:
    return tuple(utterance for block in said for utterance in _say(block, reader, pauses))


def _say(block: Block, reader: Reader, pauses: Pauses) -> Iterator[Utterance]:
    parts = sentences(block.text)
    for index, written in enumerate(parts):
        if not any(map(str.isalnum, written)):
            continue
        spoken = reader.read(f"{block.lead} {written}" if block.lead and not index else written).spoken
        if spoken.strip(" ,.?!"):
            yield Utterance(written, spoken, getattr(pauses, block.pause if written is parts[-1] else "sentence"))


def _hard_to_follow(sentence: str) -> Iterator[str]:
    if (words := len(sentence.split())) > MAX_WORDS:
        yield f"câu dài {words} chữ, khó nghe trên loa: nên tách thành các câu dưới {MAX_WORDS} chữ: “{sentence}”"
    if (numbers := len(_NUMBER.findall(sentence))) > MAX_NUMBERS:
        yield f"câu có {numbers} con số, người nghe không nhớ kịp: nên còn nhiều nhất {MAX_NUMBERS}: “{sentence}”"
    own = _DOCUMENT.sub(" ", sentence)
    if _STACKED.search(own) or len(_ABBREVIATION.findall(own)) > MAX_NUMBERS:
        yield f"nhiều chữ viết tắt liền nhau: nên viết đủ chữ: “{sentence}”"


def _message(doubt: Doubt) -> str:
    return f"{doubt.message}; {doubt.suggestion}" if doubt.suggestion else doubt.message


def _notice(article: Article, what: LeftOut) -> Problem:
    return _advice(article, what.words, what.why)


def _advice(article: Article, words: str, message: str) -> Problem:
    path = article.path if article.radio is None else article.radio_path or article.path
    line = line_of(_text(article), words)
    if line and article.radio is None:
        line += article.body_line - 1
    return Problem(path, line, "bài đọc", message, advice=True)
