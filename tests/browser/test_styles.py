"""No rule that was left out of the stylesheet would have matched anything, in any state a visitor can bring a page into."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import material
import pytest
from playwright.sync_api import Page, expect
from style_rules import needed, seen_on

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.guide import DOCS
from tests.search.browser import ask, open_search

# What a state alone decides (:hover, ::before) is taken as given: such a selector must not match either.
MATCHING = r"""(selectors) => {
  const always = ":not(#no-such-id)";
  const state = /::?(?:-[a-z-]+|before|after|hover|focus(?:-visible|-within)?|active|checked|target|indeterminate|marker|placeholder|backdrop|first-line|first-letter|selection|placeholder-shown|popover-open|valid|invalid)(?![\w-])/g;
  return selectors.filter((selector) => document.querySelector(selector.replace(state, always)));
}"""
THEME = Path(material.__file__).parent / "templates" / "assets" / "stylesheets"


@cache
def dropped(site: Path) -> list[str]:
    """Every selector the built site does without."""
    whole = "\n".join(path.read_text(encoding="utf-8") for path in [*sorted(THEME.glob("*.css")), DOCS / "assets" / "css" / "guide.css"])
    scripts = [path for folder in ("js", "javascripts") for path in (site / "assets" / folder).glob("*.js") if "worker" not in path.name]
    pages = (path.read_text(encoding="utf-8") for path in site.rglob("*.html"))
    return needed(whole, seen_on(pages, [path.read_text(encoding="utf-8") for path in scripts]))[1]


def open_everything(page: Page) -> None:
    """Unfold what can be unfolded."""
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")


def search(page: Page) -> None:
    """Results, then the help where nothing is found."""
    open_search(page)
    ask(page, "store")
    expect(page.locator(".md-search-result__link").first).to_be_visible()


def search_for_nothing(page: Page) -> None:
    """The help where nothing is found."""
    open_search(page)
    ask(page, "xqzzxqz")
    expect(page.locator("[data-search-help]")).to_be_visible()


def open_menu(page: Page) -> None:
    """The drawer of a phone."""
    page.locator(".md-header__button[data-opens=__drawer]").click()
    expect(page.locator(".md-nav--primary .md-nav__link--active").first).to_be_visible()


def go_dark(page: Page) -> None:
    """The other scheme."""
    page.locator("form[data-md-component=palette] button").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")


def tick(page: Page) -> None:
    """A step, and the question before a reset."""
    page.locator("[data-checklist] input").first.check()
    page.locator("[data-checklist] button:visible").first.click()


def show_tooltip(page: Page) -> None:
    """A source in place."""
    page.locator("a.footnote-ref").first.hover()
    expect(page.locator(".md-tooltip2--active")).to_be_visible()


def plan(page: Page) -> None:
    """Answers and every tool."""
    page.locator("[data-plan-questions] label").first.click()
    open_everything(page)


STATES: tuple[tuple[str, dict[str, int], Callable[[Page], None]], ...] = (
    ("en/", DESKTOP, plan),
    ("", DESKTOP, search_for_nothing),
    ("en/cancel/esim/", DESKTOP, search),
    ("cancel/store/", PHONE, open_menu),
    ("en/cancel/esim/", DESKTOP, show_tooltip),
    ("en/situations/lost-or-stolen/", PHONE, tick),
    ("cards/number-keeping/", DESKTOP, go_dark),
    ("en/tools/letters/", DESKTOP, open_everything),
    ("tools/dates/", PHONE, open_everything),
    ("en/carriers/", DESKTOP, open_everything),
    ("carriers/giffgaff/", PHONE, open_everything),
    ("en/about/sources/", DESKTOP, open_everything),
)


@pytest.mark.parametrize(("address", "size", "act"), STATES, ids=[f"{address or 'home'}-{act.__name__}" for address, _, act in STATES])
def test_no_dropped_rule_would_match(
    open_page: OpenPage, site: Path, address: str, size: dict[str, int], act: Callable[[Page], None]
) -> None:
    page = open_page(address, viewport=size)
    assert page.evaluate(MATCHING, dropped(site)) == []
    act(page)
    assert page.evaluate(MATCHING, dropped(site)) == []


def test_the_check_sees_a_rule_that_is_missed(open_page: OpenPage) -> None:
    page = open_page("en/about/")
    rules = ["h1:hover", ".md-typeset a::before", ".no-such-class", "body:not(.x)>:first-child"]
    assert page.evaluate(MATCHING, rules) == [rules[0], rules[1], rules[3]]
