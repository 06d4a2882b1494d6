"""Each engine's own service worker: what one visit saves opens when the host is gone, and what is not saved shows what is."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.engines.page import Engine
from tests.guide import texts
from tests.host import Host

pytestmark = pytest.mark.engines


@pytest.fixture
def host(site: Path, tmp_path: Path) -> Iterator[Host]:
    host = Host(site, tmp_path)
    yield host
    host.stop()


def test_saved_pages_open_without_a_network(engine: Engine, host: Host, record_property: Callable[[str, object], None]) -> None:
    record_property("engine", engine.name)
    record_property("version", engine.version)
    page = engine.new_page(f"127.0.0.1:{host.port}")
    page.open(host.root + "en/")
    page.wait("() => document.querySelector('[data-offline-state=kept]') !== null", what="the first visit has saved the core")
    host.stop()
    page.click("#tasks + ul a[href$='cancel/store/']")
    page.wait_address("en/cancel/store/")
    page.wait_text(".offline-bar", texts("en")["offline_saved"].partition("{")[0].strip())
    page.open(host.root + "en/cancel/online?from=here#online")
    page.wait_address("en/cancel/online/?from=here#online")
    page.open(host.root + "en/carriers/giffgaff/")
    page.wait_text("section[lang=en] h2", texts("en")["offline_page_title"])
    assert page.run("() => document.querySelectorAll('ul[data-saved=en] a').length") > 15
    page.close()
