"""Letters: the rules about the data with a fixture that breaks each, and how blanks come out."""

import re
from typing import Any

import autocorrect_py
import pytest
from citations import expanded
from data_files import DataError
from letters import RULES, Letters, cited_in, paragraph_html, parse_letters, read_letters, unknown_sources
from markdown_source import parse_page
from sources import Register, read_register

from tests.content import lint, rules
from tests.guide import DOCS, LANGUAGES

FIELDS = """\
name: { kind: text, max: 40, label: { zh: 姓名, en: name } }
day: { kind: date, label: { zh: 日期, en: date } }
signature: { kind: hand, label: { zh: 签名, en: signature } }
"""
SOUND = """\
cancel:
  kind: letter
  title: { zh: 申请, en: Request }
  for: { zh: 交给营业厅。, en: For the store. }
  fields: [name, day, signature]
  zh:
    - 我是{name}，从 {day} 起算 15 日。
    - 请你们：
    - - 办理销号。
      - 给我回执。
    - "签名：{signature!}"
  en:
    - "I am {name}; 15 days from {day}."
    - "Please:"
    - - Close it.
      - Give me a receipt.
    - "Signature: {signature!}"
  attach:
    - { zh: 证件原件。, en: Your original ID., sources: [a] }
  basis: { zh: 《条例》第 40 条。, en: "Regulations, Article 40.", mark: law, sources: [b] }
  see: cancel/store.md
"""
REFUSED = [
    ("kind: letter", "kind: poem", "'poem' is not one of"),
    ("title: { zh: 申请, en: Request }", "title: { zh: 申请 }", "'en' is a required property"),
    ("  see: cancel/store.md\n", "", "'see' is a required property"),
    ("mark: law", "mark: rumour", "'rumour' is not one of"),
    ("fields: [name, day, signature]", "fields: []", r"\[\] should be non-empty"),
    ("see: cancel/store.md", "see: cancel/store.md\n  colour: blue", "'colour' was unexpected"),
    ("    - - 办理销号。\n      - 给我回执。\n", "    - [只有一条。]\n", "is not valid under any of the given schemas"),
]


@pytest.mark.parametrize(("sound", "broken", "expected"), REFUSED, ids=[row[2] for row in REFUSED])
def test_the_schema_refuses_with_file_and_line(sound: str, broken: str, expected: str) -> None:
    assert sound in SOUND
    with pytest.raises(DataError, match=expected) as error:
        parse_letters(SOUND.replace(sound, broken), FIELDS)
    assert re.match(r"data/letters\.yml:\d+: ", str(error.value))


def test_a_field_of_an_unknown_kind_or_without_a_limit_is_refused() -> None:
    for broken in (FIELDS.replace("kind: date", "kind: photo"), FIELDS.replace("max: 40, ", "")):
        with pytest.raises(DataError, match=r"data/letter-fields\.yml:\d+: "):
            parse_letters(SOUND, broken)


BROKEN = [
    ("same_shape", "      - Give me a receipt.\n", "      - Give me a receipt.\n      - And more.\n", "write the same paragraphs in both"),
    ("same_shape", '    - "Please:"\n', "", "write the same paragraphs in both"),
    ("same_blanks", "15 days from {day}", "15 days from then", "paragraph 1 has the blanks ['day', 'name'] in zh"),
    ("blanks_are_declared", "{day}", "{dya}", "unknown blank {dya}"),
    ("blanks_are_declared", "fields: [name, day, signature]", "fields: [name, signature]", "fields lacks day"),
    ("blanks_are_declared", "{day}", "then", "fields names day, which no paragraph uses"),
    ("blanks_are_used", "", "", "no letter uses this blank"),
    (
        "claims_have_a_basis",
        '  basis: { zh: 《条例》第 40 条。, en: "Regulations, Article 40.", mark: law, sources: [b] }\n',
        "",
        "without a basis",
    ),
    ("claims_have_a_basis", "en: For the store.", "en: You are entitled to it.", "without for_sources"),
    ("papers_have_sources", ", sources: [a]", "", "without sources"),
    ("nothing_is_promised", "en: For the store.", "en: This is legally binding.", "promises “legally binding”"),
    ("nothing_is_promised", "- 办理销号。", "- 办理销号，具有法律效力。", "promises “法律效力”"),
    ("figures_agree", "15 days", "14 days", "the figures ['15'] in zh and ['14'] in en"),
    ("is_translated", "- 办理销号。", "- Close it.", "has no Chinese"),
    ("is_translated", "- Close it.", "- Close 销号.", "has Chinese in it"),
]


@pytest.mark.parametrize(("rule", "sound", "broken", "expected"), BROKEN, ids=[f"{row[0]}: {row[3]}" for row in BROKEN])
def test_rule_notices(rule: str, sound: str, broken: str, expected: str) -> None:
    assert sound in SOUND
    fields = FIELDS + "ticket: { kind: text, max: 9, label: { zh: 工单号, en: ticket } }\n" if rule == "blanks_are_used" else FIELDS
    with pytest.raises(DataError) as error:
        parse_letters(SOUND.replace(sound, broken), fields)
    lines = str(error.value).split("\n")
    assert any(expected in line for line in lines), lines
    assert all(re.match(r"data/letter(s|-fields)\.yml:\d+: \w+: ", line) for line in lines)


def test_every_rule_has_a_broken_fixture_and_lets_sound_data_through() -> None:
    assert {row[0] for row in BROKEN} == {rule.__name__ for rule in RULES}
    assert list(parse_letters(SOUND, FIELDS).letters) == ["cancel"]


def test_unknown_sources_are_named() -> None:
    data = parse_letters(SOUND, FIELDS)
    assert sorted(cited_in(data)) == [("cancel", "a"), ("cancel", "b")]
    assert len(unknown_sources(data, Register({}))) == 2
    assert unknown_sources(read_letters(), read_register()) == []


DATA = parse_letters(SOUND, FIELDS)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("我是 {name}，", "zh", '我是<span class="blank" data-field="name" data-blank="______（姓名）">______（姓名）</span>，'),
        ("I am {name!}.", "en", 'I am <span class="blank" data-field="name" data-blank="____________">____________</span>.'),
        ("Sign: {signature!} <b>", "en", 'Sign: <span class="blank">____________</span> &lt;b&gt;'),
    ],
)
def test_blanks_come_out_as_lines_to_write_on(text: str, language: str, expected: str) -> None:
    assert paragraph_html(text, DATA.fields, language) == expected


def texts_of(data: Letters, language: str) -> list[str]:
    letters: list[Any] = [paragraph for letter in data.letters.values() for paragraph in letter[language]]
    texts = [text for paragraph in letters for text in ([paragraph] if isinstance(paragraph, str) else paragraph)]
    texts += [field[part][language] for field in data.fields.values() for part in ("label", "hint") if part in field]
    return texts


def test_chinese_texts_keep_the_typography() -> None:
    texts = [re.sub(r" ?\{\w+!?\} ?", "某", text).replace("\u3000", "") for text in texts_of(read_letters(), "zh")]
    assert [text for text in texts if autocorrect_py.format(text) != text] == []
    assert [text for text in texts if "您" in text] == []


def test_the_page_around_the_letters_keeps_the_rules_for_pages() -> None:
    pages = []
    for language in LANGUAGES:
        path = DOCS / language / "tools" / "letters.md"
        markdown = re.sub(r"^<.*$", "", expanded(path.read_text(encoding="utf-8"), language), flags=re.MULTILINE)
        pages.append(parse_page(markdown, path))
        kinds = {key: source.document.kind for key, source in read_register().sources.items()}
        found = [finding for rule in rules.ONE_PAGE for finding in rule(pages[-1])]
        found += rules.badges_fit_sources(pages[-1], kinds)
        found += rules.citations_per_block(pages[-1])
        assert [str(finding) for finding in found] == []
    assert [str(finding) for finding in lint.check_pair(*pages)] == []


def test_the_letters_people_need_are_there_and_ask_for_no_full_id() -> None:
    data = read_letters()
    assert {"cancel", "refund", "agent", "complaint", "appeal", "deceased", "phone", "counter"} <= set(data.letters)
    assert all(field["kind"] == "last4" for name, field in data.fields.items() if re.search(r"(^|_)id_end$", name))
    asked = " ".join(field["label"]["en"] for field in data.fields.values() if field["kind"] not in ("hand", "last4"))
    assert not re.search(r"\bID\b|passport|account number|card number|password", asked, re.IGNORECASE)
