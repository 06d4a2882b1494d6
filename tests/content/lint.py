"""Check guide pages from the command line: `python -m tests.content.lint [docs/zh/page.md …]` (all pages when none is named)."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "overrides" / "hooks"), str(ROOT)]

import yaml  # noqa: E402
from markdown_source import SourcePage, read_page  # noqa: E402
from sources import read_register  # noqa: E402

from tests.content import rules  # noqa: E402

DOCS = ROOT / "docs"
EXCEPTIONS = ROOT / "tests" / "content" / "citation_exceptions.yml"


def exceptions_for(page: Path) -> list[str]:
    """The reviewed snippets that may stand on this page without a citation of their own."""
    entries = yaml.safe_load(EXCEPTIONS.read_text(encoding="utf-8")) if EXCEPTIONS.exists() else []
    return [entry["text"] for entry in entries or [] if entry["page"] == page.relative_to(DOCS).as_posix()]


def excusable(page: SourcePage, exceptions: list[str]) -> list[rules.Finding]:
    """Findings of the rules that the reviewed list may excuse a sentence from."""
    kinds = {key: source.document.kind for key, source in read_register().sources.items()}
    return [*rules.citations_per_block(page, exceptions), *rules.badges_fit_sources(page, kinds, exceptions)]


def check_page(path: Path) -> list[rules.Finding]:
    """Every finding of the one-page rules."""
    page = read_page(path)
    found = [finding for rule in rules.ONE_PAGE for finding in rule(page)]
    found += excusable(page, exceptions_for(path))
    found += rules.page_links(page, DOCS)
    return found


def check_pair(zh: SourcePage, en: SourcePage) -> list[rules.Finding]:
    """Every finding of the rules that compare the two languages."""
    return [finding for rule in rules.TWO_PAGES for finding in rule(zh, en)]


def main(arguments: list[str]) -> int:
    """Print findings; return 1 when there are any."""
    named = [Path(argument).resolve() for argument in arguments] or sorted((DOCS / "zh").rglob("*.md"))
    relative = {path.relative_to(DOCS).relative_to(path.relative_to(DOCS).parts[0]) for path in named}
    found: list[rules.Finding] = []
    for name in sorted(relative):
        pair = [DOCS / language / name for language in ("zh", "en")]
        for path in pair:
            found += check_page(path) if path.exists() else [rules.Finding(str(path), 1, "parity", "the page is missing")]
        if all(path.exists() for path in pair):
            found += check_pair(read_page(pair[0]), read_page(pair[1]))
    for finding in found:
        print(str(finding).replace(str(ROOT) + "/", ""))
    print(f"{len(relative)} pages in two languages, {len(found)} findings")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
