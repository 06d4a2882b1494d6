"""A real Chromium, and a page that reports every error, failed request and request to another host."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.chromium import find_chromium

# The background flags keep Chromium from looking up its maker's hosts, which would look like requests of ours.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A busy machine is no failure; what never comes still fails.
expect.set_options(timeout=15_000)
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
# What the page's content policy blocked becomes a console error of one wording, in every browser and with where it happened.
WATCH_POLICY = """addEventListener("securitypolicyviolation", (event) => console.error(
  `policy: ${event.effectiveDirective} blocked ${event.blockedURI || "inline"} (${event.sourceFile}:${event.lineNumber}) ${event.sample}`), true)"""

# What a page finds in the storage before any of its own scripts has run.
NOTE_FOUND = "try { window.foundStored = JSON.stringify(Object.entries(localStorage).sort()); } catch { }"
STORED = "() => { try { return JSON.stringify(Object.entries(localStorage).sort()); } catch { return undefined; } }"
PUT_BACK = "(stored) => { localStorage.clear(); for (const [key, value] of JSON.parse(stored)) localStorage.setItem(key, value); }"


@dataclass
class Trouble:
    """What went wrong while a page was open: one line each."""

    lines: list[str] = field(default_factory=list)

    def watch(self, page: Page, host: str) -> None:
        """Note console errors, exceptions, failed and foreign requests, and answers of 400 and more."""
        page.on("console", lambda message: self.lines.append(f"console: {message.text}") if message.type == "error" else None)
        page.on("pageerror", lambda error: self.lines.append(f"exception: {error}"))
        # Leaving a page aborts what it was still loading; that is no failure.
        page.on(
            "requestfailed", lambda request: None if request.failure == "net::ERR_ABORTED" else self.lines.append(f"failed: {request.url}")
        )
        page.on("response", lambda response: self.lines.append(f"{response.status}: {response.url}") if response.status >= 400 else None)
        page.on("request", lambda request: self.lines.append(f"foreign: {request.url}") if _is_foreign(request.url, host) else None)


def _is_foreign(url: str, host: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != host


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a worker."""
    path = find_chromium()
    assert path, "no Chromium; `make test` installs one"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


OpenPage = Callable[..., Page]


def theme_has_come(page: Page) -> None:
    """Wait for the theme's script, which says in the head which colours it has set."""
    expect(page.locator("meta[name=color-scheme]")).to_be_attached()


def until(page: Page, condition: str) -> None:
    """Wait for a JavaScript condition. Playwright's own waiting puts it together in the page, which the content policy blocks."""
    page.evaluate(f"new Promise((done) => {{ const look = () => ({condition}) ? done() : setTimeout(look, 20); look(); }})")


def wake(page: Page) -> None:
    """Give the page the first sign of a visitor, and wait for the theme's script, which that brings."""
    page.mouse.move(1, 1)
    page.mouse.move(2, 2)
    theme_has_come(page)


@contextmanager
def carried_over(page: Page) -> Iterator[None]:
    """Leave for another page of the guide, inside the block, with everything that this one has stored.

    Chromium on a busy machine opens about one page in five hundred with the storage as it was some writes ago, also when the last
    write was half a second earlier. No page can help that, and a test of ours must not fail by it: such a page is opened again.
    """
    stored = page.evaluate(STORED)
    yield
    for _ in range(5):
        found = page.evaluate("window.foundStored")
        if stored is None or found == stored:
            return
        assert found is not None, "only pages opened by `open_page` and its like note what they find"
        page.evaluate(PUT_BACK, stored)
        page.reload()
    raise AssertionError(f"the next page does not find what was stored, but {found}")


@pytest.fixture
def open_page(browser: Browser, server: str) -> Iterator[OpenPage]:
    """Open an address of the guide in a fresh context; fails the test when the page had any trouble.

    `settle` waits until half a second has passed without a request. `expect_trouble` gives beginnings of lines that are meant to happen. Other keywords go to the browser context.
    """
    contexts: list[BrowserContext] = []
    trouble = Trouble()
    expected: list[str] = []

    def open_(
        address: str = "", *, before: str = "", settle: bool = False, expect_trouble: tuple[str, ...] = (), **options: object
    ) -> Page:
        # The service worker would save pages in the background of every test; test_offline.py has contexts of its own.
        settings: dict[str, object] = {"viewport": DESKTOP, "locale": "en", "service_workers": "block", **options}
        context = browser.new_context(**settings)  # type: ignore[arg-type]
        contexts.append(context)
        expected.extend(expect_trouble)
        context.add_init_script(WATCH_POLICY)
        if before:
            context.add_init_script(before)
        context.add_init_script(NOTE_FOUND)
        page = context.new_page()
        trouble.watch(page, urlsplit(server).netloc)
        page.goto(server + address)
        if settle:
            page.wait_for_load_state("networkidle")
        return page

    yield open_
    for context in contexts:
        context.close()
    unexpected = [line for line in trouble.lines if not line.startswith(tuple(expected) or ("\0",))]
    assert unexpected == []
