"""The pure arithmetic of the as-run log: chain, corrections, counting, confirming by hand."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.broadcast.asrun.confirm import Attestation, confirm, correct
from pipeline.broadcast.asrun.exchange import new_only
from pipeline.broadcast.asrun.rows import (
    GENESIS,
    Entry,
    Evidence,
    Outcome,
    Row,
    Tally,
    body,
    chain,
    effective,
    of_item,
    parse_body,
    tally,
)  # fmt: skip
from pipeline.errors import RequestError
from pipeline.model.radio import DayRundown, Item, ItemKind, Programme, Rendered

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = date(2026, 12, 1)
START = datetime(2026, 12, 1, 5, 45, tzinfo=ZONE)


def row(**fields: Any) -> Row:
    """Return an aired piece, with changes."""
    plain: dict[str, Any] = {
        "key": "2026-12-01/sang/0", "day": DAY, "slot": "sang", "item": 0, "kind": "piece", "article": "khai-sinh",
        "title": "Khai sinh", "started_at": START, "ended_at": START + timedelta(seconds=60), "seconds": 60.0,
        "by": "loa play", "evidence": Evidence.PLAYER, "outcome": Outcome.AIRED,
    }  # fmt: skip
    return Row(**(plain | fields))


def log(*rows: Row) -> tuple[Entry, ...]:
    """Return rows as a chained log would hold them."""
    entries: list[Entry] = []
    for seq, one in enumerate(rows, start=1):
        prev = entries[-1].hash if entries else GENESIS
        entries.append(Entry(seq=seq, at=START, row=one, prev=prev, hash=chain(prev, body(one, START))))
    return tuple(entries)


def rundown(count: int = 3) -> DayRundown:
    """Return a day of one slot with ``count`` pieces of a minute."""
    items = tuple(
        Item(
            kind=ItemKind.PIECE, article=f"bai-{n}", title=f"Bài {n}", starts_at=START + timedelta(minutes=n),
            duration_s=60,
        )
        for n in range(count)
    )  # fmt: skip
    made = Programme(
        slot="sang", date=DAY, starts_at=START, ends_at=START + timedelta(minutes=15), capacity_s=900,
        filled_s=60 * count, items=items,
    )  # fmt: skip
    part = Rendered(
        programme=made, file="a.mp3", sha256="0", size_bytes=1, duration_s=60, integrated_lufs=-16, true_peak_dbtp=-2
    )
    return DayRundown(station="Đài", date=DAY, made_at=START, programmes=(part,))


AFTER = START + timedelta(hours=2)


@given(st.text(), st.floats(0, 1e6), st.sampled_from(Outcome), st.none() | st.integers(0, 99))
def test_a_row_reads_back_as_written(title: str, seconds: float, outcome: Outcome, item: int | None) -> None:
    """Whatever a row holds, its canonical JSON gives it back, and a changed row never keeps its hash."""
    one = row(title=title.encode("utf-8", "replace").decode(), seconds=seconds, outcome=outcome, item=item)
    text = body(one, START)
    assert parse_body(text) == (one, START)
    other = body(one.model_copy(update={"seconds": seconds + 1}), START)
    assert chain(GENESIS, text) != chain(GENESIS, other) and chain("1" * 64, text) != chain(GENESIS, text)


def test_only_what_sounded_counts() -> None:
    """Aired pieces count whole, cut ones count their seconds; missed, delivered and jingles count for nothing."""
    entries = log(
        row(), row(key="b", seconds=30.0, outcome=Outcome.PARTIAL), row(key="c", outcome=Outcome.MISSED),
        row(key="d", outcome=Outcome.DELIVERED), row(key="e", kind="link"),
        row(key="f", kind="call-music", article=None),
        row(key="g", kind="emergency", article="bao-so-3", planned=False),
        row(key="h", day=DAY + timedelta(days=1)),
    )  # fmt: skip
    assert tally(entries, DAY, DAY) == {
        "khai-sinh": Tally(airings=1, partial=1, seconds=90.0), "bao-so-3": Tally(airings=1, seconds=60.0),
    }  # fmt: skip


def test_a_correction_takes_the_place_of_the_old_row() -> None:
    """The corrected row no longer counts, the correction does; a void one leaves neither."""
    first, void = row(key="sua/1", corrects=1, seconds=10.0), row(key="sua/3", corrects=3, outcome=Outcome.VOID)
    entries = log(row(), first, row(key="b"), void)
    assert [entry.seq for entry in effective(entries)] == [2]
    assert tally(entries, DAY, DAY)["khai-sinh"] == Tally(airings=1, seconds=10.0)


@given(st.lists(st.integers(0, 20), max_size=12))
def test_counting_never_exceeds_what_was_aired(targets: list[int]) -> None:
    """However rows are corrected, and corrections corrected, no airing is counted twice."""
    rows = [row(key=f"k{n}") for n in range(5)]
    for number, target in enumerate(targets):
        if target < len(rows):
            rows.append(row(key=f"sua{number}", corrects=target + 1))
    assert tally(log(*rows), DAY, DAY)["khai-sinh"].airings <= 5


def test_a_person_confirms_a_day_with_exceptions() -> None:
    """Ticked items are aired by the operator's word, without a clock time nobody gave; excepted ones are missed."""
    said = Attestation(by="Chị Hoa", except_items={"sang": (2,)}, why="mất điện")
    rows = confirm(rundown(), said, entries=(), at=AFTER)
    assert [r.outcome for r in rows] == [Outcome.AIRED, Outcome.MISSED, Outcome.AIRED]
    assert all(r.evidence is Evidence.OPERATOR and r.by == "Chị Hoa" for r in rows)
    assert rows[0].started_at is None and rows[0].seconds == 60
    assert rows[1].seconds == 0 and rows[1].reason == "mất điện"


def test_a_given_start_moves_every_item() -> None:
    """The true start that a person gives is where the items' times come from, not the plan."""
    late = START + timedelta(minutes=7)
    rows = confirm(rundown(), Attestation(by="Chị Hoa", started=late), entries=(), at=AFTER)
    assert [r.started_at for r in rows] == [late + timedelta(minutes=n) for n in range(3)]


def test_confirming_adds_nothing_to_what_the_player_told() -> None:
    """An item that the player says it aired is left alone; one recorded as missed is corrected by a new row."""
    items = rundown().programmes[0].programme.items
    told = of_item(items[0], 0, day=DAY, slot="sang", by="loa play", evidence=Evidence.PLAYER, outcome=Outcome.AIRED)
    lost = of_item(items[1], 1, day=DAY, slot="sang", by="loa play", evidence=Evidence.PLAYOUT, outcome=Outcome.MISSED)
    entries = log(told, lost)
    rows = confirm(rundown(), Attestation(by="Chị Hoa"), entries=entries, at=AFTER)
    assert [(r.item, r.corrects) for r in rows] == [(1, 2), (2, None)]
    assert confirm(rundown(), Attestation(by="Anh Tư"), entries=log(told, lost, *rows), at=AFTER) == ()


@pytest.mark.parametrize(
    ("said", "at", "words"),
    [
        (Attestation(by="A", slots=("toi",)), AFTER, "không có khung toi"),
        (Attestation(by="A"), START, "chưa phát xong"),
        (Attestation(by="A", except_items={"sang": (9,)}), AFTER, "không có mục 9"),
    ],
)
def test_a_false_confirmation_is_refused(said: Attestation, at: datetime, words: str) -> None:
    """A slot that does not exist, has not ended, or an item it does not have cannot be confirmed."""
    with pytest.raises(RequestError, match=words):
        confirm(rundown(), said, entries=(), at=at)


def test_a_correction_needs_a_reason_and_a_standing_row() -> None:
    """A row corrected before cannot be corrected again, and no reason is no correction."""
    entries = log(row(), row(key="sua/1", corrects=1))
    with pytest.raises(RequestError, match="đã được sửa"):
        correct(entries[0], {}, by="A", reason="nhầm", entries=entries)
    with pytest.raises(RequestError, match="lý do"):
        correct(entries[1], {}, by="A", reason=" ", entries=entries)
    fixed = correct(entries[1], {"outcome": Outcome.VOID}, by="A", reason="nhầm", entries=entries)
    assert fixed.corrects == 2 and effective((*entries, *log(*(e.row for e in entries), fixed)[2:])) == ()


@pytest.mark.parametrize(("apart", "count"), [(0, 0), (60, 0), (61, 1)])
def test_the_same_airing_from_a_file_is_known(apart: int, count: int) -> None:
    """An airing of the same article within a minute is the one that the log has, whoever recorded it."""
    other = row(key="file/x", started_at=START + timedelta(seconds=apart), evidence=Evidence.FILE)
    assert len(new_only([other], log(row()))) == count
