"""Write the Markdown of the directory's pages from its data: carriers, regions, the list of all and the number-keeping table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from carriers import SELF_SERVICE, WITH_STAFF, Directory, Entry, difficulty
from ui_text import ui_texts

EVERY_CARRIER = "<!-- every carrier -->"
EVERY_REGION = "<!-- every region -->"
NUMBER_KEEPING = "<!-- number keeping -->"
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


def _notes(keys: Iterable[str]) -> str:
    return "".join(f"[^{key}]" for key in keys)


def _space(language: str) -> str:
    return " " if language == "en" else ""


def _named(template: str, **names: str) -> str:
    """Fill names into a text, with the space that stands between Han and Latin letters or digits."""
    text = template.format(**names)
    text = re.sub(r"([\u3400-\u9fff])([A-Za-z0-9])", r"\1 \2", text)
    return re.sub(r"([A-Za-z0-9&])([\u3400-\u9fff])", r"\1 \2", text)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _row(*cells: str) -> str:
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _table(header: Sequence[str], rows: Iterable[str]) -> str:
    return "\n".join([_row(*header), "|" + " --- |" * len(header), *rows]) + "\n"


def _said(item: Mapping[str, Any], language: str, text: str = "value") -> str:
    return f"{item[text][language]}{_notes(item.get('sources', []))}"


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
        return f"[{words}](sms:{re.sub(r'[^0-9+]', '', number)}?body={body.replace(' ', '%20')})"
    if contact.get("tel"):
        return _phone(contact["tel"])
    host = re.sub(r"^https://(?:www\.)?|/.*$", "", contact["url"])
    return f"[{host}]({contact['url']})"


def _contacts(carrier: Mapping[str, Any], use: str, language: str) -> str:
    found = [contact for contact in carrier["contacts"] if contact["use"] == use]
    joiner = ui_texts(language)["list_joiner"]
    return joiner.join(contact_link(contact, language) + _notes(contact["sources"]) for contact in found)


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
    return texts["list_joiner"].join(open_) or texts["carrier_unknown_short"]


def _facts_about(carrier: Mapping[str, Any], kinds: Sequence[str], language: str, question: str) -> str:
    found = [_said(fact, language) for kind in kinds for fact in carrier["facts"] if fact["about"] == kind]
    texts = ui_texts(language)
    return _space(language).join(found) or texts["carrier_unknown"].format(question=texts[question])


def _summary(carrier: Mapping[str, Any], language: str) -> str:
    texts = ui_texts(language)
    grade, rule = difficulty(carrier)
    lost = [_said(carrier["after"][name], language) for name in ("number", "money", "profile") if carrier["after"][name]]
    channel_sources = dict.fromkeys(key for channel in carrier["channels"].values() for key in channel.get("sources", []))
    rows = [
        _row(
            texts["carrier_difficulty"],
            f"**{texts[f'difficulty_{grade}']}**{texts['source_open']}{texts[f'difficulty_rule_{rule}']}{texts['source_close']}",
        ),
        _row(texts["carrier_ways"], ways(carrier, language) + _notes(channel_sources)),
        _row(
            texts["carrier_hotline"],
            _contacts(carrier, "hotline", language) or texts["carrier_no_hotline"],
        ),
    ]
    if abroad := _contacts(carrier, "hotline-abroad", language):
        rows.append(_row(texts["carrier_hotline_abroad"], abroad))
    rows += [
        _row(texts["carrier_cost"], _facts_about(carrier, COST, language, "carrier_q_cost")),
        _row(texts["carrier_time"], _facts_about(carrier, TIME, language, "carrier_q_time")),
        _row(
            texts["carrier_lose"],
            _space(language).join(lost) or texts["carrier_unknown"].format(question=texts["carrier_q_lose"]),
        ),
    ]
    return _table((texts["carrier_item"], texts["carrier_answer"]), rows)


def _steps(entry: Entry, language: str) -> list[str]:
    parts = []
    for step in entry.data["steps"]:
        parts.append(f'### {step["do"][language]} {{ #{entry.slug}-{step["id"]} .step data-phase="{step["phase"]}" }}\n')
        parts.append(_said(step, language, "how") + "\n")
    return parts


def _channel_table(carrier: Mapping[str, Any], language: str) -> str:
    texts = ui_texts(language)
    rows = []
    for name in CHANNELS:
        channel = carrier["channels"].get(name)
        if channel is None:
            continue
        quality = f"{_quality(channel['quality'], language)} " if channel.get("quality") else ""
        rows.append(_row(texts[f"channel_{name}"], texts[f"answer_{channel['answer']}"], quality + _said(channel, language, "note")))
    return _table((texts["carrier_channel"], texts["carrier_answer"], texts["carrier_fact_value"]), rows)


def _after_table(carrier: Mapping[str, Any], language: str) -> str:
    texts = ui_texts(language)
    unknown = texts["carrier_unknown"].format(question=texts["carrier_q_lose"])
    rows = [
        _row(texts[f"carrier_{name}"], _said(carrier["after"][name], language) if carrier["after"][name] else unknown)
        for name in ("number", "money", "profile")
    ]
    return _table((texts["carrier_item"], texts["carrier_answer"]), rows)


def _facts_table(carrier: Mapping[str, Any], language: str) -> str:
    texts = ui_texts(language)
    rows = [
        _row(texts[f"about_{fact['about']}"], f"{_quality(fact['quality'], language)} {_said(fact, language)}", fact["checked"])
        for fact in carrier["facts"]
    ]
    return _table((texts["carrier_fact"], texts["carrier_fact_value"], texts["checked"]), rows)


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
            lines.append(f"- {_quality(fact['quality'], language)} {_said(fact, language)}")
    return "\n".join(lines) + "\n"


def _contact_table(carrier: Mapping[str, Any], language: str) -> str:
    texts = ui_texts(language)
    rows = []
    for contact in carrier["contacts"]:
        use = texts[f"carrier_{contact['use'].replace('-', '_')}"]
        note = contact["note"][language] if contact.get("note") else ""
        rows.append(_row(use, contact_link(contact, language), note + _notes(contact["sources"])))
    return _table((texts["carrier_contact"], texts["carrier_contact_how"], texts["carrier_fact_value"]), rows)


def _front(title: str, description: str, checked: str, applies: str) -> str:
    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    return f"---\ntitle: {quoted(title)}\ndescription: {quoted(description)}\nchecked: {checked}\napplies: {quoted(applies)}\n---\n"


def carrier_page(entry: Entry, directory: Directory, titles: Mapping[str, str], language: str) -> str:
    """The page of one carrier. `titles` gives the title of each situation page by its path below `docs/<language>/`."""
    texts, carrier, slug = ui_texts(language), entry.data, entry.slug
    name = entry.name(language)
    joiner = texts["list_joiner"]
    sells = joiner.join(texts[f"sells_{form}"] for form in carrier["sells"])
    place = region_name(carrier["region"], directory, language)
    description = _named(texts["carrier_description"], name=name)
    applies = joiner.join(part for part in (place, texts[f"kind_{carrier['kind']}"], sells) if part)
    parts = [
        _front(_named(texts["carrier_title"], name=name), description, carrier["checked"], applies),
        f"# {_named(texts['carrier_title'], name=name)} {{ #{slug} }}\n",
    ]
    if retired := carrier.get("retired"):
        said = texts["carrier_retired"].format(on=retired["on"], reason=retired["reason"][language]) + _notes(retired.get("sources", []))
        link = f" {texts['carrier_retired_successor']} [{retired['successor']}]({retired['successor']}.md)" if retired["successor"] else ""
        parts.append(f"!!! warning\n    {said}{link}\n")
    parts += [carrier["lead"][language] + "\n", _summary(carrier, language)]
    if carrier["steps"]:
        parts += [f"## {texts['carrier_steps']} {{ #{slug}-steps data-search=off }}\n", *_steps(entry, language)]
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


# --- regions ------------------------------------------------------------------------------------------------------------


def _points(points: Sequence[Mapping[str, Any]], language: str) -> str:
    texts = ui_texts(language)
    if not points:
        return texts["region_no_points"] + "\n"
    marks = {"law": texts["mark_law"], "carrier": texts["mark_carrier"], "vendor": texts["mark_vendor"], "reported": texts["mark_reported"]}
    lines = []
    for point in points:
        mark = f"*{marks[point['mark']]}*{{ .{point['mark']} }} " if point.get("mark") else ""
        lines.append(f"- {mark}{_said(point, language)}")
    return "\n".join(lines) + "\n"


def region_page(entry: Entry, directory: Directory, language: str) -> str:
    """The page of one country or territory."""
    texts, region, code = ui_texts(language), entry.data, entry.slug
    name = entry.name(language)
    title = _named(texts["region_title"], name=name)
    parts = [
        _front(title, _named(texts["region_description"], name=name), region["checked"], name),
        f"# {title} {{ #region-{code} }}\n",
        region["lead"][language] + _notes(region.get("lead_sources", [])) + "\n",
    ]
    for part in ("rights", "notice", "port_out", "real_name", "prepaid"):
        parts += [f"## {texts[f'region_{part}']} {{ #region-{code}-{part.replace('_', '-')} }}\n", _points(region[part], language)]
    rows = [
        _row(
            f"{number}. {rung['who'][language]}",
            _said(rung, language, "do"),
            length(rung["wait"], language) + _notes(rung.get("sources", [])) if rung["wait"] else texts["region_no_wait"],
        )
        for number, rung in enumerate(region["ladder"], 1)
    ]
    parts += [
        f"## {texts['region_ladder']} {{ #region-{code}-ladder }}\n",
        _table((texts["region_ladder_who"], texts["region_ladder_do"], texts["region_ladder_wait"]), rows),
        f"## {texts['region_regulator']} {{ #region-{code}-regulator data-search=off }}\n",
        f"**{region['regulator']['name'][language]}**{texts['colon']}{_said(region['regulator'], language, 'role')}\n",
    ]
    if region["unknown"]:
        lines = "\n".join(f"- {item[language]}" for item in region["unknown"])
        parts += [f"## {texts['region_unknown']} {{ #region-{code}-unknown }}\n", lines + "\n"]
    here = [carrier for carrier in directory.carriers.values() if carrier.data["region"] == code and "retired" not in carrier.data]
    if here:
        parts += [
            f"## {texts['region_carriers']} {{ #region-{code}-carriers data-search=off }}\n",
            _carrier_table(here, language, "../carriers/"),
        ]
    parts.append(f"[{texts['carrier_more_all']}](../carriers/index.md)\n")
    return "\n".join(parts)


# --- lists --------------------------------------------------------------------------------------------------------------


def _carrier_table(carriers: Iterable[Entry], language: str, folder: str = "") -> str:
    texts = ui_texts(language)
    rows = []
    for entry in carriers:
        carrier = entry.data
        grade, _ = difficulty(carrier)
        usable = [name for name in CHANNELS if carrier["channels"].get(name, {}).get("answer") in ("yes", "partly")]
        words = " ".join([*(carrier["names"].values()), *carrier["also"]]).replace('"', "")
        data = (
            f'data-slug="{entry.slug}" data-region="{carrier["region"]}" data-kind="{carrier["kind"]}" data-form="{" ".join(carrier["sells"])}" '
            f'data-channel="{" ".join(usable)}" data-difficulty="{grade}" data-words="{words}"'
        )
        forms = texts["list_joiner"].join(texts[f"sells_{form}"] for form in carrier["sells"])
        link = f"[{entry.name(language)}]({folder}{entry.slug}.md){{ {data} }}"
        rows.append(_row(link, forms or texts["carrier_unknown_short"], ways(carrier, language), texts[f"difficulty_{grade}"]))
    return _table((texts["carrier_name"], texts["carrier_form"], texts["carrier_ways"], texts["carrier_difficulty"]), rows)


def carrier_list(directory: Directory, language: str) -> str:
    """Every carrier in a table per region, for the directory page."""
    parts = []
    codes = [*directory.regions, *sorted({entry.data["region"] for entry in directory.carriers.values()} - set(directory.regions))]
    for code in codes:
        here = [entry for entry in directory.carriers.values() if entry.data["region"] == code and "retired" not in entry.data]
        if here:
            parts += [f"### {region_name(code, directory, language)} {{ #carriers-{code} .carriers }}\n", _carrier_table(here, language)]
    return "\n".join(parts)


def number_keeping(directory: Directory, language: str) -> str:
    """The cards that keep a number alive, compared."""
    texts = ui_texts(language)
    rows = []
    for entry in directory.carriers.values():
        keeping = entry.data.get("keeping")
        if not keeping or "retired" in entry.data:
            continue
        sources = _notes(keeping["sources"])
        yearly = f"{keeping['yearly']['value']:g} {keeping['yearly']['currency']}" if keeping["yearly"] else ""
        lost = length(keeping["lost_after"], language) if keeping["lost_after"] else ""
        cost = texts["list_joiner"].join(part for part in (lost, yearly) if part)
        rows.append(
            _row(
                f"[{entry.name(language)}](../carriers/{entry.slug}.md)",
                keeping["alive"][language] + sources,
                (cost + sources) if cost else texts["carrier_unknown_short"],
                keeping["end"][language],
            )
        )
    header = (
        texts["carrier_name"],
        texts["carrier_alive"],
        f"{texts['carrier_lost_after']}{texts['list_joiner']}{texts['carrier_yearly']}",
        texts["carrier_end"],
    )
    return _table(header, rows)


def region_list(directory: Directory, language: str) -> str:
    """Every region with its regulator."""
    texts = ui_texts(language)
    return "\n".join(
        f"- [{entry.name(language)}]({entry.slug}.md) {texts['region_regulator']}{texts['colon']}{entry.data['regulator']['name'][language]}"
        for entry in directory.regions.values()
    )
