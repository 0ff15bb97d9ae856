"""The folder a site is built in, beside the last site: what has not changed is linked over, not made again."""

import filecmp
import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from pathlib import Path

MANY = 100  # files to draw for which a second process pays: it takes as long to begin as some fifty cards take
Orders = tuple[tuple[str, Callable[[], bytes]], ...]


class Shelf:
    """``new`` is being built; ``old`` is the site as last published (it may not exist)."""

    def __init__(self, new: Path, old: Path) -> None:
        self.new, self.old = new, old
        self._promised: set[str] = set()
        self._waiting: dict[str, Callable[[], bytes]] = {}
        self._helper: ProcessPoolExecutor | None = None
        self._handed: list[tuple[Orders, Future[None]]] = []

    def keep(self, address: str, make: Callable[[], bytes]) -> str:
        """Promise a file at ``address`` whose name tells its content (it carries a hash): taken over, or made later.

        What has to be made is there at the end of ``drawing``; ``make`` must be picklable.
        """
        if address not in self._promised and not _link(self.old / address, self.new / address):
            self._waiting[address] = make
            if len(self._waiting) == MANY and (os.cpu_count() or 1) > 1:
                self._hand_over()
        self._promised.add(address)
        return address

    @contextmanager
    def drawing(self) -> Iterator[None]:
        """Make every file promised within the block; many are made in a second process meanwhile.

        Raises what the making raises, at the end of the block.
        """
        try:
            yield
            _make(self.new, tuple(self._waiting.items()))
            for orders, made in self._handed:
                try:
                    made.result()
                except BrokenProcessPool:  # the system killed it, most often for want of memory
                    _make(self.new, orders)
        finally:
            if self._helper:
                self._helper.shutdown(cancel_futures=True)

    def _hand_over(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._helper = self._helper or ProcessPoolExecutor(1, mp_context=spawn)
        orders = tuple(self._waiting.items())
        with suppress(BrokenProcessPool):  # then they stay here
            self._handed.append((orders, self._helper.submit(_make, self.new, orders)))
            self._waiting.clear()

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
        _write(self.new / address, data.encode() if isinstance(data, str) else data)


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


def _make(folder: Path, orders: Orders) -> None:
    for address, make in orders:
        _write(folder / address, make())


def _write(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


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
