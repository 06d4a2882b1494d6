"""What is promised of the planner in the built site: the plan for everyone, the files it fetches, and how light it is."""

import gzip
import json
from pathlib import Path

import pytest
from carriers import read_directory
from lxml import html as lxml_html
from plan import plan_for
from planner import read_guide

from tests.guide import LANGUAGES, html_of
from tests.site.test_built_site import broken_links

# All scripts the home page loads, as they travel.
MOST_BYTES = 18_000


def test_the_scripts_of_home_are_light(site: Path) -> None:
    sources = lxml_html.fromstring(html_of(site, "en/")).xpath("//script[contains(@src, 'assets/js/')]/@src")
    scripts = {path.split("/")[-1].split(".")[0]: (site / "en" / path).read_bytes() for path in sources}
    assert {"main", "planner"} <= set(scripts)
    assert sum(len(gzip.compress(script, 9)) for script in scripts.values()) < MOST_BYTES


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_carrier_can_be_chosen_and_fetched(site: Path, language: str) -> None:
    groups = json.loads((site / "assets" / "plan" / f"carriers.{language}.json").read_text(encoding="utf-8"))
    offered = {slug: (region, name) for region, _, carriers in groups for slug, name in carriers}
    known = read_directory().carriers
    assert offered == {slug: (entry.data["region"], entry.name(language)) for slug, entry in known.items() if "retired" not in entry.data}
    assert {path.stem for path in (site / "assets" / "plan" / "carriers").glob("*.json")} == set(known)


def test_home_and_letters_do_not_grow_with_the_directory(site: Path) -> None:
    assert lxml_html.fromstring(html_of(site, "")).xpath("//select[@name='carrier']/*/@value") == [""]
    [names] = lxml_html.fromstring(html_of(site, "tools/letters/")).xpath("//datalist[@data-carriers]")
    assert len(names) == 0


def test_search_finds_the_plan_but_not_its_labels(site: Path) -> None:
    index = (site / "search" / "en.json").read_text(encoding="utf-8")
    home = json.dumps(next(page for page in json.loads(index)["pages"] if page["at"] == "en/"))
    assert "My plan" in home
    assert "Answer what you can" in home
    assert "Not listed" not in home
    assert "givesWay" not in home
