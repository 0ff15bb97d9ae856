"""The guard over the unit tests does stop what they may not do."""

import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import pipeline


def _connect() -> None:
    with socket.socket() as line:
        line.connect(("127.0.0.1", 9))


@pytest.mark.parametrize(
    "deed",
    [
        lambda: Path("khong-duoc-ghi.txt").write_text("x"),
        lambda: Path("khong-duoc-ghi").mkdir(),
        lambda: subprocess.run([sys.executable, "--version"], check=False),
        _connect,
    ],
    ids=["write", "mkdir", "process", "connect"],
)
def test_a_unit_test_cannot_touch_the_machine(deed: Callable[[], object]) -> None:
    """Writing, making folders, starting processes and connecting all fail a unit test."""
    with pytest.raises(pytest.fail.Exception, match="unit tests are pure"):
        deed()
    assert not Path("khong-duoc-ghi.txt").exists()


def test_reading_package_data_is_allowed() -> None:
    """A unit test may read what ships with the package."""
    assert Path(pipeline.__file__).read_text("utf-8")
