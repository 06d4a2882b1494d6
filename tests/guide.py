"""Lists the tests run over: the guide's pages and addresses."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
LANGUAGES = ("zh", "en")

# The address contract. Published addresses only grow: a page that moves leaves a redirect and stays in this list.
ADDRESSES = tuple(
    [
        "/",
        "/before/",
        "/before/which-card/",
        "/before/keep-or-cancel/",
        "/before/unbind/",
        "/before/backup/",
        "/cancel/",
        "/cancel/online/",
        "/cancel/store/",
        "/cancel/phone/",
        "/cancel/physical-sim/",
        "/cancel/esim/",
        "/cancel/esim-on-device/",
        "/cards/",
        "/cards/smart-card/",
        "/cards/number-keeping/",
        "/cards/5g/",
        "/cards/fm-card/",
        "/cards/travel-esim/",
        "/cards/shared-plans/",
        "/cards/iot/",
        "/situations/",
        "/situations/lost-or-stolen/",
        "/situations/arrears/",
        "/situations/contract/",
        "/situations/another-province/",
        "/situations/abroad/",
        "/situations/foreigner-in-china/",
        "/situations/deceased/",
        "/situations/minor-or-agent/",
        "/situations/company/",
        "/situations/suspended/",
        "/situations/unknown-numbers/",
        "/situations/refused/",
        "/situations/already-lapsed/",
        "/situations/recycled-number/",
        "/carriers/",
        "/regions/",
        "/after/",
        "/tools/letters/",
        "/tools/dates/",
        "/tools/pocket/",
        "/tools/pocket/store/",
        "/tools/pocket/online/",
        "/tools/pocket/esim/",
        "/tools/pocket/lost/",
        "/print/",
        "/help/faq/",
        "/help/glossary/",
        "/help/myths/",
        "/help/scams/",
        "/about/",
        "/about/method/",
        "/about/sources/",
        "/about/privacy/",
        "/about/accessibility/",
        "/about/data/",
        "/about/offline/",
        "/about/changes/",
    ]
)
# One page of each kind, for the slow checks that `make test` runs on a sample and `make sweep` on all.
PAGE_KINDS = (
    "/",
    "/cancel/",
    "/cancel/store/",
    "/cards/number-keeping/",
    "/situations/lost-or-stolen/",
    "/carriers/",
    "/carriers/giffgaff/",
    "/help/glossary/",
    "/tools/pocket/store/",
    "/about/sources/",
)


def generated_addresses() -> list[str]:
    """The generated page of every carrier and region, in both languages."""
    slugs = [f"{folder}/{path.stem}/" for folder in ("carriers", "regions") for path in sorted((ROOT / "data" / folder).glob("*.yml"))]
    return [prefix + slug for slug in slugs for prefix in ("", "en/")]


def moved_addresses() -> list[str]:
    """The addresses that only lead elsewhere: the former slugs of carriers, in both languages."""
    files = sorted((ROOT / "data" / "carriers").glob("*.yml"))
    lists = [re.search(r"^former_slugs: *\[(.*)\]", path.read_text(encoding="utf-8"), re.MULTILINE) for path in files]
    slugs = [slug for found in lists if found for slug in re.findall(r"[a-z0-9-]+", found[1])]
    return [f"{prefix}carriers/{slug}/" for slug in slugs for prefix in ("", "en/")]


def addresses(paths: tuple[str, ...] = ADDRESSES) -> list[str]:
    """The paths in both languages, relative to the site's root: `/before/` → `before/`, `en/before/`."""
    return [prefix + path.lstrip("/") for path in paths for prefix in ("", "en/")]


@cache
def page_names() -> list[str]:
    """Every page by its path below `docs/zh`."""
    return sorted(path.relative_to(DOCS / "zh").as_posix() for path in (DOCS / "zh").rglob("*.md"))


def texts(language: str) -> dict[str, str]:
    """The interface texts, read without the code under test."""
    return yaml.safe_load((ROOT / "data" / "ui.yml").read_text(encoding="utf-8"))[language]  # type: ignore[no-any-return]


def html_of(site: Path, address: str) -> str:
    """The built page at an address such as `en/before/`."""
    return (site / address / "index.html").read_text(encoding="utf-8")


def title_of(html: str) -> str:
    """The text of `<title>`."""
    match = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    return match[1].strip() if match else ""
