"""What the page says of the course: no empty end, no unnamed option, no unit said twice, what a stage waits for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.planning import markdown
from assistant.planning.buying import bought_for_less, cheaper_bought, saying_so
from assistant.planning.course import Trigger
from assistant.planning.draft_note import draft_note
from assistant.planning.elements import Quantity
from assistant.planning.gate_readings import read_gates
from assistant.planning.markdown_course import condition, stages
from assistant.planning.paying import not_paying
from assistant.planning.renderings import html
from assistant.planning.schema import Plan
from tests.planning.changes import changed
from tests.planning.plans import GOOD, forecast, support
from tests.planning.plans.parts import TODAY
from tests.planning.renderings.hostile import read


def columns(plan: Plan) -> list[list[str]]:
    table = [line for line in stages(plan).splitlines() if line.startswith("|")]
    return [line.strip("|").split("|") for line in table[2:]]


@pytest.mark.parametrize("build", GOOD)
def test_every_stage_tells_what_ends_it(build: Callable[[], Plan]) -> None:
    plan = build()
    page = " ".join(read(html.render(plan)).text.split())
    for row, stage in zip(columns(plan), plan.stages, strict=True):
        waits = stage.when.end is None and stage.gates and stage.state == "planned"
        assert row[3] != "–" or not stage.exit_test or waits
        assert " ".join(stage.exit_test.split()).rstrip(".") in page, "the HTML tells each, the far ones too"


@pytest.mark.parametrize("build", GOOD)
def test_each_option_beyond_prompting_is_named_beside_what_it_must_prove(build: Callable[[], Plan]) -> None:
    plan = build()
    text, page = stages(plan), read(html.render(plan)).text
    for option in plan.model.options if plan.stages else ():
        name = option.name[:1].upper() + option.name[1:]
        told = f"**{name}:** {option.must_prove.rstrip('.')}" in text
        assert told == (plan.stakes != "hobby"), "a hobby's two pages leave tuning out"
        assert name in page


def test_a_stage_without_a_gate_says_which_stage_it_waits_for() -> None:
    plan = support()
    waiting = changed(plan, {"stages[1].gates": [], "stages[1].depends_on": [plan.stages[0].id]})
    assert columns(waiting)[1][2] == "stage 1 has ended"
    assert "stage 1 has ended" in read(html.render(waiting)).text


def trigger(metric: str, unit: str) -> Trigger:
    return Trigger(
        metric=metric,
        source="bill",
        op=">=",
        threshold=Quantity(label="x", value=400, unit=unit, origin="project_rule"),
        window_days=28,
        min_n=10_000,
    )


@pytest.mark.parametrize(
    ("metric", "unit", "told"),
    [
        ("model_calls", "calls a month", "model calls ≥ 400 a month (28 days, n ≥ 10,000)"),
        ("traces_read", "traces", "traces read ≥ 400 (28 days, n ≥ 10,000)"),
        ("consented_corrections", "examples", "consented corrections ≥ 400 examples (28 days, n ≥ 10,000)"),
        ("truly_solved", "%", "truly solved ≥ 400% (28 days, n ≥ 10,000)"),
    ],
)
def test_a_unit_that_the_metric_says_is_not_said_twice(metric: str, unit: str, told: str) -> None:
    assert condition(trigger(metric, unit)) == told


def test_what_the_tool_met_stands_after_all_that_is_for_the_reader() -> None:
    plan = changed(support(), {"generator.notices": ["Search used words only, not meaning"]})
    text = plan.to_markdown()
    assert text.rstrip().endswith("*Search used words only, not meaning.*")
    assert text.index("## Sources") < text.index("Search used words only")
    page = read(html.render(plan)).text
    assert page.index("Search used words only") > page.index("What it rests on")


def test_a_live_product_keeps_todays_model_until_another_passes() -> None:
    live = changed(support(), {"phase": "live"})
    assert "today's model until another passes" in markdown.route(live)
    assert "a strong rented model first (priced as" in markdown.route(support())


def test_a_plan_to_clarify_covers_no_share_of_cases() -> None:
    plan = changed(support(), {"verdict.path": "clarify"})
    assert "of cases:**" not in plan.to_markdown()
    assert "of cases:**" in support().to_markdown()


def test_where_buying_is_cheaper_the_answer_says_so_once() -> None:
    plan = changed(support(), {"against": "It may fail.", "answer": "Ship first. Train nothing."})
    assert not not_paying(plan)
    price = bought_for_less(plan.costs)
    assert price is not None and price.value == 0.99
    told = cheaper_bought(plan)
    assert told.startswith("On price alone, buy: $0.99")
    assert f"**{told}**" in plan.to_markdown()
    assert told.split(":")[0] in read(html.render(plan)).text
    said = saying_so(plan)
    assert said.answer == f"{told} The rest holds if a quote or a trial rules that out. Ship first. Train nothing."
    assert cheaper_bought(said) == "" and saying_so(said) == said
    assert "buying wins" in said.to_markdown()


@pytest.mark.parametrize("changes", [{"stakes": "hobby"}, {"phase": "live"}, {"costs.buy_line": ""}])
def test_buying_is_not_pressed_on_a_hobby_a_live_product_or_without_a_comparison(changes: dict[str, object]) -> None:
    plan = changed(support(), {"against": "It may fail.", "answer": "Ship first.", **changes})
    assert cheaper_bought(plan) == ""


def test_a_classical_plan_without_a_list_price_says_nothing_of_buying() -> None:
    assert cheaper_bought(forecast()) == ""
    assert draft_note(forecast(), ()) == ""


def test_a_reading_does_not_say_the_unit_twice_either() -> None:
    plan = changed(
        support(), {"gates[1].all_of[0].metric": "traces_read", "gates[1].all_of[0].threshold.unit": "traces"}
    )
    lines = [told for reading in read_gates(plan, {}, TODAY) for told in reading.lines]
    assert any(told.startswith("traces read ≥ ") for told in lines)
    assert not any("traces:" in told for told in lines)
