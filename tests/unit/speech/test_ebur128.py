"""What ffmpeg's loudness meter says, read from recorded output."""

import pytest

from pipeline.errors import MachineError
from pipeline.ffmpeg import parse_ebur128
from pipeline.model.audio import Loudness

SAID = """size=N/A time=00:00:03.00 bitrate=N/A speed= 171x
[Parsed_ebur128_0 @ 0x55982eebbb00] Summary:

  Integrated loudness:
    I:         {integrated} LUFS
    Threshold: -31.8 LUFS

  Loudness range:
    LRA:        20.0 LU
    Threshold: -41.8 LUFS
    LRA low:   -41.8 LUFS
    LRA high:  -21.8 LUFS

  True peak:
    Peak:      {peak} dBFS
"""


def test_summary_is_read() -> None:
    """Integrated loudness and true peak come from the summary."""
    assert parse_ebur128(SAID.format(integrated="-21.8", peak="-18.1")) == Loudness(-21.8, -18.1)


def test_silence_is_minus_seventy() -> None:
    """What no block passed is −70 LUFS, its peak −inf."""
    heard = parse_ebur128(SAID.format(integrated="-inf", peak="-inf"))
    assert heard == Loudness(-70.0, float("-inf"))


@pytest.mark.parametrize("said", ["", "Summary:", "I: -20.0 LUFS Peak: -1.0 dBFS"])
def test_no_summary_is_an_error(said: str) -> None:
    """A meter that said nothing is told, not guessed."""
    with pytest.raises(MachineError):
        parse_ebur128(said)
