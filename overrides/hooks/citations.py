"""Turn `[^key]` into a footnote from the register of sources, and fill the page that lists every source."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from html import escape
from typing import Any

import deadlines
import glossary
import letters
import pocket
from markdown_source import split_front_matter
from sources import KINDS, Document, Register, Source, citations_in, read_register
from ui_text import language_of, ui_texts

LIST_MARK = "<!-- every source -->"


def dates_of(document: Document, texts: Mapping[str, str]) -> list[str]:
    """When the document is from and when we read it, in words."""
    parts = [texts["source_dated"].format(date=document.date) if document.date else texts["source_undated"]]
    parts.append(texts[f"source_read_{document.how}"].format(date=document.read))
    return parts


def footnote(source: Source, language: str) -> str:
    """The footnote of one source as Markdown: title with address, place, publisher, kind, dates."""
    texts = ui_texts(language)
    document = source.document
    title = document.title[language]
    linked = f"[{title}]({document.address})" if document.address else title
    details = [document.publisher[language], texts[f"kind_{document.kind}"], *dates_of(document, texts)]
    if document.host:
        details.append(document.host)
    if document.copy:
        details.append(texts["source_copy"].format(copy=document.copy[language]))
    place = f"{texts['source_joiner']}{source.where[language]}" if source.where else ""
    return f"{linked}{place}{texts['source_open']}{texts['source_joiner'].join(details)}{texts['source_close']}{texts['source_stop']}"


def with_footnotes(markdown: str, register: Register, language: str) -> str:
    """Append the definition of every source the page cites, in order of first use."""
    keys = dict.fromkeys(key for _, key in citations_in(markdown))
    known = [register.sources[key] for key in keys if key in register.sources]
    if not known:
        return markdown
    definitions = "\n".join(f"[^{source.key}]: {footnote(source, language)}" for source in known)
    return f"{markdown.rstrip()}\n\n{definitions}\n"


def with_heading(html: str, language: str) -> str:
    """Give the footnotes a heading that says what they are, so that they can be found and jumped to."""
    title = escape(ui_texts(language)["sources"])
    return html.replace(
        '<div class="footnote">\n<hr />',
        f'<div class="footnote">\n<h2 class="footnote__title" id="sources">{title}</h2>',
        1,
    )


def with_joined_numbers(html: str) -> str:
    """Keep a footnote's number on the line of the word it belongs to (U+2060 forbids the break)."""
    return html.replace('<sup id="fnref', '\u2060<sup id="fnref')


_REFERENCE = re.compile(r'<a class="footnote-ref" (href="[^"]*")>(\d+)</a>')
_BACKLINK = re.compile(r'<a class="footnote-backref" href="#fnref(\d*):([^"]*)" title="[^"]*?(\d+)[^"]*">')


def with_named_links(html: str, language: str) -> str:
    """Say in the page's language what a footnote's links are: “1” and “↩” alone tell a listener nothing, and the extension's title is English."""
    texts = ui_texts(language)

    def reference(match: re.Match[str]) -> str:
        return f'<a class="footnote-ref" {match[1]} aria-label="{escape(texts["source_number"].format(n=match[2]))}">{match[2]}</a>'

    def backlink(match: re.Match[str]) -> str:
        name = texts["source_back"].format(n=match[3], place=match[1] or 1)
        return f'<a class="footnote-backref" href="#fnref{match[1]}:{match[2]}" aria-label="{escape(name)}">'

    return _BACKLINK.sub(backlink, _REFERENCE.sub(reference, html))


def source_list(register: Register, pages: Mapping[str, list[tuple[str, str]]], language: str) -> str:
    """Every document, grouped by kind, as Markdown with the places and pages that use it.

    `pages` gives for each citation key the (title, file relative to the list) of the pages that cite it.
    """
    texts = ui_texts(language)
    by_kind: dict[str, list[Document]] = defaultdict(list)
    for document in register.documents():
        by_kind[document.kind].append(document)
    keys_of: dict[str, list[Source]] = defaultdict(list)
    for source in register.sources.values():
        keys_of[source.document.key].append(source)
    lines = [texts["source_count"].format(documents=len(register.documents())), ""]
    for kind in KINDS:
        if not by_kind[kind]:
            continue
        lines += [f"## {texts[f'kind_{kind}']}{texts['source_open']}{len(by_kind[kind])}{texts['source_close']} {{ #sources-{kind} }}", ""]
        for document in by_kind[kind]:
            places = [source.where[language] for source in keys_of[document.key] if source.where]
            used = dict.fromkeys(page for source in keys_of[document.key] for page in pages.get(source.key, []))
            details = [document.publisher[language], *places, *dates_of(document, texts)]
            details.append(document.host or texts["source_no_address"])
            if document.copy:
                details.append(texts["source_copy"].format(copy=document.copy[language]))
            title = f"[{document.title[language]}]({document.address})" if document.address else document.title[language]
            links = texts["list_joiner"].join(f"[{page}]({file})" for page, file in used)
            lines.append(
                f"- **{title}**{texts['source_open']}{texts['source_joiner'].join(details)}{texts['source_close']}{texts['source_stop']} {texts['source_used_on']}{links}"
            )
        lines.append("")
    return "\n".join(lines)


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------


def expanded(markdown: str, language: str) -> str:
    """A written page with everything in it that is made from data."""
    for hook in (glossary, letters, deadlines, pocket):
        markdown = hook.expand(markdown, language)
    return markdown


def on_page_markdown(markdown: str, page: Any, files: Any, **_: Any) -> str:
    """Append footnotes; on the page with the mark, list every source."""
    language = language_of(page.file.src_uri)
    register = read_register()
    if LIST_MARK in markdown:
        cited: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for file in files.documentation_pages():
            if language_of(file.src_uri) != language or not file.page:
                continue
            text = expanded(file.content_string, language)
            relative = "../" + file.src_uri.split("/", 1)[1]
            title = str(split_front_matter(text)[0].get("title", relative))
            for key in dict.fromkeys(key for _, key in citations_in(text)):
                cited[key].append((title, relative))
        markdown = markdown.replace(LIST_MARK, source_list(register, cited, language))
    return with_footnotes(markdown, register, language)


def on_page_content(html: str, page: Any, **_: Any) -> str:
    """Head the footnotes, keep their numbers in place and name their links."""
    language = language_of(page.file.src_uri)
    return with_named_links(with_joined_numbers(with_heading(html, language)), language)
