"""The pure arithmetic of the as-run log: chain, corrections, counting, confirming by hand."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.broadcast.asrun.confirm import Attestation, confirm, exceptions, planned_item
from pipeline.broadcast.asrun.correct import CHOICES, Change, correct, outcome_of
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


def two_slots() -> DayRundown:
    """Return a day whose afternoon has the same items as its morning."""
    day = rundown()
    part = day.programmes[0]
    later = part.model_copy(update={"programme": part.programme.model_copy(update={"slot": "chieu"})})
    return day.model_copy(update={"programmes": (part, later)})


def linked() -> DayRundown:
    """Return a day of greeting, link, piece, link, piece, closing: four rows on the sheet."""
    kinds = [(ItemKind.GREETING, None), (ItemKind.LINK, "a"), (ItemKind.PIECE, "a"), (ItemKind.LINK, "b"),
             (ItemKind.PIECE, "b"), (ItemKind.CLOSING, None)]  # fmt: skip
    items = tuple(
        Item(kind=kind, article=slug, title=kind, starts_at=START, duration_s=5, approved_by="Bà Lan" if slug else "")
        for kind, slug in kinds
    )
    part = rundown().programmes[0]
    made = part.programme.model_copy(update={"items": items})
    return rundown().model_copy(update={"programmes": (part.model_copy(update={"programme": made}),)})


def told(index: int, outcome: Outcome, evidence: Evidence = Evidence.PLAYER, **rest: Any) -> Row:
    """Return what is recorded of an item of ``rundown()``."""
    item = rundown().programmes[0].programme.items[index]
    return of_item(item, index, day=DAY, slot="sang", by="loa play", evidence=evidence, outcome=outcome, **rest)


AFTER = START + timedelta(hours=2)


@given(st.text(), st.floats(0, 1e6), st.sampled_from(Outcome), st.none() | st.integers(0, 99))
def test_a_row_reads_back_as_written(title: str, seconds: float, outcome: Outcome, item: int | None) -> None:
    """Whatever a row holds, its canonical JSON gives it back, and a changed row never keeps its hash."""
    one = row(title=title.encode("utf-8", "replace").decode(), seconds=seconds, outcome=outcome, item=item)
    text = body(one, START)
    assert parse_body(text) == (one, START)
    other = body(one.model_copy(update={"seconds": seconds + 1}), START)
    assert chain(GENESIS, text) != chain(GENESIS, other) and chain("1" * 64, text) != chain(GENESIS, text)


@pytest.mark.parametrize("text", ["", "[]", "1", "null", "{}", '{"v":"x"}', '{"v":3,"at":"2026-12-01"}', '{"at":5}'])
def test_what_is_no_row_is_told(text: str) -> None:
    """A text that is no row, or one of a newer schema, raises ValueError and nothing else."""
    with pytest.raises(ValueError, match=r"."):
        parse_body(text)


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
    said = Attestation(by="Chị Hoa", except_items={"sang": ("2",)}, why="mất điện")
    rows = confirm(rundown(), said, entries=(), at=AFTER).rows
    assert [r.outcome for r in rows] == [Outcome.AIRED, Outcome.MISSED, Outcome.AIRED]
    assert all(r.evidence is Evidence.OPERATOR and r.by == "Chị Hoa" and r.sha256 == "0" for r in rows)
    assert rows[0].started_at is None and rows[0].seconds == 60
    assert rows[1].seconds == 0 and rows[1].reason == "mất điện"


@pytest.mark.parametrize("name", ["3", "b"])
def test_an_exception_is_a_row_of_the_sheet(name: str) -> None:
    """The sheet's row number, or the slug, excepts a piece together with its link, and nothing else."""
    said = Attestation(by="Chị Hoa", except_items=exceptions([f"sang:{name}"]))
    rows = confirm(linked(), said, entries=(), at=AFTER).rows
    assert [r.item for r in rows if r.outcome is Outcome.MISSED] == [3, 4]
    assert {(r.article, r.approved_by) for r in rows} == {("a", "Bà Lan"), ("b", "Bà Lan"), (None, "")}


@given(st.sets(st.sampled_from(["1", "2", "3", "4", "a", "b"])))
def test_an_exception_is_never_recorded_as_aired(names: set[str]) -> None:
    """Whatever is excepted, no item of an excepted row is aired, and every other item is."""
    wanted = {"1": {0}, "2": {1, 2}, "3": {3, 4}, "4": {5}, "a": {1, 2}, "b": {3, 4}}
    absent = set().union(*(wanted[name] for name in names))
    said = Attestation(by="A", except_items={"sang": tuple(sorted(names))})
    rows = confirm(linked(), said, entries=(), at=AFTER).rows
    assert {r.item for r in rows if r.outcome is Outcome.AIRED} == {0, 1, 2, 3, 4, 5} - absent


def test_a_given_start_moves_every_item() -> None:
    """The true start that a person gives is where the items' times come from, not the plan."""
    late = START + timedelta(minutes=7)
    rows = confirm(rundown(), Attestation(by="Chị Hoa", started=late), entries=(), at=AFTER).rows
    assert [r.started_at for r in rows] == [late + timedelta(minutes=n) for n in range(3)]


def test_confirming_adds_nothing_to_what_the_player_told() -> None:
    """An item that the player says it aired is left alone; one recorded as missed is corrected by a new row."""
    entries = log(told(0, Outcome.AIRED), told(1, Outcome.MISSED, Evidence.PLAYOUT))
    rows = confirm(rundown(), Attestation(by="Chị Hoa"), entries=entries, at=AFTER).rows
    assert [(r.item, r.corrects) for r in rows] == [(1, 2), (2, None)]
    again = log(*(e.row for e in entries), *rows)
    assert confirm(rundown(), Attestation(by="Anh Tư"), entries=again, at=AFTER).rows == ()


@pytest.mark.parametrize(
    ("outcome", "evidence"),
    [(Outcome.PARTIAL, Evidence.PLAYER), (Outcome.SKIPPED, Evidence.PLAYOUT), (Outcome.MISSED, Evidence.OPERATOR)],
)
def test_confirming_a_whole_day_overrules_nothing_that_knows_more(outcome: Outcome, evidence: Evidence) -> None:
    """A row that says cut, skipped, or missed by a person's word stands, and is named to the one who confirms."""
    entries = log(told(1, outcome, evidence, seconds=20 if outcome is Outcome.PARTIAL else 0))
    made = confirm(rundown(), Attestation(by="Anh Tư"), entries=entries, at=AFTER)
    assert [r.item for r in made.rows] == [0, 2] and [e.seq for e in made.left] == [1]


@pytest.mark.parametrize("outcome", [Outcome.AIRED, Outcome.PARTIAL])
def test_excepting_what_was_recorded_as_heard_is_refused(outcome: Outcome) -> None:
    """An exception that comes after the log has the item as heard changes nothing, and says how to correct the row."""
    said = Attestation(by="A", except_items={"sang": ("2",)})
    with pytest.raises(RequestError, match="loa log correct 1 --outcome missed"):
        confirm(rundown(), said, entries=log(told(1, outcome, seconds=30)), at=AFTER)


def test_a_row_taken_back_may_be_confirmed_anew() -> None:
    """After a row was voided, confirming records the item again, as a correction of the void row."""
    entries = log(told(0, Outcome.AIRED), row(key="sua/1", corrects=1, outcome=Outcome.VOID))
    rows = confirm(rundown(1), Attestation(by="A"), entries=entries, at=AFTER).rows
    assert [(r.key, r.corrects, r.outcome) for r in rows] == [("sua/2", 2, Outcome.AIRED)]


@pytest.mark.parametrize(
    ("said", "at", "words"),
    [
        (Attestation(by="A", slots=("toi",)), AFTER, "không có khung toi"),
        (Attestation(by="A"), START, "chưa phát xong"),
        (Attestation(by="A", except_items={"sang": ("9",)}), AFTER, "không có mục 9"),
        (Attestation(by="A", except_items={"sang": ("bai-la",)}), AFTER, "không có mục bai-la"),
        (Attestation(by="A", slots=("sang",), except_items={"chieu": ("2",)}), AFTER, "--slot không chọn"),
        (Attestation(by="A", started=START), AFTER, "từng khung"),
    ],
)
def test_a_false_confirmation_is_refused(said: Attestation, at: datetime, words: str) -> None:
    """A slot that is unknown, not chosen or not over, an item it lacks, one start for two slots: all are refused."""
    with pytest.raises(RequestError, match=words):
        confirm(two_slots(), said, entries=(), at=at)


@pytest.mark.parametrize("text", ["sang", "sang:", ":3", "sang:3,,4"])
def test_an_exception_of_another_form_is_refused(text: str) -> None:
    """What is not slot and items is told with an example."""
    with pytest.raises(RequestError, match="sang:ma-bai"):
        exceptions([text])


def change(outcome: Outcome, seconds: float | None = None, reason: str = "nhầm") -> Change:
    """Return a correction by somebody."""
    return Change(by="A", reason=reason, outcome=outcome, seconds=seconds)


def test_a_correction_needs_a_reason_and_a_standing_row() -> None:
    """A row corrected before cannot be corrected again, and no reason is no correction."""
    entries = log(row(), row(key="sua/1", corrects=1))
    with pytest.raises(RequestError, match="đã được sửa"):
        correct(entries[0], change(Outcome.MISSED), entries=entries)
    with pytest.raises(RequestError, match="lý do"):
        correct(entries[1], change(Outcome.MISSED, reason=" "), entries=entries)
    fixed = correct(entries[1], change(Outcome.VOID), entries=entries)
    assert fixed.corrects == 2 and effective((*entries, *log(*(e.row for e in entries), fixed)[2:])) == ()


@given(st.sampled_from(CHOICES), st.none() | st.floats(), st.sampled_from(Outcome), st.none() | st.just(60.0))
def test_a_correction_never_gives_more_than_the_item_has(
    outcome: Outcome, seconds: float | None, before: Outcome, length_s: float | None
) -> None:
    """Whatever seconds are named, a corrected row holds none where nothing was heard, and never more than there is."""
    entries = log(row(outcome=before, seconds=20.0))
    try:
        fixed = correct(entries[0], change(outcome, seconds), entries=entries, length_s=length_s)
    except RequestError:
        return
    if outcome in (Outcome.MISSED, Outcome.SKIPPED):
        assert fixed.seconds == 0 and fixed.started_at is None
    elif outcome is not Outcome.VOID:
        assert 0 < fixed.seconds + 0.01 <= (length_s or 86_400) + 1


def test_a_missed_row_corrected_to_aired_gets_the_items_length() -> None:
    """Nobody has to know the seconds of a whole item; those of a cut one must be said, and fit."""
    entries = log(row(outcome=Outcome.MISSED, seconds=0, started_at=None, ended_at=None))
    assert correct(entries[0], change(Outcome.AIRED), entries=entries, length_s=52).seconds == 52
    for wrong, words in ((None, "phải ghi số giây"), (-5.0, "lớn hơn 0"), (99_999.0, "quá độ dài")):
        with pytest.raises(RequestError, match=words):
            correct(entries[0], change(Outcome.PARTIAL, wrong), entries=entries, length_s=52)


def test_a_wrong_outcome_is_told_with_the_choices() -> None:
    """The choices stand in the message, with their meaning."""
    with pytest.raises(RequestError, match=r"aired \(đã phát\).*void \(bỏ dòng\)"):
        outcome_of("đã phát")


def test_an_items_length_is_that_of_its_rundown() -> None:
    """A planned row finds its item; another row, or one of a rundown that changed since, finds none."""
    found = planned_item(rundown(), row(item=1))
    assert found is not None and found.title == "Bài 1"
    assert planned_item(rundown(), row(item=9)) is None and planned_item(None, row()) is None
    assert planned_item(rundown(), row(planned=False)) is None


@pytest.mark.parametrize(("apart", "count"), [(0, 0), (60, 0), (61, 1)])
def test_the_same_airing_from_a_file_is_known(apart: int, count: int) -> None:
    """An airing of the same article within a minute is the one that the log has, whoever recorded it."""
    other = row(key="file/x", started_at=START + timedelta(seconds=apart), evidence=Evidence.FILE)
    assert len(new_only([other], log(row()))) == count
