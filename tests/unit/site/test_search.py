"""The search index and the drawn pictures."""

import json
import zlib

from pipeline.site import cards, directory, feeds, search
from tests.site_fixtures import TODAY, article, procedure
from tests.unit.site.making import content, piece


def unmarked(_: object) -> str:
    return ""


EXAMPLE = procedure("vi-du").meta.model_copy(update={"example": True})


def entries(text: str) -> list[list[object]]:
    """Return what the page's loaIndex() would be given."""
    found: list[list[object]] = json.loads(text.removeprefix("loaIndex(").removesuffix(");\n"))
    return found


def test_an_entry_tells_what_a_result_shows() -> None:
    """Address, title, summary, headings, labels with the code, day, sound, and the other words."""
    (entry,) = entries(search.index([piece(procedure("moi"))], unmarked))
    assert entry[:4] == [
        "cai-cach-hanh-chinh/moi/",
        "Thủ tục moi",
        "Làm giấy khai sinh cho con ngay tại nhà.",
        "Chuẩn bị gì? · Các bước",
    ]
    assert "1.001193 247/QĐ-UBND" in str(entry[4])
    assert entry[5:7] == ["2026-11-19", 0]
    assert {"bước", "điền", "mạng"} <= set(str(entry[7]).split())


def test_the_index_stays_within_its_limit() -> None:
    """However much is written, the newest pieces keep most words, the oldest a title and how their summary begins."""
    text = [" ".join(f"{start}{n}x{word}" for word in range(30)) for start in "ab" for n in range(60)]
    many = [piece(article(f"bai-{n}", body=f"## Mục\n\n{text[n]}", summary=text[60 + n])) for n in range(60)]
    least, most = (len(zlib.compress(search.index(many, unmarked, limit=limit).encode())) for limit in (0, 10**6))
    for limit in (least + (most - least) // 4, most - (most - least) // 4):
        made = search.index(many, unmarked, limit=limit)
        assert least < len(zlib.compress(made.encode())) <= limit
        told = [sum(map(bool, entry)) for entry in entries(made)]
        assert len(told) == 60 and told == sorted(told, reverse=True) and told[0] > told[-1]
    assert str(entries(search.index(many, unmarked, limit=0))[-1][2]).endswith("…")


def test_a_card_is_the_same_bytes_each_time_and_differs_by_title() -> None:
    """Drawing is deterministic; another title is another picture."""
    one, again, other = (cards._drawn(("Tin", title, "Trang"), cards.CARD) for title in ("Một ệ", "Một ệ", "Hai"))
    assert one == again != other
    assert one.startswith(b"\x89PNG")


def test_a_title_of_any_length_fits_its_card() -> None:
    """Lines never grow wider than the card and never run out of it."""
    for title in ("Ngắn", "Đăng ký khai sinh trực tuyến " * 3, "Thủ tục " * 60, "x" * 300):
        lines, points = cards._fitted(title, 1040, 300)
        assert len(lines) * points * 1.3 <= 300


def test_letters_are_split_between_the_two_font_files() -> None:
    """Every run is of one subset and the runs together are the text."""
    runs = list(cards._runs("Đăng ký ệ!"))
    assert "".join(text for _, text in runs) == "Đăng ký ệ!"
    assert [vietnamese for vietnamese, _ in runs] == [True, False, True, False]


def test_sitemap_and_robots_name_public_pages_only() -> None:
    """The sitemap lists articles with the day of their last change; the 404 page is not in it."""
    made = content([article(updated=TODAY)])
    text = directory.sitemap(made, ()).decode()
    assert "<loc>https://gialoc.example/cai-cach-hanh-chinh/dang-ky-khai-sinh/</loc>" in text
    assert "<lastmod>2026-11-22</lastmod>" in text
    assert "Sitemap: https://gialoc.example/sitemap.xml" in directory.robots("https://gialoc.example")


def test_a_piece_is_saved_as_text_without_tags() -> None:
    """The text to save reads like the page: dashes, numbered steps, table cells apart, no markup."""
    ((path, text),) = directory.plain_text(content([article()]))
    assert path == "cai-cach-hanh-chinh/dang-ky-khai-sinh/bai-viet.txt"
    assert "- Căn cước công dân.\n- Điện thoại có mạng." in text
    assert "1. Mở Cổng Dịch vụ công quốc gia.\n2. Điền tờ khai.\n3. Bấm" in text
    assert "<" not in text


def test_the_text_of_lists_in_lists_and_from_another_number() -> None:
    """Numbers go on from where a list starts, dashes stand inside steps, and the way back of a footnote is left out."""
    body = "3. Ba\n4. Bốn\n    - chấm\n5. Năm[^1]\n\n[^1]: Ghi chú."
    ((_, text),) = directory.plain_text(content([article(body=body, updated=TODAY)]))
    assert [line for line in text.split("\n") if line[:2] in ("3.", "4.", "5.", "- ", "1.")] == [
        "3. Ba",
        "4. Bốn",
        "- chấm",
        "5. Năm1",
        "1. Ghi chú.",
    ]
    assert "↩" not in text and "cập nhật ngày 22 tháng 11 năm 2026" in text


def test_a_sample_and_an_old_post_say_so_in_text_search_and_feeds() -> None:
    """The warning stands in the text to save and the mark in the index; a sample is not in the sitemap."""
    made = content([procedure("vi-du").model_copy(update={"meta": EXAMPLE}), procedure("bo", change="bai-bo")])
    texts = dict(directory.plain_text(made))
    assert "LƯU Ý: Ví dụ minh họa" in texts["cai-cach-hanh-chinh/vi-du/bai-viet.txt"]
    assert "LƯU Ý: Thủ tục này đã bị bãi bỏ" in texts["cai-cach-hanh-chinh/bo/bai-viet.txt"]
    labels = [str(entry[4]) for entry in entries(search.index(made.pieces, made.mark))]
    assert labels[0].startswith("Thủ tục hành chính (Đã bãi bỏ)") and "(Ví dụ minh họa)" in labels[1]
    assert b"/vi-du/" not in directory.sitemap(made, ())
    (rss, _) = (data.decode() for _, data in feeds.write(next(feeds.channels(made)), made))
    assert "Ví dụ minh họa: nội dung bài này là giả định" in rss


def test_a_source_is_found_by_its_number() -> None:
    """The document a piece rests on stands among its labels."""
    (entry,) = entries(search.index([piece(article(source="Nghị định số 118/2025/NĐ-CP"))], unmarked))
    assert str(entry[4]).endswith(" · Nghị định số 118/2025/NĐ-CP")
