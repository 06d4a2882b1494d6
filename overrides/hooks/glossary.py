"""Define each term once, in `data/glossary.yml`: list all on the glossary page, and explain each where a page first uses it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from data_files import SCHEMAS, DataError, read_entries
from markdown_source import CITATION
from ui_text import LANGUAGES, ROOT, language_of, ui_texts

GLOSSARY = ROOT / "data" / "glossary.yml"
SCHEMA = SCHEMAS / "glossary.schema.json"
LIST_MARK = "<!-- every term -->"
# What readers act on, and what is a name already, stays as it is; so do the sources.
UNMARKED = {"a", "abbr", "button", "code", "h1", "h2", "h3", "h4", "h5", "h6", "label", "script", "style", "svg", "th", "title"}
UNEXPLAINED_PAGES = ("help/glossary.md", "about/sources.md", "index.md", "situations/index.md")
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass(frozen=True)
class Term:
    """One term in one language. `mark` are the strings that get the tooltip `short`; `see` is a page below `docs/<language>/`."""

    key: str
    term: str
    also: tuple[str, ...]
    mark: tuple[str, ...]
    short: str
    more: str
    see: str


def parse_glossary(text: str, name: str = "data/glossary.yml") -> dict[str, list[Term]]:
    """The terms of each language, in the order of the file.

    Raises `DataError` with one line per mistake: what the schema refuses, a word that two terms claim in one language,
    a citation that stands in one language only.
    """
    raw, lines = read_entries(text, name, SCHEMA)
    terms = {
        language: [
            Term(
                key=key,
                term=entry[language]["term"],
                also=tuple(entry[language]["also"]),
                mark=tuple(entry[language]["mark"]),
                short=entry[language]["short"],
                more=entry[language].get("more", ""),
                see=entry.get("see", ""),
            )
            for key, entry in raw.items()
        ]
        for language in LANGUAGES
    }
    problems = []
    for language, entries in terms.items():
        claimed: dict[str, str] = {}
        for entry in entries:
            for word in dict.fromkeys(word.casefold() for word in (entry.term, *entry.also, *entry.mark)):
                first = claimed.setdefault(word, entry.key)
                if first != entry.key:
                    problems.append(f"{name}:{lines[entry.key]}: {entry.key}.{language} claims “{word}”, which is {first}; keep it in one")
    for zh, en in zip(terms["zh"], terms["en"], strict=True):
        cited = [{match["key"] for match in CITATION.finditer(term.more)} for term in (zh, en)]
        if cited[0] != cited[1]:
            problems.append(f"{name}:{lines[zh.key]}: {zh.key} cites {sorted(cited[0] ^ cited[1])} in one language only; cite it in both")
    if problems:
        raise DataError("\n".join(problems))
    return terms


@cache
def _glossary(path: Path, _changed: float) -> dict[str, list[Term]]:
    return parse_glossary(path.read_text(encoding="utf-8"))


def read_glossary(path: Path = GLOSSARY) -> dict[str, list[Term]]:
    """The glossary from disk, read anew when the file has changed."""
    return _glossary(path, path.stat().st_mtime)


def _reading_order(term: Term) -> tuple[int, str | bytes]:
    # GB 18030 keeps the common characters in the order of their pinyin, as dictionaries do.
    word = term.term.casefold()
    return (0, word.encode("ascii")) if word.isascii() else (1, word.encode("gb18030"))


def glossary_markdown(terms: Iterable[Term], language: str, titles: dict[str, str]) -> str:
    """Every term as a heading with its meaning and where it is used, in Markdown. `titles` gives each page's title by path."""
    texts = ui_texts(language)
    joiner = texts["list_joiner"]
    parts = []
    for term in sorted(terms, key=_reading_order):
        parts.append(f"### {term.term} {{ #term-{term.key} }}\n")
        if term.also:
            parts.append(f"{texts['term_also']}{joiner.join(term.also)}\n{{ .also }}\n")
        parts.append(f"{term.short}{'' if language == 'zh' else ' '}{term.more}".rstrip() + "\n")
        if term.see:
            file = term.see.partition("#")[0]
            parts.append(f"{texts['term_see']}[{titles.get(file, file)}](../{term.see})\n")
    return "\n".join(parts)


def _pattern(terms: Iterable[Term]) -> tuple[re.Pattern[str], dict[str, Term]] | None:
    marks = {mark: term for term in terms for mark in term.mark}
    if not marks:
        return None

    def one(mark: str) -> str:
        before = r"(?<![A-Za-z0-9])" if re.match(r"[A-Za-z0-9]", mark) else ""
        after = r"(?![A-Za-z0-9])" if re.search(r"[A-Za-z0-9]$", mark) else ""
        return before + re.escape(mark) + after

    return re.compile("|".join(one(mark) for mark in sorted(marks, key=len, reverse=True))), marks


def with_explained_terms(html: str, terms: Sequence[Term]) -> str:
    """Wrap the first use of each term in `<abbr>` with its short meaning; headings, links, labels and sources stay as they are."""
    compiled = _pattern(terms)
    if compiled is None:
        return html
    pattern, by_mark = compiled
    explained: set[str] = set()
    closed: list[str] = []  # the open elements inside which nothing is marked, outermost first

    def wrap(match: re.Match[str]) -> str:
        term = by_mark[match[0]]
        if term.key in explained:
            return match[0]
        explained.add(term.key)
        return f'<abbr title="{escape(term.short)}" tabindex="0">{match[0]}</abbr>'

    out = []
    for piece in re.split(r"(<[^>]+>)", html):
        tag = re.match(r"<(/?)([a-z][a-z0-9]*)\b", piece)
        if tag is None:
            out.append(piece if closed or not piece else pattern.sub(wrap, piece))
            continue
        out.append(piece)
        name = tag[2]
        if name in VOID or piece.endswith("/>"):
            continue
        if tag[1]:
            if closed and closed[-1] == name:
                closed.pop()
        elif closed:
            if closed[-1] == name or name in UNMARKED:
                closed.append(name)
        elif name in UNMARKED or re.search(r'class="(?:[^"]*\s)?(?:footnote|page-facts)\b|\blang="', piece):
            closed.append(name)
    return "".join(out)


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------


def expand(markdown: str, language: str, titles: dict[str, str] | None = None) -> str:
    """Put every term in place of the mark; other pages stay as they are."""
    if LIST_MARK not in markdown:
        return markdown
    return markdown.replace(LIST_MARK, glossary_markdown(read_glossary()[language], language, titles or {}))


def on_page_markdown(markdown: str, page: Any, files: Any, **_: Any) -> str:
    """Fill the glossary page. Runs before the citations are resolved."""
    if LIST_MARK not in markdown:
        return markdown
    language = language_of(page.file.src_uri)
    titles: dict[str, str] = {}
    for file in files.documentation_pages():
        if language_of(file.src_uri) == language:
            title = next((line[6:].strip() for line in file.content_string.split("\n") if line.startswith("title:")), "")
            titles[file.src_uri.split("/", 1)[1]] = title
    return expand(markdown, language, titles)


def on_page_content(html: str, page: Any, **_: Any) -> str:
    """Explain terms on every page except those that only list terms, sources or ways to go."""
    if page.file.src_uri.split("/", 1)[1] in UNEXPLAINED_PAGES:
        return html
    return with_explained_terms(html, read_glossary()[language_of(page.file.src_uri)])
