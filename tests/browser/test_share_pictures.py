"""The pictures that shared links show: their words stay inside, whatever the title."""

from dataclasses import asdict, replace

import pytest
import share
from playwright.sync_api import Browser

from tests.cards import CARDS, CONFIG
from tests.guide import LANGUAGES


def test_words_stay_on_the_picture_however_long_they_are(browser: Browser) -> None:
    cards = CARDS.cards_of(CONFIG)
    longest = [
        max((card for card in cards.values() if card.language == language), key=lambda card: len(card.title)) for language in LANGUAGES
    ]
    odd = [
        replace(longest[1], title="x" * 150),
        replace(longest[1], title="many words " * 20),
        replace(longest[0], title="怎么注销很长的运营商名字，" * 10),
        replace(longest[0], title="<b>&amp;</b> \u2028 <script>"),
        replace(longest[1], section="A section with a very long name indeed " * 3),
    ]
    inside = """() => ["site", "section", "title", "line"].every((name) => {
      const range = document.createRange();
      range.selectNodeContents(document.getElementById(name));
      return [...range.getClientRects()].every((box) => box.left >= 72 - 1 && box.right <= 1128 + 1 && box.top >= 0 && box.bottom <= 630);
    }) && document.getElementById("title").getBoundingClientRect().bottom <= document.getElementById("line").getBoundingClientRect().top
      && document.querySelector(document.getElementById("section").textContent ? "#section" : "#title").getBoundingClientRect().top >= 116"""
    context = browser.new_context(viewport={"width": share.WIDTH, "height": share.HEIGHT})
    page = context.new_page()
    page.goto(CARDS.TEMPLATE.as_uri())
    for card in [*longest, *odd, *list(cards.values())[::59]]:
        assert page.evaluate("card => show(card)", asdict(card)), card.title
        assert page.evaluate(inside), card.title
        assert page.locator("#title").text_content() == card.title
        assert page.evaluate("document.documentElement.lang") == card.language
    for card in longest:
        assert len(CARDS.draw(page, card)) <= CARDS.MOST_BYTES
    with pytest.raises(ValueError, match="shorten the page's title"):
        CARDS.draw(page, replace(longest[0], title="长" * 3000))
    context.close()
