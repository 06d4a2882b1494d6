"""The theme's script comes at the first sign of the visitor: not before, once, in time for what was begun, and nothing moves."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage, theme_has_come, wake
from tests.guide import PAGE_KINDS, addresses, texts

SCRIPT = "**/assets/javascripts/bundle.*.js"
FOLDER = "/assets/javascripts/"
BUTTON = "form[data-md-component=palette] button"
BLOCKED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } });"
FIELD = "input.md-search__input"
# The place and size of everything that is seen. How far the columns beside the text reach down shows only when they scroll.
BOXES = """() => [...document.body.querySelectorAll("*")]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.matches(".md-sidebar__scrollwrap"))
  .map((element) => { const { x, y, width, height } = element.getBoundingClientRect();
    return `${element.tagName} ${[x, y, width, height].map((side) => Math.round(side * 10) / 10)} ${element.textContent.trim().slice(0, 20)}`; })"""


def fetched(page: Page) -> int:
    """How often the theme's script was fetched."""
    count = page.evaluate(f"performance.getEntriesByType('resource').filter(({{ name }}) => name.includes('{FOLDER}')).length")
    return int(count)


class Held:
    """Keeps the theme's script back on a page until it is let go."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.routes: list[Route] = []
        page.route(SCRIPT, lambda route: self.routes.append(route))
        page.reload()  # what a page asks for in the moment after that is not always held

    def let_go(self) -> None:
        """Once it was asked for; what came before this was done without it."""
        for _ in range(200):
            if self.routes:
                break
            self.page.wait_for_timeout(20)
        assert len(self.routes) == 1
        self.routes[0].continue_()
        theme_has_come(self.page)


def test_pages_nobody_touches_do_without(open_page: OpenPage) -> None:
    page = open_page("en/about/", settle=True)
    home = page.url.removesuffix("en/about/")
    for address in addresses(PAGE_KINDS):
        page.goto(home + address)
        page.wait_for_timeout(100)
        assert fetched(page) == 0, address
        assert page.evaluate("document.documentElement.className") == "js"


SIGNS: dict[str, Callable[[Page], None]] = {
    "the mouse moves": lambda page: page.mouse.move(200, 300),
    "the wheel turns": lambda page: page.mouse.wheel(0, 200),
    "a finger": lambda page: page.touchscreen.tap(180, 400),
    "a key": lambda page: page.keyboard.press("Tab"),
    "a program scrolls": lambda page: page.evaluate("scrollTo(0, 300)"),
    "a program sets the focus": lambda page: page.evaluate("document.querySelector('article a').focus()"),
    "a program clicks": lambda page: page.evaluate("document.querySelector('main h1').click()"),
}


@pytest.mark.parametrize("sign", SIGNS)
def test_any_sign_brings_it_once(open_page: OpenPage, sign: str) -> None:
    page = open_page("en/cancel/store/", settle=True, viewport=PHONE, has_touch=True)
    assert fetched(page) == 0
    SIGNS[sign](page)
    theme_has_come(page)
    for again in SIGNS.values():
        again(page)
    page.wait_for_load_state("networkidle")
    assert fetched(page) == 1


@pytest.mark.parametrize("ending", ["?q=esim", "#store-documents", "#nowhere"])
def test_an_address_that_asks_for_it_brings_it_at_once(open_page: OpenPage, ending: str) -> None:
    theme_has_come(open_page(f"en/cancel/store/{ending}"))


def test_a_page_that_returns_to_its_place_brings_it(open_page: OpenPage) -> None:
    page = open_page("en/cancel/store/", viewport=PHONE)
    page.mouse.wheel(0, 900)
    theme_has_come(page)
    page.reload()
    theme_has_come(page)
    assert page.evaluate("scrollY") > 0


def test_the_search_opened_before_it_takes_what_is_typed(open_page: OpenPage) -> None:
    page = open_page("en/cancel/store/", viewport=PHONE)
    held = Held(page)
    page.get_by_role("button", name=texts("en")["search_dialog"]).click()
    expect(page.locator(FIELD)).to_be_focused()
    page.keyboard.type("giffgaff")
    held.let_go()
    expect(page.locator(".md-search-result__link").first).to_be_visible()
    expect(page.locator("#__search")).to_be_checked()
    expect(page.locator(FIELD)).to_have_value("giffgaff")


@pytest.mark.parametrize(("key", "width"), [("/", PHONE), ("s", DESKTOP), ("f", PHONE)])
def test_the_keys_for_the_search_work_before_it(open_page: OpenPage, key: str, width: dict[str, int]) -> None:
    page = open_page("en/cancel/store/", viewport=width)
    held = Held(page)
    page.keyboard.press(key)
    page.keyboard.type("giffgaff")
    held.let_go()
    expect(page.locator(".md-search-result__link").first).to_be_visible()
    expect(page.locator(FIELD)).to_have_value("giffgaff")


def test_a_letter_typed_into_a_field_opens_no_search(open_page: OpenPage) -> None:
    page = open_page("en/carriers/")
    held = Held(page)
    page.get_by_label(texts("en")["filter_name"]).focus()
    page.keyboard.type("fs/")
    expect(page.get_by_label(texts("en")["filter_name"])).to_have_value("fs/")
    page.locator("main h1").click()
    page.keyboard.press("Control+f")
    expect(page.locator("#__search")).not_to_be_checked()
    held.let_go()


@pytest.mark.parametrize("storage", ["", BLOCKED], ids=["kept", "storage blocked"])
def test_light_and_dark_do_not_wait_for_it(open_page: OpenPage, storage: str) -> None:
    page = open_page("en/cancel/store/", before=storage)
    held = Held(page)
    for scheme, name in (("slate", "Switch to light"), ("default", "Switch to dark"), ("slate", "Switch to light")):
        page.locator(BUTTON).click()
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", scheme)
        expect(page.locator(BUTTON)).to_have_accessible_name(name)
    held.let_go()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.locator(BUTTON).click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "default")


def test_the_menu_opened_before_it_stays_open(open_page: OpenPage) -> None:
    page = open_page("en/cancel/store/", viewport=PHONE)
    held = Held(page)
    page.get_by_role("button", name=texts("en")["menu"], exact=True).click()
    held.let_go()
    page.wait_for_timeout(400)
    expect(page.locator("#__drawer")).to_be_checked()
    expect(page.locator(".md-nav--primary")).to_be_in_viewport()


@pytest.mark.parametrize("pointed", ["article .footnote-ref", "article abbr"])
def test_a_source_or_term_pointed_at_before_it_opens_in_place(open_page: OpenPage, pointed: str) -> None:
    page = open_page("en/cancel/store/")
    held = Held(page)
    page.mouse.move(1, 1)  # a mouse that comes from nowhere, in one step, may be one that rested there
    page.locator(pointed).first.hover()
    held.let_go()
    expect(page.locator(".md-tooltip2--active")).to_be_visible()
    page.mouse.move(2, 2)
    expect(page.locator(".md-tooltip2--active")).to_have_count(0)


def test_a_network_that_fails_is_asked_again_later(open_page: OpenPage) -> None:
    page = open_page("en/cancel/store/", expect_trouble=("console: Failed to load resource", "failed: "))
    asked: list[str] = []

    def fail_once(route: Route) -> None:
        asked.append(route.request.url)
        route.abort("internetdisconnected") if len(asked) == 1 else route.continue_()

    page.clock.install()
    page.route(SCRIPT, fail_once)
    with page.expect_event("requestfailed"):
        page.mouse.move(100, 100)
    for place in range(20):
        page.mouse.move(100 + place, 200)
    assert len(asked) == 1, "signs come in swarms"
    page.locator(".checklist input[type=checkbox]").first.check()
    page.clock.run_for(5_000)
    page.mouse.move(50, 50)
    theme_has_come(page)
    expect(page.locator(".checklist input[type=checkbox]").first).to_be_checked()


# Odd choices that the theme, an extension or somebody's hands may have left behind.
UNREADABLE = (
    "null",
    "7",
    '"x"',
    "{}",
    '{"index":9}',
    '{"index":"x"}',
    '{"index":"length"}',
    '{"index":-1,"color":{"scheme":"odd"}}',
    "{",
)


@pytest.mark.parametrize(
    ("device", "kept"), [("light", ""), ("light", UNREADABLE[-1]), ("dark", ""), *(("dark", kept) for kept in UNREADABLE)]
)
def test_the_first_paint_has_the_colours_of_the_device(open_page: OpenPage, device: str, kept: str) -> None:
    keep = f"localStorage.setItem('/guide/.__palette', {json.dumps(kept)})" if kept else ""
    page = open_page("en/about/", color_scheme=device, before=keep)
    assert page.evaluate("document.body.dataset.mdColorScheme") == {"light": "default", "dark": "slate"}[device]
    expect(page.locator(BUTTON)).to_have_accessible_name({"light": "Switch to dark", "dark": "Switch to light"}[device])
    assert fetched(page) == 0
    wake(page)
    page.locator(BUTTON).click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", {"light": "slate", "dark": "default"}[device])


def test_what_was_chosen_is_there_before_it(open_page: OpenPage) -> None:
    page = open_page("en/about/")
    page.locator(BUTTON).click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    # Browsers take a moment to hand what is kept from one page to the next; a test must not depend on how long.
    page = open_page("en/cancel/", storage_state=page.context.storage_state())
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
    assert fetched(page) == 0


@pytest.mark.parametrize("width", [PHONE, {"width": 800, "height": 900}, DESKTOP], ids=["phone", "tablet", "desktop"])
def test_nothing_moves_when_it_comes(open_page: OpenPage, width: dict[str, int]) -> None:
    page = open_page("offline.html", viewport=width)
    home = page.url.removesuffix("offline.html")
    for path in ("/", "/cancel/store/", "/carriers/", "/tools/dates/", "/help/glossary/"):
        page.goto(home + path.lstrip("/"))
        page.wait_for_timeout(300)  # what the tools fetch
        before = page.evaluate(BOXES)
        assert fetched(page) == 0
        wake(page)
        page.wait_for_timeout(200)
        assert page.evaluate(BOXES) == before, path


def test_pages_name_the_script_that_the_theme_would_load(site: Path) -> None:
    [script] = (site / "assets" / "javascripts").glob("bundle.*.js")
    page = (site / "en" / "about" / "index.html").read_text(encoding="utf-8")
    assert f'data-theme-script="../../assets/javascripts/{script.name}"' in page


def test_the_theme_loads_one_script() -> None:
    """`overrides/main.html` takes the first address in the theme's own block; were there a second, it would be lost."""
    import material

    base = (Path(material.__file__).parent / "templates" / "base.html").read_text(encoding="utf-8")
    block = base.split("{% block scripts %}")[1].split("{% endblock %}")[0]
    assert block.count('<script src="') == 1
