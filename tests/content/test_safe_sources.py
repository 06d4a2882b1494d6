"""Nothing that runs, loads or collects something gets into the guide from a page or a data file."""

from pathlib import Path

import pytest
from safe_sources import problems_in_page_source, problems_in_sources, problems_in_text, problems_in_yaml

from tests.guide import DOCS, ROOT

# One for each way in; what stands behind it is a part of the remedy.
TAGS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=/x.js></sCrIpT>",
    "<script\n src=/x.js>",
    "</script >",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#x3e;",
    "&#0060img src=x>",
    '<b onclick="alert(1)">x</b>',
    '<p style="position:fixed">x</p>',
    "`<svg/onload=alert(1)>`",
    "<iframe src=//x.example></iframe>",
    "<object data=x.swf>",
    "<embed src=x>",
    "<form action=https://x.example><input name=id></form>",
    "<!-- planner --><base href=//x.example>",
    "<!--[if IE]><script></script><![endif]-->",
    "<?php echo 1 ?>",
    "<!DOCTYPE html>",
    "<https://x.example/'onclick='alert(1)>",
]
ADDRESSES = [
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](< javascript:alert(1)>)",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript&colon;alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](java&NewLine;script&colon;alert(1))",
    "[x](vbscript:msgbox)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "javascript:alert(1)",
]
LINKS = ["[x](file:///etc/passwd)", "[x](intent://x)", "[x][y]\n\n  [y]: weixin://x"]
PICTURES = [
    "![x](http://x.example/a.png)",
    "![x](HTTPS://x.example/a.png)",
    "![x](//x.example/a.png)",
    "![x](\\\\x.example/a.png)",
    "![x](&#104;ttp://x.example/a.png)",
    "![x](<http://x.example/a.png>)",
    "![x][far]",
]
ATTRIBUTES = [
    '*x*{ onclick="alert(1)" }',
    "*x*{: ONCLICK=alert(1) }",
    "*x*{ .law onmouseover = 'alert(1)' }",
    '## x { #x style="position:fixed" }',
    "[x](../a.md){ href=//x.example }",
    "*x*{ srcdoc=x }",
    "*x*{ &#111;nclick=alert(1) }",
    '*x*{ title="{" onclick="alert(1)" }',
]
WAYS = [
    *((text, "raw HTML") for text in TAGS),
    *((text, "an address that runs") for text in ADDRESSES),
    *((text, "a link to") for text in LINKS),
    *((text, "a picture from another host") for text in PICTURES),
    *((text, "the attribute") for text in ATTRIBUTES),
]


@pytest.mark.parametrize(("text", "expected"), WAYS)
def test_every_way_in_is_refused_in_a_page(text: str, expected: str) -> None:
    source = f"---\ntitle: x\n---\n\n# x {{ #x }}\n\n{text}\n"
    found = problems_in_page_source(source)
    assert any(expected in problem for _, problem in found)
    assert all(7 <= line <= 9 and ";" in problem for line, problem in found)


@pytest.mark.parametrize(("text", "expected"), WAYS)
def test_every_way_in_is_refused_in_data(text: str, expected: str) -> None:
    block = "\n".join(f"    {line}" for line in text.split("\n"))
    found = problems_in_yaml(f"a: 1\nzh:\n  b: |\n{block}\n")
    assert any(expected in problem for _, problem in found)
    assert {line for line, _ in found} <= {4, 5, 6}


@pytest.mark.parametrize(
    "written",
    [
        r'"\x3cscript>"',
        r'"\u003Cscript>"',
        r'"[x](java\u0073cript:alert(1))"',
        r'"[x](java\tscript:alert(1))"',
        '"[x](java\\\n  script:alert(1))"',
        "'<b>x</b>'",
        "{ b: [<i>x</i>] }",
        "!!str <b>x</b>",
        ">\n  *x*{ .law\n  onclick=alert(1) }",
    ],
)
def test_what_yaml_hides_is_refused(written: str) -> None:
    assert next(line for line, _ in problems_in_yaml(f"# x\na: {written}\n")) in (2, 3)


def test_front_matter_is_looked_at_too() -> None:
    [(line, problem)] = problems_in_page_source('---\ntitle: x\ndescription: "\\x3cb>"\n---\n\n# x\n')
    assert line == 3
    assert "raw HTML" in problem


@pytest.mark.parametrize(
    "text",
    [
        '### 步骤 { #a .step data-phase="before" data-when="form:esim|physical" }',
        "*销户*{ lang=zh } and [call](tel:10086), [mail](mailto:a@b.example), [law](https://x.example/?one=1&style=2#on=3)",
        "<!-- every carrier -->",
        "<https://x.example/a?b=c>",
        "less than 5 < 6, 3 > 2, AT&T, R&amp;D, mobile data: text and calls, {name} = {value}",
        "![map](../assets/map.svg)",
        "- { facet: from, when: 'form:esim' }",
    ],
)
def test_honest_text_is_left_alone(text: str) -> None:
    assert problems_in_text(text) == []


def test_the_guide_itself_is_clean() -> None:
    assert problems_in_sources(DOCS, ROOT / "data") == []


def test_the_message_names_file_line_and_remedy(tmp_path: Path) -> None:
    for name, text in (("docs/zh/a.md", "# x\n\n<b>x</b>\n"), ("data/ui.yml", "zh:\n  a: <i>x</i>\n")):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    assert [problem.split(";")[0] for problem in problems_in_sources(tmp_path / "docs", tmp_path / "data")] == [
        "docs/zh/a.md:3: raw HTML",
        "data/ui.yml:2: raw HTML",
    ]
