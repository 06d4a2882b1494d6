"""The search, as people use it: typed into the theme's box in a real browser."""

import random
import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.test_layout import axe_findings
from tests.guide import LANGUAGES, texts
from tests.search.browser import BOX, HOME, RESULT, ask, ask_engine, open_search
from tests.search.questions import AT_FIRST, AT_THREE, path_of, questions, success

HELP = "[data-search-help]"
# The same thing, typed differently: what the second finds first, the first must find first.
ALIKE = [
    ("zh", "註銷手機卡", "注销手机卡"),
    ("zh", "異地銷號", "异地销号"),
    ("zh", "ｅＳＩＭ删除", "eSIM删除"),
    ("zh", "5G卡注销", "5G 卡 注销"),
    ("zh", "xiaohao", "销号"),
    ("zh", "zhuxiao", "注销"),
    ("en", "CANCEL ESIM", "cancel esim"),
    ("en", "cancle esim", "cancel esim"),
    ("en", "gifgaff", "giffgaff"),
    ("en", "contracts", "contract"),
    ("en", "cancelling", "cancel"),
    ("en", "résiliation refund", "resiliation refund"),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_public_questions_find_their_pages(open_page: OpenPage, server: str, language: str) -> None:
    asked = questions()[language]
    found = ask_engine(open_page(HOME[language]), server, language, [question.query for question in asked])
    result = success(zip(asked, found, strict=True))
    missed = [
        f"{question.query}: {pages[:3]}" for question, pages in zip(asked, found, strict=True) if not success([(question, pages)]).three
    ]
    assert result.at_first >= AT_FIRST, f"{result}\n" + "\n".join(missed)
    assert result.at_three >= AT_THREE, f"{result}\n" + "\n".join(missed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_spellings_find_the_same(open_page: OpenPage, server: str, language: str) -> None:
    pairs = [(typed, plain) for of, typed, plain in ALIKE if of == language]
    found = ask_engine(open_page(HOME[language]), server, language, [query for pair in pairs for query in pair])
    for (typed, plain), (first, second) in zip(pairs, zip(found[::2], found[1::2], strict=True), strict=True):
        assert first, f"{typed} finds nothing"
        assert first[0] in second[:3], f"{typed} finds {first[:3]}, {plain} finds {second[:3]}"
        assert second[0] in first[:3], f"{typed} finds {first[:3]}, {plain} finds {second[:3]}"


def test_no_query_breaks_the_engine(open_page: OpenPage, server: str) -> None:
    """Letters of both languages, signs of regular expressions and of HTML, halves of characters, and very long words."""
    dice = random.Random(11)
    pool = [*"注销号a B'\"<>&()[]{}*+?\\|^$#%._-/　１Ａ卡é😀\u200b\u0301\n", "constructor", "__proto__", "esim", "toString"]
    queries = ["".join(dice.choices(pool, k=dice.randint(1, 30))) for _ in range(150)] + ["a" * 3000, "注" * 3000, "a " * 1500]
    page = open_page()
    for language in LANGUAGES:
        found = ask_engine(page, server, language, queries)
        assert len(found) == len(queries)


@pytest.mark.parametrize(
    ("language", "query", "by_key"),
    [("zh", "人在外地怎么销号", False), ("en", "i deleted my esim am i still charged", True), ("zh", "esim", True)],
)
def test_typing_shows_results_and_enter_opens_the_first(open_page: OpenPage, language: str, query: str, by_key: bool) -> None:
    page = open_page(HOME[language])
    open_search(page)
    items = ask(page, query, by_key=by_key)
    first = page.locator(RESULT).first
    expect(first).to_have_attribute("href", re.compile(re.escape(items[0]["location"])))
    expect(first.locator("mark").first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(re.escape(items[0]["location"])))
    expect(page.locator("h1")).to_be_visible()


def test_results_are_pages_and_steps_and_take_the_arrow_keys(open_page: OpenPage) -> None:
    page = open_page("en/")
    open_search(page)
    ask(page, "papers to bring to the store", by_key=True)
    expect(page.locator(f"{RESULT}[href*='#']").first).to_be_visible()
    addresses = page.locator(RESULT).evaluate_all("(links) => links.map((link) => link.getAttribute('href'))")
    assert any("#" in address for address in addresses)
    assert any("#" not in address.split("?")[0] for address in addresses)
    # The theme draws its list in the next frame; what is drawn again loses the focus.
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.keyboard.press("ArrowDown")
    expect(page.locator(RESULT).first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(RESULT).first).not_to_be_visible()


def test_nothing_of_the_search_is_loaded_before_focus(open_page: OpenPage) -> None:
    page = open_page("en/cancel/store/", settle=True)
    loaded = "performance.getEntriesByType('resource').map((entry) => entry.name)"
    of_search = re.compile(r"/search/|search-worker|minisearch")
    assert [name for name in page.evaluate(loaded) if of_search.search(name)] == []
    open_search(page)
    ask(page, "store")
    names = [name for name in page.evaluate(loaded) if of_search.search(name)] + [worker.url for worker in page.workers]
    assert any("search-worker" in name for name in names)
    assert not any(name.endswith("zh.json") for name in names)


@pytest.mark.parametrize(
    ("language", "query", "expected"), [("en", "销户", ("before/", "cancel/")), ("zh", "what to bring to the store", ("cancel/store/",))]
)
def test_the_other_language_is_offered_below_and_marked(open_page: OpenPage, language: str, query: str, expected: tuple[str, ...]) -> None:
    other = "zh" if language == "en" else "en"
    page = open_page(HOME[language])
    open_search(page)
    own = ask(page, query)
    assert own[0]["location"].startswith("en/") == (language == "en")
    marks = page.locator(f".md-search-result .search-other[lang={language}]")
    expect(marks.first).to_have_text(texts(language)["search_other"])
    offered = marks.first.locator("xpath=ancestor::a").get_attribute("href") or ""
    assert ("/en/" in offered) == (other == "en")
    places = page.locator(RESULT).evaluate_all("(links) => links.map((link) => Boolean(link.querySelector('.search-other')))")
    assert places.index(True) > 0
    assert path_of(offered.split("/guide/")[1]) in expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_found_is_no_dead_end(open_page: OpenPage, language: str) -> None:
    page = open_page(f"{HOME[language]}cancel/store/", viewport=PHONE)
    page.get_by_role("button", name=texts(language)["search_dialog"], exact=True).click()
    page.keyboard.type("qqzzxxvv")
    expect(page.locator(HELP)).to_be_visible()
    expect(page.locator(HELP).get_by_text(texts(language)["search_go_on"])).to_be_visible()
    hrefs = page.locator(f"{HELP} ul:last-of-type a").evaluate_all("(links) => links.map((link) => link.href)")
    assert len(hrefs) == 3
    before = page.url
    page.keyboard.press("Enter")
    assert page.url == before
    assert axe_findings(page) == []
    for href in hrefs:
        assert page.request.get(href).ok, href
    page.locator(f"{HELP} ul:last-of-type a").first.click()
    expect(page.locator("#tasks")).to_be_in_viewport()


def test_an_address_can_carry_the_question(open_page: OpenPage) -> None:
    page = open_page(f"?q={quote('停机保号')}")
    expect(page.locator(BOX)).to_have_value("停机保号")
    expect(page.locator(RESULT).first).to_be_visible()


def test_a_hostile_question_is_only_words(open_page: OpenPage) -> None:
    page = open_page(f"en/?q={quote('esim <img src=x onerror=window.bad=1> </script><b>')}")
    expect(page.locator(RESULT).first).to_be_visible()
    assert page.evaluate("window.bad") is None
    assert page.locator(".md-search-result img, .md-search-result b").count() == 0


def _fail(route: Route) -> None:
    route.fulfill(status=500, body="")


def _wrong(route: Route) -> None:
    route.fulfill(status=200, content_type="application/json", body='{"version": 99}')


@pytest.mark.parametrize("answer", [_fail, _wrong], ids=["missing", "of another version"])
def test_a_broken_index_is_said_calmly(open_page: OpenPage, answer: object) -> None:
    page = open_page("en/", expect_trouble=("500", "console: Failed to load resource"))
    page.context.route("**/search/en.json", answer)  # type: ignore[arg-type]
    page.locator(BOX).click()
    page.keyboard.type("esim")
    expect(page.locator("[data-search-broken]")).to_have_text(texts("en")["search_broken"])
    expect(page.locator(f"{HELP} ul:last-of-type a").last).to_have_attribute("href", re.compile("carriers/"))


def test_without_workers_the_search_says_so(open_page: OpenPage) -> None:
    page = open_page("", before="window.Worker = class { constructor() { throw new Error('no workers here'); } };")
    page.locator(BOX).click()
    expect(page.locator("[data-search-broken]")).to_have_text(texts("zh")["search_broken"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_open_results_are_accessible(open_page: OpenPage, language: str) -> None:
    page = open_page(HOME[language])
    open_search(page)
    ask(page, "eSIM 注销 giffgaff")
    expect(page.locator(RESULT).first).to_be_visible()
    assert axe_findings(page) == []
