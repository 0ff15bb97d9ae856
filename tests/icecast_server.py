"""A real Icecast 2 on this machine, a listener that records from it, and a line to it that can be cut."""

import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.tools import need

PASSWORD = "mat-khau-thu"
MOUNT = "/thu.mp3"
_CONFIG = """<icecast>
 <limits><clients>10</clients><sources>2</sources><queue-size>524288</queue-size><source-timeout>4</source-timeout>
  <burst-on-connect>0</burst-on-connect><burst-size>0</burst-size></limits>
 <authentication><source-password>{password}</source-password><relay-password>x{password}</relay-password>
  <admin-user>admin</admin-user><admin-password>y{password}</admin-password></authentication>
 <hostname>127.0.0.1</hostname>
 <listen-socket><port>{port}</port><bind-address>127.0.0.1</bind-address></listen-socket>
 <fileserve>0</fileserve>
 <paths><basedir>/usr/share/icecast2</basedir><logdir>{folder}</logdir><webroot>/usr/share/icecast2/web</webroot>
  <adminroot>/usr/share/icecast2/admin</adminroot></paths>
 <logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog><loglevel>3</loglevel></logging>
 <security><chroot>0</chroot>{owner}</security>
</icecast>
"""
_OWNER = "<changeowner><user>icecast2</user><group>icecast</group></changeowner>"


@contextmanager
def icecast(folder: Path) -> Iterator[int]:
    """Run Icecast 2 and yield its port; it refuses root, so it is told to become its own user then."""
    binary = need("icecast2")
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o777)
    for parent in folder.parents[:3]:
        with suppress(PermissionError):
            parent.chmod(parent.stat().st_mode | 0o011)
    owner = _OWNER if os.geteuid() == 0 else ""
    config = folder / "icecast.xml"
    config.write_text(_CONFIG.format(port=port, folder=folder, owner=owner, password=PASSWORD), "utf-8")
    server = subprocess.Popen([binary, "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await_port(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(10)


@contextmanager
def recorded(port: int, to: Path, *, seconds: float) -> Iterator["subprocess.Popen[bytes]"]:
    """Listen to the mount with ffmpeg and write what is heard as WAV; ends by itself after ``seconds``."""
    url = f"http://127.0.0.1:{port}{MOUNT}"
    quick = ["-fflags", "nobuffer", "-probesize", "2048", "-analyzeduration", "0"]
    command = [need("ffmpeg"), "-loglevel", "error", "-nostdin", *quick, "-i", url, "-t", str(seconds)]
    listener = subprocess.Popen([*command, "-ac", "1", "-ar", "8000", "-flush_packets", "1", "-y", str(to)])
    try:
        yield listener
    finally:
        with suppress(OSError):
            listener.terminate()
        listener.wait(20)


def await_mount(port: int, *, seconds: float = 20) -> None:
    """Wait until somebody streams to the mount."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port), timeout=2)) as line:
            line.sendall(f"GET {MOUNT} HTTP/1.0\r\n\r\n".encode())
            if b" 200 " in line.recv(64):
                return
        time.sleep(0.1)
    raise AssertionError("nobody streams to the mount")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


@dataclass
class Cable:
    """A TCP line to ``target`` that can be pulled: connections break, and none is made until it is plugged in."""

    target: int
    port: int = 0
    _server: socket.socket | None = None
    _open: list[socket.socket] = field(default_factory=list)

    def plug(self) -> None:
        """Carry connections from ``port`` to ``target``."""
        self._server = socket.socket()
        self._server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._server.bind(("127.0.0.1", self.port))
        self._server.listen()
        self.port = int(self._server.getsockname()[1])
        threading.Thread(target=self._accept, args=(self._server,), daemon=True).start()

    def pull(self) -> None:
        """Break every connection and refuse new ones."""
        for line in [self._server, *self._open]:
            if line:
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)
                line.close()
        self._open.clear()

    def _accept(self, server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = server.accept()
                far = socket.create_connection(("127.0.0.1", self.target))
                self._open += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=_carry, args=(one, other), daemon=True).start()


def _carry(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


def _await_port(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(100):
        assert server.poll() is None, "icecast2 did not start"
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port), timeout=1)):
            return
        time.sleep(0.1)
    raise AssertionError("icecast2 does not listen")
