"""Without a network: what one visit saves, what a new version does, what happens when it goes wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import offline
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import NOTE_FOUND, PHONE, Trouble, carried_over
from tests.browser.test_layout import axe_findings, overflow
from tests.conftest import SUB_PATH
from tests.guide import texts
from tests.host import Host

PREFIX = {"zh": "", "en": "en/"}


@pytest.fixture
def host(site: Path, tmp_path: Path) -> Iterator[Host]:
    host = Host(site, tmp_path)
    yield host
    host.stop()


OpenTab = Callable[..., Page]


@pytest.fixture
def open_tab(browser: Browser, host: Host) -> Iterator[OpenTab]:
    """Open a page as a window of one visitor; fails the test on exceptions and foreign requests.

    `kept` waits until the first visit has saved what it saves.
    """
    context: list[BrowserContext] = []
    trouble = Trouble()

    def open_(address: str = "", *, kept: bool = True, before: str = "", **options: Any) -> Page:
        if not context:
            context.append(browser.new_context(locale="en", **options))
        if before:
            context[0].add_init_script(before)
        context[0].add_init_script(NOTE_FOUND)
        page = context[0].new_page()
        trouble.watch(page, f"127.0.0.1:{host.port}")
        page.goto(host.root + address)
        if kept:
            expect(page.locator("[data-offline-state=kept]")).to_have_count(1)
        return page

    yield open_
    for opened in context:
        opened.close()
    assert [line for line in trouble.lines if line.startswith(("exception", "foreign"))] == []


def saved_paths(page: Page) -> list[str]:
    """The paths in the store, without the worker's notes."""
    urls = page.evaluate(
        "async () => (await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map((r) => r.url)))).flat()"
    )
    return sorted(url.split(SUB_PATH + "/", 1)[1].partition("?")[0] for url in urls if "?saved=" in url)


def until(page: Page, condition: str) -> None:
    """Wait until the promise a script gives holds something true; Playwright's own waiting takes the first answer."""
    script = (
        "async () => { const end = Date.now() + 15000;"
        f" while (!(await ({condition})())) {{ if (Date.now() > end) return false; await new Promise((r) => setTimeout(r, 50)); }}"
        " return true; }"
    )
    assert page.evaluate(script), f"never true: {condition}"


def update(page: Page) -> str:
    """Let the browser look for a new version; the state in which the new worker came to rest: `installed` or `redundant`."""
    return str(
        page.evaluate(
            """async () => {
              const registration = await navigator.serviceWorker.ready;
              const found = new Promise((resolve) => registration.addEventListener("updatefound", () => resolve(registration.installing)));
              registration.update().catch(() => {});
              const worker = registration.installing ?? await found;
              while (!["installed", "redundant", "activated"].includes(worker.state))
                await new Promise((resolve) => worker.addEventListener("statechange", resolve, { once: true }));
              return worker.state;
            }"""
        )
    )


# --- one visit ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "typed"), [("zh", "保号卡"), ("en", "cancel esim")])
def test_one_visit_is_enough_for_the_way_to_the_letter(host: Host, open_tab: OpenTab, language: str, typed: str) -> None:
    page = open_tab(PREFIX[language], viewport=PHONE)
    host.stop()
    page.locator("#tasks + ul a[href$='cancel/store/']").click()
    page.wait_for_url(f"**/{PREFIX[language]}cancel/store/")
    page.locator("[data-checklist] input").first.check()
    bar = page.locator(".offline-bar")
    expect(bar).to_contain_text(texts(language)["offline_saved"].partition("{")[0].strip())
    expect(bar).not_to_contain_text("{")
    expect(bar).not_to_contain_text("undefined")
    assert axe_findings(page, ".offline-bar") == []
    assert overflow(page) == []
    bar.get_by_role("button", name=texts(language)["offline_close"]).click()
    expect(bar).to_be_empty()
    page.get_by_role("button", name=texts(language)["search_dialog"], exact=True).click()
    page.keyboard.type(typed)
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    page.keyboard.press("Escape")
    with carried_over(page):
        page.goto(host.root + PREFIX[language] + "tools/letters/")
    page.locator("#fill-name, input[data-fills=name]").first.fill("Wang Li")
    expect(page.locator("[data-letter] [data-field=name]").first).to_have_text("Wang Li")
    expect(page.locator("datalist option")).not_to_have_count(0)
    with carried_over(page):
        page.goto(host.root + PREFIX[language] + "cancel/store/")
    expect(page.locator("[data-checklist] input").first).to_be_checked()


def test_what_is_not_saved_shows_what_is(host: Host, open_tab: OpenTab) -> None:
    page = open_tab("en/")
    page.goto(host.root + "en/regions/gb/")
    until(page, "() => caches.match(location.href, { ignoreSearch: true })")
    page.goto(host.root + "en/nowhere/")
    host.stop()
    page.goto(host.root + "en/carriers/giffgaff/?q=1#top")
    expect(page.get_by_role("heading", name=texts("zh")["offline_page_title"])).to_be_visible()
    expect(page.get_by_role("heading", name=texts("en")["offline_page_title"])).to_be_visible()
    assert axe_findings(page) == []
    assert overflow(page) == []
    listed = page.locator("ul[data-saved=en] a")
    assert {f"{SUB_PATH}/en/{path}" for path in ("", "cancel/store/", "regions/gb/")} <= {
        link.get_attribute("href") or "" for link in listed.all()
    }
    assert page.locator("ul[data-saved=en] a[href*=nowhere], ul[data-saved=en] a[href*=giffgaff]").count() == 0
    expect(page.get_by_role("heading", name=texts("zh")["offline_page_saved"])).to_be_hidden()
    host.start()
    page.get_by_role("link", name=texts("en")["offline_page_again"]).click()
    expect(page.get_by_role("heading", name="giffgaff", level=1)).to_be_visible()


# Asked for without a network → shown, as the host would have done.
ADDRESSES = {
    "en/cancel/store": "en/cancel/store/",
    "en/cancel/store?from=a%20b#store-bring": "en/cancel/store/?from=a%20b#store-bring",
    "en/cancel/store/index.html": "en/cancel/store/index.html",
    "en/?q=giffgaff": "en/?q=giffgaff",
    "en/old-name/": "en/cancel/store/",
}


def test_addresses_lead_where_the_host_would_lead(host: Host, open_tab: OpenTab) -> None:
    (host.site / "en/old-name").mkdir()
    moved = '<!doctype html><meta http-equiv="refresh" content="0; url=../cancel/store/"><title>moved</title>'
    (host.site / "en/old-name/index.html").write_text(moved, encoding="utf-8")
    offline.write_worker(host.site)
    page = open_tab("en/about/")
    host.stop()
    shown = {}
    for asked in ADDRESSES:
        page.goto(host.root + asked)
        expect(page.locator("[data-offline-worker]")).to_have_count(1)
        shown[asked] = page.url.removeprefix(host.root)
    assert shown == ADDRESSES


def test_online_a_page_is_never_older_than_the_host_s(host: Host, open_tab: OpenTab) -> None:
    page = open_tab("en/cancel/store/")
    before = saved_paths(page)
    name = "en/cancel/store/index.html"
    host.write(name, (host.site / name).read_text(encoding="utf-8").replace("</h1>", " corrected</h1>", 1))
    page.reload()
    expect(page.locator("h1")).to_contain_text("corrected")
    expect(page.locator(".offline-bar")).to_be_empty()
    answer = page.goto(host.root + "en/nowhere/")
    assert answer
    assert answer.status == 404
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    page.goto(host.root + "en/")
    assert saved_paths(page) == before, "what is not what was published must not be saved"


@pytest.mark.parametrize("trouble", ["slow", "broken"])
def test_a_bad_line_or_a_broken_host_gets_the_saved_page(host: Host, open_tab: OpenTab, trouble: str) -> None:
    page = open_tab("en/")
    if trouble == "slow":
        host.held = "en/cancel/"
    else:
        host.broken.add("en/cancel/store/")
    page.locator("#tasks + ul a[href$='cancel/store/']").click()
    expect(page.locator("h1")).to_contain_text("store")
    words = texts("en")["offline_slow" if trouble == "slow" else "offline_saved"]
    expect(page.locator(".offline-bar")).to_contain_text(words.partition("{")[0].strip())


def test_who_saves_data_gets_nothing_saved_unasked(host: Host, open_tab: OpenTab) -> None:
    sparing = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } });"
    page = open_tab("en/about/offline/", kept=False, before=sparing)
    expect(page.locator("[data-save]")).to_be_enabled()
    assert [path for path in saved_paths(page) if "index" in path or path.endswith("/")] == []
    assert host.fetched == []


# --- a new version -------------------------------------------------------------------------------------------------------


def test_a_host_that_rewrites_pages_is_not_asked_again_and_again(host: Host, open_tab: OpenTab) -> None:
    for path in (host.site / "en").rglob("index.html"):
        text = path.read_text(encoding="utf-8")
        path.unlink()
        path.write_text(text.replace("</body>", "<p>Sold by your provider</p></body>"), encoding="utf-8")
    page = open_tab("en/", kept=False)
    until(
        page,
        """async () => {
          const { scope } = await navigator.serviceWorker.ready;
          return (await (await caches.match(`${scope}?saved-state`))?.json())?.refused;
        }""",
    )
    asked = len(host.fetched)
    assert asked < 40, "it gives up long before the whole core"
    assert [path for path in saved_paths(page) if path.endswith("/")] == []
    page.goto(host.root + "en/about/offline/")
    expect(page.locator("[data-save]")).to_be_enabled()
    assert [path for path in host.fetched[asked:] if path.endswith(("/", ".json"))] == []


def test_a_new_version_is_offered_and_taken_when_agreed(host: Host, open_tab: OpenTab) -> None:
    page = open_tab("en/cancel/store/")
    page.locator("[data-checklist] input").first.check()
    with carried_over(page):
        page.goto(host.root + "en/tools/letters/")
    page.locator("#fill-name").fill("Wang Li")
    host.publish("en/tools/letters/index.html", "</h1>", " second edition</h1>")
    host.fetched.clear()
    other = open_tab("en/", kept=False)  # the browser looks for news when a page is opened
    bar = page.locator(".offline-bar")
    expect(bar).to_contain_text(texts("en")["offline_update"])
    assert axe_findings(page, ".offline-bar") == []
    expect(other.locator(".offline-bar")).to_be_empty()  # that page is the same in both versions
    expect(page.locator("h1")).not_to_contain_text("second edition")
    # Only what changed. The other window asks for files whose names hold no hash; those come from the host while there is one.
    fetched = [re.sub(r"\.\w{12}\.", ".", path) for path in host.fetched if not path.endswith(".css") and "assets/plan/" not in path]
    assert sorted(fetched) == ["en/tools/letters/", "offline/en.json"]
    other.close()
    bar.get_by_role("button", name=texts("en")["offline_reload"]).click()
    expect(page.locator("h1")).to_contain_text("second edition")
    expect(page.locator("#fill-name")).to_have_value("Wang Li")
    expect(page.locator("[data-letter] [data-field=name]").first).to_have_text("Wang Li")
    assert page.evaluate("sessionStorage.getItem('sim-guide.carry')") is None
    until(
        page,
        "async () => { const [name] = await caches.keys(); const keys = await (await caches.open(name)).keys();"
        " return keys.filter((key) => key.url.includes('tools/letters/')).length === 1; }",
    )
    host.stop()
    page.reload()
    expect(page.locator("h1")).to_contain_text("second edition")
    with carried_over(page):
        page.goto(host.root + "en/cancel/store/")
    expect(page.locator("[data-checklist] input").first).to_be_checked()


FULL = "Cache.prototype.put = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));"


@pytest.mark.parametrize("trouble", ["error 500", "another page", "no room"])
def test_a_half_failed_update_leaves_the_old_version_whole(host: Host, open_tab: OpenTab, trouble: str) -> None:
    page = open_tab("en/cancel/store/")
    name = "en/cancel/store/index.html"
    host.publish(name, "</h1>", " second edition</h1>")
    worker = (host.site / "sw.js").read_text(encoding="utf-8")
    published = (host.site / name).read_text(encoding="utf-8")
    if trouble == "error 500":
        host.broken.add("en/cancel/store/")
    elif trouble == "another page":
        host.write(name, "<!doctype html><title>Hotel</title>Log in to the hotel's network")
    else:
        host.fault(FULL)
    assert update(page) == "redundant"
    host.stop()
    page.reload()
    expect(page.locator("h1")).to_contain_text("store")
    expect(page.locator("h1")).not_to_contain_text("second edition")
    expect(page.locator("[data-checklist] progress, [data-checklist] [role=status]").first).not_to_be_empty()
    # Once the host is well again, the new version comes by the usual way.
    host.broken.clear()
    host.write(name, published)
    host.write("sw.js", worker)
    host.start()
    assert update(page) == "installed"


def test_the_worker_can_be_withdrawn(host: Host, open_tab: OpenTab) -> None:
    page = open_tab("en/")
    (host.site / "sw.js").unlink()
    offline.withdraw_worker(host.site)
    assert update(page) in ("installed", "activated")
    until(page, "async () => !(await navigator.serviceWorker.getRegistrations()).length && !(await caches.keys()).length")


# --- the desk --------------------------------------------------------------------------------------------------------------


def test_the_whole_guide_is_saved_cancelled_and_gone_on_with(host: Host, open_tab: OpenTab) -> None:
    page = open_tab("en/about/offline/", viewport=PHONE)
    words = texts("en")
    desk = page.locator("[data-offline-desk]")
    save = desk.get_by_role("button", name=words["offline_save"])
    expect(save).to_be_enabled()
    expect(desk.locator("[data-state]")).to_contain_text("MB")
    expect(desk.locator("[data-state]")).not_to_contain_text("{")
    assert axe_findings(page, "[data-offline-desk]") == []
    host.held = "en/carriers/"
    save.focus()
    page.keyboard.press("Enter")
    cancel = desk.get_by_role("button", name=words["offline_cancel"])
    expect(cancel).to_be_focused()
    expect(desk.get_by_role("progressbar", name=words["offline_progress"])).to_be_visible()
    assert axe_findings(page, "[data-offline-desk]") == []
    page.keyboard.press("Enter")
    expect(desk.get_by_role("status")).to_have_text(words["offline_cancelled"])
    expect(save).to_be_focused()
    host.held = "nothing"
    host.gate.set()
    page.keyboard.press("Enter")
    expect(desk.get_by_role("status")).to_have_text(words["offline_done"], timeout=30_000)
    expect(save).to_be_hidden()
    host.stop()
    page.goto(host.root + "en/carriers/giffgaff/")
    expect(page.get_by_role("heading", name="giffgaff", level=1)).to_be_visible()


def test_no_room_is_said_and_what_is_saved_stays(host: Host, open_tab: OpenTab) -> None:
    host.fault(
        "{ const put = Cache.prototype.put; Cache.prototype.put = function (key, value) { return String(key).includes('carriers/')"
        " ? Promise.reject(new DOMException('full', 'QuotaExceededError')) : put.call(this, key, value); }; }"
    )
    page = open_tab("en/about/offline/", kept=False)
    desk = page.locator("[data-offline-desk]")
    desk.get_by_role("button", name=texts("en")["offline_save"]).click()
    expect(desk.get_by_role("status")).to_have_text(texts("en")["offline_full"])
    assert "en/cancel/store/" in saved_paths(page)


def test_saved_pages_can_be_removed_and_stay_away(host: Host, open_tab: OpenTab) -> None:
    page = open_tab("cancel/store/")
    page.locator("[data-checklist] input").first.check()
    with carried_over(page):
        page.goto(host.root + "about/offline/")
    words = texts("zh")
    desk = page.locator("[data-offline-desk]")
    desk.get_by_role("button", name=words["offline_remove"]).click()
    expect(desk.get_by_role("button", name=words["offline_remove_no"])).to_be_focused()
    desk.get_by_role("button", name=words["offline_remove_yes"]).click()
    expect(desk.get_by_role("status")).to_have_text(words["offline_removed"])
    gone = "async () => !(await navigator.serviceWorker.getRegistrations()).length && !(await caches.keys()).length"
    assert page.evaluate(gone)
    page.reload()
    expect(desk.locator("[data-state]")).to_have_text(words["offline_off"])
    assert page.evaluate(gone)
    with carried_over(page):
        page.goto(host.root + "cancel/store/")
    expect(page.locator("[data-checklist] input").first).to_be_checked()
    page.goto(host.root + "about/offline/")
    desk.get_by_role("button", name=words["offline_save"]).click()
    expect(desk.get_by_role("status")).to_have_text(words["offline_done"], timeout=30_000)
