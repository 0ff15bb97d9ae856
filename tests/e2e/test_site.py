"""The site in Chromium: heard, followed, searched, filtered, tabbed through, printed; axe on every page kind."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from pipeline.site import build_site
from tests import site_fixtures
from tests.site_browser import COLOURS, KINDS, SCREENS, WCAG, chromium, served, until, violations, watched
from tests.tools import need

ARTICLE = KINDS["article"]
PLAYING = "!document.querySelector('audio').paused"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sample site, with one piece withdrawn."""
    project = tmp_path_factory.mktemp("xa")
    given = site_fixtures.full(project)
    gone = site_fixtures.article("da-rut", withdrawn="Số liệu sai.")
    site_fixtures.write_sources([gone], project)
    build_site(type(given)(**{**vars(given), "articles": (*given.articles, gone)}), project / "site")
    return project / "site"


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    """Serve the sample site."""
    with served(folder) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the machine's Chromium."""
    with chromium(need("chromium")) as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a phone-sized page that fails the test on any script error or blocked resource."""
    with browser.new_context(viewport={"width": 360, "height": 740}) as context:
        yield from watched(context)


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """Open a page without script."""
    with browser.new_context(java_script_enabled=False) as context:
        yield from watched(context)


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_on_any_page_kind(kind: str, page: Page, url: str) -> None:
    """WCAG 2.0-2.2 A and AA and best practice, light and dark, phone and desk: no violation, nothing runs out sideways.

    In the dark only colours differ, so only their rules run here; tests/judges runs them all.
    """
    page.goto(f"{url}/{KINDS[kind]}")
    for width, scheme in SCREENS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        assert violations(page, WCAG if scheme == "light" else COLOURS) == [], (width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, scheme)


def test_axe_would_find_something(page: Page, url: str) -> None:
    """The judge is awake: a page spoilt on purpose is refused."""
    page.goto(url)
    page.evaluate("document.querySelector('h1').className = 'soft'; document.documentElement.removeAttribute('lang')")
    assert [found.split(":")[0] for found in violations(page)] == ["html-has-lang"]


def test_zoomed_to_400_percent_everything_still_fits(browser: Browser, url: str) -> None:
    """At 400 % of 1280 px (320 CSS px) no page scrolls sideways."""
    with browser.new_context(viewport={"width": 320, "height": 256}) as context:
        shown = context.new_page()
        for kind, path in KINDS.items():
            shown.goto(f"{url}/{path}")
            assert shown.evaluate("document.documentElement.scrollWidth") <= 320, kind


def test_targets_are_large_enough_for_a_thumb(page: Page, url: str) -> None:
    """Links of menus and lists and all buttons are at least 44 px high on a phone."""
    for path in ("", ARTICLE, KINDS["search"], KINDS["register"]):
        page.goto(f"{url}/{path}")
        small = page.evaluate(
            "[...document.querySelectorAll('nav a, .links a, button, input, select, summary')]"
            ".filter(e => e.offsetParent && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"
        )
        assert small == [], path


def test_the_transcript_follows_the_voice(page: Page, url: str) -> None:
    """The recording really plays and the sentence being heard, and no other, is marked and moves on."""
    page.goto(f"{url}/{ARTICLE}")
    page.evaluate("document.querySelector('audio').muted = true; document.querySelector('audio').play()")
    until(page, "document.querySelector('.now')")
    first = page.locator(".now").inner_text()
    until(page, "text => document.querySelector('.now')?.textContent !== text", first)
    assert page.locator(".now").count() == 1
    heard = page.evaluate(
        "(([a, l]) => a.currentTime - Number(l.dataset.from))"
        "([document.querySelector('audio'), document.querySelector('.now')])"
    )
    assert 0 <= heard < 1


def test_a_click_on_a_sentence_plays_it(page: Page, url: str) -> None:
    """The fourth sentence is clicked: the voice is there."""
    page.goto(f"{url}/{ARTICLE}")
    line = page.locator("[data-from]").nth(3)
    line.click()
    start = float(line.get_attribute("data-from") or "")
    until(page, f"document.querySelector('audio').currentTime >= {start}")
    assert page.evaluate(PLAYING)
    assert "now" in (line.get_attribute("class") or "")


def test_the_transcript_works_by_keyboard(page: Page, url: str) -> None:
    """One Tab stop; arrows, Home and End choose a sentence, Enter plays it."""
    page.goto(f"{url}/{ARTICLE}")
    page.locator("[data-from]").first.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    assert page.evaluate("[...document.querySelectorAll('[data-from]')].indexOf(document.activeElement)") == 1
    page.keyboard.press("Enter")
    until(page, PLAYING)
    until(page, "document.querySelectorAll('[data-from]')[1].matches('[aria-current=true]')")
    assert page.locator("[data-from][tabindex='0']").count() == 1


def test_the_voice_can_be_slowed(page: Page, url: str) -> None:
    """The speed buttons change the player's rate and tell which one is on."""
    page.goto(f"{url}/{ARTICLE}")
    page.get_by_role("button", name="Chậm").click()
    assert page.evaluate("document.querySelector('audio').playbackRate") == 0.75
    assert page.locator("[aria-pressed=true]").inner_text() == "Chậm"


def test_without_script_the_text_of_the_sound_is_there(plain: Page, url: str) -> None:
    """The player, the download and the whole transcript need no script; nothing dead is offered."""
    plain.goto(f"{url}/{ARTICLE}")
    assert plain.locator("[data-lines]").is_visible()
    assert "Bấm nộp và ghi lại mã hồ sơ." in plain.locator("[data-lines]").inner_text()
    assert plain.get_by_role("link", name=re.compile("Tải bản ghi")).is_visible()
    assert not plain.get_by_role("button").all()


def test_filters_work_without_script(plain: Page, url: str) -> None:
    """From the section, theme, kind and unit are links to pages that hold just those pieces."""
    plain.goto(f"{url}/{KINDS['section']}")
    plain.get_by_role("link", name="Gương điển hình (1)").click()
    assert plain.locator("main h1").inner_text() == "Gương điển hình"
    assert plain.locator(".rows > li").count() == 1
    plain.goto(f"{url}/{KINDS['register']}")
    plain.get_by_role("link", name="Bãi bỏ (1)").click()
    assert plain.locator("tbody tr").count() == 1


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("dang ky khai sinh", "Đăng ký khai sinh trực tuyến"),
        ("Đăng ký KHAI SINH", "Đăng ký khai sinh trực tuyến"),
        ("duong lang", "Hỏi đáp: đường làng mất điện thì báo ai?"),
        ("guong nguoi tot", "Gương người tốt ở thôn Đông"),
        ("1.000002", "Thủ tục thu-tuc-cu"),
        ("118/2025", "Đăng ký khai sinh trực tuyến"),
    ],
)
def test_search_needs_no_accents(asked: str, first: str, page: Page, url: str) -> None:
    """Words with or without marks, in any case, find the piece, by title, code or text, best first, hits marked."""
    page.goto(url)
    page.get_by_role("searchbox").fill(asked)
    page.get_by_role("button", name="Tìm kiếm").click()
    page.wait_for_selector("[data-results] li")
    assert page.locator("[data-results] h2").first.inner_text() == first
    assert "Thấy" in page.locator("[data-results] [role=status]").inner_text()


def test_hits_are_marked(page: Page, url: str) -> None:
    """What was asked for is marked in title and summary, in the piece's own spelling."""
    page.goto(f"{url}/tim-kiem/?q=khai%20sinh")
    page.wait_for_selector("[data-results] li")
    assert page.locator("[data-results] li").first.locator("h2 mark").all_inner_texts() == ["khai", "sinh"]


@pytest.mark.parametrize(("asked", "count"), [("ban", 2), ("bản", 1), ("bán", 2)])
def test_a_word_typed_with_its_marks_means_that_word(asked: str, count: int, page: Page, url: str) -> None:
    """“bản” does not find “Ủy ban”; without marks, or where no text has them so, both are found, and each shows why."""
    page.goto(f"{url}/tim-kiem/?q={asked}")
    page.wait_for_selector("[data-results] li")
    found = page.locator("[data-results] li")
    assert found.count() == count
    assert all("<mark>" in row.inner_html() or "Có trong nội dung bài" in row.inner_text() for row in found.all())


def test_a_search_without_result_says_what_to_do(page: Page, url: str) -> None:
    """Nothing found: the page says so and points to the A–Z list, which is there."""
    page.goto(f"{url}/tim-kiem/?q=xyzkhongco")
    page.wait_for_selector("[data-results]:not([hidden])")
    assert "Không thấy bài nào" in page.locator("[data-results] [role=status]").inner_text()
    assert page.get_by_role("heading", name="Mọi bài từ A đến Z").is_visible()


def test_the_register_sorts_and_filters(page: Page, url: str) -> None:
    """A click on a head sorts, a second one turns it round; the field keeps rows; a phone has a list of orders."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{url}/{KINDS['register']}")
    names = page.locator("tbody th")
    page.get_by_role("button", name="Tên thủ tục").click()
    up = names.all_inner_texts()
    page.get_by_role("button", name="Tên thủ tục").click()
    assert names.all_inner_texts() == up[::-1]
    page.get_by_label("Lọc theo tên").fill("bai bo")
    assert page.locator("tbody tr:visible").count() == 1
    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_label("Lọc theo tên").fill("")
    page.get_by_label("Sắp xếp").select_option(label="Tên, từ A đến Z")
    assert names.all_inner_texts() == up


def test_tab_goes_through_the_page_in_reading_order(page: Page, url: str) -> None:
    """Skip link first; then header, content, footer, each stop visible and further down the document."""
    page.goto(f"{url}/{ARTICLE}")
    stops: list[str] = []
    for _ in range(80):
        page.keyboard.press("Tab")
        stops.append(
            page.evaluate(
                "(() => { const e = document.activeElement; const r = e.getBoundingClientRect();"
                " return e === document.body ? '' : (e.closest('header.head, main, footer.foot')?.tagName ?? 'SKIP')"
                " + (r.width && r.height ? '' : ' unseen'); })()"
            )
        )
        if not stops[-1]:
            break
    stops = [stop for stop in stops if stop]
    assert stops[0] == "SKIP"
    assert not [stop for stop in stops if "unseen" in stop]
    assert stops == sorted(stops, key=["SKIP", "HEADER", "MAIN", "FOOTER"].index)
    assert {"HEADER", "MAIN", "FOOTER"} <= set(stops)


def test_the_skip_link_leads_to_the_content(page: Page, url: str) -> None:
    """Tab, Enter: the next Tab is inside the main content."""
    page.goto(url)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")


def test_every_leaflet_prints_on_one_a4_page_with_nothing_cut(page: Page, url: str, folder: Path) -> None:
    """PDF of each leaflet: one page of A4, and no line of its text outside its box."""
    for path in sorted(folder.glob("*/*/to-roi/index.html")):
        page.goto(f"{url}/{path.relative_to(folder).parent}/")
        pdf = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1, path
        assert re.search(rb"/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]", pdf)
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 658, "height": 986})  # A4 less its margins, at 96 px an inch
        over = page.evaluate(
            "(() => { const b = document.querySelector('.leaflet .body');"
            " return (b.lastElementChild?.getBoundingClientRect().bottom ?? 0) - b.getBoundingClientRect().bottom })()"
        )
        page.emulate_media(media="null")
        assert over <= 0, path


def test_a_long_leaflet_stays_on_its_page(tmp_path: Path, browser: Browser) -> None:
    """The longest title, summary and text the rules allow still fit, lists and tables too."""
    word, project = "Nghiêng ngả thương mến ", tmp_path
    texts = {
        "chu": "\n\n".join(["## Mục dài\n\n" + word * 14] * 9),
        "liet-ke": "\n".join([f"- {word * 3}"] * 40),
        "bang": "| Việc cần làm | Thời hạn | Ghi chú |\n|---|---|---|\n"
        + "| "
        + " | ".join([word * 3] * 3)
        + " |\n" * 1
        + ("| " + " | ".join([word * 3] * 3) + " |\n") * 20,
        "ngan": "\n\n".join(["## Mục\n\nMột câu."] * 40),
    }
    pieces = [
        site_fixtures.article(slug, body=text, title=(word * 6)[:130].strip(), summary=(word * 20)[:300].strip())
        for slug, text in texts.items()
    ]
    build_site(site_fixtures.given(pieces, project), project / "site")
    with served(project / "site") as address, browser.new_context() as context:
        test_every_leaflet_prints_on_one_a4_page_with_nothing_cut(context.new_page(), address, project / "site")


def test_an_article_loads_without_another_host_or_cookie(browser: Browser, url: str) -> None:
    """Every page kind: all requests go to the site itself and no cookie is set."""
    with browser.new_context() as context:
        shown, asked = context.new_page(), set[str]()
        shown.on("request", lambda request: asked.add(request.url))
        for path in KINDS.values():
            shown.goto(f"{url}/{path}")
        assert {address for address in asked if not address.startswith(url)} == set()
        assert context.cookies() == []


def test_the_site_works_from_a_disk(browser: Browser, folder: Path) -> None:
    """Opened as files (a USB stick): style, links, sound and search work."""
    with browser.new_context() as context:
        shown = context.new_page()
        shown.goto(f"file://{folder}/index.html")
        assert "Be Vietnam Pro" in shown.evaluate("getComputedStyle(document.body).fontFamily")
        shown.get_by_role("searchbox").fill("khai sinh")
        shown.get_by_role("button", name="Tìm kiếm").click()
        shown.locator("[data-results] a").first.click()
        assert shown.locator("main h1").inner_text() == "Đăng ký khai sinh trực tuyến"
        shown.evaluate("document.querySelector('audio').muted = true; document.querySelector('audio').play()")
        until(shown, "document.querySelector('audio').currentTime > 0")


def test_printing_an_article_leaves_out_what_paper_cannot_use(page: Page, url: str) -> None:
    """On paper: the commune, title, facts and text; no menu, player, buttons or arrows of footnotes."""
    page.goto(f"{url}/{ARTICLE}")
    page.emulate_media(media="print")
    assert page.locator("main h1").is_visible() and page.locator(".body").is_visible()
    assert page.locator(".letterhead").inner_text().startswith("Xã Gia Lộc, thành phố Hải Phòng")
    assert not page.locator("[href^='#fnref:']").is_visible()
    assert not page.locator(".head").is_visible() and not page.locator("audio").is_visible()
    assert not page.get_by_role("button").filter(visible=True).all()


def test_the_register_prints_as_a_table(page: Page, url: str) -> None:
    """Paper shows columns with their heads, not the phone's cards, on a page that lies."""
    page.goto(f"{url}/{KINDS['register']}")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf := page.pdf(prefer_css_page_size=True))) == 1
    assert re.search(rb"/MediaBox \[0 0 84[12][.\d]* 59[45][.\d]*\]", pdf)
    page.emulate_media(media="print")
    assert page.get_by_role("columnheader").first.is_visible() and not page.get_by_role("navigation").first.is_visible()
