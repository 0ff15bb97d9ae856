"""Reading speed beside sea-g2p's normaliser on the same realistic lines: `python tests/bench/bench_reading.py`.

Prints characters a second on one core, best of five passes each, taken in turns; asserts nothing.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from pipeline.speech.reading import Reader, packaged_lexicon, parse_lexicon
from tests.reading_score import is_accepted, load_cases

PASSES = 5
COPIES = 20


def main() -> None:
    """Measure both readers and print speed and the share of whole dev lines read right."""
    started = time.perf_counter()
    reader = Reader(parse_lexicon(*packaged_lexicon()))
    print(f"tables parsed in {(time.perf_counter() - started) * 1000:.0f} ms")
    readers: dict[str, Callable[[str], str]] = {"loa read": lambda text: reader.read(text).spoken}
    try:
        from sea_g2p import Normalizer

        readers["sea-g2p"] = Normalizer().normalize
    except ImportError:
        print("sea-g2p is not installed: pip install sea-g2p")
    cases = load_cases("reading_dev.tsv")
    lines = [case.text for name in ("reading_dev.tsv", "reading_own.tsv") for case in load_cases(name)] * COPIES
    best = {name: max(speed(read, lines) for _ in range(PASSES)) for name, read in readers.items()}
    for name, read in readers.items():
        right = sum(is_accepted(read(case.text), case.accepted) for case in cases)
        print(f"{name:10} {best[name]:>10,.0f} characters/s   {right / len(cases):.1%} of {len(cases)} dev lines")


def speed(read: Callable[[str], str], lines: list[str]) -> float:
    """Characters read a second."""
    started = time.perf_counter()
    for line in lines:
        read(line)
    return sum(map(len, lines)) / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
