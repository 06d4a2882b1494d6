"""Pack the guide as a folder that opens without a server: `make zip` writes `dist/sim-cancellation-guide.zip`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "overrides" / "hooks"))

from folder_copy import FOLDER, CopyError, copy_of, packed  # noqa: E402
from hosting import read_hosting  # noqa: E402


def day_of_copy() -> date:
    """The day of the last change, which SOURCE_DATE_EPOCH or git tells; otherwise today. In UTC."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not seconds:
        told = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False)
        seconds = told.stdout.strip()
    return datetime.fromtimestamp(int(seconds), UTC).date() if seconds.isdecimal() else datetime.now(UTC).date()


def build(site: Path) -> None:
    """Build the guide, with SITE_URL as it is. Raises `subprocess.CalledProcessError`; MkDocs has said by then what is wrong."""
    mkdocs = Path(sys.executable).with_name("mkdocs")
    subprocess.run([str(mkdocs), "build", "--quiet", "--strict", "--site-dir", str(site)], cwd=ROOT, check=True)


def main(arguments: list[str]) -> int:
    """Build, make the copy, pack it, and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, help="a site that is built already; otherwise one is built")
    parser.add_argument("--to", type=Path, default=ROOT / "dist" / f"{FOLDER}.zip")
    chosen = parser.parse_args(arguments)
    day = day_of_copy()
    with tempfile.TemporaryDirectory() as folder:
        try:
            if not chosen.site:
                build(Path(folder) / "site")
            files = copy_of(chosen.site or Path(folder) / "site", day, read_hosting())
        except subprocess.CalledProcessError:
            return 1
        except CopyError as error:
            print(f"error: {error}", file=sys.stderr)
            return 1
    archive = packed(files, day)
    chosen.to.parent.mkdir(parents=True, exist_ok=True)
    unfinished = chosen.to.with_suffix(".part")
    unfinished.write_bytes(archive)
    unfinished.replace(chosen.to)  # a run that is stopped leaves the old file whole
    unpacked = sum(map(len, files.values()))
    print(f"wrote {chosen.to}: {len(archive) / 1e6:.1f} MB, {len(files)} files, {unpacked / 1e6:.1f} MB unpacked, as of {day}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
