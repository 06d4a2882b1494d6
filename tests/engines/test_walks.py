"""The core walks. Each is walked in every engine, in a fresh profile, and fails when the page had any trouble."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
import yaml
from pypdf import PdfReader

from tests.browser.test_print import squeezed, text_of
from tests.engines.conftest import OpenGuide, WatchedHandler
from tests.engines.page import PHONE, Engine, Page
from tests.guide import LANGUAGES, ROOT, texts
from tests.search.questions import questions

pytestmark = pytest.mark.engines

in_both_languages = pytest.mark.parametrize("language", LANGUAGES)
BOXES = "[data-checklist] input"
# What the styles for paper make of the page: every rule for print holds, no rule for the screen does.
_AS_ON_PAPER = """() => {
  const turn = (media) => {
    const queries = media.mediaText.split(",").map((one) => one.trim());
    if (queries.some((one) => /\\bprint\\b/.test(one))) media.mediaText = "all";
    else if (queries.every((one) => /\\bscreen\\b/.test(one))) media.mediaText = "not all";
  };
  const visit = (rules) => {
    for (const rule of rules) {
      if (rule instanceof CSSMediaRule) turn(rule.media);
      if (rule.cssRules) visit(rule.cssRules);
    }
  };
  for (const sheet of document.styleSheets) {
    if (sheet.media.length) turn(sheet.media);
    visit(sheet.cssRules);
  }
}"""
# Opening the search is asked for once it can be used.
_ANSWERED = "(query) => document.querySelector('.md-search-result__link') && document.querySelector('.md-search__input').value === query"


def home(language: str) -> str:
    return "" if language == "zh" else "en/"


def ticked(page: Page) -> list[str]:
    return page.run("() => [...document.querySelectorAll('[data-checklist] input:checked')].map((box) => box.dataset.step)")  # type: ignore[no-any-return]


def plan(page: Page) -> list[str]:
    return page.run("() => [...document.querySelectorAll('[data-plan] li[data-step]')].map((item) => item.dataset.step)")  # type: ignore[no-any-return]


def colours(page: Page) -> tuple[int, int]:
    """How light the page's background and text are, 0 to 255."""
    found = page.run(
        """() => ["backgroundColor", "color"].map((name) => {
          const [red, green, blue] = getComputedStyle(document.body)[name].match(/[\\d.]+/g).map(Number);
          return Math.round((red + green + blue) / 3);
        })"""
    )
    return found[0], found[1]


def as_in_a_pdf(text: str) -> re.Pattern[str]:
    """Finds a text in a PDF. Firefox shows every character but does not say of each Han which it is; those read as U+FFFD."""
    return re.compile("".join(f"(?:{re.escape(letter)}|\ufffd{{1,2}})" for letter in squeezed(text)))


@in_both_languages
def test_checklist_remembers_and_resets(open_guide: OpenGuide, language: str) -> None:
    words, other = texts(language), next(one for one in LANGUAGES if one != language)
    page = open_guide(home(language) + "cancel/store/")
    steps = page.wait("() => [...document.querySelectorAll('[data-checklist] input')].map((box) => box.dataset.step)")
    page.click("[data-checklist] label")
    page.wait_text(".checklist__progress", words["checklist_progress"].format(done=1, total=len(steps)))
    page.focus(f"{BOXES}[data-step={steps[1]}]")
    page.press("Space")
    page.wait_text(".checklist__progress", words["checklist_progress"].format(done=2, total=len(steps)))
    page.reload()
    page.wait("() => document.querySelector('.checklist__progress')")
    assert ticked(page) == steps[:2]
    page.click("[data-language-link]")
    page.wait_address(f"/guide/{home(other)}cancel/store/")
    page.wait_text(".checklist__progress", texts(other)["checklist_progress"].format(done=2, total=len(steps)))
    page.click(".checklist__foot > .checklist__button")
    page.wait("() => document.activeElement.closest('.checklist__question')")
    page.press("Escape")
    assert ticked(page) == steps[:2]
    page.click(".checklist__foot > .checklist__button")
    page.click(".checklist__question > button")
    page.wait_text(".checklist__progress", texts(other)["checklist_reset_done"])
    page.reload()
    page.wait("() => document.querySelector('.checklist__progress')")
    assert ticked(page) == []


@in_both_languages
def test_answers_make_a_plan(open_guide: OpenGuide, language: str) -> None:
    words = texts(language)
    page = open_guide(home(language))
    page.wait("() => document.querySelector('select[name=carrier] optgroup')", what="the planner has no carriers")
    general = plan(page)
    page.click(".plan__choice:has([value=lost])")
    page.wait("() => document.querySelector('[data-plan] li[data-step]').dataset.step === 'lost-suspend'")
    page.wait_text("[data-plan-status]", words["plan_updated"].format(total=len(plan(page))))
    page.click(".plan__choice:has([value=esim])")
    page.choose("select[name=from]", "gb")
    page.choose("select[name=carrier]", "giffgaff")
    page.wait("() => document.querySelector('li[data-step=giffgaff-let-it-lapse]')")
    mine = plan(page)
    assert mine != general
    assert mine[0] == "lost-suspend"
    page.click("li[data-step=lost-suspend] label")
    page.wait_text("[data-plan-progress]", words["checklist_progress"].format(done=1, total=len(mine)))
    page.reload()
    page.wait("() => document.querySelector('li[data-step=giffgaff-let-it-lapse]')")
    page.wait("() => document.querySelector('li[data-step=lost-suspend] input').checked")
    assert plan(page) == mine
    page.click("li[data-step=lost-suspend] summary")
    assert page.shows("li[data-step=lost-suspend] .plan__why p")
    page.click("[data-plan-tool=card] > summary")
    page.wait("() => document.querySelector('[data-plan-tool=card] > div')?.checkVisibility()")
    page.retype(".plan__tools [name=name]", "妈妈" if language == "zh" else "Mum")
    page.wait_text("[data-plan-name]", "妈妈" if language == "zh" else "Mum")


# Questions of `tests/search/queries.yml`, which says what answers them.
@pytest.mark.parametrize(("language", "query"), [("zh", "保号卡"), ("zh", "怎么注销手机卡"), ("en", "cancel esim"), ("en", "cancle esim")])
def test_search_finds_what_is_typed(open_guide: OpenGuide, language: str, query: str) -> None:
    pages = next((one.pages for one in questions()[language] if one.query == query), ("cancel/esim/",))
    page = open_guide(home(language))
    page.type("input.md-search__input", query)
    page.wait(_ANSWERED, query, what=f"the search answers nothing to {query}")
    page.wait(
        "(ends) => [...document.querySelectorAll('.md-search-result__link')].slice(0, 3).some(({ pathname }) => ends.includes(pathname))",
        [f"/guide/{home(language)}{one.lstrip('/')}" for one in pages],
        what=f"{query} finds none of {pages}",
    )
    page.press("ArrowDown")
    page.wait("() => document.activeElement.matches('.md-search-result__link')")
    there = page.run("() => document.activeElement.pathname")
    page.press("Enter")
    page.wait("(there) => location.pathname === there", there, what=f"the first answer to {query} leads nowhere")


def test_language_switch_keeps_the_place(open_guide: OpenGuide) -> None:
    page = open_guide("cancel/store/#store-bring")
    page.click("[data-language-link]")
    page.wait_address("/guide/en/cancel/store/#store-bring")
    seen = "() => { const { top } = document.querySelector('#store-bring').getBoundingClientRect(); return top >= 0 && top < innerHeight; }"
    page.wait(seen)
    page.click("[data-language-link]")
    page.wait_address("/guide/cancel/store/#store-bring")
    page.wait(seen)


@in_both_languages
def test_paper_holds_the_steps_and_nothing_for_the_screen(open_guide: OpenGuide, language: str) -> None:
    page = open_guide(home(language) + "cancel/store/")
    page.wait("() => document.querySelector('.checklist__progress')")
    page.click("form[data-md-component=palette] button")
    page.wait("() => document.body.dataset.mdColorScheme === 'slate'")
    labels = page.texts("[data-checklist] label")
    if paper := page.pdf():
        reader = PdfReader(io.BytesIO(paper))
        assert len(reader.pages) <= 4
        text, place = text_of(reader), 0
        for label in labels:
            found = as_in_a_pdf(label).search(text, place)
            assert found, f"“{label}” is missing or out of order"
            place = found.end()
        assert squeezed(texts(language)["checklist_reset"]) not in text
    page.run(_AS_ON_PAPER)
    background, text_colour = colours(page)
    assert background > 250, "paper is white when the screen is dark"
    assert text_colour < 80
    for hidden in (".md-header", ".md-tabs", ".md-footer", ".checklist__foot", ".page-facts__print", "[data-language-link]"):
        assert not page.shows(hidden), hidden
    for shown in (BOXES, "[data-checklist] label", "article .step", ".footnote"):
        assert page.shows(shown), shown


def test_one_form_fills_the_letters_of_both_languages(open_guide: OpenGuide) -> None:
    page = open_guide("en/tools/letters/")
    page.wait("() => document.querySelector('[data-letter-form][data-ready]')")
    page.type("#fill-name", "Li Hua")
    page.type("#fill-number", "138 0013 8000")
    page.type("#fill-carrier", "China Mobile")
    page.type_day("#fill-date", "2026-11-21")
    page.wait_text("[data-letter=cancel] [data-sheet=en]", "I am Li Hua, the registered holder of the number 138 0013 8000.")
    page.wait_text("[data-letter=cancel] [data-sheet=en]", "Date: 21 November 2026")
    page.wait_text("[data-letter=cancel] [data-sheet=zh]", "致：中国移动")
    page.wait_text("[data-letter=cancel] [data-sheet=zh]", "我是号码 138 0013 8000 的登记机主 Li Hua，")
    page.wait_text("[data-letter=cancel] [data-sheet=zh]", "日期：2026 年 11 月 21 日")
    page.retype("#fill-name", "李华")
    page.wait_text("[data-letter=cancel] [data-sheet=zh]", "的登记机主李华，")
    page.reload()
    page.wait("() => document.querySelector('[data-letter-form][data-ready]')")
    assert page.run("() => document.querySelector('#fill-name').value") == "", "nothing is kept unasked"


@in_both_languages
def test_a_date_is_worked_out(open_guide: OpenGuide, language: str) -> None:
    rules: dict[str, Any] = yaml.safe_load((ROOT / "data" / "deadlines.yml").read_text(encoding="utf-8"))
    rule, fields = next(
        (key, one) for key, one in rules.items() if re.fullmatch(r"P\d+D", one["duration"]) and one.get("count", "calendar") == "calendar"
    )
    length = timedelta(days=int(fields["duration"].strip("PD")))
    day = date(2026, 11, 21) + (-length if fields.get("direction") == "before" else length)
    said = f"{day.year} 年 {day.month} 月 {day.day} 日" if language == "zh" else f"{day.day} {day:%B} {day.year}"
    page = open_guide(home(language) + "tools/dates/")
    page.wait("() => document.querySelector('[data-dates][data-ready]')")
    page.choose("#dates-rule", rule)
    page.type_day("#dates-start", "2026-11-21")
    page.wait_text("[data-dates-result]", said)
    page.type("#dates-name", "giffgaff")
    page.press("Enter")
    page.wait_text("[data-dates-list]", "giffgaff")


@in_both_languages
def test_the_directory_is_filtered_as_one_types(open_guide: OpenGuide, language: str) -> None:
    page = open_guide(home(language) + "carriers/")
    page.wait("() => document.querySelector('[data-carrier-filter] select').checkVisibility({ visibilityProperty: true })")
    total = page.run("() => document.querySelectorAll('a[data-slug]').length")
    page.type("#filter-name", "giffgaff")
    page.wait_text("[data-carrier-filter] [role=status]", texts(language)["filter_shown"].format(shown=1, total=total))
    assert page.shows("a[data-slug=giffgaff]")
    assert not page.shows("a[data-slug=ee]")


def test_dark_is_chosen_and_remembered(open_guide: OpenGuide) -> None:
    page = open_guide("en/cancel/store/")
    background, text_colour = colours(page)
    assert background > 200 > 100 > text_colour
    page.click("form[data-md-component=palette] button")
    page.wait("() => document.body.dataset.mdColorScheme === 'slate'")
    page.reload()
    page.wait("() => document.body.dataset.mdColorScheme === 'slate'")
    background, text_colour = colours(page)
    assert background < 60
    assert text_colour > 150


@in_both_languages
def test_menu_and_search_on_a_phone(open_guide: OpenGuide, language: str) -> None:
    page = open_guide(home(language), size=PHONE)
    page.wait("() => document.querySelector('button[data-opens=__drawer]')")
    page.click("button[data-opens=__drawer]")
    page.wait("() => document.querySelector('[data-opens=__drawer]').getAttribute('aria-expanded') === 'true'")
    link = ".md-nav--primary > .md-nav__list > .md-nav__item > .md-nav__link[href$='after/'], .md-nav--primary a[href$='after/']"
    page.click(link)
    page.wait_address(f"/guide/{home(language)}after/")
    page.wait("() => document.querySelector('button[data-opens=__search]')")
    page.click("button[data-opens=__search]")
    page.wait("() => document.activeElement.matches('.md-search__input')")
    page.press(*"eSIM")
    page.wait(_ANSWERED, "eSIM", what="the search answers nothing on a phone")
    page.press("Escape")
    page.wait("() => !document.querySelector('#__search').checked")


def test_a_term_and_a_source_open_in_place(open_guide: OpenGuide) -> None:
    page = open_guide("en/cancel/store/")
    page.wait("() => document.querySelector('.checklist__progress')")
    page.focus("article .footnote-ref")
    page.wait_text(".md-tooltip2--active", "page dated")


@in_both_languages
def test_nothing_is_wider_than_a_phone(open_guide: OpenGuide, guide: str, language: str) -> None:
    page = open_guide(home(language), size=PHONE)
    for address in ("", "cancel/store/", "carriers/", "carriers/giffgaff/", "tools/letters/", "tools/dates/", "situations/lost-or-stolen/"):
        page.open(guide + home(language) + address)
        page.wait("() => document.querySelector('button[data-opens=__drawer]')")
        assert page.run("() => document.documentElement.scrollWidth") <= PHONE[0], address


# --- the watch itself ---------------------------------------------------------------------------------------------------


def test_trouble_on_a_page_is_seen(open_guide: OpenGuide, engine: Engine) -> None:
    page = open_guide("en/about/", expect_trouble=("",))
    page.run(
        """() => {
          console.error("mine");
          setTimeout(() => { throw new Error("thrown"); });
          document.body.append(Object.assign(new Image(), { src: "nowhere.png" }));
          document.body.append(Object.assign(new Image(), { src: `http://localhost:${location.port}/guide/assets/icon.svg` }));
        }"""
    )
    page.wait("() => [...document.images].slice(-2).every((image) => image.complete)")
    seen = " ".join(page.troubles())
    signs = ("mine", "thrown", "nowhere.png", "http://localhost")
    assert [sign for sign in signs if sign not in seen] == [], f"{engine.name} only saw: {seen}"
    assert any("nowhere.png" in line for line in WatchedHandler.refused)
