"""Add the directory's pages to the guide: one per carrier and region, and the lists."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from carrier_pages import carrier_page
from carriers import Directory, read_directory
from directory_lists import EVERY_CARRIER, EVERY_REGION, NUMBER_KEEPING, carrier_list, number_keeping, region_list
from markdown_source import split_front_matter
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import File, Files
from region_pages import READ_ON, region_page
from ui_text import LANGUAGES, language_of

FOLDERS = ("carriers", "regions")


def written_titles(folder: Path) -> dict[str, str]:
    """The titles of the written pages that generated ones link to, by path below `docs/<language>/`."""
    named = {path.relative_to(folder).as_posix(): path for path in sorted(folder.glob("situations/*.md"))}
    named |= {page: folder / page for page in READ_ON}
    return {name: str(split_front_matter(path.read_text(encoding="utf-8"))[0].get("title", "")) for name, path in named.items()}


def generated_pages(directory: Directory, titles: Mapping[str, str], language: str) -> dict[str, str]:
    """The Markdown of every generated page of a language by its path below `docs/`."""
    pages = {
        f"{language}/carriers/{slug}.md": carrier_page(carrier, directory, titles, language) for slug, carrier in directory.carriers.items()
    }
    pages |= {
        f"{language}/regions/{code}.md": region_page(region, directory, titles, language) for code, region in directory.regions.items()
    }
    return pages


LISTS = {EVERY_CARRIER: carrier_list, EVERY_REGION: region_list, NUMBER_KEEPING: number_keeping}


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------


@event_priority(100)
def _add_pages(files: Files, config: Any) -> Files:
    """Name the generated pages before the language plugin sorts the files: it makes each one anew, from its path."""
    directory = read_directory()
    for language in LANGUAGES:
        for folder, entries in zip(FOLDERS, (directory.carriers, directory.regions), strict=True):
            for slug in entries:
                path = f"{language}/{folder}/{slug}.md"
                files.append(File(path, config.docs_dir, config.site_dir, config.use_directory_urls))
    return files


@event_priority(-100)
def _fill_pages(files: Files, config: Any) -> Files:
    """Give the pages their text once the language plugin has made them: one language at a time."""
    languages = {language_of(file.src_uri) for file in files.documentation_pages()}
    for language in languages.intersection(LANGUAGES):
        written = generated_pages(read_directory(), written_titles(Path(config.docs_dir) / language), language)
        for path, text in written.items():
            if file := files.get_file_from_path(path):
                file.content_string = text
    return files


on_files = CombinedEvent(_add_pages, _fill_pages)


@event_priority(-200)
def on_nav(nav: Any, files: Files, **_: Any) -> Any:
    """Put the generated pages below the list that leads to them: breadcrumbs and tabs show where the reader is."""
    for page in nav.pages:
        folder, _, name = page.file.src_uri.split("/", 1)[-1].partition("/")
        if folder not in FOLDERS or name != "index.md" or page.parent is None:
            continue
        start = page.file.src_uri.removesuffix("index.md")
        for file in files.documentation_pages():
            if file.src_uri.startswith(start) and file.page and file.page is not page:
                file.page.parent = page.parent
    return nav


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Fill the lists of the directory's own pages. Runs before the citations are resolved."""
    for mark, fill in LISTS.items():
        if mark in markdown:
            markdown = markdown.replace(mark, fill(read_directory(), language_of(page.file.src_uri)))
    return markdown
