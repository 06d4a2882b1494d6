"""What a walk may do on a page: a few primitives per engine, and what can be said with them for all engines.

A walk never asks which engine it is in. Keys and clicks are real input events; scripts only look.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

# A busy machine is no failure; what never comes still fails.
PATIENCE = 60.0
PHONE = (360, 740)
DESKTOP = (1280, 900)
# Keys by the names of the DOM, as the code points WebDriver gives them.
KEYS = {
    "Backspace": "\ue003",
    "Tab": "\ue004",
    "Enter": "\ue007",
    "Escape": "\ue00c",
    "End": "\ue010",
    "ArrowLeft": "\ue012",
    "ArrowUp": "\ue013",
    "ArrowRight": "\ue014",
    "ArrowDown": "\ue015",
    "Space": " ",
}
# The middle of the first box of a visible element, in CSS pixels of the window, once it has come to rest and nothing covers it.
_TARGET = """(selector) => {
  const all = [...document.querySelectorAll(selector)];
  const target = all.find((one) => one.getClientRects().length && getComputedStyle(one).visibility === "visible");
  if (!target) return { problem: all.length ? "is not visible" : "is not there" };
  target.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
  const box = [...target.getClientRects()].find((one) => one.width && one.height);
  if (!box) return { problem: "has no size" };
  const [x, y] = [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
  const hit = document.elementFromPoint(x, y);
  if (hit && (target.contains(hit) || hit.contains(target))) return { x, y };
  return { problem: `is covered by ${hit?.tagName}.${hit?.className}` };
}"""


class ScriptError(Exception):
    """A script threw, or the page went away under it."""


class Page(ABC):
    """A page in a fresh profile."""

    # Whether a date field goes on to its next part by itself when one is full.
    fills_dates_in_one_go = True

    # --- what each engine brings -------------------------------------------------------------------------------------------

    @abstractmethod
    def open(self, address: str) -> None:
        """Go to an absolute address and wait until it has loaded."""

    @abstractmethod
    def reload(self) -> None:
        """Load the same address again and wait until it has loaded."""

    @abstractmethod
    def run(self, function: str, *arguments: Any) -> Any:
        """The value of a JavaScript function. Arguments and value are JSON. Raises `ScriptError`."""

    @abstractmethod
    def press(self, *keys: str) -> None:
        """Press and release single characters or keys of `KEYS`, one after the other."""

    @abstractmethod
    def click_at(self, x: int, y: int) -> None:
        """Press and release the main mouse button, in CSS pixels of the window."""

    @abstractmethod
    def resize(self, size: tuple[int, int]) -> None:
        """Make the window that the page sees so wide and high, in CSS pixels."""

    @abstractmethod
    def pdf(self) -> bytes | None:
        """The page as printed; nothing where the engine's driver cannot print."""

    @abstractmethod
    def screenshot(self) -> bytes:
        """What the window shows, as PNG."""

    @abstractmethod
    def troubles(self) -> list[str]:
        """Errors, exceptions, failed and foreign requests so far: one line each."""

    @abstractmethod
    def close(self) -> None:
        """Forget the page and its profile."""

    # --- the same for all --------------------------------------------------------------------------------------------------

    def wait(self, function: str, *arguments: Any, what: str = "") -> Any:
        """The first value of a JavaScript function that counts as true; an element counts. Raises `AssertionError` when it never comes."""
        judged = f"(...all) => {{ const value = ({function})(...all); return value instanceof Node ? true : value; }}"
        return self._until(lambda: self.run(judged, *arguments), lambda: what or f"{function} {arguments} never came true")

    def click(self, selector: str) -> None:
        """Click the first visible element, as soon as it can be hit and rests."""
        found: dict[str, Any] = {}

        def rests() -> bool:
            before = dict(found)
            found.clear()
            found.update(self.run(_TARGET, selector))
            return "problem" not in found and found == before

        self._until(rests, lambda: f"{selector} {found.get('problem', 'never rests')}")
        self.click_at(found["x"], found["y"])

    def type(self, selector: str, text: str) -> None:
        """Click a field and type a text, key by key."""
        self.click(selector)
        self.wait("(selector) => document.activeElement?.matches(selector)", selector, what=f"{selector} takes no focus")
        self.press(*text)

    def retype(self, selector: str, text: str) -> None:
        """Rub out what stands in a field and type a text."""
        self.type(selector, "")
        length = self.run("(selector) => document.querySelector(selector).value.length", selector)
        # From the end, wherever in the field the click was.
        self.press("End", *["Backspace"] * length, *text)

    def choose(self, selector: str, value: str) -> None:
        """Choose from a list with the keyboard: by typing what the option says, or with arrows where no key has its letters."""
        steps, label = self.wait(
            """(selector, value) => {
              const { options, selectedIndex } = document.querySelector(selector);
              const wanted = [...options].find((one) => one.value === value);
              return wanted && [wanted.index - selectedIndex, wanted.label];
            }""",
            *(selector, value),
            what=f"{selector} has no option {value}",
        )
        self.focus(selector)
        self.press(*(label if label.isascii() else ["ArrowDown" if steps > 0 else "ArrowUp"] * abs(steps)))
        self.wait("(selector, value) => document.querySelector(selector).value === value", selector, value)

    def focus(self, selector: str) -> None:
        """Give the keyboard to an element, as Tab would in the end."""
        self.wait(
            "(selector) => { document.querySelector(selector)?.focus(); return document.activeElement?.matches(selector); }", selector
        )

    def type_day(self, selector: str, day: str) -> None:
        """Type a day, given as `YYYY-MM-DD`, the way the engine asks for it: month, day, year, or as it is where there is no date field."""
        self.focus(selector)
        if self.run("(selector) => document.querySelector(selector).type === 'date'", selector):
            year, month, date = day.split("-")
            step = [] if self.fills_dates_in_one_go else ["ArrowRight"]
            self.press(*month, *step, *date, *step, *year)
        else:
            self.press(*day)
        self.wait("(selector, day) => document.querySelector(selector).value === day", selector, day, what=f"{day} cannot be typed")

    def text(self, selector: str) -> str:
        """The text of the first element, as shown, without white space around it; empty if there is none."""
        return str(self.run("(selector) => document.querySelector(selector)?.innerText.trim() ?? ''", selector))

    def texts(self, selector: str) -> list[str]:
        """The texts of all elements."""
        return list(self.run("(selector) => [...document.querySelectorAll(selector)].map((one) => one.innerText.trim())", selector))

    def shows(self, selector: str) -> bool:
        """Whether the first element is displayed."""
        return bool(self.run("(selector) => document.querySelector(selector)?.checkVisibility({ visibilityProperty: true })", selector))

    def wait_text(self, selector: str, text: str) -> None:
        """Until an element contains a text."""
        seen: list[str] = []

        def there() -> bool:
            seen[:] = self.texts(selector)
            return any(text in one for one in seen)

        self._until(there, lambda: f"{selector} says {seen}, not “{text}”")

    def wait_address(self, end: str) -> None:
        """Until the address ends so, and the page has loaded."""
        found: list[Any] = []

        def arrived() -> bool:
            found[:] = self.run("() => [location.href, document.readyState]")
            return bool(found[0].endswith(end) and found[1] == "complete")

        self._until(arrived, lambda: f"the address is {found}, not …{end}")

    @staticmethod
    def _until(condition: Callable[[], Any], complaint: Callable[[], str]) -> Any:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                if value := condition():
                    return value
            except ScriptError as error:  # the page is on its way to another
                if time.monotonic() > end:
                    raise AssertionError(f"{complaint()}: {error}") from error
            if time.monotonic() > end:
                raise AssertionError(complaint())
            time.sleep(0.03)


def is_foreign(url: str, host: str) -> bool:
    """Whether an address is on the network and not on a host such as `127.0.0.1:8000`."""
    parts = urlsplit(url)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != host


def key_actions(keys: tuple[str, ...]) -> dict[str, Any]:
    """Keys pressed one after the other, as both WebDriver protocols want them."""
    points = [KEYS.get(key, key) for key in keys]
    strokes = [{"type": kind, "value": point} for point in points for kind in ("keyDown", "keyUp")]
    return {"type": "key", "id": "keyboard", "actions": strokes}


def click_actions(x: int, y: int) -> dict[str, Any]:
    """A click with the main button, as both WebDriver protocols want it."""
    move = {"type": "pointerMove", "x": x, "y": y, "duration": 0, "origin": "viewport"}
    press = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
    return {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": [move, *press]}


class Engine(ABC):
    """A browser that runs."""

    name: str
    version: str

    @abstractmethod
    def new_page(self, host: str) -> Page:
        """A page in a fresh profile, `DESKTOP` in size. Requests to other hosts than `host` are trouble."""

    @abstractmethod
    def close(self) -> None:
        """End the browser."""
