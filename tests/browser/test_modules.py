"""The scripts' pure functions, run in the browser they are made for."""

from typing import Any

import pytest

from tests.browser.conftest import OpenPage


@pytest.mark.parametrize(
    ("checked", "now", "stale"),
    [
        ("2026-01-02", "2026-07-01", False),
        ("2026-01-02", "2026-07-02", True),
        ("2026-01-02", "2026-01-02", False),
        ("nonsense", "2026-07-02", False),
    ],
)
def test_age_is_counted_in_days(open_page: OpenPage, checked: str, now: str, stale: bool) -> None:
    page = open_page("en/about/")
    script = "async ([checked, now, url]) => (await import(url)).isStale(checked, 180, new Date(now))"
    assert page.evaluate(script, [checked, now, page.url.replace("en/about/", "assets/js/stale-note.js")]) is stale


@pytest.mark.parametrize(
    ("text", "ticks"),
    [
        ('{"version":1,"ticks":{"a":"2026-01-01"}}', [["a", "2026-01-01"]]),
        ('{"version":1,"ticks":{}}', []),
        ('{"version":1,"ticks":{"A b":"2026-01-01"}}', None),
        ('{"version":1,"ticks":{"__proto__":"2026-01-01"}}', None),
        ('{"version":"1","ticks":{}}', None),
        ("", None),
    ],
)
def test_saved_ticks_are_read_strictly(open_page: OpenPage, text: str, ticks: Any) -> None:
    page = open_page("en/about/")
    script = "async ([text, url]) => { const t = (await import(url)).parseTicks(text); return t && [...t]; }"
    assert page.evaluate(script, [text, page.url.replace("en/about/", "assets/js/plan/card-store.js")]) == ticks
