"""Text in NFC, atomic writes, hashes: the only module that knows how a file is put in place."""

import ctypes
import hashlib
import os
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.errors import ContentError, MachineError, Problem, in_words


def read_text(path: Path, *, shown: str | None = None) -> str:
    """Return the file's text in NFC with ``\\n`` line ends and without BOM.

    Raises ContentError, naming the file as ``shown``, when it is not UTF-8.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        message = "tệp không phải UTF-8; mở tệp bằng Notepad, chọn Lưu thành (Save as), ô Mã hóa chọn UTF-8, rồi lưu"
        raise ContentError([Problem(shown or str(path), 0, "tệp", message)]) from error
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def sha256(path: Path) -> str:
    """Return the hex SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_bytes(path: Path, data: bytes) -> bool:
    """Put ``data`` at ``path`` whole or not at all; leave an equal file untouched. True when it wrote.

    Raises MachineError when the disk is full or the folder cannot be written.
    """
    if path.is_file() and path.read_bytes() == data:
        return False
    with atomic_path(path) as temporary:
        temporary.write_bytes(data)
    return True


def write_text(path: Path, text: str) -> bool:
    """As write_bytes, for text: UTF-8, ``\\n`` line ends."""
    return write_bytes(path, text.encode("utf-8"))


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Yield a temporary path in the same folder; on success it is synced and becomes ``path``, else it is removed."""
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".tam-", suffix=path.suffix)
        os.close(handle)
        temporary = Path(name)
        yield temporary
        _sync(temporary)
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


@contextmanager
def fresh_folder(target: Path) -> Iterator[Path]:
    """Yield an empty folder beside ``target``; on success it takes target's place in one swap, else it is removed.

    A folder that a killed run left behind is removed first. Raises MachineError as write_bytes does.
    """
    temporary = target.with_name(f".{target.name}.moi")
    try:
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        yield temporary
        swap(temporary, target)
    except OSError as error:
        raise _unwritable(target, error) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def swap(new: Path, target: Path) -> None:
    """Put folder ``new`` in the place of folder ``target``.

    Linux exchanges the two in one step. Elsewhere no folder is renamed over a full one, so the old one
    steps aside first; ``recover`` finishes a swap that a power cut stopped between the two renames.
    """
    old = target.with_name(f".{target.name}.cu")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists() and _exchanged(new, target):
        new.rename(old)
    else:
        if target.exists():
            target.rename(old)
        new.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def recover(target: Path) -> None:
    """Finish a ``swap`` that was killed: bring the last complete folder back, or clear away the one it replaced."""
    old = target.with_name(f".{target.name}.cu")
    if old.exists() and not target.exists():
        old.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def sweep(folder: Path, *, now: float, older_than_s: float = 900) -> None:
    """Remove temporary files that killed runs left under ``folder``; ``now`` is in seconds since 1970.

    Younger ones stay: another command may be writing them.
    """
    for path in folder.rglob(".tam-*"):
        with suppress(FileNotFoundError):
            if now - path.stat().st_mtime > older_than_s:
                path.unlink()


def inside(root: Path, relative: str) -> Path | None:
    """Return ``root/relative`` when it stays inside ``root`` (links followed), else None."""
    path = (root / relative).resolve()
    return path if path.is_relative_to(root.resolve()) else None


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders at once by Linux' renameat2; False where the system cannot."""
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    try:
        renameat2 = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    return bool(renameat2(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0)


def _unwritable(path: Path, error: OSError) -> MachineError:
    return MachineError(f"không ghi được {path}: {in_words(error)}; hãy kiểm tra chỗ trống và quyền ghi")


def _sync(path: Path) -> None:
    with path.open("r+b") as file:  # Windows flushes only what may be written
        os.fsync(file.fileno())
