"""What a daemon works with, all given from outside."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from pipeline.broadcast.players.contract import Player
from pipeline.broadcast.playout.book import Book
from pipeline.settings import Settings

CUE = timedelta(seconds=3)  # a sound is handed to the player this long before it is to be heard


def in_thread(job: Callable[[], None]) -> None:
    """Do ``job`` beside the playout."""
    threading.Thread(target=job, daemon=True).start()


@dataclass(frozen=True)
class Hooks:
    """What other rooms do for the playout; build.py gives them.

    ``rebuild`` makes a day's package again (may raise LoaError), ``notice`` gives the recorded notice of a slot.
    """

    rebuild: Callable[[date], object] | None = None
    notice: Callable[[str], Path | None] | None = None
    background: Callable[[Callable[[], None]], None] = in_thread


@dataclass(frozen=True)
class Station:
    """Settings, folders, player and log.

    ``poll_s`` bounds naps, ``look_s`` how late a request is seen, ``reload_s`` how late a new package is.
    """

    settings: Settings
    project: Path
    player: Player
    book: Book
    hooks: Hooks = Hooks()
    poll_s: float = 0.2
    look_s: float = 0.4
    reload_s: float = 10.0

    @property
    def output(self) -> Path:
        """Where the stages write."""
        return self.project / "output"

    @property
    def broadcast(self) -> Path:
        """Where the operator's packages lie."""
        return self.output / "broadcast"
