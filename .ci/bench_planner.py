"""Time an answer to the updated plan on a slow phone: `make build && python .ci/bench_planner.py site`.

The page runs at a quarter of the processor's speed. Each round changes one answer, with a carrier chosen and ten cards saved,
and waits for layout. Prints the median and the slowest of 40 rounds, in milliseconds; fails past the limit.
"""

from __future__ import annotations

import functools
import http.server
import json
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from playwright.sync_api import sync_playwright  # noqa: E402

from tests.browser.chromium import find_chromium  # noqa: E402

SLOWER = 4
LIMIT = 50  # milliseconds, median
CARD = {"name": "", "answers": {"form": "esim"}, "carrier": "ee", "ticks": {}, "dates": [], "references": [], "note": "", "archived": False}
CARDS = [{**CARD, "id": f"card-{number}", "changed": "2026-11-21T10:00:00.000Z"} for number in range(10)]
ROUND = """async () => {
  const boxes = [...document.querySelectorAll("[data-plan-questions] [name=situation]")].slice(0, 10);
  const times = [];
  for (let n = 0; n < 40; n++) {
    await new Promise(requestAnimationFrame);
    const start = performance.now();
    boxes[n % 10].click();
    document.querySelector("[data-plan-result]").getBoundingClientRect();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b);
}"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files without a line per request."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main(folder: str) -> int:
    """Serve the built site, measure, print; 1 when the median is past the limit."""
    handler = functools.partial(Quiet, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": 360, "height": 740}, service_workers="block")
        saved = json.dumps({"version": 1, "current": "card-0", "cards": CARDS})
        context.add_init_script(f"localStorage.setItem('sim-guide.plan', {json.dumps(saved)})")
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.server_address[1]}/")
        page.locator("li[data-step=ee-call-to-cancel]").wait_for()
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.evaluate(ROUND)
        times = page.evaluate(ROUND)
        browser.close()
    median = times[len(times) // 2]
    print(f"answer to plan at {SLOWER}x slower: median {median:.1f} ms, slowest {times[-1]:.1f} ms (limit {LIMIT} ms)")
    return int(median > LIMIT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "site")))
