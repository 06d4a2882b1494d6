"""How the build grows with the directory: 250 and 500 carriers more, made from those that are there."""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from carriers import load_directory
from context import Context, Row, served
from playwright.sync_api import sync_playwright

from tests.browser.chromium import find_chromium

STEPS = (0, 250, 500)
TYPE_A_LETTER = """() => {
  const field = document.querySelector("[data-carrier-filter] input");
  const times = [...Array(9).keys()].map((digit) => {
    field.value = String(digit);
    const start = performance.now();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    document.body.getBoundingClientRect();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[4];
}"""
# What lists or counts the directory grows with it; a guide page must not.
LISTS = ("carriers/", "regions/", "about/sources/", "about/method/", "print/", "404.html")


def add_carriers(data: Path, number: int) -> None:
    """Write this many more carriers: copies of the real ones under new names, so that they weigh the same."""
    real = load_directory(data / "carriers", data / "regions").carriers.values()
    for index, entry in enumerate(islice(cycle(real), number)):
        text = {name: value for name, value in entry.data.items() if name not in ("former_slugs", "retired")}
        text["names"] = {"zh": f"样例 {index}", "en": f"Sample {index}"}
        (data / "carriers" / f"sample-{index}.yml").write_text(json.dumps(text, ensure_ascii=False), encoding="utf-8")


def guide_pages(site: Path) -> dict[str, int]:
    """The bytes of every page that is not about the directory, by its path."""
    sizes = {path.relative_to(site).as_posix(): path.stat().st_size for path in site.rglob("*.html")}
    return {name: size for name, size in sizes.items() if not name.removeprefix("en/").startswith(LISTS)}


def filter_milliseconds(site: Path) -> float:
    """How long the filter of the directory takes for one typed letter on a phone's screen, layout included."""
    with sync_playwright() as playwright, served(site) as address:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 360, "height": 740})
        page.goto(f"{address}carriers/")
        page.wait_for_selector(".carrier-filter--ready")
        taken = page.evaluate(TYPE_A_LETTER)
        browser.close()
    return float(taken)


def measure(context: Context) -> Iterator[Row]:
    """Build time, its growth per carrier, and the bytes of pages."""
    seconds: dict[int, float] = {}
    sizes: dict[int, dict[str, int]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number in STEPS:
            copy = context.copy(Path(folder) / str(number))
            add_carriers(copy / "data", number)
            site, seconds[number] = context.build(copy)
            sizes[number] = guide_pages(site)
            directory = (site / "carriers" / "index.html").stat().st_size
            yield Row(f"build with {number} more carriers", f"{seconds[number]:.1f} s", f"×{seconds[number] / seconds[0]:.2f}")
            packed = len(gzip.compress((site / "carriers" / "index.html").read_bytes()))
            yield Row(f"directory page with {number} more", f"{directory / 1024:.0f} KB", f"{packed / 1024:.0f} KB packed")
            yield Row(f"filter with {number} more, one letter", f"{filter_milliseconds(site):.0f} ms", "median of 9, 360 px wide")
    none, half, all_ = STEPS
    first, second = (seconds[half] - seconds[none]) / (half - none), (seconds[all_] - seconds[half]) / (all_ - half)
    yield Row("a carrier more costs", f"{1000 * first:.0f} ms, then {1000 * second:.0f} ms", f"×{second / first:.2f}; 1 is linear")
    growth = {name: sizes[all_][name] / size - 1 for name, size in sizes[none].items()}
    for name in sorted(growth, key=lambda name: growth[name], reverse=True)[:3]:
        yield Row("a guide page grows, the worst three", f"{100 * growth[name]:.2f} %", name)
