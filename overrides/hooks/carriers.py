"""Read the directory: one YAML file per carrier and per region, checked by schema and by one function per further rule."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import yaml
from data_files import FAST_LOADER, SCHEMAS, DataError
from facets import FACETS
from sources import Register
from ui_text import LANGUAGES, ROOT

CARRIERS = ROOT / "data" / "carriers"
REGIONS = ROOT / "data" / "regions"
STALE_AFTER_DAYS = 180
QUALITIES = ("official", "reported", "community")
SELF_SERVICE = ("online", "app", "text")
WITH_STAFF = ("phone", "chat", "post")
# What a source of each kind can make a fact: a standard or a paper is no carrier's word.
QUALITY_OF_KIND = {
    "regulator": "official",
    "carrier": "official",
    "vendor": "official",
    "standard": "reported",
    "paper": "reported",
    "press": "reported",
    "community": "community",
}


class _LineLoader(FAST_LOADER):  # type: ignore[misc, valid-type]
    """Keeps yes and no as words and dates as written, and remembers the line of every mapping and list entry."""


_LineLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class Entry:
    """One file of the directory: `slug` (file name), `data` as the schema describes it, and the `lines` of its fields.

    `lines` maps a path such as `facts.2.value` to its line in the file.
    """

    slug: str
    path: Path
    data: Mapping[str, Any]
    lines: Mapping[str, int] = field(default_factory=dict, repr=False, compare=False)

    def name(self, language: str) -> str:
        """The name in a language."""
        return str(self.data["names"][language])

    @property
    def label(self) -> str:
        """The file as error messages name it."""
        return f"data/{self.path.parent.name}/{self.path.name}"

    def line(self, *place: str | int) -> int:
        """The line of a field, or of the nearest field around it."""
        parts = [str(part) for part in place]
        while parts and ".".join(parts) not in self.lines:
            parts.pop()
        return self.lines.get(".".join(parts), 1)


@dataclass(frozen=True, order=True)
class Problem:
    """A broken rule: where, which field, what is wrong and how to mend it."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.message}"


def _lines(node: yaml.Node, place: str = "") -> Iterator[tuple[str, int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = f"{place}.{key.value}" if place else str(key.value)
            yield inner, key.start_mark.line + 1
            yield from _lines(value, inner)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            inner = f"{place}.{index}"
            yield inner, value.start_mark.line + 1
            yield from _lines(value, inner)


@cache
def _validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads((SCHEMAS / name).read_text(encoding="utf-8")))


def parse_entry(text: str, path: Path, schema: str) -> tuple[Entry, list[Problem]]:
    """Read one file against its schema. An entry with problems is not to be used.

    Raises `DataError` when the file is not YAML at all.
    """
    label = f"data/{path.parent.name}/{path.name}"
    loader = _LineLoader(text)
    try:
        node = loader.get_single_node()
        lines = dict(_lines(node)) if node else {}
        data = loader.construct_document(node) if node else {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", error)
        raise DataError(f"{label}:{mark.line + 1 if mark else 1}: not valid YAML ({reason}); mend the indentation or quotes") from error
    entry = Entry(path.stem, path, data if isinstance(data, dict) else {}, lines)
    problems = []
    for issue in sorted(_validator(schema).iter_errors(data), key=lambda issue: list(map(str, issue.absolute_path))):
        place = [part if isinstance(part, (str, int)) else str(part) for part in issue.absolute_path]
        if extra := re.search(r"'(\w+)' (?:was|were) unexpected", issue.message):
            place.append(extra[1])
        problems.append(
            Problem(label, entry.line(*place), ".".join(map(str, place)) or "file", f"{issue.message}; see data/schema/{schema}")
        )
    return entry, problems


# --- rules: one function each -------------------------------------------------------------------------------------------


def _days(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            inner = f"{place}.{key}" if place else str(key)
            if key in ("checked", "on") and isinstance(item, str):
                yield inner, item
            else:
                yield from _days(item, inner)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _days(item, f"{place}.{index}")


def days_are_past(entry: Entry, today: date) -> Iterator[Problem]:
    """A day we checked something cannot lie in the future, and must be a day of the calendar."""
    for place, day in _days(entry.data):
        try:
            late = date.fromisoformat(day) > today
        except ValueError:
            yield Problem(entry.label, entry.line(*place.split(".")), place, f"“{day}” is no day of the calendar; write YYYY-MM-DD")
            continue
        if late:
            yield Problem(entry.label, entry.line(*place.split(".")), place, f"{day} lies in the future; write the day it was checked")


def contacts_can_be_used(entry: Entry, _: date) -> Iterator[Problem]:
    """A number from abroad starts with +, a text has a word to send, and a page has an address: else the link would fail the reader."""
    for index, contact in enumerate(entry.data.get("contacts", [])):
        use, tel = contact["use"], contact.get("tel", "")
        wrong = {
            "hotline": "give tel" if not tel else "",
            "hotline-abroad": "" if tel.startswith("+") else "a number for callers from abroad starts with + and the country code",
            "text": "" if tel and contact.get("body") else "give tel (the number) and body (the word to send)",
            "web": "" if contact.get("url") else "give url",
            "complaints": "" if tel or contact.get("url") else "give tel or url",
        }[use]
        if wrong:
            yield Problem(entry.label, entry.line("contacts", index), f"contacts.{index}", wrong)


def _bilingual(value: Any, place: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    if isinstance(value, Mapping):
        if set(value) == set(LANGUAGES):
            yield place, value
            return
        for key, item in value.items():
            yield from _bilingual(item, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _bilingual(item, f"{place}.{index}")


def texts_are_translated(entry: Entry, _: date) -> Iterator[Problem]:
    """The same sentence in both languages was not translated; a brand's name may be the same."""
    for place, both in _bilingual(entry.data):
        if place != "names" and both["zh"] == both["en"] and not re.fullmatch(r"[\w+&/-]+( [\w+&/-]+){0,2}", both["en"], re.ASCII):
            yield Problem(entry.label, entry.line(*place.split(".")), place, "the same text in both languages; translate it")
        elif place != "names" and not re.search(r"[\u3400-\u9fff]", both["zh"]) and len(both["zh"]) > 30:
            yield Problem(entry.label, entry.line(*place.split(".")), f"{place}.zh", "no Chinese in the Chinese text")


def ids_are_unique(entry: Entry, _: date) -> Iterator[Problem]:
    """Steps, facts and points are addressed by their ids."""
    for part in ("steps", "facts", "rights", "notice", "port_out", "real_name", "prepaid"):
        seen: set[str] = set()
        for index, item in enumerate(entry.data.get(part, [])):
            if item["id"] in seen:
                yield Problem(entry.label, entry.line(part, index), f"{part}.{index}.id", f"“{item['id']}” stands twice; rename one")
            seen.add(item["id"])


def conflicts_point_at_each_other(entry: Entry, _: date) -> Iterator[Problem]:
    """A reader who sees one of two disagreeing facts must be led to the other."""
    facts = {fact["id"]: fact for fact in entry.data.get("facts", [])}
    for index, fact in enumerate(entry.data.get("facts", [])):
        for other in fact.get("conflicts", []):
            place = f"facts.{index}.conflicts"
            if other not in facts:
                yield Problem(entry.label, entry.line("facts", index), place, f"“{other}” is no fact of this file; correct the id")
            elif fact["id"] not in facts[other].get("conflicts", []):
                message = f"“{other}” does not name “{fact['id']}” in return; add it there"
                yield Problem(entry.label, entry.line("facts", index), place, message)


def something_is_known(entry: Entry, _: date) -> Iterator[Problem]:
    """An entry answers at least one of: through which channel, and what becomes of number, money or profile."""
    if "channels" not in entry.data:
        return
    answered = [name for name, channel in entry.data["channels"].items() if channel["answer"] != "unknown"]
    if not answered:
        yield Problem(
            entry.label, entry.line("channels"), "channels", "no channel is known; find one with a source, or leave the carrier out"
        )


def answers_have_sources(entry: Entry, _: date) -> Iterator[Problem]:
    """A channel that says yes, no or partly needs its source and that source's quality."""
    for name, channel in entry.data.get("channels", {}).items():
        if channel["answer"] != "unknown" and not (channel.get("sources") and channel.get("quality")):
            message = f"answers “{channel['answer']}” without sources and quality; add both, or say unknown"
            yield Problem(entry.label, entry.line("channels", name), f"channels.{name}", message)


def history_is_in_order(entry: Entry, _: date) -> Iterator[Problem]:
    """The feed reads newest first and names facts that exist."""
    history = entry.data.get("history", [])
    facts = {fact["id"] for fact in entry.data.get("facts", [])}
    for index, (newer, older) in enumerate(pairwise(history)):
        if newer["on"] < older["on"]:
            yield Problem(entry.label, entry.line("history", index + 1), "history", "newest first; move this entry up")
    for index, change in enumerate(history):
        for fact in change.get("facts", []):
            if fact not in facts:
                yield Problem(entry.label, entry.line("history", index), f"history.{index}.facts", f"“{fact}” is no fact of this file")


def retired_says_when(entry: Entry, _: date) -> Iterator[Problem]:
    """A retired entry is not its own successor, and its history tells readers of the feed."""
    retired = entry.data.get("retired")
    if retired and retired["successor"] == entry.slug:
        yield Problem(entry.label, entry.line("retired", "successor"), "retired.successor", "names itself; write the new slug or null")
    if retired and not any(change["on"] >= retired["on"] for change in entry.data["history"]):
        yield Problem(entry.label, entry.line("retired"), "history", "has no entry for the retirement; add one with its day")


def slug_is_plain(entry: Entry, _: date) -> Iterator[Problem]:
    """The file name is the address: lower-case ASCII words."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry.slug):
        yield Problem(entry.label, 1, "file name", f"“{entry.slug}” must be lower-case ASCII words joined by -; rename the file")


# How a length of time is written: the number, then one of these.
_UNITS = {
    "zh": {"Y": "年", "M": "个月", "W": "(?:周|个?星期)", "D": "(?:个(?:自然|工作)日|天|日)", "H": "(?:个小时|小时)"},
    "en": {"Y": "years?", "M": "months?", "W": "weeks?", "D": "(?:(?:calendar|working|business) )?days?", "H": "hours?"},
}
_SAME = (("Y", "M", 12), ("W", "D", 7), ("D", "H", 24))


def _spellings(number: int, unit: str) -> list[tuple[int, str]]:
    """The same length in other units: 1 year is 12 months, 2 weeks are 14 days."""
    found = [(number, unit)]
    for larger, smaller, times in _SAME:
        if unit == larger:
            found.append((number * times, smaller))
        elif unit == smaller and number % times == 0:
            found.append((number // times, larger))
    return found


def says_length(text: str, duration: str, language: str) -> bool:
    """Whether a text gives a length of time, an ISO 8601 duration, in figures."""
    for number, unit in re.findall(r"(\d+)([YMWDH])", duration):
        forms = [rf"(?<![\d.]){n}[ -]?(?:–\d+ ?)?{_UNITS[language][u]}" for n, u in _spellings(int(number), unit)]
        if not re.search("|".join(forms), text):
            return False
    return True


def says_amount(text: str, value: float) -> bool:
    """Whether a text gives a sum in figures: 10000, 10,000 or 1 万."""
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    plain = re.sub(r"(\d+(?:\.\d+)?) ?万", lambda match: f"{float(match[1]) * 10_000:g}", plain)
    return any(abs(float(figure) - value) < 0.001 for figure in re.findall(r"\d+(?:\.\d+)?", plain))


def figures_stand_in_the_text(entry: Entry, _: date) -> Iterator[Problem]:
    """The duration or sum that programs read is the one that people read, in both languages."""
    for part in ("facts", "rights", "notice", "port_out", "real_name", "prepaid"):
        for index, item in enumerate(entry.data.get(part, [])):
            for language in LANGUAGES:
                text = item["value"][language]
                wrong = [f"duration {item['duration']}"] if "duration" in item and not says_length(text, item["duration"], language) else []
                if "amount" in item and not says_amount(text, item["amount"]["value"]):
                    wrong.append(f"amount {item['amount']['value']:g}")
                for figure in wrong:
                    yield Problem(
                        entry.label,
                        entry.line(part, index, "value"),
                        f"{part}.{index}.value.{language}",
                        f"{figure} does not stand in the text of “{item['id']}”; write it there in figures, or correct the field",
                    )


RULES: tuple[Callable[[Entry, date], Iterator[Problem]], ...] = (
    slug_is_plain,
    days_are_past,
    contacts_can_be_used,
    texts_are_translated,
    ids_are_unique,
    conflicts_point_at_each_other,
    something_is_known,
    answers_have_sources,
    history_is_in_order,
    retired_says_when,
    figures_stand_in_the_text,
)


def cited(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every source key in an entry as (field, key)."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            inner = f"{place}.{key}" if place else str(key)
            if key in ("sources", "lead_sources"):
                yield from ((inner, str(source)) for source in item)
            else:
                yield from cited(item, inner)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from cited(item, f"{place}.{index}")


def sources_exist(entries: Iterable[Entry], register: Register) -> Iterator[Problem]:
    """Every source an entry names stands in the register."""
    for entry in entries:
        for place, key in cited(entry.data):
            if key not in register.sources:
                message = f"unknown source “{key}”; add it to data/sources.yml or correct the key"
                yield Problem(entry.label, entry.line(*place.split(".")), place, message)


def quality_fits_sources(entries: Iterable[Entry], register: Register) -> Iterator[Problem]:
    """A fact is no better than its best source: official needs a page of the carrier, a vendor or a regulator."""
    for entry in entries:
        places = [(f"facts.{index}", fact) for index, fact in enumerate(entry.data.get("facts", []))]
        places += [(f"channels.{name}", channel) for name, channel in entry.data.get("channels", {}).items()]
        for place, item in places:
            kinds = [register.sources[key].document.kind for key in item.get("sources", []) if key in register.sources]
            if not kinds or "quality" not in item:
                continue
            best = min((QUALITY_OF_KIND[kind] for kind in kinds), key=QUALITIES.index)
            if QUALITIES.index(item["quality"]) < QUALITIES.index(best):
                message = f"“{item['quality']}”, but its sources are {', '.join(sorted(set(kinds)))}: write {best} or cite a better page"
                yield Problem(entry.label, entry.line(*place.split(".")), f"{place}.quality", message)


REGION_POINTS = ("rights", "notice", "port_out", "real_name", "prepaid")


def marks_fit_sources(regions: Iterable[Entry], register: Register) -> Iterator[Problem]:
    """What only people say is marked so; a law quoted by the press is retold, not what people report."""
    for entry in regions:
        for part in REGION_POINTS:
            for index, point in enumerate(entry.data[part]):
                kinds = {register.sources[key].document.kind for key in point.get("sources", []) if key in register.sources}
                right = "community" if kinds == {"community"} else "reported"
                if kinds and point.get("mark") in ("reported", "community") and point["mark"] != right:
                    place = f"{part}.{index}"
                    message = f"“{point['mark']}”, but its sources are {', '.join(sorted(kinds))}: write {right}"
                    yield Problem(entry.label, entry.line(*place.split(".")), f"{place}.mark", message)


def directory_hangs_together(carriers: Iterable[Entry], regions: Iterable[Entry]) -> Iterator[Problem]:
    """Successors and former names of carriers are right, and region files have the code of a region."""
    carriers = list(carriers)
    slugs = {entry.slug for entry in carriers}
    for entry in carriers:
        successor = (entry.data.get("retired") or {}).get("successor")
        if successor and successor not in slugs:
            yield Problem(entry.label, entry.line("retired"), "retired.successor", f"no carrier “{successor}”; correct the slug")
        for former in entry.data.get("former_slugs", []):
            if former in slugs:
                yield Problem(entry.label, entry.line("former_slugs"), "former_slugs", f"“{former}” is a carrier of its own; take it out")
    known = set(FACETS["from"]) - {"other", "travel"}
    for entry in regions:
        if entry.slug not in known:
            yield Problem(entry.label, 1, "file name", f"“{entry.slug}” is no region code; use one of {' '.join(sorted(known))}")


# --- the whole directory ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Directory:
    """All carriers by slug, and all regions by code, in their order."""

    carriers: Mapping[str, Entry]
    regions: Mapping[str, Entry]


def problems_of(directory: Directory, register: Register, today: date | None = None) -> list[Problem]:
    """Everything that breaks a rule."""
    day = today or date.today()
    entries = [*directory.carriers.values(), *directory.regions.values()]
    found = [problem for entry in entries for rule in RULES for problem in rule(entry, day)]
    found += sources_exist(entries, register)
    found += quality_fits_sources(entries, register)
    found += marks_fit_sources(directory.regions.values(), register)
    found += directory_hangs_together(directory.carriers.values(), directory.regions.values())
    return sorted(found)


def read_files(paths: Iterable[Path]) -> tuple[list[Entry], list[str]]:
    """The entries that can be read, and a line for each thing no YAML reader or schema accepts. The folder says which schema."""
    entries: list[Entry] = []
    refused: list[str] = []
    for path in paths:
        schema = "region.schema.json" if path.parent.name == "regions" else "carrier.schema.json"
        try:
            entry, problems = parse_entry(path.read_text(encoding="utf-8"), path, schema)
        except DataError as error:
            refused.append(str(error))
            continue
        refused += map(str, problems)
        if not problems:
            entries.append(entry)
    return entries, refused


def directory_of(entries: Iterable[Entry]) -> Directory:
    """Carriers by slug, regions by code in their order."""
    read: dict[bool, list[Entry]] = {False: [], True: []}
    for entry in entries:
        read[entry.path.parent.name == "regions"].append(entry)
    regions = sorted(read[True], key=lambda entry: (entry.data["order"], entry.slug))
    return Directory({entry.slug: entry for entry in read[False]}, {entry.slug: entry for entry in regions})


def load_directory(carriers: Path = CARRIERS, regions: Path = REGIONS) -> Directory:
    """Read every file. Raises `DataError` with a line per file that is not YAML or that its schema refuses."""
    entries, refused = read_files([*sorted(carriers.glob("*.yml")), *sorted(regions.glob("*.yml"))])
    if refused:
        raise DataError("\n".join(refused))
    return directory_of(entries)


@cache
def _directory(_files: tuple[tuple[str, int], ...]) -> Directory:
    return load_directory()


def read_directory() -> Directory:
    """The directory from disk, read anew when a file has changed. Asks for the time of every file: not for every page."""
    files = (*CARRIERS.glob("*.yml"), *REGIONS.glob("*.yml"))
    return _directory(tuple(sorted((str(path), path.stat().st_mtime_ns) for path in files)))


# --- what follows from the data -----------------------------------------------------------------------------------------


def difficulty(carrier: Mapping[str, Any]) -> tuple[str, str]:
    """How hard leaving is, and the rule that says so: (`easy` | `medium` | `hard`, name of the rule).

    easy: you can end it yourself from anywhere (online, app or text), or it ends by itself without debt. medium: only with
    the carrier's staff by phone, chat or post, or yourself only for some customers. hard: only in a store, or nothing sourced
    is open to you. A minimum term (a `lock-in` fact) or a channel only people report makes it one grade harder.
    """
    answers = {name: channel["answer"] for name, channel in carrier["channels"].items()}
    sure = {name for name, answer in answers.items() if answer == "yes" and carrier["channels"][name].get("quality") != "community"}
    partly = {name for name, answer in answers.items() if answer == "partly" or (answer == "yes" and name not in sure)}
    if sure & {*SELF_SERVICE, "lapse"}:
        grade, rule = "easy", "self"
    elif sure & set(WITH_STAFF):
        grade, rule = "medium", "staff"
    elif partly & {*SELF_SERVICE, *WITH_STAFF}:
        grade, rule = "medium", "partly"
    elif answers.get("store") in ("yes", "partly"):
        grade, rule = "hard", "store"
    else:
        grade, rule = "hard", "unknown"
    if grade != "hard" and any(fact["about"] == "lock-in" for fact in carrier["facts"]):
        return {"easy": "medium", "medium": "hard"}[grade], f"{rule}-lock-in"
    return grade, rule


def share_official(carriers: Iterable[Entry]) -> tuple[int, int, int]:
    """(official facts, all facts, pairs of facts that disagree) of the carriers that are not retired."""
    facts = [fact for entry in carriers if "retired" not in entry.data for fact in entry.data["facts"]]
    pairs = sum(len(fact.get("conflicts", [])) for fact in facts) // 2
    return sum(fact["quality"] == "official" for fact in facts), len(facts), pairs
