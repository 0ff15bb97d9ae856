"""The playout's time: an injected clock, and an agenda of dated jobs on the ``schedule`` package."""

import functools
import time
from collections.abc import Callable
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

import schedule


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """Return the time of day, aware. It may jump when somebody sets the clock."""

    def monotonic(self) -> float:
        """Return seconds that never jump."""

    def sleep(self, seconds: float) -> None:
        """Let ``seconds`` pass."""


class SystemClock:
    """The machine's clock, in the station's zone."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def now(self) -> datetime:
        """As the Protocol says."""
        return datetime.now(self._zone)

    def monotonic(self) -> float:
        """As the Protocol says."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """As the Protocol says."""
        time.sleep(seconds)


class Agenda(schedule.Scheduler):
    """Dated jobs. ``schedule`` reads naive local time; here each job is due by the injected, aware clock."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock

    def at(self, when: datetime, tag: str, work: Callable[[], None]) -> None:
        """Do ``work`` once, at ``when`` or as soon after as the agenda is asked. No tag is in the agenda twice."""
        if not self.get_jobs(tag):
            self.jobs.append(_Once(when, tag, work, self))

    def next_due(self) -> datetime | None:
        """Return when the next job is due."""
        return min((job.next_run for job in self.jobs if job.next_run), default=None)


class _Once(schedule.Job):
    """A job that is due at one aware time, and then gone."""

    def __init__(self, when: datetime, tag: str, work: Callable[[], None], agenda: Agenda) -> None:
        super().__init__(1, agenda)
        self.unit = "days"
        self.tag(tag)
        self.next_run = when
        self._agenda = agenda
        self.job_func = functools.partial(self._leave_and, work)

    @property
    def should_run(self) -> bool:
        """True once its time has come."""
        return self.next_run is not None and self._agenda.clock.now() >= self.next_run

    def _leave_and(self, work: Callable[[], None]) -> None:
        """Leave the agenda first: what ``work`` puts in under the same tag must stay."""
        self._agenda.cancel_job(self)
        work()
