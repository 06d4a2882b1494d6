"""Offer what `make pdf` and `make zip` left in `dist/`: copy it to `site/downloads/` and link it with size and date.

Without `dist/` the pages say nothing of downloads, and nothing is copied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path
from typing import Any

from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.utils import get_relative_url
from ui_text import ROOT, language_of, ui_texts

MARK = "<!-- downloads -->"
DIST = ROOT / "dist"
FOLDER = "downloads"


@dataclass(frozen=True)
class Download:
    """A file to offer: the interface text that names it, its file name, and the language it is for (empty: for all)."""

    text: str
    name: str
    language: str = ""


OFFERED = (
    Download("downloads_pdf", "sim-cancellation-guide.zh.pdf", "zh"),
    Download("downloads_pdf", "sim-cancellation-guide.en.pdf", "en"),
    Download("downloads_zip", "sim-cancellation-guide.zip"),
)


def there(dist: Path) -> list[Download]:
    """What has been made and is not empty."""
    return [item for item in OFFERED if (path := dist / item.name).is_file() and path.stat().st_size]


def size_of(path: Path) -> str:
    """The size as a reader knows it: `940 kB`, `2.3 MB` (1 kB is 1000 bytes)."""
    size = path.stat().st_size
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3))} kB"


def day_of(path: Path) -> date:
    """The day the file was made, in UTC: the same wherever the site is built."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()


def _line(item: Download, dist: Path, at: str, texts: Mapping[str, str]) -> str:
    path = dist / item.name
    made = escape(texts["downloads_made"].format(size=size_of(path), date=day_of(path).isoformat()))
    address = get_relative_url(f"{FOLDER}/{item.name}", at)
    words = escape(texts[item.text])
    return f'<li><a href="{address}" download>{words}</a>{texts["source_open"]}{made}{texts["source_close"]}</li>'


def links(items: Sequence[Download], dist: Path, at: str, language: str) -> str:
    """The list of downloads for a page of a language at the address `at`; empty when there are none."""
    texts = ui_texts(language)
    lines = [_line(item, dist, at, texts) for item in items if item.language in ("", language)]
    if not lines:
        return ""
    return f'<div class="downloads"><p><strong>{escape(texts["downloads_title"])}</strong></p><ul>{"".join(lines)}</ul></div>'


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------


@event_priority(-200)
def on_files(files: Files, config: Any) -> Files:
    """Add the files once the language plugin has sorted the others: they are copied as they are."""
    for item in there(DIST):
        files.append(File.generated(config, f"{FOLDER}/{item.name}", abs_src_path=str(DIST / item.name)))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Put the links in place of the mark."""
    if MARK not in markdown:
        return markdown
    language = language_of(page.file.src_uri)
    return markdown.replace(MARK, links(there(DIST), DIST, page.url, language))
