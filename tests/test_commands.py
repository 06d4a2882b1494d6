"""The set-up fails with one clear line that names the remedy."""

import importlib.util
import socket
import stat
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

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
