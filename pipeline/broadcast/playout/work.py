"""What the runner airs: a file, its segments, and the row that each will leave in the log."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from pipeline import files
from pipeline.broadcast.asrun.rows import COUNTED, Evidence, Outcome, Row, of_item
from pipeline.broadcast.playout.rules import Span
from pipeline.model.radio import Item, Rendered

_STAMP = r"(?:(\d+):)?(\d\d):(\d\d)[.,](\d{3})"
_CUE = re.compile(rf"^{_STAMP}\s+-->\s+{_STAMP}", re.MULTILINE)


@dataclass(frozen=True)
class Segment:
    """A stretch of the file, in s from its start; ``row`` is what the log gets, still without what became of it.

    ``cues`` are the ends of its sentences, in s from the file's start: where it may be interrupted.
    """

    start_s: float
    end_s: float
    row: Row
    cues: tuple[float, ...] = ()


@dataclass(frozen=True)
class Work:
    """One file to air. ``name`` is ASCII."""

    name: str
    title: str
    path: Path
    segments: tuple[Segment, ...]

    @property
    def length_s(self) -> float:
        """Length of the file as promised."""
        return self.segments[-1].end_s

    def said_by(self, name: str) -> "Work":
        """Return the same work, begun by a person."""
        rows = [replace(s, row=s.row.model_copy(update={"by": name})) for s in self.segments]
        return replace(self, segments=tuple(rows))

    @property
    def spans(self) -> tuple[Span, ...]:
        """When each segment was promised."""
        return tuple(_span(segment) for segment in self.segments if segment.row.planned_at)


def of_programme(rendered: Rendered, folder: Path, *, output: Path, again: str = "") -> Work:
    """Return the work of an exported programme; ``output`` is where the pieces' transcripts lie.

    ``again`` names a further, unplanned airing of it, so that its rows are not the promised ones.
    """
    programme = rendered.programme
    segments = tuple(_segment(rendered, index, output, again) for index in range(len(programme.items)))
    name = f"{programme.date.isoformat()}-{programme.slot}"
    return Work(name, programme.title or programme.slot, folder / rendered.file, segments)


def single(path: Path, row: Row, *, length_s: float, name: str, cues: tuple[float, ...] = ()) -> Work:
    """Return the work of one recording: a fallback, a notice, an emergency."""
    return Work(name, row.title, path, (Segment(0.0, length_s, row, cues),))


def blank(kind: str, title: str, *, key: str, day: date, article: str | None = None) -> Row:
    """Return the row of something unplanned, before anything is known of its airing."""
    return Row(
        key=key, day=day, kind=kind, title=title, article=article, planned=False, by="loa play",
        evidence=Evidence.PLAYOUT, outcome=Outcome.MISSED,
    )  # fmt: skip


def missed(
    rows: Sequence[Row], why: str, *, outcome: Outcome = Outcome.MISSED, by: str = "loa play"
) -> tuple[Row, ...]:
    """Return the rows as not aired, and why."""
    said = {"outcome": outcome, "reason": why, "evidence": Evidence.PLAYOUT, "by": by}
    return tuple(row.model_copy(update=said) for row in rows)


def rows_of(rendered: Rendered) -> tuple[Row, ...]:
    """Return the promised rows of a programme and the hash of its sound, before anything is known of its airing."""
    said = {"by": "loa play", "evidence": Evidence.PLAYOUT, "outcome": Outcome.MISSED, "sha256": rendered.sha256}
    day, slot = rendered.programme.date, rendered.programme.slot
    items = enumerate(rendered.programme.items)
    return tuple(of_item(item, index, day=day, slot=slot, **said) for index, item in items)


def recording_length(path: Path) -> float:
    """Return a recording's length in s; 0 when it is no audio."""
    import mutagen

    try:
        found = mutagen.File(path)
    except (mutagen.MutagenError, OSError):
        return 0.0
    return float(found.info.length) if found is not None and found.info else 0.0


def sentence_ends(recording: Path) -> tuple[float, ...]:
    """Return the ends of the sentences of a recording, in s, from the WebVTT beside it; none where there is none."""
    transcript = recording.with_suffix(".vtt")
    if not transcript.is_file():
        return ()
    found = _CUE.finditer(files.read_text(transcript))
    return tuple(int(m[5] or 0) * 3600 + int(m[6]) * 60 + int(m[7]) + int(m[8]) / 1000 for m in found)


def _segment(rendered: Rendered, index: int, output: Path, again: str) -> Segment:
    programme = rendered.programme
    item = programme.items[index]
    start = (item.starts_at - programme.starts_at).total_seconds()
    row = rows_of(rendered)[index]
    if again:
        row = row.model_copy(update={"key": f"{row.key}/{again}", "planned": False})
    return Segment(start, start + item.duration_s, row, tuple(start + cue for cue in _cues(item, output)))


def _cues(item: Item, output: Path) -> tuple[float, ...]:
    recording = files.inside(output, item.audio) if item.audio else None
    return sentence_ends(recording) if recording else ()


def _span(segment: Segment) -> Span:
    start = segment.row.planned_at
    assert start is not None
    return Span(start, start + timedelta(seconds=segment.end_s - segment.start_s), segment.row.kind in COUNTED)
