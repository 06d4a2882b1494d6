"""Write a commented file for a new carrier: `make new-carrier SLUG=its-name`. The comments are the schema's own."""

from __future__ import annotations

import json
import os
import re
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "data" / "schema" / "carrier.schema.json"
CARRIERS = ROOT / "data" / "carriers"
WIDTH = 120


def slug_problem(slug: str, carriers: Path) -> str | None:
    """Why there can be no carrier of this name, with the remedy; None when there can."""
    if not slug:
        return "no name given; write the carrier's permanent address: make new-carrier SLUG=its-name"
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) or len(slug) > 40:
        return f"“{slug}” cannot be an address; use up to 40 lower-case ASCII letters, digits and single hyphens: SLUG=lyca-mobile-uk"
    if slug == "index":
        return "“index” is the directory's own page; choose another name"
    if (carriers / f"{slug}.yml").exists():
        return f"data/carriers/{slug}.yml is there already; edit it, or choose another name"
    for path in sorted(carriers.glob("*.yml")):
        former = re.search(r"^former_slugs: *\[(.*)\]", path.read_text(encoding="utf-8"), re.MULTILINE)
        if former and slug in re.findall(r"[a-z0-9-]+", former[1]):
            return f"“{slug}” is a former name of data/carriers/{path.name} and leads there; choose another name"
    return None


def _resolved(part: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """A part of the schema with its reference followed; its own description wins."""
    if "$ref" not in part:
        return dict(part)
    name = part["$ref"].removeprefix("#/$defs/")
    own = {key: value for key, value in part.items() if key != "$ref"}
    return {**schema["$defs"][name], **({"description": ""} if name == "both" else {}), "name": name, **own}


def _explained(part: Mapping[str, Any], indent: str) -> Iterator[str]:
    words = part.get("description", "")
    choices = part.get("enum") or part.get("items", {}).get("enum")
    if choices:
        words += f" {'One' if 'enum' in part else 'Any'} of: {', '.join(map(str, choices))}."
    for line in textwrap.wrap(words.strip(), WIDTH - len(indent), break_on_hyphens=False):
        yield f"{indent}## {line}"


def _field(name: str, part: Mapping[str, Any], schema: Mapping[str, Any], indent: str) -> Iterator[str]:
    """A field to fill in, with its explanation above it."""
    part = _resolved(part, schema)
    yield from _explained(part, indent)
    if part.get("name") == "both":
        yield f'{indent}{name}: {{ zh: "", en: "" }}'
    elif part.get("type") == "array":
        item = _resolved(part["items"], schema)
        if item.get("type") == "object" and "properties" in item:
            yield f"{indent}{name}:"
            yield from _item(item, schema, indent + "  ")
        else:
            yield f"{indent}{name}: []"
    elif "properties" in part:
        yield f"{indent}{name}:"
        for key, inner in part["properties"].items():
            yield from _field(key, inner, schema, indent + "  ")
    elif part.get("type") in ("number", "integer"):
        yield f"{indent}{name}: 0"
    else:
        yield f'{indent}{name}: ""'


def _item(item: Mapping[str, Any], schema: Mapping[str, Any], indent: str) -> Iterator[str]:
    """One entry of a list."""
    yield f"{indent}-"
    for key, inner in item["properties"].items():
        yield from _field(key, inner, schema, indent + "  ")


def _left_out(lines: Iterable[str]) -> Iterator[str]:
    """Fields that not everybody needs, behind a # that can be taken away."""
    return (f"# {line}" for line in lines)


def template(slug: str, schema: Mapping[str, Any], today: date) -> str:
    """The file with every field of the schema: what is required is open, the rest stands behind a #."""
    lines = [
        f"# How {slug} lets its customers go.",
        '## Fill in every "". Behind one # stand fields that not every carrier needs: take the # and one space away,',
        "## and the [] or null they take the place of.",
        "## Behind two stands what a field is for; the comments may go when you have read them.",
        f"## Then look at it: .venv/bin/python -m tests.data.lint data/carriers/{slug}.yml",
        "",
    ]
    for name, raw in schema["properties"].items():
        part = _resolved(raw, schema)
        if name == "history":
            lines += [*_explained(part, ""), "history:", f'  - on: "{today.isoformat()}"']
            lines += ['    what: { zh: "首次收录。", en: "First published." }']
        elif name == "channels":
            lines += [*_explained(part, ""), "channels:"]
            for index, (channel, inner) in enumerate(part["properties"].items()):
                written = list(_field(channel, inner, schema, "  "))
                fields = [line for line in written[1:] if "##" not in line]
                lines += written if index == 0 else _left_out([written[0], *fields])
        elif name == "after":
            lines += [*_explained(part, ""), "after:", *(f"  {key}: null" for key in part["properties"])]
            lines += _left_out(_field("number", part["properties"]["number"], schema, "  "))
        elif name not in schema["required"]:
            explained = list(_explained(part, ""))
            lines += [*explained, *_left_out(list(_field(name, raw, schema, ""))[len(explained) :])]
        elif part.get("type") == "array" and "properties" in part["items"]:
            item = _resolved(part["items"], schema)
            lines += [*_explained(part, ""), f"{name}: []", *_left_out(_item(item, schema, "  "))]
        else:
            lines += _field(name, raw, schema, "")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def main(arguments: list[str]) -> int:
    """Write the file, or say on one line why not."""
    slug = arguments[0].strip() if arguments else ""
    problem = slug_problem(slug, CARRIERS)
    if problem:
        print(f"error: {problem}", file=sys.stderr)
        return 1
    target = CARRIERS / f"{slug}.yml"
    half = target.with_suffix(".part")
    text = template(slug, json.loads(SCHEMA.read_text(encoding="utf-8")), date.today())
    try:
        half.write_text(text, encoding="utf-8")
        os.link(half, target)  # fails when somebody was faster; a rename would write over their file
    except OSError as error:
        print(f"error: data/carriers/{slug}.yml could not be written ({error.strerror}); check the folder and try again", file=sys.stderr)
        return 1
    finally:
        half.unlink(missing_ok=True)
    print(f"data/carriers/{slug}.yml is written. Fill it in, then: .venv/bin/python -m tests.data.lint data/carriers/{slug}.yml")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
