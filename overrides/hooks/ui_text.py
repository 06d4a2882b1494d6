"""The words of the interface, from `data/ui.yml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("zh", "en")


@cache
def _texts(path: Path, _changed: float) -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    missing = set(texts["zh"]) ^ set(texts["en"])
    if missing:
        raise ValueError(f"{path.name}: only in one language: {', '.join(sorted(missing))}; write both")
    return texts


def ui_texts(language: str, path: Path = ROOT / "data" / "ui.yml") -> dict[str, str]:
    """All interface texts of `zh` or `en`. Raises `ValueError` when a text exists in one language only."""
    return _texts(path, path.stat().st_mtime)[language]


def language_of(source_path: str) -> str:
    """The language of a page from its path below `docs/` (`zh/cancel/store.md` → `zh`)."""
    return source_path.split("/", 1)[0]
