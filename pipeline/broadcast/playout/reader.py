"""Reads emergencies out: takes requests from the inbox, repeats each as asked, stops when it expires."""

from pathlib import Path

from pipeline.broadcast.asrun.rows import Entry, Outcome
from pipeline.broadcast.playout import inbox, work
from pipeline.broadcast.playout.alerts import Alert
from pipeline.broadcast.playout.inbox import Command, Request
from pipeline.broadcast.playout.runner import Runner
from pipeline.broadcast.playout.station import Station

_RETRY_S = 5.0


class Reader:
    """``alerts`` wait in the order they came; an emergency is never interrupted by another."""

    def __init__(self, station: Station) -> None:
        self.alerts: list[Alert] = []
        self.runner: Runner | None = None
        self._station = station
        self._book = station.book
        self._inbox = station.project / inbox.FOLDER
        self._look_at = 0.0

    @property
    def current(self) -> Alert | None:
        """The emergency that has the air, also between its readings."""
        return self.alerts[0] if self.alerts else None

    def due_s(self) -> float:
        """Return in how many s something is to be done."""
        wait = self._look_at - self._book.clock.monotonic()
        if self.current and self.runner is None:
            wait = min(wait, self.current.next_at - self._book.clock.monotonic())
        return wait

    def take_requests(self) -> list[Command]:
        """Look into the inbox: emergencies are queued here, commands are returned."""
        now = self._book.clock.monotonic()
        if now < self._look_at:
            return []
        self._look_at = now + self._station.look_s
        found, broken = inbox.pending(self._inbox)
        for name in broken:
            self._book.trouble(f"yêu cầu {name} không đọc được, đã để riêng")
        commands = []
        for path, request in found:
            if request.emergency:
                self._add(path, request)
            if request.command:
                commands.append(request.command)
                inbox.remove(path, request)
        return commands

    def cancel(self, command: Command) -> str | None:
        """Stop the emergencies with that id or of that CAP alert (all for no target); return why it cannot be done."""
        target = command.target
        hit = [a for a in self.alerts if target in ("", a.emergency.id, a.emergency.cap)]
        for alert in hit:
            alert.cancelled = f"{command.by} hủy tin khẩn cấp" + (f": {command.reason}" if command.reason else "")
        if self.runner and hit and hit[0] is self.current:
            self.runner.cut(str(hit[0].cancelled), where="now", fade_s=0.5)
        return None if hit else "không có tin khẩn cấp nào đang chờ hoặc đang phát để hủy"

    def tick(self, *, air_free: bool) -> None:
        """Follow the reading, begin the next when ``air_free`` and its time has come."""
        if self.runner:
            self.runner.tick()
            if not self.runner.finished:
                return
            self._ended(self.runner)
        alert = self.current
        if alert and alert.over(self._book.clock.now()):
            self._done(alert)
        elif alert and air_free and self._book.clock.monotonic() >= alert.next_at:
            self._read(alert)

    def _add(self, path: Path, request: Request) -> None:
        """Queue an emergency once; readings that the log has from before a restart count."""
        emergency = request.emergency
        assert emergency is not None
        if any(alert.emergency.id == emergency.id for alert in self.alerts):
            return
        alert = Alert(emergency, path)
        entries: tuple[Entry, ...] = self._book.log.entries(since=emergency.at.date().isoformat())
        rows = [e.row for e in entries if e.row.key.startswith(alert.prefix)]
        alert.tried = len(rows)
        alert.whole = sum(row.outcome in (Outcome.AIRED, Outcome.DELIVERED) for row in rows)
        self.alerts.append(alert)

    def _read(self, alert: Alert) -> None:
        reading = alert.reading(self._book.clock.now())
        if not reading.length_s:
            alert.cancelled = "tệp âm thanh mất hoặc hỏng"
            self._book.trouble(f"tin khẩn cấp “{alert.emergency.title}”: {alert.cancelled}")
            return
        alert.tried += 1
        self.runner = Runner(reading, self._station.player, self._book)

    def _ended(self, runner: Runner) -> None:
        self.runner = None
        alert = self.alerts[0]
        now = self._book.clock.monotonic()
        alert.whole += runner.outcome in (Outcome.AIRED, Outcome.DELIVERED) and runner.cut_why is None
        alert.next_at = now + (_RETRY_S if runner.gave_up else alert.emergency.every_s)
        if runner.outcome is None:  # nothing of it sounded
            row = runner.work.segments[0].row
            self._book.write(work.missed([row], runner.gave_up or runner.cut_why or "không phát được"))

    def _done(self, alert: Alert) -> None:
        if not alert.whole and not alert.tried:
            why = alert.cancelled or "hết hạn trước khi phát được"
            self._book.write(work.missed([alert.row(self._book.clock.now())], why))
        self.alerts.remove(alert)
        inbox.remove(alert.path, Request(emergency=alert.emergency))
