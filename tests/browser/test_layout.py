"""No page is cut off, and axe finds nothing: phone and desktop, light and dark."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage, wake
from tests.guide import PAGE_KINDS, addresses

# Nothing is excluded. Should a rule ever be wrong for us, it goes here with the reason.
EXCLUDED_RULES: dict[str, str] = {}


def axe_findings(page: Page, part: str | None = None) -> list[str]:
    """Findings of any impact, one line each with the first elements; on the whole page, or in the part a selector names."""
    options: dict[str, Any] = {
        "resultTypes": ["violations"],  # what passes would be written out too, and takes longer than the check
        "rules": {rule: {"enabled": False} for rule in EXCLUDED_RULES},
    }
    violations = Axe().run(page, context=part, options=options).response["violations"]
    return [
        f"{violation['id']} ({violation['impact']}): {node['html'][:160]}" for violation in violations for node in violation["nodes"][:3]
    ]


def overflow(page: Page) -> list[str]:
    """Elements that stick out to the right, unless something around them scrolls."""
    return page.evaluate(  # type: ignore[no-any-return]
        """() => {
          const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
          if (wide <= 0) return [];
          return [`${wide}px too wide`, ...[...document.querySelectorAll("main *")]
            .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
            .slice(0, 5).map((e) => e.outerHTML.slice(0, 120))];
        }"""
    )


LOOKS = [(PHONE, "light"), (DESKTOP, "dark"), (PHONE, "dark"), (DESKTOP, "light")]
# Pages without the theme: each speaks both languages.
ALONE = ("404.html", "offline.html")


# Each kind of page in one look per language, in turn: both languages have all four looks. The sweep runs all of them on every page.
# In few windows, as opening one costs more than a page.
@pytest.mark.parametrize(("turn", "size", "scheme"), [(turn, *look) for turn, look in enumerate(LOOKS)])
def test_axe_finds_nothing(open_page: OpenPage, turn: int, size: dict[str, int], scheme: str) -> None:
    page = open_page("offline.html", viewport=size, color_scheme=scheme)
    home = page.url.removesuffix("offline.html")
    pairs = enumerate(addresses((path,)) for path in PAGE_KINDS)
    walk = [address for number, pair in pairs for shift, address in enumerate(pair) if (number + shift) % len(LOOKS) == turn]
    found = {}
    for address in [*walk, *ALONE]:
        page.goto(home + address)
        if address not in ALONE:
            wake(page)
        # Of a long list of entries of one make, the first few stand for all here; the sweep reads every one.
        page.evaluate("document.querySelectorAll('article > :is(ul, ol) > li:nth-child(n + 7)').forEach((entry) => entry.remove())")
        found[address] = axe_findings(page)
    assert len(found) > len(ALONE)
    assert {address: findings for address, findings in found.items() if findings} == {}


@pytest.mark.sweep
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("address", addresses())
def test_axe_finds_nothing_on_any_page(open_page: OpenPage, address: str, size: dict[str, int], scheme: str) -> None:
    page = open_page(address, viewport=size, color_scheme=scheme)
    if scheme == "dark":  # in the light, as it is before the theme's script comes
        wake(page)
    assert axe_findings(page) == []


# In a few walks rather than one visit each: a new window for every page costs more than the page.
WALKS = [addresses()[start::6] for start in range(6)]


@pytest.mark.parametrize("walk", WALKS, ids=[f"walk {number}" for number in range(1, 7)])
def test_every_page_is_quiet_and_fits_320_pixels(open_page: OpenPage, walk: list[str]) -> None:
    page = open_page(walk[0], viewport={"width": 320, "height": 640})
    home = page.url.removesuffix(walk[0])
    too_wide = {}
    for address in walk:
        page.goto(home + address)
        expect(page.locator("h1")).to_be_visible()
        wake(page)
        too_wide[address] = overflow(page)
    page.wait_for_load_state("networkidle")
    assert {address: found for address, found in too_wide.items() if found} == {}


# How much moved since the page began, and what.
SHIFTS = """() => new Promise((done) => new PerformanceObserver((list) => done(list.getEntries().flatMap(({ value, sources }) =>
  sources.map(({ node }) => `${value.toFixed(4)} ${(node?.outerHTML ?? node?.textContent ?? "?").slice(0, 80)}`))))
  .observe({ type: "layout-shift", buffered: true }) || setTimeout(done, 100, []))"""


@pytest.mark.parametrize("size", [PHONE, {"width": 800, "height": 900}], ids=["phone", "tablet"])
def test_nothing_moves_when_slow_scripts_come(open_page: OpenPage, size: dict[str, int]) -> None:
    page = open_page("offline.html", viewport=size)
    home = page.url.removesuffix("offline.html")
    held: list[Route] = []
    page.route("**/assets/js/*.js", lambda route: held.append(route))
    moved = {}
    for path in [*PAGE_KINDS, "/tools/dates/", "/tools/letters/"]:
        page.goto(home + path.lstrip("/"), wait_until="commit")
        expect(page.locator("footer")).to_be_attached()
        page.wait_for_timeout(120)
        assert held, "the page was not seen without its scripts"
        while held:
            held.pop().continue_()
            page.wait_for_timeout(30)
        page.wait_for_load_state("load")
        moved[path] = page.evaluate(SHIFTS)
    assert {path: what for path, what in moved.items() if what} == {}


def test_the_shift_check_notices_what_moves(open_page: OpenPage) -> None:
    page = open_page("en/about/", settle=True)
    page.evaluate("document.querySelector('h1').before(Object.assign(document.createElement('p'), { textContent: 'late' }))")
    assert any("<h1" in line for line in page.evaluate(SHIFTS))


@pytest.mark.parametrize("address", addresses(("/", "/cancel/store/")))
def test_text_at_200_percent_still_fits(open_page: OpenPage, address: str) -> None:
    page = open_page(address, viewport={"width": 640, "height": 640})
    # A style sheet made in a script, as an extension would: the guide's policy allows no <style>.
    page.evaluate(
        "const big = new CSSStyleSheet(); big.replaceSync('html { font-size: 250% !important; }'); document.adoptedStyleSheets.push(big)"
    )
    assert overflow(page) == []


def test_axe_check_notices_a_box_without_a_name(open_page: OpenPage) -> None:
    page = open_page("en/cancel/store/")
    page.evaluate("document.querySelector('[data-checklist] label').remove()")
    assert any(finding.startswith("label ") for finding in axe_findings(page))


def test_overflow_check_notices_a_wide_element(open_page: OpenPage) -> None:
    page = open_page("en/cancel/store/", viewport={"width": 320, "height": 640})
    page.evaluate(
        "const p = document.createElement('p'); p.append('x'); p.style.width = '900px'; document.querySelector('article').append(p)"
    )
    assert overflow(page)


@pytest.mark.parametrize("address", addresses(("/", "/cancel/store/")))
def test_first_tab_offers_to_skip_to_the_content(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    page.keyboard.press("Tab")
    skip = page.locator(".md-skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#" + (page.locator("h1").get_attribute("id") or "")
