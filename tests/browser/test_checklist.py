"""The checklist as a person uses it: tick, reload, other language, reset, keyboard, and storage that misbehaves."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, OpenPage, carried_over
from tests.guide import texts

KEY = "sim-guide.ticks"  # where ticks were kept before there were cards
PLAN_KEY = "sim-guide.plan"
STORE = "cancel/store/"


def boxes(page: Page) -> list[str]:
    return page.eval_on_selector_all("[data-checklist] input", "all => all.map(box => box.dataset.step)")  # type: ignore[no-any-return]


def ticked(page: Page) -> list[str]:
    return page.eval_on_selector_all("[data-checklist] input:checked", "all => all.map(box => box.dataset.step)")  # type: ignore[no-any-return]


def progress(done: int, total: int, language: str = "zh") -> str:
    return texts(language)["checklist_progress"].format(done=done, total=total)


def test_a_tick_survives_reload_and_language_switch(open_page: OpenPage) -> None:
    page = open_page(STORE)
    all_steps = boxes(page)
    page.locator("[data-checklist] label").first.click()
    expect(page.locator(".checklist__progress")).to_have_text(progress(1, len(all_steps)))
    with carried_over(page):
        page.reload()
    assert ticked(page) == all_steps[:1]
    with carried_over(page):
        page.locator("[data-language-link]").click()
        page.wait_for_url("**/en/cancel/store/")
    assert ticked(page) == all_steps[:1]
    expect(page.locator(".checklist__progress")).to_have_text(progress(1, len(all_steps), "en"))
    page.locator("[data-checklist] label").first.click()
    with carried_over(page):
        page.reload()
    assert ticked(page) == []


def test_ticks_of_other_pages_are_kept_apart(open_page: OpenPage, server: str) -> None:
    page = open_page(STORE)
    page.locator("[data-checklist] input").nth(1).check()
    with carried_over(page):
        page.goto(server + "cancel/online/")
    assert ticked(page) == []
    page.locator("[data-checklist] input").first.check()
    saved = json.loads(page.evaluate(f"localStorage.getItem('{PLAN_KEY}')"))
    assert saved["version"] == 1
    assert [len(card["ticks"]) for card in saved["cards"]] == [2]
    with carried_over(page):
        page.goto(server + STORE)
    assert len(ticked(page)) == 1


def test_all_done_says_so(open_page: OpenPage) -> None:
    page = open_page("en/" + STORE)
    for box in page.locator("[data-checklist] input").all():
        box.check()
    expect(page.locator(".checklist__progress")).to_have_text(texts("en")["checklist_done"])


def test_progress_is_announced_politely(open_page: OpenPage) -> None:
    page = open_page("en/" + STORE)
    status = page.locator("[data-checklist]").get_by_role("status").first
    expect(status).to_have_text(progress(0, len(boxes(page)), "en"))
    page.get_by_role("checkbox").first.check()
    expect(status).to_have_text(progress(1, len(boxes(page)), "en"))


def test_every_box_has_its_step_as_name(open_page: OpenPage) -> None:
    page = open_page("en/" + STORE)
    for step in boxes(page):
        heading = page.locator(f"#{step}").evaluate("h => h.firstChild.textContent.trim()")
        assert page.get_by_role("checkbox", name=heading).count() == 1


def test_reset_asks_first_and_keeps_on_no(open_page: OpenPage) -> None:
    page = open_page("en/" + STORE)
    words = texts("en")
    reset = page.get_by_role("button", name=words["checklist_reset"])
    expect(reset).to_be_disabled()
    page.get_by_role("checkbox").first.check()
    reset.click()
    expect(page.get_by_role("group", name=words["checklist_reset_ask"])).to_be_visible()
    expect(page.get_by_role("button", name=words["checklist_reset_no"])).to_be_focused()
    page.keyboard.press("Escape")
    expect(reset).to_be_focused()
    assert len(ticked(page)) == 1
    reset.click()
    page.get_by_role("button", name=words["checklist_reset_yes"], exact=True).click()
    assert ticked(page) == []
    expect(page.locator(".checklist__progress")).to_have_text(words["checklist_reset_done"])
    with carried_over(page):
        page.reload()
    assert ticked(page) == []


def test_reset_leaves_other_pages_alone(open_page: OpenPage, server: str) -> None:
    page = open_page("en/" + STORE)
    page.get_by_role("checkbox").first.check()
    with carried_over(page):
        page.goto(server + "en/cancel/online/")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name=texts("en")["checklist_reset"]).click()
    page.get_by_role("button", name=texts("en")["checklist_reset_yes"], exact=True).click()
    with carried_over(page):
        page.goto(server + "en/" + STORE)
    assert len(ticked(page)) == 1


def test_keyboard_alone_ticks_follows_and_resets(open_page: OpenPage) -> None:
    page = open_page("en/" + STORE)
    page.locator("[data-checklist] input").first.focus()
    page.keyboard.press("Space")
    assert len(ticked(page)) == 1
    page.keyboard.press("Tab")
    link = page.locator(".checklist__how").first
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#" + boxes(page)[0])
    page.locator(".checklist__foot button").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert ticked(page) == []


def test_two_tabs_do_not_lose_each_others_ticks(open_page: OpenPage, server: str) -> None:
    page = open_page(STORE)
    other = page.context.new_page()
    other.goto(server + STORE)
    page.locator("[data-checklist] input").nth(0).check()
    expect(other.locator("[data-checklist] input").nth(0)).to_be_checked()
    other.locator("[data-checklist] input").nth(1).check()
    expect(page.locator("[data-checklist] input").nth(1)).to_be_checked()
    with carried_over(page):
        page.reload()
    assert len(ticked(page)) == 2


BLOCKED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } });"
FULL = "Storage.prototype.setItem = function () { throw new DOMException('full', 'QuotaExceededError'); };"


@pytest.mark.parametrize(("script", "notice"), [(BLOCKED, "checklist_storage_blocked"), (FULL, "checklist_storage_full")])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_storage_that_fails_gives_a_calm_notice(open_page: OpenPage, script: str, notice: str, language: str) -> None:
    page = open_page(("" if language == "zh" else "en/") + STORE, before=script)
    expect(page.locator(".checklist__notice")).to_be_hidden()
    page.locator("[data-checklist] input").nth(2).check()
    expect(page.locator(".checklist__notice")).to_have_text(texts(language)[notice])
    expect(page.locator(".checklist__progress")).to_have_text(progress(1, len(boxes(page)), language))


@pytest.mark.parametrize(
    "saved",
    [
        "{broken",
        "null",
        "[]",
        '"text"',
        '{"version":2,"ticks":{}}',
        '{"version":1,"ticks":null}',
        '{"version":1,"ticks":{"<img src=x onerror=alert(1)>":"2026-01-01"}}',
        '{"version":1,"ticks":{"store-bring":"yesterday"}}',
        '{"version":1,"ticks":{"store-bring":{"toString":"x"}}}',
    ],
)
def test_corrupt_ticks_are_set_aside_not_lost(open_page: OpenPage, saved: str) -> None:
    fill = f"if (!sessionStorage.seeded) {{ sessionStorage.seeded = 1; localStorage.setItem('{KEY}', {json.dumps(saved)}); }}"
    page = open_page("en/" + STORE, before=fill)
    expect(page.locator(".checklist__notice")).to_have_text(texts("en")["checklist_storage_corrupt"])
    aside = page.evaluate(f"Object.entries(localStorage).filter(([key]) => key.startsWith('{KEY}.aside.')).map(([, text]) => text)")
    assert aside == [saved]
    page.get_by_role("checkbox").first.check()
    with carried_over(page):
        page.reload()
    assert len(ticked(page)) == 1
    expect(page.locator(".checklist__notice")).to_be_hidden()


def test_corrupt_ticks_stay_where_they_are_when_there_is_no_room(open_page: OpenPage) -> None:
    page = open_page(STORE, before=f"if (!localStorage.getItem('{KEY}')) localStorage.setItem('{KEY}', '{{broken'); {FULL}")
    page.locator("[data-checklist] input").first.check()
    assert page.evaluate(f"localStorage.getItem('{KEY}')") == "{broken"


def test_ticks_from_before_there_were_cards_move_to_the_first_card(open_page: OpenPage) -> None:
    old = '{"version":1,"ticks":{"store-bring":"2026-01-02","lost-suspend":"2026-01-03"}}'
    page = open_page(STORE, before=f"if (!sessionStorage.seeded) {{ sessionStorage.seeded = 1; localStorage.setItem('{KEY}', '{old}'); }}")
    assert ticked(page) == ["store-bring"]
    page.locator("[data-checklist] input").first.check()
    [card] = json.loads(page.evaluate(f"localStorage.getItem('{PLAN_KEY}')"))["cards"]
    assert {"store-bring": "2026-01-02", "lost-suspend": "2026-01-03"}.items() <= card["ticks"].items()
    assert page.evaluate(f"localStorage.getItem('{KEY}')") is None


def test_ticks_of_a_tab_with_an_old_page_are_taken_over_too(open_page: OpenPage) -> None:
    page = open_page(STORE)
    page.locator("[data-checklist] input").first.check()
    page.evaluate(f"""localStorage.setItem('{KEY}', '{{"version":1,"ticks":{{"store-say":"2026-01-02"}}}}')""")
    with carried_over(page):
        page.reload()
    assert ticked(page) == [boxes(page)[0], "store-say"]


def test_old_ticks_stay_where_they_are_when_there_is_no_room_for_a_card(open_page: OpenPage) -> None:
    old = '{"version":1,"ticks":{"store-bring":"2026-01-02"}}'
    page = open_page(STORE, before=f"if (!localStorage.getItem('{KEY}')) localStorage.setItem('{KEY}', '{old}'); {FULL}")
    assert ticked(page) == ["store-bring"]
    assert page.evaluate(f"localStorage.getItem('{KEY}')") == old


def test_without_scripts_boxes_tick_and_steps_are_in_order(open_page: OpenPage) -> None:
    page = open_page(STORE, java_script_enabled=False)
    assert page.locator("[data-checklist] ol > li").count() == page.locator("article .step").count() > 3
    page.locator("[data-checklist] label").first.click()
    expect(page.locator("[data-checklist] input").first).to_be_checked()
    expect(page.locator("[data-checklist-foot]")).to_be_hidden()
    for step in page.locator("article .step").all():
        expect(step).to_be_visible()


def test_phone_targets_are_large_enough(open_page: OpenPage) -> None:
    page = open_page(STORE, viewport=PHONE, has_touch=True)
    for selector in ("[data-checklist] label", ".checklist__how", ".checklist__button:visible", "[data-language-link]"):
        for target in page.locator(selector).all():
            box = target.bounding_box()
            assert box is not None
            assert box["height"] >= 24, selector
            assert box["width"] >= 24, selector
