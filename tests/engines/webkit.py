"""WebKit, the engine of Safari: Debian's build for GTK, driven by WebDriver on a screen of its own.

Protocol: https://www.w3.org/TR/webdriver2/
"""

from __future__ import annotations

import base64
import contextlib
import glob
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from typing import Any

from tests.engines.page import DESKTOP, PATIENCE, Engine, Page, ScriptError, click_actions, key_actions

# In order: the browser that comes with the driver, for either version of the library.
BROWSERS = ("/usr/lib/*/webkit2gtk-4.1/MiniBrowser", "/usr/lib/*/webkitgtk-6.0/MiniBrowser", "/usr/lib/*/webkit2gtk-4.0/MiniBrowser")


def find_webkit() -> tuple[str, str, str] | None:
    """The paths of the driver, its browser and the screen they need."""
    driver, screen = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    browsers = [path for pattern in BROWSERS for path in sorted(glob.glob(pattern))]
    return (driver, browsers[0], screen) if driver and browsers and screen else None


class WebKitPage(Page):
    """The page of a session; each session is a new browser with an empty profile.

    The driver tells nothing about the console, and nothing can be run before a page's own scripts. The server of these tests
    therefore starts every page with `watch.js`, which notes what goes wrong in the window's name, where it outlives the page.
    """

    fills_dates_in_one_go = False

    def __init__(self, webkit: WebKit) -> None:
        self._webkit = webkit
        options = {"binary": webkit.browser, "args": ["--automation"]}
        session = webkit.call("POST", "/session", {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}})
        self._session = f"/session/{session['sessionId']}"
        self.version: str = session["capabilities"]["browserVersion"]
        self._open_bare_window()

    def _open_bare_window(self) -> None:
        """Go to a window without a toolbar: with one, no window is narrower than 447 px. Only a click may open it."""
        first = self._call("GET", "/window")
        self.run(
            """(size) => addEventListener("click", () => {
              window.open("about:blank", "bare", `popup,toolbar=no,location=no,menubar=no,status=no,${size}`);
            })""",
            f"width={DESKTOP[0]},height={DESKTOP[1]}",
        )
        self.click_at(50, 50)
        others: list[str] = []

        def opened() -> bool:
            others[:] = [one for one in self._call("GET", "/window/handles") if one != first]
            return bool(others)

        self._until(opened, lambda: "WebKit opens no window")
        self._call("POST", "/window", {"handle": others[0]})
        self.resize(DESKTOP)

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        return self._webkit.call(method, self._session + path, body)

    def open(self, address: str) -> None:  # noqa: D102 (the base class says it)
        self._call("POST", "/url", {"url": address})

    def reload(self) -> None:  # noqa: D102
        self._call("POST", "/refresh", {})

    def run(self, function: str, *arguments: Any) -> Any:  # noqa: D102
        script = f"return JSON.stringify(({function})(...arguments) ?? null)"
        try:
            return json.loads(self._call("POST", "/execute/sync", {"script": script, "args": list(arguments)}))
        except (DriverError, TypeError) as error:
            raise ScriptError(str(error)) from error

    def press(self, *keys: str) -> None:  # noqa: D102
        self._call("POST", "/actions", {"actions": [key_actions(keys)]})

    def click_at(self, x: int, y: int) -> None:  # noqa: D102
        self._call("POST", "/actions", {"actions": [click_actions(x, y)]})

    def resize(self, size: tuple[int, int]) -> None:  # noqa: D102
        self._call("POST", "/window/rect", {"x": 0, "y": 0, "width": size[0], "height": size[1]})
        self.wait("(width, height) => innerWidth === width && innerHeight === height", *size, what=f"WebKit's window is not {size}")

    def pdf(self) -> bytes | None:  # noqa: D102
        return None

    def screenshot(self) -> bytes:  # noqa: D102
        return base64.b64decode(self._call("GET", "/screenshot"))

    def troubles(self) -> list[str]:  # noqa: D102
        return list(self.run("() => window.troubles()"))

    def close(self) -> None:  # noqa: D102
        self._call("DELETE", "")


class DriverError(Exception):
    """The driver refused a command."""


class WebKit(Engine):
    """A screen and the driver; raises `RuntimeError` if either is missing or does not start."""

    name = "WebKit"

    def __init__(self) -> None:
        found = find_webkit()
        if not found:
            raise RuntimeError("no WebKit driver or no Xvfb; `make test-browsers` installs them (webkit2gtk-driver, xvfb)")
        driver, self.browser, screen = found
        self._rest = contextlib.ExitStack()
        try:
            self._start(driver, screen)
        except BaseException:
            self._rest.close()
            raise

    def _start(self, driver: str, screen: str) -> None:
        reading, writing = os.pipe()
        size = ["-screen", "0", "1400x1100x24", "-nolisten", "tcp", "-displayfd", str(writing)]
        self._run([screen, *size], pass_fds=(writing,))
        os.close(writing)
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        if not number:
            raise RuntimeError("Xvfb does not start")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self._address = f"http://127.0.0.1:{port}"
        environment = {
            **os.environ,
            "DISPLAY": f":{number}",
            "GDK_BACKEND": "x11",
            "LIBGL_ALWAYS_SOFTWARE": "1",  # there is no graphics card
            "NO_AT_BRIDGE": "1",  # nor a session bus
            "GSETTINGS_BACKEND": "memory",
            "LANGUAGE": "en_US",
        }
        self._run([driver, f"--port={port}"], env=environment)
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self.call("GET", "/status")
                break
            except urllib.error.URLError:
                if time.monotonic() > end:
                    raise RuntimeError("WebKitWebDriver does not start") from None
                time.sleep(0.05)
        page = WebKitPage(self)
        self.version = page.version
        page.close()

    def _run(self, command: list[str], **options: Any) -> None:
        """Start a program that ends with us."""
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
        self._rest.callback(process.wait)
        self._rest.callback(process.terminate)

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """The value that the driver answers. Raises `DriverError`."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._address + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            refusal = json.load(error)["value"]
            raise DriverError(f"{method} {path}: {refusal['error']}: {refusal['message']}") from error

    def new_page(self, host: str) -> WebKitPage:
        """A page in a new browser."""
        return WebKitPage(self)

    def close(self) -> None:
        """End the driver and the screen."""
        self._rest.close()
