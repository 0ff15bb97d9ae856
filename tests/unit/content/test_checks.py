"""What only the whole library, the schedule and the day can tell."""

from datetime import date

from pipeline.content import check_library
from pipeline.content.library import Library
from pipeline.errors import Problem
from tests.unit.content.making import KEYS, library, settings, text

TODAY = date(2026, 11, 22)
FOLDER = "content/dich-vu-cong"


def check(lib: Library) -> list[Problem]:
    """Return the problems of a library under the commune's own settings."""
    return list(check_library(lib, settings(), today=TODAY))


def one(path: str = f"{FOLDER}/bai.md", **keys: str) -> list[tuple[int, str, bool]]:
    """Return line, field and advice of the problems of a library of one article."""
    return [(problem.line, problem.field, problem.advice) for problem in check(library((path, text(**keys))))]


def test_a_sound_article_raises_nothing() -> None:
    """An article whose section, audience and days are right has no problem."""
    assert one(broadcast="{audience: [nong-dan], approved_by: Chủ tịch, approved_on: 2026-05-04}") == []


def test_a_section_must_be_declared() -> None:
    """A folder that the schedule does not name as a section is told, with the nearest one."""
    (found,) = check(library(("content/dich-vu/bai.md", text())))
    assert found.field == "chuyên mục" and "“dich-vu-cong”" in found.message and not found.advice
    assert one("content/bai.md") == [(0, "chuyên mục", True)]
    assert one("content/dich-vu-cong/con/bai.md") != []


def test_an_unknown_audience_is_told_at_its_line() -> None:
    """An audience that the schedule does not know is told with the nearest one."""
    (found,) = check(
        library((f"{FOLDER}/bai.md", text(broadcast="{audience: [nong-dan, cong-nhann], approved_by: x}")))
    )
    assert (found.line, found.field, found.advice) == (9, "broadcast.audience", False)
    assert "“cong-nhan”" in found.message and "nguoi-cao-tuoi" in found.message


def test_reserved_names_are_no_addresses() -> None:
    """Device names of Windows are refused as slug, given or taken from the file."""
    assert one(slug="nul") == [(9, "slug", False)]
    assert [field for _, field, _ in one(f"{FOLDER}/aux.md")] == ["slug"]
    assert [field for _, field, _ in one(slug="a" * 101)] == ["slug"]


def test_days_that_have_not_come_are_refused() -> None:
    """Approval and update cannot lie in the future; a piece dated later may be updated on its day."""
    assert one(broadcast="{approved_by: x, approved_on: 2026-11-23}") == [(9, "broadcast.approved_on", False)]
    assert one(broadcast="{approved_by: x, approved_on: 2026-11-22}") == []
    assert one(updated="2026-11-23") == [(9, "updated", False)]
    assert one(updated="2026-11-22") == []
    assert one(date="2026-12-01", updated="2026-12-01") == []


def test_a_mistyped_year_is_told() -> None:
    """A piece dated far ahead or in another century is worth a second look; one planned for next year is not."""
    assert one(date="2062-05-04") == one(date="1926-05-04") == [(3, "date", True)]
    assert one(date="2027-05-04") == []


def test_a_last_day_that_is_over_is_told_while_the_piece_is_fresh() -> None:
    """A piece of this month that can no longer be aired is worth a look; an old one has simply had its time."""
    until = "{approved_by: x, until: 2026-11-20}"
    assert one(date="2026-11-10", broadcast=until) == [(9, "broadcast.until", True)]
    assert one(date="2026-09-10", broadcast=until) == one(broadcast="{approved_by: x, until: 2026-11-22}") == []


def test_an_unapproved_piece_is_told_why_it_stays_silent() -> None:
    """Where the station's rules ask for approval, a published piece without it gets advice, a draft nothing."""
    assert one(broadcast="{per_week: 2}") == [(9, "broadcast.approved_by", True)]
    assert one(status="draft", broadcast="{per_week: 2}") == []
    assert one(broadcast="{priority: khan-cap}") == []  # told by the rule of urgent pieces


def test_colliding_addresses_are_told_on_both_sides() -> None:
    """Names that differ only in tone marks, case or folder end up at one address, broken articles included."""
    lib = library(
        (f"{FOLDER}/thong-bao.md", text(title="Một")),
        (f"{FOLDER}/Thong-Bao.md", text(title="Hai")),
        ("content/thu-tuc-hanh-chinh/khac.md", text(title="Ba", slug="thong-bao")),
        (f"{FOLDER}/thông-báo.md", text(title="Bốn")),
    )
    found = [problem for problem in check(lib) if problem.field == "slug"]
    assert {problem.path.rsplit("/", 1)[1] for problem in found} == {
        "thong-bao.md",
        "Thong-Bao.md",
        "khac.md",
        "thông-báo.md",
    }
    assert all("content/" in problem.message and not problem.advice for problem in found)


def test_two_of_one_name_collide() -> None:
    """The same file name in two sections is one address."""
    lib = library((f"{FOLDER}/a.md", text(title="Một")), ("content/cai-cach-hanh-chinh/a.md", text(title="Hai")))
    assert [problem.field for problem in check(lib)] == ["slug", "slug"]


def test_titles_that_read_the_same_are_advised_against() -> None:
    """Two titles that differ only in tone marks are told once, as advice."""
    lib = library((f"{FOLDER}/a.md", text(title="Thông báo")), (f"{FOLDER}/b.md", text(title="Thông bào")))
    assert [(problem.path, problem.advice) for problem in check(lib)] == [(f"{FOLDER}/b.md", True)]


def test_a_link_to_a_hidden_piece_is_advised_against() -> None:
    """A public page that leads to a draft or to tomorrow's piece is told at the link's line."""
    lib = library(
        (f"{FOLDER}/a.md", text("Xem\n[b](b.md),\n[c](../dich-vu-cong/c.md#x).")),
        (f"{FOLDER}/b.md", text(title="Hai", status="draft")),
        (f"{FOLDER}/c.md", text(title="Ba", date="2026-11-23")),
    )
    assert [(problem.line, problem.advice) for problem in check(lib)] == [(12, True), (13, True)]


def test_a_draft_may_lead_to_a_draft() -> None:
    """Links are only looked at where readers see them."""
    lib = library(
        (f"{FOLDER}/a.md", text("[b](b.md)", status="draft")), (f"{FOLDER}/b.md", text(title="Hai", status="draft"))
    )
    assert check(lib) == []


def test_broken_articles_are_checked_too() -> None:
    """An article with a problem of form still has its section and audience checked in the same run."""
    lib = library(("content/dich-vuu/a.md", text(date="x", broadcast="{audience: [khach], approved_by: x}")))
    assert lib.articles == ()
    assert [problem.field for problem in check(lib)] == ["chuyên mục", "broadcast.audience"]


def test_the_order_is_fixed() -> None:
    """Problems come sorted by path and line, whatever the order of articles."""
    texts = [(f"content/sai-{name}/{name}.md", text(title=KEYS["title"] + name)) for name in "cab"]
    assert [problem.path for problem in check(library(*texts))] == sorted(path for path, _ in texts)
