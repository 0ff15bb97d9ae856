"""The shows of the days at hand: read anew when a package changes, checked ahead, queued when their time comes."""

from collections import deque
from collections.abc import Callable
from datetime import date, timedelta

from pipeline.broadcast.asrun.rows import Outcome
from pipeline.broadcast.playout import shows, work
from pipeline.broadcast.playout.clock import Agenda
from pipeline.broadcast.playout.shows import Show
from pipeline.broadcast.playout.station import CUE, Station
from pipeline.errors import LoaError, MachineError


class Timetable:
    """``waiting`` holds the shows whose time has come, in order. ``busy`` tells the key of the show on the air."""

    def __init__(self, station: Station, agenda: Agenda, *, busy: Callable[[], str | None]) -> None:
        self.shows: tuple[Show, ...] = ()
        self.waiting: deque[Show] = deque()
        self._station = station
        self._agenda = agenda
        self._busy = busy
        self._book = station.book
        self._handled: set[str] = set()
        self._signature: object = None
        self._since = date.max

    def start(self) -> None:
        """Read the days since the playout last wrote, and record what was missed in them."""
        self._since = self._book.first_day(self._book.clock.now().date())
        self._book.read(self._since)
        self._book.resume()
        self._reload(first=self._since)

    def find(self, key: str) -> Show | None:
        """Return the show with that key, as its package is now."""
        return next((show for show in self.shows if show.key == key), None)

    def following(self, *, besides: Show | None = None) -> Show | None:
        """Return the next show that has not begun."""
        now = self._book.clock.now()
        left = (show for show in self.shows if show.starts_at > now and show.key not in self._handled)
        return next((show for show in left if besides is None or show.key != besides.key), None)

    def drop(self, show: Show) -> None:
        """Take a show out of the queue."""
        self.waiting = deque(other for other in self.waiting if other.key != show.key)

    def handled(self, show: Show) -> None:
        """Note that a show is over, whatever became of it."""
        self._handled.add(show.key)

    def miss(self, show: Show, why: str, *, outcome: Outcome = Outcome.MISSED) -> None:
        """Record what is left of a show as not aired, and why."""
        left = [row for row in show.rows if not self._book.is_settled(row)]
        self._book.write(work.missed(left, why, outcome=outcome))
        self.handled(show)

    def _reload(self, first: date | None = None) -> None:
        now, place = self._book.clock.now(), self._station.broadcast
        begin = first or max(min(self._since, now.date()), now.date() - timedelta(days=1))
        days = (now.date() - begin).days + 2
        signature = (begin, days, shows.signature(place, first=begin, days=days))
        if signature != self._signature:
            self._signature = signature
            self._book.read(begin)
            self.shows = shows.load(self._station.settings, place, first=begin, days=days)
            self._handled &= {show.key for show in self.shows}
        for show in self.shows:
            self._enter(show)
        self._agenda.at(now + timedelta(seconds=self._station.reload_s), "reload", self._reload)

    def _enter(self, show: Show) -> None:
        """Put a show into the agenda, or record that its time went by."""
        now = self._book.clock.now()
        if show.key in (*self._handled, self._busy()) or any(show.key == other.key for other in self.waiting):
            return
        if all(self._book.is_settled(row) for row in show.rows):
            self.handled(show)
        elif show.ends_at <= now:
            self.miss(show, "máy phát không chạy vào giờ này")
        else:
            preroll = show.starts_at - timedelta(seconds=self._station.settings.playout.preroll_s)
            self._agenda.at(preroll, f"preroll {show.key} {show.starts_at}", lambda: self._preroll(show))
            self._agenda.at(show.starts_at - CUE, f"cue {show.key} {show.starts_at}", lambda: self._cue(show))

    def _cue(self, planned: Show) -> None:
        show = self.find(planned.key)
        moved = show is None or show.starts_at != planned.starts_at
        if show and not moved and show.key not in (*self._handled, self._busy()) and show not in self.waiting:
            self.waiting.append(show)

    def _preroll(self, planned: Show) -> None:
        """Check file and player some minutes ahead; have a bad file made again."""
        show = self.find(planned.key)
        if show is None or show.starts_at != planned.starts_at or show.key in self._handled:
            return
        if trouble := shows.problem(show):
            self._book.trouble(f"trước giờ phát: {trouble}")
            self._rebuild(show)
        try:
            self._station.player.check()
        except MachineError as error:
            self._book.trouble(f"trước giờ phát {show.title}: {error}")

    def _rebuild(self, show: Show) -> None:
        rebuild = self._station.hooks.rebuild
        if rebuild is None:
            return

        def job() -> None:
            try:
                rebuild(show.day)
            except (LoaError, OSError) as error:
                self._book.trouble(f"không làm lại được chương trình {show.title}: {error}", note=False)

        self._station.hooks.background(job)
