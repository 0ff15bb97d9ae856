"""Which pages the site has, and what each shows."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.article import Kind, Theme, Unit
from pipeline.model.radio import Item, ItemKind, Plan, Programme
from pipeline.site import address, airtime, check, pages, pieces
from pipeline.site.content import arrange
from tests.site_fixtures import TODAY, article, procedure, station_settings
from tests.unit.site.making import SETTINGS, content, piece


def test_every_piece_is_in_the_main_section_and_in_its_own() -> None:
    """The first section holds all; another holds what lies in its folder; an empty one has no page."""
    made = content([article("a"), article("b", section="dich-vu-cong"), article("c", section="")])
    assert {group.code: [p.article.slug for p in group.pieces] for group in made.sections} == {
        "cai-cach-hanh-chinh": ["a", "b", "c"],
        "dich-vu-cong": ["b"],
    }


def test_filters_are_real_pages_for_values_that_have_pieces() -> None:
    """Each theme, kind and unit with a piece has its page; the others have none to lead nowhere."""
    made = content([article("a"), procedure("b")])
    paths = {page.path for page in pages.every(made)}
    assert "cai-cach-hanh-chinh/loai/thu-tuc/" in paths
    assert "cai-cach-hanh-chinh/chu-de/dich-vu-cong-truc-tuyen/" in paths
    assert "cai-cach-hanh-chinh/loai/tin/" not in paths


def test_no_two_pages_share_an_address() -> None:
    """Pages, articles and leaflets never write the same file."""
    made = content([article(f"bai-{n}") for n in range(45)] + [procedure()])
    paths = [page.path for page in pages.every(made)] + [each.url for each in made.pieces]
    assert len(paths) == len(set(paths))


def test_a_long_list_is_cut_into_pages_that_hold_every_piece_once() -> None:
    """45 pieces make three pages of the section; each piece stands on exactly one."""
    made = content([article(f"bai-{n}") for n in range(45)])
    found = [page for page in pages.every(made) if page.values.get("group") is made.sections[0]]
    assert [page.path for page in found] == [
        "cai-cach-hanh-chinh/",
        "cai-cach-hanh-chinh/trang/2/",
        "cai-cach-hanh-chinh/trang/3/",
    ]
    assert sorted(p.article.slug for page in found for p in page.values["shown"]) == sorted(
        f"bai-{n}" for n in range(45)
    )


def test_services_are_those_the_settings_name_else_the_newest_guides() -> None:
    """The home page shows the guides the office chose; without a choice, the newest guides."""
    shown = (piece(article("a")), piece(article("b", kind="tin")))
    chosen = arrange(shown, (), (), station_settings(services=("b", "khong-co")), TODAY)
    assert [p.article.slug for p in chosen.services] == ["b"]
    assert [p.article.slug for p in arrange(shown, (), (), SETTINGS, TODAY).services] == ["a"]


def test_samples_stand_on_the_home_page_only_where_there_is_nothing_else() -> None:
    """The newest real pieces are the news; a project that holds only samples shows them."""
    made = content([article("that"), article("mau", date=TODAY, example=True)])
    assert [p.article.slug for p in made.news] == ["that"]
    assert [p.article.slug for p in content([article("mau", example=True)]).news] == ["mau"]


def test_the_guide_to_complaints_is_found() -> None:
    """The guide whose slug names complaints is offered beside the contact; no other piece is."""
    made = content([article("tin-phan-anh", kind="tin"), article("gui-phan-anh"), article("khac")])
    assert made.complaints and made.complaints.article.slug == "gui-phan-anh"
    assert content([article("khac")]).complaints is None


def test_a_to_z_takes_dj_with_d() -> None:
    """The A–Z list sorts without marks and puts digits apart."""
    made = pages.letters(
        [
            piece(article("a", title="Đăng ký")),
            piece(article("b", title="Ăn")),
            piece(article("c", title="Dịch vụ")),
            piece(article("d", title="12 điều")),
        ]
    )
    assert [(letter, [p.article.title for p in group]) for letter, group in made] == [
        ("0–9", ["12 điều"]),
        ("A", ["Ăn"]),
        ("D", ["Đăng ký", "Dịch vụ"]),
    ]


@given(
    st.dates(date(2026, 11, 1), date(2026, 12, 31)), st.sampled_from(["draft", "review", "published"]), st.booleans()
)
def test_nothing_is_shown_before_its_day(day: date, status: str, taken_down: bool) -> None:
    """A piece is public when published, due and not withdrawn, and never otherwise."""
    made = article(date=day, status=status, withdrawn="Sai số liệu" if taken_down else None)
    assert bool(pieces.public([made], TODAY)) == (status == "published" and day <= TODAY and not taken_down)


def _plan(slugs: list[str], days: int) -> Plan:
    start = datetime(TODAY.year, TODAY.month, TODAY.day, 17, tzinfo=SETTINGS.station.zone)
    items = tuple(
        Item(kind=ItemKind.PIECE, article=slug, title=f"Tên {slug}", starts_at=start, duration_s=60) for slug in slugs
    )
    programmes = [
        Programme(
            slot="chieu",
            date=(start + timedelta(days=n)).date(),
            starts_at=start + timedelta(days=n),
            ends_at=start + timedelta(days=n, minutes=15),
            capacity_s=900,
            filled_s=60,
            items=items,
        )
        for n in range(-1, days)
    ]
    return Plan(first=TODAY, days=days, status="optimal", programmes=tuple(programmes))


def test_the_schedule_names_only_what_is_public_today() -> None:
    """A piece due tomorrow is planned but not named; days that are over are not shown."""
    by_slug = {"a": piece(article("a"))}
    week = airtime.week(_plan(["a", "ngay-mai"], 2), by_slug, SETTINGS, TODAY)
    assert [(day.day, [p.article.slug for e in day.editions for p in e.pieces]) for day in week] == [
        (TODAY, ["a"]),
        (TODAY + timedelta(days=1), ["a"]),
    ]
    assert airtime.week(None, by_slug, SETTINGS, TODAY) == ()


@pytest.mark.parametrize("value", [*Theme, *Kind, *Unit])
def test_filter_addresses_are_ascii_and_apart(value: address.Filter) -> None:
    """Every filter's address is ASCII and cannot be an article's."""
    path = address.of_filter(value, SETTINGS)
    assert path.isascii()
    assert path.split("/")[1] in address.RESERVED_SLUGS


@pytest.mark.parametrize(("path", "root"), [("", "."), ("404.html", "."), ("a/", ".."), ("a/b/", "../..")])
def test_the_way_back_to_the_root(path: str, root: str) -> None:
    """From any address the relative way to the root is known."""
    assert address.to_root(path) == root


def test_addresses_of_the_site_itself_are_refused() -> None:
    """A slug or section in the place of the site's own page is a problem, as is a service without piece."""
    made = station_settings(sections={"nghe": "Nghe"}, services=("khong-co",))
    found = check.problems((article("chu-de"), article("tot")), made)
    assert [(problem.field, problem.path) for problem in found] == [
        ("site.sections", "broadcast_schedule.yaml"),
        ("slug", "content/cai-cach-hanh-chinh/chu-de.md"),
        ("site.services", "broadcast_schedule.yaml"),
    ]
    assert check.problems((article("tot"),), SETTINGS) == ()
