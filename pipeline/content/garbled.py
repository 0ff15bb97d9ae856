"""Vietnamese that came through the wrong table of letters: read as Latin-1, or typed in an old font. Pure."""

import re
from collections.abc import Iterator
from unicodedata import normalize

_RESAVE = "mở tệp gốc, lưu lại với bảng mã UTF-8 rồi chép lại"
_CONVERT = "chữ gõ bằng phông cũ {table}; chuyển sang Unicode (UniKey: Ctrl + Shift + F6) rồi chép lại"


def findings(text: str) -> Iterator[tuple[int, str]]:
    """Yield the offset and message (Vietnamese) of each line whose letters are not what they were meant to be."""
    legacy = _legacy_table(text)
    offset = 0
    for line in text.split("\n"):
        words = [(match.start(), match[0]) for match in re.finditer(r"[^ \t]+", line)]
        if spoilt := [(at, word) for at, word in words if unspoilt(word)]:
            at, word = spoilt[0]
            yield offset + at, f"chữ hỏng bảng mã “{word[:40]}”, có phải “{_mended(line)}”? Hãy {_RESAVE}"
        elif legacy and (old := [(at, word) for at, word in words if _TABLES[legacy].search(word)]):
            at, word = old[0]
            meant = f" (“{word[:30]}” là “{_from_tcvn3(word)[:30]}”)" if legacy == _TCVN3 else f" (“{word[:30]}”)"
            yield offset + at, _CONVERT.format(table=legacy) + meant
        offset += len(line) + 1


def from_old_fonts(lines: list[str]) -> list[str]:
    """Return lines of one text with those typed in a TCVN3 font turned into Unicode; the others are as they were.

    A line that holds a letter which only Unicode has was not typed so. One without any mark of the old table, as
    "Thôn", can be either: it is taken for old only where nothing in the whole text is Unicode's.
    """
    if _legacy_table("\n".join(lines)) != _TCVN3:
        return lines
    modern = [line for line in lines if _is_modern(line)]
    return [_from_tcvn3(line) if _is_old(line, alone=not modern) else line for line in lines]


def _is_modern(line: str) -> bool:
    return bool(re.search(r"[^\W\d_\x00-\xff]", line))


def _is_old(line: str, *, alone: bool) -> bool:
    return not _is_modern(line) and (alone or bool(_TABLES[_TCVN3].search(line)))


def unspoilt(word: str) -> str:
    """Return what ``word`` says when its UTF-8 bytes were read as Latin-1 or Windows-1252; "" when they were not.

    A right Vietnamese word never passes: its letters are no bytes of that table, or make no UTF-8.
    """
    if not re.search(r"[\x80-\xff]", word):
        return ""
    try:
        said = b"".join(_byte(letter) for letter in word).decode("utf-8")
    except ValueError:
        return ""
    return normalize("NFC", said) if re.search(r"[À-ỹ]", said) else ""


def _byte(letter: str) -> bytes:
    """Return the byte that Windows-1252 shows as ``letter``; the few it leaves open are those of Latin-1."""
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")


def _mended(line: str) -> str:
    said = re.sub(r"[^ \t]+", lambda match: unspoilt(match[0]) or match[0], line.replace("Ã ", "Ã\xa0")).strip()
    return said if len(said) <= 60 else f"{said[:59]}…"


def _legacy_table(text: str) -> str:
    """Return the name of the old table in which several words of ``text`` are typed; "" for none."""
    counts = {name: len(pattern.findall(text)) for name, pattern in _TABLES.items()}
    name = max(counts, key=lambda known: counts[known])
    return name if counts[name] >= _ENOUGH[name] else ""


def _from_tcvn3(word: str) -> str:
    return word.translate(_TCVN3_LETTERS)


_TCVN3, _VNI = "TCVN3 (.VnTime)", "VNI"
_TCVN3_LETTERS = str.maketrans(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ¡¢§£¤¥¦",
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
)
# What stands inside words in that table only: quotation marks «…», a sign after a word (Zalo®) and 20 µm are none.
_TABLES = {
    _TCVN3: re.compile(
        r"(?<=[a-zA-Z\xc0-\xff])[µ¸¶·¹¨»¾¼½©®ª«¬§¦](?=[a-zA-Z\xc0-\xff])|[®§¬](?=[a-zà-ÿ])|(?<=[a-z])(?:[ßÞ]|[¸¶·½¼¾µ](?!\w))"
    ),
    _VNI: re.compile(r"[aeouyAEOUY][øûïåäëüæØÛÏÅÄËÜÆ]|[aeAE][âêùõÂÊÙÕ]|[oO][âùõÂÙÕ]|[uU][ùõÙÕ]|[ñÑ]\w"),
}
_ENOUGH = {_TCVN3: 2, _VNI: 4}
