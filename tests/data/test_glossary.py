"""The glossary: one definition per term, the same in both languages, used on the site, and shown where a page first uses it."""

import re

import pytest
from data_files import DataError
from glossary import Term, glossary_markdown, parse_glossary, read_glossary, with_explained_terms
from markdown_source import plain_text, read_page

from tests.content.rules import numbers
from tests.guide import DOCS, LANGUAGES, page_names

ENTRY = """\
pac:
  zh: { term: PAC, also: [携出码], mark: [PAC], short: 英国转网用的代码。, more: "有效 30 天。[^a]" }
  en: { term: PAC, also: [porting code], mark: [PAC], short: The UK's code for porting., more: "Valid for 30 days.[^a]" }
  see: cancel/phone.md#phone-text-codes
"""

BROKEN = [
    (ENTRY.replace("short: 英国转网用的代码。,", ""), "'short' is a required property"),
    (ENTRY + "  colour: blue\n", "'colour' was unexpected"),
    (ENTRY.replace("cancel/phone.md#", "https://example.org/"), "does not match"),
    (ENTRY + ENTRY, "“pac” stands twice"),
    (ENTRY + ENTRY.replace("pac:", "code:"), "code.zh claims “pac”, which is pac"),
    (ENTRY.replace('"Valid for 30 days.[^a]"', "Valid for 30 days."), "pac cites ['a'] in one language only"),
    ("pac: [\n", "not valid YAML"),
]


@pytest.mark.parametrize(("text", "expected"), BROKEN, ids=[expected for _, expected in BROKEN])
def test_a_broken_glossary_is_refused_with_file_and_line(text: str, expected: str) -> None:
    with pytest.raises(DataError) as error:
        parse_glossary(text)
    assert expected in str(error.value)
    assert re.match(r"data/glossary\.yml:\d+: ", str(error.value))


def term(key: str, *mark: str, short: str = "Meaning.") -> Term:
    return Term(key, mark[0], (), mark, short, "", "")


def test_the_first_use_is_explained_and_nothing_else() -> None:
    html = '<h2 id="a">PAC</h2><p><a href="x">PAC</a> and SPAC, then <em>PAC</em>, PAC.</p>'
    assert with_explained_terms(html, [term("pac", "PAC")]) == (
        '<h2 id="a">PAC</h2><p><a href="x">PAC</a> and SPAC, then <em><abbr title="Meaning." tabindex="0">PAC</abbr></em>, PAC.</p>'
    )


def test_the_longest_term_wins_and_the_meaning_is_escaped() -> None:
    html = with_explained_terms(
        "<p>eSIM 配置文件和 eSIM</p>", [term("esim", "eSIM", short='"chip" & card'), term("profile", "eSIM 配置文件")]
    )
    assert re.findall(r">([^<]+)</abbr>", html) == ["eSIM 配置文件", "eSIM"]
    assert 'title="&quot;chip&quot; &amp; card"' in html


@pytest.mark.parametrize(
    "html",
    [
        '<div class="footnote"><p>PAC</p><div>x</div> PAC</div>',
        "<code>PAC</code>",
        '<em lang="en">PAC</em>',
        "<button>PAC</button>",
        '<p class="page-facts"><span>PAC</span></p>',
        '<a href="PAC">x<br>PAC</a>',
    ],
)
def test_sources_links_and_controls_are_left_alone(html: str) -> None:
    assert with_explained_terms(html, [term("pac", "PAC")]) == html
    assert "<abbr" in with_explained_terms(html + "<p>PAC</p>", [term("pac", "PAC")])


def test_terms_are_listed_in_reading_order() -> None:
    listed = glossary_markdown([term("b", "销户"), term("a", "合约"), term("c", "PAC")], "zh", {})
    assert re.findall(r"#term-(\w)", listed) == ["c", "a", "b"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_is_used_on_the_site(language: str) -> None:
    pages = [DOCS / language / name for name in page_names() if name != "help/glossary.md"]
    written = "\n".join(plain_text(page.read_text(encoding="utf-8")) for page in pages).casefold()
    unused = [
        entry.key for entry in read_glossary()[language] if not any(w.casefold() in written for w in (entry.term, *entry.also, *entry.mark))
    ]
    assert unused == []
    unmarked = [f"{entry.key}: {mark}" for entry in read_glossary()[language] for mark in entry.mark if mark.casefold() not in written]
    assert unmarked == []


def test_both_languages_state_the_same_figures_and_name_real_pages() -> None:
    for zh, en in zip(*(read_glossary()[language] for language in LANGUAGES), strict=True):
        assert numbers(zh.short + zh.more, "zh") == numbers(en.short + en.more, "en"), zh.key
        assert zh.short != en.short
        if zh.see:
            file, _, anchor = zh.see.partition("#")
            for language in LANGUAGES:
                page = read_page(DOCS / language / file)
                assert not anchor or anchor in [heading.id for heading in page.headings], f"{zh.key}: {zh.see}"
