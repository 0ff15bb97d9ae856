"""The checker refuses every plan that was bent by hand, whatever made it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from pipeline.broadcast.planning import plan_week
from pipeline.broadcast.planning.checker import check_plan
from pipeline.model.radio import Item, ItemKind, Plan, Programme
from tests.unit.broadcast.making import piece, request, settings

Bend = Callable[[Programme], Programme]


def items(bend: Callable[[list[Item]], list[Item]]) -> Bend:
    return lambda programme: programme.model_copy(update={"items": tuple(bend(list(programme.items)))})


def later(programme: Programme) -> Programme:
    moved = [item.model_copy(update={"starts_at": item.starts_at + timedelta(seconds=1)}) for item in programme.items]
    return programme.model_copy(update={"items": tuple(moved)})


def renamed(slug: str) -> Bend:
    return items(lambda listed: [i.model_copy(update={"article": slug}) if i.article else i for i in listed])


BENT: dict[str, Bend] = {
    "không phải bài được phát": renamed("khac"),
    "chưa có người duyệt": renamed("unapproved"),
    "ngoài thời hạn phát": renamed("expired"),
    "sai độ dài": renamed("b"),
    "không nối tiếp": items(lambda listed: [*listed[:2], *listed[4:]]),
    "không bắt đầu đúng giờ": later,
    "một bài có hai lần": items(lambda listed: [*listed, *(i for i in listed if i.kind is ItemKind.PIECE)]),
    "dài hơn khung": items(lambda listed: [*listed[:-1], listed[-1].model_copy(update={"duration_s": 900.0})]),
    "không có khung nào": lambda p: p.model_copy(update={"ends_at": p.ends_at + timedelta(minutes=1)}),
    "chương trình trống": items(lambda listed: []),
}


@pytest.mark.parametrize("wrong", BENT)
def test_a_bent_programme_is_refused(wrong: str) -> None:
    """Each way of breaking a programme is named."""
    asked = request(
        [
            piece("a", 100),
            piece("b", 50),
            piece("expired", 100, until=date(2026, 1, 2)),
            piece("unapproved", 100, approved=False),
        ]
    )
    made = plan_week(asked)
    assert check_plan(asked, made) == ()
    number = next(n for n, programme in enumerate(made.programmes) if "a" in programme.pieces)
    bent = [BENT[wrong](p) if n == number else p for n, p in enumerate(made.programmes)]
    told = check_plan(asked, made.model_copy(update={"programmes": tuple(bent)}))
    assert any(wrong in line for line in told)


def test_too_many_airings_are_refused() -> None:
    """A plan made under a limit of seven is refused under one of two."""
    made = plan_week(request([piece("a")]))
    strict = request([piece("a")], settings(planning={"max_airings_per_week": 2}))
    assert "a: phát 7 lần trong tuần thứ 1, nhiều nhất 2" in check_plan(strict, made)


def test_two_programmes_at_once_are_refused() -> None:
    """A programme listed twice overlaps itself."""
    asked = request([piece("a")])
    made = plan_week(asked)
    doubled: Plan = made.model_copy(update={"programmes": (*made.programmes, made.programmes[0])})
    told = "\n".join(check_plan(asked, doubled))
    assert "hai lần" in told and "chồng lên" in told


def test_a_changed_frozen_programme_is_refused() -> None:
    """A programme handed out and then changed is named."""
    asked = request([piece("a")])
    made = plan_week(asked)
    held = request([piece("a")], previous=made, exported=frozenset({made.programmes[3].key}))
    gone = made.model_copy(update={"programmes": made.programmes[:3] + made.programmes[4:]})
    assert check_plan(held, gone) == (f"{made.programmes[3].key}: chương trình đã chốt bị đổi",)
