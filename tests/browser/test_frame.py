"""The frame around the pages: language switch, 404, home page, notes, print button."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, OpenPage, carried_over
from tests.guide import ADDRESSES, texts


def test_language_switch_keeps_page_and_anchor(open_page: OpenPage) -> None:
    page = open_page("cancel/store/#store-bring")
    page.locator("[data-language-link]").click()
    page.wait_for_url("**/guide/en/cancel/store/#store-bring")
    expect(page.locator("#store-bring")).to_be_in_viewport()
    page.locator("[data-language-link]").click()
    page.wait_for_url("**/guide/cancel/store/#store-bring")


def test_language_switch_follows_the_anchor_a_reader_chose(open_page: OpenPage) -> None:
    page = open_page("en/cancel/store/")
    page.locator(".checklist__how").nth(1).click()
    anchor = page.evaluate("location.hash")
    assert anchor
    page.locator("[data-language-link]").click()
    page.wait_for_url(f"**/guide/cancel/store/{anchor}")


@pytest.mark.parametrize("fragment", ["#<img src=x onerror=alert(1)>", "#%", "#" + "a" * 5000, "#__proto__", "#javascript:alert(1)"])
def test_a_hostile_fragment_does_nothing(open_page: OpenPage, fragment: str) -> None:
    page = open_page("cancel/store/" + fragment)
    alerts: list[str] = []
    page.on("dialog", lambda dialog: alerts.append(dialog.message))
    page.locator("[data-language-link]").click()
    page.wait_for_url("**/guide/en/cancel/store/**")
    assert alerts == []


@pytest.mark.parametrize("address", ["nowhere/", "en/nowhere/deep/", "cancel/store/typo"])
def test_missing_page_answers_404_in_both_languages(open_page: OpenPage, address: str, server: str) -> None:
    page = open_page(address, expect_trouble=("404", "console: Failed to load resource: the server responded with a status of 404"))
    expect(page.get_by_role("heading", name="没有这一页")).to_be_visible()
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    page.get_by_role("link", name="Home").click()
    page.wait_for_url(server + "en/")


@pytest.mark.parametrize(("address", "tasks"), [("", "你现在要做什么"), ("en/", "What do you need to do?")])
def test_first_phone_screen_of_home_offers_the_commonest_tasks(open_page: OpenPage, address: str, tasks: str) -> None:
    page = open_page(address, viewport=PHONE)
    expect(page.locator("h1")).to_be_in_viewport()
    expect(page.get_by_role("heading", name=tasks)).to_be_in_viewport()
    seen = [
        link
        for link in page.locator("#tasks + ul > li > a:first-child").all()
        if (link.bounding_box() or {"y": 9999})["y"] < PHONE["height"] - 24
    ]
    assert len(seen) >= 4
    assert seen[0].get_attribute("href") == "situations/lost-or-stolen/"
    for question in page.locator("[data-plan-questions] select").all():
        box = question.bounding_box()
        assert box
        assert box["y"] + box["height"] <= PHONE["height"], "the planner's first question is below the first screen"


def test_every_home_task_is_one_tap_and_leads_to_a_page(open_page: OpenPage, server: str) -> None:
    page = open_page("en/")
    targets = page.eval_on_selector_all(".routes + ul > li > a:first-child", "links => links.map(a => a.href)")
    assert len(targets) >= 10
    for target in targets:
        assert page.request.get(target).status == 200


SITUATIONS = [path for path in ADDRESSES if path.startswith("/situations/") and path != "/situations/"]


@pytest.mark.parametrize("prefix", ["", "en/"])
def test_every_problem_is_two_clicks_from_home(open_page: OpenPage, prefix: str) -> None:
    page = open_page(prefix, viewport=PHONE)
    page.locator("#tasks + ul a[href$='situations/']").click()
    page.wait_for_url(f"**/{prefix}situations/")
    reached = page.eval_on_selector_all(".routes + ul > li > a:first-child", "links => links.map(a => new URL(a.href).pathname)")
    assert sorted(reached) == sorted(f"/guide/{prefix}{path.lstrip('/')}" for path in SITUATIONS)
    page.locator(".routes + ul > li > a:first-child").first.click()
    expect(page.locator(".today")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("path", SITUATIONS)
@pytest.mark.parametrize("prefix", ["", "en/"])
def test_what_to_do_today_is_on_the_first_phone_screen(open_page: OpenPage, prefix: str, path: str) -> None:
    page = open_page(prefix + path.lstrip("/"), viewport=PHONE)
    today = page.locator("article .today")
    expect(today).to_have_count(1)
    box = today.bounding_box()
    assert box
    assert box["y"] + box["height"] <= PHONE["height"], f"ends at {box['y'] + box['height']:.0f} px"


def test_a_term_is_explained_where_it_is_first_used(open_page: OpenPage) -> None:
    page = open_page("en/cancel/phone/")
    term = page.locator("article abbr", has_text="ticket number").first
    term.focus()
    expect(page.locator(".md-tooltip2--active")).to_be_visible()
    assert page.locator("article abbr", has_text=re.compile(r"^ticket number$")).count() == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_old_deployment_shows_its_age(open_page: OpenPage, language: str) -> None:
    prefix = "" if language == "zh" else "en/"
    expect(open_page(prefix + "cancel/store/").locator(".page-stale")).to_be_hidden()
    late = "const Real = Date; Date = class extends Real { constructor(...a) { a.length ? super(...a) : super('2030-01-01'); } };"
    note = open_page(prefix + "cancel/store/", before=late).locator(".page-stale")
    expect(note).to_be_visible()
    expect(note).to_have_text(texts(language)["stale"].format(days=180))


def test_print_button_prints_and_needs_a_script(open_page: OpenPage) -> None:
    page = open_page("en/cancel/store/", before="window.print = () => { window.printed = true; };")
    page.get_by_role("button", name=texts("en")["print"]).click()
    assert page.evaluate("window.printed") is True
    plain = open_page("en/cancel/store/", java_script_enabled=False)
    expect(plain.locator("[data-print]")).to_be_hidden()


def test_footnote_opens_in_place(open_page: OpenPage) -> None:
    page = open_page("en/cancel/store/")
    reference = page.locator("article .footnote-ref").first
    reference.hover()
    expect(page.locator(".md-tooltip2--active")).to_contain_text("page dated")


def test_dark_follows_the_device_and_is_remembered(open_page: OpenPage) -> None:
    page = open_page("en/", color_scheme="dark")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.locator("form[data-md-component=palette] button").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "default")
    with carried_over(page):
        page.reload()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "default")


def test_storage_blocked_breaks_no_page(open_page: OpenPage) -> None:
    blocked = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } });"
    page = open_page("en/", before=blocked)
    page.locator("form[data-md-component=palette] button").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")


@pytest.mark.parametrize(("address", "language"), [("", "zh"), ("en/cancel/store/", "en")])
def test_menu_and_search_open_from_the_keyboard_on_a_phone(open_page: OpenPage, address: str, language: str) -> None:
    page = open_page(address, viewport=PHONE)
    menu = page.get_by_role("button", name=texts(language)["menu"], exact=True)
    expect(menu).to_have_attribute("aria-expanded", "false")
    menu.focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".md-nav--primary")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(menu).to_have_attribute("aria-expanded", "false")
    expect(menu).to_be_focused()
    search = page.get_by_role("button", name=texts(language)["search_dialog"], exact=True)
    search.focus()
    page.keyboard.press("Enter")
    expect(page.locator("input.md-search__input")).to_be_focused()
