"""A choice of pieces as programmes: items in order, to the millisecond, each with its reason. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from pipeline.broadcast.planning.occurrences import Occurrence
from pipeline.broadcast.planning.pieces import Candidate
from pipeline.broadcast.planning.policy import exemption_note
from pipeline.broadcast.planning.reach import reach
from pipeline.broadcast.planning.request import PlanRequest
from pipeline.broadcast.planning.spoken import Spoken
from pipeline.model.radio import Item, ItemKind, Programme


def programme(request: PlanRequest, occurrence: Occurrence, pieces: Iterable[Candidate]) -> Programme:
    """Return the programme of ``occurrence`` with ``pieces`` in the order of their priority.

    Without pieces it says the station's notice instead of a greeting.
    """
    around = request.overheads[occurrence.key]
    ordered = sorted(pieces, key=_order)
    items = [_music(around.call_music_ms)]
    items.append(_said(ItemKind.GREETING, around.greeting) if ordered else _said(ItemKind.NOTICE, around.notice))
    for piece in ordered:
        items += [_link(piece), _piece(request, occurrence, piece)]
    items.append(_said(ItemKind.CLOSING, around.closing))
    timed = _timed([item for item in items if item.duration_s > 0], occurrence.starts_at, request.gap_ms)
    filled = (_end(timed[-1]) - occurrence.starts_at).total_seconds() if timed else 0.0
    note = " ".join(part for part in (occurrence.note, exemption_note(request.settings, occurrence)) if part)
    return Programme(
        slot=occurrence.slot,
        date=occurrence.date,
        title=occurrence.title,
        starts_at=occurrence.starts_at,
        ends_at=occurrence.ends_at,
        capacity_s=occurrence.capacity_ms / 1000,
        filled_s=round(filled, 3),
        audience=occurrence.audience,
        note=note,
        items=tuple(timed),
    )


def numbered(programmes: Iterable[Programme], wanted: Mapping[str, int]) -> tuple[Programme, ...]:
    """Return the programmes, sorted by time, each piece's reason told with its number in the week.

    ``wanted`` maps a slug to what was promised; airings beyond it are told to fill the time. Frozen
    programmes stay as they are.
    """
    heard: Counter[str] = Counter()
    done = []
    for each in sorted(programmes, key=lambda programme: programme.starts_at):
        heard.update(each.pieces)
        done.append(each if each.frozen else _told(each, heard, wanted))
    return tuple(done)


def _told(programme: Programme, heard: Mapping[str, int], wanted: Mapping[str, int]) -> Programme:
    items = [
        _with_ordinal(item, heard[item.article], wanted.get(item.article, 0))
        if item.article and item.kind is not ItemKind.LINK
        else item
        for item in programme.items
    ]
    return programme.model_copy(update={"items": tuple(items)})


def take_out(programme: Programme, slugs: Collection[str]) -> Programme | None:
    """Return the programme without these pieces and their links, what follows drawn nearer; None if none is left."""
    kept: list[Item] = []
    saved = timedelta()
    for item, after in zip(programme.items, (*programme.items[1:], None), strict=True):
        if item.article in slugs:
            saved += (after.starts_at if after else _end(item)) - item.starts_at
        else:
            kept.append(item.model_copy(update={"starts_at": item.starts_at - saved}))
    left = programme.model_copy(
        update={"items": tuple(kept), "filled_s": round(programme.filled_s - saved.total_seconds(), 3)}
    )
    return left if left.pieces else None


def _with_ordinal(item: Item, number: int, wanted: int) -> Item:
    told = f"lần {number}/{wanted}" if number <= wanted else f"lần {number}, phát thêm cho đủ giờ"
    return item.model_copy(update={"reason": f"{item.reason}; {told}"})


def _order(piece: Candidate) -> tuple[int, bool, int, str]:
    """Priority first (TT 39/2020/TT-BTTTT), then news, then the newest."""
    return piece.priority.rank, piece.kind != "tin", -piece.published.toordinal(), piece.slug


def _timed(items: list[Item], begin: datetime, gap_ms: int) -> list[Item]:
    timed: list[Item] = []
    for item in items:
        timed.append(item.model_copy(update={"starts_at": begin}))
        begin = _end(timed[-1]) + timedelta(milliseconds=gap_ms)
    return timed


def _end(item: Item) -> datetime:
    return item.starts_at + timedelta(milliseconds=round(item.duration_s * 1000))


def _music(ms: int) -> Item:
    return Item(
        kind=ItemKind.CALL_MUSIC,
        title="Nhạc hiệu",
        starts_at=_NEVER,
        duration_s=ms / 1000,
        reason="Mở đầu chương trình",
    )


def _said(kind: ItemKind, spoken: Spoken) -> Item:
    titles = {
        ItemKind.GREETING: ("Lời chào", "Giới thiệu chương trình"),
        ItemKind.NOTICE: ("Thông báo", "Không có bài nào được phép phát vào buổi này"),
        ItemKind.CLOSING: ("Lời kết", "Kết thúc chương trình"),
    }
    title, reason = titles[kind]
    return Item(kind=kind, title=title, starts_at=_NEVER, duration_s=spoken.ms / 1000, text=spoken.text, reason=reason)


def _link(piece: Candidate) -> Item:
    return Item(
        kind=ItemKind.LINK,
        article=piece.slug,
        title=f"Lời dẫn: {piece.title}",
        starts_at=_NEVER,
        duration_s=piece.link_ms / 1000,
        text=piece.link,
        reason="Giới thiệu bài kế tiếp",
    )


def _piece(request: PlanRequest, occurrence: Occurrence, piece: Candidate) -> Item:
    spare = piece.fallback or piece.slug in occurrence.fallback
    return Item(
        kind=ItemKind.FALLBACK if spare else ItemKind.PIECE,
        article=piece.slug,
        title=piece.title,
        starts_at=_NEVER,
        duration_s=piece.duration_ms / 1000,
        audio=piece.audio,
        reason=_reason(request, occurrence, piece),
    )


def _reason(request: PlanRequest, occurrence: Occurrence, piece: Candidate) -> str:
    names = [request.settings.audiences[group].name for group in piece.audience if group in request.settings.audiences]
    heard = round(100 * reach(request.settings, occurrence, piece.audience))
    spare = piece.fallback or piece.slug in occurrence.fallback
    wish = "bài dự phòng của khung" if spare else _WISHES[piece.priority.rank]
    return "; ".join(part for part in (wish, f"{', '.join(names)}: {heard} % ở nhà (theo giờ đã khai)") if part)


_NEVER = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
_WISHES = ("KHẨN CẤP", "ƯU TIÊN", "")
