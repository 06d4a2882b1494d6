"""Render the pocket sheets of `data/pocket.yml`: one page of paper per path, both languages side by side.

Whoever stands at a counter points at a line, and the other reads the same line in their own language. A sheet says nothing
that its pages do not say: each of its sources is cited there too. Every rule about the data is a function of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from data_files import SCHEMAS, DataError, read_entries
from letters import CLAIM, PAPERS, PROMISE
from sources import Register, citations_in
from ui_text import LANGUAGES, ROOT, language_of, ui_texts

POCKET = ROOT / "data" / "pocket.yml"
SHEET = re.compile(r"<!-- pocket sheet ([a-z0-9-]+) -->")
PARTS = ("want", "brought", "ask", "proof", "rule", "call")
HAN = re.compile(r"[\u3400-\u9fff]")
HOTLINE = re.compile(r"(?<![\d.])\+?\d{5,}(?![\d.])")
# What the mark of a line may rest on; the pages keep the same rule.
KINDS_OF_MARKS = {"law": {"regulator"}, "carrier": {"carrier"}, "vendor": {"vendor"}, "reported": {"community", "press"}}


@dataclass(frozen=True)
class Sheets:
    """All sheets by key, as the schema describes them, and the line each stands on."""

    sheets: Mapping[str, Mapping[str, Any]]
    lines: Mapping[str, int] = field(default_factory=dict)

    def items(self) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """Every line of every sheet as (sheet, part, line)."""
        for key, sheet in self.sheets.items():
            for part in PARTS:
                for line in sheet[part]:
                    yield key, part, line


# --- rules: each yields (sheet, what is wrong and the remedy) -------------------------------------------------------------

Finding = tuple[str, str]


def claims_have_sources(data: Sheets) -> Iterator[Finding]:
    """A law, an article, a number of days, a hotline or a paper that somebody demands carries its source in the same line."""
    for key, part, line in data.items():
        patterns = [CLAIM, PAPERS] if part in ("brought", "rule", "call") else [CLAIM]
        for language in LANGUAGES:
            found = [match for pattern in patterns if (match := pattern[language].search(line[language]))]
            if hotline := HOTLINE.search(line[language]):
                found.append(hotline)
            if found and "sources" not in line:
                yield key, f"{part}: {language} states “{found[0][0]}” without sources; add them, or take it out"


def figures_agree(data: Sheets) -> Iterator[Finding]:
    """The same figures in both languages, line by line."""
    for key, part, line in data.items():
        zh, en = (sorted(re.findall(r"\d+", line[language])) for language in LANGUAGES)
        if zh != en:
            yield key, f"{part}: the figures {zh} in zh and {en} in en; correct one"


def blanks_agree(data: Sheets) -> Iterator[Finding]:
    """What is left blank in one language is blank in the other."""
    for key, part, line in data.items():
        zh, en = (len(re.findall(r"_{4,}", line[language])) for language in LANGUAGES)
        if zh != en:
            yield key, f"{part}: {zh} blanks in zh and {en} in en in “{line['en'][:30]}”; use the same"


def is_translated(data: Sheets) -> Iterator[Finding]:
    """Chinese in the Chinese half, none in the English one."""
    for key, part, line in data.items():
        if not HAN.search(line["zh"]):
            yield key, f"{part}: no Chinese in “{line['zh'][:30]}”; translate it"
        if HAN.search(line["en"]):
            yield key, f"{part}: Chinese in “{line['en'][:30]}”; translate it"


def nothing_is_promised(data: Sheets) -> Iterator[Finding]:
    """No sheet can promise an effect."""
    for key, part, line in data.items():
        for language in LANGUAGES:
            if match := PROMISE[language].search(line[language]):
                yield key, f"{part}: {language} promises “{match[0]}”; take it out"


RULES: tuple[Callable[[Sheets], Iterator[Finding]], ...] = (
    claims_have_sources,
    figures_agree,
    blanks_agree,
    is_translated,
    nothing_is_promised,
)


def parse_sheets(text: str) -> Sheets:
    """Read the file. Raises `DataError` with one line per mistake: what the schema refuses, what breaks a rule."""
    entries, lines = read_entries(text, "data/pocket.yml", SCHEMAS / "pocket.schema.json")
    data = Sheets(entries, lines)
    problems = [f"data/pocket.yml:{lines[key]}: {key}: {message}" for rule in RULES for key, message in rule(data)]
    if problems:
        raise DataError("\n".join(problems))
    return data


@cache
def _sheets(_changed: float) -> Sheets:
    return parse_sheets(POCKET.read_text(encoding="utf-8"))


def read_sheets() -> Sheets:
    """The sheets from disk, read anew when the file has changed."""
    return _sheets(POCKET.stat().st_mtime)


def cited_in(data: Sheets) -> Iterator[tuple[str, str]]:
    """Every source of the sheets as (sheet, key)."""
    yield from ((key, source) for key, _, line in data.items() for source in line.get("sources", []))


def problems_of(data: Sheets, register: Register, docs: Path) -> list[str]:
    """What a sheet claims beyond its pages: a source none of them cites, one that is unknown, a mark that does not fit, no such page."""
    problems = []

    def say(key: str, message: str) -> None:
        problems.append(f"data/pocket.yml:{data.lines.get(key, 1)}: {key}: {message}")

    for key, sheet in data.sheets.items():
        cited: set[str] = set()
        for page in sheet["pages"]:
            for language in LANGUAGES:
                path = docs / language / page
                if path.is_file():
                    cited |= {source for _, source in citations_in(path.read_text(encoding="utf-8"))}
                else:
                    say(key, f"pages names {page}, but there is no docs/{language}/{page}; correct the name")
        for part in PARTS:
            for line in sheet[part]:
                for source in line.get("sources", []):
                    if source not in register.sources:
                        say(key, f"{part}: unknown source “{source}”; add it to data/sources.yml or correct the key")
                    elif source not in cited:
                        say(key, f"{part}: none of its pages cites “{source}”; cite it there first, or name the page that does in pages")
                    elif "mark" in line and register.sources[source].document.kind not in KINDS_OF_MARKS[line["mark"]]:
                        kind = register.sources[source].document.kind
                        say(key, f"{part}: marked {line['mark']}, but “{source}” is of kind {kind}; correct the mark")
    return problems


# --- page ---------------------------------------------------------------------------------------------------------------


def _cell(line: Mapping[str, Any], side: str, language: str) -> str:
    """One half of a row as Markdown: the mark, the words in their language, the sources."""
    foreign = f" lang={side}" if side != language else ""
    mark = ""
    if "mark" in line:
        said = ui_texts(side)[f"mark_{line['mark']}"]
        mark = f"*{said}*{{ .{line['mark']}{foreign} }} "
    words: str = line[side].replace("|", "\\|").replace("_", "\\_")
    if foreign:
        words = f"*{words}*{{{foreign} }}"
    return mark + words + "".join(f"[^{key}]" for key in line.get("sources", []))


def sheet_markdown(key: str, data: Sheets, language: str) -> str:
    """A sheet as Markdown: a heading and a table of two columns for each part, the page's own language first."""
    sides = (language, *(side for side in LANGUAGES if side != language))
    parts = []
    for part in PARTS:
        own, other = (ui_texts(side)[f"pocket_{part}"] for side in sides)
        parts.append(f"## {own} *{other}*{{ lang={sides[1]} }} {{ #pocket-{part} data-search=off }}\n")
        names = [ui_texts(language)[f"language_{side}"] for side in sides]
        rows = [f"| {_cell(line, sides[0], language)} | {_cell(line, sides[1], language)} |" for line in data.sheets[key][part]]
        parts.append("\n".join([f"| {names[0]} | {names[1]} |", "| --- | --- |", *rows]) + "\n")
    return "\n".join(parts)


def expand(markdown: str, language: str) -> str:
    """Put a sheet in place of its mark; other pages stay as they are. Raises `DataError` for a sheet that is not there."""

    def sheet(match: re.Match[str]) -> str:
        data = read_sheets()
        if match[1] not in data.sheets:
            raise DataError(f"docs/{language}/tools/pocket/: no sheet “{match[1]}” in data/pocket.yml; correct the name")
        return sheet_markdown(match[1], data, language)

    return SHEET.sub(sheet, markdown)


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Fill a sheet's page. Runs before the citations are resolved."""
    return expand(markdown, language_of(page.file.src_uri))
