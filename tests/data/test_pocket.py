"""The pocket sheets: what their data may say, and that nothing stands on them that their pages do not say."""

from copy import deepcopy
from pathlib import Path

import pytest
import yaml
from data_files import DataError
from pocket import PARTS, Sheets, parse_sheets, problems_of, read_sheets, sheet_markdown
from sources import citations_in, read_register

from tests.guide import DOCS, LANGUAGES, ROOT

SHEETS = yaml.safe_load((ROOT / "data" / "pocket.yml").read_text(encoding="utf-8"))


def with_line(part: str, line: dict[str, object]) -> str:
    """The sheet for a store with one line replaced, as the text of the file."""
    sheets = {"store": deepcopy(SHEETS["store"])}
    sheets["store"][part][0] = line
    return yaml.safe_dump(sheets, allow_unicode=True)


def test_there_is_a_sheet_for_each_core_path() -> None:
    assert list(read_sheets().sheets) == ["store", "online", "esim", "lost"]


def test_sheets_rest_on_their_pages() -> None:
    assert problems_of(read_sheets(), read_register(), DOCS) == []


BROKEN = [
    ("rule", {"zh": "第 40 条。", "en": "Article 40."}, "'sources' is a required property"),
    ("brought", {"zh": "护照原件。", "en": "The original passport."}, "states “护照” without sources"),
    ("ask", {"zh": "15 日内答复吗？", "en": "Do you answer within 15 days?"}, "states “15 日” without sources"),
    ("ask", {"zh": "打 10086 行吗？", "en": "Can I dial 10086?"}, "states “10086” without sources"),
    ("proof", {"zh": "两份单子，1 份给我。", "en": "Two slips, 2 for me."}, "figures ['1'] in zh and ['2'] in en"),
    ("want", {"zh": "号码：________", "en": "Number:"}, "1 blanks in zh and 0 in en"),
    ("want", {"zh": "Close it.", "en": "Close it."}, "no Chinese in “Close it.”"),
    ("want", {"zh": "我要销户。", "en": "I want 销户."}, "Chinese in “I want 销户.”"),
    ("want", {"zh": "保证能办成。", "en": "This will be done."}, "promises “保证能”"),
    ("want", {"zh": "我要销户。", "en": "Close it.", "mark": "law"}, "'sources' is a dependency of 'mark'"),
    ("want", {"zh": "我要销户。"}, "'en' is a required property"),
]


@pytest.mark.parametrize(("part", "line", "message"), BROKEN)
def test_a_broken_line_is_refused_with_file_and_line(part: str, line: dict[str, object], message: str) -> None:
    with pytest.raises(DataError) as error:
        parse_sheets(with_line(part, line))
    assert message in str(error.value)
    assert str(error.value).startswith("data/pocket.yml:1: ")


def broken_sheet(**changes: object) -> Sheets:
    return Sheets({"store": {**SHEETS["store"], **changes}}, {"store": 7})


CITED = {"zh": "第 40 条。", "en": "Article 40."}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"pages": ["cancel/gone.md"]}, "there is no docs/zh/cancel/gone.md"),
        ({"rule": [{**CITED, "sources": ["no-such-key"]}]}, "unknown source “no-such-key”"),
        ({"rule": [{**CITED, "sources": ["ofcom-lost-phone"]}]}, "none of its pages cites “ofcom-lost-phone”"),
        ({"rule": [{**CITED, "mark": "law", "sources": ["press-yidi-2019-01"]}]}, "“press-yidi-2019-01” is of kind press"),
    ],
)
def test_a_claim_beyond_the_pages_is_refused(changes: dict[str, object], message: str) -> None:
    problems = problems_of(broken_sheet(**changes), read_register(), DOCS)
    assert any(message in problem for problem in problems)
    assert all(problem.startswith("data/pocket.yml:7: store: ") for problem in problems)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", SHEETS)
def test_both_pages_show_every_line_in_both_languages(key: str, language: str) -> None:
    markdown = sheet_markdown(key, read_sheets(), language)
    rows = [line for line in markdown.split("\n") if line.startswith("| ") and "---" not in line]
    lines = [line for part in PARTS for line in SHEETS[key][part]]
    assert len(rows) == len(lines) + len(PARTS)
    for line in lines:
        for side in LANGUAGES:
            assert line[side].replace("_", "\\_") in markdown
    assert {source for _, source in citations_in(markdown)} == {source for line in lines for source in line.get("sources", [])}


def test_a_page_without_its_sheet_is_refused() -> None:
    from pocket import expand

    with pytest.raises(DataError, match="no sheet “gone”"):
        expand("<!-- pocket sheet gone -->", "zh")


def test_every_sheet_has_its_pages() -> None:
    for language in LANGUAGES:
        found = {path.stem for path in Path(DOCS / language / "tools" / "pocket").glob("*.md")}
        assert found == {*SHEETS, "index"}
