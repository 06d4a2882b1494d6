"""The copy that `make zip` packs, opened from its folder in each engine: each has rules of its own for pages from files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engines.page import Engine

pytestmark = pytest.mark.engines
ANSWERED = "() => document.querySelector('.md-search-result__link')?.href.includes('/index.html')"


def test_the_copy_works_from_its_folder(engine: Engine, folder_copy: Path, record_property: Callable[[str, object], None]) -> None:
    record_property("engine", engine.name)
    record_property("version", engine.version)
    root = folder_copy.as_uri() + "/"
    page = engine.new_page("")
    try:
        page.open(f"{root}en/index.html")
        page.wait("() => document.querySelector('select[name=carrier] option[value=giffgaff]')", what="the carriers do not come")
        page.type("input.md-search__input", "esim delete")
        page.wait(ANSWERED, what="the search answers nothing")
        page.press("Enter")
        page.wait_address("/index.html")
        page.open(f"{root}en/cancel/store/index.html")
        page.click("[data-checklist] ol input")
        page.reload()
        page.wait("() => document.querySelector('[data-checklist] ol input').checked", what="the tick is forgotten")
        # Firefox keeps each file's data apart; the copy says so there, and only there.
        assert page.shows(".copy__ticks") == (engine.name == "Firefox")
        page.open(f"{root}en/tools/letters/index.html")
        page.wait("() => document.querySelector('[data-letter-form]').dataset.ready === ''")
        page.type("[data-fills=name]", "Li Hua")
        page.wait_text("[data-letter=cancel]", "Li Hua")
        # WebKit's driver tells only what a script in the page noted, and no server puts one into a file.
        assert engine.name == "WebKit" or page.troubles() == []
    finally:
        page.close()
