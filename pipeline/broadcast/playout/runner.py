"""Airs one work from a segment on, records each segment as it ends, and brings a dead player back."""

from datetime import datetime, timedelta
from typing import Literal

from pipeline.broadcast.asrun.rows import Evidence, Outcome, Row
from pipeline.broadcast.players.contract import Playback, Player, Sound
from pipeline.broadcast.playout.book import Book
from pipeline.broadcast.playout.clock import Clock
from pipeline.broadcast.playout.rules import sentence_end
from pipeline.broadcast.playout.work import Segment, Work
from pipeline.errors import MachineError

RESUME_S = 30.0  # a player away for longer: the programme goes on by the clock instead
_OVERLAP_S = 2.0  # said again after an outage: what was under way when the player died may be lost
_RETRY_S = 1.0
_TOUCH_S = 1.0
_EPS_S = 0.05
_SHORT_S = 1.0  # a file may be shorter than promised by this much
_LEAD_S = 0.7  # what a player was fed already cannot be taken back

Where = Literal["sentence", "item", "now"]


class Runner:
    """One airing of a work. Ask ``tick`` often; when ``finished``, ``index`` is the next segment not recorded."""

    def __init__(self, work: Work, player: Player, book: Book, *, first: int = 0, delay_s: float = 0.0) -> None:
        self.work = work
        self.index = first
        self.finished = False
        self.cut_why: str | None = None
        self.gave_up: str | None = None
        self.outcome: Outcome | None = None  # of the last segment recorded
        self._player = player
        self._book = book
        self._base = self._joined = work.segments[first].start_s
        self._playback: Playback | None = None
        self._began_wall: datetime | None = None
        self._segment_began: datetime | None = None
        self._away_since: float | None = None
        self._away_why = ""
        self._away_s = 0.0
        self._retry_at = 0.0
        self._touched = -1.0
        self._begin(delay_s)

    @property
    def position_s(self) -> float:
        """How far the work is out, in s from the file's start, as the player says."""
        return self._base + (self._playback.position_s if self._playback else 0.0)

    @property
    def segment(self) -> Segment | None:
        """The segment that sounds or comes next."""
        return self.work.segments[self.index] if self.index < len(self.work.segments) else None

    @property
    def sounding(self) -> bool:
        """True while the player has begun and not ended."""
        return self._playback is not None and self._playback.began is not None and not self._playback.ended

    @property
    def trouble(self) -> str | None:
        """Why nothing sounds though it should; None when nothing is wrong."""
        return None if self._away_since is None or self.sounding else self._away_why

    def due_s(self) -> float:
        """Return how long nothing is to be done, in s, as far as can be known."""
        if self._playback is None or self.segment is None:
            return _RETRY_S
        return max(0.02, self.segment.end_s - self.position_s)

    def tick(self) -> None:
        """Record what has ended; note what sounds; deal with a player that died."""
        if self.finished:
            return
        if self._playback is None:
            self._retry()
            return
        failed, ended = self._playback.failed, self._playback.ended
        self._note_begin()
        self._advance(self.position_s)
        if failed:
            self._lost(failed)
        elif ended:
            self._close()
        else:
            self._touch()

    def cut(self, why: str, *, where: Where, fade_s: float = 0.0) -> None:
        """Let it end after the sentence, after the item, or now; a sentence's end is known only from a transcript."""
        if self.cut_why is not None and where != "now":
            return
        self.cut_why = why
        if self._playback is None:
            self._close()
        elif where == "now" or self._playback.began is None:
            self._playback.stop(fade_s=fade_s)
        else:
            self._playback.stop(at_s=self._break_after(where) - self._base, fade_s=fade_s)

    def remaining_in_item_s(self) -> float:
        """Return how long the item that sounds still takes, in s."""
        return max(0.0, self.segment.end_s - self.position_s) if self.segment else 0.0

    def _break_after(self, where: Where) -> float:
        earliest = self.position_s + _LEAD_S
        segment = next((s for s in self.work.segments if s.end_s >= earliest), self.work.segments[-1])
        if segment.start_s >= earliest:
            return earliest  # in the pause before an item
        cue = sentence_end(segment.cues, earliest) if where == "sentence" else None
        return segment.end_s if cue is None else min(cue, segment.end_s)

    def _begin(self, delay_s: float = 0.0) -> None:
        sound = Sound(self.work.path, self.work.name, self.work.length_s - self._base, self._base)
        try:
            self._playback = self._player.start(sound, delay_s=delay_s)
            self._began_wall = None
        except MachineError as error:
            self._lost(str(error))

    def _note_begin(self) -> None:
        """Learn when the sound began, from the player."""
        assert self._playback is not None
        began = self._playback.began
        if self._began_wall is None and began is not None:
            clock = self._clock
            self._began_wall = clock.now() - timedelta(seconds=clock.monotonic() - began)
        if self._away_since is not None and self._playback.position_s > _OVERLAP_S:
            self._away_s += (began or 0.0) - self._away_since
            self._away_since = None

    def _advance(self, position: float) -> None:
        while self.segment and position >= self.segment.end_s - _EPS_S:
            self._record(Outcome.AIRED, self.segment.end_s)

    def _close(self) -> None:
        """Record what the end left: a whole item, a cut one, or nothing when it had not begun."""
        position, segment = self.position_s, self.segment
        if segment and position > segment.start_s + _EPS_S and self._began_wall:
            whole = self.cut_why is None and position >= segment.end_s - _SHORT_S
            self._record(Outcome.AIRED if whole else Outcome.PARTIAL, position)
        self._finish()

    def _lost(self, why: str) -> None:
        """The player died: begin again a little before, or give up after RESUME_S."""
        now = self._clock.monotonic()
        position = self.position_s
        first = self._away_since is None
        since = self._away_since = now if self._away_since is None else self._away_since
        self._away_why = why
        self._book.trouble(f"máy phát hỏng: {why}", note=first)
        if self.cut_why is not None or now - since > RESUME_S:
            self.gave_up = None if self.cut_why is not None else why
            self._close()
            return
        if self._playback is not None:
            start = self.segment.start_s if self.segment else 0.0
            self._base = min(position, max(start, position - _OVERLAP_S, self._joined))
            self._playback = None
        self._retry_at = now if first else now + _RETRY_S

    def _retry(self) -> None:
        if self._clock.monotonic() >= self._retry_at:
            self._begin()

    def _record(self, outcome: Outcome, end_s: float) -> None:
        self._book.write([self._row(outcome, end_s)])
        self.outcome = outcome
        self.index += 1
        self._segment_began = None
        self._away_s = 0.0
        self._touched = -1.0

    def _touch(self) -> None:
        """Note what sounds, each second, for a restart after a crash."""
        segment, position, now = self.segment, self.position_s, self._clock.monotonic()
        recent = self._touched >= 0 and now - self._touched < _TOUCH_S
        if segment is None or position <= segment.start_s or recent:
            return
        first, self._touched = self._touched < 0, now
        row = self._row(Outcome.PARTIAL, position)
        self._book.touch(row.model_copy(update={"reason": "máy dừng đột ngột; đã phát ít nhất đến đây"}), sure=first)

    def _row(self, outcome: Outcome, end_s: float) -> Row:
        """Return the current segment's row: what sounded of it, when, and who says so."""
        segment = self.work.segments[self.index]
        start_s = max(segment.start_s, self._joined)
        if self._segment_began is None:
            self._segment_began = self._heard(start_s)
        said = {
            "started_at": self._segment_began, "ended_at": self._heard(end_s), "seconds": round(end_s - start_s, 2),
            "player": self._player.name, "evidence": Evidence.PLAYER, "outcome": outcome,
            "reason": "; ".join(filter(None, (segment.row.reason, self._reason(outcome)))),
        }  # fmt: skip
        if not self._player.confirms:
            said |= {"outcome": Outcome.DELIVERED, "evidence": Evidence.PLAYOUT}
        return segment.row.model_copy(update=said)

    def _reason(self, outcome: Outcome) -> str:
        parts = [self.cut_why or self.gave_up or "tệp ngắn hơn phiếu phát"] if outcome is Outcome.PARTIAL else []
        if self._away_s >= 0.5:
            parts.append(f"máy phát đứt {self._away_s:.1f} giây, đã phát tiếp từ chỗ dở".replace(".", ","))
        if not self._player.confirms:
            parts.append("đã giao tệp, chưa có ai xác nhận đã phát")
        return "; ".join(parts)

    def _heard(self, offset_s: float) -> datetime:
        began = self._began_wall or self._clock.now()
        return began + timedelta(seconds=offset_s - self._base)

    def _finish(self) -> None:
        self.finished = True
        if self._playback and not self._playback.ended:
            self._playback.stop()
        self._playback = None
        self._book.touch(None)

    @property
    def _clock(self) -> Clock:
        return self._book.clock
