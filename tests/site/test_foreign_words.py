"""Foreign words say their language, on every built page and in every text of the page."""

import re
from pathlib import Path

import pytest
from foreign_words import with_marked_words
from lxml import html as lxml_html

from tests.guide import addresses, generated_addresses, html_of

HAN = re.compile("[\u3400-\u9fff]+")
KANA = re.compile("[\u3040-\u30ff]+")
ENGLISH = re.compile(r"[a-zA-Z’'-]*[a-z][a-zA-Z’'-]*(?:,? [a-zA-Z’'-]*[a-z][a-zA-Z’'-]*){3,}")
NAMES = ("alt", "aria-label", "aria-description", "placeholder", "title", "label")


def unmarked(html: str) -> list[str]:
    """Words in another language than their element says: Han outside Chinese and Japanese, kana outside Japanese, four English words in Chinese."""
    found = []
    for element in lxml_html.fromstring(html).iter("*"):
        if element.tag in ("script", "style", "title", "meta"):
            continue
        language = next((value for value in element.xpath("ancestor-or-self::*[@lang][1]/@lang")), "").split("-")[0]
        texts = [element.text or "", *(child.tail or "" for child in element), *(element.get(name, "") for name in NAMES)]
        for text in texts:
            words = []
            if language not in ("zh", "ja"):
                words += HAN.findall(text)
            if language != "ja":
                words += KANA.findall(text)
            if language == "zh":
                words += ENGLISH.findall(text)
            found += [f"<{element.tag} {element.get('class', '')}> {word} in {language}" for word in words]
    return found


@pytest.mark.parametrize("address", [*addresses(), *generated_addresses()])
def test_every_foreign_word_says_its_language(site: Path, address: str) -> None:
    assert unmarked(html_of(site, address)) == []


BROKEN = [
    '<html lang="en"><body><p>Say 销户 there</p></body></html>',
    '<html lang="en"><body><p>x <b>y</b> 销户</p></body></html>',
    '<html lang="en"><body><p lang="zh">销户 <i lang="en">销户</i></p></body></html>',
    '<html lang="en"><body><button aria-label="销户">x</button></body></html>',
    '<html lang="zh"><body><p>菜单 Cancel my whole plan 那里</p></body></html>',
    '<html lang="zh"><body><p>“ちかく”专用线路</p></body></html>',
]


@pytest.mark.parametrize("html", BROKEN)
def test_an_unmarked_word_is_noticed(html: str) -> None:
    assert len(unmarked(html)) == 1


PAGE = '<!doctype html><html lang="{language}"><body>{inside}</body></html>'
CASES = [
    ("en", "<p>Say 销户, please</p>", '<p>Say <span lang="zh">销户</span>, please</p>'),
    ("en", "<p>Text 发送 CXXZ 到 10086 就行 to x</p>", '<p>Text <span lang="zh">发送 CXXZ 到 10086 就行</span> to x</p>'),
    ("en", "<p>销户 or 注销</p>", '<p><span lang="zh">销户</span> or <span lang="zh">注销</span></p>'),
    ("en", "<td>我要销户。</td>", '<td lang="zh">我要销户。</td>'),
    ("en", "<select><option>中国移动</option></select>", '<select><option lang="zh">中国移动</option></select>'),
    ("en", "<select><option>中国移动 (mainland)</option></select>", "<select><option>中国移动 (mainland)</option></select>"),
    ("en", "<p>の解約 and 해지 신청 and ยกเลิก</p>", None),
    (
        "en",
        '<em lang="zh">销户</em><br><p lang="zh-Hans">办<b>注销</b>了</p>',
        '<em lang="zh">销户</em><br><p lang="zh-Hans">办<b>注销</b>了</p>',
    ),
    (
        "en",
        '<script>var a="<p>销户</p>"</script><style>a{content:"销"}</style>',
        '<script>var a="<p>销户</p>"</script><style>a{content:"销"}</style>',
    ),
    ("en", '<a title="1 > 0" data-x="销户">x</a><!-- 销户 -->', '<a title="1 > 0" data-x="销户">x</a><!-- 销户 -->'),
    ("zh", "<p>点 Cancel my whole plan 那里</p>", '<p>点 <span lang="en">Cancel my whole plan</span> 那里</p>'),
    ("zh", "<p>ETSI TS 102 221 和 My docomo 还有 eSIM</p>", "<p>ETSI TS 102 221 和 My docomo 还有 eSIM</p>"),
    ("zh", "<p>“ちかく”专用</p>", '<p>“<span lang="ja">ちかく</span>”专用</p>'),
    ("zh", "<li><p>一<li><p>Cancel my whole plan", '<li><p>一<li><p><span lang="en">Cancel my whole plan</span>'),
]


@pytest.mark.parametrize(("language", "inside", "wanted"), CASES)
def test_runs_are_marked_and_nothing_else_changes(language: str, inside: str, wanted: str | None) -> None:
    marked = with_marked_words(PAGE.format(language=language, inside=inside))
    if wanted is None:
        assert re.findall(r'<span lang="(\w+)">', marked) == ["ja", "ko", "th"]
    else:
        assert marked == PAGE.format(language=language, inside=wanted)
    assert with_marked_words(marked) == marked, "what is marked is not marked again"


def test_a_page_without_a_language_stays_as_it_is() -> None:
    assert with_marked_words("<p>销户 Cancel my whole plan</p>") == "<p>销户 Cancel my whole plan</p>"
