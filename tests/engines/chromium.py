"""Chromium, driven by Playwright as in the other browser tests."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.browser.chromium import find_chromium
from tests.browser.conftest import ARGUMENTS, Trouble
from tests.engines.page import DESKTOP, Engine, Page, ScriptError


class ChromiumPage(Page):
    """A page in a browser context of its own."""

    def __init__(self, context: BrowserContext, host: str) -> None:
        self._context = context
        self._page = context.new_page()
        self._trouble = Trouble()
        self._trouble.watch(self._page, host)

    def open(self, address: str) -> None:  # noqa: D102 (the base class says it)
        self._page.goto(address)

    def reload(self) -> None:  # noqa: D102
        self._page.reload()

    def run(self, function: str, *arguments: Any) -> Any:  # noqa: D102
        try:
            return self._page.evaluate(f"(all) => ({function})(...all)", list(arguments))
        except PlaywrightError as error:
            raise ScriptError(str(error)) from error

    def press(self, *keys: str) -> None:  # noqa: D102
        for key in keys:
            if key.isascii():
                self._page.keyboard.press(key)
            else:  # no key of a keyboard; what an input method gives
                self._page.keyboard.insert_text(key)

    def click_at(self, x: int, y: int) -> None:  # noqa: D102
        self._page.mouse.click(x, y)

    def resize(self, size: tuple[int, int]) -> None:  # noqa: D102
        self._page.set_viewport_size({"width": size[0], "height": size[1]})

    def pdf(self) -> bytes | None:  # noqa: D102
        return self._page.pdf(format="A4", prefer_css_page_size=True)

    def screenshot(self) -> bytes:  # noqa: D102
        return self._page.screenshot()

    def troubles(self) -> list[str]:  # noqa: D102
        self.run("() => 0")  # by then the events before it have come
        return self._trouble.lines

    def close(self) -> None:  # noqa: D102
        self._context.close()


class Chromium(Engine):
    """One Chromium; raises `RuntimeError` if there is none."""

    name = "Chromium"

    def __init__(self) -> None:
        path = find_chromium()
        if not path:
            raise RuntimeError("no Chromium; `make test-browsers` installs one, or set CHROMIUM=/path/to/it")
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        self.version = self._browser.version

    def new_page(self, host: str) -> ChromiumPage:
        """A page in a fresh context."""
        size = {"width": DESKTOP[0], "height": DESKTOP[1]}
        return ChromiumPage(self._browser.new_context(viewport=size, locale="en-US"), host)  # type: ignore[arg-type]

    def close(self) -> None:
        """End Chromium."""
        self._browser.close()
        self._playwright.stop()
