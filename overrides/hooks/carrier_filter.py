"""Put the filter and the list of regions on top of the directory.

The list of regions works by itself. The filter is for scripts only: `docs/assets/js/carrier-filter.js` makes it work, and the
styles keep its room from the start where scripts run, so that nothing moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from carrier_pages import CHANNELS, region_name
from carriers import Directory, read_directory
from directory_lists import KINDS, carriers_of, region_codes
from mkdocs.plugins import event_priority
from ui_text import language_of, ui_texts

FILTER_MARK = "<!-- carrier filter -->"
FORMS = ("physical", "esim", "number-keeping")
GRADES = ("easy", "medium", "hard")


def _select(name: str, options: Iterable[tuple[str, str]], texts: Mapping[str, str]) -> str:
    choices = [("", texts["filter_any"]), *options]
    inside = "".join(f'<option value="{escape(value)}">{escape(words)}</option>' for value, words in choices)
    return (
        f'<div class="carrier-filter__field"><label for="filter-{name}">{escape(texts[f"filter_{name}"])}</label>'
        f'<select id="filter-{name}" name="{name}" autocomplete="off">{inside}</select></div>'
    )


def region_jumps(directory: Directory, language: str) -> str:
    """A link to each region's table with the number of its carriers."""
    texts = ui_texts(language)
    links = [
        f'<li><a href="#carriers-{code}">{escape(region_name(code, directory, language))}</a> '
        f'<span data-count="{code}">{len(carriers_of(code, directory))}</span></li>'
        for code in region_codes(directory)
    ]
    return f'<nav class="carrier-jumps" aria-label="{escape(texts["filter_jump"])}"><ul>{"".join(links)}</ul></nav>'


def filter_form(directory: Directory, language: str) -> str:
    """The filter as HTML: only values that some carrier has can be chosen."""
    texts = ui_texts(language)
    entries = [entry for code in region_codes(directory) for entry in carriers_of(code, directory)]
    kinds = {entry.data["kind"] for entry in entries}
    regions = [(code, region_name(code, directory, language)) for code in region_codes(directory)]
    selects = [
        _select("region", regions, texts),
        _select("kind", [(kind, texts[f"kind_{kind}"]) for kind in KINDS if kind in kinds], texts),
        _select("form", [(form, texts[f"sells_{form}"]) for form in FORMS], texts),
        _select("channel", [(channel, texts[f"channel_{channel}"]) for channel in CHANNELS], texts),
        _select("difficulty", [(grade, texts[f"difficulty_{grade}"]) for grade in GRADES], texts),
    ]
    total = len(entries)
    shown = escape(texts["filter_shown"].format(shown=total, total=total))
    clear = escape(texts["filter_clear"])
    return (
        f'<form class="carrier-filter" role="search" aria-label="{escape(texts["filter_title"])}" data-carrier-filter '
        f'data-shown="{escape(texts["filter_shown"])}">'
        f'<div class="carrier-filter__field carrier-filter__name"><label for="filter-name">{escape(texts["filter_name"])}</label>'
        '<input type="text" id="filter-name" name="name" maxlength="60" autocomplete="off" autocapitalize="off" spellcheck="false" '
        'enterkeyhint="search"></div>'
        f"{''.join(selects)}"
        f'<p class="carrier-filter__foot"><span role="status" data-status>{shown}</span>'
        f'<button type="button" class="checklist__button" data-clear>{clear}</button></p>'
        f'<p class="carrier-filter__none" data-none hidden>{escape(texts["filter_none"])}</p></form>\n'
        f"{region_jumps(directory, language)}\n"
    )


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------


@event_priority(-50)
def on_page_content(html: str, page: Any, **_: Any) -> str:
    """Fill the mark once the other hooks have read the page: the filter is no text of the guide."""
    if FILTER_MARK not in html:
        return html
    return html.replace(FILTER_MARK, filter_form(read_directory(), language_of(page.file.src_uri)))
