"""Say how old the facts are and what they rest on: for `make stale`, for the weekly issue and on the page about our method."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from carriers import STALE_AFTER_DAYS, Directory, Entry, read_directory, share_official
from markdown_source import read_page
from sources import Register
from ui_text import language_of, ui_texts

FIGURES_MARK = "<!-- directory figures -->"


@dataclass(frozen=True)
class Old:
    """Something to check again: `place` is file:line, `what` a fact's id or the field, `days` its age (None: no day given)."""

    place: str
    what: str
    days: int | None

    def __str__(self) -> str:
        age = "no day given" if self.days is None else f"{self.days} days"
        return f"- `{self.place}` {self.what}: {age}"


def age_of(day: object, today: date) -> int | None:
    """Days since a day written YYYY-MM-DD; None when there is none or it cannot be read."""
    try:
        return (today - date.fromisoformat(str(day))).days
    except ValueError:
        return None


def _too_old(found: Iterable[Old]) -> list[Old]:
    kept = [old for old in found if old.days is None or old.days > STALE_AFTER_DAYS]
    return sorted(kept, key=lambda old: (old.days is not None, -(old.days or 0), old.place))


def old_facts(carriers: Iterable[Entry], today: date) -> list[Old]:
    """Facts without a day, then those last checked more than `STALE_AFTER_DAYS` ago, oldest first; not of retired carriers."""
    return _too_old(
        Old(f"{entry.label}:{entry.line('facts', index, 'checked')}", str(fact["id"]), age_of(fact.get("checked"), today))
        for entry in carriers
        if "retired" not in entry.data
        for index, fact in enumerate(entry.data["facts"])
    )


def old_entries(entries: Iterable[Entry], today: date) -> list[Old]:
    """Carriers and regions whose channels, steps or rights were not checked for that long."""
    return _too_old(
        Old(f"{entry.label}:{entry.line('checked')}", "checked", age_of(entry.data.get("checked"), today))
        for entry in entries
        if "retired" not in entry.data
    )


def old_pages(docs: Path, today: date) -> list[Old]:
    """Written pages that were not checked for that long."""

    def pages() -> Iterator[Old]:
        for path in sorted(docs.rglob("*.md")):
            page = read_page(path)
            line = page.meta_lines.get("checked", 1)
            yield Old(f"docs/{path.relative_to(docs).as_posix()}:{line}", "checked", age_of(page.meta.get("checked"), today))

    return _too_old(pages())


def undated(carriers: Iterable[Entry], register: Register) -> int:
    """Facts none of whose sources says from which day it is."""
    facts = [fact for entry in carriers if "retired" not in entry.data for fact in entry.data["facts"]]
    return sum(not any(register.sources[key].document.date for key in fact["sources"]) for fact in facts)


def report(directory: Directory, register: Register, docs: Path, today: date, limit: int = 200) -> str:
    """The freshness report as Markdown, with at most `limit` lines per part."""
    carriers = list(directory.carriers.values())
    official, total, conflicts = share_official(carriers)
    parts = (
        ("Facts", old_facts(carriers, today)),
        ("Carriers and regions", old_entries([*carriers, *directory.regions.values()], today)),
        ("Pages", old_pages(docs, today)),
    )
    count = sum(len(found) for _, found in parts)
    lines = [f"# Freshness: {count or 'nothing'} to check again", ""]
    lines += [
        f"- official: {official} of {total} facts ({percent(official, total)} %)",
        f"- conflicts: {conflicts}",
        f"- resting on undated pages only: {undated(carriers, register)} facts",
    ]
    for title, found in parts:
        lines += ["", f"## {title} not checked for {STALE_AFTER_DAYS} days", "", *(_listed(found, limit))]
    return "\n".join(lines)


def _listed(found: Sequence[Old], limit: int) -> list[str]:
    shown = [str(old) for old in found[:limit]]
    return [*shown, f"- … and {len(found) - limit} more"] if len(found) > limit else shown or ["none"]


def percent(part: int, whole: int) -> int:
    """A share in per cent, rounded down so that it never claims too much."""
    return part * 100 // whole if whole else 0


def figures(directory: Directory, language: str) -> str:
    """What the directory holds and what it rests on, as a Markdown list."""
    texts = ui_texts(language)
    carriers = [entry for entry in directory.carriers.values() if "retired" not in entry.data]
    official, total, conflicts = share_official(carriers)
    oldest = min((str(fact["checked"]) for entry in carriers for fact in entry.data["facts"]), default="")
    rows = [
        ("figures_entries", texts["figures_entries_value"].format(carriers=len(carriers), regions=len(directory.regions))),
        ("figures_official", texts["facts_official"].format(official=official, total=total, percent=percent(official, total))),
        ("figures_conflicts", str(conflicts)),
        ("figures_oldest", oldest),
    ]
    return "\n".join(f"- {texts[name]}{texts['colon']}{value}" for name, value in rows)


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Fill the figures in."""
    if FIGURES_MARK not in markdown:
        return markdown
    return markdown.replace(FIGURES_MARK, figures(read_directory(), language_of(page.file.src_uri)))
