"""Serve each page one stylesheet: the theme's, its palette and ours joined, without what nothing on the pages can match.

What is left depends on every page of every language, so this runs once, after the last of them, and before what reads the
finished pages (the content policy, the offline list). A sheet's name changes with its content.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from scripts import hashed_name
from style_rules import needed, seen_on

FOLDER = "assets/css"
# Links to sheets that stand side by side and are for the same medium; one that has its final name is left alone.
_LINK = r"<link rel=\"stylesheet\" href=\"([^\"]*?)(assets/[^\"?]+(?<!\.[0-9a-f]{10})\.css)\"([^>]*)>"
_RUN = re.compile(rf"{_LINK}(?:\s*<link rel=\"stylesheet\" href=\"\1assets/[^\"?]+\.css\"\3>)*")
_LINKED = re.compile(_LINK)
# They run in workers, which put nothing on a page.
_WORKERS = ("search-worker.", "sw.")


def _sheets(run: str, alone: Collection[str]) -> list[tuple[str, ...]]:
    paths = [path for _, path, _ in _LINKED.findall(run)]
    return [tuple(group) for _, group in groupby(paths, key=lambda path: path if path in alone else "")]


def sheets_of(html: str, alone: Collection[str] = ()) -> list[tuple[str, ...]]:
    """The sheets a page will link, each as the paths (below the site) of what it is made of: what stands side by side, but for `alone`."""
    return [sheet for run in _RUN.finditer(html) for sheet in _sheets(run[0], alone)]


def with_sheets(html: str, names: Mapping[tuple[str, ...], str], alone: Collection[str] = ()) -> str:
    """The page with one link for each of its sheets; `names` has the path of each."""

    def linked(run: re.Match[str]) -> str:
        return "".join(f'<link rel="stylesheet" href="{run[1]}{names[sheet]}"{run[3]}>' for sheet in _sheets(run[0], alone))

    return _RUN.sub(linked, html)


def join_styles(site: Path, alone: Collection[str] = ()) -> dict[str, list[str]]:
    """Write the sheets, link them in every page, and take away what they replace. Safe to run again.

    `alone` are the sheets of few pages, which are not joined: what every page links is fetched once. Gives the selectors that were dropped by the path of the sheet. Raises `PluginError` for a sheet that cannot be read.
    """
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}
    found = {path: runs for path, html in pages.items() if (runs := sheets_of(html, alone))}
    scripts = [path.read_text(encoding="utf-8") for path in _scripts(site)]
    names: dict[tuple[str, ...], str] = {}
    dropped: dict[str, list[str]] = {}
    for run in dict.fromkeys(run for runs in found.values() for run in runs):
        seen = seen_on((pages[path] for path, runs in found.items() if run in runs), scripts)
        try:
            text, without = needed("\n".join((site / path).read_text(encoding="utf-8") for path in run), seen)
        except (OSError, ValueError) as error:
            raise PluginError(f"The styles {', '.join(run)} cannot be joined: {error}") from error
        names[run] = f"{FOLDER}/{hashed_name(Path(run[-1]).name, text.encode())}"
        dropped[names[run]] = without
        (site / names[run]).write_text(text, encoding="utf-8")
    for path in found:
        path.write_text(with_sheets(pages[path], names, alone), encoding="utf-8")
    for name in {name for run in names for name in run}:
        (site / name).unlink()
        (site / f"{name}.map").unlink(missing_ok=True)
    return dropped


def _scripts(site: Path) -> Iterable[Path]:
    return (
        path
        for folder in ("js", "javascripts")
        for path in sorted((site / "assets" / folder).glob("*.js"))
        if not path.name.startswith(_WORKERS)
    )


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------


@event_priority(-300)
def on_post_build(config: Any, **_: Any) -> None:
    """Once, when all languages are built: they are builds within the first one's own event."""
    if not config.plugins["i18n"].building:
        site = Path(config.site_dir)
        ours = {path.relative_to(site).as_posix() for path in (site / FOLDER).glob("*.css")}
        join_styles(site, ours - {str(name) for name in config.extra_css})
