"""What ``loa check`` says of the schedule: references, seasons, templates, and the policy in every season. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from pipeline.broadcast.planning.occurrences import Occurrence, holiday_names, occurrences
from pipeline.broadcast.planning.policy import Breach, breaches
from pipeline.broadcast.planning.spoken import PLACES
from pipeline.broadcast.players.addresses import lacking
from pipeline.errors import Problem
from pipeline.model.article import Article
from pipeline.settings import FILE, WEEKDAYS, Change, Holidays, Settings, Slot
from pipeline.yamltext import LineIndex

_LEAP_YEAR = 2028  # holds every day a season may name, 29 February too


def check_schedule(settings: Settings, index: LineIndex, *, today: date) -> tuple[Problem, ...]:
    """Return every problem of the schedule's meaning, each at its line; ``advice`` marks what stops nothing.

    Slots are held against the policy in every season, one-off changes on their own date; an exemption in
    force ``today`` (for slots) or on that date (for changes) is honoured.
    """
    found = [*_references(settings, index), *_seasons(settings, index), *_templates(settings, index)]
    found += [*_changes(settings, index), *_exemptions(settings, index, today=today), *_holidays(settings, index)]
    found += _playout(settings, index)
    if any(not problem.advice for problem in found):
        return tuple(sorted(set(found)))
    found += [*_weekly(settings, index, today=today), *_dated(settings, index)]
    return tuple(sorted(set(found)))


def check_pieces(articles: Iterable[Article], settings: Settings, *, index: LineIndex) -> tuple[Problem, ...]:
    """Return the fallback pieces of slots that cannot be aired, with the schedule's line."""
    known = {article.slug: article for article in articles}
    found: list[Problem] = []
    for number, slot in enumerate(settings.slots):
        for slug in slot.fallback:
            if message := _fallback(known.get(slug), slug, settings):
                found.append(Problem(FILE, index("slots", number, "fallback"), f"slots.{slot.id}.fallback", message))
    return tuple(sorted(found))


def _fallback(article: Article | None, slug: str, settings: Settings) -> str:
    if article is None:
        return f"không có bài “{slug}”; viết tên tệp hoặc slug của một bài trong content/"
    wish = article.meta.broadcast
    if settings.policy.need_approval and not (wish and wish.approved_by):
        return f"bài “{slug}” chưa có người duyệt; thêm broadcast.approved_by vào bài ấy"
    return ""


def _references(settings: Settings, index: LineIndex) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, slot in enumerate(settings.slots):
        for key, message in _slot(settings, slot):
            yield Problem(FILE, index("slots", number, *key.split(".")), f"slots.{slot.id}.{key}", message)
        if slot.id in seen:
            yield Problem(FILE, index("slots", number, "id"), f"slots.{slot.id}", "mã khung viết hai lần; đặt mã khác")
        seen.add(slot.id)
    for code, audience in settings.audiences.items():
        for season in {*audience.home} ^ {*settings.seasons}:
            wrong = "không có mùa này" if season in audience.home else "thiếu giờ ở nhà của mùa này"
            yield Problem(FILE, index("audiences", code, "home", season), f"audiences.{code}.home.{season}", wrong)


def _slot(settings: Settings, slot: Slot) -> Iterator[tuple[str, str]]:
    for season in {*slot.start} - {*settings.seasons}:
        yield f"start.{season}", f"không có mùa “{season}”; viết: {', '.join(settings.seasons)}"
    for season in {*settings.seasons} - {*slot.start}:
        yield "start", f'thiếu giờ của mùa “{season}”; thêm {season}: "HH:MM"'
    for group in {*slot.audience} - {*settings.audiences}:
        yield "audience", f"không có nhóm “{group}”; viết: {', '.join(settings.audiences)}"
    if not slot.days:
        yield "days", "chưa có ngày nào; viết như [t2, t4, t6]"


def _seasons(settings: Settings, index: LineIndex) -> Iterator[Problem]:
    days = [date(_LEAP_YEAR, 1, 1) + timedelta(days=step) for step in range(366)]
    holders = {day: [code for code, season in settings.seasons.items() if season.holds(day)] for day in days}
    bare = [day for day, codes in holders.items() if not codes]
    double = [day for day, codes in holders.items() if len(codes) > 1]
    if bare:
        message = f"{len(bare)} ngày không thuộc mùa nào, từ {bare[0]:%d/%m}; nối dài một mùa"
        yield Problem(FILE, index("seasons"), "seasons", message)
    if double:
        message = f"{len(double)} ngày thuộc hai mùa, từ {double[0]:%d/%m}; sửa ngày bắt đầu hoặc kết thúc"
        yield Problem(FILE, index("seasons"), "seasons", message)


def _templates(settings: Settings, index: LineIndex) -> Iterator[Problem]:
    for name, places in PLACES.items():
        text = getattr(settings.station, name)
        used = [part.partition("}")[0] for part in text.split("{")[1:]]
        for wrong in (place for place in used if place not in places):
            message = f"không có chỗ điền “{{{wrong}}}”; dùng: {', '.join(f'{{{place}}}' for place in places)}"
            yield Problem(FILE, index("station", name), f"station.{name}", message)


def _changes(settings: Settings, index: LineIndex) -> Iterator[Problem]:
    for number, change in enumerate(settings.changes):
        if message := _change(settings, change):
            yield Problem(FILE, index("changes", number), f"changes.{number + 1}", message)


def _change(settings: Settings, change: Change) -> str:
    slot = next((slot for slot in settings.slots if slot.id == change.slot), None)
    if change.action == "them":
        return "" if change.start else 'buổi thêm phải có giờ; thêm start: "HH:MM"'
    if slot is None:
        return f"không có khung “{change.slot}”; viết: {', '.join(slot.id for slot in settings.slots)}"
    if WEEKDAYS[change.date.weekday()] not in slot.days:
        return f"khung “{slot.id}” không phát ngày {change.date:%d/%m/%Y}; sửa ngày hoặc bỏ dòng này"
    if change.action == "doi-gio" and not (change.start or change.minutes):
        return 'đổi giờ nhưng chưa có giờ mới; thêm start: "HH:MM" hoặc minutes'
    return ""


def _exemptions(settings: Settings, index: LineIndex, *, today: date) -> Iterator[Problem]:
    known = {slot.id for slot in settings.slots} | {change.slot for change in settings.changes}
    for number, item in enumerate(settings.policy.exemptions):
        line, field = index("policy", "exemptions", number), f"policy.exemptions.{number + 1}"
        if item.slot and item.slot not in known:
            yield Problem(FILE, line, field, f"không có khung “{item.slot}”; viết: {', '.join(sorted(known))}")
        if item.until < item.start:
            yield Problem(FILE, line, field, "until trước from; sửa lại hai ngày")
        elif item.until < today:
            yield Problem(FILE, line, field, f"đã hết hạn ngày {item.until:%d/%m/%Y}; xóa dòng này", advice=True)


def _holidays(settings: Settings, index: LineIndex) -> Iterator[Problem]:
    rule: Holidays = settings.holidays
    try:
        holiday_names(rule.country, date(_LEAP_YEAR, 1, 1), 1)
    except NotImplementedError:
        message = f"không có nước “{rule.country}”; viết VN"
        yield Problem(FILE, index("holidays", "country"), "holidays.country", message)
    for slot in {*rule.slots} - {slot.id for slot in settings.slots}:
        yield Problem(FILE, index("holidays", "slots"), "holidays.slots", f"không có khung “{slot}”")


def _playout(settings: Settings, index: LineIndex) -> list[Problem]:
    """Return what the chosen player lacks: found before the hour at which nothing would sound."""
    lacks = lacking(settings.playout)
    return [Problem(FILE, index("playout", lacks[0]), f"playout.{lacks[0]}", lacks[1])] if lacks else []


def _weekly(settings: Settings, index: LineIndex, *, today: date) -> Iterator[Problem]:
    """Hold a plain week of each season against the policy."""
    plain = settings.model_copy(update={"changes": (), "holidays": Holidays()})
    for code, season in settings.seasons.items():
        first = date(_LEAP_YEAR, *map(int, season.start.split("-")))
        for breach in breaches(plain, occurrences(plain, first, 7), today=today):
            if settings.season_of(breach.occurrence.date) == code:
                yield _at_slot(settings, index, breach, season=code)


def _dated(settings: Settings, index: LineIndex) -> Iterator[Problem]:
    """Hold each day that a change touches against the policy; what the plain week breaks is told there."""
    for number, change in enumerate(settings.changes):
        day = occurrences(settings, change.date, 1)
        for breach in breaches(settings, day):
            if _made(change, breach.occurrence, breach.rule):
                field = f"changes.{number + 1}"
                yield Problem(FILE, index("changes", number), field, f"ngày {change.date:%d/%m/%Y}: {breach.message}")


def _made(change: Change, occurrence: Occurrence, rule: str) -> bool:
    return change.action != "huy" and (occurrence.slot == change.slot or rule in ("sessions", "minutes", "overlap"))


def _at_slot(settings: Settings, index: LineIndex, breach: Breach, *, season: str) -> Problem:
    number = next(n for n, slot in enumerate(settings.slots) if slot.id == breach.occurrence.slot)
    field = f"slots.{breach.occurrence.slot}"
    if breach.rule in ("minutes", "weekdays"):
        key = {"minutes": "minutes", "weekdays": "days"}[breach.rule]
        return Problem(FILE, index("slots", number, key), f"{field}.{key}", breach.message)
    message = f"{breach.message}; sửa giờ, số phút, hoặc quy định ở policy"
    return Problem(FILE, index("slots", number, "start", season), f"{field}.start.{season}", message)
