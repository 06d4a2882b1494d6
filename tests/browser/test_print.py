"""Pages as paper: the PDF Chromium prints."""

import base64
import io
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from tests.browser.conftest import OpenPage
from tests.conftest import SITE_URL
from tests.guide import LANGUAGES, addresses, texts
from tests.test_commands import load

CORE = (
    "/before/",
    "/before/unbind/",
    "/cancel/online/",
    "/cancel/store/",
    "/cancel/phone/",
    "/cancel/physical-sim/",
    "/cancel/esim/",
    "/after/",
)


def printed(page: Page) -> PdfReader:
    return PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))


# A font that shares one glyph between a character and its look-alike radical may give either as the text of a PDF.
# NFKC turns most radicals back; these have no compatibility mapping.
RADICALS = str.maketrans("戶⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻥⻦⻨⻩⻬⻮⻰⻳", "户民虎西见角贝车长门青韦页风飞食马骨鱼鸟麦黄齐齿龙龟")


def squeezed(text: str) -> str:
    """Text without spaces and with ordinary characters instead of radicals."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).translate(RADICALS))


def text_of(pdf: PdfReader) -> str:
    return squeezed("".join(page.extract_text() for page in pdf.pages))


@pytest.mark.parametrize("address", addresses(("/cancel/store/",)))
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_store_page_is_at_most_three_sheets(open_page: OpenPage, address: str, scheme: str) -> None:
    assert len(printed(open_page(address, color_scheme=scheme)).pages) <= 3


def assert_steps_in_order(page: Page, text: str, language: str) -> None:
    """Every step of the page's checklist stands in the squeezed text of its print, in order, with the sources and without buttons."""
    place = text.index(squeezed(texts(language)["checklist_title"]))
    for label in [squeezed(label) for label in page.locator("[data-checklist] label").all_inner_texts()]:
        place = text.find(label, place)
        assert place >= 0, f"“{label}” is missing or out of order"
    assert squeezed(texts(language)["sources"]) in text
    for control in ("checklist_reset", "checklist_saved", "print"):
        assert squeezed(texts(language)[control]) not in text


# With scripts, every core page is printed further below.
@pytest.mark.parametrize("path", [pytest.param(path, marks=() if path == "/cancel/store/" else pytest.mark.sweep) for path in CORE])
def test_steps_are_on_paper_without_scripts(open_page: OpenPage, path: str) -> None:
    for address in addresses((path,)):
        page = open_page(address, java_script_enabled=False)
        assert_steps_in_order(page, text_of(printed(page)), "en" if address.startswith("en/") else "zh")


def dark_share(page: Page) -> float:
    """The share of dark pixels of what would be printed."""
    page.emulate_media(media="print")
    shot = page.screenshot(full_page=False)
    return page.evaluate(  # type: ignore[no-any-return]
        """async (data) => {
          // Not by fetch: the policy of the page allows requests to its own host only.
          const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
          const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
          const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
          canvas.drawImage(image, 0, 0);
          const { data: pixels } = canvas.getImageData(0, 0, image.width, image.height);
          let dark = 0;
          for (let i = 0; i < pixels.length; i += 4) dark += pixels[i] + pixels[i + 1] + pixels[i + 2] < 384;
          return dark / (pixels.length / 4);
        }""",
        base64.b64encode(shot).decode(),
    )


@pytest.mark.parametrize("address", addresses(("/cancel/store/",)))
def test_paper_is_white_when_the_screen_is_dark(open_page: OpenPage, address: str) -> None:
    page = open_page(address, color_scheme="dark")
    share = dark_share(page)
    assert 0.005 < share < 0.25


def test_boxes_are_empty_on_paper_without_scripts(open_page: OpenPage) -> None:
    page = open_page("cancel/store/", java_script_enabled=False)
    assert page.locator("[data-checklist] input:checked").count() == 0
    page.emulate_media(media="print")
    box = page.locator("[data-checklist] input").first.bounding_box()
    assert box is not None
    assert box["width"] >= 9
    assert page.locator(".md-header").is_visible() is False


# --- Every page as a document: nothing cut off, both papers, nothing that only a screen can use ----------------------------

pdf = load("pdf")
# Width and height in CSS pixels (96 to the inch), and the margin that @page leaves at each side.
PAPERS = {"A4": (793.7, 1122.5), "Letter": (816, 1056)}
SIDE = 14 * 96 / 25.4
# No text may begin nearer to the edge of a sheet (points): printers cannot print there.
EDGE = 14
SHEETS = {"/before/": 6, "/before/unbind/": 6, "/after/": 6, "/cancel/online/": 4, "/cancel/store/": 3, "/cancel/phone/": 4}
SHEETS |= {"/cancel/physical-sim/": 4, "/cancel/esim/": 5, "/situations/lost-or-stolen/": 4}
POCKET = tuple(f"/tools/pocket/{name}/" for name in ("store", "online", "esim", "lost"))


def beyond_the_paper(page: Page, width: float) -> list[str]:
    """Texts that stick out of the printed width or are cut off by something around them, as a browser lays them out for paper."""
    page.set_viewport_size({"width": int(width), "height": 1000})
    page.emulate_media(media="print")
    found: list[str] = page.evaluate(
        """(width) => {
          const found = [];
          const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
          const range = document.createRange();
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            if (!node.data.trim()) continue;
            range.selectNodeContents(node);
            for (const box of range.getClientRects()) {
              if (box.width && (box.right > width + 1 || box.left < -1)) { found.push(`${node.data.slice(0, 40)} at ${box.left}-${box.right}`); break; }
            }
          }
          for (const element of document.querySelectorAll("article *")) {
            const cuts = getComputedStyle(element).overflowX !== "visible";
            if (cuts && element.clientWidth && element.scrollWidth > element.clientWidth + 1) found.push(`cut: ${element.outerHTML.slice(0, 80)}`);
          }
          return found;
        }""",
        width,
    )
    page.emulate_media(media="null")
    return found


def read_sheets(reader: PdfReader, least: float) -> tuple[list[str], list[str]]:
    """The text of each sheet, and the texts that begin nearer to an edge of it than `least` points."""
    texts, found = [], []
    for number, sheet in enumerate(reader.pages, 1):
        width, height = float(sheet.mediabox.width), float(sheet.mediabox.height)

        def look(text: str, cm: Any, tm: Any, *_: Any, number: int = number, width: float = width, height: float = height) -> None:
            x, y = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
            if text.strip() and not (least <= x <= width - least and least <= y <= height - least):
                found.append(f"sheet {number}: {text.strip()[:30]} at {x:.0f}, {y:.0f}")

        texts.append(squeezed(sheet.extract_text(visitor_text=look)))
    return texts, found


def fonts_left_out(reader: PdfReader) -> list[str]:
    """Fonts that are not in the file: on another machine the text would look different, or be boxes."""
    found = []
    for sheet in reader.pages:
        resources: Any = sheet["/Resources"]
        for font in (resources.get("/Font") or {}).values():
            font = font.get_object()
            if font["/Subtype"] == "/Type3":  # drawn by the file itself
                continue
            inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            descriptor = inner.get("/FontDescriptor", {})
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.get_object() if descriptor else ()):
                found.append(str(font.get("/BaseFont")))
    return found


def links_of(reader: PdfReader) -> Iterator[tuple[str, str]]:
    """Every link as ("inside", name of the place) or ("outside", address)."""
    for sheet in reader.pages:
        for note in sheet.get("/Annots") or []:
            note = note.get_object()
            action = note.get("/A", {})
            if "/URI" in action:
                yield "outside", str(action["/URI"])
            elif place := note.get("/Dest", action.get("/D")):
                yield "inside", str(place)


# Each language on the paper of most of its readers; the sweep prints both on both.
BY_PAPER = pytest.mark.parametrize(
    "papers", [{"zh": "A4", "en": "Letter"}, pytest.param({"zh": "Letter", "en": "A4"}, marks=pytest.mark.sweep)], ids=["usual", "other"]
)


@BY_PAPER
@pytest.mark.parametrize("path", SHEETS)
def test_core_pages_are_documents_on_paper(open_page: OpenPage, path: str, papers: dict[str, str]) -> None:
    for address in addresses((path,)):
        language = "en" if address.startswith("en/") else "zh"
        page = open_page(address)
        paper = papers[language]
        width, height = PAPERS[paper]
        assert beyond_the_paper(page, width - 2 * SIDE) == [], paper
        reader = PdfReader(io.BytesIO(page.pdf(format=paper, prefer_css_page_size=True)))
        assert 1 <= len(reader.pages) <= SHEETS[path], f"{address} on {paper}"
        assert abs(float(reader.pages[0].mediabox.height) - height * 0.75) < 2
        assert fonts_left_out(reader) == []
        sheets, outside = read_sheets(reader, EDGE)
        assert outside == []
        for words in (page.locator("h1").inner_text(), texts(language)["checked"], f"guide/{address}", f"1/{len(sheets)}"):
            assert squeezed(words) in sheets[0], address
        assert_steps_in_order(page, "".join(sheets), language)
        assert len(sheets[-1]) > 60, f"{address}: the last sheet is all but empty"


@BY_PAPER
@pytest.mark.parametrize("path", POCKET)
def test_a_pocket_sheet_is_one_sheet(open_page: OpenPage, path: str, papers: dict[str, str]) -> None:
    for address in addresses((path,)):
        page = open_page(address)
        paper = papers["en" if address.startswith("en/") else "zh"]
        assert beyond_the_paper(page, PAPERS[paper][0] - 2 * 13 * 96 / 25.4) == []
        reader = PdfReader(io.BytesIO(page.pdf(format=paper, prefer_css_page_size=True)))
        assert len(reader.pages) == 1, f"{address} on {paper}"
        assert fonts_left_out(reader) == []
        [text], outside = read_sheets(reader, EDGE)
        assert outside == []
        cells = page.locator("article td").evaluate_all(
            "cells => cells.map((cell) => [...cell.childNodes].filter((part) => part.nodeName !== 'SUP').map((part) => part.textContent).join(''))"
        )
        assert len(cells) >= 30
        for cell in cells:
            assert squeezed(re.sub("[_\u2060]", "", cell)) in text.replace("_", ""), f"{address}: “{cell}” is not on the sheet"
        for language in LANGUAGES:
            for part in ("want", "brought", "ask", "proof", "rule", "call"):
                assert squeezed(texts(language)[f"pocket_{part}"]) in text


def test_boxes_stand_beside_what_was_brought_and_what_to_take(open_page: OpenPage) -> None:
    page = open_page("tools/pocket/store/")
    page.emulate_media(media="print")
    count = page.evaluate(
        """() => [...document.querySelectorAll("article td")].filter((cell) => parseFloat(getComputedStyle(cell, "::after").borderTopWidth) > 0).length"""
    )
    brought, proof = page.locator("#pocket-brought").count(), page.locator("#pocket-proof").count()
    assert (brought, proof) == (1, 1)
    assert count == 6


@pytest.mark.parametrize("address", ["regions/", "en/carriers/giffgaff/", "en/tools/letters/", "help/glossary/"])
def test_other_kinds_end_with_their_text(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    assert beyond_the_paper(page, PAPERS["A4"][0] - 2 * SIDE) == []
    reader = printed(page)
    assert len(squeezed(reader.pages[-1].extract_text())) > 60
    page.emulate_media(media="print")
    heads = page.locator("article thead").evaluate_all("heads => heads.map((head) => getComputedStyle(head).display)")
    assert set(heads) <= {"table-header-group"}, "the header row is repeated on every sheet"


def test_a_cut_text_is_noticed(open_page: OpenPage) -> None:
    page = open_page("en/cancel/store/")
    page.evaluate("document.querySelector('article p').style.width = '900px'")
    assert beyond_the_paper(page, PAPERS["A4"][0] - 2 * SIDE)


# --- The whole guide, as `make pdf` prints it ------------------------------------------------------------------------------


# Half a minute each: one language here, the other with the sweep.
@pytest.mark.parametrize(("language", "paper"), [("zh", "A4"), pytest.param("en", "Letter", marks=pytest.mark.sweep)])
def test_whole_guide_is_a_document(browser: Browser, site: Path, language: str, paper: str) -> None:
    printed = pdf.print_guide(browser, site, SITE_URL, language, paper)
    assert printed.missing == []
    assert printed.strange == set()
    reader = PdfReader(io.BytesIO(printed.pdf))
    assert 100 <= len(reader.pages) <= 220
    assert len(printed.pdf) < 6_000_000
    assert fonts_left_out(reader) == []

    root: Any = reader.root_object
    assert root["/Lang"] == {"zh": "zh-CN", "en": "en"}[language]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert reader.metadata is not None
    assert reader.metadata.title == {"zh": "销号指南（全本）", "en": "SIM Cancellation Guide, complete"}[language]

    places = {name.removeprefix("/") for name in reader.named_destinations}
    inside = {place.removeprefix("/") for kind, place in links_of(reader) if kind == "inside"}
    assert len(inside) > 500
    assert inside <= places
    for address in {address for kind, address in links_of(reader) if kind == "outside" and address.startswith(SITE_URL)}:
        assert pdf.file_for(address.partition("#")[0], SITE_URL, site), f"{address} is not on the site"
        assert not address.startswith((f"{SITE_URL}print/", f"{SITE_URL}en/print/")) or "#" not in address

    def titles(outline: Any) -> list[str]:
        return [title for item in outline for title in (titles(item) if isinstance(item, list) else [squeezed(item.title)])]

    tree = lxml_html.parse(str(site / ("" if language == "zh" else "en") / "print" / "index.html"))
    bookmarks = titles(reader.outline)
    wanted = [
        squeezed(re.sub(r"\d+$", "", heading.text_content().replace("¶", ""))) for heading in tree.xpath("//article//h2 | //article//h3")
    ]
    at = iter(bookmarks)
    missing = [heading for heading in wanted if not any(mark.startswith(heading) for mark in at)]
    assert missing == []

    # The numbers in the contents are those of the sheets.
    sheets = pdf.sheet_numbers(printed.pdf)
    contents = squeezed(reader.pages[1].extract_text() + reader.pages[2].extract_text())
    for link in tree.xpath("//nav[@class='book__contents']//a"):
        assert f"{squeezed(link.text_content())}{sheets[link.get('href')[1:]]}" in contents, link.text_content()
    for sample in (0, 1, len(reader.pages) // 2, len(reader.pages) - 1):
        part = io.BytesIO()
        writer = pdf.PdfWriter()
        writer.add_page(reader.pages[sample])
        writer.write(part)
        assert read_sheets(PdfReader(part), EDGE)[1] == []


@pytest.mark.parametrize(("address", "paper"), [("print/", "A4"), ("en/print/", "Letter")])
def test_whole_guide_is_cut_off_nowhere(open_page: OpenPage, address: str, paper: str) -> None:
    page = open_page(address, java_script_enabled=True)
    assert beyond_the_paper(page, PAPERS[paper][0] - 2 * SIDE) == []
