"""Invariant: a canary takes the place of the turn of every case that gates, in every shipped suite.

A canary is what no suite may take for good work: nothing, chance, the brief said back, one plan for everything, the
plan of another brief. `relabelled` is the last one with the case's own brief written into it, as the product writes it
into every plan. Where a suite does not judge a plan, the canary stands in for what is judged: the notes that were
found, the rows of the log, what a turn taught.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, get_args, get_origin
from unittest.mock import patch

from pydantic import BaseModel

from assistant.cli.eval_bench import Bench
from assistant.evals import safety_scorers, suites
from assistant.evals.cases import Placed
from assistant.evals.scoring import Seen, Taken, joined
from assistant.evals.suites import ANY_GROUP, WHOLE_CASE, Suite
from assistant.evals.taking import Turns
from assistant.planning.evidence import Evidence
from assistant.planning.review import review
from tests.evals.bench import empty, planned
from tests.planning.plans import support

GOOD = "good"
Matrix = dict[str, dict[str, dict[str, int]]]
"""Suite → metric → how many of the cases that are asked for it pass: the good turns, and each canary. The metric `case`
is every expectation of a case together."""
_MOST = 8
"""Cases of a group that ask for the same and are looked at, the first: enough to tell a
canary, and as many as a test has time for."""
_WORDS = support().to_markdown().split()
_LESSONS = ("example", "no_consent", "not_judged", "bad", "draft", "no_plan")
_FEW = 20
"""Whole numbers below name a question or count parts: drawn anew, no product could even print the plan."""
_DAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Posed:
    """A case with what its own model made of it."""

    placed: Placed
    good: Taken


@dataclass(frozen=True)
class Stage:
    """The cases of a suite, and cases of other briefs for a suite that has but one."""

    posed: Sequence[Posed]
    strangers: Sequence[Posed]


Canary = Callable[[int, Stage], Taken]


def posed(suite: Suite, bench: Bench) -> list[Posed]:
    """The cases that gates look at, each taken once."""
    gated = {gate.group for gate in suite.head.gate}
    task, found = Turns(suite, bench.make, bench.teach), list[Posed]()
    count: Counter[tuple[str, ...]] = Counter()
    for placed in suite.cases:
        kind = (placed.group, *placed.asked)
        count[kind] += 1
        if gated & {ANY_GROUP, placed.group} and count[kind] <= _MOST:
            found.append(Posed(placed, task(placed, suite.model_of(placed))))
    return found


def nothing(place: int, stage: Stage) -> Taken:
    return Taken(empty(text=""), lesson="")


def at_random(place: int, stage: Stage) -> Taken:
    case, good = stage.posed[place].placed.case, stage.posed[place].good
    drawn = random.Random(case.id)
    found = [passage for each in stage.posed for passage in each.good.turn.passages]
    passages = tuple(drawn.sample(found, min(3, len(found))))
    words = " ".join(drawn.sample(_WORDS, 30))
    if case.want == "any":
        return Taken(empty(text=words, answer=words, passages=passages), lesson=drawn.choice(_LESSONS))
    plan = _scrambled(support(), f"a plan for {case.id}")
    plan = plan.model_copy(update={"brief": plan.brief.model_copy(update={"text": case.brief})})
    turn = replace(planned(plan, "PF101"), text=words, passages=passages)
    return Taken(turn, earlier=good.earlier, twin=good.twin, lesson=drawn.choice(_LESSONS))


def echo(place: int, stage: Stage) -> Taken:
    case = stage.posed[place].placed.case
    turn = replace(empty(), status="answered", text=case.brief, answer=case.brief)
    return Taken(turn, lesson=case.judged or "")


def template(place: int, stage: Stage) -> Taken:
    first = stage.posed[0].good.turn.passages
    return Taken(replace(planned(support()), text=support().brief.text, passages=first), lesson="example")


def other(place: int, stage: Stage) -> Taken:
    """What was taken on the case half a suite away, on another brief where there is one."""
    mine = stage.posed[place].placed.case.brief
    turned = [
        stage.posed[(place + len(stage.posed) // 2 + step) % len(stage.posed)] for step in range(len(stage.posed))
    ]
    return next(each.good for each in (*turned, *stage.strangers) if each.placed.case.brief != mine)


def relabelled(place: int, stage: Stage) -> Taken:
    """The plan of another brief, with this one written into it and reviewed anew."""
    taken, brief = other(place, stage), stage.posed[place].placed.case.brief
    plan = taken.turn.plan
    if plan is None or taken.twin is not None:
        return taken
    own = plan.model_copy(update={"brief": plan.brief.model_copy(update={"text": brief})})
    errors = {finding.code for finding in taken.turn.findings}
    found = [each for each in review(own, Evidence(_DAY)) if each.severity == "error" or each.code in errors]
    return replace(taken, turn=replace(taken.turn, text=brief, plan=own, findings=tuple(found)))


CANARIES: Mapping[str, Canary] = {
    "empty": nothing, "random": at_random, "echo": echo, "template": template, "other": other, "relabelled": relabelled,
}  # fmt: skip
_LOGS: Mapping[str, Callable[[int, Stage], str]] = {
    "empty": lambda place, stage: "",
    "random": lambda place, stage: " ".join(random.Random(place).sample(_WORDS, 30)),
    "echo": lambda place, stage: stage.posed[place].placed.case.brief,
    "template": lambda place, stage: "«email» «key»",
    "other": lambda place, stage: safety_scorers.logged(other(place, stage).turn),
    "relabelled": lambda place, stage: safety_scorers.logged(other(place, stage).turn),
}
"""What stands in for the rows of the log."""


def matrix(bench: Bench) -> Matrix:
    """Every metric that gates, of every shipped suite."""
    found: Matrix = {}
    strangers = posed(suites.find("fit"), bench)
    for name in suites.shipped():
        suite = suites.find(name)
        stage = Stage(posed(suite, bench) if name != "fit" else strangers, strangers)
        for column in (GOOD, *CANARIES):
            for metric, passed in _passed(suite, stage, column).items():
                found.setdefault(name, {}).setdefault(metric, {})[column] = passed
    return found


def _passed(suite: Suite, stage: Stage, column: str) -> Counter[str]:
    briefs = tuple(dict.fromkeys(placed.case.brief for placed in suite.cases))
    whole = any(gate.scorer == WHOLE_CASE for gate in suite.head.gate)
    gating = {gate.scorer for gate in suite.head.gate}
    passed: Counter[str] = Counter()
    for place, each in enumerate(stage.posed):
        taken = each.good if column == GOOD else CANARIES[column](place, stage)
        rows = _LOGS[column](place, stage) if column in _LOGS and suite.name == "redaction" else None
        with patch.object(safety_scorers, "logged", safety_scorers.logged if rows is None else lambda _, r=rows: r):
            scores = joined(each.placed.asked, [
                scorer(Seen(each.placed.case, taken, wanted, briefs)) for scorer, wanted in each.placed.asked.values()
            ])  # fmt: skip
        outcomes = {score.name: score.outcome == "pass" for score in scores if whole or score.name in gating}
        passed.update({name: int(right) for name, right in outcomes.items()})
        passed[WHOLE_CASE] += all(outcomes.values())
    return passed


def _scrambled(value: Any, seed: str, kind: Any = None) -> Any:  # noqa: ANN401 - parts of a plan
    """The same shape with every text, number and choice drawn anew; an empty text stands for one in twelve.

    Each part is drawn by its own place, so that a plan with one part more keeps what the others drew.
    """
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        return value.model_copy(
            update={
                name: _scrambled(getattr(value, name), f"{seed}.{name}", field.annotation)
                for name, field in fields.items()
            }
        )
    drawn = random.Random(seed)
    if isinstance(value, tuple):
        order = drawn.sample(range(len(value)), len(value))
        return tuple(_scrambled(value[at], f"{seed}[{at}]") for at in order)
    if isinstance(value, str):
        if get_origin(kind) is Literal:
            return drawn.choice(get_args(kind))
        return " ".join(drawn.sample(_WORDS, drawn.randrange(12)))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if isinstance(value, int):
        return value if value < _FEW else drawn.randrange(_FEW, 10_000)
    return drawn.uniform(0, 10_000)


def separated(row: Mapping[str, int], canary: str) -> bool:
    """Whether a canary passes a metric at most half as often as good turns do."""
    return row[canary] * 2 <= row[GOOD]
