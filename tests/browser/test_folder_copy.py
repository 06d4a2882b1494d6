"""The copy that `make zip` packs, opened from a folder as a person does: no server, no request outside the folder, no error."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from folder_copy import told
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, NOTE_FOUND, PHONE, OpenPage, Trouble, carried_over, theme_has_come
from tests.browser.test_layout import axe_findings, overflow
from tests.conftest import SITE_URL
from tests.guide import LANGUAGES, texts
from tests.search.browser import HOME, RESULT, ask, open_search
from tests.search.questions import questions

# Hard in other ways: two scripts in a word, misspelt, of the other language.
ALSO_ASKED = {"zh": ["esim删除"], "en": ["cancle esim", "销户"]}
OpenCopy = Callable[..., Page]


@pytest.fixture
def open_copy(browser: Browser, folder_copy: Path) -> Iterator[OpenCopy]:
    """Open a file of the copy in a fresh context; fails the test when the page had any trouble or asked for anything outside the folder."""
    contexts: list[BrowserContext] = []
    trouble = Trouble()
    expected: list[str] = []
    root = folder_copy.as_uri() + "/"

    def outside(url: str) -> None:
        if not url.startswith((root, "data:", "blob:null/")):
            trouble.lines.append(f"outside: {url}")

    def open_(file: str = "index.html", *, before: str = "", expect_trouble: tuple[str, ...] = (), **options: object) -> Page:
        context = browser.new_context(**{"viewport": DESKTOP, "locale": "en", **options})  # type: ignore[arg-type]
        contexts.append(context)
        expected.extend(expect_trouble)
        if before:
            context.add_init_script(before)
        context.add_init_script(NOTE_FOUND)
        page = context.new_page()
        trouble.watch(page, "")
        page.on("request", lambda request: outside(request.url))
        page.goto(root + file)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert [line for line in trouble.lines if not line.startswith(tuple(expected) or ("\0",))] == []


def place(page: Page, folder_copy: Path) -> str:
    """Where the page is, below the copy's folder."""
    return page.url.removeprefix(folder_copy.as_uri() + "/")


@pytest.mark.parametrize(
    ("language", "store", "tools", "query"),
    [("zh", "去营业厅销号", "工具", "人在外地怎么销号"), ("en", "Cancel at a store", "Tools", "i deleted my esim am i still charged")],
)
def test_from_home_by_the_store_and_the_search_to_a_letter(
    open_copy: OpenCopy, folder_copy: Path, language: str, store: str, tools: str, query: str
) -> None:
    home = HOME[language]
    page = open_copy(f"{home}index.html")
    page.locator("article").get_by_role("link", name=store, exact=True).first.click()
    expect(page.locator(".copy")).to_contain_text(texts(language)["copy_line"].format(day="2026-11-21"))
    assert place(page, folder_copy) == f"{home}cancel/store/index.html"
    page.locator("[data-checklist] ol input").first.check()
    with carried_over(page):
        page.locator("[data-language-link]").click()
        expect(page.locator("html")).not_to_have_attribute("lang", language)
    expect(page.locator("[data-checklist] ol input").first).to_be_checked()
    page.go_back()
    open_search(page)
    items = ask(page, query, by_key=True)
    expect(page.locator(RESULT).first).to_have_attribute("href", (folder_copy / items[0]["location"]).as_uri())
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{items[0]['location']}")
    expect(page.locator("h1")).to_be_visible()
    page.get_by_role("link", name=tools, exact=True).first.click()
    page.wait_for_selector("[data-letter-form][data-ready]")
    assert place(page, folder_copy) == f"{home}tools/letters/index.html"
    page.locator("[data-fills=name]").press_sequentially("Li Hua")
    expect(page.locator(f"[data-letter=cancel] [data-sheet={language}]")).to_contain_text("Li Hua")
    # The names of carriers, which the website fetches.
    expect(page.locator("datalist option[value=giffgaff]")).to_be_attached()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_search_finds_what_the_website_finds(open_page: OpenPage, open_copy: OpenCopy, language: str) -> None:
    asked = [question.query for question in questions()[language]][::20] + ALSO_ASKED[language]
    assert len(asked) >= 6

    def found(page: Page) -> list[list[str]]:
        open_search(page)
        return [[item["location"].replace("index.html", "") for item in ask(page, query)] for query in asked]

    hosted = found(open_page(HOME[language]))
    assert found(open_copy(f"{HOME[language]}index.html")) == hosted
    assert sum(map(bool, hosted)) >= 6


def test_nothing_of_the_search_is_loaded_before_focus(open_copy: OpenCopy) -> None:
    page = open_copy("en/cancel/store/index.html")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.locator("[data-checklist] ol input").first.check()
    theme_has_come(page)
    assert [name.partition(".")[0] for name in asked] == ["bundle"]
    open_search(page)
    ask(page, "store")
    assert "en.json.js" in asked
    assert "zh.json.js" not in asked


def test_the_plan_has_its_carriers_and_its_link_is_of_the_website(open_copy: OpenCopy, folder_copy: Path) -> None:
    page = open_copy("en/index.html")
    expect(page.locator("select[name=carrier] option[value=giffgaff]")).to_be_attached()
    page.locator("select[name=carrier]").select_option("giffgaff")
    expect(page.locator("li[data-step=giffgaff-let-it-lapse]")).to_be_visible()
    for link in ("[data-plan-carrier] a", "li[data-step=giffgaff-let-it-lapse] .plan__how", "li[data-step=prep-blockers] .plan__how"):
        file = str(page.locator(link).evaluate("(link) => link.href")).partition("#")[0]
        assert file.startswith(folder_copy.as_uri())
        assert file.endswith("/index.html")
    page.locator("[data-plan-tool=card] > summary").click()
    expect(page.locator(".plan__tools [name=link]")).to_have_value(re.compile(rf"^{re.escape(SITE_URL)}en/#"))
    with carried_over(page):
        page.reload()
    expect(page.locator("li[data-step=giffgaff-let-it-lapse]")).to_be_visible()


def test_filter_dates_dark_colours_and_files_work(open_copy: OpenCopy) -> None:
    page = open_copy("en/carriers/index.html")
    expect(page.get_by_role("search", name=texts("en")["filter_title"]).get_by_role("status")).not_to_be_empty()
    page.get_by_label(texts("en")["filter_region"], exact=True).select_option("gb")
    expect(page.locator("a[data-slug=giffgaff]:visible").first).to_be_attached()
    expect(page.locator("a[data-slug=verizon]:visible")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"index\.html\?region=gb$"))
    page.reload()
    expect(page.get_by_label(texts("en")["filter_region"], exact=True)).to_have_value("gb")
    page.locator("form[data-md-component=palette] button").click()
    with carried_over(page):
        page.goto(page.url.replace("carriers/", "tools/dates/").partition("?")[0])
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.wait_for_selector("[data-dates][data-ready]")
    page.select_option("#dates-rule", index=1)
    page.locator("#dates-start").press_sequentially("11212026")
    page.get_by_role("button", name=texts("en")["dates_add"], exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name=texts("en")["dates_export_all"], exact=True).click()
    saved = Path(download.value.path()).read_text(encoding="utf-8")
    assert f"URL:{SITE_URL}en/tools/dates/#date-" in saved.replace("\r\n ", "")


def test_an_old_copy_says_so(open_copy: OpenCopy) -> None:
    on = "const Real = Date; Date = class extends Real {{ constructor(...a) {{ a.length ? super(...a) : super('{}'); }} }};"
    page = open_copy("en/cancel/store/index.html", before=on.format("2027-05-19T12:00:00Z"))
    expect(page.locator(".copy__old")).to_be_hidden()
    page = open_copy("en/cancel/store/index.html", before=on.format("2027-05-22T12:00:00Z"))
    expect(page.locator(".copy__old")).to_have_text(texts("en")["copy_old"].format(days=180))
    expect(page.locator(".page-stale")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_line_of_the_copy_fits_and_can_be_read(open_copy: OpenCopy, scheme: str) -> None:
    # axe looks into style sheets by a request, which the policy refuses.
    refused = ("console: Connecting to", "failed: file:")
    page = open_copy("en/about/data/index.html", viewport={**PHONE, "width": 320}, color_scheme=scheme, expect_trouble=refused)
    assert overflow(page) == []
    assert axe_findings(page) == []
    expect(page.locator(".copy__about")).to_be_visible()
    expect(page.locator(".copy__bare")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".copy")).to_be_hidden()


def test_what_a_file_says_arrives_letter_by_letter(browser: Browser) -> None:
    text = '{"a": "it\'s \\\\ \'x\' \\n ${y} `z` </script><!-- \u2028\u2029 注销 😀"}\n'
    page = browser.new_page()
    page.evaluate("document.addEventListener('guide-file', (event) => { window.told = event.detail; })")
    page.evaluate(told("search/en.json", text))
    assert page.evaluate("window.told") == ["search/en.json", text]
    page.close()
