"""What the playout is doing, as values for the status page and for ``/health``."""

from datetime import datetime, timedelta

from pipeline.broadcast.asrun.rows import Entry
from pipeline.broadcast.asrun.words import OUTCOMES
from pipeline.broadcast.playout.alerts import Alert
from pipeline.broadcast.playout.daemon import Daemon
from pipeline.broadcast.playout.shows import Show
from pipeline.model.article import Frozen

SICK = timedelta(minutes=10)  # an error stays on the page this long


class Line(Frozen):
    """An item of today's rundown and what became of it."""

    title: str
    starts_at: datetime
    state: str = ""
    now: bool = False


class Card(Frozen):
    """A show of today."""

    key: str
    title: str
    starts_at: datetime
    ends_at: datetime
    items: tuple[Line, ...] = ()


class Snapshot(Frozen):
    """The state at ``at``. ``healthy`` is false while rows wait for the disk, an error is recent or a warning stands.

    ``warnings`` are what stays wrong until somebody mends it.
    """

    at: datetime
    station: str
    healthy: bool
    on_air: str | None = None
    item: str | None = None
    item_left_s: float = 0.0
    emergency: str | None = None
    paused: str | None = None
    held: str | None = None
    next_title: str | None = None
    next_at: datetime | None = None
    warnings: tuple[str, ...] = ()
    last_error: str = ""
    last_error_at: datetime | None = None
    rows_waiting: int = 0
    player: str = ""
    today: tuple[Card, ...] = ()


def take(daemon: Daemon) -> Snapshot:
    """Return the daemon's state now."""
    now, book, stage = daemon.clock.now(), daemon.book, daemon.stage
    runner, on = daemon.runner, stage.on_air
    following = stage.timetable.following()
    recent = book.last_error_at is not None and now - book.last_error_at < SICK
    alert = daemon.reader.current
    return Snapshot(
        at=now, station=daemon.station.settings.station.name, player=daemon.station.player.name,
        healthy=not (book.waiting or recent or book.standing), warnings=tuple(book.standing),
        on_air=runner.work.title if runner else None,
        item=runner.segment.row.title if runner and runner.segment else None,
        item_left_s=round(runner.remaining_in_item_s(), 1) if runner else 0.0,
        emergency=_urgent(alert) if alert else None,
        paused=on.paused if on and not runner else None,
        held=stage.held[1] if stage.held else None,
        next_title=following.title if following else None, next_at=following.starts_at if following else None,
        last_error=book.last_error if recent else "", last_error_at=book.last_error_at if recent else None,
        rows_waiting=len(book.waiting),
        today=tuple(_card(show, daemon) for show in stage.timetable.shows if show.day == now.date()),
    )  # fmt: skip


def _urgent(alert: Alert) -> str:
    failing = alert.said.why if alert.said and alert.said.state == "failing" else ""
    return alert.emergency.title + (f": CHƯA phát được, {failing}" if failing else "")


def _card(show: Show, daemon: Daemon) -> Card:
    known, stage = daemon.book.known, daemon.stage
    on = stage.on_air if stage.runner and stage.on_air and stage.on_air.show.key == show.key else None
    segment = stage.runner.segment if on and stage.runner else None
    lines = tuple(
        Line(
            title=row.title, starts_at=row.planned_at or show.starts_at, state=_state(known.get(row.key)),
            now=segment is not None and segment.row.key == row.key,
        )
        for row in show.rows
    )  # fmt: skip
    return Card(key=show.key, title=show.title, starts_at=show.starts_at, ends_at=show.ends_at, items=lines)


def _state(entry: Entry | None) -> str:
    return OUTCOMES[entry.row.outcome] if entry else ""
