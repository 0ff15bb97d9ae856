"""A short soak: weeks of simulated days with faults. The long one is tests/bench/soak_playout.py."""

from pathlib import Path

from tests.bench.soak_playout import soak


def test_weeks_with_faults_leave_every_item_recorded_once(tmp_path: Path) -> None:
    """Power cuts, dead players, lost files, clocks that jump: each item has one row and its reason."""
    found = soak(tmp_path, 14, seed=5)
    assert sum(found.faults.values()) >= 2
    assert found.wrong == [] and found.verdict is not None and found.verdict.problems == ()
    assert found.outcomes["aired"] > 130
    assert max(found.held) < 40, "jobs, shows or rows pile up in memory"
