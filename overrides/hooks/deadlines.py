"""Render the dates of `data/deadlines.yml`: one table per place with each rule and its source, and the form that works a date out.

The tables read and print without a script; `docs/assets/js/dates/desk.js` reads the rules from them. Every rule about the
data is a function of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from html import escape
from typing import Any

from calendar_days import FIRST, LAST, add_duration, parse_duration
from carrier_pages import QUALITY_CLASS, length, region_name
from carriers import QUALITIES, QUALITY_OF_KIND, Directory, read_directory
from data_files import SCHEMAS, read_entries
from sources import Register
from tool_parts import SHARED_TEXTS, data_attributes, link_to, page_titles, row
from ui_text import LANGUAGES, ROOT, language_of, ui_texts

DEADLINES = ROOT / "data" / "deadlines.yml"
EVERY_DATE = "<!-- every date -->"
DATE_FORM = "<!-- date form -->"
DATE_EXAMPLES = "<!-- date examples -->"
SCRIPT_TEXTS = (
    *SHARED_TEXTS,
    "tool_undo",
    "tool_undone",
    "source_joiner",
    "dates_start",
    "dates_start_of",
    "dates_choose_rule",
    "dates_bad_start",
    "dates_result_by",
    "dates_result_from",
    "dates_result_on",
    "dates_in",
    "dates_in_one",
    "dates_today",
    "dates_ago",
    "dates_ago_one",
    "dates_math_after",
    "dates_math_before",
    "dates_math_calendar",
    "dates_math_working",
    "dates_math_months",
    "dates_math_zone",
    "dates_weekend",
    "dates_source",
    "dates_added",
    "dates_already",
    "dates_full",
    "dates_removed",
    "dates_remove",
    "dates_export",
    "dates_exported",
    "dates_gone",
    "dates_file",
    "dates_calendar",
)
# (start, duration, count, direction): what the page shows of how days are counted.
EXAMPLES = (
    ("2026-11-21", "P15D", "calendar", "after"),
    ("2027-01-31", "P1M", "calendar", "after"),
    ("2026-11-20", "P5D", "working", "after"),
    ("2026-12-31", "P30D", "calendar", "before"),
)


@dataclass(frozen=True)
class Deadlines:
    """All rules by id, as the schema describes them, and the line each stands on."""

    rules: Mapping[str, Mapping[str, Any]]
    lines: Mapping[str, int] = field(default_factory=dict)


def rule_name(rule: Mapping[str, Any], directory: Directory, language: str) -> str:
    """What the date is called: with the carrier's name in front where it is one carrier's rule."""
    what = str(rule["what"][language])
    if "carrier" not in rule:
        return what
    name = directory.carriers[rule["carrier"]].name(language)
    return what if name in what or rule["carrier"] == "mvno-cn" else f"{name}{ui_texts(language)['colon']}{what}"


def rule_length(rule: Mapping[str, Any], language: str) -> str:
    """How long in words: P10D in working days → 10 working days."""
    if rule["count"] == "calendar":
        return length(rule["duration"], language)
    days = parse_duration(rule["duration"])[1]
    words = ui_texts(language)["dates_working_days"].format(n=days)
    return words.removesuffix("s") if days == 1 and language == "en" else words


# --- rules: each yields (date, what is wrong and the remedy) --------------------------------------------------------------

Finding = tuple[str, str]


def month_ends_are_settled(data: Deadlines, *_: Any) -> Iterator[Finding]:
    """Months have no fixed length: a rule in months says what the 31st becomes, another has nothing to say."""
    for key, rule in data.rules.items():
        in_months = bool(re.search(r"[YM]", rule["duration"][1:]))
        if in_months and "month_end" not in rule:
            yield key, "counts months without month_end; add month_end: clamp"
        if not in_months and "month_end" in rule:
            yield key, "counts no months, so month_end has no meaning; take it out"


def working_days_are_days(data: Deadlines, *_: Any) -> Iterator[Finding]:
    """A working week or month is nothing one can count."""
    for key, rule in data.rules.items():
        if rule["count"] == "working" and not re.fullmatch(r"P\d+D", rule["duration"]):
            yield key, f"{rule['duration']} in working days; write days, such as P10D for two working weeks"


def durations_are_not_zero(data: Deadlines, *_: Any) -> Iterator[Finding]:
    """A date that is its own first day is nothing to work out."""
    for key, rule in data.rules.items():
        if parse_duration(rule["duration"]) == (0, 0):
            yield key, f"{rule['duration']} is no time at all; write the duration or take the rule out"


def before_means_by(data: Deadlines, *_: Any) -> Iterator[Finding]:
    """Counting back from an end gives the last day to act, nothing else."""
    for key, rule in data.rules.items():
        if rule["direction"] == "before" and rule["act"] != "by":
            yield key, f"counts back, but acts “{rule['act']}”; write act: by"


def advice_is_ours_alone(data: Deadlines, *_: Any) -> Iterator[Finding]:
    """A rule names its sources and their quality; our own advice has none and names no figure or right."""
    for key, rule in data.rules.items():
        if rule["kind"] == "own":
            if "sources" in rule or "quality" in rule or "fact" in rule:
                yield key, "is our own advice and cannot have sources; take them out or give it another kind"
            if any(
                re.search(r"\d|有权|不得|\bright\b|\blaw\b", rule[part][side]) for part in ("what", "start", "then") for side in LANGUAGES
            ):
                yield key, "is our own advice, but states a figure or a right; give it a source and another kind"
        elif "sources" not in rule or "quality" not in rule:
            yield key, "needs sources and quality; add both"


def texts_are_translated(data: Deadlines, *_: Any) -> Iterator[Finding]:
    """Chinese in the Chinese text, none in the English one."""
    for key, rule in data.rules.items():
        for part in ("what", "start", "then"):
            if not re.search(r"[\u3400-\u9fff]", rule[part]["zh"]) or re.search(r"[\u3400-\u9fff]", rule[part]["en"]):
                yield key, f"{part} is not translated; write it in both languages"


def sources_are_known(data: Deadlines, register: Register, _: Directory) -> Iterator[Finding]:
    """Every source stands in the register."""
    for key, rule in data.rules.items():
        for source in rule.get("sources", []):
            if source not in register.sources:
                yield key, f"unknown source “{source}”; add it to data/sources.yml or correct the key"


def quality_fits_sources(data: Deadlines, register: Register, _: Directory) -> Iterator[Finding]:
    """A rule is no better than its best source."""
    for key, rule in data.rules.items():
        kinds = [register.sources[source].document.kind for source in rule.get("sources", []) if source in register.sources]
        if not kinds or "quality" not in rule:
            continue
        best = min((QUALITY_OF_KIND[kind] for kind in kinds), key=QUALITIES.index)
        if QUALITIES.index(rule["quality"]) < QUALITIES.index(best):
            yield key, f"“{rule['quality']}”, but its sources are {', '.join(sorted(set(kinds)))}: write {best} or cite a better page"


def carriers_are_known(data: Deadlines, _: Register, directory: Directory) -> Iterator[Finding]:
    """A carrier's rule names a carrier of the directory, and that carrier's region."""
    regions = {*directory.regions, "travel", "any"}
    for key, rule in data.rules.items():
        if rule["region"] not in regions:
            yield key, f"unknown region “{rule['region']}”; use one of data/regions/, travel or any"
        if "carrier" not in rule:
            continue
        carrier = directory.carriers.get(rule["carrier"])
        if carrier is None:
            yield key, f"unknown carrier “{rule['carrier']}”; use a slug of data/carriers/"
        elif carrier.data["region"] != rule["region"]:
            yield key, f"{rule['carrier']} belongs to region {carrier.data['region']}, not {rule['region']}; correct one"


def fact_of(name: str, directory: Directory) -> Mapping[str, Any] | None:
    """The fact or point of the directory that `fact` names, or None."""
    folder, slug, identifier = name.split("/")
    entry = {"carriers": directory.carriers, "regions": directory.regions}[folder].get(slug)
    if entry is None:
        return None
    parts = ("facts", "rights", "notice", "port_out", "real_name", "prepaid")
    return next((item for part in parts for item in entry.data.get(part, []) if item["id"] == identifier), None)


def _normal(duration: str) -> tuple[int, float]:
    """Months and days, with hours as parts of a day: PT24H and P1D are the same."""
    days, _, hours = duration.partition("T")
    months, whole = parse_duration(days) if days != "P" else (0, 0)
    return months, whole + (int(hours.removesuffix("H")) / 24 if hours else 0)


def agrees_with_the_directory(data: Deadlines, _: Register, directory: Directory) -> Iterator[Finding]:
    """The same figure on both pages: a rule that names a fact has its duration, and its sources among the fact's."""
    for key, rule in data.rules.items():
        if "fact" not in rule:
            continue
        fact = fact_of(rule["fact"], directory)
        if fact is None:
            yield key, f"no fact “{rule['fact']}” in data/; correct the name"
            continue
        if _normal(str(fact.get("duration", "P0D"))) != _normal(rule["duration"]):
            yield key, f"says {rule['duration']}, {rule['fact']} says {fact.get('duration')}; check the source and correct one"
        if other := sorted(set(rule.get("sources", [])) - set(fact.get("sources", []))):
            yield key, f"cites {', '.join(other)}, which {rule['fact']} does not; cite the same"
        if "quality" in fact and fact["quality"] != rule.get("quality"):
            yield key, f"is “{rule.get('quality')}”, {rule['fact']} is “{fact['quality']}”; correct one"


RULES: tuple[Callable[[Deadlines, Register, Directory], Iterator[Finding]], ...] = (
    month_ends_are_settled,
    working_days_are_days,
    durations_are_not_zero,
    before_means_by,
    advice_is_ours_alone,
    texts_are_translated,
    sources_are_known,
    quality_fits_sources,
    carriers_are_known,
    agrees_with_the_directory,
)


def parse_deadlines(text: str) -> Deadlines:
    """Read the file. Raises `DataError` with one line per mistake the schema sees."""
    return Deadlines(*read_entries(text, "data/deadlines.yml", SCHEMAS / "deadlines.schema.json"))


def problems_of(data: Deadlines, register: Register, directory: Directory) -> list[str]:
    """Everything that breaks a rule, as file, line, date, remedy."""
    return [
        f"data/deadlines.yml:{data.lines.get(key, 1)}: {key}: {message}"
        for rule in RULES
        for key, message in rule(data, register, directory)
    ]


@cache
def _deadlines(_changed: float) -> Deadlines:
    return parse_deadlines(DEADLINES.read_text(encoding="utf-8"))


def read_deadlines() -> Deadlines:
    """The dates from disk, read anew when the file has changed."""
    return _deadlines(DEADLINES.stat().st_mtime)


# --- page ---------------------------------------------------------------------------------------------------------------


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _row(*cells: str) -> str:
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _table(header: tuple[str, ...], rows: list[str]) -> str:
    return "\n".join([_row(*header), "|" + " --- |" * len(header), *rows]) + "\n"


def _spaced(text: str) -> str:
    """Space between Han and the Latin letters or digits that were filled in."""
    text = re.sub(r"([\u3400-\u9fff])([A-Za-z0-9])", r"\1 \2", text)
    return re.sub(r"([A-Za-z0-9])([\u3400-\u9fff])", r"\1 \2", text)


def how_it_is_counted(rule: Mapping[str, Any], language: str) -> str:
    """From which day, how far and which way, in one phrase."""
    words = ui_texts(language)[f"dates_how_{rule['direction']}"].format(start=rule["start"][language], length=rule_length(rule, language))
    return _spaced(words) if language == "zh" else words


def regions_in_order(data: Deadlines, directory: Directory) -> list[str]:
    """The regions that have dates: everywhere first, then as the directory orders them, travel last."""
    used = {rule["region"] for rule in data.rules.values()}
    return [code for code in ("any", *directory.regions, "travel") if code in used]


def region_title(code: str, directory: Directory, language: str) -> str:
    """The name of a region, of travel eSIMs, or of everywhere."""
    return ui_texts(language)["dates_region_any"] if code == "any" else region_name(code, directory, language)


def tables_markdown(data: Deadlines, directory: Directory, titles: Mapping[str, str], language: str) -> str:
    """Every date in a table per place. Each row carries what the script needs, and the button that puts it into the form."""
    texts = ui_texts(language)
    space = " " if language == "en" else ""
    header = (texts["dates_col_what"], texts["dates_col_how"], texts["dates_col_then"], texts["dates_col_basis"])
    parts = []
    for code in regions_in_order(data, directory):
        parts.append(f"### {region_title(code, directory, language)} {{ #dates-{code} data-search=off }}\n")
        rows = []
        for key, rule in data.rules.items():
            if rule["region"] != code:
                continue
            name = rule_name(rule, directory, language)
            values = {
                "rule": key,
                "duration": rule["duration"],
                "count": rule["count"],
                "direction": rule["direction"],
                "act": rule["act"],
                "length": rule_length(rule, language),
                "start": rule["start"][language],
            }
            carried = " ".join(f'data-{part}="{escape(value)}"' for part, value in values.items())
            pick = f'<button type="button" class="tool__button dates__pick needs-script" data-pick="{key}" aria-label="{escape(texts["dates_pick"])}: {escape(name)}">{escape(texts["dates_pick"])}</button>'
            basis = (
                texts["dates_own"]
                if rule["kind"] == "own"
                else f"*{texts['quality_' + rule['quality']]}*{{ .{QUALITY_CLASS[rule['quality']]} }}"
                + "".join(f"[^{source}]" for source in rule["sources"])
            )
            rows.append(
                _row(
                    f"**{name}**{{ #date-{key} {carried} }} {pick}",
                    how_it_is_counted(rule, language),
                    f"{rule['then'][language]}{space}{texts['letters_see']}{link_to(rule['see'], titles)}",
                    basis,
                )
            )
        parts.append(_table(header, rows))
    return "\n".join(parts)


def long_day(day: date, language: str) -> str:
    """A day in words: 2026 年 11 月 21 日（星期六）, Saturday, 21 November 2026."""
    texts = ui_texts(language)
    return texts["day_weekday"].format(
        year=day.year,
        month=day.month,
        day=day.day,
        month_name=texts["month_names"].split("|")[day.month - 1],
        weekday=texts["weekday_names"].split("|")[day.weekday()],
    )


def examples_markdown(language: str) -> str:
    """A few dates worked out, so that anybody can check how days are counted."""
    texts = ui_texts(language)
    rows = []
    for start, duration, count, direction in EXAMPLES:
        words = rule_length({"duration": duration, "count": count}, language)
        result = add_duration(date.fromisoformat(start), duration, count, direction)
        rows.append(
            _row(
                long_day(date.fromisoformat(start), language),
                texts[f"dates_example_{direction}"].format(length=words),
                long_day(result, language),
            )
        )
    return _table((texts["dates_example_start"], texts["dates_example_rule"], texts["dates_example_result"]), rows)


def form_html(data: Deadlines, directory: Directory, language: str) -> str:
    """The form, the place for its result, and the list of collected dates."""
    texts = ui_texts(language)
    codes = regions_in_order(data, directory)
    places = "".join(
        f'<option value="{code}">{escape(region_title(code, directory, language))}</option>' for code in codes if code != "any"
    )
    groups = ""
    for code in codes:
        options = "".join(
            f'<option value="{key}">{escape(rule_name(rule, directory, language))}</option>'
            for key, rule in data.rules.items()
            if rule["region"] == code
        )
        groups += f'<optgroup label="{escape(region_title(code, directory, language))}" data-region="{code}">{options}</optgroup>'
    limits = f'min="{FIRST.isoformat()}" max="{LAST.isoformat()}"'
    rows = [
        row(
            "dates-place",
            texts["dates_place"],
            f'<select id="dates-place" autocomplete="off"><option value="">{escape(texts["dates_place_all"])}</option>{places}</select>',
        ),
        row(
            "dates-rule",
            texts["dates_rule"],
            f'<select id="dates-rule" autocomplete="off"><option value="">{escape(texts["dates_rule_none"])}</option>{groups}</select>',
        ),
        row("dates-start", texts["dates_start"], f'<input type="date" id="dates-start" {limits} autocomplete="off">'),
        row(
            "dates-name",
            texts["dates_name"],
            '<input type="text" id="dates-name" maxlength="40" autocomplete="off" aria-describedby="dates-name-hint">',
            texts["dates_name_hint"],
        ),
    ]
    return (
        f'<section class="tool needs-script" lang="{language}" data-dates aria-labelledby="dates-form" {data_attributes(texts, SCRIPT_TEXTS)}>'
        f'<p class="tool__promise">{escape(texts["tool_nothing_sent"])}</p>'
        f'<form data-dates-form autocomplete="off"><div class="tool__rows">{"".join(rows)}</div>'
        '<div class="dates__result"><p class="dates__day" role="status" data-dates-result></p><div data-dates-why></div></div>'
        f'<p class="tool__buttons"><button type="submit" class="tool__button tool__button--main">{escape(texts["dates_add"])}</button></p></form>'
        f'<h3 class="dates__title" id="dates-list">{escape(texts["dates_list"])}</h3>'
        f'<p data-dates-empty>{escape(texts["dates_list_empty"])}</p><ol class="dates__list" data-dates-list aria-labelledby="dates-list"></ol>'
        f'<p class="tool__buttons"><button type="button" class="tool__button" data-export-all disabled>{escape(texts["dates_export_all"])}</button></p>'
        f'<p class="tool__keep"><label class="tool__choice"><input type="checkbox" data-keep autocomplete="off"> {escape(texts["tool_keep_dates"])}</label> '
        f'<span class="tool__hint">{escape(texts["tool_keep_shared"])}</span></p>'
        '<p class="tool__status" id="dates-status" role="status" data-dates-status></p></section>'
    )


def expand(markdown: str, language: str, titles: Mapping[str, str] | None = None) -> str:
    """Put form, examples and tables in place of their marks; other pages stay as they are."""
    if DATE_FORM in markdown:
        markdown = markdown.replace(DATE_FORM, form_html(read_deadlines(), read_directory(), language))
    if DATE_EXAMPLES in markdown:
        markdown = markdown.replace(DATE_EXAMPLES, examples_markdown(language))
    if EVERY_DATE in markdown:
        markdown = markdown.replace(EVERY_DATE, tables_markdown(read_deadlines(), read_directory(), titles or {}, language))
    return markdown


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------


def on_page_markdown(markdown: str, page: Any, files: Any, **_: Any) -> str:
    """Fill the page of dates. Runs before the citations are resolved."""
    if not any(mark in markdown for mark in (DATE_FORM, DATE_EXAMPLES, EVERY_DATE)):
        return markdown
    language = language_of(page.file.src_uri)
    return expand(markdown, language, page_titles(files, language))
