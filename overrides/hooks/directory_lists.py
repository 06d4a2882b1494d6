"""Write the directory's lists as Markdown: every carrier, every region, and the number-keeping cards compared."""

from __future__ import annotations

from collections.abc import Iterable

from carrier_pages import CHANNELS, length, notes, region_name, row, table, ways
from carriers import Directory, Entry, difficulty
from facets import FACETS
from ui_text import ui_texts

EVERY_CARRIER = "<!-- every carrier -->"
EVERY_REGION = "<!-- every region -->"
NUMBER_KEEPING = "<!-- number keeping -->"


KINDS = ("operator", "mvno", "travel-esim", "number-service")


def carriers_of(code: str, directory: Directory) -> list[Entry]:
    """The carriers of a region that are not retired: networks first, then who sells on them."""
    here = [entry for entry in directory.carriers.values() if entry.data["region"] == code and "retired" not in entry.data]
    return sorted(here, key=lambda entry: (KINDS.index(entry.data["kind"]), entry.slug))


def region_codes(directory: Directory) -> list[str]:
    """The regions that have carriers: in the order of their files, then those without a file."""
    used = {entry.data["region"] for entry in directory.carriers.values() if "retired" not in entry.data}
    return [code for code in dict.fromkeys([*directory.regions, *FACETS["from"]]) if code in used]


def _filter_data(entry: Entry) -> str:
    """What the filter of the directory's page knows of a carrier, as attributes of its link."""
    carrier = entry.data
    usable = [name for name in CHANNELS if carrier["channels"].get(name, {}).get("answer") in ("yes", "partly")]
    words = " ".join(dict.fromkeys([*carrier["names"].values(), *carrier["also"], entry.slug])).replace('"', "")
    return (
        f'{{ data-slug="{entry.slug}" data-region="{carrier["region"]}" data-kind="{carrier["kind"]}" data-form="{" ".join(carrier["sells"])}" '
        f'data-channel="{" ".join(usable)}" data-difficulty="{difficulty(carrier)[0]}" data-name="{words}" }}'
    )


def carrier_table(carriers: Iterable[Entry], language: str, folder: str = "", *, filtered: bool = False) -> str:
    """Carriers with what they sell, the ways out and how hard it is. `filtered`: the rows carry what the filter needs."""
    texts = ui_texts(language)
    rows = []
    for entry in carriers:
        forms = texts["list_joiner"].join(texts[f"sells_{form}"] for form in entry.data["sells"])
        link = f"[{entry.name(language)}]({folder}{entry.slug}.md){_filter_data(entry) if filtered else ''}"
        grade, _ = difficulty(entry.data)
        rows.append(row(link, forms or texts["carrier_unknown_short"], ways(entry.data, language), texts[f"difficulty_{grade}"]))
    return table((texts["carrier_name"], texts["carrier_form"], texts["carrier_ways"], texts["carrier_difficulty"]), rows)


def carrier_list(directory: Directory, language: str) -> str:
    """Every carrier in a table per region, each with a link to the region's rules; last the retired entries."""
    texts = ui_texts(language)
    parts = []
    for code in region_codes(directory):
        name = region_name(code, directory, language)
        parts += [
            f"### {name} {{ #carriers-{code} }}\n",
            carrier_table(carriers_of(code, directory), language, filtered=True),
        ]
        if code in directory.regions:
            parts.append(f"[{texts['carrier_more_region'].format(name=name)}](../regions/{code}.md)\n")
    retired = [entry for entry in directory.carriers.values() if "retired" in entry.data]
    if retired:
        parts.append(f"### {texts['carrier_retired_list']} {{ #carriers-retired }}\n")
        parts += [
            f"- [{entry.name(language)}]({entry.slug}.md){texts['colon']}{entry.data['retired']['reason'][language]}" for entry in retired
        ]
        parts.append("")
    return "\n".join(parts)


def number_keeping(directory: Directory, language: str) -> str:
    """The cards that keep a number alive, compared."""
    texts = ui_texts(language)
    rows = []
    for entry in directory.carriers.values():
        keeping = entry.data.get("keeping")
        if not keeping or "retired" in entry.data:
            continue
        sources = notes(keeping["sources"])
        yearly = f"{keeping['yearly']['value']:g} {keeping['yearly']['currency']}" if keeping["yearly"] else ""
        lost = length(keeping["lost_after"], language) if keeping["lost_after"] else ""
        cost = texts["list_joiner"].join(part for part in (lost, yearly) if part)
        rows.append(
            row(
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
    return table(header, rows)


def region_list(directory: Directory, language: str) -> str:
    """Every region with its regulator and a link to its carriers."""
    texts = ui_texts(language)
    lines = []
    for code, entry in directory.regions.items():
        line = f"- [{entry.name(language)}]({code}.md){texts['colon']}{entry.data['regulator']['name'][language]}"
        if count := len(carriers_of(code, directory)):
            words = texts["region_count_one" if count == 1 else "region_count"].format(n=count)
            line += f"{texts['source_joiner']}[{words}](../carriers/index.md#carriers-{code})"
        lines.append(line)
    return "\n".join(lines)
