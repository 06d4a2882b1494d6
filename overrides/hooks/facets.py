"""The small language of `data-when`: for whom a step is meant.

`form:esim|physical;situation:!abroad` reads: form is eSIM or physical, and the person is not abroad.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache

# What may stand around the parts of an expression; the same few signs for every evaluator.
BLANKS = " \t\r\n"

FACETS: dict[str, tuple[str, ...]] = {
    "from": tuple(["cn", "hk", "mo", "tw", "ph", "gb", "us", "jp", "sg", "kr", "de", "ca", "au", "my", "th", "other", "travel"]),
    "form": ("physical", "esim"),
    "billing": ("prepaid", "postpaid", "unsure"),
    "channel": ("online", "store", "phone"),
    "situation": (
        *("lost", "arrears", "contract", "away", "abroad", "foreigner", "deceased"),
        *("minor", "company", "suspended", "refused", "lapsed", "unknown", "recycled"),
    ),
}


class FacetError(ValueError):
    """The expression cannot be read; the message says what to write instead."""


@dataclass(frozen=True)
class Clause:
    """One facet with the values that satisfy it, or that must be absent when `negated`."""

    facet: str
    values: frozenset[str]
    negated: bool


@cache
def parse_expression(expression: str) -> tuple[Clause, ...]:
    """Read a `data-when` value.

    Raises `FacetError` for an unknown facet or value, an empty part or a stray sign. An empty expression means everyone.
    """
    if not expression.strip(BLANKS):
        return ()
    clauses: list[Clause] = []
    for part in expression.split(";"):
        facet, colon, values = part.strip(BLANKS).partition(":")
        if not colon or not values.strip(BLANKS):
            raise FacetError(f"“{part.strip(BLANKS)}” is not facet:value; write e.g. form:esim")
        if facet not in FACETS:
            raise FacetError(f"unknown facet “{facet}”; use one of {', '.join(FACETS)}")
        if any(clause.facet == facet for clause in clauses):
            raise FacetError(f"“{facet}” stands twice; join its values with |")
        negated = values.strip(BLANKS).startswith("!")
        names = [value.strip(BLANKS) for value in values.strip(BLANKS).removeprefix("!").split("|")]
        for name in names:
            if name not in FACETS[facet]:
                raise FacetError(f"“{name}” is not a value of {facet}; use {' '.join(FACETS[facet])}")
        clauses.append(Clause(facet, frozenset(names), negated))
    return tuple(clauses)


def applies(expression: str, answers: Mapping[str, Set[str]]) -> bool:
    """Whether a step with this expression is for a person with these answers (facet → chosen values).

    A facet the person has not answered leaves the step in: better one step too many than one too few.
    """
    for clause in parse_expression(expression):
        chosen = answers.get(clause.facet)
        if not chosen:
            continue
        if bool(clause.values & chosen) == clause.negated:
            return False
    return True
