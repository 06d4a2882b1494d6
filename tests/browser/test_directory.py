"""The directory as a person uses it: choose, type, share the address, switch language, start again."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.test_layout import overflow
from tests.guide import texts

PAGE = "en/carriers/"
WORDS = texts("en")


def shown(page: Page) -> list[str]:
    """The slugs of the rows that can be seen."""
    return page.eval_on_selector_all(  # type: ignore[no-any-return]
        "a[data-slug]", "all => all.filter((link) => link.getClientRects().length).map((link) => link.dataset.slug)"
    )


def slugs(page: Page, condition: str = "true") -> list[str]:
    """The slugs of the carriers whose data fit a condition in JavaScript on `d`."""
    return page.eval_on_selector_all(  # type: ignore[no-any-return]
        "a[data-slug]", f"all => all.map((link) => link.dataset).filter((d) => {condition}).map((d) => d.slug)"
    )


def status_of(page: Page) -> Locator:
    """The live region that says how many carriers are shown."""
    return page.get_by_role("search", name=WORDS["filter_title"]).get_by_role("status")


def count(page: Page, number: int) -> str:
    return WORDS["filter_shown"].format(shown=number, total=len(slugs(page)))


def test_choices_hide_rows_and_regions_and_are_announced(open_page: OpenPage) -> None:
    page = open_page(PAGE)
    status = status_of(page)
    expect(status).to_have_text(count(page, len(slugs(page))))
    page.get_by_label(WORDS["filter_region"], exact=True).select_option("gb")
    british = slugs(page, "d.region === 'gb'")
    assert shown(page) == british
    expect(status).to_have_text(count(page, len(british)))
    expect(page.locator("#carriers-us")).to_be_hidden()
    expect(page.locator(".carrier-jumps li:visible")).to_have_count(1)
    page.get_by_label(WORDS["filter_channel"], exact=True).select_option("lapse")
    wanted = slugs(page, "d.region === 'gb' && d.channel.split(' ').includes('lapse')")
    assert 0 < len(wanted) < len(british)
    assert shown(page) == wanted
    page.get_by_label(WORDS["filter_form"], exact=True).select_option("number-keeping")
    assert shown(page) == slugs(page, "d.region === 'gb' && d.channel.includes('lapse') && d.form.includes('number-keeping')")
    expect(page.locator("#carriers-keeping")).to_be_visible()


def test_the_address_keeps_the_choices_over_reload_and_language(open_page: OpenPage) -> None:
    page = open_page(PAGE)
    page.get_by_label(WORDS["filter_difficulty"], exact=True).select_option("easy")
    page.get_by_label(WORDS["filter_name"]).press_sequentially("giff")
    page.get_by_label(WORDS["filter_difficulty"], exact=True).select_option("medium")
    expect(page).to_have_url(re.compile(r"\?name=giff&difficulty=medium$"))
    assert shown(page) == ["giffgaff"]
    page.reload()
    assert shown(page) == ["giffgaff"]
    expect(page.get_by_label(WORDS["filter_name"])).to_have_value("giff")
    page.locator("[data-language-link]").click()
    page.wait_for_url("**/guide/carriers/?name=giff&difficulty=medium")
    assert shown(page) == ["giffgaff"]


def test_names_are_found_as_people_type_them(open_page: OpenPage) -> None:
    page = open_page(PAGE)
    field = page.get_by_label(WORDS["filter_name"])
    typed = {"GIFF gaff": "giffgaff", "GG 卡": "giffgaff", "united kingdom voda": "vodafone-uk", "t mobile": "t-mobile-us"}
    for words, slug in typed.items():
        field.clear()
        field.press_sequentially(words)
        expect(page.locator("[data-slug=red-pocket]")).to_be_hidden()
        assert slug in shown(page)
        assert len(shown(page)) < 10, shown(page)


def test_nothing_fits_says_so_and_the_keyboard_starts_again(open_page: OpenPage) -> None:
    page = open_page(PAGE)
    clear = page.get_by_role("button", name=WORDS["filter_clear"])
    expect(clear).to_be_disabled()
    page.get_by_label(WORDS["filter_name"]).focus()
    page.keyboard.type("zzz")
    expect(page.get_by_text(WORDS["filter_none"])).to_be_visible()
    expect(status_of(page)).to_have_text(count(page, 0))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?name=zzz$"))
    for _ in range(6):
        page.keyboard.press("Tab")
    expect(clear).to_be_focused()
    page.keyboard.press("Enter")
    assert shown(page) == slugs(page)
    expect(page.get_by_label(WORDS["filter_name"])).to_be_focused()
    expect(page).to_have_url(re.compile(r"/en/carriers/$"))


HOSTILE = (
    "?region=%3Cscript%3Ealert(1)%3C/script%3E&kind=__proto__&form=&channel=constructor&difficulty=easy&difficulty=hard&name="
    + "%00" * 3
    + "x" * 500
)


def test_hostile_addresses_are_read_calmly(open_page: OpenPage, server: str) -> None:
    page = open_page(PAGE + HOSTILE)
    difficulty, region = (page.get_by_label(WORDS[f"filter_{name}"], exact=True) for name in ("difficulty", "region"))
    expect(difficulty).to_have_value("easy")
    expect(region).to_have_value("")
    assert len(page.get_by_label(WORDS["filter_name"]).input_value()) <= 60
    for query in ("?region=GB&channel=fax&x=1", "?name=%E0%A4%A"):
        page.goto(server + PAGE + query)
        expect(difficulty).to_have_value("")
        expect(region).to_have_value("")


def test_other_parts_of_the_address_stay(open_page: OpenPage) -> None:
    page = open_page(PAGE + "?from=feed#carriers-by-region")
    page.get_by_label(WORDS["filter_kind"], exact=True).select_option("operator")
    expect(page).to_have_url(re.compile(r"\?from=feed&kind=operator#carriers-by-region$"))


def test_a_browser_that_keeps_no_address_filters_all_the_same(open_page: OpenPage) -> None:
    page = open_page(PAGE, before="History.prototype.replaceState = () => { throw new DOMException('busy', 'SecurityError'); };")
    page.get_by_label(WORDS["filter_region"], exact=True).select_option("us")
    assert shown(page) == slugs(page, "d.region === 'us'")
    expect(status_of(page)).to_have_text(count(page, len(shown(page))))


def test_without_scripts_there_are_plain_tables_and_no_dead_form(open_page: OpenPage) -> None:
    page = open_page(PAGE, java_script_enabled=False)
    expect(page.locator(".carrier-filter")).to_be_hidden()
    expect(page.locator(".carrier-jumps li:visible").first).to_be_visible()
    assert page.locator("article table tbody tr:visible").count() >= len(slugs(page))


def layout_shift(page: Page) -> Any:
    return page.evaluate(
        "() => new Promise((done) => new PerformanceObserver((list) => done(list.getEntries().reduce((sum, e) => sum + e.value, 0)))"
        ".observe({ type: 'layout-shift', buffered: true }) || requestAnimationFrame(() => requestAnimationFrame(() => done(0))))"
    )


@pytest.mark.parametrize("size", [PHONE, {"width": 1280, "height": 900}])
def test_the_filter_has_its_room_from_the_start(open_page: OpenPage, size: dict[str, int]) -> None:
    page = open_page(PAGE, viewport=size, settle=True)
    assert layout_shift(page) < 0.02


def test_a_phone_shows_short_rows_and_large_targets(open_page: OpenPage) -> None:
    page = open_page(PAGE + "?region=gb", viewport={"width": 320, "height": 640})
    assert overflow(page) == []
    for target in page.locator(".carrier-filter :is(input, select, button), a[data-slug]:visible").all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 24
    heights = page.eval_on_selector_all("tr:has(a[data-slug])", "all => all.filter((row) => !row.hidden).map((row) => row.offsetHeight)")
    assert max(heights) <= 180, "a row is a card of a few lines, so that the list stays short"


CASES = [
    ({"region": "gb", "name": "giffgaff"}, {"region": "", "name": ""}, True),
    ({"channel": "online text"}, {"channel": "text"}, True),
    ({"channel": "online text"}, {"channel": "tex"}, False),
    ({"channel": ""}, {"channel": "text"}, False),
    ({}, {"kind": "mvno"}, False),
    ({"name": "Three 英国 3UK"}, {"name": "３ uk"}, True),
    ({"name": "Movistar México"}, {"name": "mexico"}, True),
    ({"name": "T-Mobile"}, {"name": "tmobile"}, True),
    ({"name": "Red Pocket Mobile"}, {"name": "t mobile"}, False),
    ({"name": "中国移动 China Mobile"}, {"name": "移动 china"}, True),
    ({"name": "O2"}, {"name": ".*"}, False),
    ({"name": "O2"}, {"name": "o2 ee"}, False),
    ({"name": "O2"}, {"name": " . "}, True),
]


def test_a_carrier_fits_or_not(open_page: OpenPage) -> None:
    page = open_page("en/about/")
    script = (
        "async ([cases, url]) => { const { fits } = await import(url); return cases.map(([carrier, wanted]) => fits(carrier, wanted)); }"
    )
    found = page.evaluate(script, [CASES, page.url.replace("en/about/", "assets/js/carrier-filter.js")])
    assert found == [fit for _, _, fit in CASES]


LATER = "const Today = Date; globalThis.Date = class extends Today { constructor(...given) { super(...(given.length ? given : [Today.now() + 300 * 864e5])); } };"


def test_facts_grow_old_in_the_browser(open_page: OpenPage) -> None:
    page = open_page(PAGE + "giffgaff/")
    days = page.locator("time[data-fact-checked]").count()
    assert days > 3
    expect(page.locator("[data-stale-fact]")).to_have_count(0)
    page = open_page(PAGE + "giffgaff/", before=LATER)
    expect(page.locator("td [data-stale-fact]")).to_have_count(days)
    expect(page.locator("[data-stale-fact]").first).to_have_text(WORDS["stale_fact"].format(days=180))
    expect(page.locator(".page-stale")).to_be_visible()


def test_the_feed_does_not_make_the_theme_ask_for_sitemaps(open_page: OpenPage) -> None:
    page = open_page(PAGE + "giffgaff/", settle=True)
    asked = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert [address for address in asked if "sitemap" in address or "atom" in address] == []


def test_breadcrumbs_and_tab_show_where_a_carrier_stands(open_page: OpenPage) -> None:
    page = open_page(PAGE + "giffgaff/")
    expect(page.get_by_role("navigation", name=WORDS["breadcrumbs"]).get_by_role("link")).to_have_count(2)
    page.get_by_role("navigation", name=WORDS["breadcrumbs"]).get_by_role("link").nth(1).click()
    page.wait_for_url("**/en/carriers/")
