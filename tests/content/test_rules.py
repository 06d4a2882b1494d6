"""Each rule notices what it is there for: one broken fixture per way of being wrong, beside one that is right."""

from datetime import date
from pathlib import Path

import pytest
from markdown_source import SourcePage, parse_page

from tests.content import rules

FRONT = {
    "zh": "---\ntitle: 标题\ndescription: 这是一段足够长的中文说明，写清楚读者打开这一页之后能够得到什么帮助和步骤。\nchecked: 2026-01-02\n---\n",
    "en": "---\ntitle: A title\ndescription: A description that is long enough to tell readers what they will get from opening this page today.\nchecked: 2026-01-02\n---\n",
}


def page(body: str, language: str = "zh", front: str | None = None) -> SourcePage:
    return parse_page((FRONT[language] if front is None else front) + body, Path(f"docs/{language}/x.md"))


def messages(findings: object) -> str:
    return "\n".join(str(finding) for finding in findings)  # type: ignore[attr-defined]


GOOD_ZH = '# 标题 { #x }\n\n先做这件事。\n\n## 打电话 { #x-call .step data-phase="cancel" data-when="form:esim" }\n\n等 90 天。[^a]\n'
GOOD_EN = '# Title { #x }\n\nDo this first.\n\n## Call { #x-call .step data-phase="cancel" data-when="form:esim" }\n\nWait 90 days.[^a]\n'

BROKEN_PAGES = [
    (rules.front_matter, "zh", "# 标题 { #x }\n", "", "`description:` is missing"),
    (rules.front_matter, "zh", "", "---\ntitle: 标\ndescription: 太短\nchecked: 2026-01-02\n---\n", "description has 2 characters"),
    (rules.front_matter, "en", "", "---\ntitle: t\ndescription: d\nchecked: soon\n---\n", "not a date"),
    (rules.front_matter, "zh", "", f"---\ntitle: 标\ndescription: {'长' * 91}\n---\n", "write 25–90"),
    (rules.front_matter, "en", "", f"---\ntitle: t\ndescription: {'d' * 161}\n---\n", "write 40–160"),
    (rules.build_refusals, "zh", "# 标题\n", None, "has no id"),
    (rules.heading_ids, "zh", "# 标题 { #Biaoti }\n", None, "lower-case ASCII"),
    (rules.heading_ids, "zh", "# 标题 { #x }\n\n## 二 { #x }\n", None, "used twice"),
    (rules.heading_levels, "zh", "# 一 { #x }\n\n### 三 { #y }\n", None, "jumps from 1 to 3"),
    (rules.heading_levels, "zh", "# 一 { #x }\n\n# 二 { #y }\n", None, "second H1"),
    (rules.heading_levels, "zh", "## 二 { #y }\n", None, "only H1"),
    (rules.heading_levels, "zh", "只有文字。\n", None, "no heading"),
    (rules.build_refusals, "zh", "# 一 { #x .step }\n", None, "needs data-phase"),
    (rules.build_refusals, "zh", '# 一 { #x .step data-phase="soon" }\n', None, "needs data-phase"),
    (rules.build_refusals, "zh", '# 一 { #x .step data-phase="after" data-when="form:paper" }\n', None, "not a value of form"),
    (rules.steps, "zh", '# 一 { #x data-phase="after" }\n', None, "without .step"),
    (
        rules.steps,
        "en",
        '# One two three four five six seven eight nine ten eleven twelve thirteen fourteen { #x .step data-phase="after" }\n',
        None,
        "long",
    ),
    (rules.markdown_traps, "zh", "**注意：**请看\n", None, "inside closing **"),
    (rules.markdown_traps, "zh", "[链接]（a.md）\n", None, "full-width punctuation in Markdown"),
    (rules.markdown_traps, "zh", "<div>块</div>\n", None, "raw HTML"),
    (rules.markdown_traps, "en", "<script>alert(1)</script>\n", None, "scripts and event handlers"),
    (rules.markdown_traps, "en", "[x](javascript:alert)\n", None, "scripts and event handlers"),
    (rules.markdown_traps, "zh", "[^a]: 定义\n", None, "built from data/sources.yml"),
    (rules.link_words, "zh", "见[这里](a.md)。\n", None, "does not say where the link leads"),
    (rules.link_words, "en", "A text is [Here](a.md).\n", None, "does not say where the link leads"),
    (rules.badges, "zh", "*法律*{ .law } 说\n", None, "must read “法律规定”"),
    (rules.badges, "en", "*Rumour*{ .rumour } says\n", None, "unknown badge"),
    (rules.forbidden_words, "zh", "请您打电话\n", None, "您"),
    (rules.forbidden_words, "zh", "加微信办理\n", None, "messenger handle"),
    (rules.forbidden_words, "en", "See https://t.me/seller\n", None, "messenger handle"),
    (rules.forbidden_words, "en", "See https://shop.example/?ref=me\n", None, "affiliate"),
    (rules.forbidden_words, "zh", "内容待补充\n", None, "promise instead of content"),
    (rules.forbidden_words, "en", "This is a legally valid letter.\n", None, "legal effect"),
    (rules.chinese_typography, "zh", "用eSIM的人\n", None, "write “用 eSIM"),
    (rules.chinese_typography, "zh", "先打电话,再去店里\n", None, "typography"),
    (rules.marked_language, "en", "Say 销户 to the staff.\n", None, "mark “销户” as Chinese"),
    (rules.marked_language, "zh", "请对店员说 I want to close this number for good today 就可以\n", None, "mark as English"),
    (rules.reading_ease, "en", " ".join(["word"] * 39) + ".\n", None, "39 words"),
    (rules.reading_ease, "zh", "字" * 76 + "。\n", None, "76 Han"),
]


@pytest.mark.parametrize(
    ("rule", "language", "body", "front", "expected"), BROKEN_PAGES, ids=lambda value: getattr(value, "__name__", None)
)
def test_rule_notices(rule: object, language: str, body: str, front: str | None, expected: str) -> None:
    assert expected in messages(rule(page(body, language, front)))  # type: ignore[operator]


@pytest.mark.parametrize("rule", rules.ONE_PAGE)
@pytest.mark.parametrize(("language", "body"), [("zh", GOOD_ZH), ("en", GOOD_EN)])
def test_rule_lets_a_sound_page_through(rule: object, language: str, body: str) -> None:
    assert messages(rule(page(body, language))) == ""  # type: ignore[operator]


GOOD_SITUATION = (
    "# 手机丢了 { #lost }\n\n**今天先做**：打电话停机。\n{ .today }\n\n"
    '## 停机 { #lost-suspend .step data-phase="before" data-when="situation:lost" }\n\n打电话。\n\n## 证据 { #lost-proof }\n\n- 工单号\n- 截图\n'
)
GOOD_MYTHS = (
    "# 误区 { #myths }\n\n## 一组 { #myth-group }\n\n### “删了就销了” { #myth-delete }\n\n"
    "- **谁这么说**：论坛。\n- **来源怎么写**：没有。[^a]\n- **该怎么做**：[先销号](../cancel/esim.md)。\n"
)
QUESTION = "### 怎么办 {number}？ {{ #faq-{number} }}\n\n先打电话。再看[这一页](../after/index.md)。\n\n"
GOOD_FAQ = "# 常见问题 { #faq }\n\n## 一组 { #faq-group }\n\n" + "".join(QUESTION.format(number=number) for number in range(40))
KINDS_OF_PAGES = {"situations/lost.md": GOOD_SITUATION, "help/myths.md": GOOD_MYTHS, "help/faq.md": GOOD_FAQ}

BROKEN_KINDS = [
    (rules.situation_page, "situations/lost.md", "{ .today }\n", "", "the thing to do today"),
    (rules.situation_page, "situations/lost.md", "打电话停机", "字" * 120, "phone's first screen"),
    (rules.situation_page, "situations/lost.md", '"before"', '"after"', "no step in the phase"),
    (rules.situation_page, "situations/lost.md", "situation:lost", "form:esim", "for this problem only"),
    (rules.situation_page, "situations/lost.md", "#lost-proof", "#lost-end", "ending in -proof"),
    (rules.situation_page, "situations/lost.md", "- 截图\n", "", "fewer than 2"),
    (rules.myth_page, "help/myths.md", "- **谁这么说**：论坛。\n", "", "2 list items"),
    (rules.myth_page, "help/myths.md", "[^a]", "", "correction has no source"),
    (rules.myth_page, "help/myths.md", "[先销号](../cancel/esim.md)", "先销号", "no link"),
    (rules.faq_page, "help/faq.md", QUESTION.format(number=7), "", "39 questions"),
    (rules.faq_page, "help/faq.md", "怎么办 7？", "怎么办 7", "not a question"),
    (rules.faq_page, "help/faq.md", "先打电话。再看[这一页](../after/index.md)。", "先打电话。再打一次。", "with a link"),
    (rules.faq_page, "help/faq.md", "先打电话。", "", "1 sentences"),
]


def page_of_kind(name: str, body: str) -> SourcePage:
    return parse_page(FRONT["zh"] + body, Path("docs/zh") / name)


@pytest.mark.parametrize(("rule", "name", "sound", "broken", "expected"), BROKEN_KINDS, ids=lambda value: getattr(value, "__name__", None))
def test_rule_for_a_kind_of_page_notices(rule: object, name: str, sound: str, broken: str, expected: str) -> None:
    assert sound in KINDS_OF_PAGES[name]
    assert expected in messages(rule(page_of_kind(name, KINDS_OF_PAGES[name].replace(sound, broken))))  # type: ignore[operator]


@pytest.mark.parametrize("name", KINDS_OF_PAGES)
@pytest.mark.parametrize("rule", rules.ONE_PAGE)
def test_rule_lets_a_sound_page_of_a_kind_through(rule: object, name: str) -> None:
    assert messages(rule(page_of_kind(name, KINDS_OF_PAGES[name]))) == ""  # type: ignore[operator]


def test_every_one_page_rule_has_a_broken_fixture() -> None:
    assert {rule for rule, *_ in [*BROKEN_PAGES, *BROKEN_KINDS]} == set(rules.ONE_PAGE)


def test_future_check_date_is_refused() -> None:
    assert "future" in messages(rules.front_matter(page("", "zh"), today=date(2026, 1, 1)))


UNCITED = [
    ("zh", "号码冻结 90 天。"),
    ("zh", "等十五天。"),
    ("zh", "带护照去。"),
    ("zh", "你有权要求说明理由。"),
    ("zh", "换卡不收费。"),
    ("zh", "- 打 10086。"),
    ("zh", "| 项目 | 内容 |\n|---|---|\n| 冻结 | 90 天 |"),
    ("zh", '!!! note "注意"\n    罚款 1 万元。'),
    ("en", "The number rests for 90 days."),
    ("en", "Wait fifteen days, or two weeks."),
    ("en", "Bring your passport."),
    ("en", "You have a right to an answer."),
    ("en", "The swap is free of charge."),
    ("en", "> Please cancel within 3 days."),
    ("en", "- [Cancel](a.md) within 3 days."),
]


@pytest.mark.parametrize(("language", "body"), UNCITED)
def test_a_fact_without_a_source_is_noticed(language: str, body: str) -> None:
    assert "without a source" in messages(rules.citations_per_block(page(f"# T {{ #x }}\n\n{body}\n", language)))


CITED = [
    ("zh", "号码冻结 90 天。[^a]"),
    ("zh", "- 冻结期见下：[^a]\n    - 移动 90 天"),
    ("zh", "规定是这样的：[^a]\n\n- 移动 90 天\n- 联通 90 天"),
    ("zh", "| 项目 | 90 |\n|---|---|\n| 冻结 | 90 天[^a] |"),
    ("zh", "5G 卡和 iOS 17 不是数字事实。"),
    ("en", "1. First do this.\n2. Then do that."),
    ("en", "Open Windows 11 settings."),
    ("en", "- [My number is on a passport](../situations/foreigner-in-china.md)"),
]


@pytest.mark.parametrize(("language", "body"), CITED)
def test_a_cited_fact_and_a_name_are_let_through(language: str, body: str) -> None:
    assert messages(rules.citations_per_block(page(f"# T {{ #x }}\n\n{body}\n", language))) == ""


def test_a_reviewed_exception_lets_its_sentence_through() -> None:
    assert messages(rules.citations_per_block(page("# T { #x }\n\n等 3 天。\n"), ["等 3 天"])) == ""


BROKEN_PAIRS = [
    (rules.heading_parity, "# 一 { #x }\n\n## 二 { #y }\n", "# One { #x }\n\n## Two { #z }\n", "heading №2"),
    (rules.heading_parity, "# 一 { #x }\n\n## 二 { #y }\n", "# One { #x }\n\n### Two { #y }\n", "heading №2"),
    (rules.heading_parity, "# 一 { #x }\n\n## 二 { #y }\n", "# One { #x }\n", "1 headings, but 2"),
    (rules.heading_parity, '# 一 { #x .step data-phase="after" }\n', '# One { #x .step data-phase="before" }\n', "other attributes"),
    (rules.citation_parity, "# 一 { #x }\n\n说。[^a]\n", "# One { #x }\n\nSaid.[^b]\n", "only zh has ['a'], only en has ['b']"),
    (rules.link_parity, "# 一 { #x }\n\n[甲](a.md)\n", "# One { #x }\n\n[A](b.md)\n", "only zh has ['a.md']"),
    (rules.link_parity, "# 一 { #x }\n\n[甲](a.md)[乙](a.md)\n", "# One { #x }\n\n[A](a.md)\n", "only zh has ['a.md']"),
    (rules.figure_parity, "# 一 { #x }\n\n90 天\n", "# One { #x }\n\n60 days\n", "only zh has ['90'], only en has ['60']"),
    (rules.table_parity, "# 一 { #x }\n\n- 甲\n- 乙\n", "# One { #x }\n\n- A\n", "1 items, but 2"),
    (
        rules.untranslated,
        "# 一 { #x }\n\n" + "same text " * 5 + "\n",
        "# One { #x }\n\n" + "same text " * 5 + "\n",
        "same text stands in Chinese",
    ),
]


@pytest.mark.parametrize(("rule", "zh", "en", "expected"), BROKEN_PAIRS, ids=lambda value: getattr(value, "__name__", None))
def test_pair_rule_notices(rule: object, zh: str, en: str, expected: str) -> None:
    assert expected in messages(rule(page(zh, "zh"), page(en, "en")))  # type: ignore[operator]


@pytest.mark.parametrize("rule", rules.TWO_PAGES)
def test_pair_rule_lets_sound_pages_through(rule: object) -> None:
    assert messages(rule(page(GOOD_ZH, "zh"), page(GOOD_EN, "en"))) == ""  # type: ignore[operator]


def test_every_pair_rule_has_a_broken_fixture() -> None:
    assert {rule for rule, *_ in BROKEN_PAIRS} == set(rules.TWO_PAGES)


def test_the_same_title_in_both_languages_is_noticed() -> None:
    same = "---\ntitle: eSIM\n---\n"
    assert "`title` is the same" in messages(rules.untranslated(page("", "zh", same), page("", "en", same)))


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("2019 年 1 月 1 日", "1 January 2019"),
        ("1 万至 10 万元", "10,000 to 100,000 yuan"),
        ("18.07 亿", "1.807 billion"),
        ("第 40 条", "Article 40"),
        ("5 月 3 日起", "from 3 May"),
        ("可以", "You may do so"),
    ],
)
def test_figures_are_compared_in_one_form(zh: str, en: str) -> None:
    assert rules.numbers(zh, "zh") == rules.numbers(en, "en")


def test_broken_links_are_noticed(tmp_path: Path) -> None:
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh" / "b.md").write_text("# 乙 { #there }\n", encoding="utf-8")
    body = "# 甲 { #x }\n\n[好](b.md#there) [坏](c.md) [坏](b.md#gone) [坏](b/) [坏](http://x.example/) [好](../api/v1/a.json) [坏](../api/a.json)\n"
    found = messages(rules.page_links(parse_page(body, tmp_path / "zh" / "a.md"), tmp_path))
    assert found.count("[link]") == 5
    assert "no id “gone”" in found


def test_links_to_pages_of_the_directory_need_their_entry(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    (docs / "zh").mkdir(parents=True)
    (tmp_path / "data" / "carriers").mkdir(parents=True)
    (tmp_path / "data" / "carriers" / "alpha.yml").write_text("", encoding="utf-8")
    body = "# 甲 { #x }\n\n[好](carriers/alpha.md) [坏](carriers/beta.md) [坏](regions/alpha.md)\n"
    found = messages(rules.page_links(parse_page(body, docs / "zh" / "a.md"), docs))
    assert found.count("no such page") == 2
    assert "beta.md" in found


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("*法律规定*{ .law } 不得拒绝。[^blog]", "marked .law, but cites community"),
        ("*运营商说法*{ .carrier } 要先结清。[^law]", "marked .carrier, but cites regulator"),
        ("*厂商说法*{ .vendor } 会提示。[^blog] *法律规定*{ .law } 不得拒绝。[^law]", "marked .vendor, but cites community"),
        ("*网友反映*{ .reported } 能办。", "marked .reported without a source"),
        ("*法律规定*{ .law } 不得拒绝。[^law] 另有人说不行。[^blog]", ""),
        ("- 说法：[^law]\n    - *法律规定*{ .law } 不得拒绝。", ""),
    ],
)
def test_a_mark_must_fit_its_source(body: str, expected: str) -> None:
    found = messages(rules.badges_fit_sources(page(f"# 标题 {{ #x }}\n\n{body}\n"), {"law": "regulator", "blog": "community"}))
    assert expected in found
    assert bool(found) is bool(expected)


def test_finding_names_file_line_and_rule() -> None:
    found = str(next(iter(rules.build_refusals(page("\n\n# 标题\n")))))
    assert found.startswith("docs/zh/x.md:8: [heading]")
