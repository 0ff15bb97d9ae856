"""What holds for a procedure today: posts with the same code are one procedure, its newest decision in force decides.

A decision holds from its effective day, that day included; where none is named, from the day it was signed, as
decisions that name none do. Samples (``example``) never count beside real procedures.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from pipeline.model.article import Procedure
from pipeline.site import words
from pipeline.site.pieces import Piece


class State(StrEnum):
    """What a post about a procedure is worth today."""

    COMING = "Chưa có hiệu lực"
    IN_FORCE = "Còn hiệu lực"
    ENDING = "Sẽ bãi bỏ"
    REPLACED = "Đã được thay"
    ABOLISHED = "Đã bãi bỏ"


@dataclass(frozen=True)
class Standing:
    """The state of a post.

    ``day``: the first day of what ``decision`` brings, which made the state or will end it; None where no change is
    known. ``other``: the post to read instead, or besides.
    """

    state: State
    decision: str
    day: date | None = None
    other: Piece | None = None

    @property
    def in_force(self) -> bool:
        """True while the procedure, as this post tells it, is carried out."""
        return self.state in (State.IN_FORCE, State.ENDING)

    @property
    def over(self) -> bool:
        """True when nobody should follow this post any more."""
        return self.state in (State.REPLACED, State.ABOLISHED)

    @property
    def label(self) -> str:
        """The state in few words, with its day."""
        if self.day is None:
            return self.state
        day = words.short_day(self.day)
        return {
            State.COMING: f"{self.state}, thực hiện từ {day}",
            State.IN_FORCE: f"{self.state} đến hết {words.short_day(self._last)}",
            State.ENDING: f"{State.IN_FORCE}, sẽ bãi bỏ từ {day}",
        }.get(self.state, f"{self.state} từ {day}")

    @property
    def notice(self) -> str:
        """What stands above the text of a post; empty where it simply holds."""
        if self.day is None:
            return ""
        start, last, why = words.day(self.day), words.day(self._last), f"theo {self.decision}"
        return {
            State.COMING: f"Chưa có hiệu lực: thực hiện từ {start}, {why}.",
            State.IN_FORCE: f"Từ {start}, thủ tục này thay đổi {why}. Đến hết {last} vẫn làm như bài này.",
            State.ENDING: f"Thủ tục này sẽ bãi bỏ từ {start}, {why}. Đến hết {last} vẫn thực hiện.",
            State.REPLACED: f"Bài này không còn đúng: từ {start}, thủ tục đã thay đổi {why}.",
            State.ABOLISHED: f"Thủ tục này đã bị bãi bỏ từ {start}, {why}. Bà con không phải thực hiện nữa.",
        }[self.state]

    @property
    def _last(self) -> date:
        return (self.day or date.max) - timedelta(days=1)


def standings(posted: Iterable[Piece], today: date) -> dict[str, Standing]:
    """Return the standing of every post that has a procedure, by slug."""
    groups: defaultdict[tuple[bool, str], list[tuple[Piece, Procedure]]] = defaultdict(list)
    for piece in posted:
        given = piece.article.meta.procedure
        if given:
            groups[piece.article.meta.example, _name(piece, given)].append((piece, given))
    return dict(found for group in groups.values() for found in _judged(group, today))


def _name(piece: Piece, given: Procedure) -> str:
    """Return what a procedure is known by: its national code, without the tail that names the province's office."""
    code = re.match(r"\d+\.\d{6}(?!\d)", given.code or "")
    return f"mã {code[0] if code else words.fold(given.code)}" if given.code else piece.article.slug


def _judged(group: list[tuple[Piece, Procedure]], today: date) -> Iterator[tuple[str, Standing]]:
    """Yield slug and standing of the posts about one procedure."""
    begun = [post for post in group if _starts(post[1]) <= today]
    ruling = max(begun, key=_order, default=None)
    newer = [post for post in group if ruling and _starts(post[1]) > today and _rank(post[1]) > _rank(ruling[1])]
    due = min(newer, key=lambda post: (_starts(post[1]), *_order(post)), default=None)
    for piece, given in group:
        if ruling and _rank(given) < _rank(ruling[1]):
            yield piece.article.slug, _ended(ruling)
        elif _starts(given) > today:
            yield piece.article.slug, _awaited(given, ruling)
        else:
            yield piece.article.slug, _held(given, due)


def _ended(ruling: tuple[Piece, Procedure]) -> Standing:
    piece, given = ruling
    state = State.ABOLISHED if given.change == "bai-bo" else State.REPLACED
    return Standing(state, given.decision, _starts(given), piece)


def _awaited(given: Procedure, ruling: tuple[Piece, Procedure] | None) -> Standing:
    state = State.ENDING if given.change == "bai-bo" else State.COMING
    until_then = ruling[0] if ruling and ruling[1].change != "bai-bo" else None
    return Standing(state, given.decision, _starts(given), until_then)


def _held(given: Procedure, due: tuple[Piece, Procedure] | None) -> Standing:
    if given.change == "bai-bo":
        return Standing(State.ABOLISHED, given.decision, _starts(given))
    if due is None:
        return Standing(State.IN_FORCE, given.decision)
    piece, next_one = due
    state = State.ENDING if next_one.change == "bai-bo" else State.IN_FORCE
    return Standing(state, next_one.decision, _starts(next_one), piece)


def _starts(given: Procedure) -> date:
    return given.effective or given.decided


def _rank(given: Procedure) -> tuple[date, date]:
    return given.decided, _starts(given)


def _order(post: tuple[Piece, Procedure]) -> tuple[date, date, date, str]:
    meta = post[0].article.meta
    return (*_rank(post[1]), meta.date, post[0].article.slug)
