"""The leaflet for neighbourhood meetings: as much of a piece as one A4 page holds, and a code to the rest."""

import re
from dataclasses import dataclass

from lxml import html as markup  # type: ignore[import-untyped]

LINES = 31  # of 12 pt text above the foot of the page, one kept in reserve
PER_LINE = 84  # characters of such a line, measured with wide Vietnamese text
PER_ITEM = 78  # characters of a list's line
TITLE_LINE, SUMMARY_LINE = (44, 1.7), (76, 1.2)  # characters of their larger lines, and the lines each one takes

_FOOTNOTE = re.compile(r'<sup id="fnref:.*?</sup>|<div>\s*<hr>\s*<ol>\s*<li id="fn:.*?</div>', re.S)


@dataclass(frozen=True)
class Leaflet:
    """``html``: the first blocks of the text; ``whole``: nothing was left out."""

    html: str
    whole: bool


def leaflet(text: str, title: str, lead: tuple[str, ...]) -> Leaflet:
    """Return the blocks of clean HTML ``text`` that fit on the page under its head; a heading never ends it.

    ``lead``: the paragraphs above the text, the summary and any warnings.
    """
    room = LINES - _tall(title, TITLE_LINE) - sum(_tall(each, SUMMARY_LINE) for each in lead)
    kept: list[tuple[str, str]] = []
    blocks = [block for block in markup.fragments_fromstring(_FOOTNOTE.sub("", text)) if not isinstance(block, str)]
    for block in blocks:
        room -= cost(block)
        if room < 0:
            break
        kept.append((block.tag, _string(block)))
    whole = len(kept) == len(blocks)
    while kept and kept[-1][0] in ("h2", "h3", "h4"):
        kept.pop()
    return Leaflet("\n".join(string for _, string in kept), whole)


def cost(block: markup.HtmlElement) -> float:
    """Return about how many lines a block takes, its gap included. Pictures are left out by the print style."""
    if block.tag in ("h2", "h3", "h4"):
        return 1.8 * _rows(block.text_content())
    text = block.text_content()
    items, rows = block.xpath(".//li | .//dt | .//dd | .//p"), block.xpath(".//tr")
    if items or rows:
        return sum(_rows(each.text_content(), PER_ITEM) + 0.3 for each in items) + sum(map(_row, rows)) + 0.5
    return _rows(text) + 0.4 + text.count("\n") * (block.tag == "pre") if text.strip() else 0


def _row(row: markup.HtmlElement) -> float:
    cells = row.xpath("./td | ./th")
    share = PER_LINE / max(1, len(cells))
    return max((len(cell.text_content()) // share + 1 for cell in cells), default=1) * 1.5


def _tall(text: str, line: tuple[int, float]) -> float:
    return -(-len(text) // line[0]) * line[1]


def _rows(text: str, line: int = PER_LINE) -> int:
    return -(-len(text) // line)


def _string(block: markup.HtmlElement) -> str:
    block.tail = None
    return str(markup.tostring(block, encoding="unicode"))
