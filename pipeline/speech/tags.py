"""What an MP3 says of itself: ID3v2.3, which old players read too."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mutagen import id3 as _mutagen

_id3: Any = _mutagen  # mutagen has no types
_UTF16 = 1


@dataclass(frozen=True)
class Chapter:
    """A part of a recording with its title, in ms."""

    start_ms: int
    end_ms: int
    title: str


@dataclass(frozen=True)
class Tags:
    """What ID3 says of a file. ``date`` is ISO; ``transcript`` the written text."""

    title: str
    artist: str
    album: str
    date: str
    transcript: str = ""
    chapters: tuple[Chapter, ...] = ()


def write_tags(path: Path, tags: Tags) -> None:
    """Put the tags before the sound of the MP3 at ``path``, in place of any it has."""
    header = _id3.ID3()
    texts = {"TIT2": tags.title, "TPE1": tags.artist, "TALB": tags.album, "TDRC": tags.date, "TLAN": "vie"}
    for frame, text in ((frame, text) for frame, text in texts.items() if text):
        header.add(getattr(_id3, frame)(encoding=_UTF16, text=text))
    if tags.transcript:
        header.add(_id3.USLT(encoding=_UTF16, lang="vie", desc="", text=tags.transcript))
    for frame in _chapters(tags.chapters):
        header.add(frame)
    header.update_to_v23()
    header.save(path, v2_version=3)


def _chapters(chapters: tuple[Chapter, ...]) -> list[Any]:
    """Return the frames of https://id3.org/id3v2-chapters-1.0; none when there are no chapters."""
    names = [f"chp{index}" for index in range(len(chapters))]
    ordered = _id3.CTOCFlags.TOP_LEVEL | _id3.CTOCFlags.ORDERED
    contents = [_id3.CTOC(element_id="toc", flags=ordered, child_element_ids=names, sub_frames=[])] if names else []
    return contents + [
        _id3.CHAP(
            element_id=name,
            start_time=one.start_ms,
            end_time=one.end_ms,
            start_offset=0xFFFFFFFF,
            end_offset=0xFFFFFFFF,
            sub_frames=[_id3.TIT2(encoding=_UTF16, text=one.title)],
        )
        for name, one in zip(names, chapters, strict=True)
    ]
