"""Refuse to build a guide that is wrong in itself: each message names file, line and remedy."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from carriers import cited, read_directory
from carriers import problems_of as problems_of_directory
from data_files import DataError
from deadlines import problems_of as problems_of_dates
from deadlines import read_deadlines
from facets import FacetError, parse_expression
from glossary import GLOSSARY, read_glossary
from letters import cited_in, read_letters, unknown_sources
from markdown_source import SourcePage, parse_page
from mkdocs.exceptions import PluginError
from plan import PLAN, headings_of, parse_plan
from plan import problems_of as problems_of_plan
from pocket import cited_in as cited_in_sheets
from pocket import problems_of as problems_of_sheets
from pocket import read_sheets
from safe_sources import problems_in_sources
from sources import check_citations, read_register
from ui_text import LANGUAGES, ROOT

PHASES = ("before", "cancel", "after")


def heading_problems(page: SourcePage) -> list[tuple[int, str]]:
    """Headings without an id and steps that the checklist cannot use, as (line, what is wrong and the remedy)."""
    problems: list[tuple[int, str]] = []
    for heading in page.headings:
        if not heading.id:
            problems.append((heading.line, f"heading “{heading.text}” has no id; add {{ #an-ascii-id }}"))
        if not heading.is_step:
            continue
        if heading.attributes.get("data-phase") not in PHASES:
            problems.append((heading.line, f'step “{heading.text}” needs data-phase="before", "cancel" or "after"'))
        try:
            parse_expression(heading.attributes.get("data-when", ""))
        except FacetError as error:
            problems.append((heading.line, f"data-when of “{heading.text}”: {error}"))
    return problems


def repeated_steps(pages: Iterable[tuple[str, SourcePage]]) -> list[str]:
    """Step ids that two pages of one language share; a tick would count for both."""
    seen: dict[tuple[str, str], str] = {}
    problems = []
    for name, page in pages:
        for heading in page.headings:
            if heading.is_step and heading.id:
                first = seen.setdefault((page.language, heading.id), name)
                if first != name:
                    problems.append(f"{name}:{heading.line}: step id “{heading.id}” is used in {first} too; rename this one")
    return problems


def missing_translations(docs: Path) -> list[str]:
    """Pages that exist in one language only."""
    found = {language: {path.relative_to(docs / language) for path in (docs / language).rglob("*.md")} for language in LANGUAGES}
    return [
        f"docs/{has}/{path}:1: no page docs/{lacks}/{path}; write it"
        for has, lacks in (("zh", "en"), ("en", "zh"))
        for path in sorted(found[has] - found[lacks])
    ]


def problems_of(docs: Path) -> list[str]:
    """Everything that is wrong with the guide's sources."""
    problems = missing_translations(docs) + problems_in_sources(docs, ROOT / "data")
    texts: list[tuple[str, str]] = [("data/glossary.yml", GLOSSARY.read_text(encoding="utf-8"))]
    pages: list[tuple[str, SourcePage]] = []
    for language in LANGUAGES:
        for path in sorted((docs / language).rglob("*.md")):
            name = f"docs/{path.relative_to(docs)}"
            text = path.read_text(encoding="utf-8")
            texts.append((name, text))
            pages.append((name, parse_page(text, path)))
            problems += [f"{name}:{line}: {message}" for line, message in heading_problems(pages[-1][1])]
    problems += repeated_steps(pages)
    try:
        read_glossary()
        directory = read_directory()
        entries = [*directory.carriers.values(), *directory.regions.values()]
        texts += [(entry.label, "".join(f"[^{key}]" for _, key in cited(entry.data))) for entry in entries]
        problems += [str(problem) for problem in problems_of_directory(directory, read_register())]
        letters, dates, sheets = read_letters(), read_deadlines(), read_sheets()
        texts.append(("data/letters.yml", "".join(f"[^{key}]" for _, key in cited_in(letters))))
        texts.append(("data/deadlines.yml", "".join(f"[^{key}]" for rule in dates.rules.values() for key in rule.get("sources", []))))
        texts.append(("data/pocket.yml", "".join(f"[^{key}]" for _, key in cited_in_sheets(sheets))))
        problems += unknown_sources(letters, read_register())
        problems += problems_of_sheets(sheets, read_register(), docs)
        problems += problems_of_dates(dates, read_register(), directory)
        problems += check_citations(texts, read_register())
        steps = headings_of((name.removeprefix("docs/"), page) for name, page in pages)
        problems += problems_of_plan(parse_plan(PLAN.read_text(encoding="utf-8")), steps)
    except DataError as error:
        problems += str(error).split("\n")
    return problems


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------


def on_pre_build(config: Any) -> None:
    """Stop the build with every problem at once. Raises `PluginError`."""
    if config.plugins["i18n"].building:
        return  # the second language is a build within the build, from the same sources
    problems = problems_of(Path(config.docs_dir))
    if problems:
        raise PluginError("The guide cannot be built:\n" + "\n".join(problems))
