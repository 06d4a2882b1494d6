"""Write the Markdown of a carrier's page from its data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from carriers import SELF_SERVICE, WITH_STAFF, Directory, Entry, difficulty
from ui_text import ui_texts

CHANNELS = (*SELF_SERVICE, *WITH_STAFF, "store", "lapse")
QUALITY_CLASS = {"official": "official", "reported": "retold", "community": "reported"}
# Which facts answer the questions of the summary box.
COST = ("fee", "lock-in")
TIME = ("notice", "timing", "final-bill")


def length(duration: str, language: str) -> str:
    """An ISO 8601 duration in words: P30D → 30 天, 30 days."""
    texts = ui_texts(language)
    parts = []
    for number, unit in re.findall(r"(\d+)([YMWDH])", duration):
        words = texts[f"length_{unit}"].format(n=number)
        parts.append(words.removesuffix("s") if number == "1" else words)
    return " ".join(parts)


def notes(keys: Iterable[str]) -> str:
    """Citations of these sources."""
    return "".join(f"[^{key}]" for key in keys)


def _space(language: str) -> str:
    return " " if language == "en" else ""


def named(template: str, **names: str) -> str:
    """Fill names into a text, with the space that stands between Han and Latin letters or digits."""
    text = template.format(**names)
    text = re.sub(r"([\u3400-\u9fff])([A-Za-z0-9])", r"\1 \2", text)
    return re.sub(r"([A-Za-z0-9&])([\u3400-\u9fff])", r"\1 \2", text)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def row(*cells: str) -> str:
    """A table row; line breaks and bars inside cells are made harmless."""
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def table(header: Sequence[str], rows: Iterable[str]) -> str:
    """A Markdown table."""
    return "\n".join([row(*header), "|" + " --- |" * len(header), *rows]) + "\n"


def said(item: Mapping[str, Any], language: str, text: str = "value") -> str:
    """A text of the data in a language, with its citations."""
    return f"{item[text][language]}{notes(item.get('sources', []))}"


def _quality(quality: str, language: str) -> str:
    return f"*{ui_texts(language)[f'quality_{quality}']}*{{ .{QUALITY_CLASS[quality]} }}"


def _phone(number: str) -> str:
    dialled = re.sub(r"[^\d+*#]", "", number).replace("#", "%23")
    return f"[{number}](tel:{dialled})"


def contact_link(contact: Mapping[str, Any], language: str) -> str:
    """A contact as something to tap: a number to dial, a text with its word filled in, a page."""
    texts = ui_texts(language)
    if contact["use"] == "text":
        number, body = contact["tel"], contact["body"]
        words = texts["carrier_text_how"].format(body=body, tel=number)
        return f"[{words}](sms:{re.sub(r'[^0-9+]', '', number)}?body={quote(body, safe='')})"
    if contact.get("tel"):
        return _phone(contact["tel"])
    host = re.sub(r"^https://(?:www\.)?|/.*$", "", contact["url"])
    return f"[{host}]({contact['url']})"


def _contacts(carrier: Mapping[str, Any], use: str, language: str) -> str:
    found = [contact for contact in carrier["contacts"] if contact["use"] == use]
    joiner = ui_texts(language)["list_joiner"]
    return joiner.join(contact_link(contact, language) + notes(contact["sources"]) for contact in found)


def region_name(code: str, directory: Directory, language: str) -> str:
    """A region's name; travel sellers and services without a country have their own words."""
    return directory.regions[code].name(language) if code in directory.regions else ui_texts(language).get(f"region_{code}", code.upper())


def ways(carrier: Mapping[str, Any], language: str) -> str:
    """The channels that work at least for some, in words."""
    texts = ui_texts(language)
    open_ = []
    for name in CHANNELS:
        answer = carrier["channels"].get(name, {}).get("answer")
        if answer == "yes":
            open_.append(texts[f"channel_{name}"])
        elif answer == "partly":
            open_.append(f"{texts[f'channel_{name}']}{texts['source_open']}{texts['answer_partly']}{texts['source_close']}")
    return texts["list_joiner"].join(open_) or texts["carrier_no_way"]


def _facts_about(carrier: Mapping[str, Any], kinds: Sequence[str], language: str, question: str) -> str:
    found = [said(fact, language) for kind in kinds for fact in carrier["facts"] if fact["about"] == kind]
    texts = ui_texts(language)
    return _space(language).join(found) or texts["carrier_unknown"].format(question=texts[question])


def _summary(carrier: Mapping[str, Any], language: str) -> str:
    texts = ui_texts(language)
    grade, rule = difficulty(carrier)
    lost = [said(carrier["after"][name], language) for name in ("number", "money", "profile") if carrier["after"][name]]
    channel_sources = dict.fromkeys(key for channel in carrier["channels"].values() for key in channel.get("sources", []))
    rows = [
        row(
            texts["carrier_difficulty"],
            f"**{texts[f'difficulty_{grade}']}**{texts['source_open']}{texts[f'difficulty_rule_{rule}']}{texts['source_close']}",
        ),
        row(texts["carrier_ways"], ways(carrier, language) + notes(channel_sources)),
        row(
            texts["carrier_hotline"],
            _contacts(carrier, "hotline", language) or texts["carrier_no_hotline"],
        ),
    ]
    if abroad := _contacts(carrier, "hotline-abroad", language):
        rows.append(row(texts["carrier_hotline_abroad"], abroad))
    rows += [
        row(texts["carrier_cost"], _facts_about(carrier, COST, language, "carrier_q_cost")),
        row(texts["carrier_time"], _facts_about(carrier, TIME, language, "carrier_q_time")),
        row(
            texts["carrier_lose"],
            _space(language).join(lost) or texts["carrier_unknown"].format(question=texts["carrier_q_lose"]),
        ),
    ]
    return table((texts["carrier_item"], texts["carrier_answer"]), rows)


def _steps(entry: Entry, language: str) -> list[str]:
    parts = []
    for step in entry.data["steps"]:
        parts.append(f'### {step["do"][language]} {{ #{entry.slug}-{step["id"]} .step data-phase="{step["phase"]}" }}\n')
        parts.append(said(step, language, "how") + "\n")
    return parts


def _channel_table(carrier: Mapping[str, Any], language: str) -> str:
    texts = ui_texts(language)
    rows = []
    for name in CHANNELS:
        channel = carrier["channels"].get(name)
        if channel is None:
            continue
        quality = f"{_quality(channel['quality'], language)} " if channel.get("quality") else ""
        rows.append(row(texts[f"channel_{name}"], texts[f"answer_{channel['answer']}"], quality + said(channel, language, "note")))
    written = table((texts["carrier_channel"], texts["carrier_answer"], texts["carrier_fact_value"]), rows)
    missing = [texts[f"channel_{name}"] for name in CHANNELS if name not in carrier["channels"]]
    if not missing:
        return written
    ask = texts["carrier_unknown"].format(question=texts["carrier_q_channel"])
    return f"{written}\n{texts['list_joiner'].join(missing)}{texts['colon']}{ask}\n"


def _after_table(carrier: Mapping[str, Any], language: str) -> str:
    texts = ui_texts(language)
    unknown = texts["carrier_unknown"].format(question=texts["carrier_q_lose"])
    rows = [
        row(texts[f"carrier_{name}"], said(carrier["after"][name], language) if carrier["after"][name] else unknown)
        for name in ("number", "money", "profile")
    ]
    return table((texts["carrier_item"], texts["carrier_answer"]), rows)


def _facts_table(carrier: Mapping[str, Any], language: str) -> str:
    texts = ui_texts(language)
    rows = [
        row(
            texts[f"about_{fact['about']}"],
            f"{_quality(fact['quality'], language)} {said(fact, language)}",
            f"*{fact['checked']}*{{ data-checked }}",
        )
        for fact in carrier["facts"]
    ]
    return table((texts["carrier_fact"], texts["carrier_fact_value"], texts["checked"]), rows)


def conflicts(carrier: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Pairs of facts that disagree, each pair once, in the order of the file."""
    facts = {fact["id"]: fact for fact in carrier["facts"]}
    order = list(facts)
    return [
        (fact, facts[other])
        for fact in facts.values()
        for other in fact.get("conflicts", [])
        if order.index(fact["id"]) < order.index(other)
    ]


def _conflict_list(carrier: Mapping[str, Any], language: str) -> str:
    lines = []
    for first, second in conflicts(carrier):
        for fact in (first, second):
            lines.append(f"- {_quality(fact['quality'], language)} {said(fact, language)}")
    return "\n".join(lines) + "\n"


def _contact_table(carrier: Mapping[str, Any], language: str) -> str:
    texts = ui_texts(language)
    rows = []
    for contact in carrier["contacts"]:
        use = texts[f"carrier_{contact['use'].replace('-', '_')}"]
        note = contact["note"][language] if contact.get("note") else ""
        rows.append(row(use, contact_link(contact, language), note + notes(contact["sources"])))
    return table((texts["carrier_contact"], texts["carrier_contact_how"], texts["carrier_fact_value"]), rows)


def front(title: str, description: str, checked: str, applies: str) -> str:
    """The front matter of a generated page."""

    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    return f"---\ntitle: {quoted(title)}\ndescription: {quoted(description)}\nchecked: {checked}\napplies: {quoted(applies)}\n---\n"


def _retirement(retired: Mapping[str, Any], directory: Directory, language: str) -> str:
    """Since when and why an entry is retired, and where its customers read on."""
    texts = ui_texts(language)
    words = texts["carrier_retired"].format(on=retired["on"], reason=retired["reason"][language]) + notes(retired.get("sources", []))
    successor = retired["successor"]
    if not successor:
        return words
    name = directory.carriers[successor].name(language) if successor in directory.carriers else successor
    return f"{words}{_space(language)}{texts['carrier_retired_successor'].format(link=f'[{name}]({successor}.md)')}"


def carrier_page(entry: Entry, directory: Directory, titles: Mapping[str, str], language: str) -> str:
    """The page of one carrier. `titles` gives the title of each situation page by its path below `docs/<language>/`."""
    texts, carrier, slug = ui_texts(language), entry.data, entry.slug
    name = entry.name(language)
    joiner = texts["list_joiner"]
    sells = joiner.join(texts[f"sells_{form}"] for form in carrier["sells"])
    place = region_name(carrier["region"], directory, language)
    description = named(texts["carrier_description"], name=name)
    applies = joiner.join(part for part in (place, texts[f"kind_{carrier['kind']}"], sells) if part)
    parts = [
        front(named(texts["carrier_title"], name=name), description, carrier["checked"], applies),
        f"# {named(texts['carrier_title'], name=name)} {{ #{slug} }}\n",
    ]
    if retired := carrier.get("retired"):
        parts.append(f"!!! warning\n    {_retirement(retired, directory, language)}\n")
    parts += [carrier["lead"][language] + "\n", _summary(carrier, language)]
    steps = _steps(entry, language) or [texts["carrier_unknown"].format(question=texts["carrier_q_steps"]) + "\n"]
    parts += [f"## {texts['carrier_steps']} {{ #{slug}-steps data-search=off }}\n", *steps]
    parts += [f"## {texts['carrier_channels']} {{ #{slug}-channels data-search=off }}\n", _channel_table(carrier, language)]
    parts += [f"## {texts['carrier_after']} {{ #{slug}-after data-search=off }}\n", _after_table(carrier, language)]
    if carrier["facts"]:
        parts += [f"## {texts['carrier_facts']} {{ #{slug}-facts data-search=off }}\n", _facts_table(carrier, language)]
    if conflicts(carrier):
        parts += [
            f"## {texts['carrier_conflicts']} {{ #{slug}-conflicts data-search=off }}\n",
            texts["carrier_conflicts_lead"] + "\n",
            _conflict_list(carrier, language),
        ]
    if carrier["contacts"]:
        parts += [f"## {texts['carrier_contacts']} {{ #{slug}-contacts data-search=off }}\n", _contact_table(carrier, language)]
    more = [f"- [{titles.get(f'situations/{page}.md', page)}](../situations/{page}.md)" for page in carrier.get("situations", [])]
    if carrier["region"] in directory.regions:
        more.append(f"- [{texts['carrier_more_region'].format(name=place)}](../regions/{carrier['region']}.md)")
    more.append(f"- [{texts['carrier_more_all']}](index.md)")
    parts += [f"## {texts['carrier_more']} {{ #{slug}-more data-search=off }}\n", "\n".join(more) + "\n"]
    return "\n".join(parts)
