"""A guide that is wrong in itself is not built; the message names file, line and remedy."""

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from checklist import Step, render_checklist, steps_in, with_checklist
from markdown_source import parse_page
from page_facts import facts_line, with_facts
from site_checks import heading_problems, missing_translations, problems_of, repeated_steps
from ui_text import ui_texts

from tests.guide import ROOT


def problems(body: str) -> str:
    return "\n".join(f"{line}: {message}" for line, message in heading_problems(parse_page(body, Path("docs/zh/x.md"))))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("文字\n\n## 没有编号\n", "3: heading “没有编号” has no id; add { #an-ascii-id }"),
        ("## 步骤 { #a .step }\n", "1: step “步骤” needs data-phase"),
        ('## 步骤 { #a .step data-phase="after" data-when="form:paper" }\n', "1: data-when of “步骤”"),
    ],
)
def test_heading_problem_names_line_and_remedy(body: str, expected: str) -> None:
    assert expected in problems(body)


def test_a_sound_heading_has_no_problem() -> None:
    assert problems('## 步骤 { #a .step data-phase="after" data-when="form:esim" }\n') == ""


def test_repeated_step_id_names_both_files() -> None:
    page = parse_page('## 步骤 { #a .step data-phase="after" }\n', Path("docs/zh/x.md"))
    assert repeated_steps([("docs/zh/x.md", page), ("docs/zh/y.md", page)]) == [
        "docs/zh/y.md:1: step id “a” is used in docs/zh/x.md too; rename this one"
    ]


def test_missing_translation_names_the_page_to_write(tmp_path: Path) -> None:
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh" / "a.md").write_text("# a { #a }\n", encoding="utf-8")
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "b.md").write_text("# b { #b }\n", encoding="utf-8")
    assert missing_translations(tmp_path) == [
        "docs/zh/a.md:1: no page docs/en/a.md; write it",
        "docs/en/b.md:1: no page docs/zh/b.md; write it",
    ]


def test_the_guide_has_no_problem() -> None:
    assert problems_of(ROOT / "docs") == []


def test_build_stops_and_writes_nothing(tmp_path: Path) -> None:
    for name in ("docs", "data", "overrides"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    page = tmp_path / "docs" / "en" / "before" / "index.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n## No id\n\nText.[^nobody] <b>x</b>\n", encoding="utf-8")
    mkdocs = Path(sys.executable).with_name("mkdocs")
    done = subprocess.run([str(mkdocs), "build", "--quiet"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "docs/en/before/index.md" in done.stderr
    assert "has no id; add { #an-ascii-id }" in done.stderr
    assert "unknown source [^nobody]" in done.stderr
    assert "raw HTML; use Markdown" in done.stderr
    assert not (tmp_path / "site").exists()


PAGE = (
    "<h1 id=x>T</h1>\n<p>Lead.</p>\n<h2 id=y>Steps</h2>\n"
    '<h3 class="step" data-phase="before" data-when="form:esim" id="a">Do <em lang="zh">销户</em> &amp; go<a class="headerlink" href="#a">¶</a></h3>\n'
    '<h3 class="step" data-phase="after" id="b">Keep it<sup id="fnref:k"><a class="footnote-ref" href="#fn:k">1</a></sup></h3>\n'
)


def test_steps_are_read_from_the_built_page() -> None:
    assert steps_in(PAGE) == [
        Step("a", 'Do <em lang="zh">销户</em> &amp; go', "before", "form:esim"),
        Step("b", "Keep it", "after", ""),
    ]


def test_checklist_stands_after_the_lead_and_links_to_the_steps() -> None:
    built = with_checklist(PAGE, "en")
    assert built.index("Lead.") < built.index("<section") < built.index("<h2 id=y>")
    assert built.count("<li ") == 2
    assert '<label for="tick-a">Do <em lang="zh">销户</em> &amp; go</label>' in built
    assert 'href="#b"' in built


def test_phases_are_named_only_where_there_are_several() -> None:
    one = [Step("a", "A", "before"), Step("b", "B", "before")]
    assert "checklist__phase" not in render_checklist(one, "en")
    assert render_checklist([*one, Step("c", "C", "after")], "en").count("checklist__phase") == 2


def test_a_page_without_steps_stays_as_it_is() -> None:
    assert with_checklist("<h1>x</h1><p>y</p>", "en") == "<h1>x</h1><p>y</p>"


def test_facts_line_says_for_whom_and_when() -> None:
    line = facts_line({"checked": date(2026, 1, 2), "applies": "A & B"}, "en", date(2026, 1, 3))
    assert "Applies to: A &amp; B" in line
    assert 'datetime="2026-01-02"' in line
    assert line.rstrip("</p>").count("hidden>") >= 1
    assert with_facts("<h1>T</h1><p>x</p>", {"checked": date(2026, 1, 2)}, "en", date(2026, 1, 3)).index("page-facts") > 0


@pytest.mark.parametrize(("today", "hidden"), [(date(2026, 6, 30), True), (date(2026, 7, 1), True), (date(2026, 7, 2), False)])
def test_old_facts_carry_a_visible_note(today: date, hidden: bool) -> None:
    line = facts_line({"checked": date(2026, 1, 2)}, "zh", today)
    note = line.split('class="page-stale"')[1]
    assert (" hidden>" in note) is hidden
    assert "180" in note


def test_interface_texts_exist_in_both_languages(tmp_path: Path) -> None:
    assert ui_texts("zh").keys() == ui_texts("en").keys()
    same = {key for key in ui_texts("zh") if ui_texts("zh")[key] == ui_texts("en")[key]}
    assert same <= {"source_close", "channel_app", "sells_esim", "facts_official"}
    broken = tmp_path / "ui.yml"
    broken.write_text("zh: { a: 甲 }\nen: { a: A, b: B }\n", encoding="utf-8")
    with pytest.raises(ValueError, match="only in one language: b"):
        ui_texts("zh", broken)


def test_a_broken_plan_stops_the_build_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "plan.yml"
    broken.write_text(
        (ROOT / "data" / "plan.yml").read_text(encoding="utf-8").replace("step: after-proof", "step: after-proov"), encoding="utf-8"
    )
    monkeypatch.setattr("site_checks.PLAN", broken)
    [problem] = problems_of(ROOT / "docs")
    assert problem.startswith("data/plan.yml:")
    assert "no heading has the id “after-proov”" in problem
