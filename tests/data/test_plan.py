"""The plan: its file, its rules, and every combination of answers a person can give."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations

import pytest
from carriers import Directory, read_directory
from data_files import DataError
from facets import FACETS
from plan import MOST_STEPS, PHASES, PLAN, Carrier, Heading, PlannedStep, Row, carrier_for_plan, parse_plan, plan_for, problems_of, way_for
from planner import Guide, carrier_for_script, read_guide, runs, runs_html, runs_text

from tests.guide import LANGUAGES, ROOT

# Steps that take a person to a store, listed by hand: the test must not believe the file it tests.
IN_A_STORE = re.compile(r"store-|foreigner-(date|show)$|away-say$|deceased-close$|unknown-ask$|abroad-(visit|agent)$|sim-replace-lost$")
SITUATIONS = FACETS["situation"]


@cache
def guide() -> Guide:
    return read_guide()


@cache
def names_a_store() -> frozenset[str]:
    """The carriers' own steps whose words send people to a store."""
    return frozenset(
        f"{slug}-{step['id']}"
        for slug, entry in read_directory().carriers.items()
        for step in entry.data["steps"]
        if step["phase"] == "cancel" and re.search(r"\b(store|shop|centre|counter)\b", step["do"]["en"])
    )


def plan(carrier: Carrier | None = None, /, **answers: str | Sequence[str]) -> list[PlannedStep]:
    """`from` is a word of Python, so the region is written `region`."""
    chosen = {"from" if facet == "region" else facet: {value} if isinstance(value, str) else set(value) for facet, value in answers.items()}
    return plan_for(chosen, carrier, guide().rows, guide().headings)


def ids(steps: Sequence[PlannedStep]) -> list[str]:
    return [step.id for step in steps]


def carrier(slug: str) -> Carrier:
    return carrier_for_plan(slug, read_directory().carriers[slug].data)


# --- what is true of every plan -----------------------------------------------------------------------------------------


def broken_promises(steps: Sequence[PlannedStep], answers: dict[str, set[str]], carrier: Carrier | None) -> list[str]:
    found = []
    phases = [step.phase for step in steps]
    if sorted(phases, key=PHASES.index) != phases:
        found.append("phases out of order")
    if set(phases) != set(PHASES):
        found.append(f"only the phases {sorted(set(phases))}")
    if len(steps) > MOST_STEPS:
        found.append(f"{len(steps)} steps")
    if len(set(ids(steps))) < len(steps):
        found.append("a step stands twice")
    ends = [place for place, step in enumerate(steps) if step.role == "end"]
    removes = [place for place, step in enumerate(steps) if step.role == "remove" or re.search(r"delete|destroy|passing-on", step.id)]
    own = {step.id for step in steps if step.own}
    if not ends:
        found.append("nothing ends the contract")
    elif any(place < max(ends) for place in removes if steps[place].id not in own):
        found.append("a profile goes before the plan has ended")
    situations = answers.get("situation", set())
    if "lost" in situations and ids(steps)[:1] != ["lost-suspend"]:
        found.append("lost, but suspending is not first")
    other_way = carrier is None or carrier.elsewhere or bool(set(carrier.ways) - {"store"})
    if "abroad" in situations and other_way and any(IN_A_STORE.match(step.id) for step in steps):
        found.append(f"abroad, but {[step.id for step in steps if IN_A_STORE.match(step.id)]}")
    if "abroad" in situations and other_way and (shops := own & names_a_store()):
        found.append(f"abroad, but {sorted(shops)} need a store; mark them at: store in data/carriers")
    if any(not step.own and set(guide().headings[step.id].labels) != set(LANGUAGES) for step in steps):
        found.append("a step without both languages")
    return found


def every_answer(most_situations: int) -> Iterator[dict[str, set[str]]]:
    chosen = [set(some) for count in range(most_situations + 1) for some in combinations(SITUATIONS, count)]
    for form in ((), ("physical",), ("esim",)):
        for channel in ((), *((way,) for way in FACETS["channel"])):
            for situations in chosen:
                yield {"form": set(form), "channel": set(channel), "situation": situations}


@pytest.mark.parametrize("region", [None, *FACETS["from"]])
def test_every_combination_of_answers_gives_a_sound_plan(region: str | None) -> None:
    for answers in every_answer(2):
        answers["from"] = {region} if region else set()
        steps = plan_for(answers, None, guide().rows, guide().headings)
        assert broken_promises(steps, answers, None) == [], answers


@pytest.mark.parametrize("half", [0, 1])
def test_every_carrier_gives_a_sound_plan(half: int) -> None:
    for slug in sorted(read_directory().carriers)[half::2]:
        chosen = carrier(slug)
        for answers in every_answer(1):
            steps = plan_for(answers, chosen, guide().rows, guide().headings)
            assert broken_promises(steps, answers, chosen) == [], (slug, answers)


def test_an_unmarked_step_in_a_store_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.data.test_plan.names_a_store", lambda: frozenset({"x-go"}))
    unmarked = Carrier("x", "gb", {"store": 2, "phone": 1}, False, (("x-go", "cancel", ""),))
    steps = plan(unmarked, situation="abroad")
    assert "x-go" in "\n".join(broken_promises(steps, {"situation": {"abroad"}}, unmarked))


def test_a_carrier_that_only_has_stores_may_send_people_abroad_there() -> None:
    only = Carrier("x", "cn", {"store": 2}, False)
    steps = plan(only, situation="abroad")
    assert {"store-say", "abroad-visit"} <= set(ids(steps))
    assert broken_promises(steps, {"situation": {"abroad"}}, only) == []


def test_a_carriers_step_in_a_store_is_left_out_abroad_and_the_general_ones_come_back() -> None:
    shop = Carrier("x", "gb", {"store": 2, "phone": 1}, False, (("x-go", "cancel", "store"),))
    assert "x-go" in ids(plan(shop))
    assert "x-go" not in ids(plan(shop, situation="abroad"))
    assert "phone-script" in ids(plan(shop, situation="abroad"))
    only = Carrier("x", "gb", {"store": 2}, False, (("x-go", "cancel", "store"),))
    assert "x-go" in ids(plan(only, situation="abroad"))


STEP = {name: PlannedStep(f"after-{name}", name) for name in PHASES}
END = PlannedStep("ways-apply", "cancel", role="end")
REMOVE = PlannedStep("device-delete-profile", "after", role="remove")
SOUND = [STEP["before"], END, STEP["after"]]


@pytest.mark.parametrize(
    ("steps", "situation", "promise"),
    [
        ([STEP["before"], STEP["after"], END], "", "out of order"),
        ([STEP["before"], END], "", "only the phases"),
        ([STEP["before"], STEP["cancel"], STEP["after"]], "", "nothing ends"),
        ([*SOUND, STEP["after"]], "", "twice"),
        ([*[PlannedStep(f"unbind-{n}", "before") for n in range(30)], *SOUND], "", "33 steps"),
        ([STEP["before"], REMOVE, END], "", "before the plan has ended"),
        (SOUND, "lost", "not first"),
        ([PlannedStep("store-bring", "before"), END, STEP["after"]], "abroad", "abroad, but"),
    ],
)
def test_a_broken_promise_is_noticed(monkeypatch: pytest.MonkeyPatch, steps: list[PlannedStep], situation: str, promise: str) -> None:
    both = Heading("x", "before", "", "", {"zh": "甲", "en": "A"})
    monkeypatch.setattr("tests.data.test_plan.guide", lambda: Guide([], {step.id: both for step in steps}, Directory({}, {})))
    assert promise in "\n".join(broken_promises(steps, {"situation": {situation}}, None))


# --- what single plans hold ---------------------------------------------------------------------------------------------


def test_the_plan_for_somebody_who_answered_nothing_is_short_and_general() -> None:
    steps = plan()
    assert 10 <= len(steps) <= 16
    assert {"unbind-money", "ways-apply", "after-proof", "esim-keep-until-confirmed"} <= set(ids(steps))
    assert not [step for step in ids(steps) if IN_A_STORE.match(step)]


def test_a_question_asks_itself_away() -> None:
    assert {"which-carrier", "which-form", "ways-pick"} <= set(ids(plan()))
    assert not {"which-carrier", "which-form", "ways-pick"} & set(ids(plan(region="cn", form="esim", channel="store")))
    assert "ways-pick" not in ids(plan(carrier("ee")))


def test_lost_comes_first_even_with_everything_else() -> None:
    assert ids(plan(situation=SITUATIONS))[0] == "lost-suspend"
    assert len(plan(carrier("ee"), form="esim", situation=SITUATIONS)) <= MOST_STEPS


def test_an_esim_ends_before_it_is_deleted() -> None:
    steps = ids(plan(region="cn", form="esim"))
    assert steps.index("esim-end-plan") < steps.index("esim-after-confirmation") < steps.index("device-delete-profile")
    assert "device-delete-profile" not in ids(plan(form="physical"))


def test_a_carriers_own_steps_stand_in_place_of_the_general_ones() -> None:
    steps = plan(carrier("ee"))
    assert "ee-call-to-cancel" in ids(steps)
    assert not {"phone-script", "keepnum-end", "ways-apply"} & set(ids(steps))
    assert [step.phase for step in steps if step.id == "ee-ask-end-date"] == ["before"]
    assert "esim-after-confirmation" in ids(plan(carrier("ee"), form="esim"))


def test_somebody_abroad_with_a_mainland_number_calls() -> None:
    steps = ids(plan(region="cn", situation="abroad"))
    assert "abroad-call" in steps
    assert not {"store-say", "abroad-visit", "phone-number"} & set(steps)


@pytest.mark.parametrize(
    ("ways", "elsewhere", "wanted", "situation", "taken"),
    [
        ({"online": 2, "phone": 2, "store": 2}, False, "", "", "online"),
        ({"online": 1, "phone": 2}, False, "", "", "phone"),
        ({"online": 1, "phone": 2}, False, "online", "", "online"),
        ({"phone": 1}, False, "store", "", "phone"),
        ({"store": 2}, False, "", "abroad", "store"),
        ({"store": 2, "phone": 1}, False, "store", "abroad", "phone"),
        ({"store": 2}, True, "store", "abroad", ""),
        ({}, True, "store", "", ""),
        ({}, False, "phone", "", "phone"),
    ],
)
def test_the_way_is_the_persons_where_the_carrier_allows_it(
    ways: dict[str, int], elsewhere: bool, wanted: str, situation: str, taken: str
) -> None:
    answers = {"channel": {wanted} - {""}, "situation": {situation} - {""}}
    assert way_for(answers, Carrier("x", "gb", ways, elsewhere)) == taken


def test_too_long_a_plan_loses_the_least_important_steps_from_its_end() -> None:
    rows = [Row("before", f"s{n}", n, {}, rank=3 if n % 2 else 1) for n in range(32)] + [
        Row("cancel", "end", 40, {}, role="end", fallback=True, rank=1)
    ]
    headings = {row.step: Heading(row.step, row.phase, "", "", {}) for row in rows}
    steps = ids(plan_for({}, None, rows, headings))
    assert len(steps) == MOST_STEPS
    assert [f"s{n}" for n in range(32) if f"s{n}" not in steps] == ["s27", "s29", "s31"]


# --- the file -----------------------------------------------------------------------------------------------------------


SMALL = """\
before:
  - step: lost-suspend
    role: suspend
    why: { zh: 停了就收不到验证码。, en: A suspended line gets no codes. }
  - carrier_steps: true
cancel:
  - carrier_steps: true
  - step: ways-apply
    role: end
    fallback: true
    why: { zh: 没有提出就没有结束。, en: Until you ask it goes on. }
after:
  - carrier_steps: true
  - step: device-delete-profile
    role: remove
    why: { zh: 确认以后再删除。, en: Delete it only now. }
"""


def small_problems(text: str) -> str:
    return "\n".join(problems_of(parse_plan(text), guide().headings))


def test_the_small_file_is_sound() -> None:
    assert small_problems(SMALL) == ""


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("step: ways-apply", "step: ways-nothing"), "data/plan.yml:8: no heading has the id “ways-nothing”"),
        (("step: ways-apply", "step: after-check"), "data/plan.yml:8: “after-check” is in cancel here, but its heading says after"),
        (("  - step: ways-apply", "  - step: lost-suspend"), "data/plan.yml:8: “lost-suspend” stands twice"),
        (("after:\n  - carrier_steps: true", "after:"), "“carrier_steps: true” stands 0 times in after"),
        (
            ("fallback: true", "fallback: true\n    when: 'form:paper'"),
            "data/plan.yml:8: when of “ways-apply”: “paper” is not a value of form",
        ),
        (("A suspended line", "Within 2 hours a line"), "data/plan.yml:2: why.en of “lost-suspend” has a figure"),
        (("role: suspend", "rank: 1"), "data/plan.yml:2: “lost-suspend” stands first, but only role: suspend may"),
        (("role: end", "role: suspend"), "data/plan.yml:8: “ways-apply” must be the first step of all"),
        (("role: end", "role: remove"), "data/plan.yml:8: “ways-apply” removes a profile; it belongs to the phase after"),
        (("role: remove", "role: end"), "data/plan.yml:14: “device-delete-profile” ends the contract; it belongs to the phase cancel"),
        (("    fallback: true\n", ""), "0 steps have fallback: true"),
        (("fallback: true", "fallback: true\n    only_if: 'form:esim'"), "data/plan.yml:8: “ways-apply” is the fallback"),
    ],
)
def test_a_broken_plan_is_refused_with_file_and_line(change: tuple[str, str], expected: str) -> None:
    assert expected in small_problems(SMALL.replace(*change))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("role: end", "role: finish"), "data/plan.yml:8: cancel.1.role: 'finish' is not one of"),
        (("en: Delete it only now.", "fr: Non"), "data/plan.yml:14: after.1.why"),
        (("    fallback: true\n", "    fallbck: true\n"), "data/plan.yml:8: cancel.1: Additional properties are not allowed"),
        (("after:", "later:"), "'after' is a required property"),
        (("before:", "before: ["), "not valid YAML"),
    ],
)
def test_what_the_schema_refuses_names_the_line(change: tuple[str, str], expected: str) -> None:
    with pytest.raises(DataError) as error:
        parse_plan(SMALL.replace(*change))
    assert expected in str(error.value)


def test_a_step_in_one_language_only_is_refused() -> None:
    headings = {**guide().headings, "ways-apply": Heading("ways-apply", "cancel", "", "cancel/#ways-apply", {"zh": "甲"})}
    assert "“ways-apply” has no heading in en; write it there too" in "\n".join(problems_of(parse_plan(SMALL), headings))


def test_the_plan_file_has_no_problem() -> None:
    assert problems_of(parse_plan(PLAN.read_text(encoding="utf-8")), guide().headings) == []


def test_every_problem_page_has_a_step_in_some_plan() -> None:
    pages = {path.stem for path in (ROOT / "docs" / "zh" / "situations").glob("*.md")} - {"index"}
    covered = {
        guide().headings[row.step].link.split("/")[1]
        for row in guide().rows
        if row.step and "situations/" in guide().headings[row.step].link
    }
    assert covered == pages


# --- words --------------------------------------------------------------------------------------------------------------


def test_foreign_words_are_kept_apart() -> None:
    assert runs("Plain text.[^key]") == "Plain text."
    mixed = runs("Say *销户*{ lang=zh } to [them](x.md) **now**")
    assert mixed == ["Say ", ["zh", "销户"], " to them now"]
    assert runs_html(mixed) == 'Say <em lang="zh">销户</em> to them now'
    assert runs_text(mixed) == "Say 销户 to them now"
    assert runs("Dial *151# or *123#.") == "Dial *151# or *123#."
    assert runs_html("a < b") == "a &lt; b"


def test_a_carriers_file_holds_both_languages_and_no_markup() -> None:
    for slug, entry in read_directory().carriers.items():
        told = carrier_for_script(entry)
        for language in LANGUAGES:
            assert len(told[language]["steps"]) == len(told["steps"]), slug
            for step in told[language]["steps"]:
                text = runs_text(step["label"]) + runs_text(step["why"])
                assert not re.search(r"\[\^|\]\(|\*(?!\d)|\{ ?[.#l]", text), f"{slug}: {text}"
