"""The same inputs give the same plan in every process, whatever its hash seed and time zone."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
PROGRAM = """
import hashlib
from dataclasses import replace
from pipeline.broadcast.planning import plan_week
from pipeline.model.article import Theme
from tests.unit.broadcast.making import piece, request
themes = [theme.value for theme in Theme]
pieces = [piece(f"p{n:02}", 60 + 13 * n % 200, per_week=1 + n % 3, theme=themes[n % 5]) for n in range(35)]
asked = request(pieces, effort=0.5)
first = plan_week(asked)
second = plan_week(replace(asked, candidates=(*asked.candidates, piece("moi", 80, per_week=2)), previous=first))
print(hashlib.sha256((first.model_dump_json() + second.model_dump_json()).encode()).hexdigest())
"""


def planned(seed: str, zone: str) -> str:
    env = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=env, capture_output=True, text=True, check=True)
    return done.stdout


def test_two_processes_agree_to_the_byte() -> None:
    """A plan and its re-plan are the same bytes under other hash seeds and another zone of the machine."""
    assert planned("1", "UTC") == planned("4711", "America/New_York") != ""
