"""What is no plan at all, or the plan of something else, never looks like a good one to a metric that gates."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache

import pytest

from assistant.agent.turn import Turn
from assistant.cli import eval_bench
from assistant.cli.watching import Watcher
from assistant.evals import suites
from assistant.evals.cases import Case
from assistant.evals.intervals import mcnemar
from assistant.evals.scorers import SCORERS
from assistant.evals.scoring import Seen, Taken
from assistant.evals.suites import WHOLE_CASE
from assistant.knowledge import embedding
from assistant.settings import Settings
from tests.evals.bench import empty, planned
from tests.planning.plans import support

_PATHS = ("product_first", "adapted", "classical", "clarify", "stop")
_PHASES = ("idea", "built", "live", "scaling")
_CHANCE = 0.01
"""A canary is told from good plans when chance would part them so far less often than this (McNemar's exact test)."""
ASKED: Mapping[str, object] = {
    "valid_plan": True, "stages_specific": 0.9, "gates_computable": True, "money_adds_up": True,
    "ship_before_data": True,
    "speaks_of_brief": 0.5, "swap_test": 0.15, "every_claim_supported": True, "quotes_verified": True,
}  # fmt: skip
"""What the shipped suites ask of plans besides verdict and phase."""


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Case, Turn]]:
    """The offline drafter's turns on briefs of every verdict and phase."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedding, "packaged", lambda: None)
        with eval_bench.open_bench(Settings(home=tmp_path_factory.mktemp("home")), None, Watcher(quiet=True)) as bench:
            return [(case, bench.make("offline", ()).turn(case.brief, want="plan")) for case in chosen()]


def chosen() -> list[Case]:
    """Briefs with one label each, up to four of each phase and verdict."""
    found: dict[tuple[str, str], list[Case]] = {}
    for placed in suites.find("fit").cases:
        case = placed.case
        if placed.group in ("given", "own") and len(case.accept) == 1 and case.phase is not None:
            found.setdefault((case.phase, case.accept[0]), []).append(case)
    return [case for _, cases in sorted(found.items()) for case in cases[:4]]


def judged(case: Case, turn: Turn, others: Sequence[str]) -> dict[str, bool]:
    """Which metrics a turn passes on a case, the case as a whole included."""
    labels = {"verdict_in": list(case.accept), "phase_is": case.phase}
    about = Case.model_validate({"id": "a", "brief": case.brief, "expect": {**ASKED, **labels}})
    found = {
        name: SCORERS[name](Seen(about, Taken(turn), want, tuple(others))).outcome == "pass"
        for name, want in about.expectations.items()
    }
    return {**found, WHOLE_CASE: all(found.values())}


def nothing(place: int, turns: list[tuple[Case, Turn]]) -> Turn:
    return empty()


def at_random(place: int, turns: list[tuple[Case, Turn]]) -> Turn:
    drawn = random.Random(place)
    words = support().to_markdown().split()
    prose = {name: " ".join(drawn.sample(words, 12)) for name in ("title", "answer", "against", "riskiest_assumption")}
    verdict = support().verdict.model_copy(update={"path": drawn.choice(_PATHS)})
    stages = tuple(drawn.sample(support().stages, len(support().stages)))
    plan = support().model_copy(update={**prose, "verdict": verdict, "phase": drawn.choice(_PHASES), "stages": stages})
    return planned(plan, "PF101")


def echo(place: int, turns: list[tuple[Case, Turn]]) -> Turn:
    case, turn = turns[place]
    return replace(empty(), status="answered", answer=case.brief, passages=turn.passages)


def template(place: int, turns: list[tuple[Case, Turn]]) -> Turn:
    return planned(support())


def of_another_brief(place: int, turns: list[tuple[Case, Turn]]) -> Turn:
    return turns[(place + len(turns) // 2) % len(turns)][1]


Canary = Callable[[int, list[tuple[Case, Turn]]], Turn]
NOT_ABOUT_THE_BRIEF = {
    "valid_plan", "stages_specific", "gates_computable", "money_adds_up", "ship_before_data", "every_claim_supported",
    "quotes_verified",
}  # fmt: skip
"""Metrics of a plan's form: a sound plan of something else has that form, so they gate only beside those of content."""
CANARIES: Mapping[Canary, set[str]] = {
    nothing: set(),
    at_random: {"gates_computable", "money_adds_up", "stages_specific", "every_claim_supported"},
    echo: set(),
    template: NOT_ABOUT_THE_BRIEF,
    of_another_brief: NOT_ABOUT_THE_BRIEF,
}
"""Canary → metrics that look at something it leaves as good as it was."""


@pytest.mark.parametrize("canary", CANARIES, ids=lambda canary: str(canary.__name__))
def test_every_gating_metric_tells_a_canary_from_good_plans(canary: Canary, good: list[tuple[Case, Turn]]) -> None:
    briefs = [case.brief for case, _ in good]
    pairs = []
    for place, (case, turn) in enumerate(good):
        others = [brief for brief in briefs if brief != case.brief]
        pairs.append((judged(case, turn, others), judged(case, canary(place, good), others)))
    for metric in pairs[0][0]:
        if metric in CANARIES[canary]:
            continue
        only_good = sum(ours[metric] and not theirs[metric] for ours, theirs in pairs)
        only_canary = sum(theirs[metric] and not ours[metric] for ours, theirs in pairs)
        assert only_good > only_canary, metric
        assert mcnemar(only_canary, only_good) < _CHANCE, f"{metric}: {only_good} against {only_canary}"


def test_no_gate_rests_on_metrics_of_form_alone() -> None:
    for name in suites.shipped():
        suite = suites.find(name)
        gated = {gate.scorer for gate in suite.head.gate}
        assert not gated <= NOT_ABOUT_THE_BRIEF, name


@cache
def _questions() -> list[Case]:
    return [placed.case for placed in suites.find("retrieval").cases if placed.group == "given"]


def test_the_metrics_of_retrieval_tell_found_notes_from_any_notes() -> None:
    """Passages of another question, random notes, none and always the same: each is told from the labelled answer."""
    from tests.evals.test_scorers_of_work import searched

    cases = _questions()
    asked = [case for case in cases if "finds_any" in case.expect]
    answers = [list(case.expectations["finds_any"]) for case in asked]
    every = sorted({note for notes in answers for note in notes})
    drawn = random.Random(7)
    canaries: dict[str, list[list[str]]] = {
        "empty": [[] for _ in answers],
        "random": [drawn.sample(every, 3) for _ in answers],
        "template": [every[:6] for _ in answers],
        "another question's": answers[1:] + answers[:1],
    }
    for name, found in canaries.items():
        lost = 0
        for case, own, notes in zip(asked, answers, found, strict=True):
            good = SCORERS["finds_any"](Seen(case, Taken(searched(*own)), case.expectations["finds_any"]))
            bad = SCORERS["finds_any"](Seen(case, Taken(searched(*notes)), case.expectations["finds_any"]))
            assert good.outcome == "pass"
            lost += bad.outcome == "fail"
        assert mcnemar(0, lost) < _CHANCE, name
    silent = [case for case in cases if "abstains" in case.expect]
    assert silent
    for case in silent:
        assert SCORERS["abstains"](Seen(case, Taken(searched(every[0])), True)).outcome == "fail"
        assert SCORERS["abstains"](Seen(case, Taken(searched()), True)).outcome == "pass"
