"""Render a page's steps as the ordered checklist on top of it.

The headings are the one place where steps are written; this makes the list from the built page, so it reads, prints and
links without a script. `docs/assets/js/checklist.js` only adds remembering, progress and reset.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from ui_text import language_of, ui_texts

STEP = re.compile(r'<h(?P<level>[2-6]) (?P<attrs>[^>]*\bclass="[^"]*\bstep\b[^"]*"[^>]*)>(?P<inner>.*?)</h(?P=level)>', re.DOTALL)
SCRIPT_TEXTS = (
    "progress",
    "done",
    "reset_ask",
    "reset_yes",
    "reset_no",
    "reset_done",
    "storage_blocked",
    "storage_full",
    "storage_corrupt",
    "storage_damaged",
)


@dataclass(frozen=True)
class Step:
    """One step of a built page: its `id`, `label` (HTML of the heading), `phase` and whom it is for (`when`)."""

    id: str
    label: str
    phase: str
    when: str = ""


def _attribute(attributes: str, name: str) -> str:
    match = re.search(rf'\b{name}="([^"]*)"', attributes)
    return match[1] if match else ""


def steps_in(html: str) -> list[Step]:
    """The steps of a page in reading order."""
    found = []
    for match in STEP.finditer(html):
        label = re.sub(r'<a class="headerlink".*?</a>|\u2060?<sup\b.*?</sup>', "", match["inner"], flags=re.DOTALL).strip()
        attributes = match["attrs"]
        found.append(Step(_attribute(attributes, "id"), label, _attribute(attributes, "data-phase"), _attribute(attributes, "data-when")))
    return found


def render_checklist(steps: Sequence[Step], language: str) -> str:
    """The checklist as HTML: a real ordered list of labelled boxes, each with a link to its explanation."""
    texts = ui_texts(language)
    several_phases = len({step.phase for step in steps}) > 1
    items = []
    previous = ""
    for step in steps:
        words = re.sub(r"<[^>]+>", "", step.label).replace('"', "&quot;")
        phase = (
            f'<span class="checklist__phase">{escape(texts[f"phase_{step.phase}"])}</span>'
            if several_phases and step.phase != previous
            else ""
        )
        previous = step.phase
        items.append(
            f'<li class="checklist__item">{phase}<input type="checkbox" id="tick-{step.id}" data-step="{step.id}" autocomplete="off">'
            f'<label for="tick-{step.id}">{step.label}</label>'
            f'<a class="checklist__how" href="#{step.id}" aria-label="{escape(texts["checklist_how"])}: {words}">{escape(texts["checklist_how"])}</a></li>'
        )
    data = " ".join(f'data-{name.replace("_", "-")}="{escape(texts[f"checklist_{name}"])}"' for name in SCRIPT_TEXTS)
    count = escape(texts["checklist_count"].format(total=len(steps)))
    return (
        f'<section class="checklist" data-checklist {data} aria-labelledby="checklist">'
        f'<h2 class="checklist__title" id="checklist">{escape(texts["checklist_title"])} <small>{count}</small></h2>'
        f'<ol class="checklist__list">{"".join(items)}</ol>'
        # The script shows this; until then the styles keep its place, so that the text below does not move.
        '<div class="checklist__foot" data-checklist-foot hidden>'
        f'<p class="checklist__progress" role="status">{escape(texts["checklist_progress"].format(done=0, total=len(steps)))}</p>'
        f'<p class="checklist__saved">{escape(texts["checklist_saved"])}</p>'
        f'<button type="button" class="checklist__button" disabled>{escape(texts["checklist_reset"])}</button></div></section>\n'
    )


def with_checklist(html: str, language: str) -> str:
    """Put the checklist after the lead, before the first section; a page without steps stays as it is."""
    steps = steps_in(html)
    if not steps:
        return html
    first = re.search(r"<h[2-6][ >]", html)
    at = first.start() if first else len(html)
    return html[:at] + render_checklist(steps, language) + html[at:]


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------


def on_page_content(html: str, page: Any, **_: Any) -> str:
    """Add the checklist to every page that has steps."""
    return with_checklist(html, language_of(page.file.src_uri))
