"""The hosting files say what data/hosting.yml says, in each host's own words, and nothing that would weaken it."""

import re
from pathlib import Path
from types import SimpleNamespace

import host_files
import pytest
from data_files import DataError
from hosting import (
    HOSTING,
    LONGEST_LINE,
    MOST_RULES,
    Hosting,
    Site,
    caddyfile,
    hashed_files,
    headers_file,
    headers_of,
    moved_in,
    policy_text,
    read_hosting,
    redirects_file,
)
from old_addresses import PAGE

GUIDE = Site(
    "https://guide.example/guide/",
    ("sha256-AA==",),
    ("assets/js/main.0123abcd.js",),
    (("carriers/old/", "carriers/new/"), ("en/carriers/old/", "en/carriers/new/")),
)


@pytest.fixture
def hosting() -> Hosting:
    return read_hosting()


def as_sent(text: str, path: str) -> dict[str, list[str]]:
    """The headers a static host sends for a path, from a `_headers` file: every rule that fits, joined."""
    sent: dict[str, list[str]] = {}
    fits = False
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        if not line.startswith(" "):
            fits = re.fullmatch(re.escape(line).replace(r"\*", ".*"), path) is not None
        elif fits:
            name, value = line.strip().split(": ", 1)
            sent.setdefault(name, []).append(value)
    return sent


def test_the_policy_allows_nothing_inline_nothing_foreign_and_no_eval(hosting: Hosting) -> None:
    policy = policy_text({**hosting.policy, **hosting.policy_in_header_only}, ["sha256-BB==", "sha256-AA=="])
    assert policy.startswith("default-src 'none'; script-src 'self' 'sha256-AA==' 'sha256-BB=='; style-src 'self';")
    assert "unsafe" not in policy
    assert not re.search(r"https?:|\*|blob:", policy)
    assert hosting.policy["base-uri"] == "'none'"
    assert hosting.policy_in_header_only == {"frame-ancestors": "'none'"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("script-src: \"'self'\"", "script-src: \"'self' 'unsafe-inline'\""),
        ("style-src: \"'self'\"", "style-src: \"'self' 'unsafe-hashes'\""),
        ("script-src: \"'self'\"", "script-src: \"'self' https://cdn.example\""),
        ("connect-src: \"'self'\"", 'connect-src: "*"'),
        ("  default-src: \"'none'\"\n", ""),
        ("  base-uri: \"'none'\"\n", ""),
        ("nosniff", 'no"sniff'),
        ("others: no-cache", "other: no-cache"),
        ("path: api/v1/", "path: /api/v1"),
    ],
)
def test_weaker_or_broken_settings_are_refused(tmp_path: Path, old: str, new: str) -> None:
    text = HOSTING.read_text(encoding="utf-8")
    assert old in text
    broken = tmp_path / "hosting.yml"
    broken.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError, match=r"data/hosting\.yml:\d+: .*see data/schema/hosting\.schema\.json"):
        read_hosting(broken)


@pytest.mark.parametrize(
    ("url", "root"),
    [("https://x.example/", "/"), ("https://x.example", "/"), ("https://x.example/guide/", "/guide/"), ("https://x.example/a/b", "/a/b/")],
)
def test_the_path_comes_from_the_site_s_address(url: str, root: str) -> None:
    assert Site(url).root == root


def test_https_is_demanded_only_where_the_address_says_https(hosting: Hosting) -> None:
    assert "Strict-Transport-Security" in headers_of(hosting, GUIDE)
    assert "Strict-Transport-Security" not in headers_of(hosting, Site("http://guide.example/"))
    assert "includeSubDomains" not in hosting.headers_with_https["Strict-Transport-Security"]


def test_no_header_is_sent_twice_by_a_static_host(hosting: Hosting) -> None:
    text = headers_file(hosting, GUIDE)
    for path in ("", "before/", "api/v1/carriers.json", "assets/js/main.0123abcd.js"):
        sent = as_sent(text, f"/guide/{path}")
        assert all(len(values) == 1 for values in sent.values()), path
        assert sent["Content-Security-Policy"] == [headers_of(hosting, GUIDE)["Content-Security-Policy"]]
    assert as_sent(text, "/guide/assets/js/main.0123abcd.js")["Cache-Control"] == ["public, max-age=31536000, immutable"]
    assert "Cache-Control" not in as_sent(text, "/guide/sw.js")
    assert as_sent(text, "/guide/api/v1/carriers.json")["Access-Control-Allow-Origin"] == ["*"]
    assert as_sent(text, "/elsewhere/") == {}


def test_a_header_in_two_rules_that_meet_is_noticed() -> None:
    assert as_sent("/*\n  A: 1\n/x/*\n  A: 2\n", "/x/y") == {"A": ["1", "2"]}


def test_the_built_file_keeps_to_the_limits_of_static_hosts(site: Path) -> None:
    lines = (site / "_headers").read_text(encoding="utf-8").splitlines()
    assert max(map(len, lines)) <= LONGEST_LINE
    assert sum(line.startswith("/") for line in lines) <= MOST_RULES


def test_every_file_with_a_hash_is_kept_for_a_year(site: Path) -> None:
    text = (site / "_headers").read_text(encoding="utf-8")
    for path in site.rglob("*.*"):
        name = path.relative_to(site).as_posix()
        hashed = re.search(r"\.[0-9a-f]{8,}\.[^./]+$", name) and not name.endswith(".map")
        assert ("Cache-Control" in as_sent(text, f"/guide/{name}")) is bool(hashed), name


def test_the_files_are_written_once_after_the_last_language(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "index.html").write_text(PAGE.format(url="../new/"), encoding="utf-8")
    for building in (True, False):
        config = SimpleNamespace(
            site_dir=str(tmp_path), site_url="https://x.example/a/", plugins={"i18n": SimpleNamespace(building=building)}
        )
        host_files.on_post_build(config)
        assert (tmp_path / "_headers").exists() is not building
    assert (tmp_path / "_redirects").read_text(encoding="utf-8") == "/a/old/ /a/new/ 301\n"


def test_only_a_hash_before_the_last_ending_counts() -> None:
    names = [
        "a.0123abcd.js",
        "a.0123abcd.min.js",
        "a.0123abc.js",
        "a.0123ABCD.js",
        "0123abcd.js",
        "a.0123abcd.d/b.js",
        "b/a.0123456789.css",
    ]
    assert hashed_files(names) == ("a.0123abcd.js", "b/a.0123456789.css")


@pytest.mark.parametrize(
    ("page", "target", "to"),
    [
        ("carriers/old/index.html", "../new/", "carriers/new/"),
        ("en/a/b/index.html", "../../c/", "en/c/"),
        ("a/index.html", "../", ""),
        ("a/index.html", "../b/#c", "b/"),
    ],
)
def test_moved_pages_are_found_by_what_they_say(page: str, target: str, to: str) -> None:
    old = page.removesuffix("index.html")
    assert moved_in({page: PAGE.format(url=target), "b/index.html": "<html>"}) == ((old, to),)


def test_redirects_carry_the_sub_path() -> None:
    assert redirects_file(GUIDE) == ("/guide/carriers/old/ /guide/carriers/new/ 301\n/guide/en/carriers/old/ /guide/en/carriers/new/ 301\n")


def test_the_caddyfile_says_the_same_as_the_headers_file(hosting: Hosting) -> None:
    text = caddyfile(hosting, GUIDE, "/srv/guide")
    for name, value in headers_of(hosting, GUIDE).items():
        assert f'\t\t{name} "{value}"' in text
    assert text.count("import headers") == 2
    assert "https://guide.example {" in text
    assert "redir /guide /guide/ 308" in text
    assert "handle_path" not in caddyfile(hosting, Site("https://guide.example/"), "/srv/guide")


def test_every_kind_of_file_in_the_site_has_a_known_type(site: Path, hosting: Hosting) -> None:
    common = {"html", "css", "svg", "png", "gz", "map", "pdf", "zip", "jpg", "webp", "ico"}
    kinds = {path.suffix.removeprefix(".") for path in site.rglob("*.*") if path.is_file()}
    assert kinds - common <= hosting.content_types.keys()
