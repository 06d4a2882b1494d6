"""What the search is given: one index per language from the built pages, small enough, and what belongs beside it."""

import gzip
import hashlib
import json
import random
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from search_index import (
    LONGEST_LISTED,
    Page,
    Section,
    Words,
    index_file,
    meanings_of_rest,
    opensearch,
    read_built_page,
    sections_of,
    within_room,
)

from tests.conftest import SITE_URL
from tests.guide import ADDRESSES, DOCS, LANGUAGES, ROOT, addresses, html_of, texts

TODAY_KIB = 150
WITH_500_CARRIERS_KIB = 400
NO_WORDS = Words({}, [], [], [], [])
HTML = """<h1 id="t">Title</h1>
<p class="page-facts"><span>Applies to: all</span></p>
<p>The lead.<sup id="fnref:x"><a class="footnote-ref" href="#fn:x">1</a></sup></p>
<section class="checklist"><h2 id="checklist">Checklist</h2><ol><li>Do it</li></ol></section>
<h2 id="a">First &amp; foremost<a class="headerlink" href="#a">¶</a></h2>
<p>One<br>two <abbr title="not this">SIM</abbr>.</p><table><thead><tr><th>Item</th></tr></thead><tr><td>cell</td><td>cell\u2060 two</td></tr></table>
<h3 id="b" class="step" data-phase="before">Do <em>it</em></h3><p>How.</p>
<h4 id="c">Deeper</h4><p>Below.</p>
<h2 id="d" data-search="off">Go on</h2><ul><li>Elsewhere</li></ul>
<div class="footnote"><h2 id="sources">Sources</h2><ol><li>Somebody's page</li></ol></div>
"""


def index_of(site: Path, language: str) -> dict[str, Any]:
    return json.loads((site / "search" / f"{language}.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def kib(text: str) -> float:
    return len(gzip.compress(text.encode(), 9)) / 1024


def test_sections_are_read_as_a_reader_sees_them() -> None:
    assert sections_of(HTML, 500) == [
        Section("", "", "The lead."),
        Section("a", "First & foremost", "One two SIM. cell cell two"),
        Section("b", "Do it", "How. Deeper Below.", step=True),
    ]


def test_a_long_section_is_cut_after_a_word() -> None:
    [section] = sections_of("<p>one two three four</p>", 11)
    assert (section.text, section.rest) == ("one two", " three four")


def test_meanings_in_text_that_is_not_carried_are_named() -> None:
    groups = {"wechat": ["微信", "WeChat"], "lost": ["丢", "lost"], "bill": ["账单", "bill"], "at-sign": ["@"]}
    kept = Section("a", "Bills", "Your bill", rest=" and billing, WeChat; he lost-it 丢了")
    assert meanings_of_rest(kept, groups) == "wechat lost"
    assert meanings_of_rest(Section("a", "", "", rest="查账单，丢了"), groups) == "bill"
    assert meanings_of_rest(Section("a", "", "微信"), groups) == ""
    assert meanings_of_rest(Section("a", "", "拨 10086", rest="、12300 或 10086，等 15 天"), {}) == "12300"


def test_meanings_of_what_was_cut_are_in_the_index() -> None:
    words = Words({"wechat": ["WeChat"]}, [], [], [], [])
    section = Section("a", "A", "text", rest=" WeChat")
    index = json.loads(index_file([Page("a/", "", "", "a", [section]), Page("carriers/b/", "", "", "carriers", [section])], "en", words))
    assert [page["sections"] for page in index["pages"]] == [[["a", "A", "text", 0, "wechat"]], [["a", "A", "text"]]]


def test_a_page_of_the_index_has_title_lead_and_area() -> None:
    page = read_built_page(HTML, {"title": "T", "description": "D.", "applies": "All"}, "en/cancel/store/", "en")
    assert (page.at, page.title, page.lead, page.area) == ("en/cancel/store/", "T", "D. All", "cancel")
    assert page.entry()["sections"][-1] == ["b", "Do it", "How. Deeper Below.", 1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_in_the_index_of_its_language_only(site: Path, language: str) -> None:
    pages = {page["at"] for page in index_of(site, language)["pages"]}
    assert pages >= {address for address in addresses(ADDRESSES) if address.startswith("en/") == (language == "en")}
    assert all(page.startswith("en/") == (language == "en") for page in pages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_of_the_index_is_on_its_page(site: Path, language: str) -> None:
    for page in index_of(site, language)["pages"]:
        html = html_of(site, page["at"])
        assert [id_ for id_, *_ in page["sections"] if id_ and f'id="{id_}"' not in html] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_steps_are_marked_in_the_index(site: Path, language: str) -> None:
    prefix = "" if language == "zh" else "en/"
    [store] = [page for page in index_of(site, language)["pages"] if page["at"] == f"{prefix}cancel/store/"]
    assert any(section[0] == "store-bring" and section[3:4] == [1] for section in store["sections"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_is_small(site: Path, language: str) -> None:
    assert kib((site / "search" / f"{language}.json").read_text(encoding="utf-8")) <= TODAY_KIB


def made_up_carriers(index: dict[str, Any], count: int) -> list[Page]:
    """Carriers in the shape of real ones, filled with pieces of the guide's text; real ones repeat each other much more."""
    dice = random.Random(5)
    pool = [section[2] for page in index["pages"] for section in page["sections"] if len(section[2]) > 150]

    def piece(length: int) -> str:
        text: str = dice.choice(pool)
        start = dice.randrange(max(1, len(text) - length))
        return text[start : start + length]

    made_up = []
    models = [page for page in index["pages"] if page["area"] == "carriers"]
    for number in range(count):
        model = dice.choice(models)
        sections = [
            Section(f"c{number}-{i}", heading if i > 5 else piece(14), piece(min(LONGEST_LISTED[index["language"]], len(text))))
            for i, (_, heading, text, *_) in enumerate(model["sections"])
        ]
        made_up.append(Page(f"carriers/c{number}/", piece(12), model["lead"][:40] + piece(25), "carriers", sections))
        index["groups"][f"c{number}"] = [piece(8) for _ in range(5)]
    return made_up


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_stays_small_with_500_carriers(site: Path, language: str) -> None:
    index = index_of(site, language)
    made_up = made_up_carriers(index, 500)
    real = [
        Page(p["at"], p["title"], p["lead"], p["area"], [Section(*s[:3]) for s in p["sections"]])
        for p in index["pages"]
        if p["area"] != "carriers"
    ]
    words = Words(index["groups"], index["whole"], index["idle"], index["meaning"], index["traditional"].split())
    assert kib(index_file([*real, *made_up], language, words)) <= WITH_500_CARRIERS_KIB


def test_listed_pages_share_their_room() -> None:
    pages = [Page(f"{area}/{i}/", "", "", area, [Section("a", "A", "x" * 50)]) for area in ("carriers", "cancel") for i in range(4)]
    assert [len(page.sections[0].text) for page in within_room(pages, 100)] == [25] * 4 + [50] * 4


def test_the_theme_writes_no_index_and_brings_no_stemmers(site: Path) -> None:
    assert not (site / "search" / "search_index.json").exists()
    assert list((site / "assets" / "javascripts").glob("lunr*")) == []


def test_the_index_holds_words_for_its_results() -> None:
    index = json.loads(index_file([Page("", "T", "", "", [])], "en", NO_WORDS))
    assert index["texts"]["search_other"] == texts("en")["search_other"]
    assert index["version"] == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_browsers_can_add_the_guide_as_a_search_engine(site: Path, language: str) -> None:
    home = "" if language == "zh" else "en/"
    tree = etree.parse(site / home / "opensearch.xml").getroot()
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert tree.tag == space + "OpenSearchDescription"
    assert len(tree.findtext(space + "ShortName")) <= 16
    assert tree.find(space + "Url").get("template") == f"{SITE_URL}{home}?q={{searchTerms}}"
    assert 'type="application/opensearchdescription+xml"' in html_of(site, f"{home}cancel/store/")


def test_the_search_description_escapes_what_it_is_given() -> None:
    etree.fromstring(opensearch("en", 'A & "B"', "<c>", "https://x.example/?a&b/").encode())


def test_the_vendored_engine_is_as_published() -> None:
    """A copy nobody has touched: the checksum is of dist/es/index.js in the package minisearch 7.2.0."""
    vendor = DOCS / "assets" / "js" / "vendor"
    lines = (vendor / "SHA256SUMS").read_text(encoding="utf-8").split("\n")
    sums = {name: digest for digest, name in (line.split("  ") for line in lines if line and not line.startswith("#"))}
    files = {path.name for path in vendor.iterdir()} - {"SHA256SUMS"}
    assert set(sums) == files
    for name, digest in sums.items():
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == digest, f"{name} was changed"
    assert "Permission is hereby granted" in (vendor / "minisearch.LICENSE.txt").read_text(encoding="utf-8")


def test_search_scripts_hold_no_words_for_readers() -> None:
    for path in [*(DOCS / "assets" / "js" / "search").glob("*.js"), *(DOCS / "assets" / "js").glob("search-*.js")]:
        code = "\n".join(
            line.split("//")[0] for line in path.read_text(encoding="utf-8").split("\n") if not line.lstrip().startswith(("*", "/*"))
        )
        assert not any("\u4e00" <= character <= "\u9fff" for character in code), path.relative_to(ROOT)
