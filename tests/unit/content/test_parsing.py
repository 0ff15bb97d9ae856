"""One article's text: what it becomes, and every problem that the text alone shows."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.content import parse_article
from pipeline.content.parsing import parse_radio
from pipeline.model.article import Kind, Status
from tests.unit.content.making import KEYS, PATH, article, problems, text, wrong


def test_a_valid_article_is_read_whole() -> None:
    """Every key, the body and the line on which it starts come out."""
    made = article(body="Đoạn một.\n\nĐoạn hai.")
    assert (made.slug, made.section, made.path) == ("bai", "dich-vu-cong", PATH)
    assert (made.meta.date, made.meta.kind, made.meta.status) == (date(2026, 5, 4), Kind.TIN, Status.PUBLISHED)
    assert (made.body, made.body_line) == ("Đoạn một.\n\nĐoạn hai.", 11)
    assert problems() == []


def test_line_ends_marks_and_composition_do_not_matter() -> None:
    """Windows line ends, a byte order mark and decomposed letters give the same article."""
    odd = "\ufeff" + unicodedata.normalize("NFD", text("Gia Lộc.")).replace("\n", "\r\n")
    assert parse_article(odd, PATH) == parse_article(text("Gia Lộc."), PATH)


def test_status_is_draft_unless_said() -> None:
    """Nothing is published by forgetting a line."""
    assert article(status="").meta.status is Status.DRAFT


def test_top_level_articles_have_no_section() -> None:
    """An article right under content/ belongs to no section, and one deeper tells its whole folder."""
    assert article("content/bai.md").section == ""
    assert article("content/a/b/bai.md").section == "a/b"


@pytest.mark.parametrize(
    ("whole", "told"),
    [
        ("", "dòng đầu tiên"),
        ("Chỉ có chữ.", "dòng đầu tiên"),
        ("\n---\ntitle: a\n---\nx", "dòng đầu tiên"),
        ("---\ntitle: a\nx", "chưa đóng"),
        ("---\ntitle: " + "a" * 30_000 + "\n---\nx", "dài quá"),
    ],
)
def test_a_missing_or_open_front_matter_is_one_problem(whole: str, told: str) -> None:
    """Without a front matter block there is no article, and the message says how to write one."""
    made, found = parse_article(whole, PATH)
    assert made is None
    assert len(found) == 1 and found[0].line == 1 and told in found[0].message


@pytest.mark.parametrize("key", [key for key in KEYS if key != "status"])
def test_each_required_key_is_missed(key: str) -> None:
    """Leaving out a required key is one problem, named by the key."""
    assert wrong(**{key: ""}) == [(2, key)]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("date", "30/02/2026"),
        ("updated", "hôm qua"),
        ("kind", "tin-tuc"),
        ("theme", "dich-vu-cong"),
        ("unit", "Công an xã"),
        ("status", "publish"),
        ("summary", "a" * 301),
        ("slug", "Đăng ký"),
        ("tilte", "x"),
        ("broadcast", "{per_week: 0}"),
        ("broadcast", "{audience: nong-dan}"),
        ("broadcast", "{from: 2026-13-01}"),
        ("broadcast", "{priority: gap}"),
        ("title", "'   '"),
        ("title", "123"),
    ],
)
def test_each_wrong_value_is_one_problem_at_its_line(key: str, value: str) -> None:
    """A wrong value is told once, at the line of its key, and there is no article."""
    found = wrong(**{key: value})
    assert len(found) == 1
    assert found[0][1].split(".")[0] == key
    assert text(**{key: value}).split("\n")[found[0][0] - 1].startswith(f"{key}:")


def test_all_problems_are_told_in_one_run() -> None:
    """Form, rules between keys, and body are all checked, whatever else is wrong."""
    body = "![](media/a.jpg)"
    found = wrong(body, tilte="x", date="99/99/2026", kind="thu-tuc", image="media/a.jpg", summary="")
    fields = sorted(field for _, field in found)
    assert fields == ["date", "image", "nội dung", "procedure", "summary", "tilte"]


def test_a_doubtful_key_raises_no_further_problem() -> None:
    """A rule that needs a wrong value is not asked, so that one mistake is one problem."""
    assert wrong(kind="thu-tucc", procedure="{change: moi, decision: 1/QĐ, decided: 2026-05-01}") == [(4, "kind")]
    assert wrong(date="x", updated="1999-01-01") == [(3, "date")]


def test_a_nested_unknown_key_hides_nothing() -> None:
    """An unknown key in broadcast does not keep the approval of an urgent piece from being asked for."""
    assert [field for _, field in wrong(broadcast="{priority: khan-cap, bogus: 1}")] == [
        "broadcast.bogus",
        "broadcast.priority",
    ]


def test_a_missing_nested_key_hides_nothing() -> None:
    """A procedure without its date does not keep the picture from being checked."""
    keys = {"kind": "thu-tuc", "procedure": "{change: moi, decision: 1/QĐ}", "image": "media/a.jpg"}
    assert sorted(field for _, field in wrong(**keys)) == ["image", "procedure.decided"]


@pytest.mark.parametrize("body", ["", "   \n\n", "<!-- sẽ viết sau -->", "<!-- chưa đóng"])
def test_an_empty_body_is_a_problem(body: str) -> None:
    """An article of front matter only, or of comments, has nothing to read."""
    assert [field for _, field in wrong(body)] == ["nội dung"]


def test_file_names_are_ascii() -> None:
    """A file or folder name with tone marks is refused, and the right name proposed."""
    (found,) = problems(path="content/dich-vu-cong/Đăng ký.md")
    assert not found.advice and "dang-ky.md" in found.message
    assert "thư mục" in problems(path="content/dịch-vụ/bai.md")[0].message
    assert "tên tệp" in problems(path="content/dich-vu-cong/---.md")[0].message


def test_control_characters_are_refused() -> None:
    """Characters that break feeds or turn text around are told with their line."""
    assert wrong("Một.\n\nHai\x07.") == [(13, "nội dung")]
    assert wrong("Một \u202edòng.") == [(11, "nội dung")]
    assert wrong(title='"a\\x07b"') == [(2, "title")]


def test_a_radio_version_is_markdown_only() -> None:
    """The radio version keeps its text, may not be empty, and carries no front matter."""
    assert parse_radio("\nKính thưa bà con.\n", "a.radio.md") == ("Kính thưa bà con.", [])
    assert parse_radio(" \n", "a.radio.md")[1][0].field == "nội dung"
    radio, found = parse_radio(text(), "a.radio.md")
    assert radio is None and "khai báo" in found[0].message


_VALID = text("Một câu.\n\n![ảnh](media/a.jpg) và [b](b.md)", broadcast="{from: 2026-05-04, audience: [moi-nguoi]}")


@given(st.data())
def test_no_mutation_of_an_article_raises(data: st.DataObject) -> None:
    """Whatever is cut, doubled or typed into an article, reading it ends in an article or in problems."""
    start = data.draw(st.integers(0, len(_VALID)))
    end = data.draw(st.integers(start, min(len(_VALID), start + 40)))
    typed = data.draw(
        st.text(max_size=12) | st.sampled_from(["---\n", ": ", "\t", "&a ", "- ", "[", "{", "'", '"', "\n"])
    )
    made, found = parse_article(_VALID[:start] + typed + _VALID[end:], PATH)
    assert made is not None or any(not problem.advice for problem in found)
    assert all(problem.path == PATH and problem.message for problem in found)


@given(st.dictionaries(st.sampled_from([*KEYS, "slug", "broadcast", "procedure", "updated"]), st.text(max_size=20)))
def test_no_value_of_a_key_raises(keys: dict[str, str]) -> None:
    """Any text as a value is read or told."""
    made, found = parse_article(text(**keys), PATH)
    assert made is not None or found


@given(st.text())
def test_any_text_is_told_or_read(whole: str) -> None:
    """No text whatever makes the reader raise."""
    made, found = parse_article(whole, PATH)
    assert made is not None or found
