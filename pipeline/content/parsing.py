"""One article's text into one Article, with every problem that the text alone shows. Pure."""

import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline import yamltext
from pipeline.content import body as markdown
from pipeline.content import names, rules
from pipeline.content.salvage import bare, salvage
from pipeline.errors import ContentError, Problem
from pipeline.model.article import Article, FrontMatter, Status
from pipeline.yamltext import LineIndex

MAX_FRONT = 20_000  # characters; a longer block is no front matter but a mistake or an attack


@dataclass(frozen=True)
class Parsed:
    """What a text gave: the article (or what is right of it), all problems, and the line of each key."""

    article: Article | None
    problems: tuple[Problem, ...]
    lines: LineIndex | None = None

    @property
    def sound(self) -> Article | None:
        """The article when no problem is more than advice."""
        return self.article if all(problem.advice for problem in self.problems) else None


def parse_article(text: str, path: str) -> tuple[Article | None, tuple[Problem, ...]]:
    """Read the text of the article ``path`` (relative to the project, posix).

    Returns the article, or None when a problem is more than advice; and all problems. Never raises.
    """
    parsed = parse(text, path)
    return parsed.sound, parsed.problems


def parse(text: str, path: str) -> Parsed:
    """As ``parse_article``, with the index that tells the line of each key."""
    block = _split(unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")))
    if isinstance(block, str):
        return Parsed(None, (Problem(path, 1, "tệp", block),))
    front, body, body_line = block
    problems = [*_name_problems(path), *markdown.problems(body, path, body_line)]
    meta, lines, told = _front_matter(front, path)
    problems += told
    if meta and meta.status is not Status.DRAFT:
        problems += markdown.unwritten(body, path, body_line)
    article = _article(path, meta, (body, body_line)) if meta and _can_name(path, meta) else None
    return Parsed(article, tuple(sorted(set(problems))), lines)


def _front_matter(front: str, path: str) -> tuple[FrontMatter | None, LineIndex | None, list[Problem]]:
    """Read the block; of a wrong one return what is right in it, so that the rest can be checked too."""
    try:
        meta, lines = yamltext.parse_with_lines(front, FrontMatter, path=path, first_line=2)
    except yamltext.InvalidError as error:
        rest, doubt = salvage(error)
        more = rules.problems(rest, path, error.lines, doubt=doubt) if rest else []
        return rest, error.lines, [*error.problems, *more]
    except ContentError as error:
        return bare(), LineIndex(None, 2), list(error.problems)
    return meta, lines, rules.problems(meta, path, lines)


def parse_radio(text: str, path: str) -> tuple[str | None, list[Problem]]:
    """Read the text of a radio version: Markdown only. Returns it, or None, and all problems."""
    if text.lstrip().split("\n")[0].rstrip() == "---":
        told = "bản đọc trên loa chỉ có lời đọc; bỏ phần khai báo, giữ khai báo ở bài chính"
        return None, [Problem(path, 1, "tệp", told)]
    radio = text.strip()
    found = markdown.problems(radio, path, 1 + text[: len(text) - len(text.lstrip())].count("\n"))
    return radio or None, found


def _split(text: str) -> tuple[str, str, int] | str:
    """Return front matter, body and the line on which the body starts; or what is wrong, in Vietnamese."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return "thiếu phần khai báo; dòng đầu tiên của tệp phải là ---, rồi các dòng “khóa: giá trị”, rồi lại ---"
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        return "phần khai báo chưa đóng; thêm một dòng --- sau dòng khai báo cuối cùng"
    front = "\n".join(lines[1:end])
    if len(front) > MAX_FRONT:
        return f"phần khai báo dài quá {MAX_FRONT} ký tự; kiểm tra dòng --- đóng phần khai báo"
    start = next((number for number, line in enumerate(lines[end + 1 :], end + 1) if line.strip()), end + 1)
    return front, "\n".join(lines[start:]).rstrip(), start + 1


def _article(path: str, meta: FrontMatter, body: tuple[str, int]) -> Article:
    parts = PurePosixPath(path).parent.parts
    return Article(
        path=path,
        section="/".join(parts[1:]),
        slug=meta.slug or names.slug_of_file(path),
        meta=meta,
        body=body[0],
        body_line=body[1],
    )


def _can_name(path: str, meta: FrontMatter) -> bool:
    return bool(meta.slug or names.slug_of_file(path))


def _name_problems(path: str) -> list[Problem]:
    if not names.slug_of_file(path):
        return [Problem(path, 0, "tệp", "tên tệp không có chữ hay số nào; đặt tên như dang-ky-khai-sinh.md")]
    if path.isascii():
        return []
    name = PurePosixPath(path).name
    better = f"{names.slug_of_file(path)}.md"
    if name.isascii():
        return [Problem(path, 0, "tệp", "tên thư mục có dấu; đổi thành tên không dấu")]
    return [Problem(path, 0, "tệp", f"tên tệp “{name}” có dấu; đổi thành {better}")]
