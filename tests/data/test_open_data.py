"""The API: every document fits the published schema, says the same as the pages, and stays the same byte for byte."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import urlsplit

import jsonschema
import pytest
from carriers import read_directory
from open_data import ATOM, FEEDS, changes, documents, feed, newest_day, published_schema

from tests.conftest import SITE_URL
from tests.data.test_carriers import REGISTER, RETIRED, SOUND, directory_of, entry_of, region_of
from tests.guide import generated_addresses

RENAMED = SOUND.replace(
    "history:\n", 'former_slugs: [oldest, older]\nhistory:\n  - { on: "2026-05-20", what: { zh: 改名。, en: Renamed. } }\n'
)
DIRECTORY = directory_of(
    entry_of(RENAMED),
    entry_of(SOUND.replace("history:", f"{RETIRED}history:"), "gone"),
    regions=(region_of(),),
)
DOCUMENTS = documents(DIRECTORY, REGISTER, SITE_URL)


def problems_of_document(document: dict[str, object]) -> list[str]:
    """What the schema that a document names says against it."""
    schema = published_schema(SITE_URL)
    address, _, place = str(document["schema"]).partition("#")
    assert address == schema["$id"]
    named = {**schema["$defs"][place.removeprefix("/$defs/")], "$defs": schema["$defs"]}
    return [issue.message for issue in jsonschema.Draft202012Validator(named).iter_errors(document)]


def test_every_document_fits_the_published_schema() -> None:
    read = {path: json.loads(text) for path, text in DOCUMENTS.items() if path.endswith(".json") and not path.endswith("schema.json")}
    assert len(read) == 8
    for path, document in read.items():
        assert problems_of_document(document) == [], path
        assert list(jsonschema.Draft202012Validator(published_schema(SITE_URL)).iter_errors(document)) == []
    jsonschema.Draft202012Validator.check_schema(published_schema(SITE_URL))


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("carriers/sample", "carrier"),
        ("carriers", "carriers"),
        ("regions/gb", "region"),
        ("changes", "changes"),
        ("carriers/sample", "licence"),
    ],
)
def test_the_published_schema_notices_what_is_missing_or_new(path: str, field: str) -> None:
    document = json.loads(DOCUMENTS[f"api/v1/{path}.json"])
    part = document[field][0] if isinstance(document[field], list) else document[field]
    part["colour"] = "blue"
    assert problems_of_document(document)
    del document[field]
    assert problems_of_document(document)


def test_a_document_says_what_the_file_says_with_its_sources() -> None:
    document = json.loads(DOCUMENTS["api/v1/carriers/sample.json"])
    fact = document["carrier"]["facts"][0]
    assert (fact["duration"], fact["value"]["en"], fact["sources"]) == ("P6M", "It ends after 6 months.", ["own"])
    source = document["sources"]["own"]
    assert (source["title"]["en"], source["url"], source["date"], source["read"]) == ("A", "https://a.example/", None, "2026-01-01")
    assert document["carrier"]["difficulty"] == {"grade": "easy", "rule": "self"}
    assert document["licence"]["id"] == "CC-BY-4.0"
    region = json.loads(DOCUMENTS["api/v1/regions/gb.json"])["region"]
    assert region["carriers"] == ["sample"], "the retired one is not among the region's carriers"


def test_nothing_depends_on_the_day_of_the_build() -> None:
    assert newest_day(DIRECTORY) == "2026-05-20"
    assert json.loads(DOCUMENTS["api/v1/carriers.json"])["generated"] == "2026-05-20"
    assert documents(DIRECTORY, REGISTER, SITE_URL) == DOCUMENTS
    text = DOCUMENTS["api/v1/carriers/sample.json"]
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def test_a_renamed_carrier_keeps_its_addresses_and_its_ids() -> None:
    assert DOCUMENTS["api/v1/carriers/oldest.json"] == DOCUMENTS["api/v1/carriers/sample.json"]
    assert [(change["id"], change["on"]) for change in changes(DIRECTORY, SITE_URL)] == [
        ("oldest-2", "2026-05-20"),
        ("gone-1", "2026-05-01"),
        ("oldest-1", "2026-05-01"),
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_feed_is_valid_atom_with_absolute_addresses(language: str) -> None:
    root = ET.fromstring(feed(DIRECTORY, SITE_URL, language))
    spaces = {"a": ATOM}
    assert root.tag == f"{{{ATOM}}}feed"
    entries = root.findall("a:entry", spaces)
    assert len(entries) == 3
    for part in (root, *entries):
        assert part.findtext("a:title", namespaces=spaces)
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}T00:00:00Z", part.findtext("a:updated", "", spaces))
    ids = [entry.findtext("a:id", namespaces=spaces) for entry in entries]
    assert len(set(ids)) == 3
    assert root.findtext("a:author/a:name", namespaces=spaces)
    links = [str(link.get("href")) for link in root.iter(f"{{{ATOM}}}link")]
    assert all(urlsplit(link).scheme == "https" and link.startswith(SITE_URL) for link in links)
    assert root.find("a:link[@rel='self']", spaces).get("href") == SITE_URL + FEEDS[language]  # type: ignore[union-attr]
    assert ("en/" in links[1]) is (language == "en")


# --- as built -----------------------------------------------------------------------------------------------------------


def test_the_built_documents_fit_and_cover_the_directory(site: Path) -> None:
    names = {path.relative_to(site / "api" / "v1").as_posix() for path in (site / "api" / "v1").rglob("*.json")}
    pages = {address.strip("/") + ".json" for address in generated_addresses() if not address.startswith("en/")}
    assert names >= pages | {"carriers.json", "regions.json", "changes.json", "schema.json"}
    for name in names - {"schema.json"}:
        document = json.loads((site / "api" / "v1" / name).read_text(encoding="utf-8"))
        assert problems_of_document(document) == [], name
    listed = json.loads((site / "api" / "v1" / "carriers.json").read_text(encoding="utf-8"))["carriers"]
    assert [carrier["slug"] for carrier in listed] == list(read_directory().carriers)
    for carrier in listed:
        for address in [*carrier["page"].values(), carrier["data"]]:
            path = address.removeprefix(SITE_URL)
            assert (site / (f"{path}index.html" if path.endswith("/") else path)).is_file(), address
    schema = json.loads((site / "api" / "v1" / "schema.json").read_text(encoding="utf-8"))
    assert schema == published_schema(SITE_URL)


def test_every_page_names_its_languages_feed(site: Path) -> None:
    for address, name in (("", "changes.atom"), ("en/carriers/", "changes.en.atom")):
        text = (site / address / "index.html").read_text(encoding="utf-8")
        [link] = re.findall(r'<link rel="alternate feed" type="application/atom\+xml" title="[^"]+" href="([^"]+)">', text)
        assert (site / address / link).resolve() == (site / "api" / "v1" / name).resolve()
