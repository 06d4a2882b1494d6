"""Letters as a person uses them: fill, copy, print one, save, keep; and what happens with hostile or forbidden things."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, OpenPage, carried_over
from tests.browser.test_checklist import BLOCKED, FULL
from tests.browser.test_layout import axe_findings, overflow
from tests.browser.test_print import printed, squeezed, text_of
from tests.guide import ROOT, texts

LETTERS = "tools/letters/"
KEY = "sim-guide.letters"
FIELDS: dict[str, Any] = yaml.safe_load((ROOT / "data" / "letter-fields.yml").read_text(encoding="utf-8"))
IDS: list[str] = list(yaml.safe_load((ROOT / "data" / "letters.yml").read_text(encoding="utf-8")))


def desk(open_page: OpenPage, address: str, **options: Any) -> Page:
    """The page with its program running."""
    page = open_page(address, **options)
    page.wait_for_selector("[data-letter-form][data-ready]")
    return page


def sheet(page: Page, letter: str, language: str) -> Any:
    return page.locator(f"[data-letter={letter}] [data-sheet={language}]")


def test_one_form_fills_both_languages(open_page: OpenPage) -> None:
    words = texts("en")
    page = desk(open_page, "en/" + LETTERS, viewport={"width": 320, "height": 700})
    page.get_by_label("Registered holder").press_sequentially("Li Hua")
    page.get_by_label("Phone number").press_sequentially("138 0013 8000")
    page.get_by_label("Carrier", exact=True).fill("China Mobile")
    page.get_by_label("Reason", exact=True).fill("I am leaving China")
    page.get_by_label("Date of the letter").fill("2026-11-21")
    last4 = page.get_by_label("Last 4 characters of the ID number")
    last4.press_sequentially("11010119900307123x")
    expect(last4).to_have_value("123X")
    expect(page.locator("[data-letter-form] > [role=status]")).to_have_text(words["letters_last4"])
    en, zh = sheet(page, "cancel", "en"), sheet(page, "cancel", "zh")
    expect(en).to_contain_text("I am Li Hua, the registered holder of the number 138 0013 8000. My ID number ends in 123X.")
    expect(en).to_contain_text("Reason: I am leaving China")
    expect(en).to_contain_text("Date: 21 November 2026")
    expect(zh).to_contain_text("致：中国移动")
    expect(zh).to_contain_text("我是号码 138 0013 8000 的登记机主 Li Hua，证件号末四位是 123X。")
    expect(zh).to_contain_text("原因：离开中国")
    expect(zh).to_contain_text("日期：2026 年 11 月 21 日")
    expect(sheet(page, "phone", "zh")).to_contain_text("我是机主 Li Hua，")
    page.get_by_label("Registered holder").fill("李华")
    expect(zh).to_contain_text("的登记机主李华，")
    page.get_by_label("Registered holder").fill("")
    expect(zh).to_contain_text("的登记机主____________，")
    assert overflow(page) == []
    assert axe_findings(page, "[data-letter-form]") == []
    assert axe_findings(page, "[data-letter=cancel]") == []
    assert page.evaluate(f"localStorage.getItem('{KEY}')") is None
    with carried_over(page):
        page.reload()
    expect(page.get_by_label("Phone number")).to_have_value("")


def test_the_form_asks_only_for_what_the_chosen_letter_uses(open_page: OpenPage) -> None:
    page = desk(open_page, "en/" + LETTERS)
    expect(page.get_by_label("Agent's name")).to_be_hidden()
    page.get_by_label(texts("en")["letters_which"]).select_option("agent")
    expect(page.get_by_label("Agent's name")).to_be_visible()
    expect(page.get_by_label("Carrier", exact=True)).to_be_hidden()
    page.get_by_label("Agent's name").fill("Wang")
    page.keyboard.press("Enter")
    expect(page.locator("#letter-agent")).to_be_focused()
    expect(page.locator("#letter-agent")).to_be_in_viewport()
    assert page.url.endswith("#letter-agent")
    page.get_by_role("button", name=f"{texts('en')['letters_fill']}: Appeal to the regulator").click()
    expect(page.get_by_label(texts("en")["letters_which"])).to_have_value("appeal")
    expect(page.get_by_label("Registered holder")).to_be_focused()
    expect(page.get_by_label("Postcode")).to_be_visible()


def test_a_letter_is_copied_and_saved_as_shown(open_page: OpenPage) -> None:
    words = texts("zh")
    page = desk(open_page, LETTERS, permissions=["clipboard-read", "clipboard-write"], accept_downloads=True)
    page.get_by_label("机主姓名").fill("张三<b>")
    status = page.locator("[data-letter=cancel] [role=status]")
    page.get_by_role("button", name=f"{words['letters_copy_en']}: 销号申请").click()
    expect(status).to_have_text(words["letters_copied"])
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Request to close a number\nTo: ____________\nI am 张三<b>, the registered holder")
    assert "\n1. Check and tell me" in copied
    with page.expect_download() as download:
        page.get_by_role("button", name=f"{words['letters_download']}: 销号申请").click()
    assert download.value.suggested_filename == "cancel.txt"
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert text.index("销号申请") < text.index("张三<b>") < text.index("Request to close a number")
    expect(status).to_have_text(words["letters_downloaded"].format(name="cancel.txt"))


def test_where_copying_is_forbidden_the_text_is_selected(open_page: OpenPage) -> None:
    page = open_page(
        "en/" + LETTERS, before="navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));"
    )
    page.get_by_role("button", name=f"{texts('en')['letters_copy_zh']}: What to say at the counter").click()
    expect(page.locator("[data-letter=counter] [role=status]")).to_have_text(texts("en")["letters_copy_blocked"])
    assert page.evaluate("String(getSelection())").strip().startswith("柜台前怎么说")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_letter_with_every_blank_full_is_one_sheet(open_page: OpenPage, language: str) -> None:
    """The widest words there are: Han in the Chinese page, long Latin words in the English one."""
    page = desk(open_page, ("" if language == "zh" else "en/") + LETTERS, before="window.print = () => {};", color_scheme="dark")
    values = {
        name: "2026-12-30"
        if field["kind"] == "date"
        else ("国" * 120 if language == "zh" else "Wonderful street " * 9)[: field["max"]].strip()
        for name, field in FIELDS.items()
        if field["kind"] != "hand"
    }
    page.evaluate(
        """values => { for (const [name, value] of Object.entries(values)) {
          const input = document.getElementById(`fill-${name}`);
          input.value = value;
          input.dispatchEvent(new Event("input", { bubbles: true }));
        } }""",
        values,
    )
    page.emulate_media(media="print")
    heights = {}
    for letter in IDS:
        page.evaluate(f"document.querySelector('[data-letter={letter}] [data-print-letter]').click()")
        heights[letter] = page.evaluate("document.querySelector('[data-printed]').getBoundingClientRect().height")
    page.emulate_media(media="null")
    # The longest one and the shortest on real paper, in every choice of language; the others are shorter than the longest.
    longest = max(heights, key=lambda letter: heights[letter])
    for paper, letter in (("both", longest), ("zh", longest), ("en", longest), ("both", min(heights, key=lambda letter: heights[letter]))):
        page.locator(f"input[name=paper][value={paper}]").check()
        page.locator(f"[data-letter={letter}] [data-print-letter]").click()
        pdf = printed(page)
        assert len(pdf.pages) == 1, f"{letter}, {paper}: {len(pdf.pages)} pages"
        text = text_of(pdf)
        titles = {side: squeezed(sheet(page, letter, side).locator(".letter__title").inner_text()) for side in ("zh", "en")}
        assert [side for side in ("zh", "en") if titles[side] in text] == (["zh", "en"] if paper == "both" else [paper])
        others = [other for other in IDS if other != letter]
        assert not any(squeezed(page.locator(f"#letter-{other}").inner_text().strip("¶")) in text for other in others)
        assert squeezed(texts(language)["tool_nothing_sent"]) not in text
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("[data-printed]").count() == 0


def test_what_is_typed_is_kept_only_when_asked(open_page: OpenPage) -> None:
    words = texts("zh")
    page = desk(open_page, LETTERS)
    page.get_by_label("手机号").fill("<img src=x onerror=alert(1)>")
    page.get_by_label(words["tool_keep"]).check()
    expect(page.locator("[data-letter-form] > [role=status]")).to_have_text(words["tool_kept"])
    page.get_by_label("机主姓名").fill("李华")
    with carried_over(page):
        page.locator("[data-language-link]").click()
        page.wait_for_url("**/guide/en/tools/letters/")
    expect(page.get_by_label("Registered holder")).to_have_value("李华")
    expect(sheet(page, "counter", "en")).to_contain_text("<img src=x onerror=alert")
    assert page.locator("[data-letter] img").count() == 0
    page.locator("[data-clear]").click()
    expect(page.get_by_label("Registered holder")).to_have_value("")
    assert page.evaluate(f"localStorage.getItem('{KEY}')") is None
    page.evaluate(f"localStorage.setItem('{KEY}', '{{broken')")
    with carried_over(page):
        page.reload()
    expect(page.locator("[data-letter-form] > [role=status]")).to_have_text(texts("en")["tool_storage_corrupt"])


@pytest.mark.parametrize(("script", "notice"), [(BLOCKED, "tool_storage_blocked"), (FULL, "tool_storage_full")])
def test_storage_that_fails_gives_a_calm_notice(open_page: OpenPage, script: str, notice: str) -> None:
    page = desk(open_page, "en/" + LETTERS, before=script)
    page.get_by_label(texts("en")["tool_keep"]).click()
    expect(page.locator("[data-letter-form] > [role=status]")).to_have_text(texts("en")[notice])
    expect(page.get_by_label(texts("en")["tool_keep"])).not_to_be_checked()
    page.get_by_label("Phone number").fill("123")
    expect(sheet(page, "counter", "en")).to_contain_text("123")


def test_without_scripts_letters_can_be_read_and_printed(open_page: OpenPage) -> None:
    page = open_page(LETTERS, viewport=PHONE, java_script_enabled=False)
    expect(page.locator("[data-letter-form]")).to_be_hidden()
    expect(page.locator("[data-copy]").first).to_be_hidden()
    for letter in IDS:
        for language in ("zh", "en"):
            expect(sheet(page, letter, language)).to_be_visible()
    pdf = printed(page)
    assert "____" in text_of(pdf)
    assert len(pdf.pages) > 2
    assert page.locator("article :is([style], [onclick], [oninput], [onsubmit])").count() == 0


def test_nothing_moves_when_the_scripts_start(open_page: OpenPage) -> None:
    watch = "window.shift = 0; new PerformanceObserver(list => { for (const e of list.getEntries()) window.shift += e.value; }).observe({ type: 'layout-shift', buffered: true });"
    for address in ("en/" + LETTERS, "tools/dates/"):
        page = open_page(address, before=watch, viewport=PHONE, settle=True)
        assert page.evaluate("window.shift") < 0.005
