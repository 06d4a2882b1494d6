"""Read a YAML file of entries against its JSON Schema, and say what is wrong with file, line and remedy."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import yaml
from ui_text import ROOT

SCHEMAS = ROOT / "data" / "schema"
# libyaml reads ten times as fast; wheels carry it, a build from source may not.
FAST_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class DataError(ValueError):
    """A data file or a citation is wrong; each line of the message names file, line and remedy."""


def lines_of_keys(text: str) -> dict[str, int]:
    """The line of each top-level key (the last one where a key stands twice)."""
    return {match[1]: number for number, line in enumerate(text.split("\n"), 1) if (match := re.match(r"([\w-]+):", line))}


def _as_written(value: Any) -> Any:
    """YAML turns 2019-01-03 into a date; the data keep dates as written."""
    if isinstance(value, Mapping):
        return {key: _as_written(item) for key, item in value.items()}
    return value.isoformat() if isinstance(value, date) else value


def read_entries(text: str, name: str, schema: Path) -> tuple[dict[str, Any], dict[str, int]]:
    """Return a file's entries by key, and the line each stands on.

    Raises `DataError` with one line per mistake: broken YAML, a key that stands twice, anything the schema refuses.
    """
    lines = lines_of_keys(text)
    try:
        raw = _as_written(yaml.load(text, Loader=FAST_LOADER) or {})
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise DataError(
            f"{name}:{mark.line + 1 if mark else 1}: not valid YAML ({getattr(error, 'problem', error)}); mend the indentation or quotes"
        ) from error
    repeated = [key for key in lines if len(re.findall(rf"^{re.escape(key)}:", text, re.MULTILINE)) > 1]
    problems = [f"{name}:{lines[key]}: “{key}” stands twice; keep one" for key in repeated]
    validator = jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    for issue in validator.iter_errors(raw):
        key = str(issue.absolute_path[0] if issue.absolute_path else issue.instance)
        place = ".".join(str(part) for part in issue.absolute_path) or key
        problems.append(f"{name}:{lines.get(key, 1)}: {place}: {issue.message}; see data/schema/{schema.name}")
    if problems:
        raise DataError("\n".join(problems))
    return raw, lines
