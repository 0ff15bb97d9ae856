"""A thousand simulated days of playout with faults: ``python -m tests.bench.soak_playout [DAYS]`` prints what it found.

The tests run a short one; this prints memory, log size and speed, and asserts nothing about them.
"""

import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from pipeline.broadcast.asrun.rows import Entry, Outcome, effective
from pipeline.broadcast.asrun.verify import Verdict, verify
from tests.playout_fixtures import DAY, ITEMS, SLOTS, Rig, at, write_day

AHEAD_DAYS = 3  # packages are made this long ahead; a power cut takes at most a day
KEPT_DAYS = 4  # packages on disk; older ones are cleared away as a station would


@dataclass
class Soak:
    """What a soak found. ``memory`` is the process's resident size in MB at each sampled day."""

    days: int
    faults: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    held: tuple[int, int, int, int] = (0, 0, 0, 0)  # jobs, handled shows, shows, known items in the daemon at the end
    verdict: Verdict | None = None
    seconds: float = 0.0
    log_mb: float = 0.0


def soak(project: Path, days: int, *, seed: int = 1, sample: int = 50) -> Soak:
    """Air ``days`` days of two programmes each, with random faults, and check every item of every day."""
    chance, found, began = random.Random(seed), Soak(days), time.monotonic()
    rig = Rig(project, at("04:00"))
    for ahead in range(AHEAD_DAYS):
        write_day(project, DAY + timedelta(days=ahead))
    for number in range(days):
        day = DAY + timedelta(days=number)
        write_day(project, day + timedelta(days=AHEAD_DAYS))
        shutil.rmtree(project / "output/broadcast" / (day - timedelta(days=KEPT_DAYS)).isoformat(), ignore_errors=True)
        _live(rig, day, chance, found.faults)
        if number % sample == 0:
            found.memory.append(_resident_mb())
    rig.run(at("04:00", DAY + timedelta(days=days)))
    _judge(rig, found)
    found.seconds = time.monotonic() - began
    return found


def _live(rig: Rig, day: date, chance: random.Random, faults: Counter[str]) -> None:
    """Let a day pass; on one in five something goes wrong at a random moment near a programme."""
    rig.player.down = None
    if chance.random() < 0.8:
        rig.run(at("23:00", day))
        return
    fault = chance.choice(sorted(_FAULTS))
    faults[fault] += 1
    clock = SLOTS[chance.choice(list(SLOTS))].strftime("%H:%M")
    rig.run(at(clock, day) + timedelta(seconds=chance.uniform(-400, 400)))
    _FAULTS[fault](rig, chance)
    rig.run(at("23:00", day))


def _power(rig: Rig, chance: random.Random) -> None:
    rig.restart(after=timedelta(minutes=chance.uniform(0, 1500)))


def _kill(rig: Rig, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 5)):
        rig.restart(after=timedelta(seconds=chance.uniform(0, 20)))
        rig.step(chance.uniform(0, 60))


def _player(rig: Rig, chance: random.Random) -> None:
    rig.player.fail("mất thiết bị")
    rig.step(chance.uniform(1, 120))
    rig.player.down = None


def _file(rig: Rig, chance: random.Random) -> None:
    today = rig.project / "output/broadcast" / rig.clock.now().date().isoformat()
    chance.choice(sorted(today.glob("*.mp3"))).unlink()


def _back(rig: Rig, chance: random.Random) -> None:
    rig.clock.jump(timedelta(hours=-1))


def _forward(rig: Rig, chance: random.Random) -> None:
    rig.clock.jump(timedelta(hours=1))


def _judge(rig: Rig, found: Soak) -> None:
    """Every item of every day has one standing row; what was not aired says why; the chain holds."""
    entries = rig.entries
    rows = Counter((e.row.day, e.row.slot, e.row.item) for e in effective(entries) if _is_item(e))
    for number in range(found.days):
        day = DAY + timedelta(days=number)
        for slot in SLOTS:
            wanted = [rows[(day, slot, item)] for item in range(len(ITEMS))]
            if wanted != [1] * len(ITEMS):
                found.wrong.append(f"{day} {slot}: {wanted}")
    found.wrong += [f"{e.row.key}: no reason" for e in entries if _silent(e) and not e.row.reason]
    found.outcomes = Counter(e.row.outcome.value for e in effective(entries))
    table = rig.daemon.stage.timetable
    found.held = (len(rig.daemon.agenda.jobs), len(table._handled), len(table.shows), len(rig.daemon.book.known))
    found.verdict = verify(rig.daemon.book.log.folder)
    found.log_mb = rig.daemon.book.log.path.stat().st_size / 1e6
    rig.daemon.book.log.close()


def _is_item(entry: Entry) -> bool:
    return entry.row.planned and entry.row.item is not None and entry.row.outcome is not Outcome.NOTE


def _silent(entry: Entry) -> bool:
    return entry.row.outcome in (Outcome.MISSED, Outcome.PARTIAL, Outcome.SKIPPED)


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


_FAULTS = {"power": _power, "player": _player, "file": _file, "back": _back, "forward": _forward, "kill": _kill}


def main(days: int) -> int:
    """Run the soak and print it."""
    with tempfile.TemporaryDirectory() as folder:
        found = soak(Path(folder), days)
    assert found.verdict is not None
    print(f"{days} days in {found.seconds:.0f} s; log {found.verdict.rows} rows, {found.log_mb:.1f} MB")
    print(f"faults {dict(found.faults)}; outcomes {dict(found.outcomes)}")
    print(f"resident MB every 50 days: {[round(mb) for mb in found.memory]}")
    print(f"held at the end (jobs, handled, shows, known items): {found.held}")
    print(f"chain problems: {list(found.verdict.problems)}; wrong: {found.wrong[:10]} ({len(found.wrong)})")
    return int(bool(found.wrong or found.verdict.problems))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
