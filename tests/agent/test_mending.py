"""A draft is mended by its broken sections alone, checked before it is submitted, and never waits for an answer."""

from __future__ import annotations

import time
from typing import Any

from pydantic_core import from_json, to_json

from assistant.agent.library import Library
from assistant.agent.merging import merged
from assistant.agent.shelf import Shelf
from assistant.agent.tools import Toolbox
from assistant.agent.turn import Event
from assistant.knowledge.passages import Found
from assistant.models.base import Reply, Request, ToolCall
from assistant.models.scripted import ScriptedModel, call, say
from tests.agent.conftest import Make
from tests.agent.drafting import BRIEF, Drafter, invented_quote, training_first

QUESTION = {
    "text": "Who answers tickets at night?",
    "default": "Nobody does.",
    "changes": "the money and the hand-over",
}


LEAVING = {"text": "May tickets leave?", "default": "Yes.", "changes": "where it runs", "about": "fit4"}


class Mender:
    """Drafts with a fault, and answers findings with the broken section alone."""

    def __init__(self, fault: Any, sections: Any, **more: Any) -> None:  # noqa: ANN401
        self._drafter = Drafter(fault)
        self._sections, self._more = sections, more
        self.good: dict[str, Any] = {}

    def __call__(self, request: Request) -> Reply:
        if self._drafter.submitted:
            good = dict(self._drafter(request).calls[0].arguments or {})
            return call("mend_plan", {"sections": self._sections(good), **self._more})
        return self._drafter(request)


def test_one_false_quote_costs_one_claim_to_mend(make: Make) -> None:
    model = ScriptedModel(Mender(invented_quote, lambda good: {"claims": good["claims"][:1]}))
    turn = make(model).turn(BRIEF, want="plan")
    assert (turn.status, turn.repairs) == ("complete", 1)
    whole, mended = (len(to_json(done.reply.calls[0].arguments)) for done in turn.calls[-2:])
    assert mended * 20 < whole
    assert turn.plan is not None and len(turn.plan.claims) > 3


def test_a_stage_that_should_not_be_there_is_dropped_by_its_name(make: Make) -> None:
    model = ScriptedModel(Mender(training_first, lambda good: {}, remove=["stages.train_first"]))
    assert make(model).turn(BRIEF, want="plan").status == "complete"


def test_items_keep_their_places_and_other_fields_their_values() -> None:
    draft = {"title": "A", "claims": [{"id": "c1", "text": "x"}, {"id": "c2", "text": "y"}], "risks": [1]}
    changed = merged(draft, {"claims": [{"id": "c3"}, {"id": "c1", "text": "z"}], "title": "B"}, ["claims.c2"])
    assert changed == {"title": "B", "claims": [{"id": "c1", "text": "z"}, {"id": "c3"}], "risks": [1]}
    assert draft["title"] == "A" and draft["claims"] == [{"id": "c1", "text": "x"}, {"id": "c2", "text": "y"}]


def test_there_is_nothing_to_mend_before_the_first_draft(make: Make) -> None:
    model = ScriptedModel([call("mend_plan", {"sections": {"title": "B"}}), Drafter(), Drafter()])
    make(model).turn(BRIEF, want="plan")
    told = model.requests[1].messages[-1].results[0]
    assert told.is_error and "no draft yet" in told.content


def test_a_plan_of_the_turn_before_is_changed_by_what_changes(make: Make) -> None:
    assistant = make(Drafter())
    first = assistant.turn(BRIEF, want="plan").plan
    assistant.model = ScriptedModel([call("mend_plan", {"sections": {"title": "Shorter", "revises": True}})])
    turn = assistant.turn("Call it Shorter.")
    assert turn.status == "complete" and turn.plan is not None and first is not None
    assert (turn.plan.title, turn.plan.parent, turn.plan.stages) == ("Shorter", first.id, first.stages)


def test_checking_tells_the_findings_and_submits_nothing(make: Make) -> None:
    drafter = Drafter(training_first)

    def checking(request: Request) -> Reply:
        return call("check_plan", {"remove": ["stages.train_first"]})

    model = ScriptedModel([drafter, drafter, checking, say("Done."), say("Done!"), say("Done?")])
    turn = make(model).turn(BRIEF, want="plan")
    told = model.requests[3].messages[-1].results[0]
    assert not told.is_error and told.content.startswith("0 errors; this was a check")
    assert turn.repairs == 1, "a check is no repair"
    assert turn.status == "complete", "the best draft is the one that was checked"


def test_where_nobody_is_there_the_default_is_taken_and_listed(make: Make) -> None:
    drafter = Drafter()
    model = ScriptedModel([call("ask_user", {"questions": [QUESTION]}), drafter, drafter])
    turn = make(model).turn(BRIEF, want="plan")
    assert turn.status == "complete" and turn.plan is not None
    assert "Nobody is there" in model.requests[1].messages[-1].results[0].content
    assert "Not asked: Who answers tickets at night? Taken: Nobody does." in [d.text for d in turn.plan.decisions]
    told = model.requests[1].messages[-1].results[0].content
    assert "Impact not computed." in told and "on a first draft that code made of the user's words alone" in told


def test_a_default_that_decides_the_verdict_stands_first_among_the_plans_questions(make: Make) -> None:
    def asks_nothing(draft: dict[str, Any]) -> None:
        draft["questions"] = []

    drafter = Drafter(asks_nothing)
    model = ScriptedModel([call("ask_user", {"questions": [QUESTION, LEAVING]}), drafter, drafter])
    plan = make(model).turn(BRIEF, want="plan").plan
    assert plan is not None
    first, second = (q for q in plan.questions if q.text in (LEAVING["text"], QUESTION["text"]))
    assert plan.questions[0] == first and (first.text, first.default) == ("May tickets leave?", "Yes.")
    assert first.changes == "where it runs. Computed: verdict product first → product first, adapted."
    assert second.changes == "the money and the hand-over. Impact not computed."


def test_no_more_than_three_questions_are_asked_in_a_turn(make: Make) -> None:
    drafter = Drafter()
    ask = [
        call("ask_user", {"questions": [{**QUESTION, "text": f"{n}?"}, {**QUESTION, "text": f"{n}!"}]}) for n in "abc"
    ]
    model = ScriptedModel([*ask, drafter, drafter])
    turn = make(model).turn(BRIEF, want="plan")
    assert turn.plan is not None
    assert sum("Taken: Nobody does." in made.text for made in turn.plan.decisions) == 4, (
        "two calls, all that they asked"
    )
    assert "No more questions" in model.requests[3].messages[-1].results[0].content


def test_in_a_chat_a_question_is_put_to_the_user_with_its_default(make: Make) -> None:
    assistant = make([call("ask_user", {"questions": [QUESTION]}), say("Then the money holds.")])
    turn = assistant.turn("Plan our support bot.")
    assert (turn.status, turn.plan, turn.error) == ("answered", None, "")
    assert "Who answers tickets at night?" in turn.answer and "Until you say otherwise: Nobody does." in turn.answer
    assistant.turn("Two people do.")
    assert "Who answers tickets at night?" in assistant.history[1].text


def test_in_a_chat_the_questions_that_move_most_are_put_and_the_others_taken(make: Make) -> None:
    cost = {"text": "What does one ticket cost?", "default": "$7.", "changes": "the money", "about": "today_unit_cost"}
    idle = {"text": "Which colour?", "default": "Blue.", "changes": "the look"}
    asked = {"questions": [QUESTION, idle, cost, LEAVING]}
    answer = make([call("ask_user", asked)]).turn(BRIEF).answer
    lines = answer.splitlines()
    assert [line for line in lines if line[0].isdigit()] == [
        "1. May tickets leave?",
        "2. What does one ticket cost?",
        "3. Who answers tickets at night?",
    ]
    assert "Computed: verdict product first → product first, adapted." in lines[1] and "Computed: payback" in lines[3]
    assert lines[5].endswith("Impact not computed.")
    assert "Not asked: Which colour? Taken: Blue." in lines
    assert "a first draft that code made of your words alone" in answer


def test_prices_and_break_even_come_from_dated_facts_and_the_plans_own_formula(library: Library) -> None:
    toolbox = Toolbox(library, Shelf(), lambda query, count: None)

    def run(name: str, **arguments: Any) -> Any:  # noqa: ANN401
        outcome = toolbox.run(ToolCall("x", name, arguments))
        assert not outcome.is_error, outcome.content
        return from_json(outcome.content)

    rows = run("provider_facts", words="claude-sonnet-5-5 price_input")["facts"]
    assert rows[0]["fact"] == "anthropic.claude-sonnet-5-5.price_input"
    assert rows[0]["as_of"].startswith("20") and library.facts[rows[0]["fact"]].value == rows[0]["value"]
    assert "Do not invent" in run("provider_facts", words="zzqv")["note"]
    given = {"one_off": 24_000, "amortise_months": 12, "fixed_month": 1_000, "upkeep_month": 1_000}
    assert run("break_even", **given, untuned_call_cost=0.005, tuned_call_cost=0.001)["calls_month"] == 1_000_000
    assert "never" in run("break_even", **given, untuned_call_cost=0.001, tuned_call_cost=0.001)["calls_month"]


class Stuck(Library):
    """A library whose disk does not answer."""

    def search(self, query: str, limit: int) -> Found:
        time.sleep(0.3)
        return super().search(query, limit)


def test_a_tool_that_hangs_is_given_up_and_the_turn_goes_on(library: Library) -> None:
    toolbox = Toolbox(Stuck(lambda: library.index), Shelf(), lambda query, count: None, seconds=0.01)
    outcome = toolbox.run(ToolCall("x", "search_notes", {"query": "evals"}))
    assert outcome.is_error and "took longer than 0.01 seconds" in outcome.content


def test_each_section_of_a_draft_is_told_as_it_begins(make: Make) -> None:
    events: list[Event] = []
    make(Drafter()).turn(BRIEF, events.append, want="plan")
    told = [event.text for event in events if event.kind == "drafting"]
    assert "drafting stages and gates" in told and "drafting the money" in told
    assert len(told) == len(set(told))


def test_a_draft_interrupted_in_its_middle_is_kept_as_far_as_it_came(make: Make) -> None:
    def stop(event: Event) -> None:
        if event.text == "drafting stages and gates":
            raise KeyboardInterrupt

    assistant = make(Drafter())
    turn = assistant.turn(BRIEF, stop, want="plan")
    cut = turn.calls[-1].reply
    assert (turn.status, cut.stop, cut.calls[0].arguments) == ("interrupted", "cut", None)
    assert '"answer"' in cut.calls[0].raw and '"waivers"' not in cut.calls[0].raw
    assistant.model = ScriptedModel(Drafter())
    assert assistant.turn(BRIEF, want="plan").status == "complete"
