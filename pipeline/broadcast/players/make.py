"""The player that the settings name."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from pipeline.broadcast.players import sinks
from pipeline.broadcast.players.contract import Player
from pipeline.broadcast.players.folder import FolderPlayer
from pipeline.broadcast.players.line import Line
from pipeline.errors import RequestError
from pipeline.settings import Playout


def make(playout: Playout, *, project: Path, stamp: Callable[[], datetime]) -> Player:
    """Return the player of ``playout``. Raises RequestError when the settings lack what it needs."""
    if playout.player == "folder":
        if not playout.folder:
            raise RequestError("playout: player là folder thì phải ghi folder: thư mục mà bộ điều khiển loa theo dõi")
        return FolderPlayer(project / playout.folder, stamp=stamp)
    if playout.player == "icecast":
        address = playout.icecast_url or ""
        sinks.icecast(address, kbps=playout.bitrate_kbps)  # refuses a wrong address now
        return Line(lambda: sinks.icecast(address, kbps=playout.bitrate_kbps), name="icecast", carrier=True)
    if playout.player == "multicast":
        group = playout.multicast or ""
        sinks.multicast(group)
        return Line(lambda: sinks.multicast(group), name="multicast")
    return Line(lambda: sinks.device(playout.program, playout.device), name="device")
