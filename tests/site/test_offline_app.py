"""The app's parts as built: the lists hold what is served, the manifests are whole, the worker can be taken back."""

import json
import re
import struct
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urljoin

import offline
import pytest
from lxml import html as lxml_html

from tests.conftest import SITE_URL, SUB_PATH
from tests.guide import LANGUAGES, addresses, generated_addresses, html_of

# What the guide promises for a day without a network; the worker saves it on the first visit.
PROMISED = ("", "before/", "before/unbind/", "cancel/", "cancel/store/", "cancel/esim/", "after/", "tools/letters/", "about/offline/")


def release(site: Path) -> dict[str, Any]:
    """What `sw.js` says of this version."""
    first = (site / "sw.js").read_text(encoding="utf-8").split("\n", 1)[0]
    return json.loads(first.removeprefix("const RELEASE = ").removesuffix(";"))  # type: ignore[no-any-return]


def list_of(site: Path, language: str) -> dict[str, Any]:
    path, _ = release(site)["lists"][language]
    return json.loads((site / path).read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def stale_entries(site: Path) -> list[str]:
    """Files whose bytes are not those the worker expects: something wrote to the site after the lists were made."""
    problems = []
    for language, (path, digest) in release(site)["lists"].items():
        if offline.hash_of((site / path).read_bytes()) != digest:
            problems.append(f"{path}: not what sw.js says")
        for name, (expected, *_) in list_of(site, language)["files"].items():
            file = site / name / "index.html" if name.endswith("/") or not name else site / name
            if not file.is_file() or offline.hash_of(file.read_bytes()) != expected:
                problems.append(f"{name}: changed after overrides/hooks/offline.py; that hook must be the last in mkdocs.yml to write")
    return problems


def test_the_lists_hold_the_files_as_they_are_served(site: Path) -> None:
    assert stale_entries(site) == []


def test_a_file_written_later_is_noticed(tmp_path: Path) -> None:
    for name in ("index.html", "en/index.html", "offline.html", "assets/a.0123456789ab.js"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("<title>A page - Guide</title>", encoding="utf-8")
    offline.write_worker(tmp_path)
    assert stale_entries(tmp_path) == []
    (tmp_path / "en/index.html").write_text("<title>Another</title>", encoding="utf-8")
    assert "must be the last" in "\n".join(stale_entries(tmp_path))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_can_be_saved_and_the_core_is_saved_first(site: Path, language: str) -> None:
    prefix = "" if language == "zh" else "en/"
    own = list_of(site, language)
    pages = {path for path, entry in own["files"].items() if len(entry) > 1}
    expected = {address for address in [*addresses(), *generated_addresses()] if address.startswith("en/") is (language == "en")}
    assert {path for path in expected if not path.removeprefix("en/").startswith("print/")} <= pages
    assert {prefix + path for path in PROMISED} <= set(own["core"])
    assert not [path for path in own["core"] if path.removeprefix("en/").startswith(("carriers/", "regions/"))]
    assert own["core"][0] == "offline.html"
    assert own["files"][prefix + "cancel/store/"][1] == {"zh": "去营业厅销号", "en": "Cancel at a store"}[language]


def loaded_by(html: str, address: str) -> set[str]:
    """The files of the guide a page loads by itself, below the root."""
    tree = lxml_html.fromstring(html)
    tags = tree.xpath("//script/@src | //link[@rel='stylesheet' or @rel='icon' or @rel='preload']/@href | //img/@src")
    config = tree.xpath("string(//script[@id='__config'])")
    tags += [json.loads(config)["search"]] if config else []
    tags += tree.xpath("//*/@data-search-index")
    return {urljoin(SITE_URL + address, tag).removeprefix(SITE_URL) for tag in tags}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_saved_page_loads_is_saved_with_it(site: Path, language: str) -> None:
    own = list_of(site, language)
    for path, entry in own["files"].items():
        if len(entry) > 1:
            assert loaded_by(html_of(site, path), path) <= set(own["core"]), path


def test_the_size_is_said_and_the_core_stays_small(site: Path) -> None:
    saved, _ = offline.read_site(site)
    for language in LANGUAGES:
        files = offline.of_language(saved, language)
        prefix = "" if language == "zh" else "en/"
        [desk] = lxml_html.fromstring(html_of(site, prefix + "about/offline/")).xpath("//*[@data-offline-desk]")
        pages, download, stored = desk.get("data-guide-size").split(",")
        assert int(pages) == sum(bool(file.title) for file in files)
        assert 1 < float(download) < float(stored)
        # What a first visit fetches unasked, as it travels.
        assert sum(file.download for file in files if offline.is_core(file.path)) < 1_200_000


def test_pages_name_the_worker_and_the_root(site: Path) -> None:
    for address in ("", "cancel/store/", "en/", "en/carriers/giffgaff/"):
        [bar] = lxml_html.fromstring(html_of(site, address)).xpath("//*[@data-offline-worker]")
        assert urljoin(SITE_URL + address, bar.get("data-offline-worker")) == SITE_URL + "sw.js"
        assert urljoin(SITE_URL + address, bar.get("data-offline-root")) == SITE_URL


def test_the_offline_page_leads_below_the_root_from_anywhere(site: Path) -> None:
    tree = lxml_html.fromstring((site / "offline.html").read_text(encoding="utf-8"))
    for value in tree.xpath("//link/@href"):
        assert value.startswith(SUB_PATH + "/")
        assert (site / value.removeprefix(SUB_PATH + "/")).is_file()
    assert [tag.get("data-saved") for tag in tree.xpath("//ul[@data-saved]")] == list(LANGUAGES)


def picture_size(path: Path) -> str:
    """Width and height of a PNG, as a manifest writes them."""
    width, height = struct.unpack(">II", path.read_bytes()[16:24])
    return f"{width}x{height}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_manifest_is_whole_and_stays_below_the_sub_path(site: Path, language: str) -> None:
    prefix = "" if language == "zh" else "en/"
    here = SITE_URL + prefix
    [link] = lxml_html.fromstring(html_of(site, prefix + "cancel/store/")).xpath("//link[@rel='manifest']/@href")
    assert urljoin(here + "cancel/store/", link) == here + "manifest.webmanifest"
    manifest = json.loads((site / prefix / "manifest.webmanifest").read_text(encoding="utf-8"))
    assert manifest["id"] == f"{SUB_PATH}/{prefix}"
    assert urljoin(here, manifest["start_url"]) == here
    assert urljoin(here, manifest["scope"]) == SITE_URL
    assert len(manifest["short_name"]) <= 12
    assert manifest["lang"] == language
    wanted = {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}
    assert {(icon["sizes"], icon.get("purpose", "any")) for icon in manifest["icons"]} == wanted
    for icon in manifest["icons"]:
        assert picture_size(site / urljoin(here, icon["src"]).removeprefix(SITE_URL)) == icon["sizes"]
    assert picture_size(site / "assets/icons/apple-180.png") == "180x180"


def test_live_reload_and_a_withdrawal_take_the_worker_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = SimpleNamespace(
        extra={"offline_app": True}, site_url=SITE_URL, site_dir=str(tmp_path), plugins={"i18n": SimpleNamespace(building=False)}
    )
    monkeypatch.setattr(offline, "_serving", True)
    offline.on_config(config)
    assert config.extra["offline_app"] is False, "main.html names the worker by this"
    offline.on_post_build(config)
    script = (tmp_path / "sw.js").read_text(encoding="utf-8")
    assert "unregister()" in script
    assert "RELEASE" not in script
    assert re.search(r"caches\.delete\(", script)
