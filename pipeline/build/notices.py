"""Each slot's recorded notice: what playout airs when a programme cannot be had."""

import hashlib
import json
from datetime import date

from pipeline import files
from pipeline.broadcast import planning
from pipeline.build.programmes import Desk
from pipeline.speech import mastering
from pipeline.speech.script import script_of_text
from pipeline.speech.tags import Tags

FOLDER = "notices"  # under output/broadcast: <slot>.mp3, and <slot>.json that says what it was made from


def make_notices(desk: Desk, first: date, days: int) -> int:
    """Record the notice of every slot that occurs in these days, where it changed; return how many were made."""
    texts = {
        place.slot: planning.spoken_texts(desk.project.settings, place).notice
        for place in planning.occurrences(desk.project.settings, first, days)
    }
    return sum(_make(desk, slot, text) for slot, text in sorted(texts.items()))


def _make(desk: Desk, slot: str, text: str) -> bool:
    speech, station = desk.project.settings.speech, desk.project.settings.station
    folder = desk.project.broadcast / FOLDER
    mp3, about = folder / f"{slot}.mp3", folder / f"{slot}.json"
    source = desk.studio.source(script_of_text(text, desk.reader, pauses=speech.pauses))
    made_from = (source, station.name, speech.loudness_lufs, speech.true_peak_dbtp, mastering.VERSION)
    key = hashlib.sha256(json.dumps(made_from).encode()).hexdigest()
    if mp3.is_file() and about.is_file() and json.loads(about.read_text("utf-8")).get("key") == key:
        return False
    tags = Tags(title="Thông báo", artist=station.name, album=station.name, date="", transcript=text)
    mastering.master(desk.speak([text])[text].pcm, mp3, profile="horn", settings=speech, tags=tags)
    files.write_text(about, json.dumps({"key": key, "text": text}, ensure_ascii=False) + "\n")
    return True
