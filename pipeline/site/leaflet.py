"""The leaflet for neighbourhood meetings: as much of a piece as one A4 page holds, and a code to the rest.

In large letters where the whole text fits so; else in smaller ones. What does not fit even then is left out section
by section, each saying so, so that what stands on the page can be relied on.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import html as markup  # type: ignore[import-untyped]

HINTS = ("Xem phần này bằng mã QR bên dưới.", "Phần này còn nữa: xem bằng mã QR bên dưới.")
HINT_LINES = 1.4
HEADINGS = ("h2", "h3", "h4")


@dataclass(frozen=True)
class Measure:
    """What a page holds: lines of text above its foot, one kept in reserve; characters of a line and a list's line.

    ``title`` and ``lead``: characters of their larger lines, and the lines of text each one takes.
    """

    lines: int
    line: int
    item: int
    title: tuple[int, float]
    lead: tuple[int, float]


LARGE = Measure(31, 84, 78, (44, 1.7), (76, 1.2))  # 12 pt, measured with wide Vietnamese text
SMALL = Measure(35, 95, 89, (44, 1.95), (76, 1.37))  # 10.5 pt

_FOOTNOTE = re.compile(r'<sup id="fnref:.*?</sup>|<div>\s*<hr>\s*<ol>\s*<li id="fn:.*?</div>', re.S)


@dataclass(frozen=True)
class Leaflet:
    """``html``: the text that fits; ``whole``: nothing was left out; ``small``: in smaller letters."""

    html: str
    whole: bool
    small: bool


def leaflet(text: str, title: str, lead: tuple[str, ...]) -> Leaflet:
    """Return what of the clean HTML ``text`` fits on the page under its head; a heading never ends it.

    ``lead``: the paragraphs above the text, the summary and any warnings.
    """
    blocks = [block for block in markup.fragments_fromstring(_FOOTNOTE.sub("", text)) if not isinstance(block, str)]
    while blocks and blocks[-1].tag in HEADINGS:
        blocks.pop()
    for measure in (LARGE, SMALL):
        room = measure.lines - _tall(title, measure.title) - sum(_tall(each, measure.lead) for each in lead)
        if sum(cost(block, measure) for block in blocks) <= room:
            return Leaflet("\n".join(map(_string, blocks)), whole=True, small=measure is SMALL)
    return Leaflet("\n".join(_chosen(blocks, room, SMALL)), whole=False, small=True)


def cost(block: markup.HtmlElement, measure: Measure) -> float:
    """Return about how many lines a block takes, its gap included. Pictures are left out by the print style."""
    text = block.text_content()
    if block.tag in HEADINGS:
        return 1.8 * _rows(text, measure.line)
    items, rows = block.xpath(".//li | .//dt | .//dd | .//p"), block.xpath(".//tr")
    if items or rows:
        listed = sum(_rows(each.text_content(), measure.item) + 0.3 for each in items)
        return listed + sum(_row(row, measure) for row in rows) + 0.5
    return _rows(text, measure.line) + 0.4 + text.count("\n") * (block.tag == "pre") if text.strip() else 0


def _chosen(blocks: Sequence[markup.HtmlElement], room: float, measure: Measure) -> Iterator[str]:
    """Yield section by section what fits, with a hint where something is left out."""
    for section in _sections(blocks):
        if all(block.tag in HEADINGS for block in section):
            continue
        costs = [cost(block, measure) for block in section]
        fits = len(section) if sum(costs) <= room else _beginning(costs, room - HINT_LINES)
        whole = fits == len(section)
        while not whole and fits > 1 and section[fits - 1].tag in HEADINGS:
            fits -= 1
        room -= sum(costs[:fits])
        yield from map(_string, section[:fits])
        if fits and not whole:
            room -= HINT_LINES
            yield f"<p><em>{HINTS[section[fits - 1].tag not in HEADINGS]}</em></p>"


def _sections(blocks: Sequence[markup.HtmlElement]) -> Iterator[Sequence[markup.HtmlElement]]:
    starts = [place for place, block in enumerate(blocks) if place == 0 or block.tag == "h2"]
    for start, end in zip(starts, [*starts[1:], len(blocks)], strict=True):
        yield blocks[start:end]


def _beginning(costs: Sequence[float], room: float) -> int:
    """Return how many of the first blocks fit."""
    count = 0
    while count < len(costs) and costs[count] <= room:
        room -= costs[count]
        count += 1
    return count


def _row(row: markup.HtmlElement, measure: Measure) -> float:
    cells = row.xpath("./td | ./th")
    share = measure.line / max(1, len(cells))
    return max((len(cell.text_content()) // share + 1 for cell in cells), default=1) + 0.5


def _tall(text: str, line: tuple[int, float]) -> float:
    return -(-len(text) // line[0]) * line[1]


def _rows(text: str, line: int) -> int:
    return -(-len(text) // line)


def _string(block: markup.HtmlElement) -> str:
    block.tail = None
    return str(markup.tostring(block, encoding="unicode"))
