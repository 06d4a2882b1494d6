"""Make of the built site a folder that opens by a double click, without a server and without a network: what `make zip` packs.

Browsers treat a page opened from a file as a stranger to its neighbours. It may link to them and load their styles, pictures and
classic scripts; it may not fetch them or start a worker, and the address of a folder lists the folder. So in the copy every link
names a file, each file the guide fetches is a script that tells its text (`docs/assets/js/copy/`), and what works on the website
only is left out or says so.

Everything here is text in, text out; `.ci/zip.py` builds the site and writes the archive.
"""

from __future__ import annotations

import io
import json
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from bundler import bundle
from carriers import STALE_AFTER_DAYS
from content_policy import with_policy
from hosting import Hosting
from lxml import html as lxml_html
from shorten import minified
from ui_text import ROOT, ui_texts

FOLDER = "sim-cancellation-guide"
READ_ME = "READ-ME.txt"
STYLE = "assets/css/copy.css"
# The copy's own scripts, made from `docs/assets/js/copy/`, stand where the other scripts do; see `bundler`. The second is a worker's.
FRAME, SEARCH = "assets/js/copy-frame.js", "assets/js/copy-search.js"
# What scripts of the pages fetch, as patterns below the site's root.
FETCHED = ("search/*.json", "assets/plan/**/*.json")
LICENCES = "assets/js/**/*.LICENSE.txt"
# What a page says to a server, a feed reader, an app or a search engine, and offers that only the website has.
LEFT_OUT = (
    "//link[contains(concat(' ', @rel, ' '), ' feed ')]",
    "//link[@rel='manifest' or @rel='search' or @rel='apple-touch-icon']",
    "//*[@data-offline-worker or @data-offline-desk]",
    "//*[contains(concat(' ', @class, ' '), ' downloads ')]",
)
# Pages about what only the website has; they stay, because others refer to them, and say so.
ABOUT_WEBSITE = ("about/data/", "about/offline/")
_LOADED = "//link/@href | //script/@src | //script/@data-theme-script | //img/@src"
_SOURCE_MAP = re.compile(rb"\n?(?://# sourceMappingURL=\S*|/\*# sourceMappingURL=[^*]*\*/)\s*$")
_STYLE_URL = re.compile(r"url\(\s*['\"]?(?!data:|#)([^'\")]+)")


class CopyError(ValueError):
    """The copy cannot be made; the message names what is wrong and what to do."""


@dataclass(frozen=True)
class Guide:
    """What every page of the copy has to know. `url` is SITE_URL with a slash; `pages` are paths such as `en/after/index.html`."""

    url: str
    day: date
    pages: frozenset[str]

    @property
    def published(self) -> bool:
        """Whether the guide has an address that others can reach."""
        return (urlsplit(self.url).hostname or "localhost") not in ("localhost", "127.0.0.1", "::1", "0.0.0.0")


# --- addresses --------------------------------------------------------------------------------------------------------


def path_in_guide(href: str, page: str, url: str) -> str | None:
    """Where an address on the page (`en/after/index.html`) leads, below the guide's root; None for what is not of the guide."""
    whole, root = urlsplit(urljoin(url + page, href)), urlsplit(url)
    same = whole.scheme in ("http", "https") and whole.netloc == root.netloc and whole.path.startswith(root.path)
    return unquote(whole.path[len(root.path) :]) if same else None


def page_file(path: str, pages: Iterable[str]) -> str | None:
    """The page that stands for a path (`after/`, `after`, `after/index.html`); None when it is no page of the copy."""
    for file in (path, posixpath.join(path, "index.html")):
        if file in pages:
            return file
    return None


def link_in_copy(href: str, page: str, guide: Guide) -> str | None:
    """The link with the file it leads to, query and fragment kept; None when the copy does not have it, only the website."""
    parts = urlsplit(href)
    if not (parts.scheme or parts.netloc or parts.path):
        return href
    path = path_in_guide(href, page, guide.url)
    if path is None:
        return href
    file = page_file(path, guide.pages)
    if file is None:
        return None
    return urlunsplit(("", "", quote(posixpath.relpath(file, posixpath.dirname(page) or ".")), parts.query, parts.fragment))


# --- one page ---------------------------------------------------------------------------------------------------------


def _with_links(value: Any, change: Callable[[str], str]) -> Any:
    """Data with every text under a key `href` changed."""
    if isinstance(value, dict):
        return {key: change(one) if key == "href" and isinstance(one, str) else _with_links(one, change) for key, one in value.items()}
    return [_with_links(one, change) for one in value] if isinstance(value, list) else value


def _links_in(value: Any) -> Iterator[str]:
    """The texts that `_with_links` would change."""
    for key, one in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if key == "href" and isinstance(one, str):
            yield one
        else:
            yield from _links_in(one)


def data_in_copy(text: str, page: str, guide: Guide) -> str:
    """JSON whose `href` are read on a page, with the files they lead to. Raises `CopyError` for one that leads to none."""

    def change(href: str) -> str:
        link = link_in_copy(href, page, guide)
        if link is None:
            raise CopyError(f"{page}: data of this page link to {href}, which is not in the copy; let them link to a page")
        return link

    data = json.loads(text)
    changed = _with_links(data, change)
    return text if changed == data else json.dumps(changed, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _outside(element: Any, page: str, guide: Guide, texts: Mapping[str, str]) -> None:
    """Make a link that only the website can answer lead there and say so; without a public address, make it words."""
    address = urljoin(guide.url + page, element.attrib.pop("href"))
    element.attrib.pop("download", None)
    if guide.published:
        element.set("href", address)
        mark = texts["copy_online"]
    else:
        element.attrib.pop("hreflang", None)
        element.tag, mark = "span", texts["copy_website"]
    element.append(lxml_html.fragment_fromstring(f'<small class="copy-mark">{escape(mark)}</small>'))


def note(page: str, guide: Guide, texts: Mapping[str, str], *, ticks: bool) -> str:
    """What stands on top of every page: that this is a copy and of which day, where the newest is, when it is too old."""
    day, days = guide.day.isoformat(), str(STALE_AFTER_DAYS)
    here = guide.url + page.removesuffix("index.html")
    newest = f' <a href="{escape(here)}" rel="noopener">{escape(texts["copy_newest"])}</a>' if guide.published else ""
    old = escape(texts["copy_old"].format(days=days))
    lines = [
        f'<p class="copy__bare">{escape(texts["copy_bare"])}</p>',
        f"<p><span>{escape(texts['copy_line'].format(day=day))}</span>{newest}</p>",
        f'<p class="copy__old" data-copy-day="{day}" data-copy-days="{days}" hidden>{old}</p>',
    ]
    if page.removeprefix("en/").removesuffix("index.html") in ABOUT_WEBSITE:
        lines.append(f'<p class="copy__about">{escape(texts["copy_about"])}</p>')
    if ticks:
        lines.append(f'<p class="copy__ticks">{escape(texts["copy_ticks"])}</p>')
    return f'<aside class="copy" aria-label="{escape(texts["copy_label"])}">{"".join(lines)}</aside>'


def page_in_copy(html: str, page: str, guide: Guide, hosting: Hosting) -> str:
    """A built page as it stands in the copy. `page` is its path, `hosting` has the copy's policy."""
    texts = ui_texts("en" if page.startswith("en/") else "zh")
    tree = lxml_html.document_fromstring(html)
    for element in [found for path in LEFT_OUT for found in tree.xpath(path)]:
        element.drop_tree()
    if not guide.published:
        for element in tree.xpath("//link[@rel='canonical']"):
            element.drop_tree()
    for element in tree.xpath("//a[@href]"):
        link = link_in_copy(element.get("href"), page, guide)
        if link is None:
            _outside(element, page, guide, texts)
        else:
            element.set("href", link)
    for element in tree.xpath("//*[@data-plan-href]"):
        element.set("data-plan-href", posixpath.join(element.get("data-plan-href"), "index.html"))
    for element in tree.xpath("//meta[@http-equiv='refresh']"):
        pause, _, address = element.get("content").partition("url=")
        element.set("content", f"{pause}url={link_in_copy(address, page, guide) or address}")
    for element in tree.xpath("//script[@type='application/json']"):
        element.text = data_in_copy(element.text, page, guide)
    top = "../" * page.count("/")
    scripts = tree.xpath("//body//script[@src]")
    if scripts:
        scripts[0].addprevious(lxml_html.fragment_fromstring(f'<script src="{top}{FRAME}"></script>'))
        for main in tree.xpath("//main")[:1]:
            ticks = bool(tree.xpath("//*[@data-checklist or @data-plan]"))
            main.insert(0, lxml_html.fragment_fromstring(note(page, guide, texts, ticks=ticks)))
            tree.head.append(lxml_html.fragment_fromstring(f'<link rel="stylesheet" href="{top}{STYLE}">'))
    serialised = lxml_html.tostring(tree, encoding="unicode", doctype="<!doctype html>")
    return with_policy(serialised, hosting)[0] + "\n"


def folder_policy(hosting: Hosting) -> Hosting:
    """The settings with the policy of the copy: nothing is fetched, and a worker is made from a text. Browsers take files for 'self'."""
    return replace(hosting, policy={**hosting.policy, "connect-src": "'none'", "worker-src": "blob:", "manifest-src": "'none'"})


# --- all files --------------------------------------------------------------------------------------------------------


def told(path: str, text: str) -> str:
    """The script that tells a file's text to `docs/assets/js/copy/files.js`."""
    detail = json.dumps([path, "\0"], ensure_ascii=False)
    literal = text.replace("\\", "\\\\").replace("'", "\\'").replace("\r", "\\r").replace("\n", "\\n")
    literal = literal.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f'document.dispatchEvent(new CustomEvent("guide-file",{{detail:{detail}}}));\n'.replace('"\\u0000"', f"'{literal}'")


def read_me(guide: Guide, template: str) -> str:
    """The text file at the top, with the line ends and the mark every editor understands."""
    newest = {f"newest_{language}": "" for language in ("zh", "en")}
    if guide.published:
        newest = {
            f"newest_{language}": "\n" + ui_texts(language)["copy_read_me_newest"].format(url=guide.url + prefix) + "\n"
            for language, prefix in (("zh", ""), ("en", "en/"))
        }
    text = Template(template).substitute(day=guide.day.isoformat(), days=STALE_AFTER_DAYS, **newest)
    return "\ufeff" + text.replace("\n", "\r\n")


def read_guide(site: Path, day: date) -> Guide:
    """The address and the pages of a built site. Raises `CopyError` when there is none."""
    home = site / "index.html"
    if not home.is_file():
        raise CopyError(f"there is no built site in {site}; run: make build")
    canonical = lxml_html.document_fromstring(home.read_text(encoding="utf-8")).xpath("string(//link[@rel='canonical']/@href)")
    if not canonical:
        raise CopyError(f"{home} names no canonical address; set SITE_URL when building")
    return Guide(canonical, day, frozenset(path.relative_to(site).as_posix() for path in site.rglob("index.html")))


def loaded_by(page: str, html: str, url: str) -> Iterator[str]:
    """The files of the guide a page loads, below its root."""
    for address in lxml_html.document_fromstring(html).xpath(_LOADED):
        path = path_in_guide(address, page, url)
        if path and not path.endswith("/"):
            yield path


def copy_of(site: Path, day: date, hosting: Hosting, root: Path = ROOT) -> dict[str, bytes]:
    """Every file of the copy by its path. `site` is built; `root` is the repository. Raises `CopyError` naming what leads nowhere."""
    guide = read_guide(site, day)
    policy = folder_policy(hosting)
    files: dict[str, bytes] = {}
    loaded: set[str] = set()
    for page in sorted(guide.pages):
        html = page_in_copy((site / page).read_text(encoding="utf-8"), page, guide, policy)
        files[page] = html.encode()
        loaded |= set(loaded_by(page, html, guide.url))
    sources = root / "docs" / "assets" / "js"
    files[FRAME] = minified(bundle(sources / "copy" / "frame.js", sources)).encode()
    files[f"{SEARCH}.js"] = told(SEARCH, minified(bundle(sources / "copy" / "search.js", sources))).encode()
    files[STYLE] = (root / "docs" / STYLE).read_bytes()
    for path in loaded - set(files):
        if (site / path).is_file():
            files[path] = _SOURCE_MAP.sub(b"", (site / path).read_bytes())
    for file in sorted(site.glob(LICENCES)):
        files[file.relative_to(site).as_posix()] = file.read_bytes()
    for file in sorted(one for pattern in FETCHED for one in site.glob(pattern)):
        path = file.relative_to(site).as_posix()
        # Links in data are read on the home page of either language; below it both have the same files.
        text = data_in_copy(file.read_text(encoding="utf-8").strip(), "index.html", guide)
        files[f"{path}.js"] = told(path, text).encode()
    files[READ_ME] = read_me(guide, (root / "overrides" / "copy" / "read-me.txt").read_text(encoding="utf-8")).encode()
    if problems := broken_links(files):
        raise CopyError("These links of the copy lead nowhere; mend the page, or name it in folder_copy.py:\n" + "\n".join(problems))
    return files


def broken_links(files: Mapping[str, bytes]) -> list[str]:
    """Links in the copy that lead to a folder, to a missing file or to a missing anchor; and files that pages load in vain."""
    trees = {name: lxml_html.document_fromstring(text.decode()) for name, text in files.items() if name.endswith(".html")}
    ids = {name: frozenset(tree.xpath("//@id")) for name, tree in trees.items()}

    def problem(page: str, href: str) -> str:
        parts = urlsplit(href)
        if parts.scheme or parts.netloc:
            return ""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path))) if parts.path else page
        if parts.path.endswith("/"):
            return "leads to a folder"
        if path.startswith(("/", "..")):
            return "leaves the folder"
        if path not in files:
            return "no such file"
        return "no such anchor" if parts.fragment and path in ids and unquote(parts.fragment) not in ids[path] else ""

    found = []
    for page, tree in trees.items():
        addresses = set(tree.xpath(f"//a/@href | {_LOADED}"))
        addresses |= {content.partition("url=")[2] for content in tree.xpath("//meta[@http-equiv='refresh']/@content")}
        for data in tree.xpath("//script[@type='application/json']/text()"):
            addresses |= set(_links_in(json.loads(data)))
        found += [f"{page}: {href}: {why}" for href in sorted(addresses) if (why := problem(page, href))]
    for name, text in files.items():
        if name.endswith(".css"):
            found += [f"{name}: {href}: {why}" for href in _STYLE_URL.findall(text.decode()) if (why := problem(name, href))]
    return found


def packed(files: Mapping[str, bytes], day: date) -> bytes:
    """The archive. The same files and day give the same bytes: order, times and rights are fixed."""
    first = ("index.html", READ_ME)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in [*first, *sorted(set(files) - set(first))]:
            entry = zipfile.ZipInfo(f"{FOLDER}/{name}", (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o100644 << 16
            archive.writestr(entry, files[name], compresslevel=9)
    return out.getvalue()
