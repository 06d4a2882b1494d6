"""What the pages with a small program on them share: texts for the script, page titles, and one row of a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from markdown_source import split_front_matter
from ui_text import language_of

# The texts both programs show: about keeping things on the device, and how to write a day.
SHARED_TEXTS = (
    "tool_kept",
    "tool_not_kept",
    "tool_storage_blocked",
    "tool_storage_full",
    "tool_storage_corrupt",
    "tool_cleared",
    "day_long",
    "day_weekday",
    "month_names",
    "weekday_names",
)


def data_attributes(texts: Mapping[str, str], names: Iterable[str]) -> str:
    """Interface texts as `data-*` attributes: `tool_kept` → `data-tool-kept="…"`."""
    return " ".join(f'data-{name.replace("_", "-")}="{escape(texts[name])}"' for name in names)


def capital(text: str) -> str:
    """The text with a capital first letter, as a label begins."""
    return text[:1].upper() + text[1:]


def row(identifier: str, label: str, control: str, hint: str = "", attributes: str = "") -> str:
    """A labelled control of a form; `control` is its HTML and has the id, and `aria-describedby` where there is a hint."""
    below = f'<p class="tool__hint" id="{identifier}-hint">{escape(hint)}</p>' if hint else ""
    return f'<div class="tool__row"{attributes}><label for="{identifier}">{escape(capital(label))}</label>{control}{below}</div>'


def page_titles(files: Any, language: str) -> dict[str, str]:
    """The title of every written page of a language by its path below `docs/<language>/`."""
    titles = {}
    for file in files.documentation_pages():
        if language_of(file.src_uri) == language:
            meta, _, _ = split_front_matter(file.content_string)
            titles[file.src_uri.split("/", 1)[1]] = str(meta.get("title", ""))
    return titles


def link_to(see: str, titles: Mapping[str, str]) -> str:
    """A Markdown link from a page one folder deep to `see`, named by the page's title."""
    file = see.partition("#")[0]
    return f"[{titles.get(file) or file}](../{see})"
