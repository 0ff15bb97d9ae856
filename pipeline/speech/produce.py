"""A spoken piece becomes MP3, WebVTT and JSON in output/audio. The JSON comes last and vouches for the others."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from pipeline import files
from pipeline.model.article import Article
from pipeline.model.audio import Recording
from pipeline.settings import Speech, Station
from pipeline.speech import mastering
from pipeline.speech.mastering import master
from pipeline.speech.studio import Spoken
from pipeline.speech.tags import Tags
from pipeline.speech.transcript import recording_from_json, recording_json, webvtt


def key_of(article: Article, source: str, *, settings: Speech, station: Station) -> str:
    """Return the hash of all that a piece's MP3 depends on; ``source`` is that of its sound (Studio.source)."""
    loudness = settings.loudness_lufs, settings.true_peak_dbtp
    what = article.slug, _said(article, station), source, loudness, mastering.VERSION
    return hashlib.sha256(json.dumps(what, ensure_ascii=False).encode()).hexdigest()


def is_current(folder: Path, slug: str, key: str) -> Recording | None:
    """Return the recording in ``folder`` when it was made from ``key`` and its files are whole, else None."""
    mp3, vtt, about = (folder / f"{slug}{suffix}" for suffix in (".mp3", ".vtt", ".json"))
    try:
        recording, made_from = recording_from_json(about.read_text("utf-8"))
        whole = made_from == key and files.sha256(mp3) == recording.sha256
        return recording if whole and vtt.read_text("utf-8") == webvtt(recording.cues) else None
    except (OSError, ValueError):
        return None


def current_of(
    article: Article, sources: Iterable[str], folder: Path, *, settings: Speech, station: Station
) -> Recording | None:
    """Return the recording in ``folder`` when it was made from one of ``sources`` (Studio.sources), else None.

    So a piece that a better voice spoke is kept while that voice is out of order.
    """
    keys = (key_of(article, source, settings=settings, station=station) for source in sources)
    return next(filter(None, (is_current(folder, article.slug, key) for key in keys)), None)


def produce(article: Article, spoken: Spoken, folder: Path, *, settings: Speech, station: Station) -> Recording:
    """Master a spoken piece for page and podcast into ``folder``, unless what is there is current.

    Raises MachineError when a file cannot be written; then the older recording, if any, stays known by its JSON.
    """
    key = key_of(article, spoken.source, settings=settings, station=station)
    if (current := is_current(folder, article.slug, key)) is not None:
        return current
    mp3 = folder / f"{article.slug}.mp3"
    transcript = "\n".join(cue.text for cue in spoken.cues)
    title, artist, album, day = _said(article, station)
    tags = Tags(title=title, artist=artist, album=album, date=day, transcript=transcript)
    loudness = master(spoken.pcm, mp3, profile="web", settings=settings, tags=tags)
    recording = Recording(
        slug=article.slug,
        title=article.title,
        file=PurePosixPath(mp3.name),
        duration_ms=spoken.pcm.duration_ms,
        pcm_ms=spoken.pcm.duration_ms,
        size_bytes=mp3.stat().st_size,
        sha256=files.sha256(mp3),
        loudness=loudness,
        voice=spoken.voice,
        cues=spoken.cues,
    )
    files.write_text(mp3.with_suffix(".vtt"), webvtt(spoken.cues))
    files.write_text(mp3.with_suffix(".json"), recording_json(recording, key=key))
    return recording


def _said(article: Article, station: Station) -> tuple[str, str, str, str]:
    """Return title, artist, album and date as ID3 has them."""
    return article.title, station.name, f"Bản tin {station.commune}", article.meta.date.isoformat()
