"""Vietnamese words for dates, lengths and sizes."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.settings import Season
from pipeline.site import words


def test_dates_are_written_in_words() -> None:
    """A reader sees weekday, day, month and year without leading zeros."""
    assert words.full_day(date(2026, 5, 4)) == "Thứ Hai, ngày 4 tháng 5 năm 2026"
    assert words.full_day(date(2026, 11, 22)) == "Chủ nhật, ngày 22 tháng 11 năm 2026"
    assert words.clock(time(5, 5)) == "5 giờ 05"
    assert words.clock(time(17, 0)) == "17 giờ"


@pytest.mark.parametrize(
    ("ms", "told"), [(0, "0 giây"), (45_400, "45 giây"), (120_000, "2 phút"), (200_000, "3 phút 20 giây")]
)
def test_lengths_are_told_in_minutes_and_seconds(ms: int, told: str) -> None:
    """Milliseconds become minutes and seconds; a zero part is not spoken of."""
    assert words.length(ms) == told


def test_sizes_use_the_decimal_comma() -> None:
    """Sizes are in KB or MB, with a comma."""
    assert (words.size(1_234_567), words.size(640_300), words.size(3)) == ("1,2 MB", "640 KB", "1 KB")


@given(st.text(max_size=40))
def test_folding_is_stable(text: str) -> None:
    """Folding what is folded changes nothing, so that index and query meet."""
    assert words.fold(words.fold(text)) == words.fold(text)


def test_folding_drops_marks_and_takes_dj_as_d() -> None:
    """Every Vietnamese letter folds to its plain one."""
    assert words.fold("Đăng ký DỊCH VỤ công trực tuyến, ưỡn ẹo") == "dang ky dich vu cong truc tuyen, uon eo"
    assert words.anchor("Cần chuẩn bị gì?") == "can-chuan-bi-gi"


def test_a_season_is_told_by_its_days() -> None:
    """Readers see when a season begins and ends, without leading zeros."""
    season = Season.model_validate({"name": "Mùa đông", "from": "16/10", "to": "15/04"})
    assert words.season_days(season) == "từ 16/10 đến hết 15/4"


def test_all_days_are_told_as_daily() -> None:
    """Seven weekdays read “hằng ngày”, fewer are named."""
    assert words.day_names(("t2", "t3", "t4", "t5", "t6", "t7", "cn")) == "hằng ngày"
    assert words.day_names(("t2", "cn")) == "Thứ Hai, Chủ nhật"
