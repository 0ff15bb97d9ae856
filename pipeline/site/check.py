"""What would break the site though every article is right by itself: addresses it keeps for its own pages."""

from collections.abc import Iterator

from pipeline.errors import Problem
from pipeline.model.article import Article
from pipeline.settings import FILE, Settings
from pipeline.site import address


def problems(articles: tuple[Article, ...], settings: Settings) -> tuple[Problem, ...]:
    """Return the collisions of slugs and sections with the site's own addresses, and services that name no article."""
    return (*_sections(settings), *_slugs(articles), *_services(articles, settings))


def _sections(settings: Settings) -> Iterator[Problem]:
    for code in settings.site.sections:
        if code in address.RESERVED_SECTIONS:
            message = f"“{code}” là địa chỉ dành riêng của trang; đổi tên chuyên mục, ví dụ {code}-xa"
            yield Problem(FILE, 0, "site.sections", message)
    if not settings.site.sections:
        yield Problem(FILE, 0, "site.sections", "cần ít nhất một chuyên mục, ví dụ cai-cach-hanh-chinh")


def _slugs(articles: tuple[Article, ...]) -> Iterator[Problem]:
    for article in articles:
        if article.slug in address.RESERVED_SLUGS:
            message = f"“{article.slug}” là địa chỉ dành riêng của trang; đổi slug, ví dụ {article.slug}-xa"
            yield Problem(article.path, 1, "slug", message)


def _services(articles: tuple[Article, ...], settings: Settings) -> Iterator[Problem]:
    known = {article.slug for article in articles}
    for slug in settings.site.services:
        if slug not in known:
            message = f"không có bài nào mang mã “{slug}”; viết mã (slug) của bài có thật"
            yield Problem(FILE, 0, "site.services", message)
