"""The guide without a mouse: every stop can be seen, nothing traps, what opens closes with Escape and gives the focus back."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.guide import texts
from tests.search.browser import BOX, RESULT

# Where the focus is: its name, whether anything of it can be seen, whether it is marked, and the part of the page it is in.
# A point counts when what is on top there is the element, something in it, or its label; tooltips close by themselves.
FOCUS = """async () => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const name = (e.getAttribute("aria-label") || e.innerText || e.labels?.[0]?.innerText || e.id || e.className).trim().slice(0, 60);
  const own = [e, ...(e.labels ?? [])];
  const seen = () => own.some((part) => [...part.getClientRects()].some((r) => [0.1, 0.5, 0.9].some((x) => [0.2, 0.5, 0.8].some((y) =>
    document.elementsFromPoint(r.left + r.width * x, r.top + r.height * y).find((top) => !top.closest(".md-tooltip2"))
      ?.closest("*") && own.some((mine) => {
        const top = document.elementsFromPoint(r.left + r.width * x, r.top + r.height * y).find((top) => !top.closest(".md-tooltip2"));
        return mine === top || mine.contains(top);
      })))));
  for (let frame = 0; frame < 30 && !seen(); frame++) await new Promise(requestAnimationFrame);
  const style = getComputedStyle(e);
  // The parts of a date field show the focus themselves.
  const marked = e.type === "date" || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0);
  const part = ["header", "article", "footer", "nav", "main"].find((part) => e.closest(part)) ?? "page";
  return { name, part, seen: seen(), marked };
}"""


def walk(page: Page, key: str = "Tab", most: int = 400) -> list[dict[str, Any]]:
    """Press a key until the focus leaves the page; what has the focus after each press."""
    stops: list[dict[str, Any]] = []
    for _ in range(most):
        page.keyboard.press(key)
        stop = page.evaluate(FOCUS)
        if stop is None or stop in stops[:1]:  # out, or round again
            return stops
        stops.append(stop)
    raise AssertionError(f"{most} presses of {key} do not lead out of the page; the last are {stops[-3:]}")


def wrong(stops: list[dict[str, Any]]) -> list[str]:
    """The stops that cannot be seen, or look like any other element."""
    return [f"{stop['part']}: {stop['name']}" for stop in stops if not (stop["seen"] and stop["marked"])]


@pytest.mark.parametrize(
    ("address", "size", "key"),
    [
        ("en/", PHONE, "Tab"),
        ("", DESKTOP, "Shift+Tab"),
        ("cancel/store/", PHONE, "Shift+Tab"),
        ("en/cancel/store/", DESKTOP, "Tab"),
        ("en/tools/letters/", PHONE, "Shift+Tab"),
        ("carriers/giffgaff/", PHONE, "Tab"),
    ],
)
def test_every_stop_of_the_tab_key_is_seen(open_page: OpenPage, address: str, size: dict[str, int], key: str) -> None:
    page = open_page(address, viewport=size)
    stops = walk(page, key)
    assert len(stops) > 30
    assert wrong(stops) == []
    parts = [stop["part"] for stop in (stops if key == "Tab" else stops[::-1])]
    # In reading order: the skip link, the header, what leads around, the text, the foot.
    assert parts[0] == "page"
    assert parts == sorted(parts, key=["page", "header", "nav", "main", "article", "footer"].index)


def test_a_covered_or_unmarked_stop_is_noticed(open_page: OpenPage) -> None:
    page = open_page("en/about/")
    link = page.locator("article a").first
    link.evaluate(
        "link => { link.style.cssText = 'position: relative; z-index: -1; outline: 0'; link.closest('article').style.background = '#fff'; }"
    )
    link.focus()
    stop = page.evaluate(FOCUS)
    assert (stop["seen"], stop["marked"]) == (False, False)


def opened(page: Page, language: str, name: str) -> Any:
    """A button of the header, worked by key."""
    button = page.get_by_role("button", name=texts(language)[name], exact=True)
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    return button


@pytest.mark.parametrize(("address", "language"), [("cancel/store/", "zh"), ("en/", "en")])
def test_the_menu_takes_the_focus_keeps_it_in_sight_and_gives_it_back(open_page: OpenPage, address: str, language: str) -> None:
    page = open_page(address, viewport=PHONE)
    button = opened(page, language, "menu")
    inside = page.locator(".md-sidebar--primary :focus")
    expect(inside).to_have_count(1)
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    opened(page, language, "menu")
    expect(inside).to_have_count(1)
    for _ in range(20):
        stop = page.evaluate(FOCUS)
        assert stop["seen"], stop
        page.keyboard.press("Tab")
        if not inside.count():
            break
    expect(button).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Shift+Tab")
    expect(inside).to_have_count(0)


def test_the_panels_of_the_menu_are_worked_by_key(open_page: OpenPage) -> None:
    words = texts("en")
    page = open_page("en/cancel/store/", viewport=PHONE)
    opened(page, "en", "menu")
    back = page.get_by_role("button", name=words["menu_back"].format(name="Cancel"))
    contents = page.get_by_role("button", name=words["menu_contents"].format(name="Cancel at a store"))
    expect(back).to_be_focused()
    page.keyboard.press("Tab")
    expect(contents).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name=words["menu_back"].format(name="Table of contents"))).to_be_focused()
    expect(page.get_by_role("link", name="Steps at the store", exact=True)).to_be_visible()
    expect(contents).to_be_hidden()
    page.keyboard.press("Enter")
    expect(back).to_be_focused()
    page.keyboard.press("Enter")
    home = page.locator(".md-sidebar--primary").get_by_role("link", name="Home", exact=True)
    expect(home).to_be_visible()
    expect(page.locator(".md-sidebar--primary").get_by_role("link", name="Cancel online")).to_be_hidden()
    page.get_by_role("button", name=words["menu_more"].format(name="Cancel")).focus()
    page.keyboard.press("Enter")
    expect(back).to_be_focused()
    expect(home).to_be_hidden()


def test_the_closed_search_is_no_stop_and_opens_and_closes_by_key(open_page: OpenPage) -> None:
    page = open_page("en/cancel/store/", viewport=PHONE)
    expect(page.locator(BOX)).to_have_attribute("tabindex", "-1")
    button = opened(page, "en", "search_dialog")
    expect(page.locator(BOX)).to_be_focused()
    page.keyboard.type("esim")
    expect(page.locator(RESULT).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(page.locator(RESULT).first).not_to_be_visible()
    page.set_viewport_size({"width": DESKTOP["width"], "height": DESKTOP["height"]})
    expect(page.locator(BOX)).to_have_attribute("tabindex", "0")


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_light_and_dark_are_switched_by_key_and_the_name_says_what_comes(open_page: OpenPage, key: str) -> None:
    page = open_page("en/", color_scheme="light")
    page.get_by_role("button", name="Switch to dark").focus()
    page.keyboard.press(key)
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    light = page.get_by_role("button", name="Switch to light")
    expect(light).to_be_focused()
    page.keyboard.press(key)
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "default")
    expect(page.get_by_role("radio", name="Switch")).to_have_count(0)


@pytest.mark.parametrize("selector", [".footnote-ref", "abbr"])
def test_what_opens_over_the_text_can_be_pointed_at_and_closed_by_escape(open_page: OpenPage, selector: str) -> None:
    page = open_page("en/cancel/phone/")
    host = page.locator(f"article {selector}").first
    shown = page.locator(".md-tooltip2--active:visible")
    host.focus()
    expect(shown).to_have_count(1)
    if selector == ".footnote-ref":
        expect(page.get_by_role("dialog", name=host.get_attribute("aria-label"))).to_have_count(1)
    else:
        expect(host).to_have_accessible_description(shown.inner_text())
    page.keyboard.press("Escape")
    expect(shown).to_have_count(0)
    expect(host).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".md-tooltip2")).to_have_count(0)
    host.hover()
    expect(shown).to_have_count(1)
    shown.locator(".md-tooltip2__inner").hover()
    expect(shown).to_have_count(1)
    page.keyboard.press("Escape")
    expect(shown).to_have_count(0)
