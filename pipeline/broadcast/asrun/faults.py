"""What SQLite and the disk say of the log's file, in words, and which of it means that the file is damaged."""

import sqlite3

from pipeline.errors import in_words

_SAID = {
    sqlite3.SQLITE_BUSY: "chương trình khác đang giữ tệp",
    sqlite3.SQLITE_CANTOPEN: "không mở được tệp",
    sqlite3.SQLITE_CORRUPT: "cấu trúc tệp hỏng",
    sqlite3.SQLITE_FULL: "đĩa đầy",
    sqlite3.SQLITE_IOERR: "ổ đĩa không đọc hoặc ghi được",
    sqlite3.SQLITE_LOCKED: "chương trình khác đang giữ tệp",
    sqlite3.SQLITE_NOTADB: "không phải tệp nhật ký",
    sqlite3.SQLITE_PERM: "không có quyền đọc hoặc ghi",
    sqlite3.SQLITE_READONLY: "tệp chỉ cho đọc",
}
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def is_damage(error: Exception) -> bool:
    """Tell whether the file itself is broken, not the disk full, busy or closed to us."""
    return _code(error) in _DAMAGE


def said(error: Exception) -> str:
    """Return the fault in Vietnamese; the system's own words for what is not usual."""
    if isinstance(error, OSError):
        return in_words(error)
    return _SAID.get(_code(error)) or str(error)


def _code(error: Exception) -> int:
    """Return SQLite's primary result code; 0 for what is none of its errors."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
