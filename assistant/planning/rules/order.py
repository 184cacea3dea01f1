"""Invariant: product comes before data and data before a model: in the list, in the dates, in what depends on what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

from assistant.planning.course import MODEL_KINDS, Stage
from assistant.planning.evidence import Evidence
from assistant.planning.findings import Finding
from assistant.planning.rules.course_view import Placed, is_readable, may_come_first, placed, ships, stage_text
from assistant.planning.rules.rule import error, named, not_measured, rule
from assistant.planning.schema import Plan

_BASELINE = re.compile(r"\b(?:baselines?|rules?|heuristics?|naive|weekday mean|scorecard)\b", re.I)
_MEASURED = re.compile(
    r"\bback-?\s?test|\bheld-?\s?out\b|\bhold-?\s?out\b|\broll(?:s|ed|ing)? forward\b|\bscored?\b|\bscoring\b", re.I
)
_OWN = re.compile(
    r"\b(?:an?|our|your) (?:own|custom|proprietary) (?:(?:large )?(?:language|foundation) )?(?:model|llm)\b"
    r"|\bfrom scratch\b|\bfrom the ground up\b|\bpre-?train(?:s|ing)? (?:an?|our|on)\b",
    re.I,
)


@rule("PF101", "A ship stage is listed (a done one counts) before every data or model stage", why="order-of-operations")
def ship_first(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """Listed order, dates and states must all say so; a product stage whose text is data or model work counts."""
    shipping = ships(plan)
    if not shipping:
        yield error(
            "PF101",
            "stages",
            "No stage ships anything to a user.",
            "Add a ship stage as the first thing that reaches a person.",
        )
        return
    first_at, first = shipping[0]
    for place in placed(plan):
        if place.at < first_at and not place.is_heavy and not is_readable(plan, stage_text(place.stage)):
            yield not_measured(
                "PF101",
                place.path,
                f"The text of {named(place.stage.title)} is not English, so what comes before shipping was not judged.",
                "Read it yourself: does it label, collect or train?",
            )
        if not place.is_heavy or may_come_first(plan, place.stage):
            continue
        if place.at < first_at:
            yield error(
                "PF101",
                place.path,
                f"The stage {named(place.stage.title)} {_says(place)} before anything ships.",
                f"Move it after {named(first.title)}.",
            )
        elif _runs_before(place.stage, [stage for _, stage in shipping]):
            yield error(
                "PF101",
                f"{place.path}.when",
                f"The stage {named(place.stage.title)} {_says(place)}, and starts "
                f"before {named(first.title)} has shipped.",
                "Let it wait for its gate, or start it after the ship stage ends.",
            )


def _says(place: Placed) -> str:
    if place.hidden:
        return (
            f"is called {place.stage.kind} but describes {place.hidden[0].kind} work ({named(place.hidden[0].phrase)})"
        )
    return f"is {place.stage.kind.replace('_', ' ')} work"


def _runs_before(stage: Stage, shipping: list[Stage]) -> bool:
    """Whether states or dates say that it runs before the first ship stage is through."""
    if any(ship.state == "done" for ship in shipping):
        return False
    ends = [ship.when.end for ship in shipping if ship.when.end]
    too_early = stage.when.start is not None and bool(ends) and stage.when.start < min(ends)
    return too_early or stage.state != "planned"


@rule("PF102", "No dependency leads from a data or model stage to a ship stage", why="order-of-operations")
def ship_waits_for_no_data(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """Follows depends_on through any number of stages; one finding for each ship stage that waits."""
    stages = {stage.id: place for place in placed(plan) for stage in (place.stage,)}
    for at, ship in ships(plan):
        for place in _ancestors(ship, stages):
            if place.is_heavy and not may_come_first(plan, place.stage):
                yield error(
                    "PF102",
                    f"stages[{at}].depends_on",
                    f"The ship stage {named(ship.title)} depends on {named(place.stage.title)}, which {_says(place)}.",
                    f"Remove the dependency that leads to {named(place.stage.title)}; call a later release roll_out.",
                )
                break


def _ancestors(stage: Stage, stages: dict[str, Placed]) -> Iterator[Placed]:
    seen = {stage.id}
    waiting = list(stage.depends_on)
    while waiting:
        name = waiting.pop(0)
        if name in stages and name not in seen:
            seen.add(name)
            yield stages[name]
            waiting += stages[name].stage.depends_on


@rule(
    "PF105",
    "A custom language model comes after fine-tuning; a classical model after a baseline measured by a back-test",
    why="fine-tune-gate",
)
def cheaper_first(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """Listed order decides, and what a model stage does rather than its kind; a waiver is the way to deviate."""
    for at, stage in enumerate(plan.stages):
        before = plan.stages[:at]
        kinds = {earlier.kind for earlier in before}
        if (stage.kind == "custom_model" or _is_own_model(stage)) and "fine_tune" not in kinds:
            yield error(
                "PF105",
                f"stages[{at}]",
                f"The custom model {named(stage.title)} comes before any fine-tuning.",
                "List a gated fine_tune stage before it, or add a waiver for PF105.",
            )
        if stage.kind == "train_classical" and not _has_measured_baseline(before):
            yield error(
                "PF105",
                f"stages[{at}]",
                f"The classical model {named(stage.title)} is trained before a baseline was measured by a back-test.",
                "List a baseline stage and a back_test of it before this stage, or add a waiver for PF105.",
            )


def _is_own_model(stage: Stage) -> bool:
    """Whether a stage of another model kind says that the model is made from the ground up."""
    found = _OWN.search(f"{stage.title}\n{stage.deliverable}") if stage.kind in MODEL_KINDS else None
    return found is not None and stage.kind != "train_classical"


def _has_measured_baseline(before: tuple[Stage, ...]) -> bool:
    """Whether a baseline stage was measured, or any earlier stage says that it scores one."""
    texts = {stage.id: stage_text(stage) for stage in before}
    measured = {name for name, text in texts.items() if _MEASURED.search(text)}
    baselines = {stage.id for stage in before if stage.kind == "baseline"}
    if baselines and (baselines & measured or any(stage.kind == "back_test" for stage in before)):
        return True
    return any(_BASELINE.search(texts[name]) for name in measured)


@rule("PF106", "Stages form a DAG: no cycle, no dangling id", why="rollout-and-stage-gates")
def no_cycle(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """Also: no id twice, and every gate, event and kill gate that is named exists."""
    stages, gates, events = ({item.id for item in items} for items in (plan.stages, plan.gates, plan.data.events))
    yield from _twice("stages", [stage.id for stage in plan.stages])
    yield from _twice("gates", [gate.id for gate in plan.gates])
    for at, stage in enumerate(plan.stages):
        what = f"The stage {named(stage.title)}"
        yield from _dangling(f"stages[{at}].depends_on", f"{what} depends on", stage.depends_on, stages, "stage")
        yield from _dangling(f"stages[{at}].gates", f"{what} waits for", stage.gates, gates, "gate")
        yield from _dangling(f"stages[{at}].emits", f"{what} emits", stage.emits, events, "event")
    for at, gate in enumerate(plan.gates):
        yield from _dangling(
            f"gates[{at}].guards", f"The gate {named(gate.title)} guards", gate.guards, stages, "stage"
        )
    for at, metric in enumerate(plan.data.metrics):
        what = f"The metric {named(metric.name)} is computed from"
        yield from _dangling(f"data.metrics[{at}].events", what, metric.events, events, "event")
    for at, criterion in enumerate(plan.kill_criteria):
        what = f"The kill criterion {named(criterion.text)} names"
        yield from _dangling(
            f"kill_criteria[{at}].gate", what, [criterion.gate] if criterion.gate else [], gates, "gate"
        )
    yield from _cycle(plan)


def _twice(path: str, ids: list[str]) -> Iterator[Finding]:
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        what = path.removesuffix("s")
        yield error(
            "PF106", path, f"The id {name!r} is borne by more than one {what}.", f"Give each {what} its own id."
        )


def _dangling(path: str, what: str, names: Iterable[str], known: set[str], kind: str) -> Iterator[Finding]:
    for name in names:
        if name not in known:
            yield error(
                "PF106", path, f"{what} {name!r}, which is no {kind} of this plan.", "Correct the id or remove it."
            )


def _cycle(plan: Plan) -> Iterator[Finding]:
    titles = {stage.id: stage.title for stage in plan.stages}
    graph = TopologicalSorter({stage.id: [n for n in stage.depends_on if n in titles] for stage in plan.stages})
    try:
        graph.prepare()
    except CycleError as fault:
        around = " → ".join(named(titles[name]) for name in fault.args[1])
        yield error(
            "PF106", "stages", f"The stages wait for each other in a circle: {around}.", "Remove one dependency."
        )
