"""A programme's sounds laid end to end (pydub), and its rundown retimed to what is really heard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from pipeline.errors import RequestError
from pipeline.model.audio import Pcm
from pipeline.model.radio import Item, ItemKind, Programme

RESERVE_MS = 300  # an MP3 encoder pads the end by a few frames of 26 ms: the slot must still hold it
_PIECES = (ItemKind.PIECE, ItemKind.FALLBACK)


@dataclass(frozen=True)
class Assembled:
    """One programme as sound, its items at the offsets at which they are heard, and what had to be left out."""

    pcm: Pcm
    programme: Programme
    dropped: tuple[str, ...] = ()


def assemble(programme: Programme, sounds: Callable[[Item], Pcm], *, gap_ms: int) -> Assembled:
    """Lay the items' sounds end to end, ``gap_ms`` of silence between them.

    All sounds must have one rate. Where the recordings became longer than planned, the last pieces are
    left out, so that the slot is never overrun. Raises RequestError when even the greeting does not fit.
    """
    heard = [(item, sounds(item)) for item in programme.items]
    kept, dropped = _fitted(programme, heard, gap_ms)
    if not kept:
        raise RequestError(f"chương trình {programme.key} không có âm thanh nào để phát")
    pcm, offsets = _joined([sound for _, sound in kept], gap_ms)
    items = tuple(_moved(programme, item, sound, at) for (item, sound), at in zip(kept, offsets, strict=True))
    told = programme.model_copy(update={"items": items, "filled_s": pcm.duration_ms / 1000, "frozen": True})
    return Assembled(pcm, told, dropped)


def _fitted(
    programme: Programme, heard: Sequence[tuple[Item, Pcm]], gap_ms: int
) -> tuple[list[tuple[Item, Pcm]], tuple[str, ...]]:
    kept, dropped = list(heard), []
    while _length_ms(kept, gap_ms) > programme.capacity_s * 1000 - RESERVE_MS:
        last = max((n for n, (item, _) in enumerate(kept) if item.kind in _PIECES), default=None)
        if last is None:
            raise RequestError(f"chương trình {programme.key}: lời chào và lời kết đã dài hơn cả khung")
        slug = kept[last][0].article
        dropped.append(kept[last][0].title)
        kept = [pair for pair in kept if pair[0].article != slug]
    return kept, tuple(dropped)


def _length_ms(heard: Sequence[tuple[Item, Pcm]], gap_ms: int) -> int:
    return sum(sound.duration_ms + gap_ms for _, sound in heard) - gap_ms


def _joined(sounds: Sequence[Pcm], gap_ms: int) -> tuple[Pcm, list[int]]:
    """Return the whole and the offset of each sound in it, in ms."""
    from pydub import AudioSegment

    rate = sounds[0].rate
    if any(sound.rate != rate for sound in sounds):
        raise ValueError("sounds of one programme must have one sample rate")
    gap = AudioSegment.silent(duration=gap_ms, frame_rate=rate)
    whole = AudioSegment.empty().set_frame_rate(rate)
    offsets: list[int] = []
    for number, sound in enumerate(sounds):
        whole = whole + gap if number else whole
        offsets.append(round(whole.frame_count() / rate * 1000) if number else 0)
        segment = AudioSegment(sound.samples, sample_width=2, frame_rate=rate, channels=1)
        whole = whole + segment if number else segment
    return Pcm(whole.raw_data, rate), offsets


def _moved(programme: Programme, item: Item, sound: Pcm, offset_ms: int) -> Item:
    starts = programme.starts_at + timedelta(milliseconds=offset_ms)
    return item.model_copy(update={"starts_at": starts, "duration_s": sound.duration_ms / 1000})
