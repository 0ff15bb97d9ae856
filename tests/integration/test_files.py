"""Files put in place whole or not at all: under kill, on a full disk, against paths that lead out."""

import os
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import files
from pipeline.errors import ContentError, MachineError
from tests.tools import missing, need

ROOT = Path(__file__).parents[2]
OLD, NEW = b"cu" * 50_000, b"moi" * 50_000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a folder on a disk of 256 KB."""
    mount, umount = need("mount"), need("umount")
    if os.geteuid() != 0:
        missing("cần quyền root để gắn một ổ đĩa nhỏ")
    folder = tmp_path / "dia-nho"
    folder.mkdir()
    done = subprocess.run([mount, "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)], capture_output=True)
    if done.returncode != 0:
        missing(f"không gắn được ổ đĩa nhỏ: {done.stderr.decode()}")
    yield folder
    subprocess.run([umount, str(folder)], check=True)


def names(folder: Path) -> list[str]:
    """Return what lies in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


def run_until_rename(number: int, deed: str, *arguments: Path) -> int:
    """Run ``deed`` in another process that is killed right before its ``number``-th rename; return its exit code."""
    script = f"""
import os, signal, sys
from pathlib import Path
from pipeline import files
renames = 0
def watch(event, arguments):
    global renames
    if event == "os.rename":
        renames += 1
        if renames == {number}:
            os.kill(os.getpid(), signal.SIGKILL)
OLD, NEW = b"cu" * 50_000, b"moi" * 50_000
paths = [Path(name) for name in sys.argv[1:]]
sys.addaudithook(watch)
{deed}
"""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}).returncode


def test_text_is_read_in_one_form(tmp_path: Path) -> None:
    """A byte order mark, Windows line ends and decomposed letters are gone after reading."""
    path = tmp_path / "a.md"
    path.write_bytes(("\ufeff" + unicodedata.normalize("NFD", "Gia Lộc\r\nHải Phòng\r")).encode())
    assert files.read_text(path) == "Gia Lộc\nHải Phòng\n"


def test_what_is_not_utf8_is_told(tmp_path: Path) -> None:
    """A file in another encoding is a problem of content, named as the editor knows it."""
    path = tmp_path / "a.md"
    path.write_bytes("Tiếng Việt".encode("utf-16"))
    with pytest.raises(ContentError) as caught:
        files.read_text(path, shown="content/a.md")
    assert caught.value.problems[0].path == "content/a.md" and "UTF-8" in str(caught.value)


def test_an_equal_file_is_left_alone(tmp_path: Path) -> None:
    """Writing the same bytes again touches nothing; other bytes replace the file and leave nothing beside it."""
    path = tmp_path / "sau" / "a.txt"
    assert files.write_text(path, "một") is True
    os.utime(path, ns=(1, 1))
    assert files.write_text(path, "một") is False
    assert path.stat().st_mtime_ns == 1
    assert files.write_text(path, "hai") is True
    assert (path.read_text("utf-8"), names(path.parent)) == ("hai", ["a.txt"])


def test_the_hash_is_sha256(tmp_path: Path) -> None:
    """The hash is the one every other tool prints."""
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    assert files.sha256(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_an_error_while_writing_keeps_the_old_file(tmp_path: Path) -> None:
    """When the work inside fails, the old file stays and the temporary one goes."""
    path = tmp_path / "a"
    path.write_bytes(OLD)
    with pytest.raises(RuntimeError), files.atomic_path(path) as temporary:
        temporary.write_bytes(NEW)
        raise RuntimeError
    assert (path.read_bytes(), names(tmp_path)) == (OLD, ["a"])


def test_a_file_killed_before_its_rename_is_the_old_one(tmp_path: Path) -> None:
    """SIGKILL at the last moment before the rename leaves the old file whole, and the next run replaces it."""
    path = tmp_path / "a"
    path.write_bytes(OLD)
    assert run_until_rename(1, "files.write_bytes(paths[0], NEW)", path) == -signal.SIGKILL
    assert path.read_bytes() == OLD
    assert run_until_rename(2, "files.write_bytes(paths[0], NEW)", path) == 0
    assert path.read_bytes() == NEW


def test_a_file_killed_at_any_moment_is_old_or_new(tmp_path: Path) -> None:
    """A process that keeps rewriting a file and is killed at odd moments never leaves a mixture."""
    path = tmp_path / "a"
    script = "while True:\n    files.write_bytes(paths[0], NEW)\n    files.write_bytes(paths[0], OLD)"
    setup = "import sys; from pathlib import Path; from pipeline import files\n"
    setup += "OLD, NEW, paths = b'cu' * 50_000, b'moi' * 50_000, [Path(sys.argv[1])]\n"
    for wait in (0.05, 0.011, 0.023, 0.037):
        process = subprocess.Popen(
            [sys.executable, "-c", setup + "print(flush=True)\n" + script, str(path)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(wait)
        process.kill()
        process.communicate()
        assert not path.exists() or path.read_bytes() in (OLD, NEW)


_FOLDER = """
with files.fresh_folder(paths[0]) as new:
    for number in range(5):
        (new / str(number)).write_bytes(NEW)
"""


def write_folder(folder: Path, data: bytes) -> None:
    """Put five equal files in a folder."""
    with files.fresh_folder(folder) as new:
        for number in range(5):
            (new / str(number)).write_bytes(data)


def held(folder: Path) -> tuple[list[str], set[bytes]]:
    """Return the names and the different contents of a folder's files."""
    return names(folder), {path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_folder_killed_at_any_rename_is_complete(tmp_path: Path, number: int) -> None:
    """Whichever rename is the last before SIGKILL, the folder is the old one or the new one, never a mixture."""
    target = tmp_path / "site"
    write_folder(target, OLD)
    code = run_until_rename(number, _FOLDER, target)
    assert code == -signal.SIGKILL or number > 1
    files.recover(target)
    assert held(target) in ((list("01234"), {OLD}), (list("01234"), {NEW}))
    if code == 0:
        assert held(target)[1] == {NEW} and names(tmp_path) == ["site"]
    write_folder(target, NEW)
    assert held(target)[1] == {NEW} and names(tmp_path) == ["site"]


def test_a_swap_cut_between_two_renames_is_recovered(tmp_path: Path) -> None:
    """Where the system cannot exchange folders, one that stands aside comes back, and a present one is kept."""
    target, aside = tmp_path / "site", tmp_path / ".site.cu"
    aside.mkdir()
    (aside / "a").write_text("cũ")
    files.recover(target)
    assert names(tmp_path) == ["site"]
    aside.mkdir()
    files.recover(target)
    assert names(target) == ["a"]


def test_a_failing_build_keeps_the_old_folder(tmp_path: Path) -> None:
    """An error while the new folder is filled leaves the old one, and nothing beside it."""
    target = tmp_path / "site"
    write_folder(target, OLD)
    with pytest.raises(RuntimeError), files.fresh_folder(target) as new:
        (new / "0").write_bytes(NEW)
        raise RuntimeError
    assert held(target)[1] == {OLD} and names(tmp_path) == ["site"]


def test_a_full_disk_keeps_the_old_file(small_disk: Path) -> None:
    """On a full disk the error says so with exit code 2, and the old file is whole."""
    path = small_disk / "a"
    files.write_bytes(path, OLD)
    with pytest.raises(MachineError, match="chỗ trống") as caught:
        files.write_bytes(path, NEW * 2)
    assert caught.value.exit_code == 2
    assert (path.read_bytes(), names(small_disk)) == (OLD, ["a"])


def test_a_full_disk_keeps_the_old_folder(small_disk: Path) -> None:
    """On a full disk the folder that readers see stays complete."""
    target = small_disk / "site"
    with files.fresh_folder(target) as new:
        (new / "0").write_bytes(OLD)
    with pytest.raises(MachineError, match="chỗ trống"):
        write_folder(target, NEW)
    assert held(target) == (["0"], {OLD}) and names(small_disk) == ["site"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A file where a folder should be is an error of the machine, not a traceback."""
    (tmp_path / "a").write_text("x")
    with pytest.raises(MachineError):
        files.write_text(tmp_path / "a" / "b", "y")
    with pytest.raises(MachineError), files.fresh_folder(tmp_path / "a" / "c"):
        pass


def test_paths_stay_inside(tmp_path: Path) -> None:
    """A path that climbs out, is absolute, or goes through a link out of the folder is none."""
    root = tmp_path / "content"
    root.mkdir()
    (root / "a.md").write_text("x")
    (root / "ra").symlink_to("/etc")
    (root / "trong").symlink_to(root / "a.md")
    assert files.inside(root, "a.md") == root / "a.md"
    assert files.inside(root, "trong") == root / "a.md"
    for name in ("../a.md", "/etc/passwd", "ra/passwd", "a/../../content-2/b"):
        assert files.inside(root, name) is None


def test_sweep_removes_only_what_a_killed_run_left(tmp_path: Path) -> None:
    """An hour-old temporary file goes; a young one, which someone may be writing, and finished files stay."""
    old, young, finished = tmp_path / ".tam-cu", tmp_path / "sau" / ".tam-moi", tmp_path / "bai.mp3"
    young.parent.mkdir()
    for path in (old, young, finished):
        path.write_bytes(b"x")
    now = young.stat().st_mtime
    os.utime(old, (now - 3600, now - 3600))
    files.sweep(tmp_path, now=now)
    assert [old.exists(), young.exists(), finished.exists()] == [False, True, True]
