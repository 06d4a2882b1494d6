"""What every test shares: the guide built once, served under a sub-path, and a browser."""

from __future__ import annotations

import fcntl
import functools
import http.server
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from folder_copy import FOLDER, copy_of, packed
from hosting import read_hosting

from tests.caddy import serving

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
SUB_PATH = "/guide"
SITE_URL = f"https://guide.example{SUB_PATH}/"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one worker build the guide first, and the other meanwhile run what needs no guide, rather than wait."""
    needing: list[pytest.Item] = []
    others: list[pytest.Item] = []
    for item in items:
        (needing if "site" in getattr(item, "fixturenames", ()) else others).append(item)
    items[:] = [*needing[:1], *others, *needing[1:]]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built guide. Built once for all workers, under a sub-path, strictly and without a warning."""
    shared = tmp_path_factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else tmp_path_factory.getbasetemp()
    target = shared / "site"
    with (shared / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            mkdocs = Path(sys.executable).with_name("mkdocs")
            command = [str(mkdocs), "build", "--quiet", "--strict", "--site-dir", str(shared / "building")]
            environment = {**os.environ, "SITE_URL": SITE_URL, "NO_MKDOCS_2_WARNING": "1"}
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            (shared / "build.log").write_text(done.stdout + done.stderr, encoding="utf-8")
            (shared / "building").rename(target)
    return target


@pytest.fixture(scope="session")
def build_log(site: Path) -> str:
    """What the strict build printed."""
    return (site.parent / "build.log").read_text(encoding="utf-8")


class GuideHandler(http.server.SimpleHTTPRequestHandler):
    """Serves the guide below the sub-path, with its own 404 page, as GitHub Pages does."""

    def translate_path(self, path: str) -> str:
        """Take the sub-path off; what lies outside it does not exist.

        The site holds bundles only; tests of single modules import these, as `assets/js/….js`, from the sources.
        """
        if path != SUB_PATH and not path.startswith(SUB_PATH + "/"):
            return "/nonexistent"
        inside = super().translate_path(path[len(SUB_PATH) :] or "/")
        source = DOCS / Path(inside).relative_to(self.directory)
        return str(source) if source.suffix == ".js" and source.exists() else inside

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the guide's 404 page."""
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.exists():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the test output quiet."""


@pytest.fixture(scope="session")
def server(site: Path) -> Iterator[str]:
    """The guide on a local port; gives its address, ending in the sub-path and a slash."""
    handler = functools.partial(GuideHandler, directory=str(site))
    httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{httpd.server_address[1]}{SUB_PATH}/"
    httpd.shutdown()


@pytest.fixture(scope="session")
def caddy(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The guide as a real server sends it, with every header; gives its address, ending in the sub-path and a slash."""
    with serving(tmp_path_factory.mktemp("caddy"), site, SITE_URL) as address:
        yield address


@pytest.fixture(scope="session")
def folder_copy(site: Path) -> Path:
    """The folder that `make zip` packs, unpacked from its archive. Made once for all workers; its day is 2026-11-21."""
    target = site.parent / "copy"
    with (site.parent / "copy.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            day = date(2026, 11, 21)
            archive = site.parent / "copy.zip"
            archive.write_bytes(packed(copy_of(site, day, read_hosting()), day))
            zipfile.ZipFile(archive).extractall(site.parent / "unpacking")
            (site.parent / "unpacking").rename(target)
    return target / FOLDER
