"""Say below the title whom the page is for and when its facts were last checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

from ui_text import language_of, ui_texts

STALE_AFTER_DAYS = 180


def facts_line(meta: Mapping[str, Any], language: str, today: date) -> str:
    """The line as HTML; empty when the page has no checked date.

    Past `STALE_AFTER_DAYS` the note is visible. The same note is there, hidden, before: the browser shows it on the day,
    so that an old deployment cannot hide its age.
    """
    texts = ui_texts(language)
    checked = meta.get("checked")
    if not isinstance(checked, date):
        return ""
    parts = []
    if meta.get("applies"):
        parts.append(f"<span>{escape(texts['applies'])}: {escape(str(meta['applies']))}</span>")
    parts.append(f'<span>{escape(texts["checked"])}: <time datetime="{checked.isoformat()}">{checked.isoformat()}</time></span>')
    stale = (today - checked).days > STALE_AFTER_DAYS
    note = escape(texts["stale"].format(days=STALE_AFTER_DAYS))
    return (
        f'<p class="page-facts">{" ".join(parts)}'
        f'<button type="button" class="page-facts__print" data-print hidden>{escape(texts["print"])}</button></p>\n'
        f'<p class="page-stale" data-stale-after="{STALE_AFTER_DAYS}" data-checked="{checked.isoformat()}"{"" if stale else " hidden"}>{note}</p>'
    )


def with_facts(html: str, meta: Mapping[str, Any], language: str, today: date) -> str:
    """Put the line below the H1."""
    line = facts_line(meta, language, today)
    return html.replace("</h1>", f"</h1>\n{line}", 1) if line else html


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------


def on_page_content(html: str, page: Any, **_: Any) -> str:
    """Add the line to every page that does not hide it, in the way the theme hides its own parts."""
    if "facts" in page.meta.get("hide", []):
        return html
    return with_facts(html, page.meta, language_of(page.file.src_uri), date.today())
