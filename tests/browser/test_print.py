"""Pages as paper: the PDF Chromium prints."""

import base64
import io
import re
import unicodedata

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.conftest import OpenPage
from tests.guide import addresses, texts

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


@pytest.mark.parametrize(
    ("address", "script"), [*((address, False) for address in addresses(CORE)), ("cancel/store/", True), ("en/cancel/store/", True)]
)
def test_every_step_is_on_paper_in_order(open_page: OpenPage, address: str, script: bool) -> None:
    page = open_page(address, java_script_enabled=script)
    labels = [squeezed(label.inner_text()) for label in page.locator("[data-checklist] label").all()]
    text = text_of(printed(page))
    language = "en" if address.startswith("en/") else "zh"
    place = text.index(squeezed(texts(language)["checklist_title"]))
    for label in labels:
        place = text.find(label, place)
        assert place >= 0, f"“{label}” is missing or out of order"
    assert squeezed(texts(language)["sources"]) in text
    for control in ("checklist_reset", "checklist_saved", "print"):
        assert squeezed(texts(language)[control]) not in text


def dark_share(page: Page) -> float:
    """The share of dark pixels of what would be printed."""
    page.emulate_media(media="print")
    shot = page.screenshot(full_page=False)
    return page.evaluate(  # type: ignore[no-any-return]
        """async (data) => {
          const image = await createImageBitmap(await (await fetch(data)).blob());
          const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
          canvas.drawImage(image, 0, 0);
          const { data: pixels } = canvas.getImageData(0, 0, image.width, image.height);
          let dark = 0;
          for (let i = 0; i < pixels.length; i += 4) dark += pixels[i] + pixels[i + 1] + pixels[i + 2] < 384;
          return dark / (pixels.length / 4);
        }""",
        "data:image/png;base64," + base64.b64encode(shot).decode(),
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
