"""A host of the guide that can be stopped, broken, slowed down and given a new version."""

from __future__ import annotations

import http.server
import os
import shutil
import threading
from pathlib import Path
from typing import Any

import offline

from tests.conftest import SUB_PATH, GuideHandler

# Written into when a version is published; everything else is linked to the built guide, which must stay as it is.
REWRITTEN = ("about/offline/index.html", "en/about/offline/index.html", "sw.js")


class Host:
    """A copy of the guide on a port of its own, which can be stopped, broken, slowed down and replaced.

    `broken` paths answer 500, `gate` holds back what lies below `held` until it is opened, `fetched` are the paths that scripts, not pages, asked for.
    """

    def __init__(self, site: Path, folder: Path) -> None:
        self.site = folder / "site"
        shutil.copytree(site, self.site, copy_function=os.link)
        for name in REWRITTEN:
            self.write(name, (self.site / name).read_text(encoding="utf-8"))
        self.broken: set[str] = set()
        self.held = "nothing"
        self.gate = threading.Event()
        self.fetched: list[str] = []
        self.port = 0
        self.start()

    def write(self, name: str, text: str) -> None:
        """Write a file without touching the built guide it is linked to."""
        (self.site / name).unlink()
        (self.site / name).write_text(text, encoding="utf-8")

    def publish(self, name: str, old: str, new: str) -> None:
        """A new version in which one page reads differently."""
        text = (self.site / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new))
        offline.write_worker(self.site)

    def fault(self, script: str) -> None:
        """Put a line in front of the worker."""
        self.write("sw.js", script + "\n" + (self.site / "sw.js").read_text(encoding="utf-8"))

    def start(self) -> None:
        """Serve, on the same port as before."""
        host = self

        class Handler(GuideHandler):
            def do_GET(self) -> None:
                path = self.path[len(SUB_PATH) + 1 :].partition("?")[0]
                if self.headers["Sec-Fetch-Dest"] == "empty":
                    host.fetched.append(path)
                if path.startswith(host.held):
                    host.gate.wait(30)
                if path in host.broken:
                    super(GuideHandler, self).send_error(500)
                    return
                super().do_GET()

            def end_headers(self) -> None:
                self.send_header("Cache-Control", "no-cache")
                super().end_headers()

            def send_head(self) -> Any:
                # Whole seconds are too coarse: two versions of a file may be written in one.
                del self.headers["If-Modified-Since"]
                return super().send_head()

        self.httpd = http.server.ThreadingHTTPServer(
            ("127.0.0.1", self.port), lambda *arguments: Handler(*arguments, directory=str(self.site))
        )
        self.port = self.httpd.server_address[1]
        threading.Thread(target=self.httpd.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Stop serving: connections are refused."""
        self.gate.set()
        self.httpd.shutdown()
        self.httpd.server_close()

    @property
    def root(self) -> str:
        """The guide's address."""
        return f"http://127.0.0.1:{self.port}{SUB_PATH}/"
