"""The dependency rule of the architecture, as import-linter reads it from pyproject.toml."""

from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"


def test_no_room_imports_another() -> None:
    """Every contract under [tool.importlinter] is kept."""
    assert lint_imports(config_filename=str(PYPROJECT), no_cache=True) == EXIT_STATUS_SUCCESS
