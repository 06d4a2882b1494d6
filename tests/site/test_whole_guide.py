"""The whole guide on one page: how a page is rewritten for its place in it, and what the built page holds."""

import re
from pathlib import Path

import pytest
import whole_guide
from lxml import html as lxml_html
from whole_guide import Chapter, Part, Sources, book, is_left_out, rewritten

from tests.guide import LANGUAGES, ROOT, html_of, texts

STORE = Part("cancel/store.md", "cancel/store/", "Store", "")
ANCHORS = {"cancel/store/": "cancel-store", "before/": "before", "cancel/": "cancel"}


def turned(html: str, sources: Sources | None = None) -> str:
    return rewritten(Part(STORE.path, STORE.url, STORE.title, html), "print/", ANCHORS, sources or Sources())


@pytest.mark.parametrize(
    ("path", "anchor"),
    [("cancel/store.md", "cancel-store"), ("cancel/index.md", "cancel"), ("index.md", "home"), ("regions/cn.md", "regions-cn")],
)
def test_a_page_has_one_anchor(path: str, anchor: str) -> None:
    assert Part(path, "", "", "").anchor == anchor


@pytest.mark.parametrize(
    ("href", "becomes"),
    [
        ("#store-say", "#cancel-store--store-say"),
        ("../../before/", "#before"),
        ("../../before/#unbind-money", "#before--unbind-money"),
        ("../", "#cancel"),
        ("../../carriers/giffgaff/", "../carriers/giffgaff/"),
        ("../../", ".."),
        ("tel:10086", "tel:10086"),
        ("https://example.org/a#b", "https://example.org/a#b"),
    ],
)
def test_links_stay_in_the_document_or_lead_to_the_site(href: str, becomes: str) -> None:
    assert turned(f'<p><a href="{href}">x</a></p>') == f'<p><a href="{becomes}">x</a></p>'


def test_ids_and_what_names_them_change_together() -> None:
    out = turned('<p aria-describedby="a b"></p><h2 id="a">A</h2><h4 id="b">B</h4>')
    assert out == '<p aria-describedby="cancel-store--a cancel-store--b"></p><h4 id="cancel-store--a">A</h4><h6 id="cancel-store--b">B</h6>'


def test_parts_that_every_page_has_are_no_landmarks() -> None:
    assert turned('<section class="checklist" aria-labelledby="checklist"></section>') == '<section class="checklist"></section>'


def test_a_checklist_becomes_empty_boxes_that_lead_to_the_steps() -> None:
    out = turned(
        '<li class="checklist__item"><input type="checkbox" id="tick-s" data-step="s" autocomplete="off"><label for="tick-s">Do</label>'
        '<a class="checklist__how" href="#s" aria-label="How">How</a></li>'
    )
    assert out == (
        '<li class="checklist__item"><span class="checklist__box"></span><a class="checklist__label" href="#cancel-store--s">Do</a></li>'
    )


def test_controls_forms_and_hidden_notes_are_left_out() -> None:
    html = (
        '<p class="page-facts"><span>kept</span><button class="page-facts__print" data-print hidden>Print</button></p>'
        '<p class="page-stale" hidden>old</p><form class="tool needs-script"><div><input></div>x</form>'
        '<a class="headerlink" href="#a">¶</a><abbr title="t" tabindex="0">word</abbr><p data-x="1" data-label="y">z &amp; &#8209;</p>'
    )
    assert turned(html) == '<p class="page-facts book__facts"><span>kept</span></p>word<p data-label="y">z &amp; &#8209;</p>'


def test_a_visible_note_on_old_facts_stays() -> None:
    assert "old" in turned('<p class="page-stale">old</p>')


def test_a_heading_over_a_form_leaves_only_its_anchor() -> None:
    out = turned('<h2 id="form">Fill in</h2><form class="needs-script">f</form>\n<h2 id="all">All</h2><h3 id="one">One</h3><p>x</p>')
    assert out.startswith('<span id="cancel-store--form"></span><h4 id="cancel-store--all">All</h4><h5 ')


NOTE = '<sup id="fnref:{key}"><a class="footnote-ref" href="#fn:{key}">9</a></sup>'
FOOT = '<div class="footnote"><h2>S</h2><ol>{}</ol></div>'
ITEM = '<li id="fn:{key}">\n<p><a href="https://x.example/">T</a> {key}.&#160;<a class="footnote-backref" href="#fnref:{key}" title="b">↩</a></p>\n</li>'


def test_sources_are_numbered_once_for_the_document() -> None:
    first = Part("before/index.md", "before/", "A", f"<p>a{NOTE.format(key='x')}</p>" + FOOT.format(ITEM.format(key="x")))
    both = FOOT.format(ITEM.format(key="y") + ITEM.format(key="x"))
    second = Part("cancel/index.md", "cancel/", "B", f"<p>b{NOTE.format(key='y')}{NOTE.format(key='x')}</p>" + both)
    out = book([Chapter("One", [first]), Chapter("Two", [second])], "print/", "en")
    assert re.findall(r'href="#source-(\w)">(\d)<', out) == [("x", "1"), ("y", "2"), ("x", "1")]
    assert re.findall(r'<li id="source-(\w)"><a href="https://x.example/">T</a> \w\.</li>', out) == ["x", "y"]
    assert "footnote" not in out


def test_a_citation_without_a_footnote_is_an_error() -> None:
    part = Part("before/index.md", "before/", "A", f"<p>{NOTE.format(key='gone')}</p>")
    with pytest.raises(KeyError):
        book([Chapter("One", [part])], "print/", "en")


# --- the built page -------------------------------------------------------------------------------------------------------


def document(site: Path, language: str) -> lxml_html.HtmlElement:
    return lxml_html.fromstring(html_of(site, "print/" if language == "zh" else "en/print/"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_for_paper_is_in_it_in_full(site: Path, language: str) -> None:
    tree = document(site, language)
    inside = set(tree.xpath("//section[@class='book__page']/@id"))
    wanted = set()
    for path in sorted((ROOT / "docs" / language).rglob("*.md")):
        name = path.relative_to(ROOT / "docs" / language).as_posix()
        if not is_left_out(name):
            wanted.add(Part(name, "", "", "").anchor)
    wanted |= {f"regions-{path.stem}" for path in (ROOT / "data" / "regions").glob("*.yml")}
    assert inside == wanted
    page = lxml_html.fromstring(html_of(site, "cancel/store/" if language == "zh" else "en/cancel/store/"))
    steps = [" ".join(step.text_content().split()) for step in page.xpath("//article//h3[contains(@class, 'step')]")]
    here = tree.xpath("//section[@id='cancel-store']//h5[contains(@class, 'step')]")
    assert [" ".join(step.text_content().split()) for step in here] == steps
    assert len(tree.xpath("//section[@id='cancel-store']//*[@class='checklist__box']")) == len(steps)


@pytest.mark.parametrize("language", LANGUAGES)
def test_contents_name_every_chapter_and_page_in_order(site: Path, language: str) -> None:
    tree = document(site, language)
    listed = [href.removeprefix("#") for href in tree.xpath("//nav[@class='book__contents']//a/@href")]
    found = tree.xpath("//h2[starts-with(@id, 'chapter-')]/@id | //section[@class='book__page']/@id | //h2[@id='all-sources']/@id")
    assert listed == found


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_between_its_pages_stay_inside(site: Path, language: str) -> None:
    """A reader without a network must not be sent to the site for what is in the document."""
    tree = document(site, language)
    ids = set(tree.xpath("//@id"))
    for href in tree.xpath("//section[@class='book__chapter']//a/@href"):
        if href.startswith("#"):
            assert href[1:] in ids, href
        elif href.startswith("../"):
            path = re.sub(r"#.*|/$", "", href.removeprefix("../"))
            assert path.replace("/", "-") not in ids, href


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_text_has_no_controls(site: Path, language: str) -> None:
    [article] = document(site, language).xpath("//article")
    assert article.xpath(".//section[@class='book__chapter']//*[self::input or self::form or self::select or self::textarea]") == []
    assert [button.get("class") for button in article.xpath(".//button")] == ["page-facts__print"]
    assert article.xpath(".//a[@class='checklist__how']") == []
    assert texts(language)["checklist_reset"] not in article.text_content()


def test_search_engines_are_sent_to_the_single_pages(site: Path) -> None:
    for language in LANGUAGES:
        assert document(site, language).xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert "/print/" not in (site / "sitemap.xml").read_text(encoding="utf-8")
    # The guide's own search finds the page by its lead; the chapters are found on their own pages.
    for language in LANGUAGES:
        index = (site / "search" / f"{language}.json").read_text(encoding="utf-8")
        assert "cancel-store--" not in index


def test_no_other_page_carries_its_weight(site: Path) -> None:
    for address in ("", "cancel/store/", "en/carriers/giffgaff/"):
        html = html_of(site, address)
        assert "book.css" not in html
        assert "pocket.css" not in html
    assert len(html_of(site, "print/")) < 2_000_000


def test_the_page_is_found_from_every_page(site: Path) -> None:
    for address in ("", "en/", "cancel/store/", "en/situations/lost-or-stolen/"):
        tree = lxml_html.fromstring(html_of(site, address))
        assert [href for href in tree.xpath("//footer//a/@href") if href.endswith("print/")]


def test_left_out_pages_exist() -> None:
    for name in whole_guide.LEFT_OUT:
        assert (ROOT / "docs" / "zh" / name).exists(), f"{name} is left out of the book, but there is no such page"
