"""Give every built page its Content-Security-Policy, and refuse a page that would need a weaker one.

A page says its policy itself, because the host of most copies (GitHub Pages) sends no headers. It allows the page's own inline
scripts by their hashes and nothing else inline. So this must come after everything that writes pages: it runs once, after the
last language, later than every other hook but those that read the finished pages (the offline list).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

from hosting import Hosting, policy_text, read_hosting
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority

META = re.compile(r'\n? *<meta http-equiv="Content-Security-Policy"[^>]*>')
CHARSET = re.compile(r"<meta charset=[^>]*>", re.IGNORECASE)
REFERRER = re.compile(r'<meta name="referrer"', re.IGNORECASE)
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
# Anything else in `type` is data, which is not run and needs no hash.
RUNS = re.compile(r"""\btype=["']?(?!module\b|text/javascript\b|application/javascript\b|importmap\b|speculationrules\b)[\w/+.-]+""", re.I)
HANDLER = re.compile(r"""<[a-z][^<>]*?[\s"'/](on[a-z]+|style|srcdoc|formaction)\s*=""", re.IGNORECASE)
ELEMENT = re.compile(r"<(iframe|object|embed|applet|frame|frameset|base|style)\b", re.IGNORECASE)
ADDRESS = re.compile(r"""\b(href|src|srcset|action|poster|data)\s*=\s*("[^"]*:[^"]*"|'[^']*:[^']*'|[^\s"'>]*:[^\s>]*|"\s*//[^"]*")""", re.I)
SCHEMES = ("http", "https", "tel", "mailto", "sms")


def inline_scripts(html: str) -> Iterator[str]:
    """The inline scripts of a page that a browser would run."""
    for match in SCRIPT.finditer(html):
        attributes, script = match.groups()
        if not re.search(r"\bsrc\s*=", attributes) and not RUNS.search(attributes):
            yield script


def script_hash(script: str) -> str:
    """An inline script's hash as a policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def problems_in_page(html: str) -> list[str]:
    """What the policy would block, or what nobody should ever publish, with the place where it stands.

    The sources are refused with file and line by `safe_sources.py`; this finds what came another way, from a template or a hook.
    """
    found = [f"the attribute {match[1]}=" for match in HANDLER.finditer(html)]
    found += [f"<{match[1]}>" for match in ELEMENT.finditer(html)]
    for name, quoted in {match.groups() for match in ADDRESS.finditer(html)}:
        value = re.sub(r"[\x00-\x20]", "", unescape(quoted.strip("\"'"))).lower()
        scheme = re.match(r"([a-z][a-z0-9+.-]*):", value)
        if scheme and scheme[1] not in SCHEMES:
            found.append(f"{name}={quoted[:60]}")
        elif name.lower() in ("src", "srcset", "poster", "data") and (scheme or value.startswith("//")):
            found.append(f"{name}={quoted[:60]} from another host")
    return found


def without_policy(html: str) -> str:
    """A page as it was before it got its policy."""
    return META.sub("", html)


def with_policy(html: str, hosting: Hosting) -> tuple[str, set[str]]:
    """The page with its policy right after its charset, and the hashes that stand in it.

    Raises `ValueError` when the page has no charset to put it behind.
    """
    html = without_policy(html)
    hashes = {script_hash(script) for script in inline_scripts(html)}
    place = CHARSET.search(html)
    if not place:
        raise ValueError("no <meta charset>; add one as the first thing in <head>")
    tags = f'<meta http-equiv="Content-Security-Policy" content="{policy_text(hosting.policy, hashes)}">'
    if not REFERRER.search(html):
        tags += f'<meta name="referrer" content="{hosting.headers["Referrer-Policy"]}">'
    return html[: place.end()] + tags + html[place.end() :], hashes


def pages_of(site: Path) -> dict[str, str]:
    """The text of every built page by its path in the site."""
    return {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}


def protect(site: Path, hosting: Hosting) -> None:
    """Write the policy into every page below `site`. Safe to run again.

    Raises `PluginError` naming every page that cannot be protected, and what to change.
    """
    problems = []
    for name, html in pages_of(site).items():
        problems += [
            f"{name}: {problem}; take it out of the page, or of the template or hook that made it" for problem in problems_in_page(html)
        ]
        try:
            protected, _ = with_policy(html, hosting)
        except ValueError as error:
            problems.append(f"{name}: {error}")
            continue
        if protected != html:
            (site / name).write_text(protected, encoding="utf-8")
    if problems:
        raise PluginError("Pages that no strict content policy can allow:\n" + "\n".join(problems))


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------

_serving = False


def on_startup(command: str, **_: Any) -> None:
    """Remember whether this is live reload, which puts a script of its own into every page as it is sent."""
    global _serving
    _serving = command == "serve"


@event_priority(-500)
def on_post_build(config: Any, **_: Any) -> None:
    """Protect the finished site: once, after the last language (the languages are builds within the first one)."""
    if not _serving and not config.plugins["i18n"].building:
        protect(Path(config.site_dir), read_hosting())
