"""What the system refuses is told in Vietnamese."""

import errno
import os

import pytest

from pipeline.errors import in_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOENT, "không thấy tệp"),
        (errno.EISDIR, "đây là thư mục"),
        (errno.EEXIST, "trùng tên"),
        (errno.EADDRINUSE, "cổng này đang có chương trình khác dùng"),
        (errno.EACCES, "không có quyền"),
        (errno.ENOSPC, "đĩa đầy"),
    ],
)
def test_the_usual_refusals_are_vietnamese(number: int, words: str) -> None:
    """Each of the errors an operator meets has words of its own, none of them English."""
    assert words in in_words(OSError(number, os.strerror(number)))


def test_an_unusual_refusal_keeps_the_systems_words() -> None:
    """What has no words here is told as the system says it; without a number, as it was raised."""
    assert in_words(OSError(errno.ELOOP, "Too many symbolic links")) == "Too many symbolic links"
    assert in_words(OSError("hỏng")) == "hỏng"
