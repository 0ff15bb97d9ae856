"""Strict YAML: what is read, what is refused, and on which line it says so."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from pipeline import yamltext
from pipeline.errors import ContentError, Problem
from pipeline.model.article import FrontMatter, Kind


class Inner(BaseModel):
    """A nested block."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    start: date | None = Field(default=None, alias="from")
    clock: str = "00:00"


class Outer(BaseModel):
    """A small model with every sort of value."""

    model_config = ConfigDict(extra="forbid")
    name: str
    day: date | None = None
    kind: Kind | None = None
    count: int = Field(default=1, ge=1, le=9)
    items: tuple[Inner, ...] = ()
    by_name: dict[str, Inner] = {}


def read(text: str) -> Outer:
    """Read a text as Outer."""
    return yamltext.parse(text, Outer, path="a.yaml")


def problems(text: str, first_line: int = 1) -> list[Problem]:
    """Return the problems of a text that must have some."""
    with pytest.raises(ContentError) as caught:
        yamltext.parse(text, Outer, path="a.yaml", first_line=first_line)
    return list(caught.value.problems)


def test_a_time_stays_text() -> None:
    """An unquoted 22:30 is text, never the number 1350."""
    assert read("name: a\nitems: [{clock: 22:30}]").items[0].clock == "22:30"


@pytest.mark.parametrize("written", ["2026-05-04", "04/05/2026", "4/5/2026", '"2026-05-04"'])
def test_dates_are_iso_or_day_first(written: str) -> None:
    """The fourth of May is read the same from every form that is allowed."""
    assert read(f"name: a\nday: {written}").day == date(2026, 5, 4)


@pytest.mark.parametrize(
    "written", ["30/02/2026", "05-04-2026", "2026-5-4", "4/5/26", "hôm nay", "2026", "2026-05-04T10:00"]
)
def test_other_dates_are_refused_with_the_right_form(written: str) -> None:
    """A date that is none, or is written another way, is told with its line and how to write it."""
    (found,) = problems(f"name: a\nday: {written}")
    assert (found.line, found.field) == (2, "day")
    assert "04/05/2026" in found.message and written in found.message


@given(st.dates(min_value=date(1000, 1, 1)))
def test_both_forms_of_a_date_mean_the_same_day(day: date) -> None:
    """Every day reads the same from its ISO and its day-first form."""
    assert yamltext.parse_date(day.isoformat()) == yamltext.parse_date(f"{day.day}/{day.month}/{day.year}") == day


def test_day_first_dates_work_deep_inside() -> None:
    """Dates under an alias, in lists and in mappings are read day first too."""
    value = read("name: a\nitems:\n- from: 04/05/2026\nby_name:\n  x: {from: 31/12/2026}")
    assert value.items[0].start == date(2026, 5, 4)
    assert value.by_name["x"].start == date(2026, 12, 31)


def test_every_problem_is_told_at_its_own_line() -> None:
    """Unknown key, wrong value, wrong number and missing key are all told in one go."""
    found = problems("nmae: a\nkind: tinn\ncount: 12\nitems:\n- clok: x\n", first_line=10)
    assert [(problem.line, problem.field) for problem in found] == [
        (10, "name"),
        (10, "nmae"),
        (11, "kind"),
        (12, "count"),
        (14, "items.1.clok"),
    ]


def front(text: str) -> list[tuple[int, str]]:
    """Return line and field of all problems of a front matter that starts in line 2."""
    with pytest.raises(ContentError) as caught:
        yamltext.parse(text, FrontMatter, path="a.md", first_line=2)
    return [(problem.line, problem.field) for problem in caught.value.problems]


WHOLE = """title: Lịch mới
date: 2026-05-04
kind: tin
theme: dich-vu-cong-truc-tuyen
unit: cong-an-xa
summary: Tóm tắt.
broadcast:
  per_week: 2
"""


def test_a_slip_of_yaml_hides_nothing() -> None:
    """Tabs, colons, quotes and blanks that break YAML are all told, and so is what is wrong in the lines between."""
    text = WHOLE.replace("Lịch mới", "Thông báo: lịch mới").replace("date: ", "date:").replace("kind: tin", "\tkind: x")
    text = (
        text.replace("Tóm tắt.", 'Tóm "tắt": gọn').replace("  per_week: 2", "\tper_week: 99").replace("unit: ", "unit ")
    )
    assert front(text) == [
        *[(2, "YAML"), (3, "YAML"), (4, "YAML"), (4, "kind"), (6, "YAML"), (7, "YAML"), (9, "YAML")],
        (9, "broadcast.per_week"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("title: Lịch mới", 'title: "Lịch" mới', 2),
        ("title: Lịch mới", "title: 'Lịch mới", 2),
        ("title: Lịch mới", "title: @Lịch", 2),
        ("title: Lịch mới", "title: [Lịch", 2),
        ("unit: cong-an-xa", "unit cong-an-xa", 6),
        ("unit: cong-an-xa", "unit:cong-an-xa", 6),
        ("  per_week: 2", "per_week:2", 9),
        ("  per_week: 2", "\t\tper_week: 2", 9),
        ("summary: Tóm tắt.", "summary: >\n  Một: hai\n  :ba\nupdated: a: b", 10),
    ],
)
def test_one_slip_is_one_problem_at_its_own_line(old: str, new: str, line: int) -> None:
    """What is left of a front matter with one slip is right, so that nothing else is told."""
    assert old in WHOLE
    told = front(WHOLE.replace(old, new))
    assert told[0] == (line, "YAML") and {field for _, field in told[1:]} <= {"updated", "per_week"}


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        *[("tiêu đề", "title"), ("ngày", "date"), ("Ngày đăng", "date"), ("tóm tắt", "summary"), ("loại", "kind")],
        *[("chủ đề", "theme"), ("đơn vị", "unit"), ("trạng thái", "status"), ("ảnh", "image"), ("hình", "image")],
        *[("phát thanh", "broadcast"), ("nguồn", "source"), ("stauts", "status"), ("sumary", "summary")],
    ],
)
def test_a_vietnamese_key_is_understood(key: str, meant: str) -> None:
    """An editor who writes a key in Vietnamese, or mistypes it, is told the key that was meant."""
    with pytest.raises(ContentError) as caught:
        yamltext.parse(f"{WHOLE}{key}: x", FrontMatter, path="a.md")
    assert any(f"có phải “{meant}”?" in problem.message for problem in caught.value.problems)


def test_keys_that_stand_too_far_left_are_told_where_they_belong() -> None:
    """A key of a block that was not indented is told to go under it, not that it does not exist."""
    with pytest.raises(ContentError) as caught:
        yamltext.parse(f"{WHOLE}priority: thuong\naudience: [nông dân]", FrontMatter, path="a.md")
    assert ["dưới broadcast:" in problem.message for problem in caught.value.problems] == [True, True]


@pytest.mark.parametrize(
    ("written", "meant"), [("tin-tuc", "tin"), ("Tin tức", "tin"), ("bài viết", "bai"), ("huong dan", "huong-dan")]
)
def test_a_value_in_other_words_is_understood(written: str, meant: str) -> None:
    """The value proposed is the one that was meant, not the one that merely looks alike."""
    with pytest.raises(ContentError) as caught:
        yamltext.parse(WHOLE.replace("kind: tin", f"kind: {written}"), FrontMatter, path="a.md")
    assert f"(có phải “{meant}”?)" in caught.value.problems[0].message


def test_an_unknown_key_names_the_nearest_right_one() -> None:
    """The message of an unknown key proposes the key that was meant, accents or not."""
    assert "“name”" in problems("name: a\nnmae: b")[0].message
    assert "“count”" in problems("name: a\ncoúnt: 2")[0].message
    assert "by_name" in problems("name: a\nzzzz: 2")[0].message


def test_a_wrong_choice_lists_the_right_ones() -> None:
    """The message of a wrong choice lists all, and the nearest also when a label was written."""
    (found,) = problems("name: a\nkind: Hướng dẫn")
    assert all(kind.value in found.message for kind in Kind)
    assert "(có phải “huong-dan”?)" in found.message


def test_a_key_written_twice_is_a_problem() -> None:
    """YAML would silently keep the last one."""
    (found,) = problems("name: a\ncount: 1\nname: b")
    assert (found.line, found.field) == (3, "name")


def test_a_name_that_only_python_uses_is_unknown() -> None:
    """The model's field name is no second spelling of its alias."""
    assert [problem.field for problem in problems("name: a\nitems: [{start: 2026-05-04}]")] == ["items.1.start"]


@pytest.mark.parametrize(
    "text",
    ["name: &a x", "name: a\nitems: [*a]", "name: !!python/object:os.system x", "name: !x y", "a: &a [1]\nb: [*a, *a]"],
)
def test_anchors_aliases_and_tags_are_refused(text: str) -> None:
    """What YAML bombs and code execution are made of is no part of the format."""
    found = problems(text)[0]
    assert found.field == "YAML" and "& * !" in found.message


@pytest.mark.parametrize(
    "text", ["[" * 5000, "a: " + "{b: " * 500, "name: 'a\n", "name: a: b", "\tname: a", "name: \x07"]
)
def test_broken_yaml_is_one_problem_in_vietnamese(text: str) -> None:
    """Broken or bottomless YAML is told, never a traceback."""
    (found,) = problems(text)
    assert found.field == "YAML" and found.line == 1


@pytest.mark.parametrize("text", ["", "- a\n- b", "chỉ chữ", "~"])
def test_what_is_no_mapping_is_told(text: str) -> None:
    """A block without keys is one problem."""
    (found,) = problems(text)
    assert "khóa: giá trị" in found.message


def test_odd_keys_are_text() -> None:
    """Keys that YAML takes for numbers, booleans or nothing are told as unknown keys."""
    assert [problem.field for problem in problems("name: a\n1: x\ntrue: y\nnull: z")] == ["1", "true", "null"]


def test_text_is_composed() -> None:
    """Decomposed letters, also those of YAML escapes, come out in NFC."""
    assert read('name: "Gia Lo\\u0323\\u0302c"').name == "Gia Lộc"


def test_the_index_tells_lines_of_the_file() -> None:
    """The line of a key counts from the file's start; an absent key has its parent's line."""
    _, lines = yamltext.parse_with_lines("name: a\nitems:\n- from: 2026-05-04", Outer, path="a", first_line=2)
    assert (lines("name"), lines("items", 0, "from"), lines("items", 0, "clock")) == (2, 4, 4)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text whatever raises anything but ContentError, and each problem has a line of the text."""
    try:
        yamltext.parse(text, FrontMatter, path="a.md")
    except ContentError as error:
        assert error.problems
        assert all(1 <= problem.line <= len(text.splitlines()) + 1 for problem in error.problems)
