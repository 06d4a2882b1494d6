"""Every page keeps every rule."""

from datetime import date

import pytest
import yaml
from markdown_source import read_page

from tests.content import lint
from tests.guide import DOCS, LANGUAGES, page_names


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", page_names())
def test_page_keeps_the_rules(name: str, language: str) -> None:
    assert lint.check_page(DOCS / language / name) == []


@pytest.mark.parametrize("name", page_names())
def test_languages_say_the_same(name: str) -> None:
    zh, en = (read_page(DOCS / language / name) for language in LANGUAGES)
    assert lint.check_pair(zh, en) == []


def test_each_citation_exception_is_still_needed() -> None:
    entries = yaml.safe_load(lint.EXCEPTIONS.read_text(encoding="utf-8"))
    for entry in entries:
        page = read_page(DOCS / entry["page"])
        others = [other["text"] for other in entries if other is not entry and other["page"] == entry["page"]]
        assert lint.excusable(page, others), f"{entry['page']}: “{entry['text']}” needs no exception any more; remove it"
        assert entry["reason"].strip()
    assert len(entries) <= 40


def test_no_page_was_checked_in_the_future() -> None:
    for language in LANGUAGES:
        for name in page_names():
            assert read_page(DOCS / language / name).meta["checked"] <= date.today()
