"""The content room: Markdown articles in, validated values and every problem out."""

from pipeline.content.checks import check_library
from pipeline.content.library import Library, find, read_library
from pipeline.content.parsing import parse_article

__all__ = ["Library", "check_library", "find", "parse_article", "read_library"]
