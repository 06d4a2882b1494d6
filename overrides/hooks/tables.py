"""Make tables readable on a phone: each cell knows its column's name, so that a row can be shown as a card.

The styles lay rows out as cards on narrow screens. Browsers then forget that it is a table, so the roles say it. A table stands in
the frame that lets it scroll on its own: the theme's script would add it, and everything below would move.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

TABLE = re.compile(r"<table>(?P<inside>.*?)</table>", re.DOTALL)
HEADER = re.compile(r"<th(?P<attrs>(?:\s[^>]*)?)>(?P<inner>.*?)</th>", re.DOTALL)
ROW = re.compile(r"<tr>(?P<inner>.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<td(?P<attrs>(?:\s[^>]*)?)>(?P<inner>.*?)</td>", re.DOTALL)


def _words(html: str) -> str:
    """The text of a header cell, safe inside an attribute."""
    text = re.sub(r"<sup\b.*?</sup>|<[^>]+>", "", html, flags=re.DOTALL).strip()
    return escape(text.replace("&quot;", '"').replace("&amp;", "&"), quote=True)


def _labelled_table(match: re.Match[str]) -> str:
    inside = match["inside"]
    names = [_words(header["inner"]) for header in HEADER.finditer(inside)]

    def row(found: re.Match[str]) -> str:
        columns = iter(names)

        def cell(td: re.Match[str]) -> str:
            name = next(columns, "")
            label = f' data-label="{name}"' if name else ""
            return f'<td role="cell"{label}{td["attrs"]}>{td["inner"]}</td>'

        return f'<tr role="row">{CELL.sub(cell, found["inner"])}</tr>'

    inside = ROW.sub(row, inside)
    inside = HEADER.sub(lambda th: f'<th role="columnheader" scope="col"{th["attrs"]}>{th["inner"]}</th>', inside)
    inside = inside.replace("<thead>", '<thead role="rowgroup">').replace("<tbody>", '<tbody role="rowgroup">')
    return f'<div class="md-typeset__scrollwrap"><div class="md-typeset__table"><table role="table">{inside}</table></div></div>'


def with_labelled_cells(html: str) -> str:
    """Give every cell of every Markdown table its column's name in `data-label`, and the table its roles and frame."""
    return TABLE.sub(_labelled_table, html)


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------


def on_page_content(html: str, **_: Any) -> str:
    """Label the tables of every page."""
    return with_labelled_cells(html)
