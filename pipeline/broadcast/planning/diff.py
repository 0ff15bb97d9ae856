"""What a new plan changes of the last one, in Vietnamese. Pure."""

from collections.abc import Iterator

from pipeline.model.radio import Plan, Programme


def diff(old: Plan, new: Plan) -> tuple[str, ...]:
    """Return one line for each change on the days both plans hold, and for each promise lost or regained."""
    first = max(old.first, new.first)
    last = min(old.first.toordinal() + old.days, new.first.toordinal() + new.days)
    before = {p.key: p for p in old.programmes if first <= p.date and p.date.toordinal() < last}
    after = {p.key: p for p in new.programmes if first <= p.date and p.date.toordinal() < last}
    lines: list[str] = []
    for key in sorted({*before, *after}):
        lines += _programme(key, before.get(key), after.get(key))
    return tuple(lines + list(_promises(old, new)))


def _programme(key: str, old: Programme | None, new: Programme | None) -> Iterator[str]:
    if old is None or new is None:
        yield f"{key}: thêm chương trình" if old is None else f"{key}: bỏ chương trình"
        return
    if old.starts_at != new.starts_at or old.ends_at != new.ends_at:
        yield f"{key}: đổi giờ {old.starts_at:%H:%M} → {new.starts_at:%H:%M}"
    for slug in old.pieces:
        if slug not in new.pieces:
            yield f"{key}: bỏ {slug}"
    for slug in new.pieces:
        if slug not in old.pieces:
            yield f"{key}: thêm {slug}"
    if set(old.pieces) == set(new.pieces) and old.items != new.items and old.starts_at == new.starts_at:
        yield f"{key}: đổi thứ tự, độ dài hoặc lời dẫn"


def _promises(old: Plan, new: Plan) -> Iterator[str]:
    before, after = ({each.article: each for each in plan.unmet} for plan in (old, new))
    for slug in sorted({*after} - {*before}):
        yield f"không còn hứa được {slug}: {after[slug].why}"
    for slug in sorted({*before} - {*after}):
        yield f"đã hứa được {slug}"
