"""Make the guide an app that opens without a network: a manifest per language, the service worker, and the lists it saves from.

A list holds the hash of every file as it is served, so this hook reads the finished site and must be the last to write into it.
The worker (`docs/assets/js/offline/worker.js`) saves a file only under that hash: a page and its scripts always fit together, and
an update fetches only what changed. `docs/assets/js/offline/bar.js` is the page's side.

Withdrawn by `extra.offline_app: false` in mkdocs.yml: then, and in `mkdocs serve`, `sw.js` is a worker that removes itself.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from bundler import bundle
from mkdocs.plugins import event_priority
from mkdocs.utils import write_file
from shorten import minified
from tool_parts import data_attributes
from ui_text import LANGUAGES, ROOT, language_of, ui_texts

SCRIPTS = ROOT / "docs" / "assets" / "js"
LISTS = "offline"
OFFLINE_PAGE = "offline.html"
DESK_MARK = "<!-- offline desk -->"
# What the first visit saves: the way from home through a store or a form to the proof, the letters, and what to do when refused.
CORE = re.compile(
    r"(?:before/.*|cancel/.*|after/|tools/.*|situations/(?:lost-or-stolen|refused)/|about/offline/)?|offline\.html|search/.*"
    r"|assets/(?!plan/carriers/).*"
)
AREAS = ("", "before", "cancel", "after", "tools", "situations", "cards", "help", "about", "regions", "carriers")
# The whole guide on one page repeats all others; downloads, feeds, data and pictures for other sites are no reading.
LEFT_OUT = re.compile(r"(?:print|downloads|api|offline)/|404\.html$")
SAVED_ASSETS = re.compile(r"assets/.*\.(?:js|css|svg|json|woff2)$")
DESK_TEXTS = (
    "offline_part",
    "offline_whole",
    "offline_off",
    "offline_no_worker",
    "offline_saving",
    "offline_cancelled",
    "offline_done",
    "offline_failed",
    "offline_full",
    "offline_removed",
)
THEME_COLOUR = "#0b5c6b"
_MOVED = re.compile(r'<meta http-equiv="?refresh"? content="?0; ?url=([^">]+)', re.IGNORECASE)
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_SIZE = re.compile(r'data-guide-size="?[^"\s>]*"?')


@dataclass(frozen=True)
class Saved:
    """One file of the site as the worker saves it. `title` is a page's; `download` is about what travels, in bytes."""

    path: str
    hash: str
    title: str
    stored: int
    download: int

    def entry(self) -> list[str]:
        """As the list holds it."""
        return [self.hash, self.title] if self.title else [self.hash]


def hash_of(content: bytes) -> str:
    """The first 12 bytes of SHA-256 in URL-safe base 64, as the worker computes it: 16 characters."""
    return urlsafe_b64encode(hashlib.sha256(content).digest()[:12]).decode()


def language_at(path: str) -> str | None:
    """The language of a page or search index; None for what both languages use."""
    if path.startswith("search/"):
        return Path(path).stem
    if path == OFFLINE_PAGE or path.startswith("assets/"):
        return None
    return "en" if path.startswith("en/") else "zh"


def is_core(path: str) -> bool:
    """Whether the first visit saves the file."""
    return CORE.fullmatch(path.removeprefix("en/")) is not None


def title_of(html: str) -> str:
    """A page's title without the site's name."""
    match = _TITLE.search(html)
    title = unescape(match[1]).strip() if match else ""
    return title.rpartition(" - ")[0] or title


def _place(address: str) -> int:
    """Where a page stands among the others: home first, then by area."""
    area = address.removeprefix("en/").split("/")[0]
    return AREAS.index(area) if area in AREAS else len(AREAS)


def candidates(site: Path) -> dict[str, Path]:
    """What can be saved: its address below the site's root → its file. Pages first, in the order people need them."""
    built = {path.parent.relative_to(site).as_posix() + "/": path for path in site.rglob("index.html")}
    addresses = {("" if address == "./" else address): path for address, path in built.items()}
    pages = dict(sorted(addresses.items(), key=lambda page: (_place(page[0]), page[0])))
    others = {path.relative_to(site).as_posix(): path for folder in ("assets", "search") for path in sorted((site / folder).rglob("*"))}
    found = {OFFLINE_PAGE: site / OFFLINE_PAGE} | pages
    found |= {name: path for name, path in others.items() if SAVED_ASSETS.match(name) or re.fullmatch(r"search/\w+\.json", name)}
    return {name: path for name, path in found.items() if path.is_file() and not LEFT_OUT.match(name.removeprefix("en/"))}


def read_site(site: Path) -> tuple[list[Saved], dict[str, str]]:
    """The files to save, and the addresses that only lead elsewhere: old → new."""
    saved, moved = [], {}
    for path, file in candidates(site).items():
        content = file.read_bytes()
        is_page = file.name == "index.html"
        text = content.decode() if is_page else ""
        if is_page and len(content) < 4096 and (target := _MOVED.search(text)):
            moved[path] = urljoin(f"https://site/{path}", unescape(target[1])).removeprefix("https://site/")
            continue
        # The fastest compression: what a host sends is somewhat smaller.
        saved.append(Saved(path, hash_of(content), title_of(text) if is_page else "", len(content), len(zlib.compress(content, 1))))
    return saved, moved


def of_language(saved: list[Saved], language: str) -> list[Saved]:
    """The files a language needs, the most needed first: what every page uses, home, the core, the rest."""
    own = [file for file in saved if language_at(file.path) in (None, language)]
    return sorted(own, key=lambda file: (not is_core(file.path), language_at(file.path) is not None))


def list_file(files: list[Saved], moved: dict[str, str], language: str) -> str:
    """A language's list as JSON; its shape is `List` in worker.js."""
    own_moved = {old: new for old, new in moved.items() if language_at(old) == language}
    core = [file.path for file in files if is_core(file.path)]
    content = {"core": core, "files": {file.path: file.entry() for file in files}, "moved": own_moved}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def sizes(files: list[Saved]) -> str:
    """Pages, megabytes to download and megabytes on the device, joined with commas: `154,2.6,10.1`."""
    pages = sum(bool(file.title) for file in files)
    return f"{pages},{sum(file.download for file in files) / 1e6:.1f},{sum(file.stored for file in files) / 1e6:.1f}"


def write_sizes(site: Path, saved: list[Saved]) -> None:
    """Put the size of the whole guide on the page that offers to save it."""
    for language in LANGUAGES:
        page = site / ("" if language == "zh" else language) / "about" / "offline" / "index.html"
        if page.is_file():
            html = page.read_text(encoding="utf-8")
            page.write_text(_SIZE.sub(f'data-guide-size="{sizes(of_language(saved, language))}"', html, count=1), encoding="utf-8")


def worker_script(name: str) -> str:
    """A worker from its source: one file that imports nothing. Raises `BundleError`."""
    return minified(bundle(SCRIPTS / "offline" / name, SCRIPTS))


def write_worker(site: Path) -> None:
    """Write the lists and `sw.js` for the site as it stands in `site`."""
    for old in (site / LISTS).glob("*.json"):
        old.unlink()
    write_sizes(site, read_site(site)[0])
    saved, moved = read_site(site)
    lists = {}
    for language in LANGUAGES:
        files = of_language(saved, language)
        if not any(file.title for file in files):
            continue
        content = list_file(files, moved, language).encode()
        name = f"{LISTS}/{language}.{hashlib.sha256(content).hexdigest()[:12]}.json"
        write_file(content, str(site / name))
        lists[language] = [name, hash_of(content)]
    release = json.dumps({"lists": lists}, separators=(",", ":"))
    write_file(f"const RELEASE = {release};\n{worker_script('worker.js')}".encode(), str(site / "sw.js"))


def withdraw_worker(site: Path) -> None:
    """Write a `sw.js` that removes itself and what was saved."""
    write_file(worker_script("withdraw.js").encode(), str(site / "sw.js"))


def manifest(language: str, root: str) -> str:
    """The app's manifest. `root` is the path of the guide's root; addresses are relative to the manifest.

    Both apps reach over the whole guide, so that the language switch stays inside; by their `id` a device tells them apart.
    """
    texts = ui_texts(language)
    own, up = ("", "") if language == "zh" else ("en/", "../")
    icons = [
        {"src": f"{up}assets/icons/icon-192.png", "sizes": "192x192", "type": "image/png"},
        {"src": f"{up}assets/icons/icon-512.png", "sizes": "512x512", "type": "image/png"},
        {"src": f"{up}assets/icons/maskable-512.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
    ]
    content = {
        "id": f"{root}{own}",
        "name": texts["app_name"],
        "short_name": texts["app_short_name"],
        "description": texts["app_description"],
        "lang": language,
        "dir": "ltr",
        "start_url": "./",
        "scope": up or "./",
        # With the browser's way back where it can be had; Safari knows only `standalone`.
        "display": "standalone",
        "display_override": ["minimal-ui"],
        "theme_color": THEME_COLOUR,
        "background_color": "#ffffff",
        "icons": icons,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def desk_html(language: str) -> str:
    """The desk that saves the whole guide; `docs/assets/js/offline/desk.js` makes it work."""
    texts = {name: escape(text) for name, text in ui_texts(language).items()}
    button = '<button type="button" class="tool__button{extra}" data-{name}{state}>{text}</button>'.format
    return (
        f'<section class="tool needs-script" aria-label="{texts["offline_desk"]}" data-offline-desk data-guide-size="0" '
        f"{data_attributes(ui_texts(language), DESK_TEXTS)}>"
        '<p class="offline-desk__state" data-state></p>'
        f'<progress class="offline-desk__progress" aria-label="{texts["offline_progress"]}" value="0" hidden></progress>'
        '<p class="tool__buttons">'
        + button(extra=" tool__button--main", name="save", state=" disabled", text=texts["offline_save"])
        + button(extra="", name="cancel", state=" hidden", text=texts["offline_cancel"])
        + button(extra="", name="remove", state=" disabled", text=texts["offline_remove"])
        + "</p>"
        f'<div class="tool__buttons" role="group" aria-label="{texts["offline_remove_ask"]}" data-question hidden>'
        f"<span>{texts['offline_remove_ask']}</span>"
        + button(extra="", name="sure", state="", text=texts["offline_remove_yes"])
        + button(extra="", name="keep", state="", text=texts["offline_remove_no"])
        + '</div><p class="tool__status" role="status"></p></section>\n'
        f"<noscript><p>{texts['offline_script']}</p></noscript>"
    )


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------

_serving = False


def on_startup(command: str, **_: Any) -> None:
    """Remember whether this is live reload, which a saved copy must never answer."""
    global _serving
    _serving = command == "serve"


def on_config(config: Any, **_: Any) -> Any:
    """Pages ask for no worker while serving."""
    if _serving:
        config.extra["offline_app"] = False
    return config


def on_env(env: Any, config: Any, **_: Any) -> Any:
    """Tell the offline page the guide's root: it is shown at any address."""
    env.globals["site_root"] = urlsplit(config.site_url or "/").path or "/"
    return env


@event_priority(-50)
def on_page_content(html: str, page: Any, **_: Any) -> str:
    """Fill the mark once the other hooks have read the page: the desk is no text of the guide."""
    if DESK_MARK not in html:
        return html
    return html.replace(DESK_MARK, desk_html(language_of(page.file.src_uri)))


@event_priority(-1000)
def on_post_build(config: Any, **_: Any) -> None:
    """Once all languages are built and every other hook has written: i18n builds the others within the first build's own event."""
    if config.plugins["i18n"].building:
        return
    site = Path(config.site_dir)
    for language in LANGUAGES:
        content = manifest(language, urlsplit(config.site_url or "/").path or "/")
        write_file(content.encode(), str(site / ("" if language == "zh" else language) / "manifest.webmanifest"))
    if config.extra.get("offline_app"):
        write_worker(site)
    else:
        withdraw_worker(site)
