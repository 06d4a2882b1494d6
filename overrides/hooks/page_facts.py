"""Say below the title whom the page is for and when its facts were last checked; mark single facts that are too old."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any
from urllib.parse import unquote

from carriers import STALE_AFTER_DAYS
from ui_text import language_of, ui_texts

FACT_DAY = re.compile(r"<em data-checked>(\d{4}-\d{2}-\d{2})</em>")


def short_address(address: str) -> str:
    """An address as one types it: without `https://`, and with its Han readable."""
    return unquote(re.sub(r"^https?://", "", address))


def facts_line(meta: Mapping[str, Any], language: str, today: date, address: str = "") -> str:
    """The line as HTML; empty when the page has no checked date.

    Past `STALE_AFTER_DAYS` the note is visible. The same note is there, hidden, before: the browser shows it on the day,
    so that an old deployment cannot hide its age. `address` is the page's own, for whoever holds it on paper.
    """
    texts = ui_texts(language)
    checked = meta.get("checked")
    if not isinstance(checked, date):
        return ""
    parts = []
    if meta.get("applies"):
        parts.append(f"<span>{escape(texts['applies'])}: {escape(str(meta['applies']))}</span>")
    parts.append(f'<span>{escape(texts["checked"])}: <time datetime="{checked.isoformat()}">{checked.isoformat()}</time></span>')
    if address:
        parts.append(f'<span class="page-facts__address">{escape(texts["paper_address"])}: {escape(short_address(address))}</span>')
    stale = (today - checked).days > STALE_AFTER_DAYS
    note = escape(texts["stale"].format(days=STALE_AFTER_DAYS))
    fact = escape(texts["stale_fact"].format(days=STALE_AFTER_DAYS))
    return (
        f'<p class="page-facts">{" ".join(parts)}'
        f'<button type="button" class="page-facts__print" data-print hidden>{escape(texts["print"])}</button></p>\n'
        f'<p class="page-stale" data-stale-after="{STALE_AFTER_DAYS}" data-checked="{checked.isoformat()}" data-fact="{fact}"{"" if stale else " hidden"}>{note}</p>'
    )


def with_dated_facts(html: str, language: str, today: date) -> str:
    """Make each fact's day a `<time>`, and mark the facts that are too old; the browser marks those that grow old later."""
    words = escape(ui_texts(language)["stale_fact"].format(days=STALE_AFTER_DAYS))

    def dated(match: re.Match[str]) -> str:
        stale = (today - date.fromisoformat(match[1])).days > STALE_AFTER_DAYS
        mark = f' <em class="reported" data-stale-fact>{words}</em>' if stale else ""
        return f'<time datetime="{match[1]}" data-fact-checked>{match[1]}</time>{mark}'

    return FACT_DAY.sub(dated, html)


def with_facts(html: str, meta: Mapping[str, Any], language: str, today: date, address: str = "") -> str:
    """Put the line below the H1."""
    line = facts_line(meta, language, today, address)
    return html.replace("</h1>", f"</h1>\n{line}", 1) if line else html


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------


def on_page_content(html: str, page: Any, **_: Any) -> str:
    """Add the line to every page that does not hide it, in the way the theme hides its own parts."""
    language, today = language_of(page.file.src_uri), date.today()
    html = with_dated_facts(html, language, today)
    return html if "facts" in page.meta.get("hide", []) else with_facts(html, page.meta, language, today, page.canonical_url or "")
