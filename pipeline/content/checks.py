"""What only the whole library, the schedule and today's date can tell. Pure."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from pipeline.content import body, media, names
from pipeline.content.library import ROOT, Library
from pipeline.errors import Problem
from pipeline.model.article import Article, Priority, Status
from pipeline.settings import FILE, Settings

FRESH_DAYS = 30


def check_library(library: Library, settings: Settings, *, today: date) -> tuple[Problem, ...]:
    """Return what is wrong between the articles, and between them, ``settings`` and ``today``, sorted."""
    readable = (*library.articles, *library.sketches)
    found = [problem for article in readable for problem in _article(article, library, settings, today)]
    found += [problem for article in library.articles for problem in _dead_links(article, library, today)]
    return tuple(sorted({*found, *_collisions(library), *_same_titles(library)}))


def _article(article: Article, library: Library, settings: Settings, today: date) -> Iterator[Problem]:
    yield from _section(article, settings)
    for told in (_slug(article), _future(article, today)):
        for field, message in told:
            yield Problem(article.path, library.line(article.path, *field.split(".")), field, message)
    yield from _distant(article, library, today)
    yield from _past(article, library, today)
    yield from _audiences(article, library, settings)
    yield from _unapproved(article, library, settings)


def _section(article: Article, settings: Settings) -> Iterator[Problem]:
    if not article.section:
        first = next(iter(settings.site.sections.values()), "")
        message = f"bài nằm ngay trong {ROOT}/ nên vào mục “{first}”; chuyển vào thư mục của chuyên mục"
        yield Problem(article.path, 0, "chuyên mục", message, advice=True)
    if article.section and article.section not in settings.site.sections:
        hint = names.nearest(article.section, settings.site.sections)
        message = f"thư mục “{article.section}” chưa khai báo ở site.sections trong {FILE}; {hint}"
        yield Problem(article.path, 0, "chuyên mục", message)


def _slug(article: Article) -> Iterator[tuple[str, str]]:
    if article.slug in names.RESERVED:
        yield (
            "slug",
            f"“{article.slug}” là tên máy tính giữ riêng, không đặt cho tệp được; đổi slug, ví dụ {article.slug}-xa",
        )
    if len(article.slug) > names.MAX_SLUG:
        yield "slug", f"dài quá {names.MAX_SLUG} ký tự; viết ngắn lại"


def _future(article: Article, today: date) -> Iterator[tuple[str, str]]:
    asked, updated = article.meta.broadcast, article.meta.updated
    if asked and asked.approved_on and asked.approved_on > today:
        yield "broadcast.approved_on", f"ngày duyệt {asked.approved_on:%d/%m/%Y} chưa tới; sửa lại ngày"
    if updated and updated > max(today, article.meta.date):
        yield "updated", f"ngày cập nhật {updated:%d/%m/%Y} chưa tới; sửa lại ngày"


def _distant(article: Article, library: Library, today: date) -> Iterator[Problem]:
    """A year mistyped hides a piece for good, or puts it where nobody looks."""
    day = article.meta.date
    if day > today + timedelta(days=366) or day.year < 2000:
        message = f"ngày đăng {day:%d/%m/%Y} rất xa hôm nay; kiểm tra lại năm"
        yield Problem(article.path, library.line(article.path, "date"), "date", message, advice=True)


def _past(article: Article, library: Library, today: date) -> Iterator[Problem]:
    """A piece whose last day on the air is over stays silent; told while it is fresh, when that may be a slip."""
    asked, day = article.meta.broadcast, article.meta.date
    if asked and asked.until and day <= asked.until < today <= day + timedelta(days=FRESH_DAYS):
        message = f"ngày phát cuối {asked.until:%d/%m/%Y} đã qua, bài không được phát nữa; sửa ngày nếu còn cần phát"
        line = library.line(article.path, "broadcast", "until")
        yield Problem(article.path, line, "broadcast.until", message, advice=True)


def _audiences(article: Article, library: Library, settings: Settings) -> Iterator[Problem]:
    asked = article.meta.broadcast
    for index, name in enumerate(asked.audience if asked else ()):
        if name not in settings.audiences and not (name == "moi-nguoi" and not _wrote_audience(article)):
            line = library.line(article.path, "broadcast", "audience", index)
            known = f"các nhóm: {', '.join(settings.audiences)}"
            message = (
                f"“{name}” chưa khai báo ở audiences trong {FILE}; {names.nearest(name, settings.audiences, known)}"
            )
            yield Problem(article.path, line, "broadcast.audience", message)


def _wrote_audience(article: Article) -> bool:
    return bool(article.meta.broadcast and "audience" in article.meta.broadcast.model_fields_set)


def _unapproved(article: Article, library: Library, settings: Settings) -> Iterator[Problem]:
    asked = article.meta.broadcast
    if asked is None or asked.approved_by or asked.priority is Priority.KHAN_CAP:  # the urgent have a rule of their own
        return
    if article.meta.status is Status.PUBLISHED and settings.policy.need_approval:
        message = "chưa có người duyệt nên bài không được phát; thêm approved_by và approved_on"
        yield Problem(article.path, library.line(article.path, "broadcast"), "broadcast.approved_by", message, True)


def _dead_links(article: Article, library: Library, today: date) -> Iterator[Problem]:
    """A page that readers see should not lead them to one they cannot see."""
    if not article.is_public(today):
        return
    hidden = {other.path for other in library.articles if not other.is_public(today)}
    for link in body.links(article.body, article.body_line) if hidden else ():
        for target in media.local_paths(link, article):
            if f"{ROOT}/{target}" in hidden:
                message = f"liên kết tới {ROOT}/{target}, bài này chưa đăng; trên trang sẽ không có liên kết"
                yield Problem(article.path, link.line, body.FIELD, message, advice=True)


def _collisions(library: Library) -> Iterator[Problem]:
    """Two pages cannot have one address; names that differ only in tone marks or case end up the same."""
    holders = defaultdict(list)
    for article in (*library.articles, *library.sketches):
        holders[article.slug].append(article)
    for slug, articles in holders.items():
        for article in articles if len(articles) > 1 else ():
            others = ", ".join(other.path for other in articles if other is not article)
            message = f"địa chỉ “{slug}” trùng với {others}; đổi slug hoặc tên tệp của một bài"
            yield Problem(article.path, library.line(article.path, "slug"), "slug", message)


def _same_titles(library: Library) -> Iterator[Problem]:
    holders = defaultdict(list)
    for article in library.articles:
        holders[names.slug_of(article.title)].append(article)
    for first, *others in holders.values():
        for article in others:
            message = f"tiêu đề giống bài {first.path}; người đọc khó phân biệt, nên viết khác đi"
            yield Problem(article.path, library.line(article.path, "title"), "title", message, advice=True)
