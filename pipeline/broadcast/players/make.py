"""The player that the settings name."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from pipeline.broadcast.players import addresses, sinks
from pipeline.broadcast.players.contract import Player
from pipeline.broadcast.players.folder import FolderPlayer
from pipeline.broadcast.players.line import Line
from pipeline.errors import RequestError
from pipeline.settings import Playout


def make(playout: Playout, *, project: Path, stamp: Callable[[], datetime]) -> Player:
    """Return the player of ``playout``. Raises RequestError when the settings lack what it needs."""
    if lacks := addresses.lacking(playout):
        raise RequestError(f"playout.{lacks[0]}: {lacks[1]}")
    if playout.player == "folder":
        return FolderPlayer(project / (playout.folder or ""), stamp=stamp)
    if playout.player == "icecast":
        address = playout.icecast_url or ""
        return Line(lambda: sinks.icecast(address, kbps=playout.bitrate_kbps), name="icecast", carrier=True)
    if playout.player == "multicast":
        group = playout.multicast or ""
        return Line(lambda: sinks.multicast(group), name="multicast")
    return Line(lambda: sinks.device(playout.program, playout.device), name="device")
