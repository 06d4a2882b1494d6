"""White space that only the templates needed does not travel."""

from pathlib import Path

import pytest
from lean_html import lean

from tests.guide import addresses, html_of


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a\n\n   b</p>\n  <p>  c  d</p>", "<p>a\nb</p>\n<p>  c  d</p>"),
        ("<pre>a\n\n  b</pre>\n\n<textarea>\n\n</textarea>", "<pre>a\n\n  b</pre>\n<textarea>\n\n</textarea>"),
        ("<script>\n  // a\n\n  b()\n</script>\n\n<b>", "<script>\n  // a\n\n  b()\n</script>\n<b>"),
    ],
)
def test_only_white_space_that_is_not_shown_goes(html: str, expected: str) -> None:
    assert lean(html) == expected
    assert lean(expected) == expected


def test_pages_carry_no_empty_lines(site: Path) -> None:
    for address in addresses(("/", "/cancel/esim/", "/carriers/", "/carriers/giffgaff/")):
        assert lean(html_of(site, address)) == html_of(site, address), address
