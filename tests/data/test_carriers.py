"""The directory: each rule notices what it is there for, and the pages say what the data say."""

import re
from datetime import date
from pathlib import Path

import html5lib
import pytest
from carrier_filter import filter_form
from carrier_pages import carrier_page, contact_link, length
from carriers import (
    RULES,
    Directory,
    Entry,
    cited,
    difficulty,
    directory_hangs_together,
    marks_fit_sources,
    parse_entry,
    problems_of,
    quality_fits_sources,
    read_directory,
    says_amount,
    says_length,
    share_official,
    sources_exist,
)
from data_files import DataError
from directory import generated_pages
from directory_lists import carrier_list, carriers_of, number_keeping, region_codes, region_list
from region_pages import region_page
from sources import parse_register, read_register

from tests.content.rules import numbers
from tests.data.lint import findings_on_page, invented_figures, page_of
from tests.guide import LANGUAGES

TODAY = date(2026, 6, 1)
REGISTER = parse_register(
    """
own: { title: { zh: 甲, en: A }, publisher: { zh: 乙, en: B }, kind: carrier, url: "https://a.example/", date: null, read: "2026-01-01", how: copy, lang: en }
forum: { title: { zh: 丙, en: C }, publisher: { zh: 丁, en: D }, kind: community, url: "https://f.example/", date: null, read: "2026-01-01", how: copy, lang: en }
"""
)
SOUND = """\
names: { zh: 样例, en: Sample }
also: [SM]
region: gb
kind: mvno
sells: [physical, number-keeping]
checked: "2026-05-01"
lead: { zh: 先把号码转走。, en: Port the number out first. }
contacts:
  - { use: text, tel: "65075", body: PAC, sources: [own] }
  - { use: hotline-abroad, tel: "+44 7953 966250", sources: [own] }
channels:
  online: { answer: yes, quality: official, note: { zh: 自己停。, en: End it yourself. }, sources: [own] }
  store: { answer: no, quality: official, note: { zh: 门店不办。, en: Stores do not. }, sources: [own] }
steps:
  - { id: end-plan, phase: cancel, do: { zh: 停掉套餐, en: End the plan }, how: { zh: 在账户页里找。, en: Look on the account page. } }
after:
  number: { value: { zh: 号码会被收回。, en: The number is taken back. }, sources: [own] }
  money: null
  profile: null
facts:
  - { id: unused, about: inactivity, value: { zh: 6 个月不用会停。, en: It ends after 6 months. }, duration: P6M, quality: official, sources: [own], checked: "2026-05-01", conflicts: [people] }
  - { id: people, about: inactivity, value: { zh: 有人说 3 个月。, en: Some say 3 months. }, quality: community, sources: [forum], checked: "2026-05-01", conflicts: [unused] }
keeping: { alive: { zh: 用一次。, en: Use it once. }, lost_after: P6M, yearly: { value: 10, currency: GBP }, end: { zh: 自己停。, en: End it yourself. }, sources: [own] }
situations: [abroad]
history:
  - { on: "2026-05-01", what: { zh: 首次收录。, en: First published. }, facts: [unused] }
"""


RETIRED = 'retired: { on: "2026-05-01", reason: { zh: 停业。, en: Closed. }, successor: null }\n'
REGION = """\
names: { zh: 样地, en: Sampleland }
also: []
order: 1
checked: "2026-05-01"
lead: { zh: 先转走号码。, en: Port the number first. }
lead_sources: [own]
regulator: { name: { zh: 样管局, en: Sample Board }, role: { zh: 管运营商。, en: It watches carriers. }, sources: [own] }
rights:
  - { id: may-leave, mark: carrier, value: { zh: 提前 30 天可以走。, en: You may leave with 30 days of notice. }, duration: P30D, sources: [own] }
notice: []
port_out: []
real_name: []
prepaid: []
ladder:
  - { who: { zh: 运营商, en: The carrier }, do: { zh: 书面投诉。, en: Complain in writing. }, wait: P6W, sources: [own] }
  - { who: { zh: 样管局, en: Sample Board }, do: { zh: 带上编号。, en: Bring the reference. }, wait: null }
unknown:
  - { zh: 没有查到退款的规定。, en: We found no rule on refunds. }
"""


def region_of(text: str = REGION, code: str = "gb") -> Entry:
    entry, problems = parse_entry(text, Path(f"data/regions/{code}.yml"), "region.schema.json")
    assert [str(problem) for problem in problems] == []
    return entry


def entry_of(text: str, name: str = "sample") -> Entry:
    entry, problems = parse_entry(text, Path(f"data/carriers/{name}.yml"), "carrier.schema.json")
    assert [str(problem) for problem in problems] == []
    return entry


def directory_of(*entries: Entry, regions: tuple[Entry, ...] = ()) -> Directory:
    return Directory({entry.slug: entry for entry in entries}, {entry.slug: entry for entry in regions})


REFUSED = [
    ("sells: [physical", "colour: blue\nsells: [physical", "'colour' was unexpected", 5),
    ("kind: mvno", "kind: shop", "'shop' is not one of", 4),
    ("also: [SM]\n", "", "'also' is a required property", 1),
    ("duration: P6M", "duration: 6 months", "does not match", 21),
    ("id: end-plan, ", "", "'id' is a required property", 15),
]


@pytest.mark.parametrize(("sound", "broken", "expected", "line"), REFUSED, ids=[row[2] for row in REFUSED])
def test_the_schema_refuses_with_file_line_and_field(sound: str, broken: str, expected: str, line: int) -> None:
    assert sound in SOUND
    _, problems = parse_entry(SOUND.replace(sound, broken), Path("data/carriers/sample.yml"), "carrier.schema.json")
    assert [expected in str(problem) for problem in problems] == [True]
    assert str(problems[0]).startswith(f"data/carriers/sample.yml:{line}: "), problems[0]
    assert "see data/schema/carrier.schema.json" in str(problems[0])


def test_broken_yaml_is_refused() -> None:
    with pytest.raises(DataError, match=r"data/carriers/sample\.yml:\d+: not valid YAML"):
        parse_entry("names: {\n", Path("data/carriers/sample.yml"), "carrier.schema.json")


BROKEN = [
    ("slug_is_plain", "", "", "must be lower-case ASCII"),
    ("days_are_past", 'checked: "2026-05-01", conflicts: [people]', 'checked: "2026-07-01", conflicts: [people]', "lies in the future"),
    ("days_are_past", 'checked: "2026-05-01"\nlead', 'checked: "2026-02-31"\nlead', "no day of the calendar"),
    ("contacts_can_be_used", '"+44 7953 966250"', '"07953 966250"', "starts with + and the country code"),
    ("contacts_can_be_used", "body: PAC, ", "", "the word to send"),
    ("texts_are_translated", "zh: 在账户页里找。", "zh: Look on the account page.", "the same text in both languages"),
    ("texts_are_translated", "zh: 在账户页里找。", "zh: Look at the account page of your own account.", "no Chinese"),
    ("ids_are_unique", "id: people,", "id: unused,", "stands twice"),
    ("conflicts_point_at_each_other", ", conflicts: [unused]", "", "does not name “unused” in return"),
    ("conflicts_point_at_each_other", "conflicts: [people]", "conflicts: [nobody]", "is no fact of this file"),
    ("something_is_known", "answer: yes", "answer: unknown", "no channel is known"),
    (
        "answers_have_sources",
        "End it yourself. }, sources: [own] }\n  store",
        "End it yourself. } }\n  store",
        "without sources and quality",
    ),
    ("history_is_in_order", "facts: [unused] }\n", "facts: [gone] }\n", "“gone” is no fact"),
    (
        "history_is_in_order",
        "history:\n",
        'history:\n  - { on: "2026-04-01", what: { zh: 改。, en: Changed. } }\n',
        "newest first",
    ),
    (
        "retired_says_when",
        "history:",
        'retired: { on: "2026-05-02", reason: { zh: 停业。, en: Closed. }, successor: null }\nhistory:',
        "no entry",
    ),
    (
        "retired_says_when",
        "history:",
        'retired: { on: "2026-05-01", reason: { zh: 停业。, en: Closed. }, successor: sample }\nhistory:',
        "names itself",
    ),
]


BROKEN += [
    ("figures_stand_in_the_text", "duration: P6M", "duration: P3M", "duration P3M does not stand in the text of “unused”"),
    ("figures_stand_in_the_text", "en: It ends after 6 months.", "en: It ends after 9 months.", "facts.0.value.en"),
    ("figures_stand_in_the_text", "duration: P6M", "amount: { value: 8, currency: GBP }", "amount 8 does not stand"),
]


@pytest.mark.parametrize(("rule", "sound", "broken", "expected"), BROKEN, ids=[f"{row[0]}: {row[3]}" for row in BROKEN])
def test_rule_notices(rule: str, sound: str, broken: str, expected: str) -> None:
    assert sound in SOUND
    text = SOUND.replace(sound, broken) if sound else SOUND
    if rule == "something_is_known":
        text = text.replace("answer: no", "answer: unknown")
    entry = entry_of(text, "Sample_1" if rule == "slug_is_plain" else "sample")
    check = next(function for function in RULES if function.__name__ == rule)
    found = [str(problem) for problem in check(entry, TODAY)]
    assert any(expected in message for message in found), found
    assert all(message.startswith(f"data/carriers/{entry.slug}.yml:") for message in found)


def test_every_rule_has_a_broken_fixture_and_lets_a_sound_file_through() -> None:
    assert {row[0] for row in BROKEN} == {rule.__name__ for rule in RULES}
    assert problems_of(directory_of(entry_of(SOUND)), REGISTER, TODAY) == []


def test_unknown_sources_and_overrated_facts_are_noticed() -> None:
    unknown = entry_of(
        SOUND.replace(
            "number: { value: { zh: 号码会被收回。, en: The number is taken back. }, sources: [own]",
            "number: { value: { zh: 号码会被收回。, en: The number is taken back. }, sources: [gone]",
        )
    )
    assert "unknown source “gone”" in str(next(sources_exist([unknown], REGISTER)))
    overrated = entry_of(SOUND.replace("quality: community", "quality: official"))
    assert "“official”, but its sources are community" in str(next(quality_fits_sources([overrated], REGISTER)))


def test_a_region_marks_what_only_people_say() -> None:
    retold = region_of(REGION.replace("mark: carrier", "mark: reported"))
    assert list(marks_fit_sources([retold], REGISTER)) == []
    wrong = region_of(REGION.replace("mark: carrier", "mark: reported").replace("duration: P30D, sources: [own]", "sources: [forum]"))
    [problem] = marks_fit_sources([wrong], REGISTER)
    assert "gb.yml:9: rights.0.mark: “reported”, but its sources are community: write community" in str(problem)
    other = region_of(REGION.replace("mark: carrier", "mark: community"))
    assert "write reported" in str(next(marks_fit_sources([other], REGISTER)))


def test_successors_former_slugs_and_region_codes_are_checked() -> None:
    retired = 'retired: { on: "2026-05-01", reason: { zh: 停业。, en: Closed. }, successor: gone }\nformer_slugs: [other]\nhistory:'
    entry = entry_of(SOUND.replace("history:", retired))
    found = [str(problem) for problem in directory_hangs_together([entry, entry_of(SOUND, "other")], [entry_of(SOUND, "atlantis")])]
    assert any("no carrier “gone”" in message for message in found)
    assert any("“other” is a carrier of its own" in message for message in found)
    assert any("“atlantis” is no region code" in message for message in found)


GRADES = [
    ({"online": "yes"}, "", ("easy", "self")),
    ({"lapse": "yes"}, "", ("easy", "self")),
    ({"phone": "yes", "store": "yes"}, "", ("medium", "staff")),
    ({"app": "partly", "store": "yes"}, "", ("medium", "partly")),
    ({"store": "yes"}, "", ("hard", "store")),
    ({"online": "no", "store": "unknown"}, "", ("hard", "unknown")),
    ({"online": "yes"}, "lock-in", ("medium", "self-lock-in")),
    ({"phone": "yes"}, "lock-in", ("hard", "staff-lock-in")),
]


@pytest.mark.parametrize(("answers", "fact", "expected"), GRADES)
def test_difficulty_follows_the_written_rule(answers: dict[str, str], fact: str, expected: tuple[str, str]) -> None:
    carrier = {
        "channels": {name: {"answer": answer, "quality": "official"} for name, answer in answers.items()},
        "facts": [{"about": fact}] if fact else [],
    }
    assert difficulty(carrier) == expected


def test_what_only_people_report_counts_as_partly() -> None:
    assert difficulty({"channels": {"online": {"answer": "yes", "quality": "community"}}, "facts": []}) == ("medium", "partly")


def test_page_shows_contacts_steps_conflicts_and_marks() -> None:
    zh, en = (carrier_page(entry_of(SOUND), directory_of(), {"situations/abroad.md": "Title"}, language) for language in LANGUAGES)
    assert "(sms:65075?body=PAC)" in en
    assert "(tel:+447953966250)" in zh
    assert '### End the plan { #sample-end-plan .step data-phase="cancel" }' in en
    assert en.count("Some say 3 months.[^forum]") == 2, "once among the facts, once among the conflicts"
    assert "*官方*{ .official } 6 个月不用会停。[^own]" in zh
    assert "[Title](../situations/abroad.md)" in en
    assert "（自己就能停，或者到期自动停）" in zh


def test_lists_name_every_carrier_and_compare_number_keeping() -> None:
    directory = directory_of(entry_of(SOUND))
    assert "[Sample](sample.md){ " in carrier_list(directory, "en")
    assert 'data-difficulty="easy"' in carrier_list(directory, "en")
    row = number_keeping(directory, "en").splitlines()[-1]
    assert "6 months" in row
    assert "10 GBP" in row
    assert length("P1Y", "en") == "1 year"
    assert length("P15D", "zh") == "15 天"
    assert contact_link({"use": "web", "url": "https://www.a.example/help"}, "en") == "[a.example](https://www.a.example/help)"


def test_shares_are_counted() -> None:
    assert share_official([entry_of(SOUND)]) == (1, 2, 1)
    assert share_official([entry_of(SOUND.replace("history:", f"{RETIRED}history:"))]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("text", "duration", "language", "said"),
    [
        ("满 6 个月会停", "P6M", "zh", True),
        ("16 个月", "P6M", "zh", False),
        ("1.6 个月", "P6M", "zh", False),
        ("1 年", "P12M", "zh", True),
        ("12 months", "P1Y", "en", True),
        ("an 18-month contract", "P18M", "en", True),
        ("6 weeks", "P6M", "en", False),
        ("2 个星期", "P14D", "zh", True),
        ("takes 3–5 business days", "P3D", "en", True),
        ("1 年 6 个月", "P1Y6M", "zh", True),
        ("48 hours", "P2D", "en", True),
        ("half a year", "P6M", "en", False),
    ],
)
def test_a_length_is_found_in_figures(text: str, duration: str, language: str, said: bool) -> None:
    assert says_length(text, duration, language) is said


@pytest.mark.parametrize(
    ("text", "value", "said"),
    [("HK$1,200.50 a year", 1200.5, True), ("1 万元", 10000, True), ("150 元", 15, False), ("收 15 元", 15, True), ("free", 0, False)],
)
def test_a_sum_is_found_in_figures(text: str, value: float, said: bool) -> None:
    assert says_amount(text, value) is said


# --- regions, lists and what is gone ------------------------------------------------------------------------------------


def test_region_and_carrier_link_to_each_other_and_to_the_problem() -> None:
    directory = directory_of(entry_of(SOUND), regions=(region_of(),))
    titles = {"situations/refused.md": "Refused", "before/keep-or-cancel.md": "Keep"}
    region = region_page(region_of(), directory, titles, "en")
    assert "[Sample](../carriers/sample.md)" in region
    assert "[Refused](../situations/refused.md)" in region
    assert "../carriers/index.md#carriers-gb" in region
    assert "| 1. The carrier | Complain in writing.[^own] | 6 weeks[^own] |" in region
    assert "data-slug" not in region, "only the directory's page has a filter"
    assert "../regions/gb.md" in carrier_page(entry_of(SOUND), directory, {}, "en")
    assert "- [Sampleland](gb.md): Sample Board, [1 carrier](../carriers/index.md#carriers-gb)" in region_list(directory, "en")
    assert "[样地的规定和投诉办法](../regions/gb.md)" in carrier_list(directory, "zh")


def test_a_region_keeps_the_rules_too() -> None:
    assert problems_of(directory_of(regions=(region_of(),)), REGISTER, TODAY) == []
    wrong = region_of(REGION.replace("P30D", "P40D"))
    assert "data/regions/gb.yml:9: rights.0.value.en: duration P40D" in str(problems_of(directory_of(regions=(wrong,)), REGISTER, TODAY)[0])


def test_lists_follow_the_regions_order_and_put_networks_first() -> None:
    network = entry_of(SOUND.replace("kind: mvno", "kind: operator"), "zz-network")
    travel = entry_of(SOUND.replace("region: gb", "region: travel"), "a-travel")
    directory = directory_of(travel, entry_of(SOUND), network)
    assert region_codes(directory) == ["gb", "travel"]
    assert [entry.slug for entry in carriers_of("gb", directory)] == ["zz-network", "sample"]
    listed = carrier_list(directory, "en")
    assert listed.index("#carriers-gb") < listed.index("#carriers-travel")


@pytest.mark.parametrize(("successor", "expected"), [("null", "Closed."), ("other", "Read [Sample](other.md) now.")])
def test_a_retired_carrier_stays_and_says_where_to_go(successor: str, expected: str) -> None:
    retired = entry_of(SOUND.replace("history:", RETIRED.replace("null", successor) + "history:"))
    directory = directory_of(retired, entry_of(SOUND, "other"))
    page = carrier_page(retired, directory, {}, "en")
    assert "!!! warning\n    This entry was retired (2026-05-01): Closed." in page
    assert expected in page
    listed = carrier_list(directory, "en")
    assert "- [Sample](sample.md): Closed." in listed
    assert 'data-slug="sample"' not in listed
    assert "(../carriers/sample.md)" not in number_keeping(directory, "en")


def test_filter_offers_only_what_some_carrier_has() -> None:
    directory = directory_of(entry_of(SOUND), regions=(region_of(),))
    form = html5lib.parseFragment(filter_form(directory, "en"), namespaceHTMLElements=False)
    values = {select.get("name"): [option.get("value") for option in select] for select in form.iter("select")}
    assert values["region"] == ["", "gb"]
    assert values["kind"] == ["", "mvno"]
    assert values["difficulty"] == ["", "easy", "medium", "hard"]
    assert [field.tag for field in form.iter() if field.get("name") and field.get("autocomplete") != "off"] == []
    assert [link.get("href") for link in form.iter("a")] == ["#carriers-gb"]


# --- the directory itself -----------------------------------------------------------------------------------------------

ENTRIES = [*read_directory().carriers.values(), *read_directory().regions.values()]


def test_the_directory_keeps_every_rule() -> None:
    assert [str(problem) for problem in problems_of(read_directory(), read_register())] == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_a_generated_page_keeps_the_rules_of_written_pages(entry: Entry) -> None:
    assert [str(finding) for finding in findings_on_page(entry, read_directory())] == []


def test_most_facts_are_official() -> None:
    official, total, _ = share_official(read_directory().carriers.values())
    assert official / total >= 0.6


def test_every_figure_of_the_data_is_on_the_page_in_both_languages() -> None:
    pages = {path: text for language in LANGUAGES for path, text in generated_pages(read_directory(), {}, language).items()}
    for slug, entry in read_directory().carriers.items():
        shown = {language: numbers(pages[f"{language}/carriers/{slug}.md"], language) for language in LANGUAGES}
        assert shown["zh"] == shown["en"], f"{slug}: {shown['zh'] ^ shown['en']}"
        for fact in entry.data["facts"]:
            for language in LANGUAGES:
                assert numbers(fact["value"][language], language) <= shown[language], f"{slug}: {fact['id']}"
            assert numbers(fact["value"]["zh"], "zh") == numbers(fact["value"]["en"], "en"), f"{slug}: {fact['id']}"
        for _, key in cited(entry.data):
            assert f"[^{key}]" in pages[f"zh/carriers/{slug}.md"], f"{slug}: {key} is cited, but not shown"


def own_part(page: str) -> str:
    """A region's page without the names of carriers and of other pages, whose figures are not the region's."""
    return re.sub(r"(?m)^\| \[.*$|^- \[.*$", "", page)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_no_figure_on_a_page_is_invented(entry: Entry) -> None:
    for language in LANGUAGES:
        page = page_of(entry, read_directory(), language)
        ladder = {str(number) for number in range(1, len(entry.data.get("ladder", [])) + 1)}
        assert invented_figures(entry, own_part(page.body), language) - ladder == set()


def test_a_changed_figure_is_noticed() -> None:
    page = carrier_page(entry_of(SOUND), directory_of(), {}, "en")
    assert invented_figures(entry_of(SOUND), page, "en") == set()
    assert invented_figures(entry_of(SOUND), page.replace("6 months", "7 months"), "en") == {"7"}


def test_what_is_not_known_says_whom_to_ask() -> None:
    unknown = entry_of(re.sub(r"steps:\n  - .*\n", "steps: []\n", SOUND))
    page = carrier_page(unknown, directory_of(), {}, "en")
    assert "App, Text message, Phone, Chat, Letter or e-mail, Let it run out: Not found. Ask its support:" in page
    assert 'Ask its support: "To cancel this number, what do I do first, and what then?"' in page


def test_a_prepared_text_survives_in_its_link() -> None:
    link = contact_link({"use": "text", "tel": "10086", "body": "CXXZ#姓名 1"}, "zh")
    assert link.endswith("](sms:10086?body=CXXZ%23%E5%A7%93%E5%90%8D%201)")
