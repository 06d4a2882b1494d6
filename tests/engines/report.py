"""Say what the core walks found: `python -m tests.engines.report RESULTS.xml README.md` writes the table into the README.

The results are what pytest writes with `--junitxml`.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

START, END = "<!-- core walks: made by `make browsers-table` -->", "<!-- end of the core walks -->"


@dataclass(frozen=True)
class Result:
    """What one engine did: walks passed of all, on a day (`YYYY-MM-DD`)."""

    engine: str
    version: str
    passed: int
    walks: int
    day: str


def read_results(junit: str) -> list[Result]:
    """The results of each engine, in the order of their names. A walk that no engine took counts for none."""
    found: dict[tuple[str, str], list[bool]] = {}
    root = ElementTree.fromstring(junit)
    day = next((suite.get("timestamp", "")[:10] for suite in root.iter("testsuite")), "")
    for case in root.iter("testcase"):
        told = {one.get("name"): one.get("value", "") for one in case.iter("property")}
        if "engine" not in told:
            continue
        walked = all(case.find(trouble) is None for trouble in ("failure", "error", "skipped"))
        found.setdefault((str(told["engine"]), str(told["version"])), []).append(walked)
    return [Result(engine, version, sum(walks), len(walks), day) for (engine, version), walks in sorted(found.items())]


def table(results: list[Result]) -> str:
    """The results as a Markdown table in both languages."""
    rows = [f"| {one.engine} | {one.version} | {one.passed} / {one.walks} | {one.day} |" for one in results]
    return "\n".join(["| 引擎 / Engine | 版本 / Version | 走通 / Walks passed | 日期 / Date |", "| --- | --- | --- | --- |", *rows])


def put_into(text: str, made: str) -> str:
    """A README with the table between its two marks. Raises `ValueError` if they are not there."""
    if START not in text or END not in text:
        raise ValueError(f"write these two lines where the table belongs:\n{START}\n{END}")
    return re.sub(f"{re.escape(START)}.*?{re.escape(END)}", lambda _: f"{START}\n\n{made}\n\n{END}", text, flags=re.DOTALL)


def main(arguments: list[str]) -> int:
    """Print the table; with a README, write it there. An engine that walked nothing is an error."""
    results, *readme = [Path(one) for one in arguments]
    if not results.exists():
        print("error: there are no results yet. Run: make test-browsers", file=sys.stderr)
        return 1
    read = read_results(results.read_text(encoding="utf-8"))
    print(table(read))
    if readme:
        if len(read) < 3:
            print(f"error: the last run had {len(read)} of 3 engines. Run: make test-browsers", file=sys.stderr)
            return 1
        try:
            text = put_into(readme[0].read_text(encoding="utf-8"), table(read))
        except ValueError as problem:
            print(f"error: {readme[0].name}: {problem}", file=sys.stderr)
            return 1
        readme[0].write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
