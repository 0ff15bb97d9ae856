"""All of content/ read from disk in one run."""

import os
from pathlib import Path

import pytest
from PIL import Image

from pipeline.content import find, read_library
from pipeline.errors import ContentError, Problem, RequestError
from tests.unit.content.making import text


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Give a project with one sound article, its picture and its sound."""
    put(tmp_path, "dich-vu-cong/bai.md", text("Một câu.\n\n![ảnh](media/anh.jpg)"))
    (tmp_path / "content" / "media").mkdir()
    Image.new("RGB", (8, 8)).save(tmp_path / "content" / "media" / "anh.jpg")
    (tmp_path / "content" / "media" / "tieng.mp3").write_bytes(b"ID3")
    return tmp_path


def put(project: Path, name: str, content: str | bytes) -> None:
    """Write a file under content/."""
    path = project / "content" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def told(project: Path, name: str = "") -> list[Problem]:
    """Return the problems of the project, or of one file."""
    return [problem for problem in read_library(project).problems if not name or problem.path == f"content/{name}"]


def test_good_articles_come_sorted_without_problems(project: Path) -> None:
    """The library holds every article by path, with its radio version."""
    put(project, "cai-cach-hanh-chinh/a.md", text(title="Khác"))
    put(project, "dich-vu-cong/bai.radio.md", "Kính thưa bà con.\n")
    library = read_library(project)
    assert library.problems == ()
    assert [article.path for article in library.articles] == [
        "content/cai-cach-hanh-chinh/a.md",
        "content/dich-vu-cong/bai.md",
    ]
    assert (library.articles[1].radio, library.articles[1].radio_path) == (
        "Kính thưa bà con.",
        "content/dich-vu-cong/bai.radio.md",
    )
    assert library.articles[0].radio is None


def test_all_problems_of_all_files_are_told_and_the_good_are_kept(project: Path) -> None:
    """Broken files are each told, in order; the good article is still there."""
    put(project, "a.md", text(kind="tn"))
    put(project, "b.md", "không có gì")
    put(project, "c.md", b"\xff\xfe\x00")
    library = read_library(project)
    assert [problem.path for problem in library.problems] == ["content/a.md", "content/b.md", "content/c.md"]
    assert [article.slug for article in library.articles] == ["bai"]
    assert [article.slug for article in library.sketches] == ["a"]
    assert library.line("content/a.md", "kind") == 4 and library.line("content/b.md", "kind") == 0


def test_what_is_nobodys_content_is_ignored(project: Path) -> None:
    """Media, the lexicon, read-mes, hidden and private files and Word's locks are no articles."""
    names = ("media/ghi-chu.md", "README.md", "x/readme.md", ".git/a.md", "_nhap/a.md", "_a.md", "~$a.md", ".a.md")
    for name in (*names, "lexicon.tsv"):
        put(project, name, "không phải bài")
    assert told(project) == []


def test_strangers_are_told(project: Path) -> None:
    """Files that an editor may take for articles are pointed out; a lone radio version is a mistake."""
    put(project, "b.radio.md", "Kính thưa.")
    for name in ("a.docx", "a.doc", "a.txt", "a.MD", "a.markdown"):
        put(project, name, "x")
    found = {problem.path: problem.advice for problem in told(project)}
    assert found == {
        "content/b.radio.md": False,
        "content/a.docx": True,
        "content/a.doc": True,
        "content/a.txt": True,
        "content/a.MD": True,
        "content/a.markdown": True,
    }


def test_a_wrong_radio_version_stops_its_article(project: Path) -> None:
    """An empty radio version, or one with front matter, is a problem of its own file."""
    for radio in (" \n", text(), b"\xff"):
        put(project, "dich-vu-cong/bai.radio.md", radio)
        assert told(project, "dich-vu-cong/bai.radio.md") != []
        assert read_library(project).articles == ()


def test_a_radio_version_of_a_broken_page_is_no_stranger(project: Path) -> None:
    """The page exists, so only the page's own problem is told."""
    put(project, "dich-vu-cong/bai.md", text(kind="tn"))
    put(project, "dich-vu-cong/bai.radio.md", "Kính thưa.")
    assert [problem.field for problem in told(project)] == ["kind"]


@pytest.mark.parametrize(
    ("keys", "field", "word"),
    [
        ({"image": "media/anh.png", "image_alt": "x"}, "image", "media/anh.jpg"),
        ({"image": "media/tieng.mp3", "image_alt": "x"}, "image", "loại tệp"),
        ({"image": "../../x.jpg", "image_alt": "x"}, "image", "ra ngoài"),
        ({"image": "/etc/x.jpg", "image_alt": "x"}, "image", "ra ngoài"),
        ({"broadcast": "{recording: media/tiengg.mp3}"}, "broadcast.recording", "media/tieng.mp3"),
        ({"broadcast": "{recording: media/anh.jpg}"}, "broadcast.recording", "loại tệp"),
        ({"video": "media/phim.mp4"}, "video", "không thấy"),
    ],
)
def test_wrong_media_in_the_front_matter_is_told(project: Path, keys: dict[str, str], field: str, word: str) -> None:
    """A missing, unfit or straying file is told at its key's line, with the nearest right one."""
    put(project, "a.md", text(**keys))
    (found,) = told(project)
    assert (found.line, found.field, found.advice) == (9, field, False)
    assert word in found.message


def test_right_media_is_accepted(project: Path) -> None:
    """Pictures, sounds and videos that are there pass; a video may be elsewhere."""
    put(project, "media/phim.mp4", b"x")
    for video in ("media/phim.mp4", "https://example.org/phim"):
        keys = {"image": "media/anh.jpg", "image_alt": "x", "broadcast": "{recording: media/tieng.mp3}"}
        put(project, "a.md", text("![ảnh](../content/media/anh.jpg)", video=video, **keys).replace("../content/", ""))
        assert told(project) == []


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("[a](khac.md)", "khac.md"),
        ("[a](bia.md)", "có phải “dich-vu-cong/bai.md”?"),
        ("![a](media/anhh.jpg)", "có phải “media/anh.jpg”?"),
        ("![a](../../../etc/x.jpg)", "ra ngoài"),
        ("![a](/media/anh.jpg)", "ra ngoài"),
        ("![a](media\\anh.jpg)", "ra ngoài"),
        ("[a](javascript:alert(1))", "không mở được"),
        ("[a](C:/Users/a.docx)", "không mở được"),
        ("[a]()", "trống"),
        ("[tải mẫu](media/mau.pdf)", "không thấy"),
        ("[chạy](media/mau.exe)", "loại tệp"),
        ("![a](media/ảnh có dấu.jpg)", "dấu cách"),
        ("[a]({filename}khac.md)", "khac.md"),
    ],
)
def test_dead_links_in_the_body_are_told(project: Path, body: str, word: str) -> None:
    """A link that would lead nowhere on the site is told at its line."""
    put(project, "dich-vu-cong/xem.md", text(f"Xem\n{body}"))
    found = [problem for problem in told(project) if not problem.advice]
    assert [(problem.line, problem.field) for problem in found] == [(12, "nội dung")]
    assert word in found[0].message


@pytest.mark.parametrize(
    "body",
    [
        "[a](bai.md)",
        "[a](../dich-vu-cong/bai.md#muc)",
        "[a](dich-vu-cong/bai.md?x=1)",
        "[a](https://dichvucong.gov.vn) [b](mailto:a@example.org) [c](tel:0220)",
        "[a](#muc) [b](/lich-phat-thanh/)\n\n## Mục",
        "![a](media/anh.jpg) ![b](../media/anh.jpg)",
        "![a](media/a%6Eh.jpg)",
        "`[a](khong-co.md)`",
    ],
)
def test_live_links_pass(project: Path, body: str) -> None:
    """Links beside the file, from content/, to sections of a page and to the outside are fine."""
    put(project, "dich-vu-cong/xem.md", text(body))
    assert told(project) == []


def test_pictures_elsewhere_are_advised_against(project: Path) -> None:
    """A picture of another site may vanish."""
    put(project, "a.md", text("![a](https://example.org/a.jpg)"))
    assert [problem.advice for problem in told(project)] == [True]


def test_unreadable_and_huge_media(project: Path) -> None:
    """What is no picture, or empty, or has tone marks in its name is refused; what is heavy is told."""
    put(project, "media/gia.jpg", "không phải ảnh")
    put(project, "media/rong.mp3", b"")
    put(project, "media/ảnh.jpg", (project / "content/media/anh.jpg").read_bytes())
    put(project, "media/nang.jpg", (project / "content/media/anh.jpg").read_bytes() + b"\0" * 2_100_000)
    body = "![a](media/gia.jpg)\n[b](media/rong.mp3)\n![c](media/ảnh.jpg)\n![d](media/nang.jpg)"
    put(project, "a.md", text(body))
    assert [(problem.line, problem.advice) for problem in told(project)] == [
        (11, False),
        (12, False),
        (13, False),
        (14, True),
    ]


def test_links_out_of_content_are_refused(project: Path) -> None:
    """A symbolic link is no way to put a file of the machine on the page."""
    secret = project / "mat-khau.jpg"
    secret.write_bytes((project / "content/media/anh.jpg").read_bytes())
    (project / "content/media/lien-ket.jpg").symlink_to(secret)
    (project / "bai-ngoai.md").write_text(text(), "utf-8")
    (project / "content/ngoai.md").symlink_to(project / "bai-ngoai.md")
    (project / "content/hong.md").symlink_to(project / "khong-co.md")
    put(project, "a.md", text("![a](media/lien-ket.jpg)"))
    found = told(project)
    assert [problem.path for problem in found] == ["content/a.md", "content/hong.md", "content/ngoai.md"]
    assert all("ra ngoài" in problem.message and not problem.advice for problem in found)


def test_files_too_big_or_odd_are_refused(project: Path) -> None:
    """A megabyte of text, a pipe or a broken link named like an article is told, not read."""
    put(project, "to.md", text("a" * 1_000_001))
    os.mkfifo(project / "content" / "ong.md")
    (project / "content" / "gay.md").symlink_to("khong-co.md")
    (project / "content" / "thu-muc.md").mkdir()
    assert [(problem.path, problem.field) for problem in told(project)] == [
        ("content/gay.md", "tệp"),
        ("content/ong.md", "tệp"),
        ("content/to.md", "tệp"),
    ]


def test_a_project_without_content_is_told(tmp_path: Path) -> None:
    """Outside a project the reader says so."""
    assert read_library(tmp_path).problems[0].path == "content"


@pytest.mark.parametrize(
    "name",
    [
        "bai",
        "bai.md",
        "dich-vu-cong/bai.md",
        "content/dich-vu-cong/bai.md",
        "./bai",
        "bai.radio.md",
        "/x/content/dich-vu-cong/bai.md",
    ],
)
def test_an_article_is_found_by_slug_path_or_name(project: Path, name: str) -> None:
    """Whatever a person types for the article means it."""
    assert find(read_library(project), name).slug == "bai"


def test_an_article_is_found_by_its_own_slug(project: Path) -> None:
    """A slug that differs from the file's name works beside the name."""
    put(project, "dich-vu-cong/bai.md", text(slug="khai-sinh"))
    library = read_library(project)
    assert find(library, "khai-sinh") == find(library, "bai.md")


def test_what_is_not_found_names_the_nearest(project: Path) -> None:
    """A misspelt name gets the nearest slug; a broken article tells its problems."""
    with pytest.raises(RequestError, match="“bai”"):
        find(read_library(project), "bia")
    put(project, "hong.md", text(kind="tn"))
    with pytest.raises(ContentError, match="kind"):
        find(read_library(project), "hong")
    with pytest.raises(RequestError):
        find(read_library(project), "")
