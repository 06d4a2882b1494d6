"""The content policy in the browser. Every test that opens a page watches for violations; here the watch itself is tried, and
every kind of page and every tool is used with the headers of a real server on top."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, WATCH_POLICY, OpenPage, Trouble
from tests.guide import PAGE_KINDS, texts

pytestmark = pytest.mark.xdist_group("caddy")
EN = texts("en")
BREACHES = {
    "script-src-elem": "document.body.append(Object.assign(document.createElement('script'), { textContent: 'hacked = 1' }))",
    "script-src-attr": "document.body.setAttribute('onclick', 'hacked = 1'); document.body.click()",
    "style-src-attr": "document.body.setAttribute('style', 'color: red')",
    "style-src-elem": "document.head.append(Object.assign(document.createElement('style'), { textContent: 'a{}' }))",
    "connect-src": "fetch('https://elsewhere.example/').catch(() => 0)",
    "img-src": "document.body.append(Object.assign(new Image(), { src: 'https://elsewhere.example/a.png' }))",
    "frame-src": "document.body.append(Object.assign(document.createElement('iframe'), { src: 'https://elsewhere.example/' }))",
    "form-action": "const f = document.createElement('form'); f.action = 'https://elsewhere.example/'; document.body.append(f); f.submit()",
    "base-uri": "document.head.prepend(Object.assign(document.createElement('base'), { href: 'https://elsewhere.example/' }))",
    "worker-src": "try { new Worker('data:text/javascript,1') } catch {}",
}


@pytest.mark.parametrize(("directive", "breach"), BREACHES.items())
def test_a_breach_is_blocked_and_noticed(open_page: OpenPage, directive: str, breach: str) -> None:
    page = open_page("en/about/", expect_trouble=("console: ", "failed: https://elsewhere.example/", "foreign: https://elsewhere.example/"))
    with page.expect_console_message(lambda message: f"policy: {directive}" in message.text):
        page.evaluate(breach)
    assert page.evaluate("window.hacked") is None


def test_eval_is_blocked(open_page: OpenPage) -> None:
    page = open_page("en/about/", expect_trouble=("console: ",))
    run = "new Promise((done) => setTimeout(() => { try { done((0, eval)('1')) } catch (error) { done(error.name) } }))"
    assert page.evaluate(run) == "EvalError"


@pytest.fixture
def guarded(browser: Browser, caddy: str) -> Iterator[tuple[Page, str]]:
    """A page under the headers of a real server; fails the test when it had any trouble."""
    trouble = Trouble()
    context = browser.new_context(viewport=DESKTOP, locale="en", accept_downloads=True)  # type: ignore[arg-type]
    context.add_init_script(WATCH_POLICY)
    page = context.new_page()
    trouble.watch(page, urlsplit(caddy).netloc)
    yield page, caddy
    context.close()
    assert trouble.lines == []


def test_every_kind_of_page_keeps_to_both_policies(guarded: tuple[Page, str]) -> None:
    page, root = guarded
    for number, path in enumerate((*PAGE_KINDS, "/tools/letters/", "/tools/dates/", "/regions/cn/")):
        page.goto(root + ("", "en/")[number % 2] + path.lstrip("/"))
    answer = page.goto(root + "carriers/a-former-name/")
    assert answer
    page.wait_for_url("**/carriers/giffgaff/")


def test_every_tool_works_under_both_policies(guarded: tuple[Page, str], tmp_path: Path) -> None:
    page, root = guarded
    page.goto(root + "en/")
    worker = page.evaluate("navigator.serviceWorker.ready.then(({ active }) => active.scriptURL)")
    assert worker == f"{root}sw.js"
    page.locator("form[data-md-component=palette] button").click()
    page.get_by_label("A physical SIM card").or_(page.locator("[data-plan-questions] input[type=radio]").first).first.check()
    for summary in page.locator(".plan__tools > details > summary, .plan__tools details > summary").all():
        if summary.is_visible():
            summary.click()
    page.locator("input.md-search__input").click()
    page.keyboard.type("giffgaff")
    expect(page.locator(".md-search-result__link").first).to_be_visible()
    page.keyboard.press("Escape")
    page.goto(root + "en/tools/letters/")
    page.wait_for_selector("[data-letter-form][data-ready]")
    page.get_by_label("Registered holder").press_sequentially("Li Hua")
    expect(page.locator("[data-letter=cancel] [data-sheet=zh]")).to_contain_text("Li Hua")
    page.goto(root + "en/tools/dates/")
    page.wait_for_selector("[data-dates][data-ready]")
    page.locator("#dates-rule").select_option(index=1)
    page.locator("#dates-start").fill("2026-11-21")
    page.get_by_role("button", name=EN["dates_add"]).click()
    with page.expect_download() as download:
        page.locator("[data-export-all]").click()
    saved = tmp_path / "dates.ics"
    download.value.save_as(saved)
    assert "BEGIN:VEVENT" in saved.read_text(encoding="utf-8")
    page.goto(root + "en/carriers/")
    page.get_by_label(EN["filter_name"]).press_sequentially("giff")
    expect(page.locator("[data-slug=giffgaff]")).to_be_visible()
    page.locator("[data-language-link]").first.click()
    page.goto(root + "en/cancel/store/")
    page.locator(".checklist input[type=checkbox]").first.check()
    page.locator("a.footnote-ref").first.hover()
    expect(page.locator(".md-tooltip2--active")).to_be_visible()
