"""One real build of the commune's own project, shared by the tests that only look at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.build.chain import Silent, Summary, build_all
from tests.project_fixtures import NOW, copy_project


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Summary]]:
    """Yield the project's folder and the summary of its first build, at 05:30 station time."""
    project = copy_project(tmp_path_factory.mktemp("xa"))
    yield project, build_all(project, steps=Silent(), now=NOW)
