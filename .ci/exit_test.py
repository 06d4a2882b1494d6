"""Build the guide with its builder's successor and say whether the same guide comes out: `make exit-test`.

mkdocs 1.6 is the last release of its line. Whether the way out is open is better known before it is needed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / ".cache" / "exit"
BUILDERS = {"mkdocs": Path(sys.executable).with_name("mkdocs"), "properdocs": WORK / "venv" / "bin" / "properdocs"}
# Pages, and what they and other programs read; a compressed copy holds the hour it was made.
TEXT = {".html", ".xml", ".json", ".js", ".css", ".txt", ".svg", ".yml", ".md", ".webmanifest"}
LEFT_OUT = {".gz"}
MOST_SHOWN = 10
# What each builder writes about itself.
SIGNATURES = re.compile(r'<meta name="generator"[^>]*>|<!--\s*(?:MkDocs|ProperDocs) version.*?-->', re.IGNORECASE | re.DOTALL)


def normal(text: str) -> str:
    """A file's text without what the builder says about itself, and with every run of white space as one."""
    return re.sub(r"\s+", " ", SIGNATURES.sub("", text)).strip()


def files_of(site: Path) -> dict[str, Path]:
    """The files of a built guide by their path in it."""
    return {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file() and path.suffix not in LEFT_OUT}


def same(ours: Path, theirs: Path) -> bool:
    """Whether two files say the same."""
    if ours.read_bytes() == theirs.read_bytes():
        return True
    return ours.suffix in TEXT and normal(ours.read_text(encoding="utf-8")) == normal(theirs.read_text(encoding="utf-8"))


def first_difference(ours: str, theirs: str) -> str:
    """Where two texts part, in one line."""
    place = next((i for i, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs)))
    return f"“{ours[max(0, place - 30) : place + 50]}” became “{theirs[max(0, place - 30) : place + 50]}”"


def compare(ours: Path, theirs: Path) -> list[str]:
    """One line for each file that is missing, new or different in the second built guide."""
    mine, yours = files_of(ours), files_of(theirs)
    lines = [f"{name}: is missing" for name in sorted(mine.keys() - yours.keys())]
    lines += [f"{name}: is new" for name in sorted(yours.keys() - mine.keys())]
    for name in sorted(mine.keys() & yours.keys()):
        if not same(mine[name], yours[name]):
            told = ""
            if mine[name].suffix in TEXT:
                told = ": " + first_difference(*(normal(path.read_text(encoding="utf-8")) for path in (mine[name], yours[name])))
            lines.append(f"{name}: differs{told}")
    return lines


def build(builder: str) -> Path:
    """Build strictly. Raises `RuntimeError` with what the builder said."""
    target = WORK / builder
    command = [str(BUILDERS[builder]), "build", "--quiet", "--strict", "--clean", "--config-file", "mkdocs.yml", "--site-dir", str(target)]
    environment = {**os.environ, "SITE_URL": "https://guide.example/guide/", "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{builder} does not build the guide:\n{(done.stdout + done.stderr)[-3000:]}")
    return target


def main() -> int:
    """Build twice, compare, and say the result in one line first."""
    if not BUILDERS["properdocs"].exists():
        print("error: properdocs is not installed. Run: make exit-test", file=sys.stderr)
        return 1
    try:
        ours, theirs = build("mkdocs"), build("properdocs")
    except RuntimeError as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 1
    lines = compare(ours, theirs)
    pages = sum(name.endswith(".html") for name in files_of(ours))
    if lines:
        print(f"The guide differs in {len(lines)} of {len(files_of(ours))} files when properdocs builds it:")
        print("\n".join(lines[:MOST_SHOWN]))
        return 1
    print(f"properdocs builds the same guide: {pages} pages, {len(files_of(ours))} files.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
