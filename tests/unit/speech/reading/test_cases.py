"""The worked cases of administrative Vietnamese: each whole line as a presenter would read it."""

import pytest

from pipeline.speech.reading import Reader, packaged_lexicon, parse_lexicon
from tests.reading_score import Case, is_accepted, load_cases

READER = Reader(parse_lexicon(*packaged_lexicon()))
CASES = [case for table in ("reading_dev.tsv", "reading_own.tsv") for case in load_cases(table)]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.category}: {case.text}" for case in CASES])
def test_case_is_read_as_accepted(case: Case) -> None:
    """A sentence as commune pages write it is read in one of the accepted ways, from its first word to its last."""
    spoken = READER.read(case.text).spoken
    assert is_accepted(spoken, case.accepted), f"heard {spoken}\naccepted {case.accepted}"


@pytest.mark.parametrize(
    ("reading", "accepted", "verdict"),
    [
        ("Mùng sáu, tháng tư.", "{mùng|} sáu tháng tư", True),
        ("sáu tháng bốn", "{mùng|} sáu tháng tư", True),
        ("sáu tháng năm", "{mùng|} sáu tháng tư", False),
        ("sáu", "{mùng|} sáu tháng tư", False),
        ("hai mươi bốn ngàn", "hai mươi tư nghìn", True),
    ],
)
def test_scorer_tells_right_from_wrong(reading: str, accepted: str, verdict: bool) -> None:
    """The scorer accepts spellings that sound alike and optional words, and refuses any other word."""
    assert is_accepted(reading, accepted) is verdict
