"""An emergency under way: how often it was read, and whether it goes on."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.broadcast.asrun.rows import EMERGENCY, Row
from pipeline.broadcast.playout import work
from pipeline.broadcast.playout.inbox import Emergency
from pipeline.broadcast.playout.work import Work

CUT_WHY = "nhường tin khẩn cấp"


@dataclass
class Alert:
    """One emergency: how many readings were tried and were whole, and when (monotonic s) the next may begin."""

    emergency: Emergency
    path: Path
    tried: int = 0
    whole: int = 0
    next_at: float = 0.0
    cancelled: str | None = None

    @property
    def prefix(self) -> str:
        """What the keys of its readings begin with."""
        return f"khan-cap/{self.emergency.id}/"

    def over(self, now: datetime) -> bool:
        """Tell whether no reading follows."""
        said = self.whole >= self.emergency.repeats or self.cancelled is not None
        return said or now >= self.emergency.expires_at

    def reading(self, now: datetime) -> Work:
        """Return the next reading. Its length is 0 when the sound is missing or damaged."""
        sound = self.path.parent / Path(self.emergency.file).name
        return work.single(sound, self.row(now), length_s=work.recording_length(sound), name="khan-cap")

    def row(self, now: datetime) -> Row:
        """Return the row of the next reading, before anything is known of it."""
        e = self.emergency
        row = work.blank(EMERGENCY, e.title, key=f"{self.prefix}{self.tried + 1}", day=now.date(), article=e.article)
        return row.model_copy(update={"by": e.by, "reason": e.reason})
