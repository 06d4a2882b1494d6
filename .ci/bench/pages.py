"""First views, ours beside the stock theme on the same Markdown: bytes, requests, build time, Lighthouse.

Lighthouse comes from npm and is a matter of development only: without Node this part says so and goes on. `BENCH_RUNS` (5) is how
often each page is loaded; the median counts. `BENCH_PAGES` limits the kinds of pages (their paths with commas between).
"""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import os
import resource
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from context import Context, Row
from stock import build_stock

from tests.browser.chromium import find_chromium
from tests.site.first_view import by_type, first_view

KINDS = (
    "/",
    "/cancel/store/",
    "/cancel/esim/",
    "/cards/number-keeping/",
    "/situations/lost-or-stolen/",
    "/carriers/",
    "/carriers/giffgaff/",
    "/tools/letters/",
)
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PACKED = (".html", ".css", ".js", ".json", ".svg", ".xml", ".webmanifest")


class _Packing(http.server.SimpleHTTPRequestHandler):
    """Serves a folder as hosts do: text packed, and kept by the browser as long as the name holds a hash."""

    def do_GET(self) -> None:
        """Answer with the file, packed where that helps."""
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path /= "index.html"
        if not path.is_file():
            self.send_error(404)
            return
        body = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path.name) + ("; charset=utf-8" if path.suffix in (".html", ".json") else ""))
        if path.suffix in PACKED:
            body = gzip.compress(body, 9)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the table clean."""


@contextmanager
def served_packed(folder: Path) -> Iterator[str]:
    """The address of a local server that packs what it sends."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Packing, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()


def seconds_of_children() -> float:
    """The processor's seconds of every program that was run and has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def lighthouse(url: str) -> dict[str, Any] | None:
    """One report on a page as a phone sees it; None when Lighthouse cannot be run here."""
    command = shutil.which("lighthouse") or shutil.which("npx")
    if not command:
        return None
    start = [command] if command.endswith("lighthouse") else [command, "--yes", "lighthouse"]
    flags = "--headless=new --no-sandbox --disable-gpu"
    done = subprocess.run(
        [*start, url, "--quiet", "--output=json", f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={flags}"],
        env={**os.environ, "CHROME_PATH": shutil.which("chromium") or find_chromium() or ""},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or not done.stdout.startswith("{"):
        return None
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def figures(report: dict[str, Any]) -> dict[str, float]:
    """What counts of a report: scores (0 to 100), largest paint (s), blocking (ms), shift, bytes, requests."""
    audits = report["audits"]
    found = {name: round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES}
    fetched = [item for item in audits["network-requests"]["details"]["items"] if not item["url"].startswith("data:")]
    return {
        **found,
        "paint": audits["largest-contentful-paint"]["numericValue"] / 1000,
        "blocking": audits["total-blocking-time"]["numericValue"],
        "shift": audits["cumulative-layout-shift"]["numericValue"],
        "bytes": sum(item.get("transferSize") or 0 for item in fetched),
        "requests": len(fetched),
    }


def medians(url: str, runs: int) -> dict[str, float]:
    """The median of each figure over so many loads; empty when Lighthouse cannot be run."""
    found = [figures(report) for report in (lighthouse(url) for _ in range(runs)) if report]
    return {name: median(one[name] for one in found) for name in found[0]} if found else {}


def weight(site: Path, address: str) -> str:
    """A first view in words."""
    view = first_view(site, address)
    kinds = ", ".join(f"{kind} {size / 1000:.1f}" for kind, size in by_type(view).items())
    return f"{sum(view.values()) / 1000:.1f} kB, {len(view)} requests ({kinds})"


def scores(found: dict[str, float]) -> str:
    """A row of medians in words."""
    if not found:
        return "left out: no Lighthouse (needs Node and npm)"
    return (
        f"{'/'.join(str(round(found[name])) for name in CATEGORIES)}, {found['paint']:.1f} s, {found['blocking']:.0f} ms, "
        f"shift {found['shift']:.3f}, {found['bytes'] / 1000:.0f} kB, {found['requests']:.0f} requests"
    )


def measure(context: Context) -> Iterator[Row]:
    """Ours in the second column, the stock theme's in the third."""
    runs = int(os.environ.get("BENCH_RUNS", "5"))
    kinds = [kind for kind in KINDS if kind in os.environ.get("BENCH_PAGES", ",".join(KINDS)).split(",")]
    addresses = [prefix + kind.lstrip("/") for kind in kinds for prefix in ("", "en/")]
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        # Served before they are built: a page says its own address, and Lighthouse compares.
        with served_packed(folder / "ours" / "site") as our_root, served_packed(folder / "stock") as stock_root:
            ours, taken = context.build(context.copy(folder / "ours"), our_root)
            before = seconds_of_children()
            stock = build_stock(folder, stock_root)
            other = seconds_of_children() - before
            yield Row("build, processor's time", f"{taken:.1f} s", f"stock {other:.1f} s: ×{taken / other:.2f}")
            for address in addresses:
                yield Row(f"first view of /{address}", weight(ours, address), f"stock, without its search index: {weight(stock, address)}")
            if runs:
                yield Row("Lighthouse, mobile", "performance/accessibility/practices/SEO, largest paint, blocking", f"median of {runs}")
            for address in addresses if runs else ():
                yield Row(f"/{address}", scores(medians(our_root + address, runs)), scores(medians(stock_root + address, runs)))
