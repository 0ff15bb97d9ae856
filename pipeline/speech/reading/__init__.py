"""Read administrative Vietnamese aloud: classify each token in its context, then say it. Language lives in tables."""

from pipeline.speech.reading.lexicon import Lexicon, packaged_lexicon, parse_lexicon
from pipeline.speech.reading.reader import Reader, Reading
from pipeline.speech.reading.run import Doubt

__all__ = ["Doubt", "Lexicon", "Reader", "Reading", "packaged_lexicon", "parse_lexicon"]
