"""The engines, and a page in each of them that fails its test when anything went wrong on it."""

from __future__ import annotations

import functools
import http.server
import io
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, ClassVar
from urllib.parse import urlsplit

import pytest

from tests.conftest import SUB_PATH, GuideHandler
from tests.engines.chromium import Chromium
from tests.engines.firefox import Firefox
from tests.engines.page import Engine, Page
from tests.engines.webkit import WebKit

ENGINES: dict[str, type[Engine]] = {"chromium": Chromium, "firefox": Firefox, "webkit": WebKit}
WATCH = Path(__file__).with_name("watch.js")


class WatchedHandler(GuideHandler):
    """Serves the guide with `watch.js` as the first script of every page, and notes what it has to refuse."""

    refused: ClassVar[list[str]] = []

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Note the refusal: not every engine's driver tells of it."""
        self.refused.append(f"{code}: {self.path}")
        super().send_error(code, message, explain)

    def translate_path(self, path: str) -> str:
        """Find `watch.js` too."""
        return str(WATCH) if path == f"{SUB_PATH}/watch.js" else super().translate_path(path)

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        """Send a page with one script more; everything else as it is."""
        path = Path(self.translate_path(self.path.partition("?")[0]))
        if path.is_dir() and self.path.endswith("/"):
            path /= "index.html"
        if path.suffix != ".html" or not path.is_file():
            return super().send_head()
        body = path.read_bytes().replace(b"<head>", b'<head><script src="%s/watch.js"></script>' % SUB_PATH.encode(), 1)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return io.BytesIO(body)


@pytest.fixture(scope="session")
def guide(site: Path) -> Iterator[str]:
    """The guide on a local port, its pages watched; gives its address, ending in the sub-path and a slash."""
    handler = functools.partial(WatchedHandler, directory=str(site))
    httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{httpd.server_address[1]}{SUB_PATH}/"
    httpd.shutdown()


# One engine is one group, so that a worker starts it once.
@pytest.fixture(scope="session", params=[pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ENGINES])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Each engine in turn. One that is not there is a failure: what was not walked is not known to work."""
    try:
        browser = ENGINES[request.param]()
    except RuntimeError as missing:
        pytest.fail(str(missing))
    yield browser
    browser.close()


OpenGuide = Callable[..., Page]


@pytest.fixture
def open_guide(
    engine: Engine, guide: str, record_property: Callable[[str, object], None], request: pytest.FixtureRequest
) -> Iterator[OpenGuide]:
    """Open an address of the guide in a fresh profile, in a window of a size; fails the test when the page had any trouble.

    `expect_trouble` gives beginnings of lines that are meant to happen.
    """
    record_property("engine", engine.name)
    record_property("version", engine.version)
    pages: list[Page] = []
    expected: list[str] = []

    def open_(address: str = "", *, size: tuple[int, int] | None = None, expect_trouble: tuple[str, ...] = ()) -> Page:
        page = engine.new_page(urlsplit(guide).netloc)
        pages.append(page)
        expected.extend(expect_trouble)
        if size:
            page.resize(size)
        page.open(guide + address)
        return page

    yield open_
    lines = [line for page in pages for line in page.troubles()] + WatchedHandler.refused
    WatchedHandler.refused.clear()
    for page in pages:
        page.close()
    assert [line for line in lines if not line.startswith(tuple(expected) or ("\0",))] == []
