"""What people with assistive technology, large text or their own colours meet, in every state of the pages."""

import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.states import FILLED, STATES, State, keeps, options_of
from tests.browser.test_layout import axe_findings, overflow
from tests.guide import LANGUAGES, generated_addresses, texts

SIZES = {"phone": PHONE, "desktop": DESKTOP}
Look = tuple[str, str, str]


def looks(state: State) -> Iterator[Look]:
    """Every language, window and colour scheme a state has."""
    for language, size, scheme in itertools.product(LANGUAGES, SIZES, ("light", "dark")):
        if state.phone is None or state.phone == (size == "phone"):
            yield language, size, scheme


def reached(open_page: OpenPage, state: State, look: Look, **options: Any) -> Page:
    language, size, scheme = look
    address = ("" if language == "zh" else "en/") + state.address
    page = open_page(address, viewport=SIZES[size], color_scheme=scheme, **options_of(state), **options)
    state.reach(page, language)
    return page


# In each state one look, in turn, and the part that the state changes; the sweep takes all looks and the whole page.
ONE_LOOK = [(state, list(looks(state))[number * 3 % len(list(looks(state)))]) for number, state in enumerate(STATES)]


@pytest.mark.parametrize(("state", "look"), ONE_LOOK, ids=str)
def test_axe_finds_nothing_in_a_state(open_page: OpenPage, state: State, look: Look) -> None:
    page = reached(open_page, state, look)
    assert axe_findings(page, state.part) == []


@pytest.mark.sweep
@pytest.mark.parametrize("state", STATES, ids=str)
def test_axe_finds_nothing_in_any_look_of_a_state(open_page: OpenPage, state: State) -> None:
    found = {}
    for look in looks(state):
        page = reached(open_page, state, look)
        found[look] = axe_findings(page)
        assert overflow(page) == [] or state.name == "paper"
        page.context.close()
    assert {look: findings for look, findings in found.items() if findings} == {}


@pytest.mark.sweep
@pytest.mark.parametrize("address", generated_addresses())
def test_axe_finds_nothing_on_a_page_made_from_data(open_page: OpenPage, address: str) -> None:
    size, scheme = list(itertools.product((PHONE, DESKTOP), ("light", "dark")))[len(address) % 4]
    assert axe_findings(open_page(address, viewport=size, color_scheme=scheme)) == []


# --- targets ------------------------------------------------------------------------------------------------------------

# WCAG 2.5.8: 24 by 24, or a circle of 24 around the middle that meets no other target. Links in a sentence are free.
# A box and its label are one target, and so are links to the same place.
TARGETS = """() => {
  const visible = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !e.closest("[inert]");
  const inSentence = (e) => {
    if (!e.matches("a, abbr, summary") || getComputedStyle(e).display !== "inline") return false;
    const block = e.closest("p, li, td, th, dd, blockquote, figcaption, div");
    return block.innerText.trim().length > e.innerText.trim().length + 1;
  };
  const targets = [];
  for (const e of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")) {
    if (!visible(e) && !e.labels?.length) continue;
    const boxes = [e, ...(e.labels ?? [])].filter(visible).map((part) => part.getBoundingClientRect()).filter((r) => r.width && r.height);
    if (!boxes.length) continue;
    const left = Math.min(...boxes.map((r) => r.left)), right = Math.max(...boxes.map((r) => r.right));
    const top = Math.min(...boxes.map((r) => r.top)), bottom = Math.max(...boxes.map((r) => r.bottom));
    if (right <= 0 || left >= innerWidth) continue;
    targets.push({ e, left, right, top, bottom, free: inSentence(e) });
  }
  const small = (t) => t.right - t.left < 23.9 || t.bottom - t.top < 23.9;
  const gap = (x, y, t) => Math.hypot(Math.max(t.left - x, 0, x - t.right), Math.max(t.top - y, 0, y - t.bottom));
  return targets.filter((t) => !t.free && small(t) && targets.some((other) => {
    if (other.e === t.e || other.free || other.e.contains(t.e) || t.e.contains(other.e) || (t.e.href && t.e.href === other.e.href)) return false;
    const x = (t.left + t.right) / 2, y = (t.top + t.bottom) / 2;
    if (!small(other)) return gap(x, y, other) < 12;
    return Math.hypot(x - (other.left + other.right) / 2, y - (other.top + other.bottom) / 2) < 24;
  })).map((t) => `${t.e.outerHTML.slice(0, 110)} ${Math.round(t.right - t.left)}x${Math.round(t.bottom - t.top)}`);
}"""


@pytest.mark.parametrize("size", SIZES)
def test_targets_are_large_or_apart(open_page: OpenPage, size: str) -> None:
    page = open_page(viewport=SIZES[size], before=keeps("plan", FILLED))
    root = page.url
    found = {}
    for address in ("", "en/cancel/store/", "tools/letters/", "en/tools/dates/", "carriers/", "en/carriers/giffgaff/", "no/such/"):
        if address != "no/such/":
            page.goto(root + address)
        found[address] = page.evaluate(TARGETS)
    assert {address: targets for address, targets in found.items() if targets} == {}


def test_small_targets_close_together_are_noticed(open_page: OpenPage) -> None:
    page = open_page("en/about/")
    page.evaluate(
        "document.querySelector('article').insertAdjacentHTML('beforeend', '<p><button id=a>.</button><button id=b>.</button></p>');"
        "for (const id of ['a', 'b']) Object.assign(document.getElementById(id).style, { width: '10px', height: '10px' });"
    )
    assert len(page.evaluate(TARGETS)) == 2


# --- names and announcements --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_frame_says_what_it_is(open_page: OpenPage, language: str) -> None:
    words, other = texts(language), "en" if language == "zh" else "zh"
    page = open_page(("" if language == "zh" else "en/") + "cancel/store/", viewport=PHONE, color_scheme="light")
    expect(page.get_by_role("banner")).to_have_count(1)
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("contentinfo")).to_have_count(1)
    header = page.get_by_role("banner")
    for name in (words["menu"], words["search_dialog"]):
        expect(header.get_by_role("button", name=name, exact=True)).to_have_attribute("aria-expanded", "false")
    expect(header.get_by_role("button", name={"zh": "换成深色", "en": "Switch to dark"}[language])).to_be_visible()
    link = header.get_by_role("link", name=words["other_language"])
    assert (link.get_attribute("lang"), link.get_attribute("hreflang")) == (other, other)
    expect(page.get_by_role("navigation", name=words["breadcrumbs"])).to_have_count(1)
    assert len(set(page.eval_on_selector_all("nav[aria-label]", "all => all.map(nav => nav.ariaLabel)"))) >= 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_checklist_is_a_list_of_named_boxes_and_speaks(open_page: OpenPage, language: str) -> None:
    words = texts(language)
    page = open_page(("" if language == "zh" else "en/") + "cancel/store/")
    region = page.get_by_role("region", name=words["checklist_title"])
    boxes = region.get_by_role("list").get_by_role("checkbox")
    assert boxes.count() >= 5
    status = region.get_by_role("status").first
    before = status.inner_text()
    boxes.first.focus()
    page.keyboard.press("Space")
    expect(boxes.first).to_be_checked()
    expect(status).not_to_have_text(before)
    for link in region.get_by_role("link").all():
        assert (link.get_attribute("aria-label") or "").startswith(words["checklist_how"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_source_says_its_number_and_where_it_leads_back_to(open_page: OpenPage, language: str) -> None:
    words = texts(language)
    page = open_page(("" if language == "zh" else "en/") + "cancel/store/")
    reference = page.get_by_role("link", name=words["source_number"].format(n=1), exact=True).first
    expect(reference).to_have_text("1")
    reference.focus()
    page.keyboard.press("Enter")
    back = page.locator(".footnote").get_by_role("link", name=words["source_back"].format(n=1, place=1), exact=True)
    expect(back).to_be_in_viewport()
    back.focus()
    page.keyboard.press("Enter")
    expect(reference).to_be_in_viewport()


def test_a_table_stays_a_table_on_a_phone(open_page: OpenPage) -> None:
    counts = []
    for size in (PHONE, DESKTOP):
        page = open_page("en/cancel/", viewport=size)
        table = page.get_by_role("table").first
        counts.append([table.get_by_role(role).count() for role in ("row", "cell")])
        assert counts[-1][1] > counts[-1][0] > 1
    # On a phone the row of names is hidden, and each cell says its column's name.
    assert counts[0] == [counts[1][0] - 1, counts[1][1]]
    phone = open_page("en/cancel/", viewport=PHONE).get_by_role("table").first.get_by_role("row").first
    assert re.search(r'cell "[^"]*: |cell "', phone.aria_snapshot())


def test_an_error_names_the_field_and_is_announced(open_page: OpenPage) -> None:
    words = texts("en")
    page = open_page("en/tools/dates/")
    page.wait_for_selector("[data-dates][data-ready]")
    page.get_by_role("button", name=words["dates_add"]).focus()
    page.keyboard.press("Enter")
    rule = page.locator("#dates-rule")
    expect(rule).to_be_focused()
    expect(rule).to_have_attribute("aria-invalid", "true")
    expect(rule).to_have_accessible_description(words["dates_choose_rule"])
    expect(page.locator("[data-dates-status]")).to_have_attribute("role", "status")
    rule.select_option("gb-switch-done")
    expect(rule).not_to_have_attribute("aria-invalid", "true")


# --- large text, own spacing, own colours, less motion ------------------------------------------------------------------

SPACING = "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}"
DOUBLE = "html { font-size: 250% !important; }"  # the theme sets 125 %
STRETCHED = ("", "en/cancel/store/", "en/tools/letters/", "en/tools/dates/", "carriers/", "en/carriers/giffgaff/", "help/faq/")


def styled(page: Page, css: str) -> None:
    """Styles of the reader's own, past the page's policy."""
    page.evaluate(
        "(css) => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [...document.adoptedStyleSheets, s]; }",
        css,
    )


# Text that its own box cuts off: the box hides what sticks out, and there is more than it shows.
CUT = """() => [...document.querySelectorAll("main *, header *")].filter((e) => {
  const s = getComputedStyle(e);
  if (!e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || !e.innerText?.trim() || s.position === "absolute") return false;
  if (e.closest(".md-header__title, .md-search, .md-sidebar, .md-tooltip2, select")) return false;
  return (s.overflowX !== "visible" && e.scrollWidth > e.clientWidth + 2 && e.clientWidth > 1 && !/auto|scroll/.test(s.overflowX))
    || (s.overflowY !== "visible" && e.scrollHeight > e.clientHeight + 2 && e.clientHeight > 1 && !/auto|scroll/.test(s.overflowY));
}).map((e) => e.outerHTML.slice(0, 100))"""


@pytest.mark.parametrize(("css", "width"), [(SPACING, 360), (DOUBLE, 640), (DOUBLE, 1280)])
def test_the_reader_s_own_text_fits(open_page: OpenPage, css: str, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 640}, before=keeps("plan", FILLED))
    root, found = page.url, {}
    for address in STRETCHED:
        page.goto(root + address)
        expect(page.locator("h1")).to_be_visible()
        styled(page, css)
        found[address] = overflow(page) + page.evaluate(CUT)
    assert {address: parts for address, parts in found.items() if parts} == {}


def test_nothing_moves_for_those_who_asked_for_less_motion(open_page: OpenPage) -> None:
    page = open_page("en/cancel/store/", viewport=PHONE, reduced_motion="reduce")
    page.evaluate("scrollTo = window.scrollTo = (o) => { window.smooth ||= o?.behavior === 'smooth'; }")
    page.get_by_role("button", name=texts("en")["menu"], exact=True).click()
    moving = "document.getAnimations().filter((a) => a.playState === 'running').map((a) => a.transitionProperty ?? a.animationName)"
    assert page.evaluate(moving) == []
    page.keyboard.press("Escape")
    assert page.evaluate("[...document.querySelectorAll('*')].filter((e) => getComputedStyle(e).scrollBehavior === 'smooth').length") == 0
    assert not page.evaluate("window.smooth")


def test_own_colours_keep_boxes_icons_and_focus(open_page: OpenPage) -> None:
    page = open_page("en/cancel/store/", forced_colors="active", viewport=PHONE)
    page.locator("[data-checklist] label").first.click()
    for selector, name in ((".step", "::before"), (".checklist", ""), (".md-typeset em.law", "")):
        width = page.locator(selector).first.evaluate("(e, part) => getComputedStyle(e, part || null).borderTopWidth", name)
        assert width != "0px", f"{selector} has no edge"
    icon = page.get_by_role("button", name=texts("en")["menu"], exact=True).locator("svg")
    fill, behind = icon.evaluate("(e) => [getComputedStyle(e).fill, getComputedStyle(e.closest('header')).backgroundColor]")
    assert fill != behind
    page.get_by_role("button", name=texts("en")["menu"], exact=True).focus()
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


# --- contrast of what is not text ---------------------------------------------------------------------------------------

# WCAG 1.4.11: the edge of a field, the focus ring, a placeholder (4.5), words of a button that is off (ours are readable, too).
CONTRAST = """([selectors, property, pseudo]) => {
  const channel = (v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const parse = (text) => { const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number); return { c: [r, g, b], a }; };
  const light = (c) => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
  const behind = (e) => { for (let at = e; at; at = at.parentElement) { const { c, a } = parse(getComputedStyle(at).backgroundColor); if (a === 1) return c; } return [255, 255, 255]; };
  const worst = [];
  for (const e of document.querySelectorAll(selectors)) {
    if (!e.checkVisibility()) continue;
    const { c, a } = parse(getComputedStyle(e, pseudo)[property]);
    for (const back of property === "color" ? [behind(e)] : [behind(e), behind(e.parentElement)]) {
      const mixed = c.map((value, i) => value * a + back[i] * (1 - a));
      const [high, low] = [light(mixed), light(back)].sort((x, y) => y - x);
      worst.push([(high + 0.05) / (low + 0.05), e.outerHTML.slice(0, 80)]);
    }
  }
  return worst.sort((x, y) => x[0] - y[0])[0] ?? null;
}"""
FIELDS = "article :is(input:not([type=checkbox], [type=radio], [type=file]), select, textarea)"
EDGES = [
    (FIELDS, "borderTopColor", None, 3.0),
    (FIELDS, "color", "::placeholder", 4.5),
    ("article button:disabled", "color", None, 4.5),
    ("article :is(.checklist__button, .tool__button:not(.tool__button--main)):not(:disabled)", "borderTopColor", None, 3.0),
    (".plan__choice:has(:checked)", "borderTopColor", None, 3.0),
    (".md-search__input", "color", "::placeholder", 4.5),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_placeholders_and_idle_buttons_have_contrast(open_page: OpenPage, scheme: str) -> None:
    page = open_page(color_scheme=scheme, before=keeps("plan", FILLED))
    root, found, seen = page.url, [], set()
    for address in ("", "cancel/store/", "tools/letters/", "tools/dates/", "carriers/"):
        page.goto(root + address)
        for selector, colour, pseudo, least in EDGES:
            worst = page.evaluate(CONTRAST, [selector, colour, pseudo])
            if worst:
                seen.add((selector, pseudo))
                if worst[0] < least:
                    found.append(f"{address} {worst[0]:.2f} < {least} {colour} {pseudo or ''} {worst[1]}")
    assert found == []
    assert len(seen) == len(EDGES)
