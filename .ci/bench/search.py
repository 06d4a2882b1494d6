"""How well the search finds what people type, and how fast, beside the theme's own search on the same content."""

from __future__ import annotations

import gzip
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.search.browser import HOME, ask, measure, open_search
from tests.search.questions import Question, Success, path_of, questions, success

STOCK_RESULT = ".md-search-result__item > a:first-child"
# A mid phone, as Lighthouse takes it.
SLOWER = 4
TIMED = {"zh": "欠费停机多久自动销户", "en": "i deleted my esim am i still charged"}
# The time from a key to the words on the screen, and the longest wait for it.
_WATCH = """() => {
  window.keyed = 0;
  window.waits = [];
  document.querySelector('input.md-search__input').addEventListener('keyup', () => { window.keyed ||= performance.now(); });
  document.querySelector('[data-md-component=search]').addEventListener('search-answer', (event) => {
    if (event.detail.type !== 3 || !window.keyed) return;
    const keyed = window.keyed;
    window.keyed = 0;
    requestAnimationFrame(() => setTimeout(() => window.waits.push(performance.now() - keyed)));
  });
}"""


def ask_stock(page: Page, query: str) -> list[str]:
    """The addresses the theme's own search lists for a query typed into its box, best first."""
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("Delete")
    page.keyboard.press("End")
    page.wait_for_function("document.querySelectorAll('.md-search-result__item').length === 0")
    page.keyboard.insert_text(query)
    page.keyboard.press("End")
    # Nothing tells that the search is done when it finds nothing; its answers come within a few milliseconds.
    page.wait_for_timeout(250)
    return page.locator(STOCK_RESULT).evaluate_all("(links) => links.map((link) => link.href)")  # type: ignore[no-any-return]


def measure_stock(page: Page, root: str, asked: list[Question]) -> Success:
    """As `measure`, for the theme's own search."""
    return success((question, [path_of(address.removeprefix(root)) for address in ask_stock(page, question.query)]) for question in asked)


def waits(browser: Browser, address: str, query: str) -> list[float]:
    """Milliseconds from each key to its results on a page that runs four times slower, the search being loaded."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    open_search(page)
    ask(page, "x")
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.keyboard.press("ControlOrMeta+a")
    page.evaluate(_WATCH)
    for character in query:
        page.keyboard.press(character) if character.isascii() else page.keyboard.insert_text(character)
        page.wait_for_timeout(150)
    found: list[float] = page.evaluate("window.waits")
    context.close()
    return found


def kilobytes(path: Path) -> float:
    """Compressed as a server sends it, in thousands of bytes."""
    return len(gzip.compress(path.read_bytes(), 9)) / 1000


def measure_search(context: Any) -> Iterator[tuple[str, str, str]]:
    """Rows: what, ours, stock."""
    for language in ("zh", "en"):
        ours, stock = context.open(context.ours + HOME[language]), context.open(context.stock + HOME[language])
        open_search(ours)
        stock.locator("input.md-search__input").click()
        stock.wait_for_function("document.querySelector('.md-search-result__meta').textContent.trim() !== ''")
        public = questions()[language]
        for name, asked in (("all", public), ("held out", [q for q in public if q.held_out])):
            yield f"search {language}, {name}", str(measure(ours, asked)), str(measure_stock(stock, context.stock, asked))
        times = waits(context.browser, context.ours + HOME[language], TIMED[language])
        yield f"search {language}, first key at 4x", f"{times[0]:.0f} ms", ""
        yield f"search {language}, later keys at 4x", f"median {statistics.median(times[1:]):.0f} ms, worst {max(times[1:]):.0f} ms", ""
        yield (
            f"search {language}, index",
            f"{kilobytes(context.site / 'search' / f'{language}.json'):.0f} kB gzip",
            f"{kilobytes(context.stock_site / 'search' / 'search_index.json'):.0f} kB gzip, both languages",
        )
