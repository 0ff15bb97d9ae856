"""The site's two podcasts: their episodes, from the pieces and from the exported days."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.model.radio import DayRundown, ItemKind, Rendered
from pipeline.site import address, body, cards, feeds, pieces, podcast, words
from pipeline.site.content import Content
from pipeline.site.pieces import Piece
from pipeline.site.podcast import Episode, Show
from pipeline.site.shelf import Shelf

FOLDER = f"{address.AUDIO}chuong-trinh/"


@dataclass(frozen=True)
class Aired:
    """The exported days, and the folder output/broadcast that holds their files (None: programmes are not offered).

    ``until``: the aware time by which a programme must have ended to be offered.
    """

    days: tuple[DayRundown, ...]
    folder: Path | None
    until: datetime


@dataclass(frozen=True)
class Offered:
    """The podcasts, and the whole programmes that can be heard, newest first."""

    shows: tuple[Show, ...]
    programmes: tuple[Episode, ...]


def write(content: Content, aired: Aired, shelf: Shelf) -> Offered:
    """Write both podcasts with their chapters, programmes' files and pictures; return what they offer."""
    programmes = podcast.newest(_programme_episodes(content, aired, shelf))
    pairs = (
        (_pieces_show(content, shelf), tuple(_piece_episodes(content, shelf))),
        (_programmes_show(content, shelf), programmes),
    )
    for show, episodes in pairs:
        empty = pieces.moment(content.today, content.settings)
        shelf.write(show.path, podcast.write(show, episodes, content.settings, empty))
    return Offered(tuple(show for show, _ in pairs), programmes)


def _pieces_show(content: Content, shelf: Shelf) -> Show:
    settings = content.settings
    title = f"{settings.station.name}: các bài"
    image = cards.art("podcast-bai", ("Nghe", title, settings.site.name), shelf)
    return Show(podcast.PIECES, title, "Từng bài của đài, nghe riêng, có lời đọc.", address.LISTEN, image)


def _programmes_show(content: Content, shelf: Shelf) -> Show:
    settings = content.settings
    title = f"{settings.station.name}: chương trình hằng ngày"
    image = cards.art("podcast-chuong-trinh", ("Nghe lại", title, settings.site.name), shelf)
    return Show(podcast.PROGRAMMES, title, "Cả chương trình như phát trên loa.", address.SCHEDULE, image)


def _piece_episodes(content: Content, shelf: Shelf) -> Iterator[Episode]:
    site_url, name = content.settings.site.url, content.settings.station.name
    for piece in content.heard[: feeds.NEWEST]:
        sound, meta = piece.sound, piece.article.meta
        if sound is None:
            continue
        yield Episode(
            id=f"{site_url}/{piece.url}",
            title=meta.title,
            summary=f"{mark}. {meta.summary}" if (mark := content.mark(piece)) else meta.summary,
            url=piece.url,
            file=sound.file,
            size_bytes=sound.recording.size_bytes,
            length_s=sound.recording.duration_ms / 1000,
            published=pieces.moment(meta.date, content.settings),
            image=cards.art(piece.article.slug, (meta.kind.label, meta.title, name), shelf),
            text=sound.text,
            chapters=_chapters(sound.file, podcast.marks(meta.title, _headings(piece), sound.recording.cues), shelf),
            html=feeds.full_text(piece, content),
        )


def _programme_episodes(content: Content, aired: Aired, shelf: Shelf) -> Iterator[Episode]:
    by_slug = {piece.article.slug: piece for piece in content.pieces}
    for day in aired.days:
        for rendered in day.programmes:
            source = aired.folder / day.date.isoformat() / rendered.file if aired.folder else None
            if source and source.is_file() and _may_be_heard(rendered, by_slug, aired.until):
                episode = _programme(rendered, content, shelf)
                shelf.copy(source, episode.file)
                yield episode


def _may_be_heard(rendered: Rendered, by_slug: Mapping[str, Piece], until: datetime) -> bool:
    """Tell whether the programme has been aired whole and every piece in it is public."""
    programme = rendered.programme
    over = programme.starts_at + timedelta(seconds=rendered.duration_s) <= until
    return over and all(slug in by_slug for slug in programme.pieces)


def _programme(rendered: Rendered, content: Content, shelf: Shelf) -> Episode:
    programme, settings = rendered.programme, content.settings
    name = next((slot.name for slot in settings.slots if slot.id == programme.slot), programme.slot)
    file = f"{FOLDER}{programme.date.isoformat()}-{programme.slot}.mp3"
    told = [item.title for item in programme.items if item.kind is ItemKind.PIECE]
    starts = tuple(
        ((item.starts_at - programme.starts_at).total_seconds(), item.title)
        for item in programme.items
        if item.kind in (ItemKind.PIECE, ItemKind.GREETING, ItemKind.CLOSING)
    )
    episode = Episode(
        id=f"{settings.site.url}/{file}",
        title=f"{name}, {words.full_day(programme.date)}",
        summary="; ".join(told) or "Chương trình phát thanh của xã.",
        url=address.SCHEDULE,
        file=file,
        size_bytes=rendered.size_bytes,
        length_s=rendered.duration_s,
        published=programme.starts_at,
        image=cards.art(programme.slot, (name, settings.station.name, settings.site.name), shelf),
    )
    return replace(episode, chapters=_chapters(file, starts, shelf))


def _chapters(file: str, marks: tuple[podcast.Mark, ...], shelf: Shelf) -> str | None:
    if not marks:
        return None
    name = file.removesuffix(".mp3") + ".chapters.json"
    shelf.write(name, podcast.chapters(marks))
    return name


def _headings(piece: Piece) -> tuple[str, ...]:
    return tuple(body.plain(found) for found in re.findall(r"<h[2-4][^>]*>(.*?)</h[2-4]>", piece.html, re.S))
