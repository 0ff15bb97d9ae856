"""The operator's sheet holds what the operator needs, and nothing from elsewhere."""

import re
from datetime import datetime

from bs4 import BeautifulSoup

from pipeline.broadcast.package.rundown_page import rundown_page
from pipeline.broadcast.planning import plan_week
from pipeline.model.radio import DayRundown, Rendered, sheet_rows
from tests.unit.broadcast.making import MONDAY, piece, request, settings


def page(*titles: str) -> BeautifulSoup:
    pieces = [piece(f"p{number}", title=title) for number, title in enumerate(titles)]
    made = plan_week(request(pieces, days=1))
    rendered = tuple(
        Rendered(
            programme=p,
            file=f"2026-11-30-{p.slot}.mp3",
            sha256="0" * 64,
            size_bytes=1,
            duration_s=p.filled_s,
            integrated_lufs=-16.1,
            true_peak_dbtp=-1.7,
        )
        for p in made.programmes
    )
    at = datetime(2026, 11, 29, 8, tzinfo=settings().station.zone)
    rundown = DayRundown(station="Đài xã Thử", date=MONDAY, made_at=at, programmes=rendered)
    return BeautifulSoup(rundown_page(rundown, settings()), "html.parser")


def test_it_tells_times_to_the_second_and_for_whom() -> None:
    """Each slot shows its start, its file, its listeners; each piece its own start and a box to tick."""
    text = page("Bài một", "Bài hai").get_text(" ", strip=True)
    assert "Thứ Hai, ngày 30/11/2026" in text and "2026-11-30-sang.mp3" in text
    assert "05:45:00" in text and "05:45:14" in text and "Dành cho: Mọi người" in text
    assert "Người trực phát sóng" in text


def test_each_slot_can_be_heard_in_the_browser() -> None:
    """There is one player a slot, on the file beside the page."""
    assert [audio["src"] for audio in page("Bài một").find_all("audio")] == [
        "2026-11-30-sang.mp3",
        "2026-11-30-chieu.mp3",
    ]


def test_each_row_can_be_ticked() -> None:
    """Every row of the tables has its box."""
    tables = page("Bài một").find_all("tbody")
    assert tables and all(row.select("td.tick i") for table in tables for row in table.find_all("tr"))


def test_rows_are_numbered_from_one() -> None:
    """Each slot's rows carry their numbers, and a piece shares its number with its link."""
    tables = page("Bài một", "Bài hai").find_all("tbody")
    assert [[td.get_text() for td in table.select("td.row")] for table in tables] == [["1", "2", "3", "4"]] * 2
    items = plan_week(request([piece("p0"), piece("p1")], days=1)).programmes[0].items
    by_article: dict[str | None, set[int]] = {}
    for number, item in zip(sheet_rows(items), items, strict=True):
        by_article.setdefault(item.article, set()).add(number)
    assert by_article["p0"] == {2} and by_article["p1"] == {3} and by_article[None] == {1, 4}


def test_a_title_is_text_not_markup() -> None:
    """A title with markup in it is shown as it is written."""
    found = page("<script>alert(1)</script> & “ngoặc”")
    assert found.find_all("script") == []
    assert "<script>alert(1)</script> & “ngoặc”" in found.get_text()


def test_nothing_is_fetched_from_elsewhere() -> None:
    """No address of another place stands in the page."""
    assert not re.findall(r"https?:|//[a-z]|@import|url\(", str(page("Bài một")))


def test_a_day_without_programmes_says_so() -> None:
    """The sheet of an empty day is no empty sheet."""
    at = datetime(2026, 11, 29, 8, tzinfo=settings().station.zone)
    rundown = DayRundown(station="Đài xã Thử", date=MONDAY, made_at=at)
    assert "Hôm nay không có chương trình nào" in rundown_page(rundown, settings())
