"""Check files of the directory from the command line: `python -m tests.data.lint data/carriers/giffgaff.yml …`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "overrides" / "hooks"), str(ROOT)]

from carrier_pages import carrier_page  # noqa: E402
from carriers import Directory, Entry, directory_of, problems_of, read_files  # noqa: E402
from directory import written_titles  # noqa: E402
from markdown_source import SourcePage, parse_page  # noqa: E402
from region_pages import region_page  # noqa: E402
from sources import read_register  # noqa: E402

from tests.content import lint, rules  # noqa: E402

LANGUAGES = ("zh", "en")


def page_of(entry: Entry, directory: Directory, language: str) -> SourcePage:
    """The generated page of an entry, read as if somebody had written it."""
    write = region_page if entry.path.parent.name == "regions" else carrier_page
    markdown = write(entry, directory, written_titles(ROOT / "docs" / language), language)
    return parse_page(markdown, Path("docs") / language / entry.path.parent.name / f"{entry.slug}.md")


def findings_on_page(entry: Entry, directory: Directory) -> Iterator[rules.Finding]:
    """What the rules for written pages find on the generated page, in both languages."""
    zh, en = (page_of(entry, directory, language) for language in LANGUAGES)
    for page in (zh, en):
        for rule in rules.ONE_PAGE:
            yield from rule(page)
        yield from lint.excusable(page, [])
    for pair_rule in rules.TWO_PAGES:
        yield from pair_rule(zh, en)


def _texts(value: object) -> Iterator[str]:
    """Every text and figure in an entry's data, durations and days included."""
    if isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif value is not None:
        yield f"{value:g}" if isinstance(value, float) else str(value)


def invented_figures(entry: Entry, page: str, language: str) -> set[str]:
    """The figures on a generated page that stand nowhere in its entry's data."""
    known = {figure for text in _texts(dict(entry.data)) for figure in rules.numbers(text, language)}
    known |= {figure for text in _texts(dict(entry.data)) for figure in re.findall(r"[1-9]\d*", text)}
    return rules.numbers(page, language) - known


def main(arguments: list[str]) -> int:
    """Print problems; return 1 when there are any."""
    entries, found = read_files(Path(argument).resolve() for argument in arguments)
    directory = directory_of(entries)
    found += map(str, problems_of(directory, read_register()))
    for entry in entries:
        found += [f"{entry.label} → {finding}" for finding in findings_on_page(entry, directory)]
    print("\n".join(found) if found else f"{len(entries)} files, nothing to mend")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
