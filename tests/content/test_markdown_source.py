"""The one reading of the Markdown that all rules build on."""

from pathlib import Path

from markdown_source import parse_attributes, parse_page, plain_text


def blocks(body: str) -> list[tuple[str, str, str]]:
    return [(block.kind, block.text, block.inherited) for block in parse_page(body, Path("docs/zh/x.md")).blocks]


def test_attributes_are_split() -> None:
    assert parse_attributes('#a .step data-when="form:esim|physical" lang=zh') == (
        "a",
        ("step",),
        {"data-when": "form:esim|physical", "lang": "zh"},
    )


def test_headings_know_line_level_and_step() -> None:
    page = parse_page('---\ntitle: x\n---\n\n# 甲 { #a }\n\n### 乙 { #b .step data-phase="after" }\n', Path("docs/en/x.md"))
    assert [(h.line, h.level, h.text, h.id, h.is_step) for h in page.headings] == [(5, 1, "甲", "a", False), (7, 3, "乙", "b", True)]
    assert page.language == "en"
    assert page.meta_lines == {"title": 2}


def test_fenced_code_and_comments_are_no_content() -> None:
    assert blocks("```\n# 90 天\n```\n<!-- 90 天 -->\n文字\n") == [("paragraph", "文字", "")]


def test_list_items_inherit_from_their_parents() -> None:
    assert blocks("- 甲[^a]\n    - 乙\n- 丙\n") == [("item", "甲[^a]", ""), ("item", "乙", "甲[^a]"), ("item", "丙", "")]


def test_a_sentence_with_a_colon_introduces_its_list_only() -> None:
    assert blocks("看：[^a]\n\n- 甲\n\n文字\n\n- 乙\n") == [
        ("paragraph", "看：[^a]", ""),
        ("item", "甲", "看：[^a]"),
        ("paragraph", "文字", ""),
        ("item", "乙", ""),
    ]


def test_tables_give_a_header_and_rows() -> None:
    assert [kind for kind, *_ in blocks("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n")] == ["header", "row"]


def test_admonition_title_and_text_are_blocks() -> None:
    assert blocks('!!! warning "小心"\n    别删。\n') == [("admonition", "小心", ""), ("paragraph", "别删。", "")]


def test_plain_text_is_what_a_reader_sees() -> None:
    assert plain_text("**甲** [乙](x.md){ .y } *销户*{ lang=zh }[^a]") == "甲 乙 销户"
