"""The words the search takes for the same: reviewed, refused where they are wrong, joined by glossary and carriers."""

from pathlib import Path

import pytest
from data_files import DataError
from glossary import read_glossary
from search_words import (
    IDLE,
    carrier_words,
    joined,
    needed_traditional,
    parse_idle,
    parse_synonyms,
    parse_traditional,
    read_groups,
    read_idle,
    read_traditional,
    with_pinyin,
)

from tests.guide import LANGUAGES, ROOT

GOOD = "lost:\n  zh: [丢了]\n  en: [lost]\n  pinyin: [diu le]\nlaw:\n  zh: [电信条例]\n  whole: true\n"
BROKEN = [
    ("lost:\n  zh: [丢了, 丢了]\n", "search-synonyms.yml:1: lost.zh"),
    ("lost:\n  zh: [eSIM]\n  en: [esim]\n", "search-synonyms.yml:1: lost holds “esim” twice"),
    ("lost:\n  fr: [perdu]\n", "search-synonyms.yml:1: lost"),
    ("lost:\n  pinyin: [Diū le]\n", "search-synonyms.yml:1: lost.pinyin"),
    ("lost: {}\n", "search-synonyms.yml:1: lost"),
    ("lost:\n  zh: []\n", "search-synonyms.yml:1: lost.zh"),
    ("Lost Phone:\n  zh: [丢了]\n", "search-synonyms.yml:"),
    ("lost:\n  zh: [丢了]\n  whole: false\n", "search-synonyms.yml:1: lost.whole"),
    ("lost:\n  zh: [丢了]\nlost:\n  zh: [丢]\n", "“lost” stands twice"),
]


def test_sound_words_are_read() -> None:
    assert parse_synonyms(GOOD) == ({"lost": ["丢了", "lost", "diule", "diu le"], "law": ["电信条例"]}, ["law"])


@pytest.mark.parametrize(("text", "expected"), BROKEN, ids=[expected for _, expected in BROKEN])
def test_broken_words_are_refused(text: str, expected: str) -> None:
    with pytest.raises(DataError) as error:
        parse_synonyms(text)
    assert expected in str(error.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("zh: [的]\nen: [a, a]\nmeaning: [是什么]\n", "en holds “a” twice"),
        ("zh: [的]\nmeaning: [是什么]\n", "no words for en"),
        ("zh: [的]\nen: [a]\n", "no words for meaning"),
    ],
)
def test_broken_question_words_are_refused(text: str, expected: str) -> None:
    with pytest.raises(DataError, match=expected):
        parse_idle(text)


def test_words_that_look_like_truth_values_stay_words() -> None:
    assert {"no", "on"} <= set(parse_idle(IDLE.read_text(encoding="utf-8"))["en"])


def test_a_traditional_character_stands_for_one() -> None:
    assert parse_traditional("# note\n销銷\n号號\n") == ["销銷", "号號"]
    with pytest.raises(DataError, match="“銷” stands for “销” and “消”"):
        parse_traditional("销銷 消銷\n")


def test_only_characters_in_use_are_carried() -> None:
    assert needed_traditional(["销銷", "龙龍"], ["注销"]) == "销銷"


def test_pinyin_is_found_with_and_without_spaces() -> None:
    assert with_pinyin("shou ji ka") == ["shoujika", "shouji ka", "shou jika", "shou ji ka"]


def test_sources_of_words_join_without_repeating() -> None:
    assert joined({"a": ["X", "y"]}, {"b": ["z"], "a": ["x", "w"]}) == {"a": ["X", "y", "w"], "b": ["z"]}


def test_carriers_are_found_by_name_nickname_and_hotline() -> None:
    carrier = {
        "names": {"zh": "甲移动", "en": "Alpha"},
        "also": ["阿尔法"],
        "contacts": [{"use": "hotline", "tel": "10000"}, {"use": "text", "tel": "65075"}, {"use": "web", "url": "https://a.example/"}],
    }
    assert carrier_words({"alpha": carrier}) == {"alpha": ["甲移动", "Alpha", "阿尔法", "10000"]}


def test_every_glossary_term_and_carrier_is_searched_by_its_names() -> None:
    groups, _ = read_groups()
    for language in LANGUAGES:
        for term in read_glossary()[language]:
            known = {word.casefold() for word in groups[term.key]}
            assert {word.casefold() for word in (term.term, *term.also)} <= known
    for path in sorted((ROOT / "data" / "carriers").glob("*.yml")):
        assert path.stem in groups


def test_whole_meanings_and_synonyms_for_the_glossary_exist() -> None:
    groups, whole = read_groups()
    assert set(whole) <= set(groups)
    assert "zhuxiao" in groups["cancellation"]
    assert "terminate" in groups["cancellation"]


def test_a_word_of_questions_is_no_meaning() -> None:
    groups, _ = read_groups()
    idle, meaning = read_idle()
    wordings = {word.casefold() for words in groups.values() for word in words}
    assert sorted({word for word in [*idle, *meaning] if word.casefold() in wordings}) == []


def test_the_characters_of_the_trade_are_known_in_their_traditional_form() -> None:
    assert set("销户号码电话运营费转网异护证丢补离开亲过余额账单冻结讯") <= {word[0] for word in read_traditional()}


def test_the_table_of_characters_names_its_origin() -> None:
    assert "OpenCC" in Path(ROOT / "data" / "search-traditional.txt").read_text(encoding="utf-8").split("\n")[1]
