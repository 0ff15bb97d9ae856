"""Where a player sends its sound, as the schedule says it: read, or refused with what to write instead. Pure."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from pipeline.errors import RequestError
from pipeline.settings import Playout

PASSWORD = "LOA_ICECAST_PASSWORD"
_MOUNT = r"/[\w.~/%-]+"


@dataclass(frozen=True)
class Mount:
    """A mount of an Icecast server."""

    user: str
    host: str
    port: int
    path: str


def icecast(url: str) -> Mount:
    """Read ``icecast://user@host:port/mount``. Raises RequestError for another form, or one that holds a password."""
    try:
        parts = urlsplit(url)
        port = parts.port or 8000
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme != "icecast" or not parts.hostname or parts.password or not re.fullmatch(_MOUNT, parts.path):
        form = "icecast://source@may-chu:8000/gialoc.mp3"
        raise RequestError(f"phải như {form}; mật khẩu không ghi ở đây mà để ở biến môi trường {PASSWORD}")
    return Mount(parts.username or "source", parts.hostname, port, parts.path)


def multicast(address: str) -> tuple[str, int]:
    """Read ``239.0.0.1:5004``, ``[ff15::1]:5004``: the host as a URL takes it, and the port. Raises RequestError."""
    match = re.fullmatch(r"(?:rtp://)?([0-9.]+|\[[0-9a-fA-F:]+\]):(\d{1,5})", address)
    try:
        ipaddress.ip_address(match[1].strip("[]") if match else "")
    except ValueError:
        match = None
    if not match or not 1 <= int(match[2]) <= 65535:
        raise RequestError(f"“{address}” phải là địa chỉ và cổng, như 239.0.0.1:5004")
    return match[1], int(match[2])


def lacking(playout: Playout) -> tuple[str, str] | None:
    """Return the key that the chosen player needs and lacks, and what to write; None when it has all it needs."""
    try:
        if playout.player == "folder" and not playout.folder:
            return "folder", "player là folder thì phải ghi folder: thư mục mà bộ điều khiển loa theo dõi"
        if playout.player == "icecast":
            icecast(playout.icecast_url or "")
        if playout.player == "multicast":
            multicast(playout.multicast or "")
    except RequestError as error:
        return {"icecast": "icecast_url"}.get(playout.player, playout.player), str(error)
    return None
