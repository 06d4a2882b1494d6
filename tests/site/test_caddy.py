"""A real server with the Caddyfile made for it: what it sends, and for how long a browser may keep it."""

import gzip
import http.client
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hosting import Site, caddyfile, read_hosting

from tests.caddy import find_caddy, free_port, serving
from tests.guide import ROOT

pytestmark = pytest.mark.xdist_group("caddy")
REVALIDATED, FOREVER = "no-cache", "public, max-age=31536000, immutable"


def ask(root: str, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers (names in lower case) and body of an address below the guide's own, not following redirects."""
    parts = urlsplit(root)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path if path.startswith("/") else parts.path + path, headers=named)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


@pytest.mark.parametrize(
    ("path", "kind", "kept"),
    [
        ("", "text/html; charset=utf-8", REVALIDATED),
        ("en/before/", "text/html; charset=utf-8", REVALIDATED),
        ("api/v1/changes.atom", "application/atom+xml; charset=utf-8", REVALIDATED),
        ("api/v1/carriers.json", "application/json; charset=utf-8", REVALIDATED),
        ("assets/icon.svg", "image/svg+xml", REVALIDATED),
        ("assets/x.0123abcd.js", "text/javascript; charset=utf-8", FOREVER),
        ("sw.js", "text/javascript; charset=utf-8", REVALIDATED),
        ("en/app.webmanifest", "application/manifest+json; charset=utf-8", REVALIDATED),
        ("x.ics", "text/calendar; charset=utf-8", REVALIDATED),
        ("sitemap.xml", "application/xml; charset=utf-8", REVALIDATED),
    ],
)
def test_every_kind_of_file_has_its_type_and_its_time(caddy: str, path: str, kind: str, kept: str) -> None:
    status, headers, body = ask(caddy, path)
    assert (status, headers["content-type"], headers["cache-control"]) == (200, kind, kept)
    assert body


@pytest.mark.parametrize("path", ["", "gone/", "/outside", "assets/icon.svg", "before", "carriers/a-former-name/"])
def test_every_answer_has_the_headers(caddy: str, path: str) -> None:
    _, headers, _ = ask(caddy, path)
    wanted = {name.lower(): value for name, value in read_hosting().headers.items()}
    assert {name: headers.get(name) for name in wanted} == wanted
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "strict-transport-security" in headers  # the guide's own address is https; over http a browser ignores it
    assert "server" not in headers


def test_only_the_open_data_are_open_to_other_sites(caddy: str) -> None:
    assert ask(caddy, "api/v1/carriers.json")[1]["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in ask(caddy, "")[1]


@pytest.mark.parametrize(
    "path", ["gone/", "gone.0123abcd.js", "gone.atom", "_headers", "_redirects", "assets/", "/", "/outside", "../etc/passwd"]
)
def test_what_is_missing_is_404_with_the_guide_s_page(caddy: str, path: str) -> None:
    status, headers, body = ask(caddy, path)
    assert status == 404
    assert (headers["content-type"], headers["cache-control"]) == ("text/html; charset=utf-8", REVALIDATED)
    assert "没有这一页".encode() in body


def test_answers_are_compressed_where_the_browser_can_read_them(caddy: str) -> None:
    plain = ask(caddy, "before/")
    packed = ask(caddy, "before/", Accept_Encoding="gzip, deflate, br")
    newer = ask(caddy, "before/", Accept_Encoding="gzip, br, zstd")
    assert "content-encoding" not in plain[1]
    assert packed[1]["content-encoding"] == "gzip"
    assert gzip.decompress(packed[2]) == plain[2]
    assert newer[1]["content-encoding"] == "zstd"
    assert newer[2].startswith(b"\x28\xb5\x2f\xfd")
    assert max(len(packed[2]), len(newer[2])) < len(plain[2]) / 3
    assert all("accept-encoding" in answer[1]["vary"].lower() for answer in (packed, newer))


def test_what_did_not_change_is_not_sent_again(caddy: str) -> None:
    for encoding in ("identity", "gzip"):
        _, headers, _ = ask(caddy, "before/", Accept_Encoding=encoding)
        status, again, body = ask(caddy, "before/", Accept_Encoding=encoding, If_None_Match=headers["etag"])
        assert (status, body, again["cache-control"]) == (304, b"", REVALIDATED)


def test_head_says_the_length_and_sends_nothing(caddy: str) -> None:
    length = len(ask(caddy, "before/")[2])
    status, headers, body = ask(caddy, "before/", "HEAD", Accept_Encoding="gzip")
    assert (status, headers["content-length"], body) == (200, str(length), b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE"])
def test_nothing_can_be_written(caddy: str, method: str) -> None:
    assert ask(caddy, "before/", method)[0] == 405


@pytest.mark.parametrize(
    ("path", "status", "to"),
    [
        ("/guide", 308, "/guide/"),
        ("before", 308, "/guide/before/"),
        ("en/before", 308, "/guide/en/before/"),
        ("carriers/a-former-name/", 301, "/guide/carriers/giffgaff/"),
        ("carriers/a-former-name", 301, "/guide/carriers/giffgaff/"),
    ],
)
def test_addresses_that_moved_or_lack_a_slash_lead_on(caddy: str, path: str, status: int, to: str) -> None:
    found, headers, _ = ask(caddy, path)
    assert (found, headers["location"]) == (status, to)
    assert ask(caddy, to)[0] == 200


def test_at_the_root_of_a_host_all_is_the_same(site: Path, tmp_path: Path) -> None:
    small = tmp_path / "small"
    for name in ("index.html", "404.html", "before/index.html", "carriers/giffgaff/index.html", "en/index.html", "assets/icon.svg"):
        (small / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(site / name, small / name)
    with serving(tmp_path, small, "http://guide.example/") as root:
        assert urlsplit(root).path == "/"
        assert ask(root, "")[0] == ask(root, "before/")[0] == 200
        assert ask(root, "before")[1]["location"] == "/before/"
        assert ask(root, "carriers/a-former-name/")[1]["location"] == "/carriers/giffgaff/"
        status, headers, body = ask(root, "gone.0123abcd.js")
        assert (status, headers["cache-control"]) == (404, REVALIDATED)
        assert "没有这一页".encode() in body
        assert "strict-transport-security" not in headers


def test_caddy_takes_the_file_for_a_public_host(tmp_path: Path) -> None:
    caddy = find_caddy()
    assert caddy
    text = caddyfile(read_hosting(), Site("https://guide.example/a/b/"), "/srv/the guide", f":{free_port()}")
    path = tmp_path / "Caddyfile"
    path.write_text(text, encoding="utf-8")
    done = subprocess.run([caddy, "adapt", "--config", str(path), "--adapter", "caddyfile"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "not formatted" not in done.stderr
    assert "/srv/the guide" in done.stdout
    assert caddyfile(read_hosting(), Site("https://guide.example/a/"), "/srv/x").splitlines()[-1] == "}"


def test_the_command_writes_the_file_or_says_what_to_do(site: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        str(ROOT / ".ci" / "caddyfile.py"),
        "--to",
        str(tmp_path / "Caddyfile"),
    ]
    done = subprocess.run([*command, "--site", str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "run: make build" in done.stderr
    done = subprocess.run([*command, "--site", str(site), "--folder", "/srv/guide"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "Caddyfile").read_text(encoding="utf-8")
    assert "https://guide.example {" in text
    assert 'root * "/srv/guide"' in text
    assert "handle_path /guide/* {" in text
    assert "sha256-" in text
