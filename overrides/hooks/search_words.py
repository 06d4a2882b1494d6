"""Gather the words that mean the same to somebody who searches: reviewed synonyms, glossary terms, carriers' names.

The browser does the rest (`docs/assets/js/search/lexicon.js`): this only says which wordings belong to which meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from carriers import read_directory
from data_files import SCHEMAS, DataError, read_entries
from glossary import Term, read_glossary
from ui_text import LANGUAGES, ROOT

SYNONYMS = ROOT / "data" / "search-synonyms.yml"
IDLE = ROOT / "data" / "search-stopwords.yml"
TRADITIONAL = ROOT / "data" / "search-traditional.txt"
SCHEMA = SCHEMAS / "search-synonyms.schema.json"

Groups = dict[str, list[str]]


def with_pinyin(syllables: str) -> list[str]:
    """Pinyin as people type it, with a space or none between any two syllables (`zhu xiao` → `zhuxiao`, `zhu xiao`)."""
    spellings = [""]
    for syllable in syllables.split():
        spellings = [spelling + gap + syllable for spelling in spellings for gap in (("", " ") if spelling else ("",))]
    return spellings


def parse_synonyms(text: str, name: str = "data/search-synonyms.yml") -> tuple[Groups, list[str]]:
    """Meaning → wordings of both languages and pinyin, and the meanings whose wordings count as a whole only.

    Raises `DataError` with one line per mistake: what the schema refuses, a word that stands twice in one entry.
    """
    raw, lines = read_entries(text, name, SCHEMA)
    groups: Groups = {}
    problems = []
    for key, entry in raw.items():
        words = [str(word) for language in LANGUAGES for word in entry.get(language, [])]
        folded = [word.casefold() for word in words]
        for word in sorted({word for word in folded if folded.count(word) > 1}):
            problems.append(f"{name}:{lines[key]}: {key} holds “{word}” twice; keep one")
        groups[key] = words + [spelling for syllables in entry.get("pinyin", []) for spelling in with_pinyin(syllables)]
    if problems:
        raise DataError("\n".join(problems))
    return groups, [key for key, entry in raw.items() if entry.get("whole")]


def parse_idle(text: str, name: str = "data/search-stopwords.yml") -> dict[str, list[str]]:
    """The words of questions: `zh`, `en`, and `meaning` (what is …). Raises `DataError` for a missing list or a word that stands twice."""
    raw: dict[str, list[str]] = yaml.load(text, Loader=yaml.BaseLoader)  # a plain loader would read “no” and “on” as truth values
    problems = [f"{name}:1: no words for {key}; add a list" for key in (*LANGUAGES, "meaning") if not raw.get(key)]
    for language, words in raw.items():
        repeated = sorted({word for word in words if words.count(word) > 1})
        problems += [f"{name}:1: {language} holds “{word}” twice; keep one" for word in repeated]
    if problems:
        raise DataError("\n".join(problems))
    return raw


def parse_traditional(text: str) -> list[str]:
    """Words of one simplified character and its traditional forms (`销銷`). Raises `DataError` for a form that stands for two."""
    words = " ".join(line for line in text.splitlines() if not line.startswith("#")).split()
    claimed: dict[str, str] = {}
    problems = []
    for word in words:
        simple = word[0]
        for form in word[1:]:
            first = claimed.setdefault(form, simple)
            if first != simple:
                problems.append(f"data/search-traditional.txt: “{form}” stands for “{first}” and “{simple}”; keep one")
    if problems:
        raise DataError("\n".join(problems))
    return words


def needed_traditional(words: Iterable[str], texts: Iterable[str]) -> str:
    """Only the characters that some text or wording uses: the rest would be carried for nothing."""
    used = set("".join(texts))
    return " ".join(word for word in words if word[0] in used or used & set(word[1:]))


def glossary_words(terms: Mapping[str, Sequence[Term]]) -> Groups:
    """The names of each glossary term in both languages."""
    groups: Groups = {}
    for language in LANGUAGES:
        for term in terms[language]:
            groups.setdefault(term.key, []).extend([term.term, *term.also])
    return groups


def carrier_words(carriers: Mapping[str, Mapping[str, Any]]) -> Groups:
    """The names people use for each carrier, and its hotlines by number."""
    groups: Groups = {}
    for slug, carrier in carriers.items():
        lines = [contact["tel"] for contact in carrier.get("contacts", []) if contact["use"] == "hotline" and contact.get("tel")]
        groups[slug] = [*carrier["names"].values(), *carrier.get("also", []), *lines]
    return groups


def region_words(regions: Mapping[str, Mapping[str, Any]]) -> Groups:
    """The names people use for each region; the engine knows the page on it by `region-<code>`."""
    return {f"region-{code}": [*region["names"].values(), *region.get("also", [])] for code, region in regions.items()}


def joined(*sources: Groups) -> Groups:
    """All wordings of each meaning, each once, in a steady order."""
    groups: dict[str, dict[str, str]] = {}
    for source in sources:
        for key, words in source.items():
            for word in words:
                groups.setdefault(key, {}).setdefault(re.sub(r"\s+", " ", word).casefold(), word)
    return {key: list(words.values()) for key, words in sorted(groups.items())}


@cache
def _synonyms(path: Path, _changed: float) -> tuple[Groups, list[str]]:
    return parse_synonyms(path.read_text(encoding="utf-8"))


def read_groups() -> tuple[Groups, list[str]]:
    """Every meaning with its wordings, and the meanings that count as a whole only, from disk."""
    synonyms, whole = _synonyms(SYNONYMS, SYNONYMS.stat().st_mtime)
    directory = read_directory()
    carriers = carrier_words({slug: entry.data for slug, entry in directory.carriers.items()})
    regions = region_words({code: entry.data for code, entry in directory.regions.items()})
    return joined(synonyms, glossary_words(read_glossary()), carriers, regions), whole


def read_idle() -> tuple[list[str], list[str]]:
    """The words of questions of both languages (people mix them), and those of them that ask what something is."""
    words = parse_idle(IDLE.read_text(encoding="utf-8"))
    return [word for language in LANGUAGES for word in words[language]], words["meaning"]


def read_traditional() -> list[str]:
    """The table of traditional characters from disk."""
    return parse_traditional(TRADITIONAL.read_text(encoding="utf-8"))
