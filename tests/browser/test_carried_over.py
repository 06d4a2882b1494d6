"""A browser that hands an old storage to the next page fails no test of ours."""

from tests.browser.conftest import OpenPage, carried_over

# The storage as it was some writes ago, once: what a busy browser does to the second page.
FORGETS = """
  const pages = Number(sessionStorage.pages ?? 0) + 1;
  sessionStorage.pages = pages;
  if (pages === 2) localStorage.setItem("choice", "old");
"""


def test_the_next_page_finds_what_was_stored(open_page: OpenPage) -> None:
    page = open_page("en/about/", before=FORGETS)
    page.evaluate("localStorage.setItem('choice', 'new')")
    with carried_over(page):
        page.reload()
    assert page.evaluate("localStorage.getItem('choice')") == "new"
    assert page.evaluate("sessionStorage.pages") == "3"
