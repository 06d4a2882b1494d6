"""Put the whole guide on one page, in the order of the navigation, to print, save or read without a network.

The chapters are the pages as they were rendered, so nothing is written twice: ids and links are made to work inside one
document, what only a screen can use is left out, and the sources stand once, at the end. Only `/print/` carries the weight.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from posixpath import normpath
from typing import Any
from urllib.parse import unquote, urldefrag

from carriers import read_directory
from mkdocs.plugins import event_priority
from mkdocs.utils import get_relative_url
from ui_text import LANGUAGES, language_of, ui_texts

MARK = "<!-- whole guide -->"
HERE = "print.md"
# What paper does not need: the home page and the tools of the site itself, the list of all sources (those that are cited stand
# at the end), and the sheets that are printed one by one.
LEFT_OUT = (
    "index.md",
    "print.md",
    "about/sources.md",
    "about/changes.md",
    "about/data.md",
    "about/offline.md",
    "about/privacy.md",
    "tools/pocket/",
)
REGIONS = "regions/index.md"
# What is for a screen or a script: buttons, forms, links back, and the notes that a script shows one day.
DROPPED_CLASSES = {
    "carrier-filter",
    "carrier-jumps",
    "checklist__foot",
    "checklist__how",
    "footnote",
    "footnote-backref",
    "headerlink",
    "letter__tools",
    "needs-script",
    "page-facts__address",
    "page-facts__print",
    "pocket-link",
}
KEPT_DATA = {"data-label"}
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
# The H1 of the document and the H2 of its chapters stand above the H1 of a page.
LOWERED = 2
LOWEST = 6
_FOOTNOTE = re.compile(r'<li id="fn:(?P<key>[^"]+)">\s*<p>(?P<text>.*?)</p>\s*</li>', re.DOTALL)
_BACK = re.compile(r'(?:&#160;)?<a class="footnote-backref".*?</a>', re.DOTALL)
_EMPTY_SECTION = re.compile(r"<h(?P<level>[3-6])(?P<attrs> [^>]*)>(?:(?!</h).)*</h(?P=level)>\s*(?=<h(?P<next>[3-6])[ >])", re.DOTALL)


@dataclass(frozen=True)
class Part:
    """A rendered page: its path below `docs/<language>/`, its address relative to the site's root, its title and its HTML."""

    path: str
    url: str
    title: str
    html: str

    @property
    def anchor(self) -> str:
        """The id of the page inside the document: `cancel/store.md` → `cancel-store`."""
        return re.sub(r"(?:^|/)index\.md$|\.md$", "", self.path).replace("/", "-") or "home"


@dataclass(frozen=True)
class Chapter:
    """A section of the navigation with its pages; a page outside any section is a chapter of its own."""

    title: str
    parts: Sequence[Part]


@dataclass
class Sources:
    """The sources of the document, numbered in order of first use; `texts` holds what stands for each key."""

    texts: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    def learn(self, html: str) -> None:
        """Read the footnotes of a page."""
        for match in _FOOTNOTE.finditer(html):
            self.texts.setdefault(match["key"], _BACK.sub("", match["text"]).strip())

    def number(self, key: str) -> int:
        """The number of a source, from 1."""
        return self.numbers.setdefault(key, len(self.numbers) + 1)


class _Rewriter(HTMLParser):
    """Rewrites one page for its place in the document."""

    def __init__(self, part: Part, at: str, anchors: Mapping[str, str], sources: Sources) -> None:
        super().__init__(convert_charrefs=False)
        self.part, self.at, self.anchors, self.sources = part, at, anchors, sources
        self.out: list[str] = []
        self.dropping = 0  # how many elements deep inside something that is left out
        self.note = False  # inside a reference to a source
        self.closing: list[tuple[str, str]] = []  # open elements that get another name, or none

    def link(self, href: str) -> str:
        """Where a link leads from inside the document: to a place in it, or to the page on the site."""
        if re.match(r"[a-z][a-z0-9+.-]*:|//", href):
            return href
        address, fragment = urldefrag(href)
        target = normpath(f"{self.part.url}/{address}").removeprefix(".") if address else self.part.url
        if target and (address.endswith("/") or not address):
            target = target.rstrip("/") + "/"
        if target in self.anchors:
            return f"#{self.anchors[target]}" + (f"--{unquote(fragment)}" if fragment else "")
        return get_relative_url(target or ".", self.at) + (f"#{fragment}" if fragment else "")

    def _attributes(self, attrs: list[tuple[str, str | None]]) -> str:
        parts = []
        for name, value in attrs:
            text = value or ""
            if (name.startswith("data-") and name not in KEPT_DATA) or name in ("tabindex", "hidden", "autocomplete"):
                continue
            if name == "aria-labelledby":  # fifty parts of the same name are no landmarks
                continue
            if name in ("id", "for", "aria-describedby"):
                text = " ".join(f"{self.part.anchor}--{id_}" for id_ in text.split())
            elif name == "href":
                text = self.link(text)
            elif name == "class" and "page-facts" in text.split():
                text += " book__facts"
            parts.append(name if value is None else f'{name}="{escape(text)}"')
        return "".join(f" {part}" for part in parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        classes = set((attributes.get("class") or "").split())
        if self.dropping or classes & DROPPED_CLASSES or ("page-stale" in classes and "hidden" in attributes):
            self.dropping += tag not in VOID
            return
        if tag == "input":  # an empty box to tick with a pen; nothing here remembers a tick
            self.out.append('<span class="checklist__box"></span>')
        elif tag == "sup" and (attributes.get("id") or "").startswith("fnref"):
            self.note = True
        elif self.note and tag == "a":
            key = (attributes.get("href") or "").removeprefix("#fn:")
            number = self.sources.number(key)
            self.out.append(f'<sup><a class="source-ref" href="#source-{escape(key)}">{number}</a></sup>')
        elif tag == "abbr":  # the glossary is a chapter of its own
            self.closing.append(("abbr", ""))
        elif tag == "label":
            step = (attributes.get("for") or "").removeprefix("tick-")
            self.closing.append(("label", "a"))
            self.out.append(f'<a class="checklist__label" href="#{self.part.anchor}--{escape(step)}">')
        elif "checklist__title" in classes:  # it repeats itself on every page: no heading of the document
            self.closing.append((tag, "p"))
            self.out.append(f"<p{self._attributes(attrs)}>")
        elif re.fullmatch("h[1-6]", tag):
            lowered = f"h{min(int(tag[1]) + LOWERED, LOWEST)}"
            self.closing.append((tag, lowered))
            self.out.append(f"<{lowered}{self._attributes(attrs)}>")
        else:
            self.out.append(f"<{tag}{self._attributes(attrs)}>")

    def handle_endtag(self, tag: str) -> None:
        if self.dropping:
            self.dropping -= tag not in VOID
        elif self.note:
            self.note = tag != "sup"
        elif self.closing and self.closing[-1][0] == tag:
            _, name = self.closing.pop()
            self.out.append(f"</{name}>" if name else "")
        else:
            self.out.append(f"</{tag}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def _text(self, text: str) -> None:
        if not self.dropping and not self.note:
            self.out.append(text)

    def handle_data(self, data: str) -> None:
        self._text(data)

    def handle_entityref(self, name: str) -> None:
        self._text(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._text(f"&#{name};")


def _without_empty_sections(html: str) -> str:
    """Headings that had only a form below them leave their anchor and go."""

    def anchor(match: re.Match[str]) -> str:
        if int(match["next"]) > int(match["level"]):
            return match[0]
        id_ = re.search(r'id="([^"]*)"', match["attrs"])
        return f'<span id="{id_[1]}"></span>' if id_ else ""

    return _EMPTY_SECTION.sub(anchor, html)


def rewritten(part: Part, at: str, anchors: Mapping[str, str], sources: Sources) -> str:
    """A page's HTML for its place in the document at the address `at`; its citations are numbered in `sources`."""
    sources.learn(part.html)
    rewriter = _Rewriter(part, at, anchors, sources)
    rewriter.feed(part.html)
    rewriter.close()
    return _without_empty_sections("".join(rewriter.out)).strip()


def contents(chapters: Sequence[Chapter], language: str) -> str:
    """The list of chapters and pages, each a link into the document."""
    texts = ui_texts(language)
    lines = [f'<nav class="book__contents" aria-labelledby="contents"><h2 id="contents">{escape(texts["book_contents"])}</h2><ol>']
    for number, chapter in enumerate(chapters, 1):
        pages = "".join(f'<li><a href="#{part.anchor}">{escape(part.title)}</a></li>' for part in chapter.parts)
        lines.append(f'<li><a href="#chapter-{number}">{escape(chapter.title)}</a><ol>{pages}</ol></li>')
    lines.append(f'<li><a href="#all-sources">{escape(texts["book_sources"])}</a></li></ol></nav>')
    return "".join(lines)


def source_chapter(sources: Sources, language: str) -> str:
    """Every cited source once, by its number. Raises `KeyError` when a citation has no footnote."""
    texts = ui_texts(language)
    items = "".join(f'<li id="source-{escape(key)}">{sources.texts[key]}</li>' for key in sources.numbers)
    return (
        f'<section class="book__chapter"><h2 id="all-sources">{escape(texts["book_sources"])}</h2>'
        f'<p>{escape(texts["book_sources_lead"])}</p><ol class="book__sources">{items}</ol></section>'
    )


def book(chapters: Sequence[Chapter], at: str, language: str) -> str:
    """The document below its cover: contents, chapters, sources. `at` is its own address relative to the site's root."""
    anchors = {part.url: part.anchor for chapter in chapters for part in chapter.parts}
    sources = Sources()
    body = [contents(chapters, language)]
    for number, chapter in enumerate(chapters, 1):
        body.append(f'<section class="book__chapter"><h2 id="chapter-{number}">{escape(chapter.title)}</h2>')
        for part in chapter.parts:
            body.append(f'<section class="book__page" id="{part.anchor}">\n{rewritten(part, at, anchors, sources)}\n</section>')
        body.append("</section>")
    body.append(source_chapter(sources, language))
    return "\n".join(body)


def is_left_out(path: str) -> bool:
    """Whether a page of the navigation is no part of the document."""
    return any(path == name or (name.endswith("/") and path.startswith(name)) for name in LEFT_OUT)


def chapters_of(items: Iterable[Any], parts: Mapping[str, Part], regions: Sequence[str]) -> list[Chapter]:
    """The chapters from the navigation; below the list of regions stand the regions themselves, in the directory's order.

    `parts` holds every rendered page by its path.
    """
    chapters: list[Chapter] = []
    for item in items:
        pages = [item] if item.is_page else [child for child in item.children if child.is_page]
        found: list[Part] = []
        for page in pages:
            path = page.file.src_uri.split("/", 1)[1]
            if is_left_out(path) or path not in parts:
                continue
            found.append(parts[path])
            if path == REGIONS:
                found += [parts[f"regions/{code}.md"] for code in regions]
        if not found:
            continue
        chapters.append(Chapter(str(item.title), found))
    return chapters


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------

_navigation: dict[str, Any] = {}


@event_priority(-200)
def on_nav(nav: Any, **_: Any) -> Any:
    """Remember the navigation, whose titles the language plugin has translated by now."""
    _navigation["items"] = nav.items
    return nav


def on_env(env: Any, files: Any, **_: Any) -> Any:
    """Fill the page once every page of its language is rendered and none is written yet."""
    for language in LANGUAGES:
        pages = [file.page for file in files.documentation_pages() if file.page and language_of(file.src_uri) == language]
        own = next((page for page in pages if page.file.src_uri == f"{language}/{HERE}"), None)
        if own is None or MARK not in (own.content or ""):
            continue
        parts = {
            (path := page.file.src_uri.split("/", 1)[1]): Part(
                path, page.url, str(page.meta.get("title") or page.title), page.content or ""
            )
            for page in pages
        }
        chapters = chapters_of(_navigation["items"], parts, list(read_directory().regions))
        own.content = own.content.replace(MARK, book(chapters, own.url, language))
    return env
