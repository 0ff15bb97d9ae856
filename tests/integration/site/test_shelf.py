"""Files that are promised on the shelf and made later, many of them in a second process."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

from pipeline.site import shelf


def who(number: int) -> bytes:
    """Tell what made the file."""
    return f"{number} {multiprocessing.parent_process() is not None}".encode()


def killed(number: int) -> bytes:
    """End a helping process as the system does when memory is short."""
    if multiprocessing.parent_process() is not None:
        os.kill(os.getpid(), signal.SIGKILL)
    return who(number)


def made(folder: Path, make: Callable[[int], bytes]) -> list[str]:
    """Promise more than many files and return what they hold in the end."""
    count = shelf.MANY + 5
    stock = shelf.Shelf(folder / "moi", folder / "cu")
    with stock.drawing():
        for number in range(count):
            assert stock.keep(f"ma-qr/{number}.svg", partial(make, number)) == f"ma-qr/{number}.svg"
    return [(folder / f"moi/ma-qr/{number}.svg").read_text() for number in range(count)]


def test_many_files_are_drawn_beside(tmp_path: Path) -> None:
    """With two cores the first hundred are made by a second process, the rest here; every one is there at the end."""
    found, beside = made(tmp_path, who), (os.cpu_count() or 1) > 1
    assert found == [f"{number} {beside and number < shelf.MANY}" for number in range(len(found))]


def test_a_helper_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    """When the system ends the second process, its files are made here."""
    assert made(tmp_path, killed) == [f"{number} False" for number in range(shelf.MANY + 5)]


def test_what_the_last_site_holds_is_not_made_again(tmp_path: Path) -> None:
    """A promised file that the last site has is taken over by a hard link."""
    old = tmp_path / "cu/ma-qr/1.svg"
    old.parent.mkdir(parents=True)
    old.write_text("cũ")
    (tmp_path / "moi").mkdir()
    stock = shelf.Shelf(tmp_path / "moi", tmp_path / "cu")
    with stock.drawing():
        stock.keep("ma-qr/1.svg", partial(who, 1))
    assert old.samefile(tmp_path / "moi/ma-qr/1.svg")
