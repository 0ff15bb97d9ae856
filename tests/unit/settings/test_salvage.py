"""What is still told of a schedule whose form is wrong, and what is not made up."""

from datetime import date
from pathlib import Path

import pytest

from pipeline import yamltext
from pipeline.broadcast import planning
from pipeline.errors import ContentError
from pipeline.settings import FILE, Settings, advice
from pipeline.settings.salvage import Sketch, sketch

TEXT = (Path(__file__).parents[3] / FILE).read_text("utf-8")
TODAY = date(2026, 11, 22)


def rough(text: str) -> Sketch:
    """Return the sketch of a schedule that cannot be read."""
    with pytest.raises(ContentError) as caught:
        yamltext.parse(text, Settings, path=FILE)
    return sketch(caught.value)


def also(text: str) -> set[str]:
    """Return the fields of the problems found beside those of form."""
    made = rough(text)
    found = [
        *planning.check_schedule(made.settings, made.lines, today=TODAY),
        *planning.check_pieces((), made.settings, index=made.lines),
    ]
    return {problem.field for problem in filter(made.trusts, found) if not problem.advice}


def changed(*pairs: tuple[str, str]) -> str:
    """Return the commune's schedule with some texts replaced."""
    text = TEXT
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


WRONG = ("late_start: noi-tiep", "late_start: noi tiep")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("{buoi}, {ngay}", "{buoi}, {ngày}", "station.greeting"),
        ("fallback: []  ", "fallback: [khong-co]", "slots.sang.fallback"),
        ("audience: [moi-nguoi, nong-dan, cong-nhan]", "audience: [khach]", "slots.chieu.audience"),
        ("from: 16/10", "from: 17/10", "seasons"),
        ("country: VN ", "country: XX ", "holidays.country"),
    ],
)
def test_problems_of_meaning_are_told_beside_one_of_form(old: str, new: str, field: str) -> None:
    """A wrong value does not hide an unknown place, piece, group, a gap of seasons or an unknown country."""
    assert also(changed(WRONG, (old, new))) == {field}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        WRONG,
        ("id: chieu", "id: Buổi Chiều"),
        ("minutes: 15  ", "minutes: 999"),
        ('start: {he: "05:30", dong: "05:45"}', 'start: {he: "25:30", dong: "05:45"}'),
        ("slots:  ", "slot:  "),
        ("seasons:  ", "mua:  "),
        ("from: 16/10", "from: 99/10"),
        ("audiences:\n", "nhom:\n"),
        ("  nong-dan:\n", "  Nông dân:\n"),
        ("station:  ", "dai:  "),
        ("policy:  ", "quy-dinh:  "),
        ("name: Buổi sáng", 'name: "Buổi sáng'),
        ("name: Buổi sáng", "name: Buổi: sáng"),
        ("    minutes: 15  ", "\tminutes: 15  "),
        ("slots:  ", "slots  "),
    ],
)
def test_nothing_is_told_that_only_stands_in(old: str, new: str) -> None:
    """What hangs on a value that could not be read is left for the next run."""
    assert also(changed((old, new))) == set()


@pytest.mark.parametrize("text", ["", "[" * 3000, "- a\n- b", "slots: 3\nstation: x\nseasons: {}\n", "a: &x 1"])
def test_any_text_gives_a_sketch(text: str) -> None:
    """Where nothing can be read, stand-ins let the articles be checked; nothing of the schedule is trusted."""
    made = rough(text)
    assert made.told and not also(text)
    assert made.settings.season_of(TODAY)


def test_a_sample_address_and_unusable_contacts_are_told() -> None:
    """An address of the sample, a phone number without digits and an e-mail without @ are advice at their lines."""
    text = changed(("    phone:", '    phone: "abc"'), ("    email:", "    email: abc"))
    index = yamltext.lines(text)
    found = advice(yamltext.parse(text, Settings, path=FILE), index)
    assert [problem.field for problem in found] == ["site.url", "station.contact.phone", "station.contact.email"]
    assert all(problem.advice and problem.line == index(*problem.field.split(".")) for problem in found)
    real = changed(("https://gialoc.example", "https://gialoc.haiphong.gov.vn"), ("    phone:", '    phone: "113"'))
    assert advice(yamltext.parse(real, Settings, path=FILE), index) == ()
