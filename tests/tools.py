"""What a test needs of the machine: absent, it skips at home and fails in CI."""

import os
import shutil

import pytest


def need(name: str) -> str:
    """Return the path of the tool ``name``; skip the test at home, fail it when CI is set."""
    path = shutil.which(name)
    if path is None:
        missing(f"cần công cụ {name} trên máy này")
    return str(path)


def missing(reason: str) -> None:
    """Skip at home; fail in CI, where everything must be there."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
