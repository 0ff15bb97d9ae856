"""All of content/ read in one run: every good article, and every problem of every file."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from pipeline import files
from pipeline.content import media, names, parsing
from pipeline.errors import ContentError, Problem, RequestError, in_words
from pipeline.model.article import Article
from pipeline.yamltext import LineIndex

ROOT = "content"
MAX_BYTES = 1_000_000


@dataclass(frozen=True)
class Library:
    """The articles of a project, sorted by path, and what is wrong with the rest.

    ``sketches`` are the broken articles as far as they can be read: only for finding more problems
    in the same run. ``lines`` tells, by article path, on which line a key stands. ``paths`` are those of all
    articles, readable or not.
    """

    articles: tuple[Article, ...]
    problems: tuple[Problem, ...] = ()
    sketches: tuple[Article, ...] = ()
    lines: Mapping[str, LineIndex] = field(default_factory=dict, repr=False, compare=False)
    paths: tuple[str, ...] = ()

    def line(self, path: str, *location: int | str) -> int:
        """Return the line of a key in the article ``path``; 0 where it is not known."""
        return self.lines[path](*location) if path in self.lines else 0


def read_library(project: Path) -> Library:
    """Read ``content/**/*.md`` of the project; bad articles become problems, never an exception."""
    root = project / ROOT
    if not root.is_dir():
        return Library((), (Problem(ROOT, 0, "thư mục", "không thấy thư mục này; chạy “loa init” để tạo dự án mới"),))
    shelf = media.Shelf(root, frozenset(_walk(root)))
    found = sorted(filter(_is_article, shelf.names))
    read = [_read(name, shelf) for name in found]
    problems = {problem for parsed in read for problem in parsed.problems} | set(_strangers(shelf.names))
    good = [parsed.sound for parsed in read if parsed.sound]
    rest = [parsed.article for parsed in read if parsed.article and not parsed.sound]
    lines = {parsed.article.path: parsed.lines for parsed in read if parsed.article and parsed.lines}
    paths = tuple(f"{ROOT}/{name}" for name in found)
    return Library(
        tuple(sorted(good, key=_path)), tuple(sorted(problems)), tuple(sorted(rest, key=_path)), lines, paths
    )


def find(library: Library, name: str) -> Article:
    """Return the article meant by a slug, a path or a file name.

    Raises ContentError with the file's problems when it could not be read, RequestError with the
    nearest names when there is none.
    """
    wanted = name.removeprefix("./").replace("\\", "/").removesuffix(".md").removesuffix(".radio")
    for article in library.articles:
        if wanted == article.slug or _means(wanted, article.path):
            return article
    broken = [problem for problem in library.problems if not problem.advice and _means(wanted, problem.path)]
    if broken:
        raise ContentError(broken)
    hint = names.nearest(wanted, [article.slug for article in library.articles])
    raise RequestError(f"không có bài “{name}”; {hint}")


def _path(article: Article) -> str:
    return article.path


def _means(wanted: str, path: str) -> bool:
    """Tell whether ``wanted`` is the path, or its end from a folder on, or ends with it (an absolute path)."""
    plain = path.removesuffix(".md").removesuffix(".radio")
    return bool(wanted) and (f"/{plain}".endswith(f"/{wanted}") or wanted.endswith(f"/{plain}"))


def _walk(root: Path) -> Iterator[str]:
    """Yield the files under ``root``, relative to it; hidden, private and Word's lock files are nobody's content."""
    for folder, folders, file_names in os.walk(root):
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        for name in file_names:
            if not _is_hidden(name):
                yield (Path(folder) / name).relative_to(root).as_posix()


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "_", "~$"))


def _is_text(name: str) -> bool:
    """Tell whether a file is the editors' to write: not media, not the lexicon, not a read-me."""
    path = PurePosixPath(name)
    return path.parts[0] != "media" and not path.name.lower().startswith("readme") and path.name != "lexicon.tsv"


def _is_article(name: str) -> bool:
    return _is_text(name) and name.endswith(".md") and not name.endswith(names.RADIO)


def _read(name: str, shelf: media.Shelf) -> parsing.Parsed:
    path, radio_name = f"{ROOT}/{name}", name.removesuffix(".md") + names.RADIO
    try:
        parsed = parsing.parse(_text(name, shelf), path)
    except ContentError as error:
        parsed = parsing.Parsed(None, error.problems)
    article, problems = parsed.article, list(parsed.problems)
    if article and parsed.lines:
        problems += media.problems(article, parsed.lines, shelf)
    if radio_name in shelf.names:
        radio, told = _radio(radio_name, shelf)
        problems += told
        article = article and article.model_copy(update={"radio": radio, "radio_path": f"{ROOT}/{radio_name}"})
    return parsing.Parsed(article, tuple(problems), parsed.lines)


def _radio(name: str, shelf: media.Shelf) -> tuple[str | None, list[Problem]]:
    path = f"{ROOT}/{name}"
    try:
        return parsing.parse_radio(_text(name, shelf), path)
    except ContentError as error:
        return None, list(error.problems)


def _text(name: str, shelf: media.Shelf) -> str:
    """Read a text file of content/. Raises ContentError when it is too big, elsewhere, unreadable or not UTF-8."""
    shown = f"{ROOT}/{name}"
    path = files.inside(shelf.root, name)
    try:
        if path is None:
            raise _wrong(shown, "liên kết ra ngoài thư mục content; chép chính tệp ấy vào đây")
        if not path.is_file():
            raise _wrong(shown, "không phải tệp thường; xóa đi hoặc chép lại tệp")
        if path.stat().st_size > MAX_BYTES:
            raise _wrong(shown, "tệp lớn hơn 1 MB; một bài viết không dài thế, ảnh phải để trong content/media")
        return files.read_text(path, shown=shown)
    except OSError as error:
        raise _wrong(shown, f"không đọc được ({in_words(error)}); kiểm tra quyền đọc của tệp") from error


def _wrong(path: str, message: str) -> ContentError:
    return ContentError([Problem(path, 0, "tệp", message)])


def _strangers(paths: frozenset[str]) -> Iterator[Problem]:
    """Tell of files that an editor may take for articles: lone radio versions, other formats."""
    for name in filter(_is_text, paths):
        shown, suffix = f"{ROOT}/{name}", PurePosixPath(name).suffix
        if name.endswith(names.RADIO) and (page := name.removesuffix(names.RADIO) + ".md") not in paths:
            yield Problem(shown, 0, "tệp", f"bản đọc trên loa không có bài đi kèm; cần tệp {ROOT}/{page}")
        elif suffix.lower() in (".docx", ".doc"):
            told = f"tệp Word không tự thành bài; chạy: loa import {shown}"
            yield Problem(shown, 0, "tệp", told, advice=True)
        elif suffix != ".md" and suffix.lower() in (".md", ".markdown", ".txt"):
            yield Problem(shown, 0, "tệp", "tệp này không được đọc; bài viết phải có đuôi .md", advice=True)
