"""Write a Caddyfile for the built site: `python .ci/caddyfile.py --folder /srv/guide`."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "overrides" / "hooks"))

from host_files import read_site  # noqa: E402
from hosting import caddyfile, read_hosting  # noqa: E402


def address_of(site: Path) -> str:
    """SITE_URL the site was built with: the shortest address of its sitemap. Empty when there is none."""
    sitemap = site / "sitemap.xml"
    places = re.findall(r"<loc>([^<]+)</loc>", sitemap.read_text(encoding="utf-8")) if sitemap.is_file() else []
    return min(places, key=len, default="")


def main(arguments: list[str]) -> int:
    """Read what was built, write the file, and say where it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, default=ROOT / "site", help="the built site")
    parser.add_argument("--folder", help="where the site lies on the server; the built site itself when left out")
    parser.add_argument("--address", default="", help="what Caddy listens on, such as :8080; the host of SITE_URL when left out")
    parser.add_argument("--to", type=Path, default=ROOT / "dist" / "Caddyfile")
    chosen = parser.parse_args(arguments)
    url = address_of(chosen.site)
    if not url:
        print(f"error: there is no built site in {chosen.site}; run: make build", file=sys.stderr)
        return 1
    folder = chosen.folder or str(chosen.site.resolve())
    text = caddyfile(read_hosting(), read_site(chosen.site, url), folder, chosen.address)
    chosen.to.parent.mkdir(parents=True, exist_ok=True)
    chosen.to.write_text(text, encoding="utf-8")
    print(f"wrote {chosen.to} for {url}, with the files in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
