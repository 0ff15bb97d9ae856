"""The rules between the keys of one front matter."""

import pytest

from tests.unit.content.making import problems, wrong

PROCEDURE = "{change: moi, decision: 247/QĐ-UBND, decided: 2026-04-30}"


def advice(**keys: str) -> list[tuple[str, str]]:
    """Return field and message of the advice."""
    return [(problem.field, problem.message) for problem in problems(**keys) if problem.advice]


def test_a_picture_needs_words() -> None:
    """A picture without image_alt is refused; words without a picture are only odd."""
    assert wrong(image="media/a.jpg") == [(9, "image")]
    assert wrong(image="media/a.jpg", image_alt="Bà con nộp hồ sơ") == []
    assert [field for field, _ in advice(image_alt="x")] == ["image_alt"]


def test_a_procedure_and_its_kind_go_together() -> None:
    """kind thu-tuc needs the procedure block, and no other kind may have it."""
    assert wrong(kind="thu-tuc") == [(2, "procedure")]
    assert wrong(kind="thu-tuc", procedure=PROCEDURE) == []
    assert wrong(kind="tin", procedure=PROCEDURE) == [(9, "procedure")]


def test_an_abolished_procedure_tells_no_fee() -> None:
    """Fee, days and online way of a procedure that is gone are advised against."""
    gone = "{change: bai-bo, decision: 1/QĐ, decided: 2026-05-04, fee: 5.000 đồng, days: 3 ngày, online: toan-trinh}"
    fields = {field for field, _ in advice(kind="thu-tuc", procedure=gone)}
    assert fields == {"procedure.decided", "procedure.days", "procedure.fee", "procedure.online"}


@pytest.mark.parametrize(
    ("decided", "told"),
    [
        ("2026-05-04", "đăng sau quyết định 0 ngày"),
        ("30/04/2026", "đăng sau quyết định 4 ngày"),
        ("2026-05-05", "ngày quyết định sau ngày đăng 04/05/2026; kiểm tra lại"),
    ],
)
def test_the_days_from_decision_to_posting_are_told(decided: str, told: str) -> None:
    """Procedures are to be posted promptly (Công văn 860/UBND-VHXH, 2.4), so the checker counts the days."""
    found = advice(kind="thu-tuc", procedure=f"{{change: moi, decision: 1/QĐ, decided: {decided}}}")
    assert found == [("procedure.decided", told)]


def test_effective_before_decided_is_odd() -> None:
    """A procedure in force before its decision is worth a second look."""
    found = advice(
        kind="thu-tuc",
        status="draft",
        procedure="{change: moi, decision: 1/QĐ, decided: 2026-05-04, effective: 2026-05-01}",
    )
    assert [field for field, _ in found] == ["procedure.effective"]


def test_updated_is_not_before_date() -> None:
    """A piece cannot be updated before it was posted."""
    assert wrong(updated="2026-05-03") == [(9, "updated")]
    assert wrong(updated="2026-05-04") == []


def test_until_is_not_before_from() -> None:
    """The last day of airing is not before the first; one day is fine."""
    assert wrong(broadcast="{from: 2026-05-06, until: 2026-05-05}") == [(9, "broadcast.until")]
    assert wrong(broadcast="{from: 2026-05-04, until: 2026-05-04}") == []


def test_an_airing_that_ends_before_the_posting_is_odd() -> None:
    """A last day of airing before the posting means that the piece is never heard."""
    assert [field for field, _ in advice(broadcast="{until: 2026-05-03}")] == ["broadcast.until"]
    assert advice(broadcast="{until: 2026-05-04}") == []


def test_an_empty_audience_is_refused() -> None:
    """A piece for nobody is a mistake."""
    assert wrong(broadcast="{audience: []}") == [(9, "broadcast.audience")]


@pytest.mark.parametrize(
    ("approval", "told"),
    [
        ("", "approved_by và approved_on"),
        ("approved_by: Chủ tịch", "approved_on"),
        ("approved_on: 2026-05-04", "approved_by"),
    ],
)
def test_an_urgent_piece_needs_approval(approval: str, told: str) -> None:
    """khan-cap without who approved it and when is refused once it is no draft."""
    block = f"{{priority: khan-cap, {approval}}}"
    for status in ("published", "review"):
        assert wrong(status=status, broadcast=block) == [(9, "broadcast.priority")]
    assert wrong(status="draft", broadcast=block) == []
    assert told in problems(broadcast=block)[0].message


def test_an_approved_urgent_piece_passes() -> None:
    """With both the approver and the day, an urgent piece is sound; a lesser one needs neither to be read."""
    assert wrong(broadcast="{priority: khan-cap, approved_by: Chủ tịch, approved_on: 2026-05-04}") == []
    assert wrong(broadcast="{priority: uu-tien}") == []


def test_places_left_to_fill_stop_a_piece_that_is_no_draft() -> None:
    """What a form left to be written may stay in a draft and nowhere else."""
    filled = {"summary": '"[CẦN VIẾT: tóm tắt]"'}
    assert wrong("[CẦN VIẾT: nội dung]", status="draft", **filled) == []
    assert wrong("Một.\n\n[CẦN VIẾT: nội dung]", **filled) == [(7, "summary"), (13, "nội dung")]


def test_a_sample_is_never_aired() -> None:
    """A piece whose facts are made up has no broadcast block."""
    assert wrong(example="true", broadcast="{approved_by: x}") == [(10, "broadcast")]
    assert wrong(example="true") == wrong(example="false", broadcast="{approved_by: x}") == []


def test_titles_and_descriptions_that_help_nobody_are_told() -> None:
    """A title as long as a paragraph, and a picture described by its file's name, are advice."""
    assert [field for field, _ in advice(title="chữ " * 50)] == ["title"]
    assert [field for field, _ in advice(image="media/a.jpg", image_alt="mot-cua.jpg")] == ["image_alt"]
    assert advice(image="media/a.jpg", image_alt="Bộ phận một cửa") == []
    assert [field for field, _ in advice(summary="Họp ngày 31/11/2026.")] == ["summary"]
