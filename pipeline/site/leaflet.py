"""The leaflet for neighbourhood meetings: as much of a piece as one A4 page holds, and a code to the rest."""

from dataclasses import dataclass

from lxml import html as markup  # type: ignore[import-untyped]

LINES = 25  # of body text under the heading and above the foot, at the print style's 12 pt
PER_LINE = 78  # characters of such a line, measured with wide Vietnamese text


@dataclass(frozen=True)
class Leaflet:
    """``html``: the first blocks of the text; ``whole``: nothing was left out."""

    html: str
    whole: bool


def leaflet(text: str, summary: str) -> Leaflet:
    """Return the blocks of clean HTML ``text`` that fit on the page under ``summary``; a heading never ends it."""
    room: float = LINES - _rows(summary)
    kept: list[tuple[str, str]] = []
    blocks = [block for block in markup.fragments_fromstring(text) if not isinstance(block, str)]
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
        return 2.2 * _rows(block.text_content())
    text = block.text_content()
    items, rows = block.xpath(".//li | .//dt | .//dd | .//p"), block.xpath(".//tr")
    if items or rows:
        return sum(1.15 * _rows(each.text_content()) for each in items) + sum(map(_row, rows)) + 1
    return _rows(text) + 0.6 + text.count("\n") * (block.tag == "pre") if text.strip() else 0


def _row(row: markup.HtmlElement) -> float:
    cells = row.xpath("./td | ./th")
    share = PER_LINE / max(1, len(cells))
    return max((len(cell.text_content()) // share + 1 for cell in cells), default=1) * 1.5


def _rows(text: str) -> int:
    return -(-len(text) // PER_LINE)


def _string(block: markup.HtmlElement) -> str:
    block.tail = None
    return str(markup.tostring(block, encoding="unicode"))
