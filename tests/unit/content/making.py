"""Articles and settings for the tests of the content room."""

from pathlib import Path

from pipeline import yamltext
from pipeline.content import parse_article, parsing
from pipeline.content.library import Library
from pipeline.errors import Problem
from pipeline.model.article import Article
from pipeline.settings import Settings

ROOT = Path(__file__).parents[3]
PATH = "content/dich-vu-cong/bai.md"
KEYS = {
    "title": "Đăng ký khai sinh",
    "date": "2026-05-04",
    "kind": "tin",
    "theme": "dich-vu-cong-truc-tuyen",
    "unit": "cong-an-xa",
    "summary": "Tóm tắt của bài.",
    "status": "published",
}


def text(body: str = "Một câu.", **keys: str) -> str:
    """Return the text of a valid article with some keys changed; an empty value takes the key out."""
    lines = [f"{key}: {value}" for key, value in (KEYS | keys).items() if value]
    return "\n".join(["---", *lines, "---", "", body, ""])


def article(path: str = PATH, body: str = "Một câu.", **keys: str) -> Article:
    """Return an article that must be sound."""
    made, problems = parse_article(text(body, **keys), path)
    assert made is not None, problems
    return made


def problems(body: str = "Một câu.", path: str = PATH, **keys: str) -> list[Problem]:
    """Return all problems of an article made like ``text``."""
    return list(parse_article(text(body, **keys), path)[1])


def wrong(body: str = "Một câu.", **keys: str) -> list[tuple[int, str]]:
    """Return line and field of the problems that are more than advice."""
    return [(problem.line, problem.field) for problem in problems(body, **keys) if not problem.advice]


def library(*texts: tuple[str, str]) -> Library:
    """Return a library of (path, text)."""
    read = [parsing.parse(text, path) for path, text in texts]
    return Library(
        tuple(parsed.sound for parsed in read if parsed.sound),
        sketches=tuple(parsed.article for parsed in read if parsed.article and not parsed.sound),
        lines={parsed.article.path: parsed.lines for parsed in read if parsed.article and parsed.lines},
    )


def settings() -> Settings:
    """Return the commune's own settings."""
    schedule = ROOT / "broadcast_schedule.yaml"
    return yamltext.parse(schedule.read_text("utf-8"), Settings, path=schedule.name)
