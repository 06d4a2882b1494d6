"""Serve the guide with live reload: `python .ci/serve.py --port 8000`."""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
from pathlib import Path


def port_problem(port: int) -> str | None:
    """Why the port cannot be used, with the remedy; None when it is free."""
    if not 1024 <= port <= 65535:
        return f"port {port} cannot be used; choose one from 1024 to 65535: make serve PORT=8001"
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return f"port {port} is in use; stop the other program or choose another port: make serve PORT={port + 1}"
    return None


def main(arguments: list[str]) -> int:
    """Check the port, print the addresses, and hand over to MkDocs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8000)
    port = parser.parse_args(arguments).port
    problem = port_problem(port)
    if problem:
        print(f"error: {problem}", file=sys.stderr)
        return 1
    address = f"http://127.0.0.1:{port}/"
    print(f"中文     {address}\nEnglish  {address}en/\nChanges show up by themselves. Ctrl+C stops.", flush=True)
    mkdocs = Path(sys.executable).with_name("mkdocs")
    command = [str(mkdocs), "serve", "--quiet", "--dev-addr", f"127.0.0.1:{port}"]
    if sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        command.append("--open")
    try:
        return subprocess.call(command, env={**os.environ, "SITE_URL": address})
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
