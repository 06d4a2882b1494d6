"""Add the directory's pages to the guide: one per carrier and region, the lists, and a redirect for every former slug."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from carrier_pages import EVERY_CARRIER, EVERY_REGION, NUMBER_KEEPING, carrier_list, carrier_page, number_keeping, region_list, region_page
from carriers import Directory, read_directory
from markdown_source import split_front_matter
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import File, Files
from ui_text import LANGUAGES, language_of


def generated_pages(directory: Directory, titles: dict[str, dict[str, str]]) -> dict[str, str]:
    """The Markdown of every generated page by its path below `docs/`. `titles` gives the written pages' titles by language."""
    pages: dict[str, str] = {}
    for language in LANGUAGES:
        for slug, carrier in directory.carriers.items():
            pages[f"{language}/carriers/{slug}.md"] = carrier_page(carrier, directory, titles[language], language)
        for code, region in directory.regions.items():
            pages[f"{language}/regions/{code}.md"] = region_page(region, directory, language)
    return pages


def former_addresses(directory: Directory) -> dict[str, str]:
    """Old page → new page for every former slug, as mkdocs-redirects wants them."""
    return {
        f"{prefix}carriers/{former}.md": f"{prefix}carriers/{slug}.md"
        for slug, entry in directory.carriers.items()
        for former in entry.data.get("former_slugs", [])
        for prefix in ("zh/", "en/")
    }


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------


@event_priority(100)
def _add_pages(files: Files, config: Any) -> Files:
    """Name the generated pages before the language plugin sorts the files: it makes each one anew, from its path."""
    directory = read_directory()
    for language in LANGUAGES:
        for folder, entries in (("carriers", directory.carriers), ("regions", directory.regions)):
            for slug in entries:
                path = f"{language}/{folder}/{slug}.md"
                files.append(File(path, config.docs_dir, config.site_dir, config.use_directory_urls))
    return files


@event_priority(-100)
def _fill_pages(files: Files, config: Any) -> Files:
    """Give the pages their text once the language plugin has made them."""
    titles: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    for path in Path(config.docs_dir).glob("*/situations/*.md"):
        language = path.parent.parent.name
        titles[language][f"situations/{path.name}"] = str(split_front_matter(path.read_text(encoding="utf-8"))[0].get("title", ""))
    written = generated_pages(read_directory(), titles)
    for file in files:
        if file.src_uri in written:
            file.content_string = written[file.src_uri]
    return files


on_files = CombinedEvent(_add_pages, _fill_pages)


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Fill the lists of the directory's own pages. Runs before the citations are resolved."""
    language = language_of(page.file.src_uri)
    for mark, fill in ((EVERY_CARRIER, carrier_list), (EVERY_REGION, region_list), (NUMBER_KEEPING, number_keeping)):
        if mark in markdown:
            markdown = markdown.replace(mark, fill(read_directory(), language))
    return markdown
