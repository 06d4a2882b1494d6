"""Print which facts, entries and pages are due for a check, and what the directory rests on. Always exits 0."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "overrides" / "hooks"))

from carriers import read_directory  # noqa: E402
from freshness import report  # noqa: E402
from sources import read_register  # noqa: E402

if __name__ == "__main__":
    print(report(read_directory(), read_register(), ROOT / "docs", date.today()))
