"""A real Caddy that serves a copy of the built guide with the Caddyfile made for it: `python -m tests.caddy` says whether there is one."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from content_policy import protect
from host_files import write_host_files
from hosting import caddyfile, read_hosting
from old_addresses import PAGE

REMEDY = "there is no Caddy. `make test` installs it where it may (apt); otherwise install Caddy 2.6 or newer, or set CADDY=/path/to/it"


def find_caddy() -> str | None:
    """The path of a Caddy: `$CADDY`, or an installed one."""
    named = os.environ.get("CADDY")
    if named:
        return named if Path(named).exists() else None
    return shutil.which("caddy")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def with_more(built: Path, folder: Path) -> Path:
    """A copy of the built guide with what it may hold some day: a page that moved, a file with a hash, a manifest, a calendar."""
    copy = folder / "served"
    shutil.copytree(built, copy)
    moved = copy / "carriers" / "a-former-name" / "index.html"
    moved.parent.mkdir()
    moved.write_text(PAGE.format(url="../giffgaff/"), encoding="utf-8")
    for name in ("assets/x.0123abcd.js", "en/app.webmanifest", "x.ics", "sw.js"):
        (copy / name).write_text("/* nothing */ " * 200, encoding="utf-8")
    protect(copy, read_hosting())
    return copy


@contextmanager
def serving(folder: Path, built: Path, url: str) -> Iterator[str]:
    """Caddy on a free port while this lasts, with its files below `folder`. Gives the guide's address, which ends like `url`."""
    caddy = find_caddy()
    assert caddy, REMEDY
    port = free_port()
    copy = with_more(built, folder)
    served = write_host_files(copy, url, read_hosting())
    config = folder / "Caddyfile"
    text = caddyfile(read_hosting(), served, str(copy), f"http://127.0.0.1:{port}")
    config.write_text("{\n\tadmin off\n}\n" + text, encoding="utf-8")
    home = {name: str(folder) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    process = subprocess.Popen(
        [caddy, "run", "--config", str(config), "--adapter", "caddyfile"], env={**os.environ, **home}, stderr=subprocess.PIPE, text=True
    )
    try:
        said = []
        assert process.stderr
        for line in process.stderr:
            said.append(line)
            if "serving initial configuration" in line:
                break
        else:
            raise AssertionError("Caddy does not take its Caddyfile:\n" + "".join(said))
        yield f"http://127.0.0.1:{port}{served.root}"
    finally:
        process.terminate()
        process.wait()
        if process.stderr:
            process.stderr.close()


if __name__ == "__main__":
    found = find_caddy()
    print(found or REMEDY)
    sys.exit(found is None)
