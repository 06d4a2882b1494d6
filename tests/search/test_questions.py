"""The public set is what it promises to be."""

from collections import Counter

import pytest

from tests.guide import ADDRESSES, DOCS, LANGUAGES
from tests.search.questions import Question, parse_questions, path_of, questions, rank, success

# Areas whose pages may be named before they are written.
PLANNED = ("carriers/", "regions/", "tools/")


def test_the_set_is_large_and_hard_enough() -> None:
    for language in LANGUAGES:
        assert len(questions()[language]) >= 75
        assert sum(question.held_out for question in questions()[language]) >= 15
    assert sum(len(questions()[language]) for language in LANGUAGES) >= 150
    assert sum(bool(question.hard) for language in LANGUAGES for question in questions()[language]) >= 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_is_there_once(language: str) -> None:
    counts = Counter(question.query.casefold() for question in questions()[language])
    assert [query for query, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_right_pages_exist(language: str) -> None:
    known = {address.lstrip("/") or "/" for address in ADDRESSES}
    wrong = {page for question in questions()[language] for page in question.pages if page not in known and not page.startswith(PLANNED)}
    assert sorted(wrong) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_are_not_our_headings(language: str) -> None:
    """A few must coincide (giffgaff, FM 卡); a set made from headings would flatter the search."""
    headings = {
        line.lstrip("# ").split(" {")[0].strip().casefold()
        for path in (DOCS / language).rglob("*.md")
        for line in path.read_text(encoding="utf-8").split("\n")
        if line.startswith("#")
    }
    same = [question.query for question in questions()[language] if question.query.casefold() in headings]
    assert len(same) <= len(questions()[language]) * 0.1, same


def test_success_counts_the_first_and_the_first_three() -> None:
    question = Question("x", ("/", "cancel/store/"))
    assert rank(question, ["about/", "en/cancel/store/#store-bring"]) == 1
    assert rank(question, ["en/"]) == 0
    assert rank(question, []) is None
    result = success([(question, ["en/"]), (question, ["a/", "b/", ""]), (question, ["a/", "b/", "c/", ""])])
    assert (result.count, result.first, result.three) == (3, 1, 2)


def test_addresses_are_compared_without_language_and_anchor() -> None:
    assert [path_of(address) for address in ("", "en/", "en/a/#b", "a/?q=c")] == ["/", "/", "a/", "a/"]


def test_questions_are_read_with_their_notes() -> None:
    parsed = parse_questions({"zh": [{"q": 10086, "pages": ["/"], "hard": "why"}]})
    assert parsed == {"zh": [Question("10086", ("/",), "why")]}
