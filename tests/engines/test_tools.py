"""What stands around the walks, without a browser: the table of results, the set-up, and what counts as trouble."""

import subprocess
from pathlib import Path

import pytest

from tests.engines import firefox, report, webkit
from tests.engines.firefox import Firefox, trouble
from tests.engines.page import is_foreign, key_actions
from tests.engines.test_walks import as_in_a_pdf
from tests.engines.webkit import WebKit
from tests.guide import ROOT

JUNIT = """<testsuites><testsuite timestamp="2026-11-21T19:00:00+00:00">
<testcase name="a[firefox]"><properties><property name="engine" value="Firefox"/><property name="version" value="153.7.0"/></properties></testcase>
<testcase name="b[firefox]"><properties><property name="engine" value="Firefox"/><property name="version" value="153.7.0"/></properties>
<failure/></testcase>
<testcase name="a[webkit]"><properties><property name="engine" value="WebKit"/><property name="version" value="2.50.6"/></properties></testcase>
<testcase name="a[chromium]"><properties><property name="engine" value="Chromium"/><property name="version" value="156"/></properties></testcase>
<testcase name="no engine started"><error/></testcase>
</testsuite></testsuites>"""


def test_the_table_counts_what_passed() -> None:
    made = report.table(report.read_results(JUNIT))
    assert "| Firefox | 153.7.0 | 1 / 2 | 2026-11-21 |" in made
    assert "| WebKit | 2.50.6 | 1 / 1 | 2026-11-21 |" in made


def test_the_table_replaces_the_one_before_and_nothing_else() -> None:
    text = f"before\n{report.START}\nold\n{report.END}\nafter"
    assert report.put_into(text, r"new \1") == f"before\n{report.START}\n\nnew \\1\n\n{report.END}\nafter"


def test_a_readme_without_a_place_for_the_table_is_told_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "results.xml").write_text(JUNIT, encoding="utf-8")
    (tmp_path / "README.md").write_text("no place\n", encoding="utf-8")
    assert report.main([str(tmp_path / "results.xml"), str(tmp_path / "README.md")]) == 1
    assert report.START in capsys.readouterr().err
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "no place\n"


def test_a_run_of_fewer_engines_does_not_go_into_the_readme(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "results.xml").write_text(JUNIT.replace("Chromium", "Firefox").replace("156", "153.7.0"), encoding="utf-8")
    (tmp_path / "README.md").write_text(f"{report.START}\nold\n{report.END}", encoding="utf-8")
    assert report.main([str(tmp_path / "results.xml"), str(tmp_path / "README.md")]) == 1
    assert "2 of 3 engines" in capsys.readouterr().err


def test_without_results_the_command_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report.main([str(tmp_path / "none.xml")]) == 1
    assert "make test-browsers" in capsys.readouterr().err


def test_the_readme_has_the_place_and_three_engines() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    made = text[text.index(report.START) : text.index(report.END)]
    assert [engine for engine in ("| Chromium |", "| Firefox |", "| WebKit |") if engine not in made] == []


def test_a_browser_that_is_missing_is_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(firefox, "find_firefox", lambda: None)
    monkeypatch.setattr(webkit, "find_webkit", lambda: None)
    with pytest.raises(RuntimeError, match="make test-browsers"):
        Firefox()
    with pytest.raises(RuntimeError, match="webkit2gtk-driver"):
        WebKit()


def test_the_set_up_says_what_to_install_where_it_may_not(tmp_path: Path) -> None:
    (tmp_path / "id").write_text("#!/bin/sh\necho 1000\n", encoding="utf-8")
    (tmp_path / "id").chmod(0o755)
    environment = {"PATH": str(tmp_path), "FIREFOX": "/somewhere/firefox"}
    script = str(ROOT / ".ci" / "engines.sh")
    done = subprocess.run(["/bin/sh", script], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "webkit2gtk-driver and xvfb" in done.stderr


def test_keys_go_down_and_up_in_order() -> None:
    strokes = key_actions(("a", "Enter"))["actions"]
    assert [(one["type"], one["value"]) for one in strokes] == [
        ("keyDown", "a"),
        ("keyUp", "a"),
        ("keyDown", "\ue007"),
        ("keyUp", "\ue007"),
    ]


LEFT = "Failed to load ‘’. A ServiceWorker intercepted the request and encountered an unexpected error."


def event(method: str, **said: object) -> dict[str, object]:
    return {"method": method, "params": {"context": "tab", "request": {"url": "http://127.0.0.1:1/guide/"}, **said}}


@pytest.mark.parametrize(
    ("happened", "line"),
    [
        (event("log.entryAdded", level="error", type="javascript", text="boom", source={"context": "tab"}), "javascript: boom"),
        (event("log.entryAdded", level="error", type="javascript", text=LEFT, source={"context": "tab"}), ""),
        (event("log.entryAdded", level="warn", type="console", text="hm", source={"context": "tab"}), ""),
        (event("network.responseCompleted", response={"status": 404}), "404: http://127.0.0.1:1/guide/"),
        (event("network.responseCompleted", response={"status": 200}), ""),
        (event("network.fetchError", errorText="NS_ERROR_FAILURE"), "failed: http://127.0.0.1:1/guide/ (NS_ERROR_FAILURE)"),
        (event("network.fetchError", errorText="NS_BINDING_ABORTED"), ""),
        (event("network.beforeRequestSent", request={"url": "https://elsewhere.example/"}), "foreign: https://elsewhere.example/"),
        (event("network.beforeRequestSent", context="another tab", request={"url": "https://elsewhere.example/"}), ""),
    ],
)
def test_what_counts_as_trouble_in_firefox(happened: dict[str, object], line: str) -> None:
    assert trouble(happened, "tab", "127.0.0.1:1") == line


def test_data_addresses_and_the_own_host_are_not_foreign() -> None:
    assert not is_foreign("data:image/svg+xml,x", "127.0.0.1:1")
    assert not is_foreign("http://127.0.0.1:1/guide/", "127.0.0.1:1")
    assert is_foreign("http://127.0.0.1:2/guide/", "127.0.0.1:1")


def test_a_label_is_found_in_a_pdf_that_does_not_name_every_han() -> None:
    assert as_in_a_pdf("先打电话 问哪家店").search("1.先打电话问���店2.")
    assert not as_in_a_pdf("先打电话").search("先打电报")
