"""An emergency under way: how often it was read, whether it goes on, and what its rows say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.broadcast.asrun import sounds
from pipeline.broadcast.asrun.rows import EMERGENCY, Entry, Outcome, Row
from pipeline.broadcast.playout import inbox, rules, work
from pipeline.broadcast.playout.book import Book
from pipeline.broadcast.playout.inbox import Answer, Emergency, Request
from pipeline.broadcast.playout.work import Work
from pipeline.errors import MachineError
from pipeline.settings import Policy

CUT_WHY = "nhường tin khẩn cấp"


@dataclass
class Alert:
    """One emergency, whose request is the file ``path``: how many readings were tried and were whole.

    The next may begin at ``next_at`` (monotonic s). ``failing`` is why the last one gave up, ``sha256`` that of its
    sound once it is kept, ``said`` the last answer to whoever posted it.
    """

    emergency: Emergency
    path: Path
    tried: int = 0
    whole: int = 0
    next_at: float = 0.0
    cancelled: str | None = None
    failing: str = ""
    sha256: str = ""
    said: Answer | None = None

    @classmethod
    def recall(cls, path: Path, emergency: Emergency, entries: Iterable[Entry]) -> "Alert":
        """Return it with the readings that the log's ``entries`` tell of, from before a restart too."""
        alert = cls(emergency, path)
        rows = [e.row for e in entries if e.row.key.startswith(alert.prefix)]
        alert.tried = len(rows)
        alert.whole = sum(row.outcome in (Outcome.AIRED, Outcome.DELIVERED) for row in rows)
        return alert

    @property
    def prefix(self) -> str:
        """What the keys of its readings begin with."""
        return f"khan-cap/{self.emergency.id}/"

    @property
    def sound(self) -> Path:
        """Its sound in the inbox."""
        return self.path.parent / Path(self.emergency.file).name

    def over(self, now: datetime) -> bool:
        """Tell whether no reading follows."""
        said = self.whole >= self.emergency.repeats or self.cancelled is not None
        return said or now >= self.emergency.expires_at

    def keep(self, book: Book) -> None:
        """Keep its sound beside the log as evidence of what was said; told, and no more, when it cannot be kept."""
        try:
            self.sha256 = sounds.keep(book.log.folder, self.sound)
        except (MachineError, OSError) as error:
            book.trouble(f"không giữ được âm thanh của tin khẩn cấp “{self.emergency.title}”: {error}")

    def reading(self, now: datetime, policy: Policy) -> Work:
        """Return the next reading. Its length is 0 when the sound is missing or damaged."""
        length_s = work.recording_length(self.sound)
        row = self.row(now)
        if why := rules.may_air(policy, now, now + timedelta(seconds=length_s)):
            row = row.model_copy(update={"reason": f"{row.reason}; tin khẩn cấp, phát ngoài giờ thường: {why}"})
        return work.single(self.sound, row, length_s=length_s, name="khan-cap")

    def row(self, now: datetime) -> Row:
        """Return the row of the next reading, before anything is known of it."""
        e = self.emergency
        row = work.blank(EMERGENCY, e.title, key=f"{self.prefix}{self.tried + 1}", day=now.date(), article=e.article)
        said = {"by": e.by, "reason": e.reason, "approved_by": e.approved_by, "sha256": self.sha256}
        return row.model_copy(update=said)

    def answer(self, said: Answer) -> None:
        """Tell whoever posted it, when there is something new."""
        if said != self.said:
            self.said = said
            inbox.answer(self.path, said)

    def close(self, book: Book) -> None:
        """Be done with it: its request goes; one that was never tried leaves a row that says why."""
        if not self.tried:
            why = self.cancelled or "hết hạn trước khi phát được"
            book.write(work.missed([self.row(book.clock.now())], why))
        inbox.remove(self.path, Request(emergency=self.emergency))
