"""The planner's pure functions in the browser: the same plans as in Python, and nothing that is thrown at them breaks them."""

import json
import random
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from carriers import read_directory
from facets import FACETS
from plan import carrier_for_plan, plan_for
from planner import carrier_for_script, read_guide
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.guide import ROOT

CASES: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests" / "data" / "facet_cases.yml").read_text(encoding="utf-8"))
SCHEMA = json.loads((ROOT / "data" / "schema" / "saved-plan.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def blank(open_page: OpenPage) -> Page:
    return open_page("en/about/")


def run(page: Page, module: str, script: str, argument: Any = None) -> Any:
    """Run `script` (of the module `m` and the argument `x`) in the page."""
    url = page.url.replace("en/about/", f"assets/js/plan/{module}.js")
    return page.evaluate(f"async ([url, x]) => {{ const m = await import(url); {script} }}", [url, argument])


def test_expressions_mean_the_same_in_both_evaluators(blank: Page) -> None:
    found = run(
        blank,
        "facets",
        """return x.map(({ when, answers = {} }) => {
          try { return { shows: m.applies(when, answers), fits: m.fits(when, answers), holds: m.holds(when, answers) }; }
          catch (error) { return { error: error.message }; }
        });""",
        CASES,
    )
    for case, result in zip(CASES, found, strict=True):
        if "error" in case:
            assert case["error"] in result.get("error", ""), case
            continue
        assert result.get("shows") is case["shows"], case
        assert result["fits"] is case.get("fits", case["shows"]), case
        assert result["holds"] is case.get("holds", result["holds"]), case


def test_facets_are_the_same_in_both_languages_of_code(blank: Page) -> None:
    assert run(blank, "facets", "return m.FACETS;") == {facet: list(values) for facet, values in FACETS.items()}


def test_plans_are_the_same_in_python_and_in_the_browser(blank: Page, site: Path) -> None:
    guide = read_guide()
    chance = random.Random(7)
    slugs = sorted(read_directory().carriers)
    sets: list[tuple[dict[str, list[str]], str]] = [({}, ""), ({"situation": list(FACETS["situation"])}, slugs[0])]
    for number in range(500):
        answers = {facet: [chance.choice(FACETS[facet])] for facet in ("from", "form", "channel") if chance.random() < 0.7}
        if chance.random() < 0.8:
            answers["situation"] = chance.sample(FACETS["situation"], chance.choice([0, 1, 1, 2, 3, 14]))
        sets.append((answers, slugs[number % len(slugs)] if chance.random() < 0.5 else ""))
    carriers = {slug: carrier_for_script(entry) for slug, entry in guide.directory.carriers.items()}
    page = (site / "index.html").read_text(encoding="utf-8")
    rows = json.loads(page.split("data-plan-rows>")[1].split("</script>")[0])
    found = run(
        blank,
        "builder",
        "return x.sets.map(([answers, slug]) => m.planFor(x.rows, answers, x.carriers[slug] ?? null).map((s) => [s.id, s.phase, !!s.call]));",
        {"rows": rows, "sets": sets, "carriers": carriers},
    )
    for (answers, slug), steps in zip(sets, found, strict=True):
        carrier = carrier_for_plan(slug, guide.directory.carriers[slug].data) if slug else None
        expected = plan_for({facet: set(values) for facet, values in answers.items()}, carrier, guide.rows, guide.headings)
        assert steps == [[step.id, step.phase, step.call] for step in expected], (answers, slug)


# A page full of what storage, files and links may hold: sound cards among every kind of broken value, cut and scrambled texts.
# Everything follows from the seed, so a failure comes back.
FUZZ = """
  let seed = x.seed;
  const next = () => ((seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32);
  const pick = (list) => list[Math.floor(next() * list.length)];
  const times = (most, make) => Array.from({ length: Math.floor(next() * (most + 1)) }, make);
  const HOSTILE = ["<img src=x onerror='window.hacked=1'>", "javascript:window.hacked=1", "__proto__", "constructor", "\\u0000", "\\ud800",
    "a".repeat(2001), "", " ", "😀", "}{", "2026-13-40", "2026-01-01", "lost-suspend", "c1", "<script>hacked=1</" + "script>"];
  const junk = (depth = 0) => pick([
    () => null, () => undefined, () => true, () => -1, () => 1e308, () => next(), () => pick(HOSTILE), () => [], () => ({}),
    () => (depth < 3 ? times(4, () => junk(depth + 1)) : 0),
    () => (depth < 3 ? Object.fromEntries(times(4, () => [pick([...HOSTILE, ...NAMES]), junk(depth + 1)])) : 0),
  ])();
  const NAMES = ["id", "name", "answers", "carrier", "ticks", "dates", "references", "note", "archived", "changed", "cards", "current", "version"];
  let count = 0;
  const sound = () => ({
    id: `card-${count++}`, name: pick(["", "Mum", "<b>x</b>", "妈妈的号", "😀".repeat(20)]),
    answers: pick([{}, { from: "cn" }, { form: "esim", situation: [] }, { from: "gb", channel: "store", situation: ["lost", "abroad"] }]),
    carrier: pick(["", "ee", "no-such-carrier-9"]), ticks: Object.fromEntries(times(4, () => [pick(["lost-suspend", "constructor", "store-bring"]), "2026-11-21"])),
    dates: times(3, () => pick([{ id: "d1", date: "2026-12-24", kind: "note" }, { id: "d2", label: "PAC", date: "2027-02-28", kind: "port-out" }])),
    references: times(3, () => ({ what: pick(["", "ticket"]), text: "<i>7</i>" })), note: pick(["", "<u>", "a\\nb", "a\\nb", "x".repeat(2000)]),
    archived: next() < 0.3, changed: "2026-11-21T10:00:00.000Z",
  });
  const damaged = () => {
    const card = sound();
    for (const name of times(3, () => pick(NAMES))) if (next() < 0.3) delete card[name]; else card[name] = junk();
    return card;
  };
"""


STATES = """
  const made = new Set();
  const remembered = () => { const card = sound(); made.add(JSON.stringify(card)); return card; };
  const parse = x.sabotage ? (text) => { const r = m.parseSaved(text); r?.saved.cards.pop(); return r; } : m.parseSaved;
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const isOurs = (text) => { try { const raw = JSON.parse(text); return raw.version >= 1 && typeof raw.version === "number" && Array.isArray(raw.cards); } catch { return false; } };
  const problems = [], samples = [];
  for (let n = 0; n < x.states && problems.length < 5; n++) {
    made.clear();
    const cards = times(4, () => pick([remembered, remembered, damaged, junk])());
    const saved = { version: pick([1, 1, 1, 2, 99, 0, "1", null, 1.5]), current: pick(["card-0", junk(), cards[0]?.id]), cards: pick([cards, cards, cards, cards, junk()]) };
    if (next() < 0.1) saved[pick(NAMES)] = junk();
    const whole = JSON.stringify(pick([saved, saved, saved, saved, junk()])) ?? "undefined";
    const text = pick([whole, whole, whole, whole.slice(0, next() * whole.length), whole.split(pick(["", ",", ":"])).reverse().join("")]);
    const said = text.slice(0, 300);
    try {
      const reading = parse(text);
      if (!reading !== !isOurs(text)) problems.push(`${reading ? "taken" : "refused"}: ${said}`);
      if (!reading) continue;
      const again = m.parseSaved(JSON.stringify(reading.saved));
      if (!again?.whole || !same(again.saved, reading.saved)) problems.push(`not mended: ${said}`);
      if (reading.whole && !same(reading.saved, { version: 1, current: reading.saved.current, cards: JSON.parse(text).cards.map((card, at) => Object.fromEntries(Object.keys(reading.saved.cards[at]).map((key) => [key, card[key]]))) }))
        problems.push(`called whole: ${said}`);
      const found = new Set(reading.saved.cards.map((card) => JSON.stringify(Object.entries(card).sort())));
      for (const card of JSON.parse(text).cards)
        if (made.has(JSON.stringify(card)) && !found.has(JSON.stringify(Object.entries(card).sort()))) problems.push(`lost: ${JSON.stringify(card).slice(0, 300)}`);
      const merged = m.mergeSaved(m.emptySaved(), reading.saved);
      if (merged.cards.length < reading.saved.cards.filter((card) => !m.isUntouched(card)).length) problems.push("merging lost a card");
      if (n % 50 === 0) samples.push(reading.saved, merged);
    } catch (error) { problems.push(`${error.stack}: ${said}`); }
  }
  if (window.hacked || Object.prototype.hacked || ({}).name) problems.push("something was executed or polluted");
  return { problems, samples };
"""


def test_ten_thousand_broken_states_lose_no_sound_card(blank: Page) -> None:
    result = run(blank, "saved", FUZZ + STATES, {"seed": 20261121, "states": 10_000})
    assert result["problems"] == []
    assert len(result["samples"]) > 100
    validator = jsonschema.Draft202012Validator(SCHEMA)
    for sample in result["samples"]:
        assert [error.message for error in validator.iter_errors(sample)] == []


def test_a_reader_that_loses_a_card_is_noticed(blank: Page) -> None:
    result = run(blank, "saved", FUZZ + STATES, {"seed": 1, "states": 100, "sabotage": True})
    assert any(problem.startswith("lost: ") for problem in result["problems"])


def test_ten_thousand_fragments_give_sound_answers_or_none(blank: Page) -> None:
    problems = run(
        blank,
        "saved",
        FUZZ
        + """
  const problems = [];
  const PIECES = ["#plan=", "from:cn", "form:esim", "situation:lost|abroad", "situation:none", "carrier:ee", "carrier:../x", "channel:!store", ";", "|", ":", "%", "%E4", "%3Cscript%3E", "billing:prepaid", ...HOSTILE];
  let read = 0;
  for (let n = 0; n < x.states && problems.length < 5; n++) {
    const card = sound();
    const honest = m.fragmentOf(card);
    const text = pick([honest, honest, "#plan=" + times(6, () => pick(PIECES)).join(pick([";", ""])), times(6, () => pick(PIECES)).join(""), honest.slice(0, next() * honest.length)]);
    try {
      const found = m.answersIn(text);
      if (text === honest && text) {
        read++;
        const sorted = (answers) => JSON.stringify(Object.entries(answers).sort());
        if (!found || found.carrier !== card.carrier || sorted(found.answers) !== sorted(card.answers)) problems.push(`changed: ${text}`);
      }
      if (found && !m.readSaved({ version: 1, current: "c1", cards: [{ ...card, id: "c1", ...found }] }).whole) problems.push(`unsound: ${text}`);
      if (text.includes(card.note) && card.note) problems.push("the note is in the link");
    } catch (error) { problems.push(`${error.stack}: ${text}`); }
  }
  if (read < 1000) problems.push("too few honest links were tried");
  return problems;""",
        {"seed": 7, "states": 10_000},
    )
    assert problems == []
