"""The register of sources refuses what is wrong, with file, line and remedy."""

from datetime import date

import pytest
from carriers import cited, read_directory
from citations import footnote, source_list, with_footnotes, with_joined_numbers
from data_files import DataError
from glossary import GLOSSARY
from sources import check_citations, citations_in, parse_register, read_register

from tests.guide import DOCS, LANGUAGES, page_names

GOOD = """\
law-x:
  title: { zh: "条例", en: "Regulations" }
  publisher: { zh: "国务院", en: "State Council" }
  kind: regulator
  url: "https://law.example/条例(2016).md"
  copy: { zh: "副本", en: "a copy" }
  date: "2016-02-06"
  read: "2026-01-02"
  how: copy
  lang: zh
law-x-art40:
  part_of: law-x
  where: { zh: "第 40 条", en: "Article 40" }
"""
TODAY = date(2026, 1, 3)


def parse(text: str):  # type: ignore[no-untyped-def]
    return parse_register(text, today=TODAY)


def test_a_sound_register_is_read() -> None:
    register = parse(GOOD)
    source = register.sources["law-x-art40"]
    assert source.document is register.sources["law-x"].document
    assert source.where == {"zh": "第 40 条", "en": "Article 40"}
    assert register.lines == {"law-x": 1, "law-x-art40": 11}


BROKEN = [
    (GOOD.replace("kind: regulator", "kind: rumour"), "sources.yml:1: law-x"),
    (GOOD.replace("  kind: regulator\n", ""), "sources.yml:1: law-x"),
    (GOOD.replace("  lang: zh\n", "  lang: zh\n  rating: 5\n"), "sources.yml:1: law-x"),
    (GOOD.replace(', en: "Regulations"', ""), "sources.yml:1: law-x"),
    (GOOD.replace("https://law.example/条例(2016).md", "javascript:alert(1)"), "sources.yml:1: law-x"),
    (
        GOOD.replace('"https://law.example/条例(2016).md"', "null").replace('  copy: { zh: "副本", en: "a copy" }\n', ""),
        "sources.yml:1: law-x",
    ),
    (GOOD.replace('"2026-01-02"', '"2026-01-04"'), "sources.yml:1: law-x.read 2026-01-04 lies in the future"),
    (GOOD.replace('"2016-02-06"', '"2027"'), "law-x.date 2027 lies in the future"),
    (GOOD.replace('"2016-02-06"', '"last year"'), "sources.yml:1: law-x"),
    (GOOD.replace("part_of: law-x", "part_of: law-y"), "sources.yml:11: law-x-art40.part_of names “law-y”"),
    (GOOD + GOOD.split("law-x-art40")[0], "“law-x” stands twice"),
    (GOOD.replace("law-x:", "Law X:", 1), "sources.yml:"),
    ("law-x: [unclosed\n", "not valid YAML"),
]


@pytest.mark.parametrize(("text", "expected"), BROKEN, ids=[expected for _, expected in BROKEN])
def test_a_broken_register_is_refused(text: str, expected: str) -> None:
    with pytest.raises(DataError) as error:
        parse(text)
    assert expected in str(error.value)


def test_unknown_key_names_page_and_line() -> None:
    problems = check_citations([("docs/zh/a.md", "---\ntitle: x\n---\n\n文字[^law-x-art40][^nobody]\n")], parse(GOOD))
    assert problems == ["docs/zh/a.md:5: unknown source [^nobody]; add “nobody:” to data/sources.yml or correct the key"]


def test_unused_key_names_register_and_line() -> None:
    problems = check_citations([("docs/zh/a.md", "文字[^law-x]")], parse(GOOD))
    assert problems == ["data/sources.yml:11: no page cites “law-x-art40”; cite it as [^law-x-art40] or remove it"]


def test_a_document_cited_only_by_its_parts_is_used() -> None:
    assert check_citations([("a.md", "文字[^law-x-art40]")], parse(GOOD)) == []


def test_a_document_without_any_citation_is_unused() -> None:
    assert len(check_citations([("a.md", "文字")], parse(GOOD))) == 2


def test_code_is_no_citation() -> None:
    assert list(citations_in("```\n[^x]\n```\n甲[^y]乙\n")) == [(4, "y")]


def test_footnote_says_what_whose_when_and_where() -> None:
    zh, en = (footnote(parse(GOOD).sources["law-x-art40"], language) for language in LANGUAGES)
    assert zh.startswith(
        "[条例](https://law.example/%E6%9D%A1%E4%BE%8B%282016%29.md)，第 40 条（国务院，法规与监管机构，页面日期：2016-02-06"
    )
    assert "page dated 2016-02-06, saved copy read 2026-01-02, law.example, copy read: a copy" in en


def test_footnotes_come_once_and_in_order_of_use() -> None:
    built = with_footnotes("乙[^law-x-art40]甲[^law-x]乙[^law-x-art40]", parse(GOOD), "zh")
    assert [line.split(":")[0] for line in built.split("\n") if line.startswith("[^")] == ["[^law-x-art40]", "[^law-x]"]


def test_source_list_names_places_and_pages() -> None:
    built = source_list(parse(GOOD), {"law-x-art40": [("Store", "../cancel/store.md")]}, "en")
    assert "## Law and regulators (1) { #sources-regulator }" in built
    assert "Article 40" in built
    assert "Used on: [Store](../cancel/store.md)" in built


def test_the_guide_cites_only_what_is_registered_and_all_of_it() -> None:
    pages = [(f"docs/{lang}/{name}", (DOCS / lang / name).read_text(encoding="utf-8")) for lang in LANGUAGES for name in page_names()]
    directory = read_directory()
    pages.append(("data/glossary.yml", GLOSSARY.read_text(encoding="utf-8")))
    entries = [*directory.carriers.values(), *directory.regions.values()]
    pages += [(entry.label, "".join(f"[^{key}]" for _, key in cited(entry.data))) for entry in entries]
    assert check_citations(pages, read_register()) == []


def test_no_search_bait_is_a_source() -> None:
    bait = ("yunzhuji", "9m8m", "xnnu", "aliyunyh", "sgycos", "plnmw", "gongweng", "chengdudc8")
    hosts = [document.host for document in read_register().documents()]
    assert [host for host in hosts if any(name in host for name in bait)] == []


def test_footnote_numbers_stay_with_their_word() -> None:
    assert with_joined_numbers('销号。<sup id="fnref:a">1</sup>') == '销号。\u2060<sup id="fnref:a">1</sup>'
