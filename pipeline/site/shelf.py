"""The folder a site is built in, beside the last site: what has not changed is linked over, not made again."""

import filecmp
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Shelf:
    """``new`` is being built; ``old`` is the site as last published (it may not exist)."""

    new: Path
    old: Path

    def keep(self, address: str, make: Callable[[], bytes]) -> str:
        """Put a file whose name tells its content (it carries a hash) at ``address``, making it only when new."""
        target = self._target(address)
        if not target.exists() and not _link(self.old / address, target):
            target.write_bytes(make())
        return address

    def copy(self, source: Path, address: str) -> None:
        """Copy ``source`` to ``address`` with its mtime; link the last site's copy when size and mtime agree."""
        target, last = self._target(address), self.old / address
        if target.exists():
            return
        same = last.is_file() and filecmp.cmp(source, last, shallow=True)
        if not (same and _link(last, target)):
            shutil.copy2(source, target)

    def write(self, address: str, data: str | bytes) -> None:
        """Write a generated file at ``address``."""
        self._target(address).write_bytes(data.encode() if isinstance(data, str) else data)

    def _target(self, address: str) -> Path:
        target = self.new / address
        target.parent.mkdir(parents=True, exist_ok=True)
        return target


def differences(new: Path, old: Path) -> tuple[set[str], set[str]]:
    """Return the files of ``new`` that ``old`` lacks or has otherwise, and those only ``old`` has; link equal ones.

    After it, an equal file in ``new`` *is* the file of ``old``: same bytes, same mtime.
    """
    before, after = _files(old), _files(new)
    changed = {name for name in after if name not in before or not _equal(new / name, old / name)}
    for name in after - changed:
        _relink(old / name, new / name)
    return changed, before - after


def _files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def _equal(one: Path, two: Path) -> bool:
    return one.samefile(two) or filecmp.cmp(one, two, shallow=False)


def _relink(source: Path, target: Path) -> None:
    if source.samefile(target):
        return
    target.unlink()
    if not _link(source, target):
        shutil.copy2(source, target)


def _link(source: Path, target: Path) -> bool:
    """Hard-link a file; False where it is absent or the disk knows no links (FAT)."""
    try:
        os.link(source, target)
    except OSError:
        return False
    return True
