"""``loa new`` and ``loa import`` as an editor runs them."""

import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import docx
import pytest
from PIL import Image

from pipeline.content import find, read_library
from pipeline.model.article import Kind, Status
from tests.project_fixtures import ROOT, loa, tree

FORM = ("--kind", "tin", "--theme", "y-nghia-ket-qua", "--unit", "cong-an-xa", "--section", "dich-vu-cong")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Give a project without articles."""
    (tmp_path / "content").mkdir()
    (tmp_path / "broadcast_schedule.yaml").write_bytes((ROOT / "broadcast_schedule.yaml").read_bytes())
    return tmp_path


def new(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``loa new`` with a filled form."""
    return loa("new", *FORM, *arguments, project=project)


def word_file(folder: Path, *, title: str = "Mời họp thôn", pictures: int = 1) -> Path:
    """Write a Word document."""
    document = docx.Document()
    document.add_heading(title, 0)
    document.add_paragraph("Ban công tác Mặt trận mời bà con tới nhà văn hóa thôn. Giờ họp ghi trong giấy mời.")
    for number in range(pictures):
        file = io.BytesIO()
        Image.new("RGB", (8 + number, 8)).save(file, "JPEG")
        document.add_picture(io.BytesIO(file.getvalue()))
    path = folder / "Giấy mời.docx"
    document.save(str(path))
    return path


def test_new_writes_a_sound_draft(project: Path) -> None:
    """The file lies in its section under the title's slug, passes the reader, and is a draft of today."""
    done = new(project, "--title", 'Nghị định 151/2025/NĐ-CP: "mới"')
    assert done.returncode == 0, done.stderr
    library = read_library(project)
    article = find(library, "nghi-dinh-151-2025-nd-cp-moi")
    assert article.path == "content/dich-vu-cong/nghi-dinh-151-2025-nd-cp-moi.md" and article.path in done.stdout
    assert (article.title, article.meta.status, library.problems) == (
        'Nghị định 151/2025/NĐ-CP: "mới"',
        Status.DRAFT,
        (),
    )


def test_new_takes_a_procedure(project: Path) -> None:
    """For kind thu-tuc the decision is part of the form, its date day first."""
    form = ("--change", "bai-bo", "--decision", "247/QĐ-UBND", "--decided", "30/4/2026")
    done = loa("new", *FORM[2:], "--kind", "thu-tuc", "--title", "Thủ tục cũ", *form, "--json", project=project)
    assert json.loads(done.stdout)["path"] == "content/dich-vu-cong/thu-tuc-cu.md"
    meta = find(read_library(project), "thu-tuc-cu").meta
    assert meta.kind is Kind.THU_TUC and meta.procedure is not None and meta.procedure.decision == "247/QĐ-UBND"


def test_new_never_overwrites(project: Path) -> None:
    """A name that is taken, in this section or another, by file or by slug, is refused and nothing changes."""
    assert new(project, "--title", "Lịch tiếp dân").returncode == 0
    before = tree(project)
    for more in ((), ("--section", "thu-tuc-hanh-chinh")):
        done = new(project, "--title", "Lích tiếp dần", *more)
        assert done.returncode == 1 and "--slug" in done.stderr
    assert tree(project) == before
    assert new(project, "--title", "Lịch tiếp dân", "--slug", "lich-tiep-dan-2").returncode == 0


def test_new_leaves_even_a_broken_file_alone(project: Path) -> None:
    """A file that no reader understands still is somebody's work."""
    held = project / "content" / "dich-vu-cong" / "bai.md"
    held.parent.mkdir()
    held.write_text("ghi chép dở", "utf-8")
    assert new(project, "--title", "Bài").returncode == 1
    assert held.read_text("utf-8") == "ghi chép dở"


@pytest.mark.parametrize("slug", ["../../x", "a/b", "Có dấu", "con", "nul"])
def test_new_refuses_unfit_names(project: Path, slug: str) -> None:
    """A slug that leaves the section, is no slug, or is reserved is refused, and nothing is written."""
    before = tree(project)
    assert new(project, "--title", "Bài", "--slug", slug).returncode == 1
    assert tree(project) == before


def test_new_tells_everything_wrong_at_once(project: Path) -> None:
    """Away from a terminal every missing or wrong option is listed with what to write; exit code 1."""
    done = loa("new", "--kind", "tinn", "--date", "31/2/2026", "--summary", "a" * 301, project=project)
    assert done.returncode == 1
    for part in ("--title", "“tin”", "--theme", "--unit", "--section", "31/2/2026", "quá 300"):
        assert part in done.stderr
    assert not list((project / "content").iterdir())


def test_new_asks_at_a_terminal(project: Path) -> None:
    """At a terminal what is missing is asked for in Vietnamese, a wrong answer again; none of the others is lost."""
    assert new(project, "--title", "Lịch cũ").returncode == 0
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "pipeline", "new", "--unit", "congan", "--project", str(project)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    answers = ["Lịch cũ", "4", "9", "dich-vu-cong-truc-tuyen", "6", "", "3", "247/QĐ-UBND", "hôm kia", "30/4/2026"]
    os.write(master, ("\n".join([*answers, "Cảnh giác lừa đảo"]) + "\n").encode())
    out, err = process.communicate(timeout=60)
    os.close(master)
    os.close(slave)
    assert process.returncode == 0, err.decode()
    assert "Tiêu đề" in out.decode() and "2. Bài viết (bai)" in out.decode() and "từ 1 đến 5" in out.decode()
    for told in ("“congan”", "“hôm kia” không phải ngày", "lich-cu.md"):
        assert told in err.decode()
    article = find(read_library(project), "canh-giac-lua-dao")
    assert (article.title, article.meta.kind, article.meta.theme, article.meta.unit, article.section) == (
        *("Lịch cũ", "thu-tuc", "dich-vu-cong-truc-tuyen", "cong-an-xa", "cai-cach-hanh-chinh"),
    )
    assert article.meta.procedure is not None and str(article.meta.procedure.decided) == "2026-04-30"


def test_import_makes_a_draft_with_pictures(project: Path) -> None:
    """A Word file becomes a sound draft, its pictures lie in content/media under ASCII names."""
    done = loa("import", str(word_file(project, pictures=2)), *FORM, "--json", project=project)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["path"] == "content/dich-vu-cong/moi-hop-thon.md"
    assert told["pictures"] == ["media/moi-hop-thon-1.jpg", "media/moi-hop-thon-2.jpg"]
    library = read_library(project)
    assert library.problems == ()
    meta = find(library, "moi-hop-thon").meta
    assert (meta.status, meta.image) == (Status.DRAFT, "media/moi-hop-thon-1.jpg")
    assert meta.summary == "Ban công tác Mặt trận mời bà con tới nhà văn hóa thôn."


def test_import_without_choices_says_what_it_assumed(project: Path) -> None:
    """Away from a terminal the choices are filled in for now, and each is told."""
    done = loa("import", str(word_file(project)), project=project)
    assert done.returncode == 0
    for key in ("kind", "theme", "unit", "section"):
        assert f"{key}: ghi tạm" in done.stderr


def test_import_never_overwrites(project: Path) -> None:
    """A second import is refused; a picture's name that is taken by another picture is changed, not overwritten."""
    held = project / "content" / "media" / "moi-hop-thon-1.jpg"
    held.parent.mkdir()
    held.write_bytes(b"khac")
    file = word_file(project)
    assert "media/moi-hop-thon-1-2.jpg" in loa("import", str(file), *FORM, project=project).stdout
    before = tree(project)
    assert loa("import", str(file), *FORM, project=project).returncode == 1
    assert tree(project) == before and held.read_bytes() == b"khac"
    assert find(read_library(project), "moi-hop-thon").meta.image == "media/moi-hop-thon-1-2.jpg"


@pytest.mark.parametrize(
    ("name", "data"), [("a.docx", b"x"), ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), ("", b"")]
)
def test_import_refuses_what_is_no_docx(project: Path, name: str, data: bytes) -> None:
    """A missing, old or damaged file is refused with exit code 1 and nothing written."""
    (project / (name or "khac")).write_bytes(data)
    before = tree(project)
    done = loa("import", str(project / (name or "thieu.docx")), *FORM, project=project)
    assert done.returncode == 1 and "Traceback" not in done.stderr and done.stderr
    assert tree(project) == before
