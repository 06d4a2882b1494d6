"""The language of `data-when`."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from facets import FacetError, applies, parse_expression
from plan import fits, holds

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "facet_cases.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", [case for case in CASES if "shows" in case], ids=lambda case: case["when"])
def test_expression_is_evaluated(case: dict[str, Any]) -> None:
    answers = {facet: frozenset(values) for facet, values in case["answers"].items()}
    assert applies(case["when"], answers) is case["shows"]
    assert fits(case["when"], answers) is case.get("fits", case["shows"])
    if "holds" in case:
        assert holds(case["when"], answers) is case["holds"]


@pytest.mark.parametrize("case", [case for case in CASES if "error" in case], ids=lambda case: case["when"])
def test_malformed_expression_says_what_to_write(case: dict[str, Any]) -> None:
    with pytest.raises(FacetError, match=case["error"]):
        parse_expression(case["when"])
