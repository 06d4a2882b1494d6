"""Ask the search in a browser as people do, and read its answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from playwright.sync_api import Page

from tests.search.questions import Question, Success, success

HOME = {"zh": "", "en": "en/"}
BOX = "input.md-search__input"
RESULT = ".md-search-result__link"
_LISTEN = """() => {
  window.answers = [];
  document.querySelector('[data-md-component=search]').addEventListener('search-answer', (event) => {
    if (event.detail.type === 3) window.answers.push(event.detail.data);
  });
}"""
# The engine without the page around it: the same modules, asked many things at once.
_ENGINE = """async ([root, language, queries]) => {
  const { SearchEngine } = await import(`${root}assets/js/search/engine.js`);
  const engine = new SearchEngine(await (await fetch(`${root}search/${language}.json`)).json());
  return queries.map((query) => engine.search(query).hits.map((hit) => hit.page.at));
}"""


def open_search(page: Page) -> None:
    """Click into the box."""
    page.evaluate(_LISTEN)
    page.locator(BOX).click()


def ask(page: Page, query: str, *, by_key: bool = False) -> list[dict[str, Any]]:
    """What the search answers to a query typed into the open box: the first line of each group, best first.

    `by_key` presses every key; otherwise the words arrive at once, as pasted or from an input method.
    """
    page.keyboard.press("ControlOrMeta+a")
    if by_key:
        page.keyboard.type(query)
        page.keyboard.press("End")
    else:
        page.keyboard.insert_text(query)
    # An answer names its query, so that the answer to fewer letters is not taken for it.
    page.wait_for_function("(query) => window.answers.at(-1)?.query.trim() === query.trim()", arg=query)
    answers: list[dict[str, Any]] = page.evaluate("window.answers")
    return [group[0] for group in answers[-1]["items"]]


def ask_engine(page: Page, root: str, language: str, queries: Sequence[str]) -> list[list[str]]:
    """The addresses of the pages found for each query, without typing. `root` is the guide's address."""
    return page.evaluate(_ENGINE, [root, language, list(queries)])  # type: ignore[no-any-return]


def measure(page: Page, asked: Iterable[Question], *, by_key: bool = False) -> Success:
    """How many of the questions are answered when they are typed."""
    return success((question, [item["location"] for item in ask(page, question.query, by_key=by_key)]) for question in asked)
