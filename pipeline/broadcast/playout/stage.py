"""The show whose turn it is: opened on time or late, paused, rejoined by the clock, replaced, finished."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.broadcast.asrun.rows import Outcome
from pipeline.broadcast.playout import rules, shows, substitute, work
from pipeline.broadcast.playout.clock import Agenda
from pipeline.broadcast.playout.inbox import Command
from pipeline.broadcast.playout.runner import Runner
from pipeline.broadcast.playout.shows import Show
from pipeline.broadcast.playout.station import CUE, Station
from pipeline.broadcast.playout.timetable import Timetable
from pipeline.broadcast.playout.work import Work

_FADE_S = 1.0
_LAST_LOOK = timedelta(seconds=1)


@dataclass
class OnAir:
    """The show on the air. ``shift`` is how much later than promised it runs; ``paused`` why it is silent now."""

    show: Show
    work: Work
    index: int
    shift: timedelta = timedelta()
    paused: str | None = None


class Stage:
    """``free`` tells that no emergency has the air. ``held`` is the key of the show that an operator holds, and why."""

    def __init__(self, station: Station, agenda: Agenda, *, free: Callable[[], bool]) -> None:
        self.timetable = Timetable(station, agenda, busy=lambda: self.on_air.show.key if self.on_air else None)
        self.on_air: OnAir | None = None
        self.runner: Runner | None = None
        self.held: tuple[str, str] | None = None
        self._station = station
        self._agenda = agenda
        self._free = free
        self._book = station.book
        self._delayed: set[str] = set()

    def tick(self) -> None:
        """Follow what sounds; begin the next show once nothing else has the air."""
        if self.runner:
            self.runner.tick()
            if self.runner.finished:
                self._ended(self.runner)
        self._end_hold()
        for show in list(self.timetable.waiting)[:1]:
            if self.runner or self.on_air or not self._free():
                self._delayed.add(show.key)
            elif not self._is_held(show):
                self.timetable.waiting.popleft()
                self._open(show)

    def give_way(self, why: str) -> None:
        """Fall silent after the sentence: something more urgent has the air."""
        if self.runner:
            self.runner.cut(why, where="sentence")
        elif self.on_air:
            self.on_air.paused = why

    def take_back(self, why: str) -> None:
        """Go on after ``give_way``, or drop the rest, as the station's rule says."""
        on = self.on_air
        if on is None or self.runner or on.paused != why or self._is_held(on.show):
            return
        if self._station.settings.playout.after_emergency == "bo":
            self._finish(on, "bỏ phần còn lại sau tin khẩn cấp", outcome=Outcome.SKIPPED)
        else:
            self._rejoin(on, why)

    def stop(self, why: str) -> None:
        """Record what is left of the show on the air, and of those whose time has come, as not aired."""
        on = self.on_air
        if on:
            on.index = self.runner.index if self.runner else on.index
            self.runner = None
            self._finish(on, why)
        while self.timetable.waiting:
            self.timetable.miss(self.timetable.waiting.popleft(), why)

    # --- an operator's commands: each returns why it cannot be done

    def hold(self, command: Command) -> str | None:
        """Fall silent, and begin nothing of this show (or the next one) until released or its time is over."""
        show = self.on_air.show if self.on_air else next(iter(self.timetable.waiting), self.timetable.following())
        if show is None:
            return "không có chương trình nào để tạm dừng"
        self.held = (show.key, f"{command.by} tạm dừng")
        if self.runner:
            self.runner.cut(self.held[1], where="now", fade_s=_FADE_S)
        return None

    def release(self, command: Command) -> str | None:
        """End a hold; the show goes on at its next item by the clock."""
        if self.held is None:
            return "không có chương trình nào đang tạm dừng"
        why, self.held = self.held[1], None
        if self.on_air and self.runner is None and self._free():
            self._rejoin(self.on_air, why)
        return None

    def skip(self, command: Command) -> str | None:
        """Leave the item that sounds and begin the next one."""
        if self.runner is None or self.runner.cut_why:
            return "không có mục nào đang phát để bỏ qua"
        self.runner.cut(f"{command.by} cho qua", where="now", fade_s=_FADE_S / 2)
        return None

    def air_now(self, command: Command) -> str | None:
        """Air a show of the days at hand now: in place of its own time, or once more when that is over."""
        show = self.timetable.find(command.target)
        if show is None or (trouble := shows.problem(show)):
            return f"không phát được ngay: {trouble if show else 'không có chương trình này'}"
        fresh = not any(self._book.is_settled(row) for row in show.rows)
        now = self._book.clock.now()
        planned = self._work(show, again="" if fresh else f"lan-{now:%Y%m%d-%H%M%S}")
        if why := self._why_not_now(show, now, planned):
            return f"không phát được ngay: {why}"
        self._go_on(OnAir(show, planned.said_by(command.by), 0, now - planned.spans[0].starts_at), 0, why="")
        return None

    def _why_not_now(self, show: Show, now: datetime, planned: Work) -> str | None:
        if self.on_air or self.runner or not self._free():
            return "đang có chương trình khác trên loa"
        end = now + timedelta(seconds=planned.length_s) + CUE
        following = self.timetable.following(besides=show)
        if self.timetable.waiting or (following and following.starts_at < end):
            return "sẽ đè lên chương trình kế tiếp"
        return rules.may_air(self._station.settings.policy, now, end)

    # --- a show's way

    def _open(self, show: Show) -> None:
        """Begin a show on time; late, as the station's rule says."""
        show = self.timetable.find(show.key) or show
        if trouble := shows.problem(show):
            if self._book.clock.now() < show.starts_at - _LAST_LOOK:
                self.timetable.waiting.appendleft(show)  # a package may be about to be put in place
                return
            self._book.trouble(trouble)
            self.timetable.miss(show, trouble)
            self._substitute(show)
            return
        planned = self._work(show)
        opening = rules.opening(
            planned.spans, self._book.clock.now(), rule=self._station.settings.playout.late_start,
            ends_at=show.ends_at, waited=show.key in self._delayed,
        )  # fmt: skip
        self._delayed.discard(show.key)
        if opening.first is None:
            self.timetable.miss(show, opening.why)
            if opening.notice:
                self._substitute(show, notice_only=True)
            return
        done = max((i + 1 for i, s in enumerate(planned.segments) if self._book.is_settled(s.row)), default=0)
        shift = opening.at - planned.spans[opening.first].starts_at
        on = OnAir(show, planned, done, max(shift, timedelta()))
        if max(opening.first, done) >= len(planned.segments):
            self._finish(on, opening.why)
        else:
            self._go_on(on, max(opening.first, done), why=f"{opening.why}, vào ở mục kế tiếp theo giờ")

    def _go_on(self, on: OnAir, first: int, *, why: str) -> None:
        """Take the air with ``on`` from item ``first``; what lies between is recorded as missed."""
        self._leave_out(on, first, why)
        on.index = first
        self.on_air = on
        at = _due(on)
        if at and at - self._book.clock.now() > CUE:
            on.paused = f"chờ mục kế tiếp lúc {at:%H:%M:%S}"
            self._agenda.at(at - CUE, f"join {on.show.key} {first} {at}", self._launch)
        else:
            self._launch()

    def _launch(self) -> None:
        on = self.on_air
        if on is None or self.runner or not self._free() or self._is_held(on.show):
            return
        now = self._book.clock.now()
        delay = ((_due(on) or max(on.show.starts_at, now)) - now).total_seconds()
        on.paused = None
        self.runner = Runner(on.work, self._station.player, self._book, first=on.index, delay_s=max(0.0, delay))

    def _ended(self, runner: Runner) -> None:
        """The sound is over: go on, wait, or be done with the show."""
        self.runner, on = None, self.on_air
        assert on is not None
        on.index = runner.index
        skipped = runner.cut_why is not None and self._free() and not self._is_held(on.show)
        if on.index >= len(on.work.segments):
            self._finish(on, "")
        elif runner.gave_up:
            self._rejoin(on, f"máy phát hỏng: {runner.gave_up}")
        elif skipped and on.work.spans:
            on.shift = self._book.clock.now() - on.work.spans[on.index].starts_at
            self._go_on(on, on.index, why="")
        elif runner.cut_why:
            on.paused = runner.cut_why
        else:
            self._finish(on, "tệp ngắn hơn phiếu phát")

    def _rejoin(self, on: OnAir, why: str) -> None:
        """Go on at the next item by the clock; be done with the show when none is left."""
        first = rules.join(on.work.spans, self._book.clock.now() - on.shift, first=on.index)
        if first is None:
            self._finish(on, why)
        else:
            self._go_on(on, first, why=why)

    def _finish(self, on: OnAir, why: str, *, outcome: Outcome = Outcome.MISSED) -> None:
        self._leave_out(on, len(on.work.segments), why, outcome)
        self.timetable.handled(on.show)
        self.on_air = None

    def _leave_out(self, on: OnAir, first: int, why: str, outcome: Outcome = Outcome.MISSED) -> None:
        rows = [segment.row for segment in on.work.segments[on.index : first] if segment.row.planned]
        self._book.write(work.missed([row for row in rows if not self._book.is_settled(row)], why, outcome=outcome))

    def _substitute(self, show: Show, *, notice_only: bool = False) -> None:
        other = substitute.find(self._station, show, now=self._book.clock.now(), notice_only=notice_only)
        if other is None:
            self._book.trouble(f"{show.title}: không có bài dự phòng, thông báo hay nhạc hiệu để phát thay")
        else:
            self._go_on(OnAir(show, other, 0), 0, why="")

    def _work(self, show: Show, *, again: str = "") -> Work:
        assert show.rendered is not None
        return work.of_programme(show.rendered, show.folder, output=self._station.output, again=again)

    def _is_held(self, show: Show) -> bool:
        return self.held is not None and self.held[0] == show.key

    def _end_hold(self) -> None:
        """A hold ends with the time of its show: a forgotten one must not silence the next."""
        show = self.timetable.find(self.held[0]) if self.held else None
        if show is None or self.held is None or self._book.clock.now() < show.ends_at:
            return
        why, self.held = self.held[1], None
        self.timetable.drop(show)
        if self.on_air and self.on_air.show.key == show.key and self.runner is None:
            self._finish(self.on_air, why)
        elif self.on_air is None:
            self.timetable.miss(show, why)


def _due(on: OnAir) -> datetime | None:
    """Return when the next item is to sound; None for a substitute, which has no times of its own."""
    return on.work.spans[on.index].starts_at + on.shift if on.work.spans else None
