"""Render the planner on the home page, and write what it fetches: a file per carrier and the steps in each language.

Everything a visitor sees is in the HTML, with the plan of somebody who has answered nothing; `docs/assets/js/plan/` brings it
to life. Steps a plan may hold later are a JSON data block of the page, so an answer changes the list at once, also offline.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from carrier_pages import ways
from carriers import Directory, Entry, read_directory
from facets import FACETS
from markdown_source import CITATION, read_page
from plan import PHASES, PLAN, Heading, PlannedStep, Row, carrier_for_plan, headings_of, parse_plan, plan_for
from ui_text import LANGUAGES, ROOT, language_of, ui_texts

PLANNER = "<!-- planner -->"
FOLDER = "assets/plan"
SCRIPT_TEXTS = (
    *("jump", "list", "list_of", "call", "why", "here", "carrier_ways", "updated", "carrier_failed"),
    *("next", "next_none", "next_date", "card_unnamed", "remove", "remove_what", "card_open", "card_current", "card_archive"),
    *("card_restore", "card_archived", "card_delete", "card_what", "card_opened", "card_deleted", "undone", "print_failed"),
    *(
        "share_copied",
        "share_manual",
        "shared",
        "share_broken",
        "exported",
        "calendar_saved",
        "calendar_empty",
        "import_broken",
        "import_large",
        "import_ask",
    ),
    *("imported", "import_partly", "cleared", "storage_blocked", "storage_full", "storage_newer"),
)
# A piece of text in another language than the page's is (language, text), so that a screen reader says it right.
Runs = str | list[str | list[str]]


@dataclass(frozen=True)
class Guide:
    """All the planner knows of the guide: the `rows` of the plan file, the `headings` of the pages, the `directory`."""

    rows: Sequence[Row]
    headings: Mapping[str, Heading]
    directory: Directory


def runs(markdown: str) -> Runs:
    """Markdown of one sentence as plain text with the foreign words apart: `say *销户*{ lang=zh }` → `["say ", ["zh", "销户"]]`."""
    text = CITATION.sub("", markdown)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)(\{[^{}]*\})?", r"\1", text)
    text = re.sub(r"\*\*(.+?)\*\*|`([^`]*)`", lambda match: match[1] or match[2], text)
    text = re.sub(r"\*([^*]+)\*\{ *\.[\w-]+ *\} *", "", text)
    found: list[str | list[str]] = []
    place = 0
    for match in re.finditer(r"\*(?=\S)([^*]+)(?<=\S)\*(?:\{ *lang=\"?([a-z]+)\"? *\})?", text):
        found += [text[place : match.start()], [match[2], match[1]] if match[2] else match[1]]
        place = match.end()
    found.append(text[place:])
    pieces = [piece for piece in found if piece]
    return "".join(map(str, pieces)) if all(isinstance(piece, str) for piece in pieces) else pieces


def runs_html(text: Runs) -> str:
    """Runs as HTML."""
    if isinstance(text, str):
        return escape(text)
    return "".join(escape(piece) if isinstance(piece, str) else f'<em lang="{piece[0]}">{escape(piece[1])}</em>' for piece in text)


def runs_text(text: Runs) -> str:
    """Runs as plain text."""
    return text if isinstance(text, str) else "".join(piece if isinstance(piece, str) else piece[1] for piece in text)


# --- what the browser gets ----------------------------------------------------------------------------------------------


def rows_for_script(guide: Guide, language: str) -> list[dict[str, Any]]:
    """The rows as the script reads them: what `plan_for` needs, and label, reason and link in a language. Empty fields are left out."""
    found = []
    for row in guide.rows:
        heading = guide.headings.get(row.step)
        fields: dict[str, Any] = {"phase": row.phase, "id": row.step}
        if heading:
            fields |= {
                "when": [expression for expression in (heading.when, row.when) if expression],
                "onlyIf": row.only_if,
                "asks": row.asks,
                "role": row.role,
                "at": row.at,
                "call": row.call,
                "givesWay": row.gives_way,
                "fallback": row.fallback,
                "rank": 0 if row.rank == 2 else row.rank,
                "label": runs(heading.labels[language]),
                "why": row.why[language],
                "href": heading.link,
            }
        found.append({key: value for key, value in fields.items() if value})
    return found


def _hotline(carrier: Mapping[str, Any], use: str) -> str:
    return next((str(contact["tel"]) for contact in carrier["contacts"] if contact["use"] == use and contact.get("tel")), "")


def carrier_for_script(entry: Entry) -> dict[str, Any]:
    """What the script fetches when somebody chooses the carrier: ways, hotlines, and name and own steps in both languages."""
    plan = carrier_for_plan(entry.slug, entry.data)
    words = {}
    for language in LANGUAGES:
        steps = [
            {
                "label": runs(step["do"][language]),
                "why": runs(step["how"][language]),
                "href": f"carriers/{entry.slug}/#{entry.slug}-{step['id']}",
            }
            for step in entry.data["steps"]
        ]
        words[language] = {"name": entry.name(language), "ways": ways(entry.data, language), "steps": steps}
    return {
        "slug": plan.slug,
        "region": plan.region,
        "ways": plan.ways,
        "elsewhere": plan.elsewhere,
        "steps": [{"id": id_, "phase": phase, **({"at": at} if at else {})} for id_, phase, at in plan.steps],
        "hotline": _hotline(entry.data, "hotline"),
        "hotlineAbroad": _hotline(entry.data, "hotline-abroad"),
        **words,
    }


def _script_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# --- the page -----------------------------------------------------------------------------------------------------------


def _fieldset(legend: str, inner: str, hint: str = "", name: str = "") -> str:
    small = f' <small class="plan__hint">{escape(hint)}</small>' if hint else ""
    kind = f" plan__question--{name}" if name else ""
    return f'<fieldset class="plan__question{kind}"><legend>{escape(legend)}{small}</legend>{inner}</fieldset>'


def _choices(kind: str, name: str, choices: Iterable[tuple[str, str, bool]]) -> str:
    return "".join(
        f'<label class="plan__choice"><input type="{kind}" name="{name}" value="{value}"{" checked" if checked else ""}>'
        f"<span>{escape(words)}</span></label>"
        for value, words, checked in choices
    )


def carriers_to_choose(directory: Directory, language: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Region, its name, and slug and name of each of its carriers, for the script: in the page they would make it grow with them."""
    texts = ui_texts(language)
    groups = []
    for region in FACETS["from"]:
        here = [entry for entry in directory.carriers.values() if entry.data["region"] == region and "retired" not in entry.data]
        named = sorted(((entry.slug, entry.name(language)) for entry in here), key=lambda pair: pair[1].casefold())
        if named:
            groups.append((region, texts[f"region_{region}"], named))
    return groups


def _questions(language: str, steps: int) -> str:
    texts = ui_texts(language)
    regions = "".join(f'<option value="{code}">{escape(texts[f"region_{code}"])}</option>' for code in FACETS["from"])
    where = (
        f'<label class="plan__field"><span>{escape(texts["plan_region"])}</span>'
        f'<select name="from"><option value="">{escape(texts["plan_region_any"])}</option>{regions}</select></label>'
        f'<label class="plan__field"><span>{escape(texts["plan_carrier"])}</span>'
        f'<select name="carrier"><option value="">{escape(texts["plan_carrier_any"])}</option></select></label>'
    )
    situations = [(name, texts[f"plan_situation_{name}"], False) for name in FACETS["situation"]] + [
        ("none", texts["plan_situation_none"], False)
    ]
    form = [(name, texts[f"plan_form_{name}"], False) for name in FACETS["form"]] + [("", texts["plan_unsure"], True)]
    channel = [(name, texts[f"plan_channel_{name}"], False) for name in FACETS["channel"]] + [("", texts["plan_unsure"], True)]
    return (
        '<form class="plan__questions" data-plan-questions autocomplete="off">'
        + _fieldset(texts["plan_q_from"], where, name="from")
        + _fieldset(texts["plan_q_form"], _choices("radio", "form", form))
        + _fieldset(texts["plan_q_situation"], _choices("checkbox", "situation", situations), texts["plan_q_situation_hint"])
        + _fieldset(texts["plan_q_channel"], _choices("radio", "channel", channel))
        + f'<a class="plan__jump" href="#plan-list" data-plan-jump>{escape(texts["plan_jump"].format(total=steps))}</a></form>'
    )


def _item(step: str, label: str, spoken: str, why: str, href: str, texts: Mapping[str, str], here: bool) -> str:
    marked = ' aria-current="step"' if here else ""
    how, reason = escape(texts["checklist_how"]), escape(texts["plan_why"])
    about = escape(spoken)
    return (
        f'<li class="checklist__item plan__item" data-step="{step}"{marked}>'
        f'<input type="checkbox" id="plan-{step}" autocomplete="off"><label for="plan-{step}">{label}</label>'
        f'<div class="plan__more"><span class="plan__here">{escape(texts["plan_here"])}</span>'
        f'<a class="plan__how" href="{href}" aria-label="{how}: {about}">{how}</a>'
        f'<details class="plan__why"><summary aria-label="{reason}: {about}">{reason}</summary><p>{escape(why)}</p></details></div></li>'
    )


def _list(plan: Sequence[PlannedStep], guide: Guide, language: str) -> str:
    texts = ui_texts(language)
    reasons = {row.step: row.why for row in guide.rows}
    parts = []
    for phase in PHASES:
        items = []
        for step in (step for step in plan if step.phase == phase):
            label = runs(guide.headings[step.id].labels[language])
            why, href = reasons[step.id][language], guide.headings[step.id].link
            items.append(_item(step.id, runs_html(label), runs_text(label), why, href, texts, step is plan[0]))
        parts.append(
            f'<h3 class="plan__phase" id="plan-{phase}">{escape(texts[f"phase_{phase}"])}</h3>'
            f'<ol class="checklist__list plan__list" data-phase="{phase}" aria-labelledby="plan-{phase}">{"".join(items)}</ol>'
        )
    return "".join(parts)


def _button(action: str, words: str) -> str:
    return f'<button type="button" class="checklist__button" data-plan-do="{action}">{escape(words)}</button>'


def _field(name: str, words: str, kind: str = "text", most: int = 0, hint: str = "") -> str:
    size = f' maxlength="{most}"' if most else ""
    below = f'<small class="plan__hint">{escape(hint)}</small>' if hint else ""
    control = (
        f'<textarea name="{name}" rows="3"{size}></textarea>'
        if kind == "textarea"
        else f'<input type="{kind}" name="{name}"{size} autocomplete="off"{" required" if kind == "date" else ""}>'
    )
    return f'<label class="plan__field"><span>{escape(words)}</span>{control}{below}</label>'


def _tools(language: str) -> str:
    texts = {key.removeprefix("plan_"): words for key, words in ui_texts(language).items() if key.startswith("plan_")}

    def entries(kind: str, inner: str, hint: str = "") -> str:
        return (
            f'<fieldset class="plan__entries"><legend>{escape(texts[kind])}</legend>{hint}<ul data-plan-list="{kind}"></ul>'
            f'<form class="plan__row" data-plan-add="{kind}" autocomplete="off">{inner}'
            f'<button class="checklist__button">{escape(texts["add"])}</button></form></fieldset>'
        )

    card = (
        _field("name", texts["card_name"], most=60, hint=texts["card_name_hint"])
        + entries(
            "dates",
            _field("date", texts["date"], "date") + _field("label", texts["date_label"], most=80),
            f'<small class="plan__hint">{escape(texts["dates_hint"])}</small>',
        )
        + f'<p>{_button("calendar", texts["calendar"])} <a href="tools/dates/">{escape(texts["dates_more"])}</a></p>'
        + entries("references", _field("what", texts["reference_what"], most=60) + _field("text", texts["reference_text"], most=80))
        + _field("note", texts["note"], "textarea", 2000, texts["note_hint"])
    )
    cards = f'<p class="plan__hint">{escape(texts["cards_hint"])}</p><ul class="plan__cards" data-plan-list="cards"></ul>' + _button(
        "add", texts["card_add"]
    )
    both = f'<label class="plan__choice"><input type="checkbox" name="both"><span>{escape(texts["print_both"])}</span></label>'
    keep = (
        f"<p>{_button('print', texts['print'])} {both}</p>"
        f'<p>{_button("share", texts["share"])} <small class="plan__hint">{escape(texts["share_hint"])}</small></p>'
        f'<div class="plan__row" data-plan-link hidden><label class="plan__field"><span>{escape(texts["share"])}</span><input type="text" name="link" readonly></label>'
        f"{_button('copy', texts['share_copy'])}</div>"
        f"<p>{_button('export', texts['export'])} {_button('import', texts['import'])} {_button('clear', texts['clear'])}</p>"
        f'<input type="file" accept=".json,application/json" data-plan-file aria-label="{escape(texts["import"])}" hidden>'
    )

    def part(name: str, inner: str) -> str:
        return f'<details class="plan__tool" data-plan-tool="{name}"><summary>{escape(texts[name])}</summary><div hidden>{inner}</div></details>'

    def dialog(name: str, buttons: Sequence[tuple[str, str]]) -> str:
        inner = "".join(f'<button class="checklist__button" value="{value}">{escape(words)}</button>' for value, words in buttons)
        return (
            f'<dialog class="plan__dialog" data-plan-dialog="{name}" aria-labelledby="plan-ask-{name}"><p id="plan-ask-{name}">{escape(texts[f"{name}_ask"])}</p>'
            f'<form method="dialog">{inner}</form></dialog>'
        )

    return (
        f'<div class="plan__tools"><p class="plan__saved">{escape(texts["saved"])}</p>'
        f"{part('card', card)}{part('cards', cards)}{part('keep', keep)}"
        f"{dialog('clear', [('no', texts['clear_no']), ('yes', texts['clear_yes'])])}"
        f"{dialog('import', [('merge', texts['import_merge']), ('replace', texts['import_replace']), ('no', texts['import_no'])])}</div>"
    )


def planner_html(guide: Guide, language: str) -> str:
    """The whole planner with the plan for somebody who has answered nothing."""
    texts = ui_texts(language)
    plan = plan_for({}, None, guide.rows, guide.headings)
    data = " ".join(f'data-{name.replace("_", "-")}="{escape(texts[f"plan_{name}"])}"' for name in SCRIPT_TEXTS)
    data += "".join(f' data-{name}="{escape(texts[f"checklist_{name}"])}"' for name in ("progress", "done", "how"))
    data += "".join(f' data-storage-{name}="{escape(texts[f"checklist_storage_{name}"])}"' for name in ("corrupt", "damaged"))
    rows = _script_json(rows_for_script(guide, language)).replace("<", "\\u003c")
    progress = escape(texts["checklist_progress"].format(done=0, total=len(plan)))
    return (
        f'<section class="plan" data-plan {data} aria-labelledby="plan">'
        f'<h2 id="plan">{escape(texts["plan_title"])}</h2><p class="plan__lead">{escape(texts["plan_lead"])}</p>'
        f'<noscript><p class="plan__noscript">{escape(texts["plan_noscript"])}</p></noscript>'
        f'<div class="plan__columns">{_questions(language, len(plan))}'
        '<div class="plan__result" data-plan-result>'
        f'<div class="plan__head"><p class="plan__name" id="plan-list" tabindex="-1" data-plan-name>{escape(texts["plan_list"])}</p><p class="plan__progress" data-plan-progress>{progress}</p></div>'
        '<p class="plan__status" role="status" data-plan-status></p>'
        '<p class="plan__carrier" data-plan-carrier hidden><span></span> '
        f'<a href="carriers/" data-plan-href="carriers/{{slug}}/">{escape(texts["plan_carrier_page"])}</a></p>'
        f"{_list(plan, guide, language)}{_tools(language)}</div></div>"
        f'<p class="plan__notice" data-plan-notice hidden><span></span> {_button("undo", texts["plan_undo"])}</p>'
        f'<script type="application/json" data-plan-rows>{rows}</script></section>\n'
    )


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------


@cache
def _guide(_changed: tuple[float, ...]) -> Guide:
    docs = ROOT / "docs"
    paths = [path for language in LANGUAGES for path in sorted((docs / language).rglob("*.md"))]
    headings = headings_of((path.relative_to(docs).as_posix(), read_page(path)) for path in paths)
    return Guide(parse_plan(PLAN.read_text(encoding="utf-8")), headings, read_directory())


def read_guide() -> Guide:
    """The plan file, the written pages' steps and the directory from disk, read anew when a file has changed."""
    files = [PLAN, *(ROOT / "docs").rglob("*.md"), *(ROOT / "data" / "carriers").glob("*.yml")]
    return _guide(tuple(path.stat().st_mtime for path in files))


def on_page_content(html: str, page: Any, **_: Any) -> str:
    """Put the planner in its place."""
    if PLANNER not in html:
        return html
    language = language_of(page.file.src_uri)
    return html.replace(PLANNER, planner_html(read_guide(), language))


def on_post_build(config: Any, **_: Any) -> None:
    """Write what the planner fetches."""
    guide = read_guide()
    folder = Path(config.site_dir) / FOLDER
    (folder / "carriers").mkdir(parents=True, exist_ok=True)
    for slug, entry in guide.directory.carriers.items():
        (folder / "carriers" / f"{slug}.json").write_text(_script_json(carrier_for_script(entry)) + "\n", encoding="utf-8")
    for language in LANGUAGES:
        labels = {row.step: runs(guide.headings[row.step].labels[language]) for row in guide.rows if row.step}
        (folder / f"steps.{language}.json").write_text(_script_json(labels) + "\n", encoding="utf-8")
        names = carriers_to_choose(guide.directory, language)
        (folder / f"carriers.{language}.json").write_text(_script_json(names) + "\n", encoding="utf-8")
