"""Write `_headers` and `_redirects` beside the finished site, for static hosts that read them.

They name every file with a hash and the inline scripts of every page, so this comes after everything else, the offline lists too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from content_policy import inline_scripts, pages_of, script_hash
from hosting import Hosting, Site, hashed_files, headers_file, moved_in, read_hosting, redirects_file
from mkdocs.plugins import event_priority


def read_site(site: Path, url: str) -> Site:
    """What a host has to know of a finished site. `url` is the SITE_URL it was built with."""
    pages = pages_of(site)
    hashes = {script_hash(script) for html in pages.values() for script in inline_scripts(html)}
    files = hashed_files(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    return Site(url, tuple(sorted(hashes)), files, moved_in(pages))


def write_host_files(site: Path, url: str, hosting: Hosting) -> Site:
    """Write the files, and give what they were made from."""
    served = read_site(site, url)
    (site / "_headers").write_text(headers_file(hosting, served), encoding="utf-8")
    if served.moved:
        (site / "_redirects").write_text(redirects_file(served), encoding="utf-8")
    return served


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------


@event_priority(-2000)
def on_post_build(config: Any, **_: Any) -> None:
    """Write them once, after the last language."""
    if not config.plugins["i18n"].building:
        write_host_files(Path(config.site_dir), config.site_url, read_hosting())
