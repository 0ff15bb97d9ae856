"""Reads emergencies out: takes requests from the inbox, repeats each as asked, stops when it expires."""

from pathlib import Path

from pipeline.broadcast.asrun.rows import Outcome
from pipeline.broadcast.playout import inbox, work
from pipeline.broadcast.playout.alerts import Alert
from pipeline.broadcast.playout.inbox import Answer, Command, Request
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
        self._follow(air_free=air_free)
        self._answer()

    def _follow(self, *, air_free: bool) -> None:
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

    def drop(self, name: str, why: str) -> None:
        """Let go of the emergency with the id ``name``: nothing of it is read any more."""
        for alert in [a for a in self.alerts if a.emergency.id == name]:
            alert.cancelled = why
            if alert is not self.current:
                self._done(alert)
            elif self.runner:
                self.runner.cut(why, where="now", fade_s=0.5)

    def _add(self, path: Path, request: Request) -> None:
        """Queue an emergency once; readings that the log has from before a restart count."""
        emergency = request.emergency
        assert emergency is not None
        if any(alert.emergency.id == emergency.id for alert in self.alerts):
            return
        since = emergency.at.date().isoformat()
        alert = Alert.recall(path, emergency, self._book.log.entries(since=since))
        alert.keep(self._book)
        self.alerts.append(alert)

    def _answer(self) -> None:
        """Tell those who posted whether theirs sounds; one behind another that cannot sound cannot either."""
        for alert in self.alerts:
            said = self._state()
            behind = alert is not self.current and said.state != "failing"
            alert.answer(Answer(state="waiting") if behind else said)

    def _state(self) -> Answer:
        alert, runner = self.current, self.runner
        assert alert is not None
        if why := (runner.trouble if runner else alert.failing):
            return Answer(state="failing", why=why)
        return Answer(state="sounding" if alert.whole or (runner and runner.sounding) else "waiting")

    def _read(self, alert: Alert) -> None:
        reading = alert.reading(self._book.clock.now(), self._station.settings.policy)
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
        alert.failing = runner.gave_up or ""
        alert.next_at = now + (_RETRY_S if runner.gave_up else alert.emergency.every_s)
        if runner.outcome is None:  # nothing of it sounded
            row = runner.work.segments[0].row
            self._book.write(work.missed([row], runner.gave_up or runner.cut_why or "không phát được"))

    def _done(self, alert: Alert) -> None:
        alert.close(self._book)
        self.alerts.remove(alert)
