"""The scorers see what spoils a plan, at least 95 times in 100, and do not see what leaves it as good as it was."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

import pytest
from pydantic_core import from_json

from assistant.evals.cases import Case
from assistant.evals.scorers import SCORERS
from assistant.evals.scoring import Score, Seen, Taken
from assistant.knowledge.passages import Chunk, Passage
from assistant.planning.review import review
from assistant.planning.schema import Plan, dump, parse
from tests.evals.bench import planned
from tests.evals.mutants import KILLED, NEUTRAL, Operator
from tests.planning.plans import GOOD
from tests.planning.plans.parts import EVIDENCE, digest

_HELD = EVIDENCE.chunks or {}
_CHUNKS = {
    known.hash: Chunk(known.note, known.title, "", known.text, 0, len(known.text), known.document)
    for known in _HELD.values()
}
_KNOWN = {chunk.hash: replace(_HELD[old], hash=chunk.hash) for old, chunk in _CHUNKS.items()}
_EVIDENCE = replace(EVIDENCE, chunks=_KNOWN)
PASSAGES = tuple(Passage(chunk, 0.9, f"p{place}") for place, chunk in enumerate(_CHUNKS.values(), 1))


def labelled(build: Callable[[], Plan]) -> Plan:
    """A good plan whose quotes stand in chunks under the hashes the index gives them."""
    text = dump(build())
    for old, chunk in _CHUNKS.items():
        text = text.replace(old, chunk.hash)
    return parse(from_json(text))


def expected(plan: Plan) -> dict[str, object]:
    """What a case with this good plan's labels would want."""
    wanted: dict[str, object] = {
        "valid_plan": True, "verdict_in": [plan.verdict.path], "phase_is": plan.phase, "every_claim_supported": True,
        "quotes_verified": True, "quotes_used": 0.9, "ship_before_data": True, "stages_specific": 1.0,
        "constraints_answered": 1.0, "gates_computable": True, "money_adds_up": True, "beside_the_alternatives": True,
        "canary_absent": ["ZEPHYRINE"], "notes_cited_at_least": 1,
    }  # fmt: skip
    return wanted


def scores(plan: Plan, labels: dict[str, object]) -> Mapping[str, Score]:
    """Every scorer's word on a plan, reviewed afresh."""
    turn = replace(planned(plan), findings=review(plan, _EVIDENCE), passages=PASSAGES)
    case = Case.model_validate({"id": "a", "brief": plan.brief.text or "none", "expect": labels})
    return {name: SCORERS[name](Seen(case, Taken(turn), want)) for name, want in case.expectations.items()}


@cache
def passed(place: int) -> frozenset[str]:
    """Scorers that a good plan passes."""
    plan = labelled(GOOD[place])
    return frozenset(name for name, score in scores(plan, expected(plan)).items() if score.outcome == "pass")


def mutated(place: int, operator: Operator) -> Mapping[str, Score] | None:
    """The scores of a good plan after the operator; None when it had nothing to change."""
    plan = labelled(GOOD[place])
    raw = from_json(dump(plan))
    return scores(parse(raw), expected(plan)) if operator(raw) else None


def test_every_good_plan_passes_all_that_can_be_measured_on_it() -> None:
    for place, build in enumerate(GOOD):
        plan = labelled(build)
        found = scores(plan, expected(plan))
        failed = {name: score.reason for name, score in found.items() if score.outcome == "fail"}
        assert not failed, f"{place} {plan.title}: {failed}"
        assert len(passed(place)) >= 6


def test_at_least_95_in_100_spoiled_plans_are_seen() -> None:
    tried, missed = 0, []
    for name, operator in KILLED.items():
        for place in range(len(GOOD)):
            found = mutated(place, operator)
            if found is None:
                continue
            tried += 1
            if not any(found[scorer].outcome == "fail" for scorer in passed(place)):
                missed.append(f"{name} in plan {place}")
    sys.stdout.write(f"killed: {tried - len(missed)} of {tried} spoiled plans ({1 - len(missed) / tried:.1%})\n")
    assert tried >= 200
    assert 1 - len(missed) / tried >= 0.95, missed


@pytest.mark.parametrize("name", sorted(KILLED))
def test_each_operator_is_seen_somewhere(name: str) -> None:
    found = [mutated(place, KILLED[name]) for place in range(len(GOOD))]
    assert any(
        scores is not None and any(scores[scorer].outcome == "fail" for scorer in passed(place))
        for place, scores in enumerate(found)
    )


@pytest.mark.parametrize("name", sorted(NEUTRAL))
def test_a_neutral_change_moves_nothing(name: str) -> None:
    moved = 0
    for place, build in enumerate(GOOD):
        found = mutated(place, NEUTRAL[name])
        if found is None:
            continue
        plan = labelled(build)
        before = scores(plan, expected(plan))
        assert {n: (s.value, s.outcome) for n, s in found.items()} == {
            n: (s.value, s.outcome) for n, s in before.items()
        }
        moved += 1
    assert moved


MISQUOTES = (
    ("With a foundation model the order turns: ship a product first", True),
    ("with a foundation model the order turns: ship a product first", False),
    ("With a foundation model the order turns, ship a product first", False),
    ("With a foundation model the order never turns: ship a product first", False),
    ("A classical method should lead in every case.", False),
    ("pay for a model of your own last.", True),
    ("pay for a model of your own first.", False),
    ("", False),
)


@pytest.mark.parametrize(("quote", "true"), MISQUOTES)
def test_labelled_quotes_and_misquotes_are_told_apart(quote: str, true: bool) -> None:
    """Each sentence was labelled by hand against the note's text."""
    text = next(known for known in _CHUNKS.values() if known.note == "order-of-operations")
    plan = labelled(GOOD[0])
    start = max(text.text.find(quote), 0)
    cited = plan.citations[0].model_copy(
        update={"chunk": text.hash, "quote": quote, "start": start, "end": start + len(quote)}
    )
    found = scores(plan.model_copy(update={"citations": (cited,)}), {"quotes_verified": True})
    assert (found["quotes_verified"].outcome == "pass") is true
    assert digest(text.text)
