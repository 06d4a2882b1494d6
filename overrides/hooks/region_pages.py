"""Write the Markdown of a region's page from its data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from carrier_pages import QUALITY_CLASS, front, length, named, notes, row, said, table
from carriers import Directory, Entry
from directory_lists import carrier_table, carriers_of
from ui_text import ui_texts

READ_ON = ("situations/refused.md", "before/keep-or-cancel.md")


def _points(points: Sequence[Mapping[str, Any]], language: str) -> str:
    texts = ui_texts(language)
    if not points:
        return texts["region_no_points"] + "\n"
    marks = {name: (texts[f"mark_{name}"], name) for name in ("law", "carrier", "vendor")}
    marks |= {name: (texts[f"quality_{name}"], QUALITY_CLASS[name]) for name in ("reported", "community")}
    lines = []
    for point in points:
        mark = "*{}*{{ .{} }} ".format(*marks[point["mark"]]) if point.get("mark") else ""
        lines.append(f"- {mark}{said(point, language)}")
    return "\n".join(lines) + "\n"


def region_page(entry: Entry, directory: Directory, titles: Mapping[str, str], language: str) -> str:
    """The page of one country or territory. `titles` gives the title of each written page by its path below `docs/<language>/`."""
    texts, region, code = ui_texts(language), entry.data, entry.slug
    name = entry.name(language)
    title = named(texts["region_title"], name=name)
    parts = [
        front(title, named(texts["region_description"], name=name), region["checked"], name),
        f"# {title} {{ #region-{code} }}\n",
        region["lead"][language] + notes(region.get("lead_sources", [])) + "\n",
    ]
    for part in ("rights", "notice", "port_out", "real_name", "prepaid"):
        parts += [f"## {texts[f'region_{part}']} {{ #region-{code}-{part.replace('_', '-')} }}\n", _points(region[part], language)]
    rows = [
        row(
            f"{number}. {rung['who'][language]}",
            said(rung, language, "do"),
            length(rung["wait"], language) + notes(rung.get("sources", [])) if rung["wait"] else texts["region_no_wait"],
        )
        for number, rung in enumerate(region["ladder"], 1)
    ]
    parts += [
        f"## {texts['region_ladder']} {{ #region-{code}-ladder }}\n",
        table((texts["region_ladder_who"], texts["region_ladder_do"], texts["region_ladder_wait"]), rows),
        f"## {texts['region_regulator']} {{ #region-{code}-regulator data-search=off }}\n",
        f"**{region['regulator']['name'][language]}**{texts['colon']}{said(region['regulator'], language, 'role')}\n",
    ]
    if region["unknown"]:
        lines = "\n".join(f"- {item[language]}" for item in region["unknown"])
        parts += [f"## {texts['region_unknown']} {{ #region-{code}-unknown }}\n", lines + "\n"]
    here = carriers_of(code, directory)
    if here:
        parts += [
            f"## {texts['region_carriers']} {{ #region-{code}-carriers data-search=off }}\n",
            carrier_table(here, language, "../carriers/"),
            f"[{texts['carrier_more_all']}](../carriers/index.md#carriers-{code})\n",
        ]
    more = [f"- [{titles.get(page, page)}](../{page})" for page in READ_ON]
    more.append(f"- [{texts['region_more_all']}](index.md)")
    if not here:
        more.append(f"- [{texts['carrier_more_all']}](../carriers/index.md)")
    parts += [f"## {texts['region_more']} {{ #region-{code}-more data-search=off }}\n", "\n".join(more) + "\n"]
    return "\n".join(parts)
