"""Dates: how days are counted, the rules about the data with a fixture that breaks each, and what the page says of them."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from calendar_days import add_duration, parse_duration
from carriers import Directory, Entry
from citations import expanded
from data_files import DataError
from deadlines import RULES, Deadlines, how_it_is_counted, parse_deadlines, problems_of, read_deadlines, rule_length
from hypothesis import given
from hypothesis import strategies as st
from markdown_source import parse_page
from sources import parse_register

from tests.content import lint, rules
from tests.guide import DOCS, LANGUAGES

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "date_cases.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_days_are_counted_as_the_table_says(case: dict[str, Any]) -> None:
    arguments = (date.fromisoformat(case["start"]), case["duration"], case.get("count", "calendar"), case.get("direction", "after"))
    if case["day"] is None:
        with pytest.raises(ValueError, match=r"no duration|outside|can be counted"):
            add_duration(*arguments)
    else:
        assert add_duration(*arguments).isoformat() == case["day"]


@given(st.dates(date(1901, 1, 1), date(2190, 1, 1)), st.integers(1, 999), st.integers(1, 60))
def test_counting_there_and_back_stays_in_order(start: date, days: int, months: int) -> None:
    there = add_duration(start, f"P{days}D")
    assert there - start == timedelta(days=days)
    assert add_duration(there, f"P{days}D", direction="before") == start
    later = add_duration(start, f"P{months}M")
    assert (later.year * 12 + later.month) - (start.year * 12 + start.month) == months
    assert later.day == start.day or (later + timedelta(days=1)).day == 1 < start.day
    worked = add_duration(start, f"P{days}D", "working")
    assert worked.weekday() < 5
    assert sum((start + timedelta(days=n)).weekday() < 5 for n in range(1, (worked - start).days + 1)) == days


REGISTER = parse_register(
    """\
page: { title: { zh: 页, en: Page }, publisher: { zh: 甲, en: A }, kind: carrier, url: "https://a.example/", date: null, read: "2026-01-01", how: live, lang: en }
forum: { title: { zh: 坛, en: Forum }, publisher: { zh: 乙, en: B }, kind: community, url: "https://a.example/", date: null, read: "2026-01-01", how: live, lang: en }
""",
    today=date(2026, 6, 1),
)
FACT = {"id": "code", "duration": "PT720H", "quality": "official", "sources": ["page"]}
CARRIER = Entry("sample", Path("data/carriers/sample.yml"), {"region": "gb", "names": {"zh": "样", "en": "Sample"}, "facts": [FACT]})
DIRECTORY = Directory({"sample": CARRIER}, {"gb": Entry("gb", Path("data/regions/gb.yml"), {"names": {"zh": "英国", "en": "UK"}})})
SOUND = """\
gb-code:
  kind: code
  region: gb
  carrier: sample
  what: { zh: 最后一天, en: Last day }
  start: { zh: 拿到码的那天, en: the day you got the code }
  duration: P30D
  count: calendar
  direction: after
  act: by
  then: { zh: 用掉它。, en: Use it. }
  quality: official
  sources: [page]
  fact: carriers/sample/code
  see: cancel/phone.md
own-move:
  kind: own
  region: any
  what: { zh: 换绑, en: Move accounts }
  start: { zh: 销号那天, en: the day you cancel }
  duration: P1M
  month_end: clamp
  count: calendar
  direction: before
  act: by
  then: { zh: 先换银行。, en: Banks first. }
  see: before/unbind.md
"""
REFUSED = [
    ("kind: code", "kind: rumour", "'rumour' is not one of"),
    ("duration: P30D", "duration: PT24H", "does not match"),
    ("count: calendar\n  direction: after", "count: roughly\n  direction: after", "'roughly' is not one of"),
    ("  act: by\n  then: { zh: 用掉它", "  then: { zh: 用掉它", "'act' is a required property"),
    ("what: { zh: 最后一天, en: Last day }", "what: { zh: 最后一天 }", "'en' is a required property"),
    ("see: cancel/phone.md", "see: https://example.org/", "does not match"),
    ("month_end: clamp", "month_end: overflow", "'overflow' is not one of"),
    ("own-move:", "Own_Move:", "does not match"),
    ("kind: own", "kind: own\n  colour: blue", "'colour' was unexpected"),
]


@pytest.mark.parametrize(("sound", "broken", "expected"), REFUSED, ids=[row[2] for row in REFUSED])
def test_the_schema_refuses_with_file_and_line(sound: str, broken: str, expected: str) -> None:
    assert sound in SOUND
    with pytest.raises(DataError, match=expected) as error:
        parse_deadlines(SOUND.replace(sound, broken))
    assert re.match(r"data/deadlines\.yml:\d+: ", str(error.value))


BROKEN = [
    ("month_ends_are_settled", "  month_end: clamp\n", "", "without month_end"),
    ("month_ends_are_settled", "duration: P30D", "duration: P30D\n  month_end: clamp", "has no meaning"),
    ("working_days_are_days", "duration: P30D\n  count: calendar", "duration: P2W\n  count: working", "P2W in working days"),
    ("durations_are_not_zero", "duration: P30D", "duration: P0D", "no time at all"),
    ("before_means_by", "direction: before\n  act: by", "direction: before\n  act: from", "write act: by"),
    ("advice_is_ours_alone", "kind: own", "kind: own\n  sources: [page]", "cannot have sources"),
    ("advice_is_ours_alone", "en: Banks first.", "en: You have a right to 3 days.", "states a figure or a right"),
    ("advice_is_ours_alone", "  quality: official\n", "", "needs sources and quality"),
    ("texts_are_translated", "zh: 用掉它。", "zh: Use it.", "then is not translated"),
    ("texts_are_translated", "en: Last day", "en: 最后 day", "what is not translated"),
    ("sources_are_known", "sources: [page]", "sources: [page, gone]", "unknown source “gone”"),
    ("quality_fits_sources", "sources: [page]", "sources: [forum]", "“official”, but its sources are community"),
    ("carriers_are_known", "carrier: sample", "carrier: gone", "unknown carrier “gone”"),
    ("carriers_are_known", "region: gb", "region: travel", "belongs to region gb, not travel"),
    ("carriers_are_known", "region: any", "region: zz", "unknown region “zz”"),
    ("agrees_with_the_directory", "duration: P30D", "duration: P31D", "says P31D, carriers/sample/code says PT720H"),
    ("agrees_with_the_directory", "sources: [page]", "sources: [page, forum]", "cites forum, which carriers/sample/code does not"),
    ("agrees_with_the_directory", "quality: official", "quality: reported", "is “reported”, carriers/sample/code is “official”"),
    ("agrees_with_the_directory", "fact: carriers/sample/code", "fact: carriers/sample/gone", "no fact “carriers/sample/gone”"),
    ("agrees_with_the_directory", "fact: carriers/sample/code", "fact: regions/zz/code", "no fact “regions/zz/code”"),
]


@pytest.mark.parametrize(("rule", "sound", "broken", "expected"), BROKEN, ids=[f"{row[0]}: {row[3]}" for row in BROKEN])
def test_rule_notices(rule: str, sound: str, broken: str, expected: str) -> None:
    assert sound in SOUND
    data = parse_deadlines(SOUND.replace(sound, broken, 1))
    check = next(function for function in RULES if function.__name__ == rule)
    found = [message for _, message in check(data, REGISTER, DIRECTORY)]
    assert any(expected in message for message in found), found
    assert all(re.match(r"data/deadlines\.yml:\d+: [a-z-]+: ", line) for line in problems_of(data, REGISTER, DIRECTORY))


def test_every_rule_has_a_broken_fixture_and_lets_sound_data_through() -> None:
    assert {row[0] for row in BROKEN} == {rule.__name__ for rule in RULES}
    assert problems_of(parse_deadlines(SOUND), REGISTER, DIRECTORY) == []


@pytest.mark.parametrize(
    ("duration", "count", "zh", "en"),
    [
        ("P1D", "working", "1 个工作日", "1 working day"),
        ("P10D", "working", "10 个工作日", "10 working days"),
        ("P6W", "calendar", "6 周", "6 weeks"),
    ],
)
def test_lengths_read_well_in_both_languages(duration: str, count: str, zh: str, en: str) -> None:
    assert [rule_length({"duration": duration, "count": count}, language) for language in LANGUAGES] == [zh, en]


def test_a_rule_is_told_in_one_phrase() -> None:
    rule = {**parse_deadlines(SOUND).rules["gb-code"], "start": {"zh": "收到 PAC", "en": "the day the PAC came"}}
    assert how_it_is_counted(rule, "zh") == "从收到 PAC 往后数 30 天"
    assert how_it_is_counted(rule, "en") == "30 days after the day the PAC came"


def made_page(language: str) -> Any:
    """The page of dates with everything made from data, without the form and the buttons."""
    path = DOCS / language / "tools" / "dates.md"
    markdown = re.sub(r"^<.*$", "", expanded(path.read_text(encoding="utf-8"), language), flags=re.MULTILINE)
    markdown = re.sub(r' data-\w+="[^"]*"|<button.*?</button>', "", markdown)
    return parse_page(markdown, path)


def test_the_made_page_keeps_the_rules_for_pages_in_both_languages() -> None:
    pages = [made_page(language) for language in LANGUAGES]
    ours = (rules.markdown_traps, rules.chinese_typography, rules.marked_language, rules.reading_ease, rules.badges, rules.forbidden_words)
    assert [str(finding) for page in pages for rule in ours for finding in rule(page)] == []
    assert [str(finding) for finding in lint.check_pair(*pages)] == []


def test_dates_cover_what_people_must_not_miss() -> None:
    data = read_deadlines()
    assert {"notice", "code", "keep-alive", "complaint", "appeal", "freeze", "bill", "own"} <= {
        rule["kind"] for rule in data.rules.values()
    }
    assert {"cn", "hk", "gb", "us", "ph"} <= {rule["region"] for rule in data.rules.values()}
    assert all(sum(parse_duration(rule["duration"])) > 0 for rule in data.rules.values())
    assert isinstance(data, Deadlines)
