"""What holds for a procedure on a day: posts of one code are one procedure."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.article import Article
from pipeline.site.standing import Standing, State, standings
from tests.site_fixtures import procedure
from tests.unit.site.making import piece

JUNE, AUGUST, NOVEMBER, NEW_YEAR = date(2026, 6, 1), date(2026, 8, 1), date(2026, 11, 1), date(2027, 1, 1)


def post(slug: str, change: str, effective: date | None, decided: date, **more: object) -> Article:
    code = more.pop("code", "1.001612")
    made = procedure(slug, change=change, code=code, decided=decided, effective=effective, decision=f"{slug}/QĐ")
    return made.model_copy(update={"meta": made.meta.model_copy(update={"date": decided, **more})})


STORY = (
    post("moi", "moi", JUNE, JUNE),
    post("sua", "sua-doi", AUGUST, AUGUST),
    post("bo", "bai-bo", NEW_YEAR, NOVEMBER),
)


def told(day: date, *posts: Article) -> dict[str, Standing]:
    return standings([piece(each) for each in posts or STORY], day)


@pytest.mark.parametrize(
    ("day", "states"),
    [
        (date(2026, 7, 31), (State.IN_FORCE, State.COMING, State.ENDING)),
        (AUGUST, (State.REPLACED, State.ENDING, State.ENDING)),
        (date(2026, 12, 31), (State.REPLACED, State.ENDING, State.ENDING)),
        (NEW_YEAR, (State.ABOLISHED, State.ABOLISHED, State.ABOLISHED)),
    ],
)
def test_the_newest_decision_in_force_decides(day: date, states: tuple[State, ...]) -> None:
    """Each decision counts from its effective day, that day included, for every post with its code."""
    assert tuple(each.state for each in told(day).values()) == states


def test_an_abolition_to_come_names_its_day_and_that_the_procedure_holds_until_then() -> None:
    """Before the day, the notice gives it, the last day before and the decision; the procedure counts as in force."""
    found = told(date(2026, 11, 23), STORY[2])["bo"]
    assert found.in_force and found.label == "Còn hiệu lực, sẽ bãi bỏ từ 01/01/2027"
    assert found.notice == (
        "Thủ tục này sẽ bãi bỏ từ ngày 1 tháng 1 năm 2027, theo bo/QĐ. Đến hết ngày 31 tháng 12 năm 2026 vẫn thực hiện."
    )


def test_an_older_post_leads_to_the_newer_one() -> None:
    """A replaced post names the decision and the post that holds now; after an abolition, the one that tells of it."""
    now, later = told(AUGUST)["moi"], told(NEW_YEAR)["moi"]
    assert (now.decision, now.other and now.other.article.slug) == ("sua/QĐ", "sua")
    assert (later.decision, later.other and later.other.article.slug) == ("bo/QĐ", "bo")
    assert "không còn đúng: từ ngày 1 tháng 8 năm 2026" in now.notice


def test_a_change_to_come_is_told_on_the_post_that_holds() -> None:
    """Until an amendment takes effect the old post holds, and says until when; the new one says from when."""
    found = told(JUNE, *STORY[:2])
    assert found["moi"].label == "Còn hiệu lực đến hết 31/07/2026"
    assert found["moi"].other and found["moi"].other.article.slug == "sua"
    assert found["sua"].label == "Chưa có hiệu lực, thực hiện từ 01/08/2026"


def test_without_an_effective_day_a_decision_holds_from_its_own() -> None:
    """A decision that names no effective day takes effect when it was signed."""
    assert told(NOVEMBER, post("bo", "bai-bo", None, NOVEMBER))["bo"].state is State.ABOLISHED


def test_a_procedure_issued_anew_holds_again() -> None:
    """After an abolition a newer decision may bring it back; the abolition is then the past."""
    found = told(NEW_YEAR, *STORY, post("lai", "moi", NEW_YEAR, date(2026, 12, 20)))
    assert [each.state for each in found.values()] == [State.REPLACED] * 3 + [State.IN_FORCE]


def test_the_tail_of_a_code_names_an_office_not_another_procedure() -> None:
    """1.001612.000.00.00.H24 is procedure 1.001612; another number is another procedure."""
    new = (post("a", "bai-bo", JUNE, NOVEMBER, code=f"1.001612{tail}") for tail in (".000.00.00.H24", "0"))
    assert [told(NOVEMBER, STORY[0], each)["moi"].state for each in new] == [State.ABOLISHED, State.IN_FORCE]


def test_a_sample_never_touches_a_real_procedure() -> None:
    """A sample with a real one's code neither abolishes nor replaces it; posts without a code stand alone."""
    sample = post("vi-du", "bai-bo", JUNE, NOVEMBER, example=True)
    apart = post("khac", "bai-bo", JUNE, NOVEMBER, code=None)
    assert told(NOVEMBER, STORY[0], sample, apart)["moi"] == Standing(State.IN_FORCE, "moi/QĐ")


POSTS = st.lists(
    st.tuples(st.sampled_from(["moi", "sua-doi", "bai-bo"]), st.integers(0, 60), st.integers(0, 60)), max_size=5
)


@given(POSTS, st.integers(0, 120))
def test_never_two_different_decisions_hold_at_once(posts: list[tuple[str, int, int]], day: int) -> None:
    """Whatever was posted, all posts that are carried out today tell the same decision day; no abolition holds."""
    made = [
        post(f"bai-{n}", change, JUNE + timedelta(days=signed + wait), JUNE + timedelta(days=signed))
        for n, (change, signed, wait) in enumerate(posts)
    ]
    found = told(JUNE + timedelta(days=day), *made) if made else {}
    held = [each.meta.procedure for each in made if found[each.slug].state is State.IN_FORCE]
    assert len({(given.decided, given.effective) for given in held if given}) <= 1
    assert not [given for given in held if given and given.change == "bai-bo"]
