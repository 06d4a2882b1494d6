"""The copy that opens from a folder: what becomes of links, pages and files, read without a browser."""

import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import html5lib
import pytest
from folder_copy import (
    FOLDER,
    READ_ME,
    CopyError,
    Guide,
    broken_links,
    copy_of,
    data_in_copy,
    folder_policy,
    link_in_copy,
    packed,
    page_in_copy,
    read_me,
)
from hosting import read_hosting
from lxml import html as lxml_html

from tests.conftest import SITE_URL
from tests.guide import ROOT, addresses, generated_addresses, html_of, moved_addresses, texts
from tests.test_commands import load

DAY = date(2026, 11, 21)
PAGES = frozenset(
    {"index.html", "en/index.html", "after/index.html", "en/after/index.html", "cancel/store/index.html", "about/data/index.html"}
)
GUIDE = Guide(SITE_URL, DAY, PAGES)
AT_HOME = replace(GUIDE, url="http://127.0.0.1:8000/")
MOST_BYTES = 8_000_000


@pytest.mark.parametrize(
    ("page", "href", "expected"),
    [
        ("index.html", "after/", "after/index.html"),
        ("index.html", ".", "index.html"),
        ("index.html", "./", "index.html"),
        ("after/index.html", "..", "../index.html"),
        ("after/index.html", "../cancel/store/#bring", "../cancel/store/index.html#bring"),
        ("after/index.html", "../cancel/store?q=a%20b#bring", "../cancel/store/index.html?q=a%20b#bring"),
        ("after/index.html", "../en/after/", "../en/after/index.html"),
        ("cancel/store/index.html", "/guide/after/", "../../after/index.html"),
        ("cancel/store/index.html", SITE_URL + "en/#plan", "../../en/index.html#plan"),
        ("after/index.html", "index.html", "index.html"),
        # What is no page of the guide stays as it is.
        ("after/index.html", "#done", "#done"),
        ("index.html", "?q=esim", "?q=esim"),
        ("index.html", "https://www.miit.gov.cn/a/", "https://www.miit.gov.cn/a/"),
        ("index.html", "https://guide.example/other/", "https://guide.example/other/"),
        ("index.html", "tel:10086", "tel:10086"),
        # What only the website has.
        ("about/data/index.html", "../../api/v1/carriers.json", None),
        ("index.html", "downloads/", None),
    ],
)
def test_a_link_names_the_file_it_leads_to(page: str, href: str, expected: str | None) -> None:
    assert link_in_copy(href, page, GUIDE) == expected


def test_data_of_a_page_link_to_files() -> None:
    data = {"steps": [{"id": "a/", "href": "after/#done"}], "base": "./", "why": "1 < 2"}
    changed = data_in_copy(json.dumps(data), "index.html", GUIDE)
    assert "<" not in changed
    assert json.loads(changed) == {**data, "steps": [{"id": "a/", "href": "after/index.html#done"}]}
    untouched = '{ "base": "." }'
    assert data_in_copy(untouched, "index.html", GUIDE) == untouched
    with pytest.raises(CopyError, match=r"index\.html: data of this page link to gone/, .*let them link to a page"):
        data_in_copy('[{"href": "gone/"}]', "index.html", GUIDE)


PAGE = """<!doctype html><html lang="zh"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'"><link rel="canonical" href="https://guide.example/guide/about/data/">
<link rel="alternate feed" href="../../api/v1/changes.atom"><link rel="manifest" href="../../manifest.webmanifest">
<link rel="search" href="../../opensearch.xml"><link rel="apple-touch-icon" href="../../assets/icons/apple-180.png">
<link rel="icon" href="../../assets/icon.svg"></head><body><main><h1>数据</h1><p><a href="../../api/v1/carriers.json" download>全部</a>，<a href="../../after/">之后</a></p>
<div class="downloads"><a href="../../downloads/sim-cancellation-guide.zip">ZIP</a></div><section class="tool" data-offline-desk>x</section></main>
<div data-offline-worker="../../sw.js"></div><script type="application/json" data-plan-rows>[{"href":"../../after/"}]</script>
<a data-plan-href="carriers/{slug}/">x</a><script src="../../assets/js/main.0123456789.js"></script></body></html>"""


def changed(html: str = PAGE, page: str = "about/data/index.html", guide: Guide = GUIDE) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(page_in_copy(html, page, guide, folder_policy(read_hosting())))


def test_what_only_the_website_has_is_left_out_or_says_so() -> None:
    tree = changed()
    assert tree.xpath("//link/@rel") == ["canonical", "icon", "stylesheet"]
    assert tree.xpath("//*[@data-offline-worker or @data-offline-desk or @class='downloads']") == []
    data, after = tree.xpath("//main/p/a")
    assert (data.get("href"), data.get("download")) == (SITE_URL + "api/v1/carriers.json", None)
    assert data.text_content() == "全部" + texts("zh")["copy_online"]
    assert (after.get("href"), after.text_content()) == ("../../after/index.html", "之后")
    assert texts("zh")["copy_about"] in tree.xpath("string(//aside)")
    assert tree.xpath("//a/@data-plan-href") == ["carriers/{slug}/index.html"]


def test_a_guide_without_an_address_names_none() -> None:
    tree = changed(guide=AT_HOME)
    assert "127.0.0.1" not in lxml_html.tostring(tree, encoding="unicode")
    assert tree.xpath("string(//main/p/span)") == "全部" + texts("zh")["copy_website"]
    assert tree.xpath("//aside//a") == []
    assert "http" not in read_me(AT_HOME, (ROOT / "overrides" / "copy" / "read-me.txt").read_text(encoding="utf-8"))


def test_a_page_says_of_which_day_it_is_and_runs_the_copys_script_first() -> None:
    tree = changed()
    aside = tree.xpath("//main/*")[0]
    assert texts("zh")["copy_line"].format(day="2026-11-21") in aside.text_content()
    assert aside.xpath(".//a/@href") == [SITE_URL + "about/data/"]
    assert aside.xpath(".//*[@data-copy-day='2026-11-21' and @hidden]")
    assert tree.xpath("//script/@src") == ["../../assets/js/copy-frame.js", "../../assets/js/main.0123456789.js"]
    assert tree.xpath("//*[contains(@class, 'copy__ticks')]") == []
    ticks = changed(PAGE.replace("<h1>", "<div data-checklist></div><h1>"))
    assert ticks.xpath("//*[contains(@class, 'copy__ticks')]")


def test_the_policy_of_the_copy_allows_no_request_and_nothing_more() -> None:
    [policy] = changed().xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    allowed = dict(part.split(" ", 1) for part in policy.split("; "))
    assert allowed["connect-src"] == allowed["manifest-src"] == allowed["default-src"] == "'none'"
    assert allowed["worker-src"] == "blob:"
    hosted = read_hosting().policy
    assert set(allowed) == set(hosted)
    assert {name for name in allowed if allowed[name] != hosted[name]} <= {"connect-src", "worker-src", "manifest-src", "script-src"}


def test_a_page_that_moved_leads_to_the_file() -> None:
    moved = '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=../after/"></head><body><p><a href="../after/">x</a></p></body></html>'
    tree = changed(moved, "en/before/index.html")
    assert tree.xpath("//meta[@http-equiv='refresh']/@content") == ["0; url=../after/index.html"]
    assert tree.xpath("//a/@href") == ["../after/index.html"]
    assert tree.xpath("//aside | //script") == []


@pytest.mark.parametrize(
    ("inside", "problem"),
    [
        ('<a href="after/">x</a>', "a/index.html: after/: leads to a folder"),
        ('<a href="..">x</a>', "a/index.html: ..: no such file"),
        ('<a href="gone.html">x</a>', "gone.html: no such file"),
        ('<a href="../index.html#gone">x</a>', "../index.html#gone: no such anchor"),
        ('<a href="#gone">x</a>', "#gone: no such anchor"),
        ('<a href="../../index.html">x</a>', "leaves the folder"),
        ('<a href="/index.html">x</a>', "leaves the folder"),
        ('<script src="gone.js"></script>', "gone.js: no such file"),
        ('<script type="application/json">[{"href": "../a/"}]</script>', "../a/: leads to a folder"),
        ('<meta http-equiv="refresh" content="0; url=../b/">', "../b/: leads to a folder"),
    ],
)
def test_a_link_that_leads_nowhere_is_noticed(inside: str, problem: str) -> None:
    files = {"index.html": b"<html><body id=top>x</body></html>", "a/index.html": f"<html><body>{inside}</body></html>".encode()}
    assert problem in "\n".join(broken_links(files))


def test_links_that_lead_somewhere_are_not() -> None:
    page = '<html><head><link rel="stylesheet" href="../a.css"></head><body><a href="../index.html#top">x</a><a href="#b" id="b">x</a><a href="?q=1">x</a><a href="tel:1">x</a></body></html>'
    files = {"index.html": b"<html><body id=top>x</body></html>", "a/index.html": page.encode(), "a.css": b"a{background:url(data:x)}"}
    assert broken_links(files) == []
    assert broken_links({**files, "a.css": b"a { background: url('gone.svg') }"}) == ["a.css: gone.svg: no such file"]


def test_the_archive_is_the_same_for_the_same_files() -> None:
    files = {"b/index.html": b"b", READ_ME: b"r", "index.html": b"i", "a.css": b"a"}
    archive = packed(files, DAY)
    assert archive == packed(dict(reversed(files.items())), DAY)
    assert archive != packed(files, date(2026, 11, 22))


def test_the_copy_has_every_page_and_nothing_for_servers(folder_copy: Path) -> None:
    there = {path.relative_to(folder_copy).as_posix() for path in folder_copy.rglob("*") if path.is_file()}
    pages = {f"{address}index.html" for address in [*addresses(), *generated_addresses(), *moved_addresses()]}
    assert pages <= there
    others = {path for path in there - pages if not path.endswith("/index.html")}
    kinds = re.compile(r"assets/.*\.(?:css|js|svg|png|LICENSE\.txt)|search/(?:zh|en)\.json\.js|" + re.escape(READ_ME))
    assert [path for path in others if not kinds.fullmatch(path)] == []


def test_the_archive_is_small_and_starts_with_what_to_open(folder_copy: Path) -> None:
    archive = folder_copy.parents[1] / "copy.zip"
    assert archive.stat().st_size <= MOST_BYTES
    entries = zipfile.ZipFile(archive).infolist()
    assert [entry.filename for entry in entries[:2]] == [f"{FOLDER}/index.html", f"{FOLDER}/{READ_ME}"]
    assert {entry.date_time for entry in entries} == {(2026, 11, 21, 0, 0, 0)}
    read = (folder_copy / READ_ME).read_text(encoding="utf-8")
    assert read.startswith("\ufeff")
    assert all(words in read for words in ("2026-11-21", SITE_URL, f"{SITE_URL}en/", "index.html"))
    assert "$" not in read
    assert max(len(line) for line in read.splitlines()) <= 120


@pytest.mark.parametrize("address", ["", "en/carriers/giffgaff/"])
def test_a_page_keeps_its_elements_and_words(site: Path, folder_copy: Path, address: str) -> None:
    """What the parser of the copy understands otherwise than a browser would be lost here."""

    def seen(html: str) -> list[str]:
        tree = html5lib.parse(html, treebuilder="lxml", namespaceHTMLElements=False)
        [article] = tree.xpath("//article")
        for left_out in article.xpath(".//*[contains(@class, 'downloads')]"):
            left_out.getparent().remove(left_out)
        return [
            f"{element.tag} {element.get('id')} {(element.text or '').strip()}"
            for element in article.iter()
            if isinstance(element.tag, str) and element.tag != "script"
        ]

    assert seen((folder_copy / address / "index.html").read_text(encoding="utf-8")) == seen(html_of(site, address))


def test_a_copy_with_a_link_to_nowhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(PAGE.replace("../../after/", "#gone"), encoding="utf-8")
    with pytest.raises(CopyError, match=r"lead nowhere; mend the page(.|\n)*index\.html: #gone: no such anchor"):
        copy_of(tmp_path, DAY, read_hosting())


def test_a_copy_of_nothing_is_refused_with_a_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CopyError, match=r"there is no built site in .*; run: make build"):
        copy_of(tmp_path, DAY, read_hosting())
    zip_command = load("zip")
    assert zip_command.main(["--site", str(tmp_path), "--to", str(tmp_path / "a.zip")]) == 1
    assert capsys.readouterr().err.startswith("error: there is no built site")
    assert not (tmp_path / "a.zip").exists()


def test_the_day_of_the_copy_is_that_of_the_last_change(monkeypatch: pytest.MonkeyPatch) -> None:
    zip_command = load("zip")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1782000000")
    assert zip_command.day_of_copy() == date(2026, 6, 21)
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert zip_command.day_of_copy() >= DAY
