"""The states a page can be in, reached as a person reaches them. Whatever must hold in every state walks this list."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from tests.guide import texts
from tests.search.browser import BOX, RESULT

STORE, HOME, LETTERS, DATES, DIRECTORY = "cancel/store/", "", "tools/letters/", "tools/dates/", "carriers/"
CARD = {
    "id": "card-mine",
    "name": "Mum 妈妈",
    "answers": {"from": "gb", "form": "esim", "situation": ["lost", "abroad"]},
    "carrier": "ee",
    "ticks": {},
    "dates": [{"id": "d1", "label": "Notice ends", "date": "2999-12-31", "kind": "note"}],
    "references": [{"what": "Ticket", "text": "A-17"}],
    "note": "Spoke to Ann",
    "archived": False,
    "changed": "2026-11-21T10:00:00.000Z",
}
FILLED = json.dumps({"version": 1, "current": "card-mine", "cards": [CARD]})


def keeps(key: str, text: str) -> str:
    """A script that puts a text into the storage before the page's own scripts run."""
    return f"localStorage.setItem('sim-guide.{key}', {json.dumps(text)});"


@dataclass(frozen=True)
class State:
    """A state: the address below the language, how to get there, which part of the page it changes, and what the device keeps.

    `part` is a CSS selector; `phone` says whether only a narrow window has this state (True), only a wide one (False), or both (None).
    """

    name: str
    address: str
    reach: Callable[[Page, str], object]
    part: str
    before: str = ""
    phone: bool | None = None

    def __str__(self) -> str:
        return self.name


def _drawer(page: Page, language: str) -> None:
    page.get_by_role("button", name=texts(language)["menu"], exact=True).click()
    expect(page.locator(".md-nav--primary")).to_be_in_viewport()
    _still(page, ".md-sidebar--primary")


def _still(page: Page, selector: str) -> None:
    """Wait until nothing moves or fades in there: half-way through a fade no colour has its contrast yet."""
    page.locator(selector).first.evaluate(
        "async (e) => { while (e.getAnimations({ subtree: true }).some((a) => a.playState === 'running'))"
        " await Promise.all(e.getAnimations({ subtree: true }).map((a) => a.finished.catch(() => 0))); }"
    )


def _search(page: Page, language: str, words: str, shown: str) -> None:
    button = page.get_by_role("button", name=texts(language)["search_dialog"], exact=True)
    if not button.is_visible():
        page.locator(BOX).click()
    else:
        button.click()
    expect(page.locator(BOX)).to_be_focused()
    page.keyboard.type(words)
    expect(page.locator(shown).first).to_be_visible()
    _still(page, ".md-search")


def _planner(page: Page, language: str) -> None:
    expect(page.locator("li[data-step=ee-call-to-cancel]")).to_be_visible()
    for name in ("card", "cards", "keep"):
        page.locator(f"[data-plan-tool={name}] > summary").click()
        expect(page.locator(f"[data-plan-tool={name}] > div")).to_be_visible()
    page.locator("[data-plan-do=share]").click()
    page.locator("li[data-step=ee-call-to-cancel] summary").click()


def _planner_asks(page: Page, language: str) -> None:
    page.locator("[data-plan-tool=keep] > summary").click()
    page.locator("[data-plan-do=clear]").click()
    expect(page.get_by_role("button", name=texts(language)["plan_clear_no"])).to_be_visible()


def _corrupt(page: Page, language: str) -> None:
    expect(page.locator("[data-plan-notice]")).to_contain_text(texts(language)["checklist_storage_corrupt"])


def _failed_import(page: Page, language: str) -> None:
    page.wait_for_selector("select[name=carrier] optgroup", state="attached")
    page.locator("[data-plan-tool=keep] > summary").click()
    page.locator("[data-plan-file]").set_input_files({"name": "x.json", "mimeType": "application/json", "buffer": b"{broken"})
    expect(page.locator("[data-plan-notice]")).to_contain_text(texts(language)["plan_import_broken"])


def _letters(page: Page, language: str) -> None:
    page.wait_for_selector("[data-letter-form][data-ready]")
    page.locator("[data-letter-form] input:not([type=checkbox], [type=radio], [type=date])").first.press_sequentially("Li Hua")
    expect(page.locator("[data-letter=cancel] [data-sheet=en]")).to_contain_text("Li Hua")


def _dates(page: Page, language: str, start: str = "2026-11-20") -> None:
    page.wait_for_selector("[data-dates][data-ready]")
    page.select_option("#dates-rule", "gb-switch-done")
    page.locator("#dates-start").fill(start)
    page.get_by_role("button", name=texts(language)["dates_add"]).click()
    expect(page.locator(".dates__item")).to_have_count(1 if start else 0)


def _dates_error(page: Page, language: str) -> None:
    _dates(page, language, "")
    expect(page.locator("[data-dates-status]")).to_contain_text("1900-01-01")


def _filter(page: Page, language: str) -> None:
    page.get_by_label(texts(language)["filter_name"]).press_sequentially("zzz")
    expect(page.get_by_text(texts(language)["filter_none"])).to_be_visible()


def _tooltip(page: Page, language: str, of: str = "article .footnote-ref") -> None:
    page.locator(of).first.focus()
    expect(page.locator(".md-tooltip2--active")).to_be_visible()
    _still(page, ".md-tooltip2--active")


def _checklist(page: Page, language: str) -> None:
    page.locator("[data-checklist] label").first.click()
    page.get_by_role("button", name=texts(language)["checklist_reset"], exact=True).click()
    expect(page.locator(".checklist__question")).to_be_visible()
    _still(page, "body")  # the tabs fade when the click has scrolled the page


def _paper(page: Page, language: str) -> None:
    page.emulate_media(media="print")


def _as_it_is(page: Page, language: str) -> None:
    expect(page.locator("h1").first).to_be_visible()


STATES: list[State] = [
    State("menu open", STORE, _drawer, ".md-sidebar--primary", phone=True),
    State("search with results", STORE, lambda page, language: _search(page, language, "esim", RESULT), ".md-search"),
    State("search without results", STORE, lambda page, language: _search(page, language, "qqzzxxvv", "[data-search-help]"), ".md-search"),
    State("planner filled", HOME, _planner, "[data-plan]", before=keeps("plan", FILLED)),
    State("planner asks before clearing", HOME, _planner_asks, "[data-plan]", before=keeps("plan", FILLED)),
    State("saved plan corrupt", HOME, _corrupt, "[data-plan]", before=keeps("plan", "{broken")),
    State("import failed", HOME, _failed_import, "[data-plan]"),
    State("letters filled", LETTERS, _letters, "article"),
    State("dates shown", DATES, _dates, "[data-dates]"),
    State("date wrong", DATES, _dates_error, "[data-dates]"),
    State("filter without result", DIRECTORY, _filter, ".carrier-filter"),
    State("source open", STORE, _tooltip, "article, .md-tooltip2"),
    State("term open", STORE, lambda page, language: _tooltip(page, language, "article abbr"), "article, .md-tooltip2"),
    State("checklist asks before clearing", STORE, _checklist, ".checklist"),
    State("paper", STORE, _paper, "article"),
    State("no such page", "no/such/page/", _as_it_is, "body"),
]
MISSING = ("404", "console: Failed to load resource: the server responded with a status of 404")


def options_of(state: State) -> dict[str, Any]:
    """What `open_page` needs for a state."""
    return {"before": state.before, "expect_trouble": MISSING if state.name == "no such page" else ()}
