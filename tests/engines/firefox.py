"""Firefox, driven by WebDriver BiDi, which it speaks by itself: no driver program is needed.

Protocol: https://www.w3.org/TR/webdriver-bidi/
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from websockets.sync.client import connect

from tests.engines.page import DESKTOP, PATIENCE, Engine, Page, ScriptError, click_actions, is_foreign, key_actions

NAMES = ("firefox-esr", "firefox")
MAC = "/Applications/Firefox.app/Contents/MacOS/firefox"
EVENTS = ["log.entryAdded", "network.beforeRequestSent", "network.responseCompleted", "network.fetchError"]
# Firefox asks its maker's hosts for many things of its own. They are not the page's requests, but a test has no business on the network.
PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.search.update": False,
    "browser.shell.checkDefaultBrowser": False,
    "captivedetect.canonicalURL": "",
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}


def find_firefox() -> str | None:
    """The path of a Firefox: `$FIREFOX` or an installed one."""
    named = os.environ.get("FIREFOX")
    if named:
        return named if Path(named).exists() else None
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or (MAC if Path(MAC).exists() else None)


class FirefoxPage(Page):
    """A tab in a user context of its own, which has its own storage."""

    def __init__(self, firefox: Firefox, host: str) -> None:
        self._firefox = firefox
        self._host = host
        self._user = firefox.command("browser.createUserContext")["userContext"]
        self._tab = firefox.command("browsingContext.create", type="tab", userContext=self._user)["context"]
        self.resize(DESKTOP)

    def open(self, address: str) -> None:  # noqa: D102 (the base class says it)
        self._firefox.command("browsingContext.navigate", context=self._tab, url=address, wait="complete")

    def reload(self) -> None:  # noqa: D102
        self._firefox.command("browsingContext.reload", context=self._tab, wait="complete")

    def run(self, function: str, *arguments: Any) -> Any:  # noqa: D102
        expression = f"JSON.stringify(({function})(...{json.dumps(arguments)}) ?? null)"
        try:
            answer = self._firefox.command("script.evaluate", expression=expression, target={"context": self._tab}, awaitPromise=False)
        except ProtocolError as error:
            raise ScriptError(str(error)) from error
        if answer["type"] == "exception":
            raise ScriptError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def press(self, *keys: str) -> None:  # noqa: D102
        self._firefox.command("input.performActions", context=self._tab, actions=[key_actions(keys)])

    def click_at(self, x: int, y: int) -> None:  # noqa: D102
        self._firefox.command("input.performActions", context=self._tab, actions=[click_actions(x, y)])

    def resize(self, size: tuple[int, int]) -> None:  # noqa: D102
        self._firefox.command("browsingContext.setViewport", context=self._tab, viewport={"width": size[0], "height": size[1]})

    def pdf(self) -> bytes | None:  # noqa: D102
        paper = {"width": 21.0, "height": 29.7}
        return base64.b64decode(self._firefox.command("browsingContext.print", context=self._tab, page=paper, shrinkToFit=False)["data"])

    def screenshot(self) -> bytes:  # noqa: D102
        return base64.b64decode(self._firefox.command("browsingContext.captureScreenshot", context=self._tab)["data"])

    def troubles(self) -> list[str]:  # noqa: D102
        self._firefox.command("browsingContext.getTree", root=self._tab)  # by then the events before it have come
        found = [trouble(event, self._tab, self._host) for event in self._firefox.events]
        return [line for line in found if line]

    def close(self) -> None:  # noqa: D102
        self._firefox.command("browser.removeUserContext", userContext=self._user)
        self._firefox.events.clear()


def trouble(event: dict[str, Any], tab: str, host: str) -> str:
    """The line for an event of the protocol that should not happen in a tab; empty for the others."""
    said = event["params"]
    if event["method"] == "log.entryAdded":
        mine = said["source"].get("context", tab) == tab
        # Leaving a page also aborts what the service worker was fetching for it. Had it failed otherwise, a fetchError would say so.
        if "A ServiceWorker intercepted the request and encountered an unexpected error" in said["text"]:
            return ""
        return f"{said['type']}: {said['text']}" if mine and said["level"] == "error" else ""
    if said.get("context") != tab:
        return ""
    url = said["request"]["url"]
    if event["method"] == "network.fetchError":
        # Leaving a page aborts what it was still loading; that is no failure.
        return "" if "ABORT" in said["errorText"] else f"failed: {url} ({said['errorText']})"
    if event["method"] == "network.responseCompleted":
        return f"{said['response']['status']}: {url}" if said["response"]["status"] >= 400 else ""
    return f"foreign: {url}" if is_foreign(url, host) else ""


class ProtocolError(Exception):
    """Firefox refused a command."""


class Firefox(Engine):
    """One Firefox without windows; raises `RuntimeError` if there is none or it does not start."""

    name = "Firefox"

    def __init__(self) -> None:
        path = find_firefox()
        if not path:
            raise RuntimeError("no Firefox; `make test-browsers` installs one, or set FIREFOX=/path/to/it")
        self.events: list[dict[str, Any]] = []
        self._number = 0
        self._rest = contextlib.ExitStack()
        home = self._rest.enter_context(tempfile.TemporaryDirectory(prefix="guide-firefox-", ignore_cleanup_errors=True))
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
        (Path(home) / "user.js").write_text("\n".join(lines), encoding="utf-8")
        # A home of its own: as root Firefox refuses somebody else's.
        self._process = subprocess.Popen(
            [path, "--headless", "--no-remote", "--profile", home, "--remote-debugging-port=0"],
            env={**os.environ, "HOME": home, "MOZ_REMOTE_SETTINGS_DEVTOOLS": "1", "LANGUAGE": "en_US"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._rest.callback(self._end)
        try:
            self._socket = self._rest.enter_context(connect(self._address() + "/session", max_size=None))
            self.version = self.command("session.new", capabilities={})["capabilities"]["browserVersion"]
            self.command("session.subscribe", events=EVENTS)
        except BaseException:
            self._rest.close()
            raise

    def _address(self) -> str:
        """Where Firefox listens: it says so on its standard error, which is read to the end so that it never blocks."""
        lines: Queue[str] = Queue()
        errors = self._process.stderr
        assert errors

        def read() -> None:
            for line in errors:
                lines.put(line)

        threading.Thread(target=read, daemon=True).start()
        said: list[str] = []
        try:
            while not (found := re.search(r"BiDi listening on (ws://\S+)", said[-1] if said else "")):
                said.append(lines.get(timeout=PATIENCE))
        except Empty:
            raise RuntimeError(f"Firefox does not start: {''.join(said[-5:])}") from None
        return found[1]

    def command(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The result of a command; events that come before it are kept. Raises `ProtocolError`."""
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv(timeout=PATIENCE))
            if message.get("id") == self._number:
                if message["type"] == "error":
                    raise ProtocolError(f"{method}: {message['error']}: {message['message']}")
                return dict(message["result"])
            self.events.append(message)

    def new_page(self, host: str) -> FirefoxPage:
        """A page in a fresh user context."""
        return FirefoxPage(self, host)

    def _end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def close(self) -> None:
        """End Firefox and remove its profile."""
        self._rest.close()
