"""Write what the search reads: one index per language with pages, their sections and the words that mean the same.

The text comes from the built pages, so that the search finds what a reader sees. The browser builds its tables from it
(`docs/assets/js/search/engine.js`); the theme's own index, for all languages at once, is not written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from data_files import DataError
from mkdocs.exceptions import PluginError
from mkdocs.utils import write_file
from search_words import Groups, needed_traditional, read_groups, read_idle, read_traditional
from ui_text import LANGUAGES, language_of, ui_texts

VERSION = 1
# What is on the page but is not what the page says: the checklist repeats the headings, footnotes are other people's titles,
# the heads of tables say “Item” and “What it says”, the planner holds the labels of questions and of other pages' steps,
# and a letter stands in two languages below the sentence that says what it is for.
SKIPPED_TAGS = {"script", "sup", "thead"}
SKIPPED_CLASSES = {
    "checklist",
    "footnote",
    "headerlink",
    "letter",
    "needs-script",
    "page-facts",
    "page-stale",
    "footnote-ref",
    "plan__columns",
    "plan__notice",
    "plan__noscript",
}
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
BLOCKS = {"p", "li", "td", "th", "dt", "dd", "tr", "div", "blockquote"}
HEADINGS = ("h1", "h2", "h3")
# How much text of a section (characters) is carried: the index is loaded whole. The rest of a long section is mostly lists, and
# hundreds of carriers share their sections' structure, so for them the names, the headings and the beginnings have to do.
LONGEST = {"zh": 230, "en": 560}
LONGEST_LISTED = {"zh": 30, "en": 60}
LISTED = ("carriers/", "regions/", "about/sources")
# What all of them may take together (characters): the more there are, the shorter each.
LISTED_ROOM = {"zh": 170_000, "en": 700_000}
RESULT_TEXTS = ("search_other",)
_NUMBERS = re.compile(r"(?<!\d)\d{3,}(?!\d)")  # hotlines; shorter ones say little
_BETWEEN_WORDS = re.compile("[^0-9a-z\u4e00-\u9fff]+")


@dataclass
class Section:
    """A heading with the text below it; the text before the first heading has neither `id` nor `heading`.

    `rest` is what was cut off the text; in the index, the meanings and numbers it holds that the text does not (ids and digits, with spaces).
    """

    id: str = ""
    heading: str = ""
    text: str = ""
    step: bool = False
    rest: str = ""

    def entry(self) -> list[Any]:
        """As the index holds it: what is empty at the end is left out."""
        values = [self.id, self.heading, self.text, int(self.step), self.rest]
        while len(values) > 3 and not values[-1]:
            values.pop()
        return values


@dataclass
class Page:
    """A built page: address relative to the guide's root, title, lead, and sections in reading order."""

    at: str
    title: str
    lead: str
    area: str
    sections: list[Section] = field(default_factory=list)

    def entry(self) -> dict[str, Any]:
        """As the index holds it."""
        sections = [section.entry() for section in self.sections]
        return {"at": self.at, "title": self.title, "lead": self.lead, "area": self.area, "sections": sections}


class _Reader(HTMLParser):
    """Collects the sections of a page's HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sections = [Section()]
        self.skipping = 0  # how many elements deep inside something that is not read
        self.heading: Section | None = None
        self.title = False
        self.off = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        classes = set((attributes.get("class") or "").split())
        if self.skipping or classes & SKIPPED_CLASSES or tag in SKIPPED_TAGS:
            self.skipping += tag not in VOID
            return
        if tag == "h1":
            self.title = True
        elif tag in HEADINGS:
            self.heading = Section(attributes.get("id") or "", step="step" in classes)
            # A carrier is found by its names and its steps; its other sections say so (see carrier_pages).
            self.off = attributes.get("data-search") == "off"
            if not self.off:
                self.sections.append(self.heading)
        elif tag in BLOCKS or tag == "br":
            self.sections[-1].text += " "

    def handle_endtag(self, tag: str) -> None:
        if self.skipping:
            self.skipping -= tag not in VOID
        elif tag == "h1":
            self.title = False
        elif tag in HEADINGS:
            self.heading = None
        elif tag in BLOCKS:
            self.sections[-1].text += " "

    def handle_data(self, data: str) -> None:
        if self.skipping or self.title or self.off:
            return
        if self.heading is not None:
            self.heading.heading += data
        else:
            self.sections[-1].text += data


def _plain(text: str) -> str:
    """One line, without the marks that only keep things together on the page."""
    return re.sub(r"\s+", " ", re.sub("[\u2060\u00ad\u200b]", "", text)).strip()


def _shortened(text: str, longest: int) -> str:
    """At most `longest` characters, cut after a word."""
    if len(text) <= longest:
        return text
    cut = text[:longest]
    return cut.rsplit(" ", 1)[0] if " " in cut[-30:] else cut


def sections_of(html: str, longest: int) -> list[Section]:
    """The sections of a page's content; empty ones before the first heading are left out."""
    reader = _Reader()
    reader.feed(html)
    sections = []
    for section in reader.sections:
        text = _plain(section.text)
        kept = _shortened(text, longest)
        sections.append(Section(section.id, _plain(section.heading), kept, section.step, text[len(kept) :]))
    return [section for section in sections if section.heading or section.text]


def _searchable(text: str) -> str:
    """Small letters with a space around every Latin word and none around Han, so that a wording can be looked for as it is."""
    return " " + _BETWEEN_WORDS.sub(" ", text.casefold()) + " "


@cache
def _looked_for(wording: str) -> str:
    """How a wording stands in searchable text; nothing for a single character, which is mostly part of another word."""
    word = _searchable(wording).strip()
    # Han stands without spaces.
    return "" if len(word) < 2 else word if "\u4e00" <= word[0] <= "\u9fff" else f" {word} "


def meanings_of_rest(section: Section, groups: Groups) -> str:
    """The ids of the meanings, and the longer numbers, that are in what was cut off and not in what was kept."""
    if not section.rest:
        return ""
    kept, rest = _searchable(f"{section.heading} {section.text}"), _searchable(section.rest)
    found = []
    for meaning, wordings in groups.items():
        words = [word for word in map(_looked_for, wordings) if word]
        if any(word in rest for word in words) and not any(word in kept for word in words):
            found.append(meaning)
    numbers = [number for number in dict.fromkeys(_NUMBERS.findall(rest)) if number not in kept]
    return " ".join([*found, *numbers])


def is_listed(at: str) -> bool:
    """Whether the page at an address is one of hundreds, or a list of hundreds."""
    return at.removeprefix("en/").startswith(LISTED)


def read_built_page(html: str, meta: Mapping[str, Any], at: str, language: str) -> Page:
    """One page of the index from its content and front matter. `at` is its address relative to the guide's root."""
    path = at.removeprefix("en/").strip("/")
    longest = (LONGEST_LISTED if is_listed(at) else LONGEST)[language]
    # The description of a generated page is the same sentence every time.
    said = ("applies",) if is_listed(at) else ("description", "applies")
    lead = " ".join(str(meta[name]) for name in said if meta.get(name))
    return Page(at, str(meta.get("title", "")), lead, path.split("/")[0], sections_of(html, longest))


def within_room(pages: Sequence[Page], room: int) -> list[Page]:
    """The pages with the texts of listed ones shortened evenly, so that together they stay within `room` characters."""
    listed = [section for page in pages if is_listed(page.at) for section in page.sections]
    longest = room // max(1, len(listed))
    return [
        replace(page, sections=[replace(section, text=_shortened(section.text, longest)) for section in page.sections])
        if is_listed(page.at)
        else page
        for page in pages
    ]


@dataclass(frozen=True)
class Words:
    """What the search knows about words; see `search_words`."""

    groups: Groups
    whole: Sequence[str]
    idle: Sequence[str]
    meaning: Sequence[str]
    traditional: Sequence[str]


def read_search_words() -> Words:
    """From disk. Raises `DataError`."""
    groups, whole = read_groups()
    return Words(groups, whole, *read_idle(), read_traditional())


def _told(page: Page, groups: Groups) -> list[Section]:
    """The sections with the meanings of what was cut off; hundreds of listed pages go without."""
    listed = is_listed(page.at)
    return [replace(section, rest="" if listed else meanings_of_rest(section, groups)) for section in page.sections]


def index_file(pages: Sequence[Page], language: str, words: Words) -> str:
    """The index of one language as JSON."""
    texts = ui_texts(language)
    shown = within_room(pages, LISTED_ROOM[language])
    entries = [replace(page, sections=_told(page, words.groups)).entry() for page in shown]
    everything = json.dumps([entries, words.groups], ensure_ascii=False)
    index = {
        "version": VERSION,
        "language": language,
        "texts": {name: texts[name] for name in RESULT_TEXTS},
        "traditional": needed_traditional(words.traditional, [everything]),
        "idle": list(words.idle),
        "meaning": list(words.meaning),
        "whole": list(words.whole),
        "groups": words.groups,
        "pages": entries,
    }
    return json.dumps(index, ensure_ascii=False, separators=(",", ":"))


def opensearch(language: str, name: str, description: str, root: str) -> str:
    """The description by which a browser offers the guide as a search engine. `root` is the guide's address with a slash."""
    home = root if language == "zh" else f"{root}{language}/"
    # The standard allows 16 characters for the name and 1024 for the description.
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"  <ShortName>{escape(name)}</ShortName>\n"
        f"  <Description>{escape(description)}</Description>\n"
        "  <InputEncoding>UTF-8</InputEncoding>\n"
        f"  <Language>{language}</Language>\n"
        f'  <Image width="16" height="16" type="image/svg+xml">{escape(root)}assets/icon.svg</Image>\n'
        f'  <Url type="text/html" method="get" template="{escape(home)}?q={{searchTerms}}"/>\n'
        "</OpenSearchDescription>\n"
    )


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------

_pages: dict[str, dict[str, Page]] = {language: {} for language in LANGUAGES}
_UNUSED = re.compile(r"^assets/javascripts/(?:lunr/|workers/search\.)")


def on_files(files: Any, **_: Any) -> Any:
    """Leave the theme's own search worker and its stemmers out of the site: nothing asks for them."""
    for file in list(files):
        if _UNUSED.match(file.src_uri):
            files.remove(file)
    return files


def on_pre_build(**_: Any) -> None:
    """Stop the build when the words are wrong. Raises `PluginError`."""
    try:
        read_search_words()
    except DataError as error:
        raise PluginError(f"The search words cannot be used:\n{error}") from error


def on_page_content(html: str, page: Any, **_: Any) -> None:
    """Read each page once everything is on it."""
    language = language_of(page.file.src_uri)
    _pages[language][page.file.src_uri] = read_built_page(html, page.meta, page.url, language)


def on_post_build(config: Any) -> None:
    """Write the files of the language that was built; the languages are built one after the other."""
    site = Path(config.site_dir)
    for language, pages in _pages.items():
        if language != config.plugins["i18n"].current_language:
            continue
        # While serving, a page that was deleted is still remembered.
        built = [page for page in pages.values() if (site / page.at / "index.html").is_file()]
        if not built:
            continue
        index = index_file(built, language, read_search_words())
        write_file(index.encode(), str(site / "search" / f"{language}.json"))
        texts = ui_texts(language)
        description = opensearch(language, texts["opensearch_name"], texts["opensearch_description"], config.site_url)
        write_file(description.encode(), str(site / ("" if language == "zh" else language) / "opensearch.xml"))
