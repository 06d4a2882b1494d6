"""The repository keeps its own promises: two commands, pinned dependencies, nothing generated, nothing from elsewhere."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.guide import ROOT


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-audit.txt"])
def test_every_dependency_is_pinned_with_hashes(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    loose = [entry for entry in entries if "==" not in entry.split("\n")[0] or "--hash=sha256:" not in entry]
    assert loose == []


def test_lock_files_hold_what_is_asked_for() -> None:
    for name in ("requirements", "requirements-dev", "requirements-audit"):
        wanted = re.findall(r"^([a-zA-Z][\w.-]*)(?:==([\w.]+))?", (ROOT / f"{name}.in").read_text(encoding="utf-8"), re.MULTILINE)
        locked = dict(re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / f"{name}.txt").read_text(encoding="utf-8").lower(), re.MULTILINE))
        for package, version in wanted:
            assert package.lower() in locked, f"{package} is not in {name}.txt; run make lock"
            assert version in ("", locked[package.lower()]), f"{package} differs in {name}.txt; run make lock"


def test_no_file_names_a_package_registry() -> None:
    pattern = re.compile(
        "|".join(
            [
                r"--(extra-)?index-" + "url ",
                "--find-" + "links",
                "pypi" + r"\.org",
                "files\\." + "pythonhosted",
                "registry\\." + "npmjs",
                r'"resolved": *"http',
            ]
        )
    )
    assert [path.name for path in tracked() if pattern.search(text_of(path))] == []


def test_nothing_generated_is_tracked() -> None:
    generated = re.compile(r"^(site|dist)/|(^|/)(\.venv|\.cache|__pycache__|node_modules)(/|$)|\.pyc$|\.stamp$")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert [name for name in listed if generated.search(name)] == []  # links to folders, too, which are no files


def test_no_seller_handles_anywhere() -> None:
    pattern = re.compile(r"(?:\bt|telegram)\.me/\w|wa\.me/\d")
    offenders = [path for path in tracked() if "tests" not in path.parts and pattern.search(text_of(path))]
    assert offenders == []


def test_workflow_actions_are_pinned_by_hash_and_permissions_are_minimal() -> None:
    workflows = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    assert {path.name for path in workflows} >= {"ci.yml", "deploy.yml", "links.yml"}
    for path in workflows:
        text = path.read_text(encoding="utf-8")
        for action in re.findall(r"uses: (\S+)(.*)", text):
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action[0]), f"{path.name}: {action[0]} is not pinned by hash"
            assert re.search(r"# v\d", action[1]), f"{path.name}: say which version {action[0]} is"
        workflow = yaml.safe_load(text)
        assert workflow["permissions"] == {}, f"{path.name}: no default permissions; give each job its own"


def test_deploy_keeps_building_and_publishing_apart() -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "deploy.yml").read_text(encoding="utf-8"))["jobs"]
    assert jobs["build"]["permissions"] == {"contents": "read", "pages": "read"}
    assert jobs["deploy"]["permissions"] == {"pages": "write", "id-token": "write"}
    assert jobs["deploy"]["needs"] == "build"


def test_external_link_exceptions_have_reasons() -> None:
    entries = yaml.safe_load((ROOT / ".ci" / "external_link_exceptions.yml").read_text(encoding="utf-8"))
    assert entries
    for entry in entries:
        assert set(entry) == {"host", "reason"}
        assert len(entry["reason"]) > 20


def test_issue_forms_ask_for_page_and_source() -> None:
    form = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / "wrong-fact.yml").read_text(encoding="utf-8"))
    required = {field["id"] for field in form["body"] if field.get("validations", {}).get("required")}
    assert {"page", "source"} <= required


def test_ci_runs_the_command_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make serve" in readme
    assert "make test" in readme
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").strip().endswith("make test")


def test_readme_layout_names_what_is_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"```text\n(.*?)```", readme, re.DOTALL)
    assert block
    for name in re.findall(r"^(\S+?)/?\s", block[1], re.MULTILINE):
        assert (ROOT / name).exists(), f"README names {name}, which is not there"


def test_licences_are_there() -> None:
    assert "MIT" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Attribution 4.0 International" in (ROOT / "LICENSE-content").read_text(encoding="utf-8")
