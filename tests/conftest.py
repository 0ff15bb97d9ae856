"""What every test shares: unit tests are held to purity, hypothesis to no clock and no files."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

hypothesis.settings.register_profile("loa", deadline=None, database=None, print_blob=True)
hypothesis.settings.load_profile("loa")

UNIT = Path(__file__).parent / "unit"
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CACHES = ("__pycache__", ".hypothesis", "/dev/null")  # what the tools write for themselves
_FORBIDDEN = (
    *("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto"),
    *("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.posix_spawn"),
    *("os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod"),
    *("shutil.rmtree", "shutil.copyfile", "shutil.move", "tempfile.mkstemp", "tempfile.mkdtemp", "sqlite3.connect"),
)


class _Guard:
    """An audit hook, which Python can never take off again: one for the whole run, switched on for unit tests."""

    def __init__(self) -> None:
        self.on = False
        sys.addaudithook(self._see)

    def _see(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.on and (event in _FORBIDDEN or event == "open") and _touches(event, arguments):
            self.on = False  # pytest itself must be able to write while it reports
            pytest.fail(f"unit tests are pure, but this one asked for {event} {arguments[:2]!r}")


def _touches(event: str, arguments: tuple[Any, ...]) -> bool:
    name = os.fsdecode(arguments[0]) if arguments and isinstance(arguments[0], str | bytes | os.PathLike) else ""
    if any(cache in name for cache in _CACHES) or (event == "sqlite3.connect" and name == ":memory:"):
        return False
    if event == "open":
        return bool(name) and bool(int(arguments[2] or 0) & _WRITING)
    return True


_guard = _Guard()


@pytest.fixture(autouse=True)
def _pure(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test under tests/unit that writes to disk, starts a process or opens a connection."""
    _guard.on = request.path.is_relative_to(UNIT)
    yield
    _guard.on = False
