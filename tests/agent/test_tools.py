"""The tools: typed and capped arguments, answers that say what is wrong, keys that stay what they were."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from pydantic_core import from_json

from assistant.agent import library as knowing
from assistant.agent import tools
from assistant.agent.library import Library
from assistant.agent.shelf import Shelf
from assistant.agent.tools import Outcome, Toolbox
from assistant.models.base import ToolCall
from assistant.planning import draft_parts
from assistant.planning.course import StageKind
from assistant.planning.draft import Draft
from assistant.planning.money import INPUTS
from tests.agent.drafting import Drafter


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def toolbox(library: Library, shelf: Shelf) -> Toolbox:
    return Toolbox(library, shelf, lambda query, count: None)


def run(toolbox: Toolbox, name: str, arguments: Mapping[str, Any] | None) -> Outcome:
    return toolbox.run(ToolCall("x", name, arguments))


def test_a_search_answers_with_passages_to_cite_by_key(toolbox: Toolbox, shelf: Shelf) -> None:
    outcome = run(toolbox, "search_notes", {"query": "when to fine-tune a model", "limit": 3})
    found = from_json(outcome.content)
    assert not outcome.is_error and not found["abstained"]
    assert [passage["key"] for passage in found["passages"]] == ["p1", "p2", "p3"]
    for passage in found["passages"]:
        assert shelf.citable()[passage["key"]].text == passage["text"]
        assert passage["note"] and passage["source"] == "corpus"


def test_a_passage_found_again_keeps_its_key(toolbox: Toolbox, shelf: Shelf) -> None:
    first = from_json(run(toolbox, "search_notes", {"query": "when to fine-tune a model"}).content)["passages"]
    run(toolbox, "search_notes", {"query": "feedback from users"})
    again = from_json(run(toolbox, "search_notes", {"query": "when to fine-tune a model"}).content)["passages"]
    assert first == again
    keys = list(shelf.citable())
    assert keys == [f"p{number}" for number in range(1, len(keys) + 1)]


def test_no_clock_watches_over_a_search_that_was_made_before(toolbox: Toolbox, monkeypatch: pytest.MonkeyPatch) -> None:
    watched: list[float] = []

    def watching(work: Callable[[], Outcome], seconds: float) -> Outcome:
        watched.append(seconds)
        return work()

    monkeypatch.setattr(tools, "bounded", watching)
    first = run(toolbox, "search_notes", {"query": "who answers at night", "limit": 3})
    again = run(toolbox, "search_notes", {"query": "who answers at night", "limit": 3})
    assert (again.content, len(watched)) == (first.content, 1)
    run(toolbox, "search_notes", {"query": "who answers at night", "limit": 2})
    assert len(watched) == 2


def test_what_was_asked_for_last_is_forgotten_last(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knowing, "_KEPT", 2)
    fresh = Library(lambda: library.index)
    for query in ("evals", "gates", "evals", "costs"):
        fresh.search(query, 2)
    kept = [query for query in ("evals", "gates", "costs") if fresh.remembered(query, 2) is not None]
    assert kept == ["evals", "costs"]


def test_carried_passages_keep_their_keys_and_new_ones_start_after_them(library: Library) -> None:
    found = library.search("when to fine-tune a model", 4).passages
    before = Shelf()
    kept = before.put(found)[2:]
    after = Shelf(kept)
    assert list(after.citable()) == ["p3", "p4"]
    assert [passage.cite for passage in after.put(found)] == ["p5", "p6", "p3", "p4"]


def test_a_search_that_finds_nothing_says_so_and_forbids_citing(toolbox: Toolbox) -> None:
    found = from_json(run(toolbox, "search_notes", {"query": "zxqv wvut kjhg"}).content)
    assert found["abstained"] and found["passages"] == []
    assert "Do not cite" in found["note"]


def test_a_note_is_read_whole_up_to_a_cap(toolbox: Toolbox, library: Library) -> None:
    name = library.search("when to fine-tune a model", 1).passages[0].chunk.note
    read = from_json(run(toolbox, "read_note", {"note": name}).content)
    document = library.note(name)
    assert document is not None
    assert read == {"note": name, "title": document.title, "text": document.text[: tools.NOTE_CHARACTERS]}
    missing = run(toolbox, "read_note", {"note": "../../etc/passwd"})
    assert missing.is_error and "search_notes" in missing.content


def test_costs_come_with_date_and_the_facts_they_follow_from(toolbox: Toolbox, library: Library) -> None:
    asked = {"tokens_in": 10_000, "tokens_cached": 0, "tokens_out": 1_000, "calls_month": 1_000}
    options = from_json(run(toolbox, "estimate_cost", asked).content)["options"]
    assert len(options) > 3
    for option in options:
        price_in, _, price_out = (library.facts[fact].value for fact in option["facts"])
        expected = (10_000 * float(price_in) + 1_000 * float(price_out)) / 1e6
        assert option["per_call"] == pytest.approx(expected, abs=1e-6)
        assert option["per_month"] == pytest.approx(1_000 * expected, abs=0.01)
        assert option["prices_as_of"].startswith("20")


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("search_notes", None, "not a JSON object"),
        ("search_notes", {}, "query"),
        ("search_notes", {"query": "x" * 401}, "query"),
        ("search_notes", {"query": "evals", "limit": 11}, "limit"),
        ("search_notes", {"query": "evals", "folder": "/"}, "folder"),
        ("search_notes", {"query": 7}, "query"),
        ("estimate_cost", {"tokens_in": -1, "tokens_out": 0, "calls_month": 1}, "tokens_in"),
        ("estimate_cost", {"tokens_in": 1, "tokens_out": 0, "calls_month": float("nan")}, "calls_month"),
        ("estimate_cost", {"tokens_in": 1, "tokens_out": 0, "calls_month": float("inf")}, "calls_month"),
        ("read_note", {"note": "\ud800"}, "what JSON cannot"),
        ("submit_plan", {"title": "Half a plan"}, "missing: stakes, "),
        ("run_shell", {"command": "rm"}, "the tools are search_notes, read_note, provider_facts, estimate_cost"),
        ("read_note", {"note": "n" * 200_001}, "longer than 200,000 bytes"),
    ],
)
def test_a_wrong_call_is_answered_with_what_is_wrong(
    toolbox: Toolbox, shelf: Shelf, name: str, arguments: dict[str, Any] | None, told: str
) -> None:
    outcome = run(toolbox, name, arguments)
    assert outcome.is_error and outcome.draft is None
    assert told in outcome.content
    assert len(outcome.content) < 5_000
    assert shelf.passages() == ()


def test_a_number_nobody_computes_with_is_refused_by_its_name(toolbox: Toolbox) -> None:
    wrong = run(toolbox, "submit_plan", {"numbers": [{"name": "tickets", "value": 4_000}]})
    assert wrong.is_error and "volume_month" in wrong.content


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ({"name": "share_done", "value": 33}, "share_done is a fraction: write 0.33 for 33%"),
        ({"name": "today_unit_cost", "value": -1}, "today_unit_cost is below zero"),
        ({"name": "weeks", "value": "NaN"}, "numbers[0].value"),
    ],
)
def test_a_number_in_the_wrong_unit_is_refused_with_the_right_one(
    toolbox: Toolbox, number: dict[str, Any], told: str
) -> None:
    assert told in run(toolbox, "submit_plan", {"numbers": [number]}).content


def test_what_could_be_bought_comes_with_the_fact_a_draft_names(toolbox: Toolbox, library: Library) -> None:
    asked = {"tokens_in": 1, "tokens_out": 1, "calls_month": 1, "job": "customer support"}
    bought = from_json(run(toolbox, "estimate_cost", asked).content)["bought"]
    assert bought
    assert all(library.facts[row["fact"]].value == row["price"] for row in bought)


def test_a_plan_in_good_form_is_received_as_a_draft(toolbox: Toolbox, make: Any) -> None:  # noqa: ANN401
    drafter = Drafter()
    assistant = make(drafter)
    turn = assistant.turn("A podcast tool that suggests clips; one founder.", want="plan")
    submitted = turn.calls[-1].reply.calls[0].arguments
    outcome = run(toolbox, "submit_plan", submitted)
    assert not outcome.is_error
    assert outcome.draft is not None and outcome.draft.title == turn.plan.title


def test_models_see_every_tool_in_a_fixed_order_without_needless_words() -> None:
    specs = tools.specs()
    assert [spec.name for spec in specs] == [
        "search_notes", "read_note", "provider_facts", "estimate_cost", "break_even", "check_plan", "submit_plan",
        "mend_plan", "ask_user",
    ]  # fmt: skip
    assert all(len(spec.description) > 20 for spec in specs)
    assert specs == tools.specs()
    plan = next(spec.parameters for spec in specs if spec.name == "submit_plan")
    assert plan["additionalProperties"] is False
    assert "title" in plan["properties"], "the plan's own title is a field, not a generated one"
    assert "title" not in plan["properties"]["answer"]
    assert plan["$defs"]["DraftStage"]["properties"]["kind"]["enum"] == list(get_args(StageKind))


def test_the_numbers_a_draft_may_name_are_those_the_money_knows() -> None:
    assert set(draft_parts.NUMBERS) == {*INPUTS, "buy_unit_price"}


def test_every_unit_a_model_could_mistake_is_said() -> None:
    fields: dict[type[BaseModel], tuple[str, ...]] = {
        draft_parts.DraftMeasure: ("target", "stop", "read_week"),
        draft_parts.DraftTrigger: ("threshold", "window_days", "min_n"),
        draft_parts.DraftNumber: ("value",),
        Draft: ("ship_week", "coverage_percent", "eval_size", "answer"),
        draft_parts.DraftEdge: ("check_week",),
    }
    silent = [
        f"{model.__name__}.{name}" for model, names in fields.items() for name in names
        if not model.model_fields[name].description
    ]  # fmt: skip
    assert silent == []


def test_a_search_that_finds_advice_of_a_note_brings_its_facts_to_cite(library: Library) -> None:
    found = library.search("language models for time series forecasting study", 5).passages
    mine = [passage for passage in found if passage.chunk.note == "when-classical-wins"]
    assert any("Removing the language model from three LLM forecasters" in passage.chunk.text for passage in mine)
    assert len(found) == 5 and len({passage.chunk.hash for passage in found}) == 5
    for query in ("fine-tune gate volume break-even", "forecast demand evaluation back-test"):
        notes = [passage.chunk.note for passage in library.search(query, 5).passages]
        facts = {p.chunk.note for p in library.search(query, 5).passages if p.chunk.heading.startswith("Facts")}
        assert {note for note in notes if notes.count(note) >= 3} <= facts
