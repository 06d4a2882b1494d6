"""Time an answer to the updated plan on a slow phone, with a carrier chosen and ten cards saved."""

from __future__ import annotations

import json
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from context import SLOWER, Context, Row, served
from playwright.sync_api import sync_playwright

from tests.browser.chromium import find_chromium

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


def measure(context: Context) -> Iterator[Row]:
    """Change one answer at a time and wait for layout, forty times after forty to warm up."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        site, _ = context.build(context.copy(Path(name) / "ours"))
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"])
        window = browser.new_context(viewport={"width": 360, "height": 740})
        saved = json.dumps({"version": 1, "current": "card-0", "cards": CARDS})
        window.add_init_script(f"localStorage.setItem('sim-guide.plan', {json.dumps(saved)})")
        page = window.new_page()
        with served(site) as address:
            page.goto(address)
            page.locator("li[data-step=ee-call-to-cancel]").wait_for()
            window.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            page.evaluate(ROUND)
            times: list[float] = page.evaluate(ROUND)
        browser.close()
    yield Row("answer to plan", f"{statistics.median(times):.0f} ms", f"median, {SLOWER} times slower; slowest {max(times):.0f} ms")
