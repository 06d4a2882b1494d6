"""What a link to a page shows where people share it, and the pictures of it."""

import json
import re
import struct
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import share
from lxml import html as lxml_html
from mkdocs.exceptions import PluginError

from tests.cards import CARDS, CONFIG
from tests.conftest import SITE_URL
from tests.guide import LANGUAGES, ROOT, addresses, generated_addresses, html_of, texts

ALL = [*addresses(), *generated_addresses()]


def size_of(picture: Path) -> tuple[int, int]:
    """Width and height of a PNG."""
    data = picture.read_bytes()
    assert data.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", data[16:24])
    return width, height


# --- the pages ------------------------------------------------------------------------------------------------------------


@cache
def head_of(site: Path, address: str) -> lxml_html.HtmlElement:
    """The head of a built page; the rest is not read, there are hundreds of pages."""
    return lxml_html.fromstring(html_of(site, address).split("</head>", 1)[0] + "</head></html>")


def said_in(site: Path, address: str) -> dict[str, str]:
    """What a page says to previews, by name."""
    elements = head_of(site, address).xpath("//head/meta[starts-with(@property, 'og:') or starts-with(@name, 'twitter:')]")
    said = {element.get("property") or element.get("name"): element.get("content") for element in elements}
    assert len(said) == len(elements), f"{address} says something twice"
    return said


@pytest.mark.parametrize("address", ALL)
def test_a_shared_link_says_what_the_page_says(site: Path, address: str) -> None:
    head, said = head_of(site, address), said_in(site, address)
    language, other = ("en", "zh") if address.startswith("en/") else ("zh", "en")
    home = address in ("", "en/")
    name = CARDS.site_names(CONFIG)[language]
    title = texts(language)["share_home"] if home else head.xpath("string(//title)").strip().removesuffix(f" - {name}")
    locales = {"zh": "zh_CN", "en": "en_GB"}
    assert said.pop("og:image").startswith(f"{SITE_URL}assets/share/{language}")
    assert said.pop("og:image:alt").startswith(texts(language)["share_picture"].split("{")[0])
    assert said == {
        "og:title": title,
        "og:description": head.xpath("string(//meta[@name='description']/@content)"),
        "og:type": "website" if home else "article",
        "og:url": head.xpath("string(//link[@rel='canonical']/@href)"),
        "og:site_name": name,
        "og:locale": locales[language],
        "og:locale:alternate": locales[other],
        "og:image:width": "1200",
        "og:image:height": "630",
        "twitter:card": "summary_large_image",
    }


def test_every_picture_that_is_named_is_there_and_is_what_it_says(site: Path) -> None:
    for picture in {said_in(site, address)["og:image"] for address in ALL}:
        assert size_of(site / picture.removeprefix(SITE_URL)) == (1200, 630)


def test_no_page_loads_a_picture_meant_for_previews(site: Path) -> None:
    for address in ALL:
        named = re.findall(r"<[^>]*assets/share/[^>]*>", html_of(site, address))
        assert [element for element in named if not element.startswith('<meta property="og:image"')] == [], address


def test_robots_names_the_sitemap(site: Path) -> None:
    lines = (site / "robots.txt").read_text(encoding="utf-8").split("\n")
    assert f"Sitemap: {SITE_URL}sitemap.xml" in lines
    assert not any(line.startswith("Disallow: /") for line in lines)


def test_a_page_with_its_own_picture_names_it_and_one_without_names_the_general_one() -> None:
    cards = {"en/cancel/store": "Cancel at a store", "en/cancel/phone": "An older title"}
    meta = {"description": "d", "title": "Cancel at a store"}
    said = dict(share.preview("en/cancel/store.md", meta, "Guide", "https://x.example/g/", "https://x.example/g/en/cancel/store/", cards))
    assert said["og:image"] == "https://x.example/g/assets/share/en/cancel/store.png"
    assert said["og:image:alt"].endswith("Cancel at a store")
    older = dict(share.preview("en/cancel/phone.md", {"title": "Call"}, "Guide", "https://x.example/", "", cards))
    assert older["og:image"] == "https://x.example/assets/share/en.png", "a picture that says something else is not shown"
    assert older["og:image:alt"].endswith(texts("en")["share_home"])


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"cards": {"zh/x": {}}}', '{"cards": 1}'])
def test_a_list_of_pictures_that_cannot_be_read_names_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    (tmp_path / "cards.json").write_text(broken, encoding="utf-8")
    monkeypatch.setattr(share, "read_cards", lambda read=share.read_cards: read(tmp_path))
    with pytest.raises(PluginError, match=r"cards\.json:1: .*make cards"):
        share.on_pre_build()


def test_a_picture_that_is_listed_but_gone_is_not_used(tmp_path: Path) -> None:
    assert share.read_cards(tmp_path) == {}
    (tmp_path / "cards.json").write_text(json.dumps({"cards": {"a": {"title": "A"}, "b": {"title": "B"}}}), encoding="utf-8")
    (tmp_path / "a.png").touch()
    assert share.read_cards(tmp_path) == {"a": "A"}


# --- the pictures ---------------------------------------------------------------------------------------------------------


def test_there_is_a_picture_for_every_page_with_the_pages_own_title(site: Path) -> None:
    cards = CARDS.cards_of(CONFIG)
    for name, card in cards.items():
        said = said_in(site, re.sub(r"^zh/|(?<=/)index$", "", name))
        assert (card.title, card.site) == (said["og:title"], said["og:site_name"])
        assert card.section or name.endswith("/index") or name.count("/") == 1, f"{name} does not say which part it belongs to"
    pages = [path for path in site.rglob("index.html") if "og:title" in path.read_text(encoding="utf-8")]
    assert len(cards) == len(pages) - 2, "every page but the two home pages"
    assert cards["en/cancel/store"].section == "Cancel"
    assert cards["zh/regions/hk"].section == "各地的规定和投诉办法"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_general_picture_is_light(language: str) -> None:
    picture = ROOT / "docs" / "assets" / "share" / f"{language}.png"
    assert size_of(picture) == (share.WIDTH, share.HEIGHT)
    assert picture.stat().st_size <= 60 * 1024


def test_only_pictures_whose_words_or_template_changed_are_drawn_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    def draw_all(cards: dict[str, object], folder: Path) -> None:
        for name in cards:
            drawn.append(name)
            (folder / f"{name}.png").parent.mkdir(parents=True, exist_ok=True)
            (folder / f"{name}.png").write_bytes(b"picture")

    class Here:
        """Runs in this process what would run in others."""

        def __init__(self, _: int) -> None:
            self.map = map

        def __enter__(self) -> "Here":
            return self

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(CARDS, "draw_all", draw_all)
    monkeypatch.setattr(CARDS, "ProcessPoolExecutor", Here)
    one = CARDS.Card("en", "Guide", "Cancel", "Call", "line")
    cards = {"en/a": one, "en/deep/b": replace(one, title="Write"), "zh/a": replace(one, language="zh")}

    def refreshed(wanted: dict[str, object], key: str = "k") -> list[str]:
        drawn.clear()
        CARDS.refresh(wanted, tmp_path, key)
        return sorted(drawn)

    assert refreshed(cards) == ["en/a", "en/deep/b", "zh/a"]
    assert refreshed(cards) == []
    assert refreshed({**cards, "en/a": replace(one, section="Before")}) == ["en/a"]
    assert refreshed(cards, "another template") == ["en/a", "en/deep/b", "zh/a"]
    (tmp_path / "zh" / "a.png").unlink()
    assert refreshed(cards, "another template") == ["zh/a"]
    assert refreshed({"en/a": one}, "another template") == []
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.png")] == ["en/a.png"], "what no page has is removed"
    (tmp_path / "cards.json").write_text("{", encoding="utf-8")
    assert refreshed({"en/a": one}, "another template") == ["en/a"], "a list that cannot be read counts for nothing"
    assert share.read_cards(tmp_path) == {"en/a": "Call"}


def test_a_build_copies_the_pictures_it_names_and_leaves_them_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cards, site = tmp_path / "cards", tmp_path / "site"
    (cards / "en").mkdir(parents=True)
    (cards / "en" / "a.png").write_bytes(b"new")
    (cards / "en" / "b.png").write_bytes(b"not named by a page")
    monkeypatch.setattr(share, "CARDS", cards)
    for _ in range(2):  # once per language
        share._copied.add("en/a")
        share.on_post_build(type("Config", (), {"site_dir": str(site)}))
    assert [path.relative_to(site).as_posix() for path in site.rglob("*.png")] == ["assets/share/en/a.png"]
    assert (site / "assets/share/en/a.png").read_bytes() == b"new"
    assert share._copied == set()
