"""Measure the guide: `make bench`, or `python .ci/bench growth` for one part.

A part is a module in this folder with `measure(context)`, which yields rows. Nothing here passes or fails: a machine's
mood is no test. Times are the processor's, so that other programs disturb them little.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parents[1] / "overrides" / "hooks"), str(FOLDER.parents[1])]

from context import Context, Row  # noqa: E402


def parts(wanted: list[str]) -> Iterator[tuple[str, object]]:
    """The modules that measure something, by name; all when none is wanted."""
    for path in sorted(FOLDER.glob("[a-z]*.py")):
        if wanted and path.stem not in wanted:
            continue
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        if hasattr(module, "measure"):
            yield path.stem, module


def line(row: Row) -> str:
    """A row of the table."""
    return f"| {row.what} | {row.value} | {row.note} |"


def main(arguments: list[str]) -> int:
    """Print one table per part."""
    names = {path.stem for path in FOLDER.glob("[a-z]*.py")}
    unknown = [name for name in arguments if name not in names]
    if unknown:
        print(f"error: there is no part “{unknown[0]}”; choose from: {', '.join(name for name, _ in parts([]))}", file=sys.stderr)
        return 1
    for name, module in parts(arguments):
        print(f"## {name}\n\n| what | measured | note |\n| --- | --- | --- |", flush=True)
        for row in module.measure(Context()):  # type: ignore[attr-defined]
            print(line(row), flush=True)
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
