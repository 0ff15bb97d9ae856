"""The plan answers why a piece is here and not there, and what a new plan changes."""

from datetime import date

import pytest

from pipeline.broadcast.planning import diff, explain, plan_week
from pipeline.errors import RequestError
from tests.unit.broadcast.making import SCHEDULE, piece, request, settings


def lines(slug: str, *pieces: object, **more: object) -> str:
    asked = request(pieces, **more)  # type: ignore[arg-type]
    return "\n".join(explain(asked, plan_week(asked), slug))


def test_it_says_where_when_and_for_whom() -> None:
    """The airing's day, time to the second, listeners at home and number in the week are told."""
    told = lines("a", piece("a", audience=("hoc-sinh",)), days=1)
    assert "Phát thứ Hai, ngày 30 tháng 11 năm 2026, Buổi chiều 17:00: lúc 17:00:17." in told
    assert "Học sinh: 100 % ở nhà (theo giờ đã khai); lần 1/1" in told


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"audience": ("hoc-sinh",)}, "Không phát sang 30/11: giờ này người nghe của bài không ở nhà"),
        ({"until": date(2026, 11, 29)}, "Không phát sang 30/11, chieu 30/11: bài hết hạn ngày 29/11/2026"),
        ({"start": date(2026, 12, 1)}, "bài chỉ được phát từ 01/12/2026"),
        ({"approved": False}, "bài chưa có người duyệt"),
        ({"seconds": 2000}, "khung chỉ còn"),
    ],
)
def test_it_says_why_not_elsewhere(changes: dict[str, object], why: str) -> None:
    """The rule that keeps a piece out of a slot is named with the slots."""
    assert why in lines("a", piece("a", **changes), piece("b"), days=1)  # type: ignore[arg-type]


def test_it_says_what_is_too_near_enough_or_full() -> None:
    """Separation, the most airings of a week and a full slot are told apart."""
    near = settings(planning={"min_separation_hours": 13})
    assert "cách lần phát khác chưa đủ 13 giờ" in lines("a", piece("a"), given=near, days=1)
    once = settings(planning={"max_airings_per_week": 1})
    assert "bài đã phát 1 lần, mức nhiều nhất trong một tuần" in lines("a", piece("a"), given=once, days=1)
    big = [piece("a", 800, per_week=2), piece("b", 800, per_week=2)]
    assert "khung đã đầy bởi các bài khác" in lines("a", *big, days=1)


def test_it_repeats_what_cannot_be_promised() -> None:
    """The unmet promise and its reason stand in the answer."""
    only = settings(slots=[SCHEDULE["slots"][0]])
    told = lines("a", piece("a", per_week=3, until=date(2026, 12, 1)), given=only)
    assert "Chưa hứa được: cần 3 lần, chỉ 2 khung phù hợp" in told


def test_an_unknown_article_is_refused() -> None:
    """A slug that is no candidate is told, with what may be missing."""
    with pytest.raises(RequestError, match="chưa đăng"):
        lines("khong-co", piece("a"))


def test_no_change_makes_no_line() -> None:
    """A plan against itself differs in nothing."""
    made = plan_week(request([piece("a")]))
    assert diff(made, made) == ()


def test_every_change_makes_a_line() -> None:
    """A piece that comes, one that goes, a slot cancelled and one moved are each told."""
    before = plan_week(request([piece("a", 400), piece("b", 300)], days=2))
    changes = [
        {"date": "2026-11-30", "action": "huy", "slot": "chieu", "reason": "x"},
        {"date": "2026-12-01", "action": "doi-gio", "slot": "chieu", "start": "18:00", "reason": "x"},
    ]
    after = plan_week(request([piece("a", 400), piece("c", 300)], settings(changes=changes), days=2))
    told = diff(before, after)
    assert "2026-11-30/chieu: bỏ chương trình" in told
    assert "2026-12-01/chieu: đổi giờ 17:00 → 18:00" in told
    assert "2026-11-30/sang: bỏ b" in told and "2026-11-30/sang: thêm c" in told


def test_lost_and_regained_promises_are_told() -> None:
    """A promise that can no longer be kept is told, and one that can be again."""
    good = plan_week(request([piece("a")], days=1))
    bad = plan_week(request([piece("a", 2000)], days=1))
    assert any(line.startswith("không còn hứa được a") for line in diff(good, bad))
    assert "đã hứa được a" in diff(bad, good)
