"""The data block says what the page shows, and no text can break out of it."""

import json
import re
from gzip import compress
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest
import structured_data
from lxml import html as lxml_html

from tests.conftest import SITE_URL
from tests.guide import addresses, generated_addresses, html_of
from tests.site.test_built_site import document
from tests.site.test_share import said_in

# The whole guide on one page repeats the others and asks not to be found, so it says nothing of itself.
WHOLE = addresses(("/print/",))
ALL = [address for address in [*addresses(), *generated_addresses()] if address not in WHOLE]
FAQ = ("help/faq/", "en/help/faq/")


def graph_in(text: str) -> dict[str, dict[str, Any]]:
    """What a built page says of itself, by type."""
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    data = json.loads(block)
    assert data["@context"] == "https://schema.org"
    graph = data.get("@graph", [data])
    found = {part["@type"]: part for part in graph}
    assert len(found) == len(graph)
    return found


def shown(element: lxml_html.HtmlElement) -> str:
    """An element's text without citation numbers, as a reader sees it."""
    text = "".join(element.xpath(".//text()[not(ancestor::sup)]"))
    return " ".join(text.replace("\u2060", "").split())


@pytest.mark.parametrize("address", ALL)
def test_structured_data_say_what_the_page_shows(site: Path, address: str) -> None:
    text = html_of(site, address)
    found = graph_in(text)
    home = "en/" if address.startswith("en/") else ""
    expected = {"WebSite"} if address == home else {"BreadcrumbList"}
    # Only the checklist is parsed, not the whole page: there are hundreds.
    [checklist] = re.findall(r'<section class="?checklist"?[ >].*?</section>', text, re.DOTALL) or [""]
    labels = lxml_html.fragment_fromstring(checklist).xpath("./ol/li/label") if checklist else []
    if len(labels) > 1:
        expected.add("HowTo")
        steps = found["HowTo"]["step"]
        assert [step["name"] for step in steps] == [shown(label) for label in labels]
        hows = [label.getparent().xpath("string(./a[contains(@class, 'checklist__how')]/@href)") for label in labels]
        assert [step["url"] for step in steps] == [SITE_URL + address + how for how in hows]
    if address in FAQ:
        expected.add("FAQPage")
        asked = lxml_html.fromstring(text).xpath("//article//h3")
        assert len(asked) >= 40
        wanted = [(shown(heading), shown(heading.xpath("following-sibling::p")[0])) for heading in asked]
        told = [(entry["name"], entry["acceptedAnswer"]["text"]) for entry in found["FAQPage"]["mainEntity"]]
        assert told == wanted
    assert set(found) == expected
    title = said_in(site, address)["og:title"]
    assert all(part["name"] == title for kind, part in found.items() if kind == "HowTo")
    if address != home:
        assert found["BreadcrumbList"]["itemListElement"][-1] == {"@type": "ListItem", "position": ANY, "name": title}


def test_breadcrumbs_name_pages_that_are_there(site: Path) -> None:
    for address in ALL:
        if address in ("", "en/"):
            continue
        items = graph_in(html_of(site, address))["BreadcrumbList"]["itemListElement"]
        assert [item["position"] for item in items] == list(range(1, len(items) + 1)), address
        above = [item["item"] for item in items[:-1]]
        assert above[0] == SITE_URL + ("en/" if address.startswith("en/") else ""), address
        folder = (SITE_URL + address).rstrip("/").rsplit("/", 1)[0] + "/"
        has_own_page = folder != above[0] and (site / folder.removeprefix(SITE_URL) / "index.html").is_file()
        assert above[1:] == ([folder] if has_own_page else []), f"{address}: the folder's page, where there is one"


def test_breadcrumbs_use_the_names_of_the_navigation(site: Path) -> None:
    items = graph_in(html_of(site, "en/cancel/store/"))["BreadcrumbList"]["itemListElement"]
    visible = [" ".join(link.text_content().split()) for link in document(site, "en/cancel/store/").xpath("//nav[@class='md-path']//a")]
    assert [item["name"] for item in items[:-1]] == visible == ["Home", "Cancel"]


@pytest.mark.parametrize("address", ["", "en/"])
def test_the_search_that_is_named_is_the_one_that_browsers_are_offered(site: Path, address: str) -> None:
    website = graph_in(html_of(site, address))["WebSite"]
    assert website["url"] == SITE_URL + address
    offered = re.search(r'template="([^"]*)"', (site / address / "opensearch.xml").read_text(encoding="utf-8"))
    assert offered
    assert website["potentialAction"]["target"].replace("{q}", "{searchTerms}") == offered[1]
    assert website["potentialAction"]["query-input"] == "required name=q"
    assert "publisher" not in website


def test_a_page_that_asks_not_to_be_found_says_nothing(site: Path) -> None:
    for address in WHOLE:
        text = html_of(site, address)
        assert '<meta name="robots" content="noindex">' in text
        assert "ld+json" not in text


def test_structured_data_stay_small(site: Path) -> None:
    for address in ALL:
        [block] = re.findall(r'<script type="application/ld\+json">.*?</script>', html_of(site, address), re.DOTALL)
        size = len(compress(block.encode(), 9))
        assert size <= (9 if address in FAQ else 1.2) * 1024, address  # questions come with their answers


HOSTILE = "</script><script>alert(1)</script><!-- \u2028 \u2029 & \" ' \\ ]]>"


def test_no_text_ends_the_block_or_becomes_markup() -> None:
    block = str(structured_data.data_block([structured_data.breadcrumbs([(HOSTILE, "https://x.example/")], HOSTILE)]))
    assert block.count("<") == 2, "the element itself, and nothing else"
    assert not re.search("[&\u2028\u2029]", block)
    [element] = lxml_html.fromstring(f"<html><body>{block}</body></html>").xpath("//script")
    names = [item["name"] for item in json.loads(element.text)["itemListElement"]]
    assert names == [HOSTILE, HOSTILE]


STEP = '<h2 id="{0}" class="step" data-phase="cancel">{1}</h2>'


def test_only_several_steps_make_a_way_to_do_something() -> None:
    trail = [("Home", "https://x.example/")]
    for count, expected in ((0, 1), (1, 1), (2, 2)):
        html = "".join(STEP.format(f"s{number}", "Call") for number in range(count))
        assert len(structured_data.graph_of(html, "en/cancel/x.md", "T", "https://x.example/x/", trail)) == expected


def test_labels_and_answers_are_plain_text() -> None:
    html = STEP.format("a", 'Keep <abbr title="x">eSIM</abbr> &amp; <em>card</em>\u2060<sup id="fnref:a"><a href="#fn:a">1</a></sup>')
    html += STEP.format("b", 'Call<a class="headerlink" href="#b">¶</a>')
    how_to = structured_data.graph_of(html, "en/x.md", "T", "https://x.example/x/", [])[1]
    assert [step["name"] for step in how_to["step"]] == ["Keep eSIM & card", "Call"]
    assert [step["url"] for step in how_to["step"]] == ["https://x.example/x/#a", "https://x.example/x/#b"]
    faq = '<h3 id="q">Why &lt;b&gt;?</h3>\n<p>Because.\u2060<sup><a href="#fn:a">1</a></sup> See <a href="../">here</a>.</p>'
    assert structured_data.questions_in(faq) == [("Why <b>?", "Because. See here.")]


def test_questions_are_named_on_their_own_page_only() -> None:
    faq = "<h3 id=q>Why?</h3><p>Because.</p>"
    kinds = [part["@type"] for part in structured_data.graph_of(faq, "en/help/faq.md", "T", "", [])]
    assert kinds == ["BreadcrumbList", "FAQPage"]
    assert len(structured_data.graph_of(faq, "en/help/myths.md", "T", "", [])) == 1
