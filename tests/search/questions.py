"""What people type and which pages answer it, from `queries.yml`; and how well a search does on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

QUERIES = Path(__file__).with_name("queries.yml")
# Of a hundred questions, so many must have a right page first, and among the first three.
AT_FIRST = 85.0
AT_THREE = 97.0


@dataclass(frozen=True)
class Question:
    """One query; `pages` are paths without the language, "/" for the home page. `hard` says why it is."""

    query: str
    pages: tuple[str, ...]
    hard: str = ""
    held_out: bool = False


@dataclass(frozen=True)
class Success:
    """How many of `count` questions have a right page first, and among the first three."""

    count: int
    first: int
    three: int

    @property
    def at_first(self) -> float:
        """In percent."""
        return 100 * self.first / self.count if self.count else 0.0

    @property
    def at_three(self) -> float:
        """In percent."""
        return 100 * self.three / self.count if self.count else 0.0

    def __str__(self) -> str:
        return f"{self.count:4} questions   first {self.at_first:5.1f} %   first three {self.at_three:5.1f} %"


def parse_questions(raw: Mapping[str, Iterable[Mapping[str, Any]]]) -> dict[str, list[Question]]:
    """The questions of each language."""
    return {
        language: [
            Question(str(entry["q"]), tuple(entry["pages"]), entry.get("hard", ""), entry.get("held_out", False)) for entry in entries
        ]
        for language, entries in raw.items()
    }


@cache
def questions() -> dict[str, list[Question]]:
    """The public set."""
    return parse_questions(yaml.safe_load(QUERIES.read_text(encoding="utf-8")))


def path_of(address: str) -> str:
    """A result's address relative to the guide's root, without language and anchor; "/" for the home page."""
    return address.partition("#")[0].partition("?")[0].removeprefix("en/") or "/"


def rank(question: Question, found: Sequence[str]) -> int | None:
    """The place (from 0) of the first right page among the addresses found; None where there is none."""
    return next((place for place, address in enumerate(found) if path_of(address) in question.pages), None)


def success(results: Iterable[tuple[Question, Sequence[str]]]) -> Success:
    """Count over questions with the addresses found for each, best first."""
    ranks = [rank(question, found) for question, found in results]
    return Success(len(ranks), sum(place == 0 for place in ranks), sum(place is not None and place < 3 for place in ranks))
