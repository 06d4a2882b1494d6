"""The stylesheets the site serves: joined, named by their content, without the rules that nothing can match."""

import re
from hashlib import sha256
from pathlib import Path

import pytest
from mkdocs.exceptions import PluginError
from style_rules import needed, seen_on
from styles import join_styles, sheets_of, with_sheets

PAGE = """<html dir="ltr"><body class="page one" data-state="open"><details open id="here"><img src="a.png#light"></details>
<script>document.body.classList.replace("no-js", "js")</script></body></html>"""
SCRIPT = 'const e = document.createElement("dialog"); e.className = "box box--shown"; delete e.dataset.planPrint; e.role = "status";'


@pytest.mark.parametrize(
    ("selector", "stays"),
    [
        (".page", True),
        (".page.two", False),
        (".one>details[open]", True),
        ("details[hidden]", False),
        ("#here::before", True),
        ("#there", False),
        ("table", False),
        ("dialog.box--shown", True),  # a script makes it
        ("[data-plan-print] body", True),
        (".js .page", True),
        ("[dir=rtl] .page", False),
        ("[data-state=open]", True),
        ("[data-state=shut]", False),
        ("[role=status]", True),
        ('img[src$="#light"]', True),
        ('img[src$="#dark"]', False),
        (".page:not(.two)", True),
        (".page:is(.two,.one)", True),
        (".page:is(.two,.three)", False),
        (":where(.two) .page", False),
        (".page:has(>table)", False),
        (".page:hover::-webkit-scrollbar-thumb", True),
        ("*", True),
    ],
)
def test_a_rule_stays_while_something_can_match_it(selector: str, stays: bool) -> None:
    sheet, dropped = needed(f"{selector} {{ color: red }}", seen_on([PAGE], [SCRIPT]))
    assert (sheet != "\n", dropped == []) == (stays, stays)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (
            "@charset 'utf-8';\n/* why */\n.page , .two > a {\n  margin : 0  auto ;\n  color: RED !important }",
            ".page{margin:0 auto;color:RED!important}",
        ),
        ("@media print { .two { color: red } }", ""),
        (
            "@media (width >= 40em) { @supports (gap: 1px) { .page { gap: calc(1px + 2px) } } }",
            "@media (width >= 40em){@supports (gap: 1px){.page{gap:calc(1px + 2px)}}}",
        ),
        (":root { --a: var(--b); --b: 1px; --c: 2px } .page { margin: var(--a) }", ":root{--a:var(--b);--b:1px}.page{margin:var(--a)}"),
        (".page { --a: 1px; --b: var(--a) }", ""),
        (
            "@keyframes turn { to { rotate: 1turn } } @keyframes idle { to { top: 0 } } .page { animation: turn 1s }",
            "@keyframes turn{to { rotate: 1turn }}.page{animation:turn 1s}",
        ),
        (
            '.page::after { content: " a,  b" ; background: url( "x  y.svg" ) }',
            '.page::after{content:" a,  b";background:url( "x  y.svg" )}',
        ),
        ("@page { margin: 1cm }", "@page{margin: 1cm}"),
    ],
)
def test_what_stays_is_written_short(written: str, kept: str) -> None:
    assert needed(written, seen_on([PAGE], []))[0] == f"{kept}\n"


def test_names_of_idle_parts_of_the_theme_count_on_pages_only() -> None:
    sheet = ".md-annotation { color: red }"
    assert needed(sheet, seen_on([PAGE], ['h("aside", {class: "md-annotation"})']))[0] == "\n"
    assert needed(sheet, seen_on(['<p class="md-annotation">'], []))[0] == ".md-annotation{color:red}\n"


@pytest.mark.parametrize(("sheet", "remedy"), [("a { & b { c: d } }", "write it as a rule of its own"), ("a { b: c } }\nd", "mend it")])
def test_what_cannot_be_read_stops_the_build(tmp_path: Path, sheet: str, remedy: str) -> None:
    (tmp_path / "assets" / "css").mkdir(parents=True)
    (tmp_path / "assets" / "css" / "a.css").write_text(sheet, encoding="utf-8")
    (tmp_path / "index.html").write_text('<a></a><b></b><link rel="stylesheet" href="assets/css/a.css">', encoding="utf-8")
    with pytest.raises(PluginError, match=rf"assets/css/a\.css cannot be joined: line \d: .*{remedy}"):
        join_styles(tmp_path)


def test_links_side_by_side_become_one_whatever_the_depth() -> None:
    html = (
        '<link rel="stylesheet" href="../assets/css/own.css"><title>x</title><link rel="stylesheet" href="../assets/stylesheets/a.min.css">\n'
        ' <link rel="stylesheet" href="../assets/css/b.css"><link rel="stylesheet" href="../assets/css/own.css">'
        '<link rel="stylesheet" href="../assets/css/b.css" media="print">'
    )
    joined, own, printed = ("assets/stylesheets/a.min.css", "assets/css/b.css"), ("assets/css/own.css",), ("assets/css/b.css",)
    assert sheets_of(html, {"assets/css/own.css"}) == [own, joined, own, printed]
    names = {joined: "assets/css/j.0123456789.css", own: "assets/css/o.0123456789.css", printed: "assets/css/p.0123456789.css"}
    done = with_sheets(html, names, {"assets/css/own.css"})
    assert re.findall(r'href="(.*?)"( media="print")?', done) == [(f"../{names[sheet]}", "") for sheet in (own, joined, own)] + [
        ("../assets/css/p.0123456789.css", ' media="print"')
    ]
    assert with_sheets(done, {}) == done


def test_every_page_links_sheets_that_are_there_and_nothing_else_is_served(site: Path) -> None:
    linked: set[str] = set()
    for page in site.rglob("*.html"):
        sheets = re.findall(r'<link rel="stylesheet" href="[^"]*?(assets/[^"]+)"', page.read_text(encoding="utf-8"))
        assert len(sheets) <= 2, page
        linked |= set(sheets)
    assert {path.relative_to(site).as_posix() for path in site.glob("assets/**/*.css")} == linked
    assert not list(site.glob("assets/**/*.css.map"))
    for name in linked:
        assert sha256((site / name).read_bytes()).hexdigest().startswith(name.split(".")[-2])
