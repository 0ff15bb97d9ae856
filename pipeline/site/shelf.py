"""The folder a site is built in, beside the last site: what has not changed is linked over, not made again."""

import filecmp
import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

MANY = 100  # files to draw from which a second process pays: it takes as long to begin as some fifty cards


@dataclass(frozen=True)
class Shelf:
    """``new`` is being built; ``old`` is the site as last published (it may not exist)."""

    new: Path
    old: Path
    waiting: dict[str, Callable[[], bytes]] = field(default_factory=dict)

    def keep(self, address: str, make: Callable[[], bytes]) -> str:
        """Promise a file at ``address`` whose name tells its content (it carries a hash): taken over, or made later.

        What has to be made is made by ``drawing``; ``make`` must be picklable.
        """
        there = address in self.waiting or (self.new / address).exists()
        if not there and not _link(self.old / address, self.new / address):
            self.waiting[address] = make
        return address

    @contextmanager
    def drawing(self) -> Iterator[None]:
        """Make every file promised so far; many are made in a second process beside what the caller does.

        Raises what the making raises, at the end of the block.
        """
        orders = tuple(self.waiting.items())
        if len(orders) < MANY or os.cpu_count() == 1:
            _make(self, orders)
            yield
            return
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            made = pool.submit(_make, Shelf(self.new, self.old), orders)
            yield
            made.result()

    def copy(self, source: Path, address: str) -> None:
        """Copy ``source`` to ``address`` with its mtime; link the last site's copy when size and mtime agree."""
        target, last = self.new / address, self.old / address
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        same = last.is_file() and filecmp.cmp(source, last, shallow=True)
        if not (same and _link(last, target)):
            shutil.copy2(source, target)

    def write(self, address: str, data: str | bytes) -> None:
        """Write a generated file at ``address``."""
        target = self.new / address
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data.encode() if isinstance(data, str) else data)


def _make(shelf: Shelf, orders: tuple[tuple[str, Callable[[], bytes]], ...]) -> None:
    for address, make in orders:
        shelf.write(address, make())


def differences(new: Path, old: Path) -> tuple[set[str], set[str]]:
    """Return the files of ``new`` that ``old`` lacks or has otherwise, and those only ``old`` has; link equal ones.

    After it, an equal file in ``new`` *is* the file of ``old``: same bytes, same mtime.
    """
    before, after = _files(old), _files(new)
    changed = set()
    for name, made in after.items():
        last = before.get(name)
        if last is None or not _equal(made, last):
            changed.add(name)
        elif not os.path.samestat(made.stat(), last.stat()):
            _relink(last.path, made.path)
    return changed, before.keys() - after.keys()


def _files(folder: Path) -> dict[str, "os.DirEntry[str]"]:
    """Return every file under ``folder`` by its path from there (scandir: a site has thousands)."""
    found: dict[str, os.DirEntry[str]] = {}
    waiting = [str(folder)] if folder.is_dir() else []
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                else:
                    found[entry.path[len(str(folder)) + 1 :]] = entry
    return found


def _equal(one: "os.DirEntry[str]", two: "os.DirEntry[str]") -> bool:
    if os.path.samestat(one.stat(), two.stat()):
        return True
    return one.stat().st_size == two.stat().st_size and Path(one).read_bytes() == Path(two).read_bytes()


def _relink(source: str, target: str) -> None:
    Path(target).unlink()
    if not _link(Path(source), Path(target)):
        shutil.copy2(source, target)


def _link(source: Path, target: Path) -> bool:
    """Hard-link a file; False where it is absent or the disk knows no links (FAT)."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        if not source.exists():
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        os.link(source, target)
    except OSError:
        return False
    return True
