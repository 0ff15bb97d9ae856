"""A draft put in its place under content/: nothing is ever overwritten, and what is written can be read back."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from pipeline import files
from pipeline.content import drafting, names, parsing
from pipeline.content.drafting import Draft
from pipeline.content.library import ROOT, read_library
from pipeline.errors import ContentError, RequestError


def save(
    project: Path, section: str, draft: Draft, *, audiences: Iterable[str], pictures: tuple[tuple[str, bytes], ...]
) -> tuple[str, tuple[str, ...]]:
    """Write a draft and its pictures (path under content/, bytes) into the project.

    Returns the article's path relative to the project and those of the pictures relative to content/, which
    may have been renamed away from files already there. Raises RequestError when the name is taken or unfit,
    ContentError when the draft would not pass the checks, MachineError when it cannot be written.
    """
    path = f"{ROOT}/{section}/{draft.slug}.md" if section else f"{ROOT}/{draft.slug}.md"
    _refuse_taken(project, path, draft.slug)
    renamed = {old: _free(project, old, data) for old, data in pictures}
    body = draft.body
    for old, fresh in renamed.items():
        body = body.replace(f"]({old})", f"]({fresh})")
    text = drafting.render(replace(draft, body=body, image=renamed.get(draft.image, draft.image)), audiences=audiences)
    article, problems = parsing.parse_article(text, path)
    if article is None:
        raise ContentError(problem for problem in problems if not problem.advice)
    for old, data in pictures:
        files.write_bytes(project / ROOT / renamed[old], data)
    files.write_text(project / path, text)
    return path, tuple(renamed.values())


def _refuse_taken(project: Path, path: str, slug: str) -> None:
    if not slug or slug != names.slug_of(slug):
        raise RequestError(f"không tạo được tên tệp từ “{slug}”; thêm --slug ten-khong-dau")
    if slug in names.RESERVED:
        raise RequestError(f"“{slug}” là tên máy tính giữ riêng; thêm --slug với tên khác")
    if (project / path).exists():
        raise RequestError(f"{path} đã có, không ghi đè; thêm --slug với tên khác")
    library = read_library(project)
    holder = next((other for other in (*library.articles, *library.sketches) if other.slug == slug), None)
    if holder:
        raise RequestError(f"địa chỉ “{slug}” đã dùng ở {holder.path}; thêm --slug với tên khác")


def _free(project: Path, name: str, data: bytes) -> str:
    """Return ``name``, or one like it, that no other file holds."""
    stem, dot, suffix = name.rpartition(".")
    number, fresh = 1, name
    while (held := project / ROOT / fresh).exists() and held.read_bytes() != data:
        number += 1
        fresh = f"{stem}-{number}{dot}{suffix}"
    return fresh
