"""Let every old address lead to where its page is now, in both languages.

mkdocs-redirects writes the pages, but knows nothing of languages: it would look for `/zh/carriers/…`, which is never
built. So it is given the addresses of one language at a time, as they are built.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import mkdocs_redirects.plugin
from carriers import Directory, read_directory
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from ui_text import LANGUAGES, language_of

# The package's page runs a script, which a strict content policy forbids, and speaks English only.
PAGE = """<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={url}">
<title>本页已搬走 - This page has moved</title>
<link rel="canonical" href="{url}">
</head>
<body>
<p><a href="{url}">本页已搬走，点这里继续</a></p>
<p lang="en"><a href="{url}">This page has moved. Go on here</a></p>
</body>
</html>
"""


def former_addresses(directory: Directory) -> dict[str, str]:
    """Old page → new page for every former slug, by path below `docs/`."""
    return {
        f"{language}/carriers/{former}.md": f"{language}/carriers/{slug}.md"
        for slug, entry in directory.carriers.items()
        for former in entry.data.get("former_slugs", [])
        for language in LANGUAGES
    }


def of_language(moved: Mapping[str, str], language: str) -> dict[str, str]:
    """The moved pages of one language, the old ones by the path they were built at: Chinese stands at the root."""
    return {(old.removeprefix("zh/") if language == "zh" else old): new for old, new in moved.items() if language_of(old) == language}


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------


def on_startup(**_: Any) -> None:
    """Use our own page."""
    mkdocs_redirects.plugin.HTML_TEMPLATE = PAGE


@event_priority(-200)
def on_files(files: Files, config: Any) -> Files:
    """Tell the plugin what has moved and where the pages of this language are built now."""
    plugin = config.plugins["redirects"]
    pages = {file.src_uri: file for file in files.documentation_pages()}
    moved = {**plugin.config["redirect_maps"], **former_addresses(read_directory())}
    plugin.doc_pages = pages
    plugin.redirects = {}
    for language in LANGUAGES:
        if any(language_of(path) == language for path in pages):
            plugin.redirects |= of_language(moved, language)
    return files
