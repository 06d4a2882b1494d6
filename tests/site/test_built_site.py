"""What is promised of the built guide, read from its HTML without a browser."""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
import pytest
from lxml import etree
from lxml import html as lxml_html

from tests.conftest import SITE_URL, SUB_PATH
from tests.guide import ADDRESSES, addresses, generated_addresses, html_of, moved_addresses, title_of

ALL = [*addresses(), *generated_addresses()]
# The whole guide on one page asks not to be indexed, repeats the checklists without boxes to tick, and is tested by itself.
WHOLE = addresses(("/print/",))


def document(site: Path, address: str) -> lxml_html.HtmlElement:
    return lxml_html.fromstring(html_of(site, address))


def html_problems(text: str) -> list[str]:
    """Parse errors, ids used twice, and references to ids that are not there."""
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(text)
    problems = [f"line {place[0]}: {code} {data}" for place, code, data in parser.errors]
    tree = lxml_html.fromstring(text)
    ids = tree.xpath("//@id")
    problems += [f"id “{id_}” stands twice" for id_ in sorted({id_ for id_ in ids if ids.count(id_) > 1})]
    for attribute in ("aria-labelledby", "aria-describedby", "aria-controls", "for"):
        for value in tree.xpath(f"//@{attribute}"):
            problems += [f"{attribute} names “{id_}”, which is not there" for id_ in value.split() if id_ not in ids]
    levels = [int(tag.tag[1]) for tag in tree.xpath("//article//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5]")]
    problems += [f"heading level jumps from {a} to {b}" for a, b in pairwise(levels) if b > a + 1]
    return problems


def foreign_requests(text: str) -> list[str]:
    """Addresses on other hosts that a browser would load by itself."""
    tree = lxml_html.fromstring(text)
    loaded = tree.xpath("//@src | //@srcset | //@poster | //object/@data | //link[not(@rel='canonical')]/@href | //form/@action")
    found = [value for value in loaded if urlsplit(value).netloc or value.startswith("//")]
    styles = "\n".join(tree.xpath("//style/text() | //@style"))
    return found + re.findall(r"url\(\s*['\"]?(?:https?:)?//[^)]*\)|@import[^;]*//[^;]*", styles)


@cache
def ids_of(file: Path) -> frozenset[str]:
    """The ids of a built page, read once: many pages link to the same one."""
    return frozenset(lxml_html.fromstring(file.read_text(encoding="utf-8")).xpath("//@id"))


def broken_links(site: Path, address: str, text: str) -> list[str]:
    """Links inside the guide whose page or anchor is not there."""
    here = urljoin(SITE_URL, address)
    tree = lxml_html.fromstring(text)
    problems = []
    for href in tree.xpath("//a/@href | //link/@href | //script/@src | //img/@src"):
        target = urlsplit(urljoin(here, href))
        if target.scheme in ("tel", "sms", "mailto") or target.netloc != urlsplit(SITE_URL).netloc:
            continue
        if not target.path.startswith(SUB_PATH + "/"):
            problems.append(f"{href} leaves the sub-path")
            continue
        file = site / unquote(target.path[len(SUB_PATH) + 1 :])
        file = file / "index.html" if target.path.endswith("/") else file
        if not file.is_file():
            problems.append(f"{href}: no such file")
        elif target.fragment and file.suffix == ".html" and unquote(target.fragment) not in ids_of(file):
            problems.append(f"{href}: no such anchor")
    return problems


def test_build_prints_nothing(build_log: str) -> None:
    assert build_log.strip() == ""


@pytest.mark.parametrize("address", ALL)
def test_every_address_of_the_contract_exists(site: Path, address: str) -> None:
    assert (site / address / "index.html").is_file()


def test_no_page_is_outside_the_contract(site: Path) -> None:
    built = {path.parent.relative_to(site).as_posix().removeprefix(".") for path in site.rglob("index.html")}
    assert built == {address.rstrip("/") for address in [*ALL, *moved_addresses()]}


@pytest.mark.parametrize("address", ALL)
def test_html_is_valid(site: Path, address: str) -> None:
    assert html_problems(html_of(site, address)) == []


@pytest.mark.parametrize("address", ALL)
def test_links_and_anchors_lead_somewhere(site: Path, address: str) -> None:
    assert broken_links(site, address, html_of(site, address)) == []


@pytest.mark.parametrize("address", ALL)
def test_nothing_is_loaded_from_another_host(site: Path, address: str) -> None:
    assert foreign_requests(html_of(site, address)) == []


def test_styles_and_scripts_name_no_other_host(site: Path) -> None:
    for path in [*site.glob("assets/css/*.css"), *site.glob("assets/js/**/*.js"), *site.glob("assets/stylesheets/*.css")]:
        loaded = re.findall(r"(?:url\(|@import|import .* from|fetch\()\s*['\"]?(?:https?:)?//[^'\")]*", path.read_text(encoding="utf-8"))
        assert loaded == [], path.name


@pytest.mark.parametrize("field", ["title", "description"])
def test_titles_and_descriptions_are_there_and_unique(site: Path, field: str) -> None:
    seen: dict[str, str] = {}
    for address in ALL:
        tree = document(site, address)
        value = title_of(html_of(site, address)) if field == "title" else tree.xpath("string(//meta[@name='description']/@content)")
        assert value, f"{address} has no {field}"
        assert value not in seen, f"{address} and {seen[value]} have the same {field}"
        seen[value] = address


@pytest.mark.parametrize("address", ALL)
def test_page_says_its_language_and_canonical_address(site: Path, address: str) -> None:
    tree = document(site, address)
    assert tree.get("lang") == ("en" if address.startswith("en/") else "zh")
    assert tree.xpath("//link[@rel='canonical']/@href") == [SITE_URL + address]
    assert tree.xpath("//link[@rel='alternate']") == []


@pytest.mark.parametrize("address", ALL)
def test_language_link_leads_to_the_same_page(site: Path, address: str) -> None:
    other = address.removeprefix("en/") if address.startswith("en/") else "en/" + address
    [link] = document(site, address).xpath("//a[@data-language-link]")
    assert urljoin(SITE_URL + address, link.get("href")) == SITE_URL + other
    assert link.get("hreflang") == link.get("lang") == ("zh" if address.startswith("en/") else "en")


@pytest.mark.parametrize("address", ALL)
def test_markdown_is_all_turned_into_html(site: Path, address: str) -> None:
    [article] = document(site, address).xpath("//article")
    text = " ".join(article.xpath(".//text()[not(ancestor::code)]"))
    assert not re.search(r"\*\*|\[\^|\{ ?[#.:]|\]\(|!!! ", text), re.findall(r".{20}(?:\*\*|\[\^|\{ ?[#.:]|\]\(|!!! ).{20}", text)


@pytest.mark.parametrize("address", ALL)
def test_page_says_when_it_was_checked(site: Path, address: str) -> None:
    tree = document(site, address)
    dates = tree.xpath("//p[@class='page-facts']//time/@datetime")
    if address in ("", "en/"):
        assert dates == []
    else:
        assert len(dates) == 1
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", dates[0])


def test_breadcrumbs_lead_home(site: Path) -> None:
    links = document(site, "en/cancel/store/").xpath("//nav[@class='md-path']//a/@href")
    assert [urljoin(SITE_URL + "en/cancel/store/", link) for link in links] == [SITE_URL + "en/", SITE_URL + "en/cancel/"]


def test_sitemap_has_every_page_in_both_languages_with_x_default(site: Path) -> None:
    tree = etree.parse(site / "sitemap.xml")
    spaces = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    urls = tree.findall("s:url", spaces)
    assert sorted(url.findtext("s:loc", namespaces=spaces) for url in urls) == sorted(
        SITE_URL + address for address in ALL if address not in WHOLE
    )
    for url in urls:
        alternates = {link.get("hreflang"): link.get("href") for link in url.findall("x:link", spaces)}
        path = url.findtext("s:loc", namespaces=spaces).removeprefix(SITE_URL).removeprefix("en/")
        assert alternates == {"zh": SITE_URL + path, "en": f"{SITE_URL}en/{path}", "x-default": SITE_URL + path}
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", url.findtext("s:lastmod", namespaces=spaces))


def test_not_found_page_speaks_both_languages(site: Path) -> None:
    text = (site / "404.html").read_text(encoding="utf-8")
    assert "没有这一页" in text
    assert "Page not found" in text
    assert html_problems(text) == []
    assert broken_links(site, "some/deep/address/", text) == []
    assert foreign_requests(text) == []


@pytest.mark.parametrize("path", [path for path in ADDRESSES if path not in ("/", "/print/")])
def test_checklist_matches_the_step_headings(site: Path, path: str) -> None:
    for address in addresses((path,)):
        tree = document(site, address)
        steps = tree.xpath("//article//*[contains(concat(' ', @class, ' '), ' step ')]")
        boxes = tree.xpath("//section[@data-checklist]/ol/li/input[@type='checkbox']")
        assert [box.get("data-step") for box in boxes] == [step.get("id") for step in steps]
        for box in boxes:
            assert tree.xpath(f"//label[@for='{box.get('id')}']")[0].text_content().strip()
            assert tree.xpath(f"//section[@data-checklist]//a[@href='#{box.get('data-step')}']")
        if boxes:
            assert "checked" not in {name for box in boxes for name in box.attrib}


def test_core_pages_have_a_checklist(site: Path) -> None:
    for address in addresses(
        ("/before/", "/cancel/online/", "/cancel/store/", "/cancel/phone/", "/cancel/physical-sim/", "/cancel/esim/", "/after/")
    ):
        count = len(document(site, address).xpath("//section[@data-checklist]/ol/li"))
        assert 3 <= count <= 10, f"{address}: {count} steps"


BROKEN_HTML = [
    ("<!doctype html><html><body><p><div></p></body></html>", "unexpected"),
    ("<!doctype html><html><body><p id=a></p><p id=a></p></body></html>", "id “a” stands twice"),
    ("<!doctype html><html><body><label for=b>x</label></body></html>", "for names “b”"),
    ("<!doctype html><html><body><article><h1>x</h1><h3>y</h3></article></body></html>", "jumps from 1 to 3"),
]


@pytest.mark.parametrize(("text", "expected"), BROKEN_HTML)
def test_broken_html_is_noticed(text: str, expected: str) -> None:
    assert expected in "\n".join(html_problems(text))


@pytest.mark.parametrize(
    "tag",
    [
        "<img src=https://x.example/a.png>",
        "<link rel=stylesheet href=//x.example/a.css>",
        "<script src=https://x.example/a.js></script>",
        "<style>a{background:url(https://x.example/a)}</style>",
    ],
)
def test_a_request_to_another_host_is_noticed(tag: str) -> None:
    assert foreign_requests(f"<html><head>{tag}</head><body></body></html>")


@pytest.mark.parametrize("href", ["gone/", "../cancel/#gone", "/outside/"])
def test_a_broken_link_is_noticed(site: Path, href: str) -> None:
    assert broken_links(site, "before/", f"<html><body><a href='{href}'>x</a></body></html>")
