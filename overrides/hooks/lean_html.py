"""Take out of each page the white space of the templates: a browser shows any of it as one space, or not at all."""

from __future__ import annotations

import re

# Where white space is shown, or belongs to a script or to data.
_KEPT = re.compile(r"(<(pre|textarea|script|style)\b.*?</\2\s*>)", re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(r"\s*\n\s*")


def lean(html: str) -> str:
    """The page with every run of white space that holds the end of a line as that end alone."""
    parts = _KEPT.split(html)
    # Of three parts, the second is kept as it stands and the third is the name of its element.
    return "".join(_BREAK.sub("\n", part) if place % 3 == 0 else part for place, part in enumerate(parts) if place % 3 != 2)


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------


def on_post_page(output: str, **_: object) -> str:
    """Before the page is written."""
    return lean(output)


def on_post_template(output_content: str, template_name: str, **_: object) -> str:
    """The pages that stand alone."""
    return lean(output_content) if template_name.endswith(".html") else output_content
