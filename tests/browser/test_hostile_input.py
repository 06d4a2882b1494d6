"""Everything a browser hands to the guide, broken in every way at once, on real pages: nothing runs, nothing breaks, nothing is lost.

The readers themselves are tried with thousands of values in test_plan_modules.py and test_dates.py; here a seeded few hundred go
through the pages, where what was read is shown. A failure names its seed, and the seed gives the same values again.
"""

import json
import random
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.test_planner import card, document, notice, open_tool, saved, seeded

KEYS = ("sim-guide.plan", "sim-guide.ticks", "sim-guide.letters", "sim-guide.dates")
WORDS = [
    "<img src=x onerror='window.hacked=1'>",
    "<svg onload=window.hacked=1>",
    "<script>window.hacked=1</script>",
    "</script><script>window.hacked=1</script>",
    "\"'><b class=injected>",
    "javascript:window.hacked=1",
    "${window.hacked=1}",
    "{{constructor.constructor('window.hacked=1')()}}",
    "{name}",
    "__proto__",
    "constructor",
    "\u0000",
    "\u202e\u2066abc",
    "😀" * 30,
    "注" * 3000,
    "",
    " ",
    "2026-13-40",
    "2026-02-28",
    "-1e999",
    "%E0%A4%A",
    "../../x",
    "//elsewhere.example/",
]
FIELDS = ("version", "cards", "current", "id", "name", "answers", "carrier", "ticks", "dates", "entries", "values", "rule", "start", "note")
PAGES = ("en/", "before/", "en/tools/letters/", "tools/dates/", "en/carriers/")
FILTERS = ("region", "kind", "form", "channel", "difficulty", "name", "q", "plan")
DAMAGE = """() => {
  const found = [];
  if (window.hacked !== undefined) found.push("a script ran");
  if (({}).hacked !== undefined || ({}).name !== undefined || ({}).x !== undefined) found.push("Object.prototype was changed");
  for (const one of document.querySelectorAll("img[src=x], [onerror], [onload], .injected, iframe, a[href^='javascript:' i], a[href^='//']"))
    found.push(one.outerHTML.slice(0, 200));
  for (const one of document.scripts) if (one.textContent.includes("hacked=1")) found.push("a script was added");
  return found;
}"""


def junk(dice: random.Random, depth: int = 0) -> Any:
    """Any value that JSON can hold."""
    simple: list[Any] = [None, True, -1, 0.5, 1e308, dice.choice(WORDS), [], {}]
    if depth > 3 or dice.random() < 0.4:
        return dice.choice(simple)
    if dice.random() < 0.5:
        return [junk(dice, depth + 1) for _ in range(dice.randint(0, 4))]
    return {dice.choice([*FIELDS, *WORDS]): junk(dice, depth + 1) for _ in range(dice.randint(0, 5))}


def stored(dice: random.Random, key: str) -> str:
    """What a storage may hold under a key after a crash, another version of the guide, or somebody's experiments. Never sound."""
    almost = {
        "sim-guide.plan": {
            "version": 1,
            "current": junk(dice),
            "cards": [card("Mum"), {**card("<b>x</b>"), dice.choice(FIELDS): junk(dice)}],
        },
        "sim-guide.ticks": {"version": 1, "ticks": {"<b>": junk(dice)}},
        "sim-guide.letters": {"version": 1, "values": {"NOT A NAME": dice.choice(WORDS)}},
        "sim-guide.dates": {"version": 1, "entries": [{"rule": dice.choice(WORDS), "start": dice.choice(WORDS), "name": 1}]},
    }[key]
    whole = json.dumps(dice.choice([almost, almost, {**almost, "version": junk(dice)}, junk(dice)]))
    return dice.choice([whole, whole, whole[: dice.randint(1, len(whole))][:-1] or "{", whole[::-1], dice.choice(WORDS) or "x"])


def address(dice: random.Random, page: str) -> str:
    """A page's address with a query and a fragment nobody's links have."""
    pairs = [
        f"{dice.choice(FILTERS)}={quote(dice.choice(WORDS)) if dice.random() < 0.8 else dice.choice(('%', '%E0%A4%A', '&&=', '+'))}"
        for _ in range(4)
    ]
    fragments = ["", "#%", "#__proto__", "#" + quote(dice.choice(WORDS)), "#<img src=x onerror=window.hacked=1>"]
    fragments += [
        "#plan=" + ";".join(f"{dice.choice(('from', 'form', 'situation', 'carrier', 'x'))}:{quote(dice.choice(WORDS))}" for _ in range(3))
    ]
    return page + dice.choice(["", "?" + "&".join(pairs)]) + dice.choice(fragments)


@pytest.mark.parametrize("page_of", PAGES)
def test_no_stored_value_and_no_address_harms_a_page(open_page: OpenPage, server: str, page_of: str) -> None:
    page = open_page("en/about/")
    for seed in range(5):
        dice = random.Random(f"{page_of} {seed}")
        state = {key: stored(dice, key) for key in KEYS}
        at = address(dice, page_of)
        page.goto(server + "en/about/")
        page.evaluate(
            "state => { localStorage.clear(); for (const [key, text] of Object.entries(state)) localStorage.setItem(key, text); }", state
        )
        page.goto(server + at)
        expect(page.locator("h1").first).to_be_visible()
        assert page.evaluate(DAMAGE) == [], (seed, at)
        kept = page.evaluate("Object.values(localStorage)")
        assert [key for key, text in state.items() if text not in kept] == [], (seed, at, "is lost")


def test_a_value_that_is_lost_or_a_script_that_runs_is_noticed(open_page: OpenPage) -> None:
    page = open_page("en/about/")
    assert page.evaluate(DAMAGE) == []
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<b class=injected></b>'); window.hacked = 1; Object.prototype.x = 1")
    assert len(page.evaluate(DAMAGE)) == 3


@pytest.mark.parametrize("words", [" ".join(WORDS[:4]), " ".join([*WORDS[4:11], WORDS[12]])])
def test_searched_words_from_an_address_are_only_words(open_page: OpenPage, words: str) -> None:
    page = open_page(f"en/?q={quote(words + ' esim')}")
    page.locator(".md-search-result__item, [data-search-help]:not([hidden])").first.wait_for()
    expect(page.locator("input.md-search__input")).to_have_value(words + " esim")
    assert page.evaluate(DAMAGE) == []


def test_no_imported_file_harms_the_plan(open_page: OpenPage) -> None:
    page = open_page("en/", before=seeded(document(card("Mine"))))
    open_tool(page, "keep")
    merge = page.locator("[data-plan-dialog=import] button[value=merge]")
    merged = 0
    for seed in range(12):
        dice = random.Random(seed)
        content = stored(dice, "sim-guide.plan").encode(errors="replace")
        page.evaluate("document.querySelector('[data-plan-notice]').hidden = true")
        page.locator("[data-plan-file]").set_input_files({"name": "<b>.json", "mimeType": "text/html", "buffer": content})
        merge.or_(notice(page)).locator("visible=true").first.wait_for()
        if merge.is_visible():
            merge.click()
            merged += 1
            expect(notice(page)).to_be_visible()
        assert page.evaluate(DAMAGE) == [], seed
        assert "Mine" in [one["name"] for one in saved(page)["cards"]], seed
    assert merged > 2
