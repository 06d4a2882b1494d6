"""The set-up fails with one clear line that names the remedy."""

import importlib.util
import json
import re
import shutil
import socket
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from carrier_pages import carrier_page
from carriers import Directory, Entry, load_directory, parse_entry, problems_of
from sources import read_register

from tests.guide import ROOT


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / ".ci" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def setup(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", str(ROOT / ".ci" / "setup.sh"), *arguments], capture_output=True, text=True, check=False, cwd=ROOT)


def fake(path: Path, script: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    return str(path)


def test_missing_python_is_one_clear_line(tmp_path: Path) -> None:
    done = setup("no-such-python", str(tmp_path / "venv"), "requirements.txt")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Install Python 3.11 or newer" in done.stderr


def test_old_python_is_one_clear_line(tmp_path: Path) -> None:
    old = fake(tmp_path / "python", 'case "$1" in --version) echo "Python 3.9.2";; *) exit 1;; esac')
    done = setup(old, str(tmp_path / "venv"), "requirements.txt")
    assert done.returncode == 1
    assert "Python 3.9.2 is too old. Install Python 3.11" in done.stderr


def test_no_network_is_one_clear_line(tmp_path: Path) -> None:
    fake(tmp_path / "venv" / "bin" / "pip", 'echo "Failed to establish a new connection: Name or service not known"; exit 1')
    done = setup("python3", str(tmp_path / "venv"), "requirements.txt")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "no network? Check the connection" in done.stderr


def test_other_install_errors_are_shown_in_full(tmp_path: Path) -> None:
    fake(tmp_path / "venv" / "bin" / "pip", 'echo "hashes do not match"; exit 1')
    done = setup("python3", str(tmp_path / "venv"), "requirements.txt")
    assert "hashes do not match" in done.stderr
    assert "make lock" in done.stderr


def test_busy_port_is_named_with_the_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    serve = load("serve")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert serve.main(["--port", str(port)]) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert f"port {port} is in use" in error
    assert f"make serve PORT={port + 1}" in error


def test_impossible_port_is_refused() -> None:
    assert "choose one from 1024" in str(load("serve").port_problem(80))


@pytest.mark.parametrize(
    ("status", "verdict"), [(200, "ok"), (301, "ok"), (404, "dead"), (410, "dead"), (403, "unsure"), (500, "unsure"), (None, "unsure")]
)
def test_external_links_are_dead_only_when_the_host_says_so(status: int | None, verdict: str) -> None:
    assert load("external_links").verdict(status) == verdict


def test_external_link_report_lists_dead_ones_first_and_pages() -> None:
    report = load("external_links").report({"https://a.example/": 500, "https://b.example/": 404}, {"https://b.example/": "law-b"}, {})
    assert report.index("b.example") < report.index("a.example")
    assert "law-b" in report


NEW = load("new_carrier")
CARRIER_SCHEMA = json.loads(NEW.SCHEMA.read_text(encoding="utf-8"))
FILLED = {
    'names: { zh: "", en: "" }': "names: { zh: 样例, en: Sample }",
    'region: ""': "region: gb",
    'kind: ""': "kind: mvno",
    'checked: ""': 'checked: "2026-01-02"',
    'lead: { zh: "", en: "" }': "lead: { zh: 先问客服。, en: Ask an agent first. }",
    'answer: ""': "answer: yes",
    'note: { zh: "", en: "" }': "note: { zh: 自己停。, en: End it yourself. }",
    'quality: ""': "quality: official",
}


def read_carrier(text: str) -> tuple[Entry, list[str]]:
    entry, problems = parse_entry(text, Path("data/carriers/sample-mobile.yml"), "carrier.schema.json")
    return entry, [str(problem) for problem in problems]


def test_the_template_passes_once_its_open_fields_are_filled() -> None:
    text = NEW.template("sample-mobile", CARRIER_SCHEMA, date(2026, 1, 2))
    _, problems = read_carrier(text)
    assert problems, "an empty template must not be published by mistake"
    assert all(re.match(r"data/carriers/sample-mobile\.yml:\d+: ", problem) for problem in problems)
    for empty, filled in FILLED.items():
        assert empty in text
        text = re.sub(rf"^( *){re.escape(empty)}$", rf"\1{filled}", text, flags=re.MULTILINE)
    source = next(iter(read_register().sources))
    text = re.sub(r"^    sources: \[\]$", f"    sources: [{source}]", text, flags=re.MULTILINE)
    entry, problems = read_carrier(text)
    assert problems == []
    found = problems_of(Directory({entry.slug: entry}, {}), read_register(), date(2026, 1, 2))
    assert [str(problem) for problem in found if "quality" not in problem.field] == []
    assert carrier_page(entry, Directory({entry.slug: entry}, {}), {}, "en")


def test_the_template_teaches_every_field_and_its_left_out_fields_are_yaml() -> None:
    text = NEW.template("sample-mobile", CARRIER_SCHEMA, date(2026, 1, 2))
    for part in CARRIER_SCHEMA["properties"].values():
        assert part.get("description", "").split(".")[0] in re.sub(r"\s+#* *", " ", text)
    opened = re.sub(r"^(contacts|steps|facts): \[\]$", r"\1:", text, flags=re.MULTILINE).replace("  number: null\n", "")
    opened = re.sub(r"^# ", "", opened, flags=re.MULTILINE).replace("How sample-mobile", "# How sample-mobile", 1)
    _, problems = read_carrier(opened)
    unknown = [problem for problem in problems if "unexpected" in problem or "required" in problem or "is not of type" in problem]
    assert unknown == []


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("", "make new-carrier SLUG=its-name"),
        ("Bad Name", "lower-case ASCII letters"),
        ("../evil", "lower-case ASCII letters"),
        ("a--b", "single hyphens"),
        ("保号卡", "lower-case ASCII letters"),
        ("index", "directory's own page"),
        ("giffgaff", "data/carriers/giffgaff.yml is there already"),
        ("gg-old", "former name of data/carriers/gg.yml"),
    ],
)
def test_a_name_that_cannot_be_is_refused_on_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, slug: str, expected: str
) -> None:
    (tmp_path / "giffgaff.yml").write_text("names: {}\n", encoding="utf-8")
    (tmp_path / "gg.yml").write_text("former_slugs: [gg-older, gg-old]\n", encoding="utf-8")
    monkeypatch.setattr(NEW, "CARRIERS", tmp_path)
    assert NEW.main([slug]) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert expected in error
    assert sorted(path.name for path in tmp_path.iterdir()) == ["gg.yml", "giffgaff.yml"]


def test_the_file_is_written_whole_or_not_at_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NEW, "CARRIERS", tmp_path)
    assert NEW.main(["sample-mobile"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["sample-mobile.yml"]
    assert "tests.data.lint data/carriers/sample-mobile.yml" in capsys.readouterr().out
    monkeypatch.setattr(NEW, "slug_problem", lambda *_: None)
    before = (tmp_path / "sample-mobile.yml").read_text(encoding="utf-8")
    (tmp_path / "sample-mobile.yml").write_text("somebody was faster\n", encoding="utf-8")
    assert NEW.main(["sample-mobile"]) == 1
    assert (tmp_path / "sample-mobile.yml").read_text(encoding="utf-8") == "somebody was faster\n" != before
    assert [path.name for path in tmp_path.iterdir()] == ["sample-mobile.yml"]


# --- make bench: what it makes and says; how long things take is no test ---------------------------------------------------


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(ROOT / ".ci" / "bench"), *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def test_an_unknown_part_of_the_bench_is_one_clear_line() -> None:
    done = bench("nonsense")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "choose from: growth" in done.stderr


def test_the_carriers_made_for_measuring_are_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / ".ci" / "bench"))
    for name in ("carriers", "regions"):
        shutil.copytree(ROOT / "data" / name, tmp_path / name)
    before = load_directory(tmp_path / "carriers", tmp_path / "regions")
    load("bench/growth").add_carriers(tmp_path, 3)
    after = load_directory(tmp_path / "carriers", tmp_path / "regions")
    assert len(after.carriers) == len(before.carriers) + 3
    assert [str(problem) for problem in problems_of(after, read_register())] == []


def test_a_report_of_lighthouse_is_read_without_pictures_inside_the_styles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / ".ci" / "bench"))
    pages = load("bench/pages")
    audits: dict[str, object] = {name: {"numericValue": 1500} for name in ("largest-contentful-paint", "total-blocking-time")}
    audits["cumulative-layout-shift"] = {"numericValue": 0}
    fetched = [{"url": "http://x/", "transferSize": 900}, {"url": "data:image/svg+xml", "transferSize": 0}]
    audits["network-requests"] = {"details": {"items": fetched}}
    report = {"audits": audits, "categories": {name: {"score": 1} for name in pages.CATEGORIES}}
    found = pages.figures(report)
    assert (found["seo"], found["paint"], found["bytes"], found["requests"]) == (100, 1.5, 900, 1)
    monkeypatch.setattr(pages, "lighthouse", lambda _: None)
    assert "no Lighthouse" in pages.scores(pages.medians("http://x/", 2))
