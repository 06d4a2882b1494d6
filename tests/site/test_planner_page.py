"""What is promised of the planner in the built site: the plan for everyone, the files it fetches, and how light it is."""

import gzip
import json
import re
from pathlib import Path

import pytest
from carriers import read_directory
from lxml import html as lxml_html
from mkdocs.exceptions import PluginError
from plan import plan_for
from planner import read_guide
from scripts import comments_out

from tests.guide import LANGUAGES, html_of
from tests.site.test_built_site import broken_links

# All scripts of the home page beyond the theme's own, as they travel.
MOST_BYTES = 15_000


def modules_from(folder: Path, name: str) -> dict[str, set[str]]:
    """Every module that `name` leads to, with the modules it names itself. Paths are relative to the folder."""
    found: dict[str, set[str]] = {}
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current in found:
            continue
        text = (folder / current).read_text(encoding="utf-8")
        named = re.findall(r'(?:from|import)\s*\(?"(\.[^"]+)"', text)
        if parts := re.search(r"of (\[[^\]]+\])\) import\(`\./plan/\$\{part\}\.js`\)", text):
            named += [f"./plan/{part}.js" for part in json.loads(parts[1])]
        found[current] = {(folder / current).parent.joinpath(path).resolve().relative_to(folder.resolve()).as_posix() for path in named}
        waiting += found[current]
    return found


def test_the_scripts_of_home_are_light(site: Path) -> None:
    folder = site / "assets" / "js"
    modules = modules_from(folder, "main.js")
    assert {"plan/planner.js", "plan/cards.js", "plan/saved.js"} <= set(modules)
    assert sum(len(gzip.compress((folder / name).read_bytes(), 9)) for name in modules) < MOST_BYTES


def test_main_names_every_module_so_that_none_waits_for_another(site: Path) -> None:
    modules = modules_from(site / "assets" / "js", "main.js")
    assert modules["main.js"] == set(modules) - {"main.js"}


def test_only_home_asks_for_the_planner(site: Path) -> None:
    assert "data-plan-rows" in html_of(site, "en/")
    assert "data-plan-rows" not in html_of(site, "en/before/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_home_holds_the_plan_for_somebody_who_has_answered_nothing(site: Path, language: str) -> None:
    guide = read_guide()
    address = "" if language == "zh" else "en/"
    items = lxml_html.fromstring(html_of(site, address)).xpath("//section[@data-plan]//li[@data-step]")
    expected = plan_for({}, None, guide.rows, guide.headings)
    assert [item.get("data-step") for item in items] == [step.id for step in expected]
    for item in items:
        assert item.xpath("string(.//details/p)")
        [link] = item.xpath(".//a[@class='plan__how']")
        assert broken_links(site, address, lxml_html.tostring(link, encoding="unicode")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_a_plan_may_hold_leads_somewhere(site: Path, language: str) -> None:
    address = "" if language == "zh" else "en/"
    rows = json.loads(html_of(site, address).split("data-plan-rows>")[1].split("</script>")[0])
    files = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((site / "assets" / "plan" / "carriers").glob("*.json"))]
    links = [row["href"] for row in rows if "id" in row] + [step["href"] for file in files for step in file[language]["steps"]]
    assert broken_links(site, address, "".join(f'<a href="{link}">x</a>' for link in links)) == []
    labels = json.loads((site / "assets" / "plan" / f"steps.{language}.json").read_text(encoding="utf-8"))
    assert set(labels) == {row["id"] for row in rows if "id" in row}


def test_every_carrier_can_be_chosen_and_fetched(site: Path) -> None:
    offered = {
        option: group.get("data-region")
        for group in lxml_html.fromstring(html_of(site, "")).xpath("//select[@name='carrier']/optgroup")
        for option in group.xpath("option/@value")
    }
    carriers = {slug: entry.data for slug, entry in read_directory().carriers.items()}
    assert offered == {slug: data["region"] for slug, data in carriers.items() if "retired" not in data}
    assert {path.stem for path in (site / "assets" / "plan" / "carriers").glob("*.json")} == set(carriers)


def test_search_does_not_find_the_planners_labels(site: Path) -> None:
    entries = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))["docs"]
    home = " ".join(entry["title"] + entry["text"] for entry in entries if entry["location"].split("#")[0] == "en/")
    assert "Answer what you can" not in home
    assert "Phone or SIM lost" in home


def test_scripts_are_served_without_comments() -> None:
    script = '/** What it does.\n * @param {string} a\n */\nexport const f = (a) => /** @type {any} */ (a);\n  // why\n  const url = "https://x"; // stays\n'
    assert comments_out(script) == 'export const f = (a) => (a);\nconst url = "https://x"; // stays\n'
    with pytest.raises(PluginError, match="a template literal over several lines"):
        comments_out("const a = `x\n  y`;\n")
