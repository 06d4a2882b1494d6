"""How much a first visit may weigh, per kind of page: bytes as they travel (gzip) and requests."""

from pathlib import Path

import pytest

from tests.guide import addresses
from tests.site.first_view import by_type, first_view, over_budget

MOST_REQUESTS = 5
# The theme's own script, 35 kB more, comes at the visitor's first sign (tests/browser/test_late_theme.py).
MOST_BYTES = {
    "/": 57_000,
    "/before/": 48_000,
    "/cancel/": 49_000,
    "/cancel/store/": 44_000,
    "/cancel/esim/": 46_000,
    "/cards/number-keeping/": 47_000,
    "/situations/lost-or-stolen/": 44_000,
    "/regions/gb/": 41_000,
    "/carriers/": 50_000,
    "/carriers/giffgaff/": 40_000,
    "/help/faq/": 62_000,
    "/help/glossary/": 48_000,
    "/tools/letters/": 51_000,
    "/tools/dates/": 64_000,
}
MOST_OF_TYPE = {"css": 17_500, "js": 18_000, "other": 1_000}


@pytest.mark.parametrize("path", MOST_BYTES)
def test_a_first_view_keeps_to_its_budget(site: Path, path: str) -> None:
    for address in addresses((path,)):
        view = first_view(site, address)
        assert over_budget(view, MOST_BYTES[path], MOST_REQUESTS) == [], address
        for kind, most in MOST_OF_TYPE.items():
            assert by_type(view)[kind] <= most, (address, kind)


@pytest.fixture
def small_site(tmp_path: Path) -> Path:
    (tmp_path / "en").mkdir()
    for name in ("a.js", "b.css", "c.svg", "later.png"):
        (tmp_path / name).write_bytes(name.encode() * 9)
    (tmp_path / "en" / "index.html").write_text(
        '<link rel="stylesheet" href="../b.css"><link rel="icon" href="../c.svg"><link rel="manifest" href="no.json">'
        '<script src="../a.js?x=1" defer></script><img src="../c.svg"><img src="../later.png" loading="lazy"><img src="data:,">',
        encoding="utf-8",
    )
    return tmp_path


def test_a_view_is_what_the_page_fetches_once_each(small_site: Path) -> None:
    view = first_view(small_site, "en/")
    assert set(view) == {"en/index.html", "a.js", "b.css", "c.svg"}
    assert sum(by_type(view).values()) == sum(view.values())


def test_too_many_bytes_and_requests_are_seen(small_site: Path) -> None:
    view = first_view(small_site, "en/")
    assert over_budget(view, sum(view.values()), len(view)) == []
    [requests] = over_budget(view, 10_000, 3)
    assert requests.startswith("4 requests, 3 allowed: a.js, b.css")
    [total] = over_budget(view, sum(view.values()) - 1, 4)
    assert "the largest is en/index.html" in total


def test_a_file_that_is_missing_is_no_saving(small_site: Path) -> None:
    (small_site / "a.js").unlink()
    with pytest.raises(FileNotFoundError):
        first_view(small_site, "en/")
