"""The error tree. Every message is Vietnamese, since an editor or the operator reads it."""

import errno
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in a file: where it is, and what to write instead.

    ``line`` counts from 1; 0 means the file as a whole. ``advice`` marks a problem
    that does not stop the build.
    """

    path: str
    line: int
    field: str
    message: str
    advice: bool = False

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.field}: {self.message}"


class LoaError(Exception):
    """Root of all errors the command line turns into a message. ``exit_code`` is the command's."""

    exit_code = 2


class ContentError(LoaError):
    """Raised when content, schedule or a request is wrong: lists every problem at once. Exit code 1."""

    exit_code = 1

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


class RequestError(LoaError):
    """Raised when the command itself asks for something that does not exist. Exit code 1."""

    exit_code = 1


class MachineError(LoaError):
    """Raised when this machine lacks a tool, a device, space or rights: the message says what to do. Exit code 2."""


class VoiceError(MachineError):
    """Raised by a voice that cannot speak now (no model, no network): the next voice in the chain takes the piece."""


def in_words(error: OSError) -> str:
    """Return what the system says of a failed call in Vietnamese; its own words for what is not usual."""
    return _USUAL.get(error.errno or 0) or error.strerror or str(error)


_USUAL = {
    errno.ENOENT: "không thấy tệp hoặc thư mục này",
    errno.EEXIST: "đã có tệp hoặc thư mục trùng tên",
    errno.EISDIR: "đây là thư mục, cần một tệp",
    errno.ENOTDIR: "đây là tệp, cần một thư mục",
    errno.ENOTEMPTY: "thư mục còn có tệp bên trong",
    errno.ENAMETOOLONG: "tên tệp dài quá",
    errno.EACCES: "không có quyền đọc hoặc ghi",
    errno.EPERM: "không được phép",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.ENOSPC: "đĩa đầy",
    errno.EFBIG: "tệp lớn quá",
    errno.EIO: "ổ đĩa hỏng hoặc vừa bị rút ra",
    errno.ENODEV: "không có thiết bị này",
    errno.ENXIO: "không có thiết bị này",
    errno.EBUSY: "đang có chương trình khác dùng",
    errno.EMFILE: "mở quá nhiều tệp cùng lúc",
    errno.ENOMEM: "hết bộ nhớ",
    errno.ENOEXEC: "tệp này không chạy được",
    errno.EPIPE: "chương trình nhận đã tắt",
    errno.EADDRINUSE: "cổng này đang có chương trình khác dùng",
    errno.EADDRNOTAVAIL: "máy này không có địa chỉ mạng ấy",
    errno.ECONNREFUSED: "máy chủ không nhận kết nối",
    errno.ECONNRESET: "máy chủ cắt kết nối",
    errno.ETIMEDOUT: "chờ lâu không thấy trả lời",
    errno.ENETUNREACH: "không có đường mạng tới đó",
    errno.EHOSTUNREACH: "không có đường mạng tới đó",
}
