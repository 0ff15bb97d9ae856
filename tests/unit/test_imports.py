"""The dependency rule of the architecture, as import-linter reads it from pyproject.toml."""

import logging
from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"


def test_no_room_imports_another() -> None:
    """Every contract under [tool.importlinter] is kept."""
    loggers = [each for each in logging.root.manager.loggerDict.values() if isinstance(each, logging.Logger)]
    heard = [each for each in loggers if not each.disabled]
    result = lint_imports(config_filename=str(PYPROJECT), no_cache=True)
    for each in heard:
        each.disabled = False  # its logging set-up silences the loggers of everybody else
    assert result == EXIT_STATUS_SUCCESS
