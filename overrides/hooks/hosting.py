"""How the guide is served: reads `data/hosting.yml`, and writes it the way each kind of host reads it.

Everything here is text in, text out; `content_policy.py` puts the policy into the pages, `host_files.py` and
`.ci/caddyfile.py` write what hosts read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from data_files import SCHEMAS, read_entries
from ui_text import ROOT

HOSTING = ROOT / "data" / "hosting.yml"
# A file with a hash before its last ending never changes. The same expression in Python and in Go, which Caddy is written in.
HASHED = r"\.[0-9a-f]{8,}\.[^./]+$"
# A static host reads at most this many rules, and lines this long.
MOST_RULES, LONGEST_LINE = 100, 2000


@dataclass(frozen=True)
class Hosting:
    """The settings by name, as `data/schema/hosting.schema.json` describes them."""

    policy: Mapping[str, str]
    policy_in_header_only: Mapping[str, str]
    headers: Mapping[str, str]
    headers_with_https: Mapping[str, str]
    open_data: Mapping[str, Any]
    cache: Mapping[str, str]
    content_types: Mapping[str, str]


@dataclass(frozen=True)
class Site:
    """What a host has to know of a built site. Paths are relative to the site's root."""

    url: str
    hashes: tuple[str, ...] = ()  # of all pages' inline scripts
    hashed_files: tuple[str, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()  # old and new address of each page that moved

    @property
    def root(self) -> str:
        """The path of the site on its host: `/`, or `/guide/` where it stands under a sub-path."""
        return "/" + "".join(f"{part}/" for part in urlsplit(self.url).path.split("/") if part)

    @property
    def secure(self) -> bool:
        """Whether it is served over https."""
        return urlsplit(self.url).scheme == "https"

    @property
    def origin(self) -> str:
        """Scheme and host, without a path."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


@cache
def read_hosting(path: Path = HOSTING) -> Hosting:
    """The settings. Raises `DataError` with file, line and remedy."""
    entries, _ = read_entries(path.read_text(encoding="utf-8"), f"data/{path.name}", SCHEMAS / "hosting.schema.json")
    return Hosting(**entries)


def policy_text(directives: Mapping[str, str], hashes: Iterable[str] = ()) -> str:
    """A Content-Security-Policy in one line. `hashes` are those of inline scripts, as `sha256-…`."""
    allowed = {**directives, "script-src": " ".join([directives["script-src"], *(f"'{one}'" for one in sorted(hashes))])}
    return "; ".join(f"{name} {sources}" for name, sources in allowed.items())


def headers_of(hosting: Hosting, site: Site) -> dict[str, str]:
    """The headers of every answer.

    The policy is the pages' own with the hashes of all of them: a browser obeys both, so a page still runs only its own inline
    scripts, and what is no page (an SVG or a feed that is opened) has a policy too.
    """
    policy = policy_text({**hosting.policy, **hosting.policy_in_header_only}, site.hashes)
    return {"Content-Security-Policy": policy, **hosting.headers, **(hosting.headers_with_https if site.secure else {})}


def headers_file(hosting: Hosting, site: Site) -> str:
    """The `_headers` file of static hosts (Cloudflare Pages, Netlify and others that took over the format).

    Where two rules fit an address, hosts join the values of one header with a comma, which spoils it. So no header stands in
    two rules that can meet: Cache-Control is given file by file, and only to files with a hash. The others keep what these
    hosts send by themselves, "max-age=0, must-revalidate", which means the same as our `no-cache`; so does a file with a hash
    for which no rule is left.
    """
    rules: list[tuple[str, Mapping[str, str]]] = [
        ("*", headers_of(hosting, site)),
        (f"{hosting.open_data['path']}*", hosting.open_data["headers"]),
        *((name, {"Cache-Control": hosting.cache["hashed"]}) for name in site.hashed_files[: MOST_RULES - 2]),
    ]
    lines = ["# Made from data/hosting.yml by the build; changes here are lost."]
    for path, headers in rules:
        lines += [f"{site.root}{path}", *(f"  {name}: {value}" for name, value in headers.items())]
    return "\n".join(lines) + "\n"


def redirects_file(site: Site) -> str:
    """The `_redirects` file of static hosts: pages that moved. Without it their old pages lead on by themselves, a moment later."""
    return "".join(f"{site.root}{old} {site.root}{new} 301\n" for old, new in site.moved)


def caddyfile(hosting: Hosting, site: Site, folder: str, address: str = "") -> str:
    """A Caddyfile that serves the built site in `folder` (absolute, on the server) as `data/hosting.yml` says.

    `address` is what Caddy listens on; without one it is the host of SITE_URL, for which Caddy gets a certificate by itself.
    The two matchers of Cache-Control exclude each other: Caddy sorts directives, and of two that fit the wrong one might win.
    HEAD is not compressed, for Caddy 2.6 then gives the length of an empty file.
    """
    bare = site.root.rstrip("/")
    lines = [
        "# An error leaves what was said before it behind, so the headers are said twice.",
        "(headers) {",
        "\theader {",
        *(f'\t\t{name} "{value}"' for name, value in headers_of(hosting, site).items()),
        "\t\t-Server",
        "\t}",
        "}",
        "",
        f"{address or site.origin} {{",
        f'\troot * "{folder}"',
        "\timport headers",
        "\t@read method GET",
        "\tencode @read zstd gzip",
        f'\t@hashed path_regexp "{_quoted(HASHED)}"',
        f'\theader @hashed Cache-Control "{hosting.cache["hashed"]}"',
        f'\t@others not path_regexp "{_quoted(HASHED)}"',
        f'\theader @others Cache-Control "{hosting.cache["others"]}"',
        f"\t@open path {site.root}{hosting.open_data['path']}*",
        *(f'\theader @open {name} "{value}"' for name, value in hosting.open_data["headers"].items()),
    ]
    for ending, value in hosting.content_types.items():
        lines += [f"\t@{ending} path *.{ending}", f'\theader @{ending} Content-Type "{value}"']
    lines += ["\t@written not method GET HEAD", "\thandle @written {", "\t\terror 405", "\t}"]
    if bare:
        lines.append(f"\tredir {bare} {site.root} 308")
    for old, new in site.moved:
        for from_ in (f"{site.root}{old}", f"{site.root}{old}".rstrip("/")):
            lines.append(f"\tredir {from_} {site.root}{new} 301")
    lines += [
        f"\thandle_path {site.root}* {{" if bare else "\thandle {",
        "\t\tfile_server {",
        "\t\t\thide _headers _redirects",
        "\t\t}",
        "\t}",
        *(["\thandle {", "\t\terror 404", "\t}"] if bare else []),
        "\thandle_errors {",
        "\t\timport headers",
        f'\t\theader Cache-Control "{hosting.cache["others"]}"',
        "\t\t@missing expression `{http.error.status_code} == 404`",
        "\t\thandle @missing {",
        '\t\t\theader Content-Type "text/html; charset=utf-8"',
        "\t\t\trewrite * /404.html",
        "\t\t\tfile_server",
        "\t\t}",
        "\t\thandle {",
        '\t\t\theader Content-Type "text/plain; charset=utf-8"',
        '\t\t\trespond "{http.error.status_code} {http.error.status_text}"',
        "\t\t}",
        "\t}",
        "}",
    ]
    return "# Made from data/hosting.yml and the built site by `make caddyfile`; changes here are lost.\n" + "\n".join(lines) + "\n"


def _quoted(expression: str) -> str:
    """A regular expression between double quotes in a Caddyfile, where only the quote itself has to be escaped."""
    return expression.replace('"', '\\"')


REFRESH = re.compile(r'<meta http-equiv="refresh" content="0; url=(?P<target>[^"]+)">')


def moved_in(pages: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Old and new address of every page that only leads elsewhere. `pages` gives each page's text by its path in the site."""
    found = []
    for path, text in pages.items():
        match = REFRESH.search(text, 0, 2000)
        if match and path.endswith("index.html"):
            old = path.removesuffix("index.html")
            new = urlsplit(_joined(old, match["target"])).path
            found.append((old, new))
    return tuple(sorted(found))


def _joined(base: str, target: str) -> str:
    parts = base.strip("/").split("/") if base.strip("/") else []
    for part in target.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts) + ("/" if target.endswith("/") and parts else "")


def hashed_files(paths: Iterable[str]) -> tuple[str, ...]:
    """Those files, by their path in the site, whose name holds a hash of their content."""
    return tuple(sorted(path for path in paths if re.search(HASHED, path) and not path.endswith(".map")))
