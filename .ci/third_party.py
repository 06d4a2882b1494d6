"""List the work of others in this project with its licences: `python .ci/third_party.py` writes THIRD-PARTY.md.

What packages say of themselves is read from their installed metadata; what a visitor's browser gets is listed here, for the
theme's bundle holds libraries that no Python package names. Versions stand in the lock files, not here.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "THIRD-PARTY.md"
THEME = Path(getattr(importlib.util.find_spec("material"), "origin", None) or "").parent / "templates" / "assets"
# In the theme's script and style: package of its source map → licence, whose work.
BUNDLED = {
    "clipboard": ("MIT", "Zeno Rocha"),
    "escape-html": ("MIT", "TJ Holowaychuk, Andreas Lubbe, Tiancheng Gu"),
    "focus-visible": ("W3C-20150513", "W3C and the WICG contributors"),
    "material-design-color": ("MIT", "Shyam Chen"),
    "rxjs": ("Apache-2.0", "Google, Netflix, Microsoft and contributors"),
    "tslib": ("0BSD", "Microsoft"),
}
IN_THE_SITE = [
    ("Material for MkDocs", "MIT", "Martin Donath", "theme: templates, script, styles"),
    ("Material Design Icons", "Apache-2.0", "Pictogrammers", "icons in the pages and in the theme's style"),
    ("MiniSearch", "MIT", "Luca Ongaro", "search engine; with its licence in docs/assets/js/vendor"),
]
NOT_PACKAGES = [
    ("Chromium", "BSD-3-Clause and others", "browser of the tests"),
    ("Caddy", "Apache-2.0", "web server of the tests, and of a mirror"),
    ("Noto CJK", "OFL-1.1", "font of the tests"),
]
# Packages that say nothing in their metadata but ship a licence text.
BY_THEIR_TEXT = {"axe-playwright-python": "MIT (holds axe-core, MPL-2.0)"}
SAME = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
UNKNOWN = ""
ROW = re.compile(r"^\| ([^|]+?) \| ([^|]+?) \|", re.MULTILINE)


def licence_of(package: str) -> str:
    """The licence an installed package states; empty where it is not installed (it may be for another system) or says nothing."""
    if package in BY_THEIR_TEXT:
        return BY_THEIR_TEXT[package]
    try:
        metadata = importlib.metadata.metadata(package)
    except importlib.metadata.PackageNotFoundError:
        return UNKNOWN
    classes = [value.split(" :: ")[-1] for value in metadata.get_all("Classifier", []) if value.startswith("License ::")]
    words = "".join(metadata.get_all("License", [])).strip()
    short = words if re.fullmatch(r"[\w.-]+-[\w.-]+", words) else ""
    stated = [*metadata.get_all("License-Expression", []), short, *classes, words]
    found = next((value for value in stated if value and value != "UNKNOWN"), UNKNOWN)
    return SAME.get(found, found.split("\n")[0])


def locked(name: str) -> set[str]:
    """The packages of a lock file."""
    return set(re.findall(r"^([\w.-]+)==", (ROOT / name).read_text(encoding="utf-8").lower(), re.MULTILINE))


def bundled() -> set[str]:
    """The packages whose code is in the theme's script and styles, from its source maps."""
    maps = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in THEME.rglob("*.map")
        if "lunr" not in path.parts and "workers" not in path.parts
    ]
    sources = [source for one in maps for source in one["sources"]]
    return {match[1] for source in sources if (match := re.search(r"node_modules/((?:@[^/]+/)?[^/]+)/", source))}


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head), ["---"] * len(list(head)), *map(list, rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines)


def listed(recorded: dict[str, str]) -> str:
    """The whole list. `recorded` gives what it said before, for packages that are not installed here.

    Raises `ValueError` naming what has no licence here, and where to write it.
    """
    building, testing = locked("requirements.txt"), locked("requirements-dev.txt")
    licences = {package: licence_of(package) or recorded.get(package, UNKNOWN) for package in building | testing}
    lacking = sorted(package for package, licence in licences.items() if not licence)
    if lacking:
        raise ValueError(
            f"no licence known of {', '.join(lacking)}; read it in the package and add it to BY_THEIR_TEXT in .ci/third_party.py"
        )
    strange = sorted(bundled() ^ BUNDLED.keys())
    if strange:
        raise ValueError(f"the theme's bundle changed: {', '.join(strange)}; mend BUNDLED in .ci/third_party.py")
    within = [(name, *BUNDLED[name], "in the theme's script or style") for name in sorted(BUNDLED)]
    return (
        "\n\n".join(
            [
                "# The work of others",
                "Written by `make third-party` from the lock files and the packages' own metadata; change `.ci/third_party.py`, not this file. "
                "The guide itself is MIT (code) and CC BY 4.0 (text and data).",
                "## In the site",
                _table(("Name", "Licence", "Of", "What for"), [*IN_THE_SITE, *within]),
                "## To build it",
                _table(("Package", "Licence"), [(package, licences[package]) for package in sorted(building)]),
                "## To test it",
                _table(("Package", "Licence"), [(package, licences[package]) for package in sorted(testing - building)]),
                "Not packages, installed by the system:",
                _table(("Name", "Licence", "What for"), NOT_PACKAGES),
            ]
        )
        + "\n"
    )


def current() -> str:
    """What the list should say now. Raises `ValueError` like `listed`."""
    before = LIST.read_text(encoding="utf-8") if LIST.exists() else ""
    return listed(dict(ROW.findall(before)))


def main() -> int:
    """Write the list."""
    try:
        LIST.write_text(current(), encoding="utf-8")
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
