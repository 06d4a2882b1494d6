"""The planner as a person uses it: answers, plan, several cards, files, links, paper, and storage that misbehaves."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage, carried_over, until
from tests.browser.test_checklist import BLOCKED, FULL
from tests.browser.test_layout import axe_findings, overflow
from tests.browser.test_print import printed, squeezed, text_of
from tests.guide import ROOT, texts

KEY = "sim-guide.plan"
SCHEMA = json.loads((ROOT / "data" / "schema" / "saved-plan.schema.json").read_text(encoding="utf-8"))
EN, ZH = texts("en"), texts("zh")


def saved(page: Page) -> dict[str, Any]:
    document = json.loads(page.evaluate(f"localStorage.getItem('{KEY}')"))
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    return document  # type: ignore[no-any-return]


def steps(page: Page) -> list[str]:
    return page.eval_on_selector_all("[data-plan] li[data-step]", "all => all.map(item => item.dataset.step)")  # type: ignore[no-any-return]


def status(page: Page) -> Locator:
    return page.locator("[data-plan-status]")


def notice(page: Page) -> Locator:
    return page.locator("[data-plan-notice]")


def choose(page: Page, *values: str, wait: bool = True) -> None:
    if wait:  # until the planner is there and has its carriers
        page.wait_for_selector("select[name=carrier] optgroup", state="attached")
    for value in values:
        page.locator(f".plan__choice:has([value={value}])").click()


def open_tool(page: Page, name: str) -> None:
    page.locator(f"[data-plan-tool={name}] > summary").click()
    expect(page.locator(f"[data-plan-tool={name}] > div")).to_be_visible()


def seeded(text: str, key: str = KEY) -> str:
    """A script that puts a text into the storage before the first page of a context, once."""
    return f"if (!sessionStorage.seeded) {{ sessionStorage.seeded = 1; localStorage.setItem('{key}', {json.dumps(text)}); }}"


def card(name: str, **fields: Any) -> dict[str, Any]:
    empty = {"answers": {}, "carrier": "", "ticks": {}, "dates": [], "references": [], "note": "", "archived": False}
    return {"id": f"card-{name.lower()}", "name": name, **empty, "changed": "2026-11-21T10:00:00.000Z", **fields}


def document(*cards: dict[str, Any]) -> str:
    return json.dumps({"version": 1, "current": cards[0]["id"], "cards": cards})


# --- the plan -----------------------------------------------------------------------------------------------------------


def test_without_scripts_there_is_a_plan_for_everyone(open_page: OpenPage) -> None:
    page = open_page("en/", java_script_enabled=False)
    expect(page.locator(".plan__noscript")).to_be_visible()
    plain = page.locator("[data-plan] li[data-step]")
    assert 10 <= plain.count() <= 16
    expect(plain.first.get_by_role("link", name=EN["checklist_how"])).to_have_attribute("href", "before/which-card/#which-carrier")
    plain.first.locator("label").click()
    expect(plain.first.locator("input")).to_be_checked()
    plain.first.locator("summary").click()
    expect(plain.first.locator(".plan__why p")).to_be_visible()


@pytest.mark.parametrize(("address", "size"), [("", PHONE), ("en/", DESKTOP)])
def test_the_script_moves_nothing_and_changes_nothing_at_first(open_page: OpenPage, address: str, size: dict[str, int]) -> None:
    watch = "window.shifted = []; new PerformanceObserver((list) => { for (const e of list.getEntries()) shifted.push(...e.sources.map((s) => s.node?.parentElement?.closest('main')).filter(Boolean).map(() => e.value)); }).observe({ type: 'layout-shift', buffered: true });"
    page = open_page(address, viewport=size, before=watch, settle=True)
    assert page.evaluate("window.shifted") == []
    plain = open_page(address, viewport=size, java_script_enabled=False)
    lists = "[data-plan] ol[data-phase]"
    assert page.locator(lists).all_inner_texts() == plain.locator(lists).all_inner_texts()


def test_an_answer_given_before_the_script_has_come_is_not_lost(open_page: OpenPage, server: str) -> None:
    page = open_page("en/about/")
    held: list[Route] = []
    page.route("**/planner.*.js", lambda route: held.append(route))
    page.goto(server + "en/", wait_until="commit")  # the rest of the page waits for its scripts
    choose(page, "esim", wait=False)
    page.locator("select[name=from]").select_option("gb")
    page.locator("[data-plan] li label").first.click()
    page.locator("[data-plan-tool=cards] > summary").click()
    for route in held:
        route.continue_()
    expect(page.locator("select[name=carrier] [value=ee]")).to_be_attached()
    expect(page.locator("[data-plan-tool=cards] > div")).to_be_visible()
    [only] = saved(page)["cards"]
    assert (only["answers"], list(only["ticks"])) == ({"from": "gb", "form": "esim"}, ["which-carrier"])


def test_without_the_names_of_carriers_the_plan_still_works(open_page: OpenPage) -> None:
    mine = card("Mine", answers={"from": "gb"}, carrier="ee")
    page = open_page("en/about/", before=seeded(document(mine)), expect_trouble=("failed:", "console: Failed to load resource"))
    page.route("**/plan/carriers.en.json", lambda route: route.abort("failed"))
    with carried_over(page):
        page.goto(page.url.replace("about/", ""))
    expect(notice(page)).to_contain_text(EN["plan_carrier_failed"])
    choose(page, "lost", wait=False)
    expect(page.locator("li[data-step=ee-call-to-cancel]")).to_be_visible()
    assert saved(page)["cards"][0]["carrier"] == "ee"


def test_every_answer_changes_the_plan_at_once_and_says_so(open_page: OpenPage) -> None:
    page = open_page("en/", viewport=PHONE)
    expect(status(page)).to_have_text("")
    choose(page, "lost")
    assert steps(page)[0] == "lost-suspend"
    expect(status(page)).to_have_text(EN["plan_updated"].format(total=len(steps(page))))
    choose(page, "esim")
    order = steps(page)
    assert order.index("esim-end-plan") < order.index("device-delete-profile")
    choose(page, "none")
    assert "lost-suspend" not in steps(page)
    assert saved(page)["cards"][0]["answers"] == {"form": "esim", "situation": []}
    choose(page, "arrears")
    expect(page.locator("[value=none]")).not_to_be_checked()
    expect(page.locator("[data-plan-jump]")).to_have_text(EN["plan_jump"].format(total=len(steps(page))))
    with carried_over(page):
        page.reload()
    expect(page.locator("[value=esim]")).to_be_checked()
    assert "arrears-ask" in steps(page)


def test_start_here_moves_to_the_first_step_that_is_not_done(open_page: OpenPage) -> None:
    page = open_page("en/")
    items = page.locator("[data-plan] li[data-step]")
    expect(page.locator("[data-plan] [aria-current=step]")).to_have_count(1)
    expect(items.nth(0).locator(".plan__here")).to_be_visible()
    items.nth(0).locator("label").click()
    expect(items.nth(0).locator(".plan__here")).to_be_hidden()
    expect(items.nth(1).locator(".plan__here")).to_be_visible()
    done = EN["checklist_progress"].format(done=1, total=items.count())
    expect(page.locator("[data-plan-progress]")).to_have_text(done)
    expect(status(page)).to_have_text(done)
    with carried_over(page):
        page.reload()
    expect(items.nth(0).locator("input")).to_be_checked()


def test_a_carriers_steps_and_hotline_stand_in_the_plan(open_page: OpenPage, server: str) -> None:
    page = open_page("en/")
    page.get_by_role("combobox", name=EN["plan_region"], exact=True).select_option("gb")
    names = page.locator("select[name=carrier] option").all_inner_texts()
    assert "giffgaff" in names
    assert "Verizon" not in names
    page.get_by_role("combobox", name=EN["plan_carrier"], exact=True).select_option("ee")
    expect(page.locator("li[data-step=ee-call-to-cancel]")).to_be_visible()
    expect(page.locator("li[data-step=prep-blockers] .plan__call")).to_have_attribute("href", re.compile(r"^tel:\d+$"))
    choose(page, "abroad", "lost")
    first = page.locator("li[data-step=lost-suspend] .plan__call")
    expect(first).to_have_attribute("href", re.compile(r"^tel:\+44\d+$"))
    about = page.locator("[data-plan-carrier]")
    expect(about).to_contain_text("EE")
    for link in (about.get_by_role("link"), page.locator("li[data-step=ee-call-to-cancel] .plan__how")):
        assert page.request.get(server + "en/" + (link.get_attribute("href") or "")).status == 200
    page.get_by_role("combobox", name=EN["plan_region"], exact=True).select_option("us")
    expect(page.locator("[data-plan-carrier]")).to_be_hidden()
    assert saved(page)["cards"][0]["carrier"] == ""


def test_choosing_a_carrier_first_answers_the_region_too(open_page: OpenPage) -> None:
    page = open_page("")
    page.locator("select[name=carrier]").select_option("giffgaff")
    expect(page.locator("select[name=from]")).to_have_value("gb")
    expect(page.locator("li[data-step=giffgaff-let-it-lapse]")).to_be_visible()


def test_a_carrier_that_cannot_be_had_gives_a_calm_notice_and_the_general_steps(open_page: OpenPage) -> None:
    page = open_page("en/", expect_trouble=("failed: ", "console: Failed to load resource"))
    page.route("**/carriers/ee.json", lambda route: route.abort("failed"))
    page.locator("select[name=carrier]").select_option("ee")
    expect(notice(page)).to_contain_text(EN["plan_carrier_failed"])
    assert "keepnum-end" in steps(page)
    page.unroute("**/carriers/ee.json")
    page.locator("select[name=carrier]").select_option("")
    page.locator("select[name=carrier]").select_option("ee")
    expect(page.locator("li[data-step=ee-call-to-cancel]")).to_be_visible()
    expect(notice(page)).to_be_hidden()


def test_keyboard_alone_goes_through_the_whole_planner(open_page: OpenPage) -> None:
    page = open_page("en/")
    press = page.keyboard.press

    def until(selector: str) -> None:
        for _ in range(80):
            press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"Tab never reaches {selector}")

    until("select[name=from]")
    page.keyboard.type("United K")
    press("Tab")
    page.keyboard.type("EE")
    press("Tab")
    press("ArrowLeft")
    expect(page.locator("[value=esim]")).to_be_checked()
    press("Tab")
    press("Space")
    press("Enter")
    assert "?" not in page.url
    expect(page.locator("[value=lost]")).to_be_checked()
    until("[data-plan-result] input")
    press("Space")
    until("summary")
    press("Enter")
    expect(page.locator("li[data-step=lost-suspend] .plan__why p")).to_be_visible()
    until("[data-plan-tool=card] > summary")
    press("Enter")
    expect(page.locator("[data-plan-tool=card] > div")).to_be_visible()
    press("Tab")
    page.keyboard.type("Mum")
    press("Tab")
    page.keyboard.type("12242026")
    until("[name=label]")
    page.keyboard.type("PAC ends")
    press("Enter")
    expect(page.locator("[data-plan-list=dates]")).to_contain_text("2026-12-24 PAC ends")
    expect(page.locator("[name=date]")).to_be_focused()
    until("[data-plan-list=references] ~ form [name=what]")
    page.keyboard.type("Ticket")
    press("Tab")
    page.keyboard.type("A-1")
    press("Enter")
    until("[name=note]")
    page.keyboard.type("Ask for Ana")
    until("[data-plan-tool=cards] > summary")
    press("Enter")
    until("[data-plan-do=add]")
    press("Enter")
    expect(page.locator("select[name=from]")).to_be_focused()
    expect(page.locator("select[name=from]")).to_have_value("")
    until("[data-card] button")
    press("Enter")
    expect(page.locator("[data-plan-name]")).to_have_text(EN["plan_list_of"].format(name="Mum"))
    assert page.evaluate("document.activeElement.closest('[data-card]') !== null")
    until("[data-plan-tool=keep] > summary")
    press("Enter")
    until("[data-plan-do=clear]")
    press("Enter")
    expect(page.get_by_role("dialog", name=EN["plan_clear_ask"])).to_be_visible()
    press("Escape")
    expect(page.locator("[data-plan-do=clear]")).to_be_focused()
    first = saved(page)["cards"][0]
    assert (first["name"], first["note"], first["carrier"]) == ("Mum", "Ask for Ana", "ee")
    assert first["answers"] == {"from": "gb", "form": "esim", "situation": ["lost"]}
    assert first["dates"][0]["date"] == "2026-12-24"
    assert first["references"] == [{"what": "Ticket", "text": "A-1"}]
    assert list(first["ticks"]) == ["lost-suspend"]


@pytest.mark.parametrize(("address", "words"), [("", ZH), ("en/", EN)])
def test_a_screen_reader_hears_what_everything_is(open_page: OpenPage, address: str, words: dict[str, str]) -> None:
    page = open_page(address)
    plan = page.get_by_role("region", name=words["plan_title"])
    for name in ("from", "form", "situation", "channel"):
        expect(plan.get_by_role("group", name=words[f"plan_q_{name}"])).to_be_visible()
    expect(plan.get_by_role("combobox", name=words["plan_region"], exact=True)).to_be_visible()
    expect(plan.get_by_role("radio", name=words["plan_form_esim"], exact=True)).to_be_visible()
    expect(plan.get_by_role("checkbox", name=words["plan_situation_lost"], exact=True)).to_be_visible()
    for phase in ("before", "cancel", "after"):
        expect(plan.get_by_role("heading", level=3, name=words[f"phase_{phase}"], exact=True)).to_be_visible()
        expect(plan.get_by_role("list", name=words[f"phase_{phase}"], exact=True)).to_be_visible()
    item = plan.locator("li[data-step=unbind-money]")
    label = item.locator("label").inner_text()
    expect(item.get_by_role("checkbox", name=label)).to_be_visible()
    expect(item.get_by_role("link", name=f"{words['checklist_how']}: {label}")).to_be_visible()
    expect(item.locator("summary")).to_have_accessible_name(f"{words['plan_why']}: {label}")
    expect(plan.get_by_role("status")).to_have_count(1)


# --- several cards ------------------------------------------------------------------------------------------------------


def test_cards_are_kept_apart_renamed_archived_deleted_and_brought_back(open_page: OpenPage, server: str) -> None:
    page = open_page("en/")
    choose(page, "esim")
    page.locator("li[data-step=unbind-money] label").click()
    open_tool(page, "card")
    page.locator(".plan__tools [name=name]").fill("Mum <b>1</b>")
    open_tool(page, "cards")
    page.locator("[data-plan-do=add]").click()
    expect(status(page)).to_have_text(EN["plan_card_opened"].format(name=EN["plan_card_unnamed"].format(n=2), total=len(steps(page))))
    expect(page.locator("li[data-step=unbind-money] input")).not_to_be_checked()
    expect(page.locator("[value=esim]")).not_to_be_checked()
    choose(page, "lost")
    rows = page.locator("[data-card]")
    expect(rows.nth(0)).to_contain_text("Mum <b>1</b>")
    assert rows.locator("b").count() == 0
    expect(rows.nth(1)).to_contain_text(EN["plan_next"].format(step=page.locator("li[data-step=lost-suspend] label").inner_text()))
    with carried_over(page):
        page.goto(server + "en/situations/lost-or-stolen/")
    page.locator("[data-checklist] input").first.check()
    with carried_over(page):
        page.goto(server + "en/")
    expect(page.locator("li[data-step=lost-suspend] input")).to_be_checked()
    open_tool(page, "cards")
    mum = rows.filter(has_text="Mum")
    mum.get_by_role("button", name=re.compile(f"^{EN['plan_card_archive']}")).click()
    expect(rows.last).to_contain_text(EN["plan_card_archived"])
    mum.get_by_role("button", name=re.compile(f"^{EN['plan_card_open']}")).click()
    expect(page.locator("li[data-step=unbind-money] input")).to_be_checked()
    before = saved(page)
    mum.get_by_role("button", name=re.compile(f"^{EN['plan_card_delete']}")).click()
    assert len(saved(page)["cards"]) == 1
    undo = notice(page).get_by_role("button", name=EN["plan_undo"])
    expect(undo).to_be_focused()
    undo.click()
    expect(notice(page)).to_contain_text(EN["plan_undone"])
    after = saved(page)
    assert [{**one, "changed": ""} for one in after["cards"]] == [{**one, "changed": ""} for one in before["cards"]]
    assert after["current"] == before["current"]


def test_the_last_card_can_be_deleted_and_brought_back(open_page: OpenPage) -> None:
    page = open_page("", before=seeded(document(card("Mum", note="Ana", ticks={"unbind-money": "2026-11-21"}))))
    open_tool(page, "cards")
    page.locator("[data-card] button").last.click()
    assert [one["name"] for one in saved(page)["cards"]] == [""]
    notice(page).get_by_role("button").click()
    assert [one["note"] for one in saved(page)["cards"]] == ["Ana"]


def test_my_cards_show_the_next_action_and_the_next_date(open_page: OpenPage) -> None:
    dates = [
        {"id": "d1", "label": "over", "date": "2020-01-01", "kind": "note"},
        {"id": "d3", "date": "2999-02-01", "kind": "note"},
        {"id": "d2", "label": "PAC ends", "date": "2999-01-01", "kind": "note"},
    ]
    ee = card("Work", carrier="ee", answers={"from": "gb", "form": "physical", "channel": "phone"}, dates=dates)
    page = open_page("en/", before=seeded(document(card("Mine"), ee)))
    open_tool(page, "cards")
    row = page.locator("[data-card=card-work]")
    expect(row).to_contain_text(EN["plan_next_date"].format(date="2999-01-01 PAC ends"))
    expect(row).to_contain_text(EN["plan_next"].format(step=""))
    row.get_by_role("button").first.click()
    open_tool(page, "card")
    listed = page.locator("[data-plan-list=dates] li")
    expect(listed).to_have_count(3)
    listed.nth(1).get_by_role("button").click()
    expect(listed).to_have_count(2)
    notice(page).get_by_role("button", name=EN["plan_undo"]).click()
    expect(listed).to_have_count(3)


def test_the_other_language_shows_the_same_cards(open_page: OpenPage) -> None:
    page = open_page("en/", before=seeded(document(card("Mine", answers={"form": "esim"}), card("Work"))))
    choose(page, "abroad")
    page.locator("[data-plan] li label").first.click()
    order = steps(page)
    with carried_over(page):
        page.locator("[data-language-link]").click()
        page.wait_for_url("**/guide/")
    assert steps(page) == order
    expect(page.locator("[data-plan-name]")).to_have_text(ZH["plan_list_of"].format(name="Mine"))
    expect(page.locator("[data-plan] li input").first).to_be_checked()
    assert len(saved(page)["cards"]) == 2


def test_two_tabs_do_not_lose_each_others_changes(open_page: OpenPage, server: str) -> None:
    page = open_page("en/")
    other = page.context.new_page()
    other.goto(server + "en/")
    choose(page, "esim")
    expect(other.locator("[value=esim]")).to_be_checked()
    choose(other, "abroad")
    expect(page.locator("[value=abroad]")).to_be_checked()
    assert saved(page)["cards"][0]["answers"] == {"form": "esim", "situation": ["abroad"]}


# --- links and files ----------------------------------------------------------------------------------------------------


def test_a_link_carries_answers_only_and_opens_as_a_card_of_its_own(open_page: OpenPage, server: str) -> None:
    mine = card("Secret", note="Hidden", answers={"from": "gb", "situation": ["lost", "abroad"]}, carrier="ee")
    page = open_page("en/", before=seeded(document(mine)))
    open_tool(page, "keep")
    page.locator("[data-plan-do=share]").click()
    link = page.locator("[name=link]").input_value()
    assert link == server + "en/#plan=from:gb;situation:lost|abroad;carrier:ee"
    other = open_page("en/about/", before=seeded(document(card("Mine", ticks={"unbind-money": "2026-11-21"}))))
    other.goto(link)
    expect(notice(other)).to_contain_text(EN["plan_shared"])
    assert other.evaluate("location.hash") == ""
    expect(other.locator("li[data-step=ee-call-to-cancel]")).to_be_visible()
    assert [(one["name"], one["carrier"]) for one in saved(other)["cards"]] == [("Mine", ""), ("", "ee")]
    with carried_over(other):
        other.reload()
    expect(other.locator("li[data-step=ee-call-to-cancel]")).to_be_visible()
    assert len(saved(other)["cards"]) == 2
    other.goto(server + "en/#plan=form:esim")
    expect(other.locator("[value=esim]")).to_be_checked()
    assert len(saved(other)["cards"]) == 3


@pytest.mark.parametrize(
    "fragment", ["#plan=", "#plan=from:moon", "#plan=<img src=x onerror=hacked=1>", "#plan=%E4%", "#plan=" + "a" * 5000, "#plan=form:!esim"]
)
def test_a_broken_link_changes_nothing(open_page: OpenPage, fragment: str) -> None:
    page = open_page("en/" + fragment, before=seeded(document(card("Mine", answers={"form": "esim"}))))
    expect(notice(page)).to_contain_text(EN["plan_share_broken"])
    expect(page.locator("[value=esim]")).to_be_checked()
    assert page.evaluate("window.hacked") is None


def test_a_saved_file_comes_back_beside_or_in_place_of_the_cards(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("en/", before=seeded(document(card("Mine", note="Ana"), card("Work", archived=True))))
    open_tool(page, "keep")
    with page.expect_download() as download:
        page.locator("[data-plan-do=export]").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert re.fullmatch(r"sim-plan-\d{4}-\d{2}-\d{2}\.json", file.name)
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(file.read_text(encoding="utf-8")))
    other = open_page("en/", before=seeded(document(card("Third"))))
    open_tool(other, "keep")
    for answer, names in (
        ("plan_import_no", ["Third"]),
        ("plan_import_merge", ["Third", "Mine", "Work"]),
        ("plan_import_merge", ["Third", "Mine", "Work"]),
        ("plan_import_replace", ["Mine", "Work"]),
    ):
        with other.expect_file_chooser() as chooser:
            other.locator("[data-plan-do=import]").click()
        chooser.value.set_files(file)
        dialog = other.get_by_role("dialog", name=EN["plan_import_ask"].format(count=2))
        dialog.get_by_role("button", name=EN[answer]).click()
        expect(dialog).to_be_hidden()
        if answer != "plan_import_no":
            expect(notice(other)).to_contain_text(EN["plan_imported"].format(count=2))
        assert [one["name"] for one in saved(other)["cards"]] == names
    notice(other).get_by_role("button", name=EN["plan_undo"]).click()
    assert [one["name"] for one in saved(other)["cards"]] == ["Third", "Mine", "Work"]


HOSTILE = document(
    card(
        "<img src=x onerror=hacked=1>",
        id="card-x",
        note="<script>hacked=1</script>",
        dates=[{"id": "d1", "label": "<svg onload=hacked=1>", "date": "2999-01-01", "kind": "note"}],
        references=[{"what": "<b>", "text": "javascript:hacked=1"}],
    )
)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("{broken", "plan_import_broken"),
        ('{"version":1}', "plan_import_broken"),
        ("[" * 100_000, "plan_import_broken"),
        ("x" * 1_000_001, "plan_import_large"),
    ],
)
def test_a_file_that_is_not_ours_changes_nothing(open_page: OpenPage, content: str, expected: str) -> None:
    page = open_page("en/", before=seeded(document(card("Mine"))))
    open_tool(page, "keep")
    page.locator("[data-plan-file]").set_input_files({"name": "x.json", "mimeType": "application/json", "buffer": content.encode()})
    expect(notice(page)).to_contain_text(EN[expected])
    assert [one["name"] for one in saved(page)["cards"]] == ["Mine"]


def test_hostile_words_in_a_file_stay_words(open_page: OpenPage) -> None:
    page = open_page("en/")
    for name in ("keep", "cards", "card"):
        open_tool(page, name)
    page.locator("[data-plan-file]").set_input_files({"name": "x.json", "mimeType": "application/json", "buffer": HOSTILE.encode()})
    page.get_by_role("button", name=EN["plan_import_replace"]).click()
    expect(page.locator("[data-card]")).to_contain_text("<img src=x onerror=hacked=1>")
    expect(page.locator("[data-plan-list=dates]")).to_contain_text("<svg onload=hacked=1>")
    assert page.locator("[data-plan] img, [data-plan] svg").count() == 0
    assert page.evaluate("window.hacked") is None


def test_clearing_asks_first_and_leaves_nothing(open_page: OpenPage) -> None:
    page = open_page(
        "en/", before=seeded(document(card("Mine"))) + "localStorage.setItem('sim-guide.ticks.aside.1', '{'); localStorage.other = '1';"
    )
    open_tool(page, "keep")
    clear = page.locator("[data-plan-do=clear]")
    clear.click()
    page.get_by_role("button", name=EN["plan_clear_no"]).click()
    assert [one["name"] for one in saved(page)["cards"]] == ["Mine"]
    clear.click()
    page.get_by_role("button", name=EN["plan_clear_yes"]).click()
    expect(notice(page)).to_contain_text(EN["plan_cleared"])
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('sim-guide'))") == []
    assert page.evaluate("localStorage.other") == "1"
    expect(page.locator("[data-plan-name]")).to_have_text(EN["plan_list"])


# --- storage that misbehaves --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected", "names"),
    [
        ("{broken", "checklist_storage_corrupt", [""]),
        ('{"version":1,"cards":5}', "checklist_storage_corrupt", [""]),
        ("[" * 100_000, "checklist_storage_corrupt", [""]),
        (" " * 1_100_000 + document(card("Mine")), "checklist_storage_corrupt", [""]),
        (document(card("Mine"), {"id": 5}), "checklist_storage_damaged", ["Mine", ""]),
        (json.dumps({"version": 2, "current": "card-mine", "cards": [card("Mine", colour="red")]}), "plan_storage_newer", ["Mine"]),
        (
            json.dumps({"version": 1, "current": "x", "cards": [card("Mine"), None, card("Work")]}),
            "checklist_storage_damaged",
            ["Mine", "Work"],
        ),
    ],
    ids=["cut", "wrong", "deep", "oversized", "damaged", "newer", "gap"],
)
def test_what_cannot_be_read_is_set_aside_and_the_rest_is_kept(open_page: OpenPage, text: str, expected: str, names: list[str]) -> None:
    page = open_page("en/", before=seeded(text))
    expect(notice(page)).to_contain_text(EN[expected])
    aside = page.evaluate(f"Object.entries(localStorage).filter(([key]) => key.startsWith('{KEY}.aside.')).map(([, text]) => text)")
    assert aside == [text]
    choose(page, "esim")
    assert [one["name"] for one in saved(page)["cards"]] == names
    with carried_over(page):
        page.reload()
    expect(notice(page)).to_be_hidden()
    expect(page.locator("[value=esim]")).to_be_checked()


@pytest.mark.parametrize(("script", "expected"), [(BLOCKED, "plan_storage_blocked"), (FULL, "plan_storage_full")])
def test_storage_that_fails_still_gives_a_plan(open_page: OpenPage, script: str, expected: str) -> None:
    page = open_page("", before=script)
    expect(notice(page)).to_be_hidden()
    choose(page, "lost")
    assert steps(page)[0] == "lost-suspend"
    expect(notice(page)).to_contain_text(ZH[expected])


# --- looks, paper -------------------------------------------------------------------------------------------------------


FILLED = document(
    card(
        "Mine",
        answers={"from": "gb", "form": "esim", "situation": ["lost", "abroad"]},
        carrier="ee",
        ticks={"lost-suspend": "2026-11-21"},
        dates=[{"id": "d1", "label": "PAC", "date": "2999-01-01", "kind": "note"}],
        references=[{"what": "Ticket", "text": "A" * 80}],
        note="Ana",
    ),
    card("W" * 60, archived=True, id="card-w"),
)


@pytest.mark.parametrize(("address", "size", "scheme"), [("", PHONE, "dark"), ("en/", {"width": 320, "height": 640}, "light")])
def test_a_filled_planner_fits_and_axe_finds_nothing(open_page: OpenPage, address: str, size: dict[str, int], scheme: str) -> None:
    page = open_page(address, viewport=size, color_scheme=scheme, before=seeded(FILLED))
    for name in ("card", "cards", "keep"):
        open_tool(page, name)
    page.locator("[data-plan-do=share]").click()
    expect(page.locator("li[data-step=ee-call-to-cancel]")).to_be_visible()
    page.locator("li[data-step=ee-call-to-cancel] summary").click()
    page.locator("[data-card] button").last.click()
    assert overflow(page) == []
    assert axe_findings(page) == []


def test_paper_shows_the_plan_alone_with_boxes_to_tick_and_both_languages(open_page: OpenPage) -> None:
    page = open_page("en/", before=seeded(FILLED) + "window.print = () => { window.asked = 1; };")
    expect(page.locator("li[data-step=ee-call-to-cancel]")).to_be_visible()
    open_tool(page, "keep")
    page.get_by_label(EN["plan_print_both"]).check()
    page.locator("[data-plan-do=print]").click()
    until(page, "window.asked")
    text = text_of(printed(page))
    assert squeezed(EN["plan_list_of"].format(name="Mine")) in text
    place = 0
    for item in page.locator("[data-plan] li[data-step]").all():
        both = item.locator("label").evaluate("label => [...label.childNodes].map((node) => node.textContent)")
        assert len(both) >= 2
        for words in (both[0], both[-1]):
            place = text.find(squeezed(words), place)
            assert place >= 0, words
    for hidden in (EN["plan_why"] + EN["plan_why"], EN["plan_q_from"], EN["plan_print"], "Five things to know first", EN["plan_here"]):
        assert squeezed(hidden) not in text
    page.emulate_media(media="print")
    fills = page.eval_on_selector_all(
        "[data-plan] li input", "all => all.map((box) => [box.checked, getComputedStyle(box).backgroundColor])"
    )
    assert {tuple(fill) for fill in fills} == {(True, "rgb(0, 0, 0)"), (False, "rgb(255, 255, 255)")}


def test_paper_without_the_other_language_says_so(open_page: OpenPage) -> None:
    page = open_page(
        "en/", before="window.print = () => { window.asked = 1; };", expect_trouble=("failed: ", "console: Failed to load resource")
    )
    page.route("**/steps.zh.json", lambda route: route.abort("failed"))
    open_tool(page, "keep")
    page.get_by_label(EN["plan_print_both"]).check()
    page.locator("[data-plan-do=print]").click()
    expect(notice(page)).to_contain_text(EN["plan_print_failed"])
    until(page, "window.asked")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_targets_are_large_enough(open_page: OpenPage, size: dict[str, int]) -> None:
    page = open_page("", viewport=size, has_touch=True, before=seeded(FILLED))
    for selector in ("[data-plan] label:visible", "[data-plan] summary:visible", ".plan__more a:visible", "[data-plan] select"):
        for target in page.locator(selector).all():
            box = target.bounding_box()
            assert box
            assert box["height"] >= 24, f"{selector}: {target.inner_text()}"
