"""A day's package on a stick or in a ZIP: space looked at first, put in place whole, read back after the copy."""

import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

from pipeline import files
from pipeline.errors import MachineError, RequestError

_SPARE = 1 << 20  # file system overhead


def copy_to(folder: Path, target: Path) -> Path:
    """Copy a day's package into the directory ``target``, or make ``target`` when it is named ``*.zip``.

    Return what was made: ``target/2026-12-01`` or the ZIP. The copy is read back and compared before it takes
    its place. Raises RequestError when there is no package or no such directory, MachineError when there is
    too little space, the target cannot be written, or what was read back differs.
    """
    if not (folder / "SHA256SUMS").is_file():
        raise RequestError(f"chưa có gói phát sóng ở {folder.name}; chạy “loa export {folder.name}” trước")
    packed = target.suffix.lower() == ".zip"
    _room(target.parent if packed else target, folder)
    sums = _sums(folder)
    if packed:
        _zip(folder, target, sums)
        return target
    place = target / folder.name
    with files.fresh_folder(place) as new:
        for name in sums:
            shutil.copyfile(folder / name, new / name)
            _flush(new / name)
        _same({name: files.sha256(new / name) for name in sums}, sums)
    return place


def _sums(folder: Path) -> dict[str, str]:
    return {path.name: files.sha256(path) for path in sorted(folder.iterdir()) if path.is_file()}


def _room(target: Path, folder: Path) -> None:
    if not target.is_dir():
        raise RequestError(f"không có thư mục {target}; kiểm tra USB đã cắm và đúng ổ đĩa")
    need = sum(path.stat().st_size for path in folder.iterdir()) + _SPARE
    free = shutil.disk_usage(target).free
    if free < need:
        raise MachineError(f"{target} chỉ còn {_mb(free)} MB trống, cần {_mb(need)} MB; hãy xóa bớt tệp")


def _zip(folder: Path, target: Path, sums: dict[str, str]) -> None:
    with files.atomic_path(target) as new:
        with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as packed:
            for name in sums:
                packed.write(folder / name, f"{folder.name}/{name}")
        with zipfile.ZipFile(new) as packed:
            _same({name: _hash(packed, f"{folder.name}/{name}") for name in sums}, sums)


def _hash(packed: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    for part in _parts(packed, name):
        digest.update(part)
    return digest.hexdigest()


def _parts(packed: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with packed.open(name) as file:
        while part := file.read(1 << 20):
            yield part


def _same(found: dict[str, str], wanted: dict[str, str]) -> None:
    wrong = [name for name in wanted if found.get(name) != wanted[name]]
    if wrong:
        raise MachineError(f"chép bị sai tệp {', '.join(wrong)}; hãy thử USB khác")


def _flush(path: Path) -> None:
    """What is read back must come from the stick, so it is written out first."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _mb(size: int) -> int:
    return -(-size // (1 << 20))
