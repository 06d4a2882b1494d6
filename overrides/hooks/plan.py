"""Build a person's plan: the steps of the guide that fit the answers, in order, with the carrier's own steps in place.

`data/plan.yml` says which steps a plan may hold; their words, phases and links come from the headings of the pages.
`docs/assets/js/plan/builder.js` does the same as `plan_for` in the browser; a test compares the two.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jsonschema
import yaml
from data_files import SCHEMAS, DataError
from facets import Clause, FacetError, parse_expression
from markdown_source import CITATION, SourcePage
from ui_text import LANGUAGES, ROOT

PLAN = ROOT / "data" / "plan.yml"
SCHEMA = SCHEMAS / "plan.schema.json"
PHASES = ("before", "cancel", "after")
MOST_STEPS = 30
# The ways a person can act, and the carrier's channels that stand for each, best first.
WAYS: dict[str, tuple[str, ...]] = {"online": ("online", "app"), "phone": ("phone", "chat"), "store": ("store",)}
ELSEWHERE = {"text": 1, "post": 1, "lapse": 2}  # and the grade from which each is a way out: a line that lapses for some still binds others
GRADES = {"yes": 2, "partly": 1}

Answers = Mapping[str, Set[str]]


@dataclass(frozen=True)
class Row:
    """One entry of the plan file. `conditions` are the heading's `data-when` and the entry's `when`; all must hold.

    A row without `step` is the place of the carrier's own steps.
    """

    phase: str
    step: str
    line: int
    why: Mapping[str, str] = field(hash=False)
    when: str = ""
    only_if: str = ""
    asks: str = ""
    role: str = ""
    at: str = ""
    call: bool = False
    gives_way: bool = False
    fallback: bool = False
    rank: int = 2


@dataclass(frozen=True)
class Heading:
    """A step as its page has it: `labels` by language in Markdown, `link` relative to a language's home, `phase`, `when`."""

    id: str
    phase: str
    when: str
    link: str
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Carrier:
    """What the plan needs of a carrier: `ways` maps online, phone and store to 1 (partly) or 2; `steps` are (id, phase, `store` or empty)."""

    slug: str
    region: str
    ways: Mapping[str, int]
    elsewhere: bool
    steps: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class PlannedStep:
    """One step of a plan: its `id` (a tick belongs to it), `phase`, whether it is the carrier's `own`, whether one calls for it."""

    id: str
    phase: str
    own: bool = False
    call: bool = False
    role: str = ""
    rank: int = 2


# --- reading the file ---------------------------------------------------------------------------------------------------


def _link(path: str) -> str:
    folder, _, name = path.removesuffix(".md").rpartition("/")
    return f"{folder}/" if name == "index" else f"{folder}/{name}/".lstrip("/")


def headings_of(pages: Iterable[tuple[str, SourcePage]]) -> dict[str, Heading]:
    """Every step heading of the written pages by id. `pages` gives the path below `docs/` with each page.

    The phase and `data-when` are those of the first language read; both languages have the same (a content rule).
    """
    labels: dict[str, dict[str, str]] = {}
    first: dict[str, tuple[str, str, str]] = {}
    for path, page in pages:
        language, _, below = path.partition("/")
        for heading in page.headings:
            if heading.is_step and heading.id:
                phase, when = heading.attributes.get("data-phase", ""), heading.attributes.get("data-when", "")
                first.setdefault(heading.id, (phase, when, f"{_link(below)}#{heading.id}"))
                labels.setdefault(heading.id, {})[language] = CITATION.sub("", heading.text).strip()
    return {id_: Heading(id_, phase, when, link, labels[id_]) for id_, (phase, when, link) in first.items()}


def parse_plan(text: str, name: str = "data/plan.yml") -> list[Row]:
    """The rows of the file in its order. Raises `DataError` with a line per mistake the schema finds."""
    try:
        raw, root = yaml.safe_load(text), yaml.compose(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", error)
        raise DataError(f"{name}:{mark.line + 1 if mark else 1}: not valid YAML ({reason}); mend the indentation or quotes") from error
    lines: dict[tuple[str, int], int] = {}
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if isinstance(value, yaml.SequenceNode):
            lines |= {(key.value, index): item.start_mark.line + 1 for index, item in enumerate(value.value)}
    problems = []
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    for issue in validator.iter_errors(raw):
        place = list(issue.absolute_path)
        # Of the two kinds of entries, say what is wrong with the one that is meant.
        inner = [part for part in issue.context or [] if part.schema_path and next(iter(part.schema_path)) == 0] or [issue]
        for part in inner:
            where = ".".join(str(item) for item in [*place, *part.relative_path]) if part is not issue else ".".join(map(str, place))
            line = lines.get((str(place[0]), int(place[1])), 1) if len(place) > 1 else 1
            problems.append(f"{name}:{line}: {where or 'file'}: {part.message}; see data/schema/{SCHEMA.name}")
    if problems:
        raise DataError("\n".join(problems))
    rows = []
    for phase in PHASES:
        for index, item in enumerate(raw[phase]):
            fields = {key: value for key, value in item.items() if key not in ("carrier_steps", "step", "why")}
            rows.append(Row(phase, item.get("step", ""), lines[phase, index], item.get("why", {}), **fields))
    return rows


# --- rules: one function each -------------------------------------------------------------------------------------------


def steps_exist(rows: Sequence[Row], headings: Mapping[str, Heading]) -> Iterator[tuple[int, str]]:
    """A plan leads to the explanation of each step, in both languages."""
    for row in rows:
        if row.step and row.step not in headings:
            yield row.line, f"no heading has the id “{row.step}”; correct the id or write the step on its page"
        elif row.step and (missing := set(LANGUAGES) - set(headings[row.step].labels)):
            yield row.line, f"“{row.step}” has no heading in {', '.join(sorted(missing))}; write it there too"


def phases_agree(rows: Sequence[Row], headings: Mapping[str, Heading]) -> Iterator[tuple[int, str]]:
    """A step stands in one phase, on its page and in the plan."""
    for row in rows:
        heading = headings.get(row.step)
        if heading and heading.phase != row.phase:
            yield row.line, f"“{row.step}” is in {row.phase} here, but its heading says {heading.phase}; move it"


def steps_stand_once(rows: Sequence[Row], _: Mapping[str, Heading]) -> Iterator[tuple[int, str]]:
    """One step, one box."""
    seen: set[str] = set()
    for row in rows:
        if row.step in seen:
            yield row.line, f"“{row.step}” stands twice; keep one"
        seen.add(row.step or f"the carrier's steps in {row.phase}")
    for phase in PHASES:
        places = [row.line for row in rows if row.phase == phase and not row.step]
        if len(places) != 1:
            yield (places or [1])[-1], f"“carrier_steps: true” stands {len(places)} times in {phase}; write it once"


def expressions_can_be_read(rows: Sequence[Row], _: Mapping[str, Heading]) -> Iterator[tuple[int, str]]:
    """A condition nobody can read would show the step to the wrong people."""
    for row in rows:
        for name, expression in (("when", row.when), ("only_if", row.only_if)):
            try:
                parse_expression(expression)
            except FacetError as error:
                yield row.line, f"{name} of “{row.step}”: {error}"


def reasons_have_no_figures(rows: Sequence[Row], _: Mapping[str, Heading]) -> Iterator[tuple[int, str]]:
    """A figure needs its source, and a reason has no room for one."""
    for row in rows:
        for language, text in row.why.items():
            if re.search(r"\d", text):
                yield row.line, f"why.{language} of “{row.step}” has a figure; say it without, the page has it with its source"


def suspending_comes_first(rows: Sequence[Row], _: Mapping[str, Heading]) -> Iterator[tuple[int, str]]:
    """While a thief gets the codes, nothing else matters."""
    for index, row in enumerate(rows):
        if (row.role == "suspend") != (index == 0):
            message = f"“{row.step}” must be the first step of all" if index else f"“{row.step}” stands first, but only role: suspend may"
            yield row.line, message


def removing_comes_after(rows: Sequence[Row], _: Mapping[str, Heading]) -> Iterator[tuple[int, str]]:
    """A profile goes only after the contract has ended, and an end belongs to the phase cancel."""
    for row in rows:
        if row.role == "remove" and row.phase != "after":
            yield row.line, f"“{row.step}” removes a profile; it belongs to the phase after"
        if row.role == "end" and row.phase != "cancel":
            yield row.line, f"“{row.step}” ends the contract; it belongs to the phase cancel"


def one_fallback(rows: Sequence[Row], _: Mapping[str, Heading]) -> Iterator[tuple[int, str]]:
    """Every plan ends the contract, whatever the answers: one step is for when nothing else fits."""
    found = [row for row in rows if row.fallback]
    if len(found) != 1:
        yield (found or rows)[-1].line, f"{len(found)} steps have fallback: true; give it to one"
    for row in found:
        if row.role != "end" or row.when or row.only_if or row.asks or row.gives_way:
            yield row.line, f"“{row.step}” is the fallback: give it role: end and no condition"


RULES = (
    steps_exist,
    phases_agree,
    steps_stand_once,
    expressions_can_be_read,
    reasons_have_no_figures,
    suspending_comes_first,
    removing_comes_after,
    one_fallback,
)


def problems_of(rows: Sequence[Row], headings: Mapping[str, Heading], name: str = "data/plan.yml") -> list[str]:
    """Everything that breaks a rule, one line each with file, line and remedy."""
    return [f"{name}:{line}: {message}" for line, message in sorted({found for rule in RULES for found in rule(rows, headings)})]


# --- the builder --------------------------------------------------------------------------------------------------------


def carrier_for_plan(slug: str, data: Mapping[str, Any]) -> Carrier:
    """What the plan needs of a carrier's file."""
    answers = {name: GRADES.get(channel["answer"], 0) for name, channel in data["channels"].items()}
    ways = {way: max(answers.get(name, 0) for name in names) for way, names in WAYS.items()}
    return Carrier(
        slug,
        data["region"],
        {way: grade for way, grade in ways.items() if grade},
        any(answers.get(name, 0) >= grade for name, grade in ELSEWHERE.items()),
        tuple((f"{slug}-{step['id']}", step["phase"], step.get("at", "")) for step in data["steps"]),
    )


def way_for(answers: Answers, carrier: Carrier | None) -> str:
    """The way the plan takes: online, phone or store, or nothing when the answers do not say.

    What the person wants, where the carrier allows it; else the carrier's best. Nobody abroad is sent to a store while there
    is another way. A mainland number without a carrier goes to a store, from abroad to the phone.
    """
    wanted = next(iter(sorted(answers.get("channel", ()))), "")
    abroad = "abroad" in answers.get("situation", ())
    if carrier and (carrier.ways or carrier.elsewhere):
        ways = dict(carrier.ways)
        if abroad and (len(ways) > 1 or carrier.elsewhere):
            ways.pop("store", None)
        if wanted in ways:
            return wanted
        return max(ways, key=lambda way: (ways[way], -list(WAYS).index(way))) if ways else ""
    if wanted:
        return "phone" if wanted == "store" and abroad else wanted
    if "cn" in answers.get("from", ()):
        return "phone" if abroad else "store"
    return ""


@cache
def _conditions(lenient: tuple[str, ...], strict: str) -> tuple[tuple[Clause, bool], ...]:
    """Every clause with whether an open question satisfies it. A problem or a way nobody chose satisfies nothing."""
    found = [(clause, clause.facet not in ("situation", "channel")) for expression in lenient for clause in parse_expression(expression)]
    return tuple(found) + tuple((clause, False) for clause in parse_expression(strict))


def _other_way(carrier: Carrier) -> bool:
    return carrier.elsewhere or any(way != "store" for way in carrier.ways)


def _suits(conditions: Iterable[tuple[Clause, bool]], answers: Answers) -> bool:
    for clause, may_be_open in conditions:
        chosen = answers.get(clause.facet)
        if (not chosen and not may_be_open and not clause.negated) or (chosen and bool(clause.values & chosen) == clause.negated):
            return False
    return True


def fits(expression: str, answers: Answers) -> bool:
    """As `applies`, but nobody has a problem or a way before choosing it."""
    return _suits(_conditions((expression,), ""), answers)


def holds(expression: str, answers: Answers) -> bool:
    """As `applies`, but an open question satisfies nothing."""
    return _suits(_conditions((), expression), answers)


@cache
def _planned(row: Row) -> PlannedStep:
    return PlannedStep(row.step, row.phase, False, row.call, row.role, row.rank)


def plan_for(answers: Answers, carrier: Carrier | None, rows: Sequence[Row], headings: Mapping[str, Heading]) -> list[PlannedStep]:
    """The steps for somebody with these answers (facet → chosen values), in order, at most `MOST_STEPS`."""
    way = way_for(answers, carrier)
    known: dict[str, Set[str]] = {**answers, "channel": {way} if way else set()}
    if carrier:
        known["from"] = {carrier.region}
    asked = {name for name in ("from", "form") if known.get(name)}
    if answers.get("channel") or (carrier and way):
        asked.add("channel")
    at_home = "abroad" not in answers.get("situation", ()) or way == "store"
    own = [(id_, phase) for id_, phase, at in carrier.steps if at != "store" or at_home or not _other_way(carrier)] if carrier else []
    own_phases = {phase for _, phase in own}
    steps: list[PlannedStep] = []
    fallback: tuple[int, PlannedStep] | None = None
    for row in rows:
        if not row.step:
            role = "end" if row.phase == "cancel" else ""
            steps += [PlannedStep(id_, phase, True, False, role, 1) for id_, phase in own if phase == row.phase]
            continue
        if row.fallback:
            fallback = (len(steps), _planned(row))
            continue
        if row.asks in asked or (row.gives_way and row.phase in own_phases) or (row.at == "store" and not at_home):
            continue
        if _suits(_conditions((headings[row.step].when, row.when), row.only_if), known):
            steps.append(_planned(row))
    if fallback and not any(step.role == "end" for step in steps):
        steps.insert(*fallback)
    for rank in (3, 2):
        for step in [step for step in reversed(steps) if step.rank == rank]:
            if len(steps) > MOST_STEPS:
                steps.remove(step)
    return steps
