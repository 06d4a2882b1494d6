"""Ask every cited address whether it still answers, and print a report in Markdown.

Exit status 1 when an address answers 404 or 410 (gone), 0 otherwise: a refusal or a silence proves nothing about a page.
"""

from __future__ import annotations

import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlsplit

import yaml

ROOT = Path(__file__).resolve().parents[1]
GONE = (404, 410)
AGENT = "Mozilla/5.0 (compatible; SIM Cancellation Guide link check; weekly)"


def verdict(status: int | None) -> str:
    """`ok`, `dead` or `unsure` from an HTTP status (None: no answer)."""
    if status is not None and 200 <= status < 400:
        return "ok"
    return "dead" if status in GONE else "unsure"


def ask(url: str) -> int | None:
    """The HTTP status of an address, or None when there was no answer within 20 seconds."""
    request = urllib.request.Request(quote(url, safe=":/?#&=%@!$+,;~*'()"), headers={"User-Agent": AGENT})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except (OSError, ValueError):
        return None


def exception_for(url: str, exceptions: Mapping[str, str]) -> str | None:
    """The reason why this address's host is not judged."""
    host = urlsplit(url).hostname or ""
    return next((reason for name, reason in exceptions.items() if host == name or host.endswith("." + name)), None)


def report(statuses: Mapping[str, int | None], keys: Mapping[str, str], exceptions: Mapping[str, str]) -> str:
    """The report: dead addresses first, then those that could not be judged, each with its source key."""
    groups: dict[str, list[str]] = {"dead": [], "unsure": []}
    for url, status in sorted(statuses.items()):
        reason = exception_for(url, exceptions)
        group = "unsure" if reason and verdict(status) == "dead" else verdict(status)
        if group != "ok":
            note = f" ({reason})" if reason else ""
            groups[group].append(f"- `{keys.get(url, '?')}` {status or 'no answer'}: {url}{note}")
    lines = [f"# External links: {len(statuses)} asked, {len(groups['dead'])} gone, {len(groups['unsure'])} not judged", ""]
    lines += ["## Gone: find the new address or another source", *(groups["dead"] or ["none"]), ""]
    lines += ["## Not judged: refused, silent or failing", *(groups["unsure"] or ["none"])]
    return "\n".join(lines)


def main() -> int:
    """Ask all addresses of the register, a few at a time."""
    register = yaml.safe_load((ROOT / "data" / "sources.yml").read_text(encoding="utf-8"))
    keys = {entry["url"]: key for key, entry in register.items() if entry.get("url")}
    entries = yaml.safe_load((ROOT / ".ci" / "external_link_exceptions.yml").read_text(encoding="utf-8"))
    exceptions = {entry["host"]: entry["reason"] for entry in entries}
    with ThreadPoolExecutor(max_workers=4) as pool:
        statuses = dict(zip(keys, pool.map(ask, keys), strict=True))
    print(report(statuses, keys, exceptions))
    return any(verdict(status) == "dead" and not exception_for(url, exceptions) for url, status in statuses.items())


if __name__ == "__main__":
    sys.exit(main())
