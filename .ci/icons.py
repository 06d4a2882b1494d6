"""Make the app's icons from docs/assets/icon.svg: `.venv/bin/python .ci/icons.py`. Run it by hand when the picture changes.

The PNGs are committed: a device asks for them, and a build needs no browser.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from tests.browser.chromium import find_chromium  # noqa: E402

SOURCE = ROOT / "docs" / "assets" / "icon.svg"
TARGET = ROOT / "docs" / "assets" / "icons"
# Name, edge in pixels, share of the edge the picture takes, background. Android cuts a maskable icon to any shape and shows at
# least the circle in its middle 80 %; iOS rounds the corners and turns what is see-through black.
ICONS = (
    ("icon-192.png", 192, 1.0, None),
    ("icon-512.png", 512, 1.0, None),
    ("maskable-512.png", 512, 0.62, "#fff"),
    ("apple-180.png", 180, 0.78, "#fff"),
)


def main() -> int:
    """Draw each icon in Chromium."""
    path = find_chromium()
    if not path:
        print("error: no Chromium; run make test once, or set CHROMIUM=/path/to/it", file=sys.stderr)
        return 1
    picture = SOURCE.read_text(encoding="utf-8")
    TARGET.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name, edge, share, background in ICONS:
            page = browser.new_page(viewport={"width": edge, "height": edge})
            page.set_content(
                f"<style>body{{margin:0;height:100vh;display:grid;place-items:center;background:{background or 'transparent'}}}"
                f"svg{{width:{edge * share}px}}</style>{picture}"
            )
            page.screenshot(path=TARGET / name, omit_background=background is None)
            page.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
