"""Draw the picture beside a shared link for every page: `python .ci/cards.py` writes `dist/cards/` (see `overrides/hooks/share.py`).

A picture is drawn again when its words or the template changed. `--general` draws the two committed pictures for pages without one.
"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "overrides" / "hooks"), str(ROOT)]

from carriers import read_directory  # noqa: E402
from directory import generated_pages  # noqa: E402
from markdown_source import split_front_matter  # noqa: E402
from mkdocs.utils.yaml import yaml_load  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402
from share import CARDS, HEIGHT, LIST, WIDTH, card_name  # noqa: E402
from ui_text import LANGUAGES, ui_texts  # noqa: E402

from tests.browser.chromium import find_chromium  # noqa: E402

TEMPLATE = ROOT / ".ci" / "card.html"
GENERAL = ROOT / "docs" / "assets" / "share"
MOST_COLOURS = 64
MOST_BYTES = 40 * 1024
WORKERS = 2


@dataclass(frozen=True)
class Card:
    """The words on one picture, and the language that decides the shapes of its Han characters."""

    language: str
    site: str
    section: str
    title: str
    line: str


# --- the words ----------------------------------------------------------------------------------------------------------


def site_names(config: Mapping[str, Any]) -> dict[str, str]:
    """The guide's name in each language, from `mkdocs.yml`."""
    return {language["locale"]: language.get("site_name", config["site_name"]) for language in _languages(config)}


def _languages(config: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return next(plugin["i18n"]["languages"] for plugin in config["plugins"] if isinstance(plugin, dict) and "i18n" in plugin)


def sections(config: Mapping[str, Any], language: str) -> dict[str, str]:
    """The name of each folder (`cancel` → Cancel): that of the navigation's entry that begins with it."""
    names = next(entry.get("nav_translations", {}) for entry in _languages(config) if entry["locale"] == language)
    found = {}
    for entry in config["nav"]:
        [(label, inside)] = entry.items()
        first = inside if isinstance(inside, str) else inside[0]
        if "/" in first:
            found[first.split("/")[0]] = names.get(label, label)
    return found


def pages_of(language: str) -> Iterator[tuple[str, str]]:
    """Path below `docs/` and title of every page but home, the generated ones too."""
    folder = ROOT / "docs" / language
    texts = {f"{language}/{path.relative_to(folder).as_posix()}": path.read_text(encoding="utf-8") for path in folder.rglob("*.md")}
    texts |= generated_pages(read_directory(), {}, language)
    for path, text in sorted(texts.items()):
        if path != f"{language}/index.md":
            yield path, str(split_front_matter(text)[0].get("title", ""))


def cards_of(config: Mapping[str, Any]) -> dict[str, Card]:
    """The picture of every page but home, by its name. A section's first page, whose title says it, goes without the section."""
    cards = {}
    for language in LANGUAGES:
        site, line = site_names(config)[language], ui_texts(language)["share_line"]
        named = sections(config, language)
        titles = dict(pages_of(language))
        for path, title in titles.items():
            folder = path.split("/")[1]
            section = named.get(folder) or titles.get(f"{language}/{folder}/index.md", "")
            is_first = path == f"{language}/{folder}/index.md"
            cards[card_name(path)] = Card(language, site, "" if is_first else section, title, line)
    return cards


def general_cards(config: Mapping[str, Any]) -> dict[str, Card]:
    """The picture for home and for every page that has none, by its name: one per language."""
    texts = {language: ui_texts(language) for language in LANGUAGES}
    return {
        language: Card(language, site_names(config)[language], "", texts[language]["share_home"], texts[language]["share_line"])
        for language in LANGUAGES
    }


# --- the pictures ---------------------------------------------------------------------------------------------------------


def png(width: int, height: int, colours: Iterable[int], pixels: bytes) -> bytes:
    """A PNG of at most 256 colours. `colours` is red, green, blue of each; `pixels` one byte per pixel, its colour's place."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    rows = b"".join(b"\0" + pixels[at : at + width] for at in range(0, width * height, width))  # 0: this row has no filter
    parts = [chunk(b"IHDR", head), chunk(b"PLTE", bytes(colours)), chunk(b"IDAT", zlib.compress(rows, 9)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def draw(page: Page, card: Card) -> bytes:
    """One picture, on a page that shows the template. Raises `ValueError` when its words do not fit."""
    if not page.evaluate("card => show(card)", asdict(card)):
        raise ValueError(f"“{card.title}” does not fit on a picture; shorten the page's title")
    seen = base64.b64encode(page.screenshot()).decode()
    reduced = page.evaluate("([picture, most]) => reduced(picture, most)", [seen, MOST_COLOURS])
    runs = struct.iter_unpack("<HH", base64.b64decode(reduced["runs"]))
    return png(WIDTH, HEIGHT, reduced["colours"], b"".join(bytes((colour,)) * count for colour, count in runs))


def draw_all(cards: Mapping[str, Card], folder: Path) -> None:
    """Write the pictures as `<folder>/<name>.png`, all with one browser."""
    path = find_chromium()
    if not path:
        raise ValueError("no Chromium; run `sh .ci/browser.sh .venv`, or set CHROMIUM=/path/to/it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(TEMPLATE.as_uri())
        for name, card in cards.items():
            picture = draw(page, card)
            target = folder / f"{name}.png"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(picture)
        browser.close()


# --- only what changed ----------------------------------------------------------------------------------------------------


def template_key() -> str:
    """Changes whenever pictures have to be drawn anew."""
    return hashlib.sha256(TEMPLATE.read_bytes() + Path(__file__).read_bytes()).hexdigest()[:16]


def known(folder: Path, key: str) -> dict[str, dict[str, str]]:
    """The words on each picture that is there and was drawn by this template; a list that cannot be read counts for nothing."""
    try:
        listed = json.loads((folder / LIST).read_text(encoding="utf-8"))
        return {name: words for name, words in listed["cards"].items() if listed["template"] == key and (folder / f"{name}.png").is_file()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def refresh(cards: Mapping[str, Card], folder: Path, key: str) -> list[str]:
    """Bring the folder up to date: draw what is missing or says something else, remove the rest. Gives the names that were drawn."""
    there = known(folder, key)
    missing = {name: card for name, card in cards.items() if there.get(name) != asdict(card)}
    (folder / LIST).unlink(missing_ok=True)  # an interrupted run leaves pictures, but none that is taken for finished
    names = list(missing)
    shares = [{name: missing[name] for name in names[start::WORKERS]} for start in range(min(WORKERS, len(names)))]
    if shares:
        with ProcessPoolExecutor(len(shares)) as pool:
            list(pool.map(partial(draw_all, folder=folder), shares))
    for picture in sorted(folder.rglob("*.png")):
        if picture.relative_to(folder).as_posix().removesuffix(".png") not in cards:
            picture.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    listed = {"template": key, "cards": {name: asdict(card) for name, card in sorted(cards.items())}}
    (folder / LIST).write_text(json.dumps(listed, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return names


def main(arguments: list[str]) -> int:
    """Draw the pictures and say how many; 1 when it cannot be done."""
    config = yaml_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    try:
        if arguments == ["--general"]:
            draw_all(general_cards(config), GENERAL)
            return 0
        cards = cards_of(config)
        drawn = refresh(cards, CARDS, template_key())
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    sizes = {name: (CARDS / f"{name}.png").stat().st_size for name in cards}
    heavy = [f"{name} ({size} bytes)" for name, size in sizes.items() if size > MOST_BYTES]
    print(f"{len(cards)} pictures in dist/cards, {len(drawn)} drawn, {sum(sizes.values()) / 1e6:.1f} MB")
    if heavy:
        print(f"error: more than {MOST_BYTES} bytes: {', '.join(heavy)}; simplify .ci/card.html", file=sys.stderr)
    return bool(heavy)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
