"""The exit test: what it compares, without building anything twice."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from tests.guide import ROOT


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("exit_test", ROOT / ".ci" / "exit_test.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


EXIT = load()


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_the_same_guide_in_another_hand_is_the_same(tmp_path: Path) -> None:
    ours = written(tmp_path / "a", index_dot_html='<meta name="generator" content="mkdocs-1.6.1">\n<p>x</p>', sitemap_dot_xml_dot_gz="1")
    theirs = written(
        tmp_path / "b", index_dot_html='<meta name="generator" content="properdocs-1.6.7"> <p>x</p>', sitemap_dot_xml_dot_gz="2"
    )
    assert EXIT.compare(ours, theirs) == []


def test_missing_new_and_changed_files_are_named(tmp_path: Path) -> None:
    ours = written(tmp_path / "a", gone__index_dot_html="x", index_dot_html="<p>old words</p>", icon_dot_png="1")
    theirs = written(tmp_path / "b", fresh__index_dot_html="x", index_dot_html="<p>new words</p>", icon_dot_png="2")
    assert EXIT.compare(ours, theirs) == [
        "gone/index.html: is missing",
        "fresh/index.html: is new",
        "icon.png: differs",
        "index.html: differs: “<p>old words</p>” became “<p>new words</p>”",
    ]


def test_a_builder_that_fails_is_told_with_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing = tmp_path / "failing"
    failing.write_text("#!/bin/sh\necho 'the theme is gone' >&2; exit 1\n", encoding="utf-8")
    failing.chmod(0o755)
    monkeypatch.setattr(EXIT, "BUILDERS", {"mkdocs": failing, "properdocs": failing})
    assert EXIT.main() == 1
    assert "the theme is gone" in capsys.readouterr().err


def test_without_the_other_builder_the_command_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(EXIT, "BUILDERS", {"mkdocs": Path(sys.executable), "properdocs": Path("/nowhere")})
    assert EXIT.main() == 1
    assert "make exit-test" in capsys.readouterr().err


def test_the_exit_holds_every_requirement_of_the_guide_at_the_same_version() -> None:
    ours, theirs = ((ROOT / path / "requirements.txt").read_text(encoding="utf-8") for path in (".", ".ci/exit"))
    pins = {line.split()[0] for line in ours.splitlines() if "==" in line and not line.startswith(" ")}
    assert pins <= {line.split()[0] for line in theirs.splitlines() if line}, "run make lock"
    entries = [entry for entry in theirs.split("\n") if "==" in entry]
    assert theirs.count("--hash=sha256:") >= len(entries)


def test_the_nightly_job_watches_the_exit_without_blocking() -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "browsers.yml").read_text(encoding="utf-8"))["jobs"]
    assert jobs["exit"]["continue-on-error"] is True
    assert "continue-on-error" not in jobs["walks"]
