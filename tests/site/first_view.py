"""What a browser fetches to show a page for the first time, from the built site alone."""

from __future__ import annotations

import gzip
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html as lxml_html

# Fetched while the page is built up; the manifest, search and offline copies come later or on request.
FETCHED = "//link[@rel='stylesheet' or @rel='icon' or @rel='preload']/@href | //script[@src]/@src | //img[not(@loading='lazy')]/@src"


def packed(content: bytes) -> int:
    """How many bytes travel (gzip, as any host can do)."""
    return len(gzip.compress(content, 9))


def first_view(site: Path, address: str) -> dict[str, int]:
    """The packed bytes of every file of a page's first view, by path below the site.

    `address` is the page's, such as `en/cancel/esim/`. Raises `FileNotFoundError` for what the page names and is not there.
    """
    page = site / address / "index.html"
    found = {f"{address}index.html": packed(page.read_bytes())}
    for link in lxml_html.fromstring(page.read_bytes()).xpath(FETCHED):
        parts = urlsplit(str(link))
        if parts.scheme == "data":
            continue
        path = (page.parent / unquote(parts.path)).resolve()
        found[path.relative_to(site.resolve()).as_posix()] = packed(path.read_bytes())
    return found


def by_type(view: dict[str, int]) -> dict[str, int]:
    """The bytes of a view by kind of file: html, css, js, other."""
    sums = {"html": 0, "css": 0, "js": 0, "other": 0}
    for path, size in view.items():
        kind = path.rsplit(".", 1)[-1]
        sums[kind if kind in sums else "other"] += size
    return sums


def over_budget(view: dict[str, int], most_bytes: int, most_requests: int) -> list[str]:
    """What is too much in a view, each with the remedy; empty when it keeps to its budget."""
    problems = []
    if len(view) > most_requests:
        problems.append(f"{len(view)} requests, {most_requests} allowed: {', '.join(sorted(view))}; join or drop one")
    if (total := sum(view.values())) > most_bytes:
        largest = max(view, key=lambda path: view[path])
        problems.append(f"{total} bytes, {most_bytes} allowed; the largest is {largest} with {view[largest]}")
    return problems
