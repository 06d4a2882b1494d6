"""How well the search finds what people type, and how fast, beside the theme's own search on the same content."""

from __future__ import annotations

import gzip
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from context import SLOWER, Context, Row, served
from playwright.sync_api import Browser, Page, sync_playwright
from stock import build_stock

from tests.browser.chromium import find_chromium
from tests.browser.conftest import ARGUMENTS
from tests.search.browser import BOX, HOME, ask, open_search
from tests.search.browser import measure as measure_typed
from tests.search.questions import Question, Success, path_of, questions, success

STOCK_RESULT = ".md-search-result__item > a:first-child"
TIMED = {"zh": "欠费停机多久自动销户", "en": "i deleted my esim am i still charged"}
# The time from a key to the results in the list, and on the screen: what changes in one frame is drawn in the next.
_WATCH = """() => {
  window.keyed = 0;
  window.waits = [];
  document.querySelector('input.md-search__input').addEventListener('keyup', () => { window.keyed ||= performance.now(); }, true);
  new MutationObserver(() => {
    if (!window.keyed) return;
    const keyed = window.keyed;
    const listed = performance.now() - keyed;
    window.keyed = 0;
    requestAnimationFrame(() => setTimeout(() => window.waits.push([listed, performance.now() - keyed])));
  }).observe(document.querySelector('.md-search-result__list'), { childList: true, subtree: true });
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


def waits(browser: Browser, address: str, query: str) -> list[tuple[float, float]]:
    """Milliseconds from each key to the results in the list and on the screen, on a page four times slower, the search being loaded."""
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
    found: list[tuple[float, float]] = page.evaluate("window.waits")
    context.close()
    return found


def kilobytes(path: Path) -> float:
    """Compressed as a server sends it, in thousands of bytes."""
    return len(gzip.compress(path.read_bytes(), 9)) / 1000


def compared(browser: Browser, site: Path, stock_site: Path, ours: str, stock: str) -> Iterator[Row]:
    """Rows for both languages."""
    for language, home in HOME.items():
        here, there = browser.new_page(), browser.new_page()
        here.goto(ours + home)
        there.goto(stock + home)
        open_search(here)
        there.locator(BOX).click()
        there.wait_for_function("document.querySelector('.md-search-result__meta').textContent.trim() !== ''")
        public = questions()[language]
        for name, asked in (("all", public), ("held out", [question for question in public if question.held_out])):
            stocks = measure_stock(there, stock, asked)
            yield Row(f"{language}, {name}: questions answered", str(measure_typed(here, asked)), f"stock theme: {stocks}")
        here.close()
        there.close()
        times = waits(browser, ours + home, TIMED[language])
        (first, first_drawn), *later = times
        listed, drawn = (statistics.median(column) for column in zip(*later, strict=True))
        slow = f"page {SLOWER} times slower, index loaded"
        yield Row(f"{language}: results after the first key", f"{first:.0f} ms", f"drawn after {first_drawn:.0f} ms; {slow}")
        yield Row(f"{language}: results after later keys", f"{listed:.0f} ms", f"median; drawn after {drawn:.0f} ms")
        stock_size = kilobytes(stock_site / "search" / "search_index.json")
        yield Row(
            f"{language}: index", f"{kilobytes(site / 'search' / f'{language}.json'):.0f} kB", f"stock theme: {stock_size:.0f} kB for both"
        )


def measure(context: Context) -> Iterator[Row]:
    """Build both sites, type every question into both, and time the keys."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        site, _ = context.build(context.copy(work / "ours"))
        stock_site = build_stock(work, "https://guide.example/guide/")
        with sync_playwright() as playwright, served(site) as ours, served(stock_site) as stock:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
            yield from compared(browser, site, stock_site, ours, stock)
            browser.close()
