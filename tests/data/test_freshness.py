"""What is old is listed with file and line, on the page, in the report and in the weekly issue."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml
from freshness import age_of, figures, old_entries, old_facts, old_pages, percent, report, undated
from page_facts import facts_line, with_dated_facts

from tests.data.test_carriers import REGISTER, RETIRED, SOUND, directory_of, entry_of, region_of
from tests.guide import ROOT

CHECKED = date(2026, 5, 1)
OLD = date(2026, 12, 1)


def test_old_facts_are_listed_with_file_and_line_oldest_first() -> None:
    entry = entry_of(SOUND.replace('sources: [forum], checked: "2026-05-01"', 'sources: [forum], checked: "2026-04-01"'))
    assert old_facts([entry], CHECKED) == []
    assert [str(old) for old in old_facts([entry], OLD)] == [
        "- `data/carriers/sample.yml:22` people: 244 days",
        "- `data/carriers/sample.yml:21` unused: 214 days",
    ]


def test_a_fact_without_a_day_comes_first() -> None:
    entry = entry_of(SOUND)
    entry.data["facts"][1].pop("checked")
    assert [str(old) for old in old_facts([entry], CHECKED)] == ["- `data/carriers/sample.yml:22` people: no day given"]
    assert age_of("soon", CHECKED) is None


@pytest.mark.parametrize(("today", "old"), [(date(2026, 10, 28), False), (date(2026, 10, 29), True)])
def test_a_fact_grows_old_after_180_days(today: date, old: bool) -> None:
    assert bool(old_facts([entry_of(SOUND)], today)) is old
    assert bool(old_entries([region_of()], today)) is old


def test_what_is_retired_is_left_in_peace() -> None:
    entry = entry_of(SOUND.replace("history:", f"{RETIRED}history:"))
    assert old_facts([entry], OLD) == old_entries([entry], OLD) == []


def test_old_pages_are_listed(tmp_path: Path) -> None:
    for name, day in (("a", "2026-05-01"), ("b", "2026-11-30")):
        (tmp_path / f"{name}.md").write_text(f"---\ntitle: X\nchecked: {day}\n---\n\n# X {{ #x }}\n", encoding="utf-8")
    assert [str(old) for old in old_pages(tmp_path, OLD)] == ["- `docs/a.md:3` checked: 214 days"]


def test_report_says_how_much_what_rests_on_what_and_stays_short(tmp_path: Path) -> None:
    directory = directory_of(entry_of(SOUND))
    fresh = report(directory, REGISTER, tmp_path, CHECKED)
    assert fresh.splitlines()[0] == "# Freshness: nothing to check again"
    assert "- official: 1 of 2 facts (50 %)" in fresh
    assert "- conflicts: 1" in fresh
    assert "- resting on undated pages only: 2 facts" in fresh
    stale = report(directory, REGISTER, tmp_path, OLD, limit=1)
    assert stale.splitlines()[0] == "# Freshness: 3 to check again"
    assert "- … and 1 more" in stale
    assert undated([entry_of(SOUND)], REGISTER) == 2
    assert percent(2, 3) == 66
    assert percent(0, 0) == 0


def test_the_command_prints_the_report_and_exits_well() -> None:
    done = subprocess.run([sys.executable, str(ROOT / ".ci" / "stale.py")], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("# Freshness: ")


def test_the_page_about_the_method_gets_the_figures() -> None:
    directory = directory_of(entry_of(SOUND), regions=(region_of(),))
    assert figures(directory, "en").splitlines() == [
        "- Entries: 1 carriers, 1 regions",
        "- Facts with an official basis: 1 of 2 (50 %)",
        "- Places where sources disagree: 1",
        "- Oldest check: 2026-05-01",
    ]
    assert "1 / 2 条（50%）" in figures(directory, "zh")


def test_a_fact_shows_its_day_and_a_mark_when_it_is_old() -> None:
    html = "<td><em data-checked>2026-05-01</em></td>"
    assert with_dated_facts(html, "en", CHECKED) == '<td><time datetime="2026-05-01" data-fact-checked>2026-05-01</time></td>'
    assert '<em class="reported" data-stale-fact>Not checked for 180 days</em>' in with_dated_facts(html, "en", OLD)
    assert 'data-fact="Not checked for 180 days"' in facts_line({"checked": CHECKED}, "en", CHECKED)


# --- the weekly issue: the workflow's own script, with a gh that only notes what it is asked -------------------------------

GH = """#!/bin/bash
printf '%s\\n' "$*" | head -n 1 >> "$NOTES"
if [ "$1 $2" = "issue list" ]; then printf '%s\\n' "$OPEN"; fi
"""


@pytest.mark.parametrize(
    ("report_text", "open_issue", "expected"),
    [
        (
            "# Freshness: 3 to check again\n\n- x",
            "",
            ["issue list", "label create freshness", "issue create --title Freshness: 3 to check again"],
        ),
        ("# Freshness: 3 to check again\n\n- x", "7", ["issue list", "issue edit 7 --title Freshness: 3 to check again"]),
        ("# Freshness: nothing to check again\n", "7", ["issue list", "issue close 7"]),
        ("# Freshness: nothing to check again\n", "", ["issue list"]),
        ("# Freshness: 3 to check again\n" + "- `data/x.yml:1` $(touch hacked)\n" * 2000, "7", ["issue list", "issue edit 7"]),
    ],
    ids=["opens", "updates", "closes", "stays quiet", "takes a long text as text"],
)
def test_one_issue_is_opened_updated_and_closed(tmp_path: Path, report_text: str, open_issue: str, expected: list[str]) -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "stale.yml").read_text(encoding="utf-8"))
    [step] = workflow["jobs"]["issue"]["steps"]
    (tmp_path / "gh").write_text(GH, encoding="utf-8")
    (tmp_path / "gh").chmod(0o755)
    notes = tmp_path / "notes"
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "REPORT": report_text, "OPEN": open_issue, "NOTES": str(notes)}
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", step["run"]], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    asked = notes.read_text(encoding="utf-8").splitlines()
    assert len(asked) == len(expected), asked
    assert all(line.startswith(beginning) for line, beginning in zip(asked, expected, strict=True)), asked
    assert not (tmp_path / "hacked").exists()


def test_the_job_that_writes_issues_runs_no_code_of_the_repository() -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "stale.yml").read_text(encoding="utf-8"))["jobs"]
    assert jobs["report"]["permissions"] == {"contents": "read"}
    assert "fork" in jobs["report"]["if"]
    assert jobs["issue"]["permissions"] == {"issues": "write"}
    assert all("uses" not in step and "${{" not in step["run"] for step in jobs["issue"]["steps"])
