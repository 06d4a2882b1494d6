"""Publish the directory as data below `/api/v1/`: JSON with its schema, and feeds of what changed.

Nothing here depends on the day of the build: the same data give the same bytes.
"""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from typing import Any

from carriers import Directory, Entry, cited, difficulty, read_directory
from data_files import SCHEMAS
from directory_lists import carriers_of
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from sources import Register, Source, read_register
from ui_text import LANGUAGES, ui_texts

FOLDER = "api/v1/"
FEEDS = {"zh": f"{FOLDER}changes.atom", "en": f"{FOLDER}changes.en.atom"}
PREFIX = {"zh": "", "en": "en/"}
LICENCE = {
    "id": "CC-BY-4.0",
    "url": "https://creativecommons.org/licenses/by/4.0/",
    "credit": "SIM Cancellation Guide 销号指南",
}
ATOM = "http://www.w3.org/2005/Atom"


def newest_day(directory: Directory) -> str:
    """The newest day in the directory, as YYYY-MM-DD: when something was last checked or changed."""
    entries = [*directory.carriers.values(), *directory.regions.values()]
    days = [str(entry.data["checked"]) for entry in entries]
    days += [str(change["on"]) for entry in entries for change in entry.data.get("history", [])]
    days += [str(fact["checked"]) for entry in entries for fact in entry.data.get("facts", [])]
    return max(days, default="1970-01-01")


def source_record(source: Source) -> dict[str, Any]:
    """One source as the API gives it."""
    document = source.document
    record: dict[str, Any] = {
        "title": document.title,
        "publisher": document.publisher,
        "kind": document.kind,
        "url": document.address,
        "date": document.date,
        "read": document.read,
        "how": document.how,
        "language": document.lang,
    }
    optional = {"where": source.where, "copy": document.copy}
    return record | {name: value for name, value in optional.items() if value}


def _pages(folder: str, slug: str, site_url: str) -> dict[str, str]:
    return {language: f"{site_url}{PREFIX[language]}{folder}/{slug}/" for language in LANGUAGES}


def _grade(entry: Entry) -> dict[str, str]:
    grade, rule = difficulty(entry.data)
    return {"grade": grade, "rule": rule}


def carrier_record(entry: Entry, site_url: str) -> dict[str, Any]:
    """Everything known of a carrier: its file, and what follows from it."""
    page = _pages("carriers", entry.slug, site_url)
    return {**entry.data, "slug": entry.slug, "difficulty": _grade(entry), "page": page}


def region_record(entry: Entry, directory: Directory, site_url: str) -> dict[str, Any]:
    """Everything known of a region, and the slugs of its carriers."""
    slugs = [carrier.slug for carrier in carriers_of(entry.slug, directory)]
    return {**entry.data, "code": entry.slug, "carriers": slugs, "page": _pages("regions", entry.slug, site_url)}


def carrier_summary(entry: Entry, site_url: str) -> dict[str, Any]:
    """One line of the list of carriers."""
    carrier = entry.data
    record = {key: carrier[key] for key in ("names", "also", "region", "kind", "sells", "checked")}
    record |= {"slug": entry.slug, "difficulty": _grade(entry), "page": _pages("carriers", entry.slug, site_url)}
    record["channels"] = {name: channel["answer"] for name, channel in carrier["channels"].items()}
    record["data"] = f"{site_url}{FOLDER}carriers/{entry.slug}.json"
    return record | ({"retired": carrier["retired"]} if "retired" in carrier else {})


def region_summary(entry: Entry, site_url: str) -> dict[str, Any]:
    """One line of the list of regions."""
    record = {key: entry.data[key] for key in ("names", "also", "checked")}
    data = f"{site_url}{FOLDER}regions/{entry.slug}.json"
    return record | {"code": entry.slug, "page": _pages("regions", entry.slug, site_url), "data": data}


def changes(directory: Directory, site_url: str) -> list[dict[str, Any]]:
    """Every change of the carriers' facts, newest first.

    An id is made of the carrier's first slug and the number of the change, counted from the oldest: it stays when newer
    changes come and when the carrier is renamed.
    """
    found = []
    for entry in directory.carriers.values():
        history = entry.data["history"]
        first_slug = [*entry.data.get("former_slugs", []), entry.slug][0]
        for index, change in enumerate(history):
            found.append(
                {
                    "id": f"{first_slug}-{len(history) - index}",
                    "on": change["on"],
                    "carrier": entry.slug,
                    "names": entry.data["names"],
                    "what": change["what"],
                    "facts": change.get("facts", []),
                    "page": _pages("carriers", entry.slug, site_url),
                    "data": f"{site_url}{FOLDER}carriers/{entry.slug}.json",
                }
            )
    by_name = sorted(found, key=lambda change: str(change["id"]))
    return sorted(by_name, key=lambda change: str(change["on"]), reverse=True)


def feed(directory: Directory, site_url: str, language: str) -> str:
    """The changes as an Atom feed in one language, with absolute addresses and ids that stay."""
    texts = ui_texts(language)
    ET.register_namespace("", ATOM)
    root = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": {"zh": "zh-CN", "en": "en"}[language]})

    def add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
        element = ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
        element.text = text or None
        return element

    own = f"{site_url}{FEEDS[language]}"
    add(root, "id", own)
    add(root, "title", texts["feed_title"])
    add(root, "updated", f"{newest_day(directory)}T00:00:00Z")
    add(root, "link", rel="self", type="application/atom+xml", href=own)
    add(root, "link", rel="alternate", type="text/html", href=f"{site_url}{PREFIX[language]}carriers/")
    add(root, "rights", LICENCE["id"])
    add(add(root, "author"), "name", texts["feed_author"])
    for change in changes(directory, site_url):
        entry = add(root, "entry")
        add(entry, "id", f"{site_url}{FOLDER}changes.json#{change['id']}")
        add(entry, "title", f"{change['names'][language]}{texts['colon']}{change['what'][language]}")
        add(entry, "updated", f"{change['on']}T00:00:00Z")
        add(entry, "link", rel="alternate", type="text/html", href=change["page"][language])
        add(entry, "summary", change["what"][language])
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


# --- the published schema -------------------------------------------------------------------------------------------------


def _object(title: str, properties: Mapping[str, Any], optional: Iterable[str] = ()) -> dict[str, Any]:
    left_out = set(optional)
    required = [name for name in properties if name not in left_out]
    return {"title": title, "type": "object", "properties": dict(properties), "required": required, "additionalProperties": False}


def _extended(schema: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """A schema of the data files with the fields the API adds."""
    kept = {key: value for key, value in schema.items() if key not in ("$schema", "$id", "$defs", "description")}
    return {**kept, "properties": {**schema["properties"], **more}, "required": [*schema["required"], *more]}


def published_schema(site_url: str) -> dict[str, Any]:
    """The JSON Schema of every document of the API: the data files' own schemas with what the API adds."""
    carrier, region, sources = (
        json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")) for name in ("carrier", "region", "sources")
    )
    document = sources["$defs"]["document"]["properties"]
    day, both = {"$ref": "#/$defs/day"}, {"$ref": "#/$defs/both"}
    address = {"type": "string", "format": "uri"}
    pages = _object("The page in both languages", {language: address for language in LANGUAGES})
    grade = _object(
        "How hard leaving is, and the rule that says so", {"grade": {"enum": ["easy", "medium", "hard"]}, "rule": {"type": "string"}}
    )
    added = {"slug": {"type": "string"}, "difficulty": grade, "page": pages}
    shared = ("names", "also", "region", "kind", "sells", "checked")
    envelope = {
        "licence": _object("The licence of the data", {name: {"type": "string"} for name in LICENCE}),
        "generated": {"$ref": "#/$defs/day", "description": "The newest day in the data, not the day of the build."},
        "schema": address,
    }
    source = _object(
        "Source",
        {
            "title": both,
            "publisher": both,
            "kind": document["kind"],
            "url": {"type": ["string", "null"]},
            "date": {"type": ["string", "null"]},
            "read": day,
            "how": document["how"],
            "language": document["lang"],
            "where": both,
            "copy": both,
        },
        optional=["where", "copy"],
    )
    by_key = {
        "description": "Every source the document names, by its key.",
        "type": "object",
        "additionalProperties": {"$ref": "#/$defs/source"},
    }
    summary: dict[str, Any] = {name: carrier["properties"][name] for name in shared}
    summary |= {**added, "data": address, "retired": carrier["properties"]["retired"]}
    summary["channels"] = {"type": "object", "additionalProperties": carrier["$defs"]["channel"]["properties"]["answer"]}
    change: dict[str, Any] = {"id": {"type": "string"}, "on": day, "carrier": {"type": "string"}, "names": both, "what": both}
    change |= {"facts": {"type": "array", "items": {"type": "string"}}, "page": pages, "data": address}
    region_line = {
        "code": {"type": "string"},
        "names": both,
        "also": region["properties"]["also"],
        "checked": day,
        "page": pages,
        "data": address,
    }

    def many(line: Mapping[str, Any]) -> dict[str, Any]:
        return {"type": "array", "items": line}

    definitions = {
        **region["$defs"],
        **carrier["$defs"],
        "source": source,
        "carrier": _extended(carrier, added),
        "region": _extended(region, {"code": {"type": "string"}, "carriers": many({"type": "string"}), "page": pages}),
        "carriers-document": _object("carriers.json", {**envelope, "carriers": many(_object("Carrier in brief", summary, ["retired"]))}),
        "carrier-document": _object("carriers/<slug>.json", {**envelope, "carrier": {"$ref": "#/$defs/carrier"}, "sources": by_key}),
        "regions-document": _object("regions.json", {**envelope, "regions": many(_object("Region in brief", region_line))}),
        "region-document": _object("regions/<code>.json", {**envelope, "region": {"$ref": "#/$defs/region"}, "sources": by_key}),
        "changes-document": _object("changes.json", {**envelope, "changes": many(_object("Change", change))}),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{site_url}{FOLDER}schema.json",
        "title": "SIM Cancellation Guide: open data, version 1",
        "oneOf": [{"$ref": f"#/$defs/{name}"} for name in definitions if name.endswith("-document")],
        "$defs": definitions,
    }


# --- all documents --------------------------------------------------------------------------------------------------------


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def documents(directory: Directory, register: Register, site_url: str) -> dict[str, str]:
    """Every file of the API by its path below the site's root. `site_url` ends with a slash."""
    day = newest_day(directory)

    def document(name: str, body: Mapping[str, Any]) -> str:
        schema = f"{site_url}{FOLDER}schema.json#/$defs/{name}-document"
        return _json({"licence": LICENCE, "generated": day, "schema": schema, **body})

    def sources_of(entry: Entry) -> dict[str, Any]:
        return {key: source_record(register.sources[key]) for _, key in cited(entry.data)}

    carriers, regions = directory.carriers.values(), directory.regions.values()
    files = {
        "schema.json": _json(published_schema(site_url)),
        "carriers.json": document("carriers", {"carriers": [carrier_summary(entry, site_url) for entry in carriers]}),
        "regions.json": document("regions", {"regions": [region_summary(entry, site_url) for entry in regions]}),
        "changes.json": document("changes", {"changes": changes(directory, site_url)}),
    }
    for entry in carriers:
        text = document("carrier", {"carrier": carrier_record(entry, site_url), "sources": sources_of(entry)})
        for slug in (entry.slug, *entry.data.get("former_slugs", [])):
            files[f"carriers/{slug}.json"] = text
    for entry in regions:
        record = region_record(entry, directory, site_url)
        files[f"regions/{entry.slug}.json"] = document("region", {"region": record, "sources": sources_of(entry)})
    named = {f"{FOLDER}{name}": text for name, text in files.items()}
    return named | {path: feed(directory, site_url, language) for language, path in FEEDS.items()}


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------


@event_priority(-200)
def on_files(files: Files, config: Any) -> Files:
    """Add the documents once the language plugin has sorted the files: they belong to no language."""
    for path, text in documents(read_directory(), read_register(), config.site_url).items():
        files.append(File.generated(config, path, content=text))
    return files
