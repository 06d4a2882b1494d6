"""What every measurement needs: the repository, a place to build in, and rows to report."""

from __future__ import annotations

import functools
import http.server
import os
import resource
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

# A mid phone, as Lighthouse takes it.
SLOWER = 4
SOURCES = ("docs", "data", "overrides", "mkdocs.yml")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a local server of a folder."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Keep the table clean."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()


@dataclass(frozen=True)
class Row:
    """One measurement: what it is, the figure with its unit, and what to compare it with."""

    what: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Context:
    """The repository to measure."""

    root: Path = field(default_factory=lambda: Path(__file__).resolve().parents[2])

    def copy(self, target: Path) -> Path:
        """A copy of everything a build reads, to change at will."""
        target.mkdir(parents=True)
        for name in SOURCES:
            source = self.root / name
            if source.is_dir():
                shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, target / name)
        return target

    def build(self, folder: Path, site_url: str = "https://guide.example/guide/") -> tuple[Path, float]:
        """Build the guide in a copy; gives the built site and the processor's seconds. Raises `RuntimeError` with what the build said."""
        site = folder / "site"
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        mkdocs = Path(sys.executable).with_name("mkdocs")
        environment = {**os.environ, "SITE_URL": site_url, "NO_MKDOCS_2_WARNING": "1"}
        done = subprocess.run(
            [str(mkdocs), "build", "--quiet", "--site-dir", str(site)],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return site, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
