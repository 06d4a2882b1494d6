"""The list of other people's work is complete and current."""

from types import ModuleType

import pytest

from tests.guide import ROOT
from tests.test_commands import load


@pytest.fixture
def tool() -> ModuleType:
    return load("third_party")


def test_the_list_is_current(tool: ModuleType) -> None:
    assert (ROOT / "THIRD-PARTY.md").read_text(encoding="utf-8") == tool.current(), "run: make third-party"


def test_every_locked_package_and_every_bundled_library_is_listed(tool: ModuleType) -> None:
    text = (ROOT / "THIRD-PARTY.md").read_text(encoding="utf-8")
    names = tool.locked("requirements.txt") | tool.locked("requirements-dev.txt") | tool.bundled()
    assert {"mkdocs-material", "playwright", "rxjs"} <= names
    assert [name for name in names if f"\n| {name} | " not in text] == []


def test_vendored_code_has_its_licence_beside_it() -> None:
    vendor = ROOT / "docs" / "assets" / "js" / "vendor"
    for path in vendor.glob("*.js"):
        assert (vendor / f"{path.stem}.LICENSE.txt").is_file(), f"put the licence of {path.name} beside it"


def test_a_package_without_a_licence_is_noticed(tool: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool, "locked", lambda _: {"no-such-package"})
    with pytest.raises(ValueError, match="no licence known of no-such-package; read it"):
        tool.listed({})
    assert "| no-such-package | 0BSD |" in tool.listed({"no-such-package": "0BSD"})


def test_a_library_new_to_the_theme_is_noticed(tool: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool, "bundled", lambda: {*tool.BUNDLED, "left-pad"})
    with pytest.raises(ValueError, match="left-pad; mend BUNDLED"):
        tool.current()


def test_licences_come_from_what_is_installed(tool: ModuleType) -> None:
    assert tool.licence_of("pytest") == "MIT"
    assert tool.licence_of("no-such-package") == ""
