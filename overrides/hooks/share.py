"""Say how a link to a page looks where people share it: its title, what it is about, and a picture with the title.

`make cards` draws one picture per page into `dist/cards/`; a build copies those that still say what the page says. Any other page
has the general picture of its language. No page loads a picture itself: only previews of links ask for them. Their addresses
stay the same, since previews are kept by address for weeks.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from ui_text import LANGUAGES, ROOT, language_of, ui_texts

CARDS = ROOT / "dist" / "cards"
LIST = "cards.json"  # the words on each picture, by its name: {"zh/cancel/store": {"title": …, …}}
FOLDER = "assets/share/"
WIDTH, HEIGHT = 1200, 630
LOCALES = {"zh": "zh_CN", "en": "en_GB"}


def card_name(source: str) -> str:
    """The name of a page's picture, from the page's path below `docs/` (`zh/cancel/store.md` → `zh/cancel/store`)."""
    return source.removesuffix(".md")


def read_cards(folder: Path = CARDS) -> dict[str, str]:
    """The title on each picture that is there, by its name; empty without pictures. Raises `ValueError` for a list that cannot be read."""
    try:
        listed = json.loads((folder / LIST).read_text(encoding="utf-8"))
        titles = {str(name): str(card["title"]) for name, card in listed["cards"].items()}
        return {name: title for name, title in titles.items() if (folder / f"{name}.png").is_file()}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{folder / LIST}:1: the list of pictures cannot be read; run `make cards` again, or remove {folder}") from error


def picture_of(source: str, title: str, cards: Mapping[str, str]) -> str:
    """Which picture stands for a page: its own when there is one with this title, or the general one. A path below the site's root."""
    name = card_name(source)
    return f"{FOLDER}{name}.png" if cards.get(name) == title else f"{FOLDER}{language_of(source)}.png"


def preview(
    source: str, meta: Mapping[str, Any], site_name: str, site_url: str, address: str, cards: Mapping[str, str]
) -> list[tuple[str, str]]:
    """The names and contents of the `<meta>` elements of a page. `site_url` ends with a slash; addresses are absolute."""
    language = language_of(source)
    texts = ui_texts(language)
    is_home = source == f"{language}/index.md"
    title = texts["share_home"] if is_home else str(meta.get("title", site_name))
    picture = picture_of(source, title, cards)
    says = title if picture == f"{FOLDER}{card_name(source)}.png" else texts["share_home"]
    return [
        ("og:title", title),
        ("og:description", str(meta.get("description", ""))),
        ("og:type", "website" if is_home else "article"),
        ("og:url", address),
        ("og:site_name", site_name),
        ("og:locale", LOCALES[language]),
        *(("og:locale:alternate", LOCALES[other]) for other in LANGUAGES if other != language),
        ("og:image", f"{site_url}{picture}"),
        ("og:image:width", str(WIDTH)),
        ("og:image:height", str(HEIGHT)),
        ("og:image:alt", texts["share_picture"].format(title=says)),
        ("twitter:card", "summary_large_image"),
    ]


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------

_cards: dict[str, str] = {}
_copied: set[str] = set()


def on_pre_build(**_: Any) -> None:
    """Read which pictures there are. Raises `PluginError` when their list cannot be read."""
    _cards.clear()
    try:
        _cards.update(read_cards())
    except ValueError as error:
        raise PluginError(str(error)) from error


def on_page_context(context: dict[str, Any], page: Any, config: Any, **_: Any) -> dict[str, Any]:
    """Give the template what the preview says, and remember the picture."""
    source = page.file.src_uri
    context["preview"] = preview(source, page.meta, config.site_name, config.site_url, page.canonical_url, _cards)
    if picture_of(source, str(page.meta.get("title", "")), _cards) == f"{FOLDER}{card_name(source)}.png":
        _copied.add(card_name(source))
    return context


def on_post_build(config: Any) -> None:
    """Put the pictures of the language that was built into the site; those that are there already stay as they are."""
    for name in sorted(_copied):
        picture, target = CARDS / f"{name}.png", Path(config.site_dir) / FOLDER / f"{name}.png"
        if not target.is_file() or target.stat().st_mtime < picture.stat().st_mtime:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(picture, target)
    _copied.clear()
