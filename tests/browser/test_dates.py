"""Dates as a person uses them: work one out, collect, export, keep; and the pure functions behind it, held to Python's results."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, OpenPage, carried_over
from tests.browser.test_layout import axe_findings, overflow
from tests.guide import ROOT, texts

CASES: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests" / "data" / "date_cases.yml").read_text(encoding="utf-8"))
DATES = "tools/dates/"
KEY = "sim-guide.dates"
# Half past eleven at night, on a device far from UTC: the day there is not the day in London.
CLOCK = "const Real = Date; Date = class extends Real { constructor(...a) { a.length ? super(...a) : super('2026-11-21T12:30:00Z'); } };"


def module(page: Page, name: str) -> str:
    """The address of a module of ours."""
    return page.url.split("/guide/")[0] + f"/guide/assets/js/{name}"


def run(page: Page, name: str, body: str, argument: Any = None) -> Any:
    """The value of `body`, in which `m` is the module and `a` the argument."""
    return page.evaluate(f"async ([url, a]) => {{ const m = await import(url); {body} }}", [module(page, name), argument])


def desk(open_page: OpenPage, address: str, **options: Any) -> Page:
    """The page with its program running."""
    page = open_page(address, **options)
    page.wait_for_selector("[data-dates][data-ready]")
    return page


def saved(page: Page, button: str) -> tuple[str, bytes]:
    """Press a button and return name and content of the file it saves."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button, exact=True).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def work_out(page: Page, rule: str, start: str, name: str = "") -> None:
    """Choose a rule, type a day as `MMDDYYYY` key by key, and a name."""
    page.select_option("#dates-rule", rule)
    page.locator("#dates-start").focus()
    page.keyboard.type(start)
    page.locator("#dates-name").fill(name)


def test_both_languages_of_code_count_days_the_same(open_page: OpenPage) -> None:
    page = open_page("en/about/")
    arguments = [[case["start"], case["duration"], case.get("count", "calendar"), case.get("direction", "after")] for case in CASES]
    counted = run(page, "dates/calendar.js", "return a.map((one) => m.addDuration(...one))", arguments)
    wrong = [f"{case['why']}: {got}" for case, got in zip(CASES, counted, strict=True) if got != case["day"]]
    assert wrong == []
    nonsense = [
        "",
        "2026-02-30",
        "2026-13-01",
        "1899-12-31",
        "2200-01-01",
        "26-1-1",
        "2026-1-1",
        "2026-01-01T00:00",
        "<b>",
        "２０２６-01-01",
    ]
    assert run(page, "dates/calendar.js", "return a.filter(m.isDay)", nonsense) == []
    assert run(page, "dates/calendar.js", "return a.map((d) => m.addDuration(d, 'P1D'))", nonsense) == [None] * len(nonsense)
    assert run(
        page, "dates/calendar.js", "return [m.daysBetween('2026-10-24', '2026-10-26'), m.daysBetween('2027-01-01', '2026-12-31')]"
    ) == [2, -1]


@pytest.mark.parametrize(("zone", "day"), [("Pacific/Kiritimati", "2026-11-22"), ("Pacific/Honolulu", "2026-11-21")])
def test_today_is_the_device_s_own_day(open_page: OpenPage, zone: str, day: str) -> None:
    page = open_page("en/about/", timezone_id=zone)
    assert run(page, "dates/calendar.js", "return m.today(new Date('2026-11-21T12:30:00Z'))") == day


def test_calendar_files_are_read_back_by_a_real_parser(open_page: OpenPage) -> None:
    page = open_page("en/about/")
    tricky = "逗号, 分号; 反斜\\杠\n第二行 " + "一二三四五六七八九十" * 12 + " 🙂" * 20
    days = [
        {
            "uid": "a-20261231@x",
            "day": "2026-12-31",
            "summary": tricky,
            "description": tricky,
            "url": "https://guide.example/#a",
            "early": True,
        },
        {"uid": "b-20280228@x", "day": "2028-02-28", "summary": "BEGIN:VEVENT\r\nUID:forged\x00\x07"},
    ]
    options = "{ language: 'zh', name: '销号, 指南', now: new Date('2026-11-21T12:30:45Z') }"
    text = run(page, "dates/ics.js", f"return m.calendarFile(a, {options})", days)
    lines = text.split("\r\n")
    assert lines[-1] == ""
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in lines) <= 75
    calendar = Calendar.from_ical(text)
    assert (calendar["VERSION"], calendar["CALSCALE"], calendar["METHOD"]) == ("2.0", "GREGORIAN", "PUBLISH")
    first, second = calendar.walk("VEVENT")
    assert (str(first["SUMMARY"]), str(first["DESCRIPTION"])) == (tricky, tricky)
    assert str(second["SUMMARY"]) == "BEGIN:VEVENT\nUID:forged"
    assert [str(event["UID"]) for event in (first, second)] == ["a-20261231@x", "b-20280228@x"]
    assert (first.decoded("DTSTART"), first.decoded("DTEND")) == (date(2026, 12, 31), date(2027, 1, 1))
    assert (second.decoded("DTSTART"), second.decoded("DTEND")) == (date(2028, 2, 28), date(2028, 2, 29))
    assert first["DTSTART"].params["VALUE"] == "DATE"
    assert first["SUMMARY"].params["LANGUAGE"] == "zh"
    assert first.decoded("DTSTAMP").isoformat() == "2026-11-21T12:30:45+00:00"
    alarms = [event.walk("VALARM")[0] for event in (first, second)]
    assert [alarm.decoded("TRIGGER") for alarm in alarms] == [timedelta(hours=-39), timedelta(hours=9)]
    assert {str(alarm["ACTION"]) for alarm in alarms} == {"DISPLAY"}
    uids = run(
        page,
        "dates/ics.js",
        "return [m.uidOf('gb-pac', '2026-11-21'), m.uidOf('gb-pac', '2026-11-21', '妈妈'), m.uidOf('gb-pac', '2026-11-21', '爸爸')]",
    )
    assert uids[0] == "gb-pac-20261121@sim-cancellation-guide"
    assert len(set(uids)) == 3
    noted = run(
        page, "dates/ics.js", "return m.fromNotedDate({ id: 'd1', label: '交还设备', date: '2026-12-01', kind: 'own' }, 'giffgaff')"
    )
    assert (noted["day"], noted["summary"], noted["uid"].split("@")[0]) == ("2026-12-01", "giffgaff · 交还设备", "noted-d1")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_date_is_worked_out_collected_and_exported(open_page: OpenPage, language: str) -> None:
    words = texts(language)
    page = desk(open_page, ("" if language == "zh" else "en/") + DATES, before=CLOCK, timezone_id="Asia/Shanghai", accept_downloads=True)
    page.select_option("#dates-place", "gb")
    assert page.locator("#dates-rule option[value=cn-carrier-answers]").count() == 0
    work_out(page, "gb-giffgaff", "08312026", "妈妈的卡")
    day = {"zh": "2027 年 2 月 28 日（星期日）", "en": "Sunday, 28 February 2027"}[language]
    result = page.locator("[data-dates-result]")
    expect(result).to_have_text(words["dates_result_by"].format(day=day) + words["source_joiner"] + words["dates_in"].format(n=99))
    why = page.locator("[data-dates-why]")
    expect(why).to_contain_text(words["dates_math_calendar"])
    expect(why).to_contain_text(words["dates_math_months"])
    expect(why).to_contain_text(words["dates_weekend"])
    expect(why.locator("a.footnote-ref")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("[data-dates-status]")).to_contain_text(day)
    work_out(page, "gb-switch-done", "11202026")
    expect(why).to_contain_text(words["dates_math_working"])
    page.get_by_role("button", name=words["dates_add"]).click()
    items = page.locator(".dates__item")
    expect(items).to_have_count(2)
    expect(items.first).to_contain_text({"zh": "2026 年 11 月 23 日", "en": "23 November 2026"}[language])
    page.get_by_role("button", name=words["dates_add"]).click()
    expect(page.locator("[data-dates-status]")).to_have_text(words["dates_already"])
    expect(items).to_have_count(2)
    name, content = saved(page, words["dates_export_all"])
    assert name == f"{words['dates_file']}.ics"
    events = Calendar.from_ical(content.decode()).walk("VEVENT")
    assert [event.decoded("DTSTART") for event in events] == [date(2026, 11, 23), date(2027, 2, 28)]
    assert [str(event["UID"]).split("@")[0][:20] for event in events] == ["gb-switch-done-20261", "gb-giffgaff-20260831"]
    assert str(events[1]["SUMMARY"]).startswith("妈妈的卡 · giffgaff")
    assert str(events[1]["DESCRIPTION"]).startswith(words["dates_result_by"].format(day=day))
    assert str(events[1]["URL"]).endswith(f"{DATES}#date-gb-giffgaff")
    assert {event["SUMMARY"].params["LANGUAGE"] for event in events} == {language}
    one = page.get_by_role("button", name=words["dates_export"]).first
    with page.expect_download() as download:
        one.click()
    assert len(Calendar.from_ical(Path(download.value.path()).read_text(encoding="utf-8")).walk("VEVENT")) == 1
    assert axe_findings(page, "[data-dates]") == []
    assert page.evaluate("localStorage.length - (localStorage.getItem('/guide/.__palette') ? 1 : 0)") == 0


def test_past_days_and_today_are_said_so(open_page: OpenPage) -> None:
    words = texts("en")
    page = desk(open_page, "en/" + DATES, before=CLOCK, timezone_id="UTC")
    for start, expected in (("11062026", words["dates_today"]), ("11052026", words["dates_ago_one"]), ("11072026", words["dates_in_one"])):
        work_out(page, "cn-carrier-answers", start)
        expect(page.locator("[data-dates-result]")).to_contain_text(", " + expected)
    page.locator("#dates-start").fill("")
    expect(page.locator("[data-dates-result]")).to_be_empty()
    page.get_by_role("button", name=words["dates_add"]).click()
    expect(page.locator("[data-dates-status]")).to_contain_text("1900-01-01")
    expect(page.locator("#dates-start")).to_be_focused()
    page.select_option("#dates-rule", "")
    page.get_by_role("button", name=words["dates_add"]).click()
    expect(page.locator("[data-dates-status]")).to_have_text(words["dates_choose_rule"])
    expect(page.locator("#dates-rule")).to_be_focused()


def test_a_row_goes_into_the_form_and_an_entry_comes_back(open_page: OpenPage) -> None:
    words = texts("en")
    page = desk(open_page, "en/" + DATES, viewport={"width": 320, "height": 700})
    page.select_option("#dates-place", "gb")
    page.locator("[data-pick=us-tello-cancel]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#dates-start")).to_be_focused()
    expect(page.locator("label[for=dates-start]")).to_contain_text("the renewal date")
    page.keyboard.type("03012028")
    expect(page.locator("[data-dates-result]")).to_contain_text("Tuesday, 29 February 2028")
    page.keyboard.press("Enter")
    assert overflow(page) == []
    page.get_by_role("button", name=words["dates_remove"]).click()
    undo = page.get_by_role("button", name=words["tool_undo"], exact=True)
    expect(undo).to_be_focused()
    expect(page.locator(".dates__item")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator(".dates__item")).to_have_count(1)
    expect(page.locator("[data-dates-status]")).to_have_text(words["tool_undone"])
    expect(undo).to_have_count(0)


def test_the_list_is_kept_only_when_asked_and_in_both_languages(open_page: OpenPage) -> None:
    page = desk(open_page, "en/" + DATES)
    work_out(page, "us-number-freeze", "11202026", "<img src=x onerror=alert(1)>")
    page.get_by_role("button", name=texts("en")["dates_add"]).click()
    expect(page.locator(".dates__item")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.evaluate(f"localStorage.getItem('{KEY}')") is None
    page.get_by_label(texts("en")["tool_keep_dates"]).check()
    with carried_over(page):
        page.locator("[data-language-link]").click()
        page.wait_for_url(f"**/guide/{DATES}")
    expect(page.locator(".dates__item")).to_contain_text("<img src=x onerror=alert(1)>")
    expect(page.locator("[data-keep]")).to_be_checked()
    page.locator("[data-keep]").uncheck()
    assert page.evaluate(f"localStorage.getItem('{KEY}')") is None
    with carried_over(page):
        page.reload()
    expect(page.locator("[data-dates-empty]")).to_be_visible()


HOSTILE = [
    "[[]]",
    '{"version":1,"values":[]}',
    '{"version":1,"values":{"name":1}}',
    '{"version":1,"values":{"A b":"x"}}',
    "1e999",
    "{broken",
    "null",
    "[]",
    '{"version":2,"entries":[]}',
    '{"version":1,"entries":{}}',
    '{"version":1,"entries":[{"rule":"x","start":"2026-02-30","name":""}]}',
]


def test_what_cannot_be_read_is_set_aside_never_lost(open_page: OpenPage) -> None:
    """Both kept values over a storage that holds anything: what is not sound is copied aside before it is taken away."""
    page = open_page("en/about/")
    found = page.evaluate(
        """async ([kept, dates, letters, hostile]) => {
          const { KeptValue } = await import(kept);
          const parsers = [(await import(dates)).parseKept, (await import(letters)).parseKept];
          const dice = (n) => Math.floor(Math.random() * n);
          const any = (depth) => [() => null, () => dice(9), () => "x".repeat(dice(400)), () => "2026-02-30", () => [any(depth + 1)],
            () => ({ version: 1 + dice(2), entries: any(depth + 1), values: any(depth + 1) }),
            () => ({ rule: "a-b", start: "2026-02-01", name: any(depth + 1), __proto__: null })][depth > 4 ? dice(4) : dice(7)]();
          const random = Array.from({ length: 2000 }, () => JSON.stringify(any(0)));
          const wrong = [];
          for (const parse of parsers) for (const text of [...hostile, ...random]) {
            const held = new Map([["sim-guide.test", text]]);
            const storage = { getItem: (key) => held.get(key) ?? null, setItem: (key, value) => held.set(key, value), removeItem: (key) => held.delete(key) };
            const value = new KeptValue("test", parse, () => storage);
            const read = value.read();
            const aside = [...held].filter(([key]) => key.startsWith("sim-guide.test.aside."));
            const lost = read === null ? aside[0]?.[1] !== text || held.has("sim-guide.test") || value.trouble !== "corrupt" : held.get("sim-guide.test") !== text;
            if (lost) wrong.push(text);
            const full = { ...storage, setItem() { throw new Error("full"); } };
            held.clear();
            held.set("sim-guide.test", text);
            new KeptValue("test", parse, () => full).read();
            if (held.get("sim-guide.test") !== text) wrong.push(`full: ${text}`);
          }
          const sound = parsers[0]({ version: 1, entries: [{ rule: "a", start: "2026-02-28", name: "<b>", more: 1 }] });
          return [wrong.slice(0, 3), sound, parsers[1]({ version: 1, values: { name: "<b>" } })];
        }""",
        [*(module(page, name) for name in ("kept-value.js", "dates/desk.js", "letters/words.js")), HOSTILE],
    )
    assert found[0] == []
    assert found[1] == {"version": 1, "entries": [{"rule": "a", "start": "2026-02-28", "name": "<b>"}]}
    assert found[2] == {"version": 1, "values": {"name": "<b>"}}


def test_a_visitor_is_told_what_could_not_be_read(open_page: OpenPage) -> None:
    fill = f"if (!sessionStorage.seeded) {{ sessionStorage.seeded = 1; localStorage.setItem('{KEY}', '{{broken'); }}"
    page = open_page("en/" + DATES, before=fill)
    expect(page.locator("[data-dates-status]")).to_have_text(texts("en")["tool_storage_corrupt"])
    gone = {"version": 1, "entries": [{"rule": rule, "start": "2026-11-20", "name": ""} for rule in ("gone-rule", "cn-number-freeze")]}
    page.evaluate(f"text => {{ localStorage.clear(); localStorage.setItem('{KEY}', text); }}", json.dumps(gone))
    with carried_over(page):
        page.reload()
    expect(page.locator("[data-dates-status]")).to_have_text(texts("en")["dates_gone"].format(n=1))
    expect(page.locator(".dates__item")).to_have_count(1)
    assert "gone-rule" in page.evaluate(f"Object.entries(localStorage).find(([key]) => key.startsWith('{KEY}.aside'))[1]")


def test_the_dates_of_a_card_go_into_a_calendar(open_page: OpenPage) -> None:
    words = texts("en")
    page = open_page("en/")
    page.locator("[data-plan-tool=card] > summary").click()
    page.locator("[data-plan-do=calendar]").click()
    expect(page.locator("[data-plan-notice]")).to_contain_text(words["plan_calendar_empty"])
    page.locator("[name=name]").fill("Mum, giffgaff")
    page.locator("[data-plan-add=dates] [name=date]").fill("2026-12-31")
    page.locator("[data-plan-add=dates] [name=label]").fill("Notice; ends")
    page.locator("[data-plan-add=dates] button").click()
    with page.expect_download() as download:
        page.locator("[data-plan-do=calendar]").click()
    [event] = Calendar.from_ical(Path(download.value.path()).read_text(encoding="utf-8")).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Mum, giffgaff · Notice; ends"
    assert event.decoded("DTSTART") == date(2026, 12, 31)
    expect(page.locator("[data-plan-notice]")).to_contain_text(words["plan_calendar_saved"].format(file="sim-dates.ics"))


def test_without_scripts_every_date_and_its_source_can_be_read(open_page: OpenPage) -> None:
    page = open_page(DATES, viewport=PHONE, java_script_enabled=False)
    assert page.locator("article [data-rule]").count() > 60
    for row in page.locator("article tr:has([data-rule])").all()[2:]:
        assert row.locator("a.footnote-ref").count() >= 1
    expect(page.locator("article [data-rule]").first).to_be_visible()
    expect(page.locator("[data-dates]")).to_be_hidden()
    expect(page.locator("[data-pick]").first).to_be_hidden()
