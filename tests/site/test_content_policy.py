"""Every built page says a strict content policy of itself, which allows its own inline scripts and nothing else inline."""

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import content_policy
import pytest
from content_policy import inline_scripts, problems_in_page, protect, with_policy, without_policy
from hosting import read_hosting
from lxml import html as lxml_html
from mkdocs.exceptions import PluginError

HEAD = "<!doctype html><html><head><meta charset=utf-8>{}</head><body>{}</body></html>"
DATA = {"application/json", "application/ld+json", "text/template"}


def policy_problems(text: str) -> Iterator[str]:
    """What is wrong with a built page's policy, found with a parser of HTML and not with the code under test."""
    tree = lxml_html.document_fromstring(text)
    metas = tree.xpath("//meta[translate(@http-equiv, 'CSP', 'csp')='content-security-policy']")
    if len(metas) != 1:
        yield f"{len(metas)} policies"
        return
    allowed = dict(part.split(" ", 1) for part in metas[0].get("content").split("; "))
    before = [element.tag for element in metas[0].itersiblings(preceding=True)]
    if metas[0].getparent().tag != "head" or set(before) - {"meta"}:
        yield f"something may load before the policy: {before}"
    if allowed["default-src"] != "'none'" or "unsafe" in metas[0].get("content"):
        yield "a weak policy"
    wanted = set()
    for script in tree.iter("script"):
        if script.get("src") is None and script.get("type", "").lower() not in DATA:
            wanted.add("'sha256-" + base64.b64encode(hashlib.sha256((script.text or "").encode()).digest()).decode() + "'")
    if wanted != set(allowed["script-src"].split()) - {"'self'"}:
        yield f"hashes do not fit the inline scripts: {wanted ^ (set(allowed['script-src'].split()) - {chr(39) + 'self' + chr(39)})}"
    if not tree.xpath("//meta[@name='referrer'][@content='no-referrer']"):
        yield "no referrer policy"


def test_every_built_page_has_its_policy(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 250
    assert site / "404.html" in pages
    problems = {path.relative_to(site).as_posix(): list(policy_problems(path.read_text(encoding="utf-8"))) for path in pages}
    assert {name: found for name, found in problems.items() if found} == {}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda html: without_policy(html), "0 policies"),
        (lambda html: html.replace("<script>", "<script>1;", 1), "hashes do not fit"),
        (lambda html: html.replace("</body>", "<script>late()</script></body>"), "hashes do not fit"),
        (lambda html: html.replace("'none'", "'none' 'unsafe-inline'", 1), "a weak policy"),
        (lambda html: html.replace('<meta charset="utf-8">', '<script src="x.js"></script><meta charset="utf-8">'), "may load before"),
        (lambda html: html.replace('name="referrer"', 'name="other"'), "no referrer policy"),
    ],
)
def test_a_page_whose_policy_does_not_fit_is_noticed(site: Path, change, expected: str) -> None:  # type: ignore[no-untyped-def]
    text = (site / "before" / "index.html").read_text(encoding="utf-8")
    assert list(policy_problems(text)) == []
    assert expected in "\n".join(policy_problems(change(text)))


@pytest.mark.parametrize(
    ("tag", "count"),
    [
        ("<script>a</script>", 1),
        ("<SCRIPT >a</SCRIPT >", 1),
        ("<script type=module>a</script>", 1),
        ('<script type="text/javascript">a</script>', 1),
        ("<script defer async>a</script>", 1),
        ("<script\nsrc=a.js></script>", 0),
        ('<script type="application/ld+json">{"a": "<b>"}</script>', 0),
        ('<script id="__config" type="application/json">{}</script>', 0),
        ("<script>a</script><script>b</script>", 2),
    ],
)
def test_inline_scripts_that_run_are_told_from_data(tag: str, count: int) -> None:
    assert len(list(inline_scripts(HEAD.format("", tag)))) == count


def test_a_policy_is_written_once_and_again() -> None:
    page = HEAD.format("", "<script>a</script>")
    once, hashes = with_policy(page, read_hosting())
    assert with_policy(once, read_hosting()) == (once, hashes)
    assert len(hashes) == 1
    assert once.index("charset") < once.index("Content-Security-Policy") < once.index("<script>")
    assert 'http-equiv="Content-Security-Policy"' not in without_policy(once)


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("<b onclick=alert(1)>x</b>", "the attribute onclick="),
        ('<b\nONCLICK = "alert(1)">x</b>', "the attribute ONCLICK="),
        ('<p class="a" style="color:red">x</p>', "the attribute style="),
        ("<a href=javascript:alert(1)>x</a>", "href=javascript:alert(1)"),
        ('<a href=" jAvA&#x09;script:alert(1)">x</a>', "href="),
        ('<a href="&#106;avascript:alert(1)">x</a>', "href="),
        ('<a href="data:text/html,x">x</a>', "href="),
        ("<iframe></iframe>", "<iframe>"),
        ("<object></object>", "<object>"),
        ("<embed src=x>", "<embed>"),
        ("<base href=/>", "<base>"),
        ("<style>a{}</style>", "<style>"),
        ('<img src="http://x.example/a.png" alt="">', "from another host"),
        ('<img src="//x.example/a.png" alt="">', "from another host"),
        ('<script src="https://x.example/a.js"></script>', "from another host"),
    ],
)
def test_what_no_policy_could_allow_stops_the_build(tmp_path: Path, tag: str, expected: str) -> None:
    assert any(expected in problem for problem in problems_in_page(HEAD.format("", tag)))
    (tmp_path / "x.html").write_text(HEAD.format("", tag), encoding="utf-8")
    with pytest.raises(PluginError, match=r"x\.html: .*take it out"):
        protect(tmp_path, read_hosting())


def test_a_page_without_a_charset_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text("<!doctype html><title>x</title>", encoding="utf-8")
    with pytest.raises(PluginError, match=r"x\.html: no <meta charset>; add one"):
        protect(tmp_path, read_hosting())


def test_honest_pages_have_no_problem() -> None:
    links = '<a href="https://x.example/?onclick=1&amp;style=2">a</a> <a href="tel:10086">b</a> <a href="#plan=from:cn">c</a>'
    assert problems_in_page(HEAD.format("<title>on x=1</title>", f"<p data-style=x title='a: b'>online = {links}</p>")) == []


@pytest.mark.parametrize(("command", "building", "runs"), [("build", False, True), ("build", True, False), ("serve", False, False)])
def test_pages_are_protected_once_and_not_under_live_reload(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, building: bool, runs: bool
) -> None:
    (tmp_path / "x.html").write_text(HEAD.format("", ""), encoding="utf-8")
    monkeypatch.setattr(content_policy, "_serving", False)
    content_policy.on_startup(command=command)
    config = SimpleNamespace(site_dir=str(tmp_path), plugins={"i18n": SimpleNamespace(building=building)})
    content_policy.on_post_build(config)
    assert ("Content-Security-Policy" in (tmp_path / "x.html").read_text(encoding="utf-8")) is runs


def test_the_header_s_policy_allows_what_every_page_allows(site: Path) -> None:
    """A browser obeys both, so a hash that is missing in the header would break the page."""
    header = re.search(r"script-src ([^;]*)", (site / "_headers").read_text(encoding="utf-8"))
    assert header
    for path in site.rglob("*.html"):
        own = re.search(r"script-src ([^;]*)", path.read_text(encoding="utf-8"))
        assert own, path
        assert set(own[1].split()) <= set(header[1].split()), path
