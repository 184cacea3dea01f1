"""Invariant: what decides is measured, from data that exists by then, and judged by bars set before the reading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.planning.course import Gate, Trigger
from assistant.planning.evidence import Evidence
from assistant.planning.findings import Finding
from assistant.planning.rules.course_view import guarded_by, triggers
from assistant.planning.rules.rule import blank, error, named, rule, warning
from assistant.planning.rules.thresholds import always_holds, never_holds, stops_behind_the_target
from assistant.planning.schema import Plan

FEWEST = 2
"""One case is an example, not an eval (project rule)."""


@rule(
    "PF201",
    "Each trigger's metric is defined, and for event sources a stage that comes earlier emits it",
    why="usage-logging-schema",
)
def metrics_exist(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """The measures of success count too: they decide as much as a gate."""
    metrics = {metric.id: metric for metric in plan.data.metrics}
    for at, measure in enumerate(plan.success.measures):
        if measure.metric not in metrics:
            yield error(
                "PF201",
                f"success.measures[{at}].metric",
                f"The measure {named(measure.name)} uses the metric {measure.metric!r}, which is not defined.",
                "Define it under data.metrics, with its source and events.",
            )
    for path, gate, trigger in triggers(plan):
        metric = metrics.get(trigger.metric)
        if metric is None:
            yield error(
                "PF201",
                f"{path}.metric",
                f"The gate {named(gate.title)} asks for the metric {trigger.metric!r}, which is not defined.",
                "Define it under data.metrics, with its source and events.",
            )
        elif metric.source != trigger.source:
            yield error(
                "PF201",
                f"{path}.source",
                f"The gate {named(gate.title)} reads {named(metric.name)} from {trigger.source}, its definition from "
                f"{metric.source}.",
                "Make the two sources the same.",
            )
        elif trigger.source == "event":
            yield from _unemitted(plan, path, gate, trigger, metric.events)


def _unemitted(plan: Plan, path: str, gate: Gate, trigger: Trigger, events: tuple[str, ...]) -> Iterator[Finding]:
    if not events:
        yield error(
            "PF201",
            f"{path}.metric",
            f"The gate {named(gate.title)} reads the metric {trigger.metric!r} from events, but it names none.",
            "Name the events it is computed from under data.metrics.",
        )
    places = [at for at, _ in guarded_by(plan, gate)]
    by = min(places) if places and gate.kind == "open" else len(plan.stages)
    emitted = {event for stage in plan.stages[:by] for event in stage.emits}
    for event in events:
        if event not in emitted:
            yield error(
                "PF201",
                f"{path}.metric",
                f"The gate {named(gate.title)} needs the event {event!r}, which no earlier stage emits.",
                "Let the ship stage, or another stage listed before, emit it.",
            )


@rule("PF202", "A trigger is complete: threshold, unit, window, minimum n", why="rollout-and-stage-gates")
def triggers_complete(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """The calendar and provider facts have neither window nor n; evals have n, bills a window, events both."""
    units = {metric.id: metric.unit for metric in plan.data.metrics}
    for path, gate, trigger in triggers(plan):
        missing = []
        if blank(trigger.threshold.unit):
            missing.append(("threshold.unit", "unit"))
        if trigger.source in ("event", "bill") and not trigger.window_days:
            missing.append(("window_days", "window"))
        least = FEWEST if trigger.source == "eval" else 1
        if trigger.source in ("event", "eval") and (trigger.min_n or 0) < least:
            missing.append(("min_n", "minimum n"))
        for field, what in missing:
            yield error(
                "PF202",
                f"{path}.{field}",
                f"A trigger of {named(gate.title)} on {trigger.metric!r} has no {what}.",
                f"State its {what}.",
            )
        if always_holds(trigger):
            yield error(
                "PF202",
                f"{path}.threshold.value",
                f"A trigger of {named(gate.title)} on {trigger.metric!r} holds at any value, so it guards nothing.",
                "Set the threshold that use has to reach.",
            )
        elif gate.kind == "kill" and never_holds(plan, trigger):
            yield error(
                "PF202",
                f"{path}.threshold.value",
                f"A trigger of {named(gate.title)} on {trigger.metric!r} can never hold, so it stops nothing.",
                "Set the value at which going on would be wrong.",
            )
        unit = units.get(trigger.metric, "")
        if unit and trigger.threshold.unit and _told(unit) != _told(trigger.threshold.unit):
            yield warning(
                "PF202",
                f"{path}.threshold.unit",
                f"A trigger of {named(gate.title)} is in {trigger.threshold.unit!r}, its metric in {unit!r}.",
                "Use the metric's unit.",
            )


def _told(unit: str) -> str:
    """A unit without the ways of writing it: `calls a month`, `Calls/month` and `model calls per month` are one."""
    rate = re.sub(r"\s*(?:/|\b(?:per|an?|each|every)\b)\s*", "/", " ".join(unit.casefold().split()))
    return re.sub(r"^(?:model|llm) (?=call)", "", "/".join(part.removesuffix("s") for part in rate.split("/")))


@rule(
    "PF203",
    "Kill criteria and counter-metrics exist, dated before the first reading this plan relies on",
    why="success-metrics-and-guardrails",
)
def stopping_is_decided_first(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """The first reading is the earliest date on which a measure is read or a gate is reviewed."""
    if not plan.kill_criteria:
        yield error(
            "PF203", "kill_criteria", "Nothing says when to stop.", "Write down one kill criterion with today's date."
        )
    if not plan.counter_metrics:
        yield error(
            "PF203",
            "counter_metrics",
            "Nothing says what must not get worse while the outcome improves.",
            "Name one counter-metric, such as reopened cases or complaints.",
        )
    yield from stops_behind_the_target(plan)
    readings = [measure.read_on for measure in plan.success.measures] + [gate.review_on for gate in plan.gates]
    first = min(readings, default=None)
    kinds = {gate.id: gate.kind for gate in plan.gates}
    for at, criterion in enumerate(plan.kill_criteria):
        if first is not None and criterion.decided_on >= first:
            yield error(
                "PF203",
                f"kill_criteria[{at}].decided_on",
                f"The kill criterion {named(criterion.text)} is dated {criterion.decided_on}, the reading {first}.",
                "Decide it before that reading.",
            )
        if kinds.get(criterion.gate, "kill") != "kill":
            yield error(
                "PF203",
                f"kill_criteria[{at}].gate",
                f"The kill criterion {named(criterion.text)} names a gate that opens instead of stopping.",
                "Name a gate of kind kill, or none.",
            )


@rule("PF205", "Consent and retention are stated for every event that holds content", why="consent-and-privacy")
def content_has_consent(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """Retention is a number of days above zero."""
    for at, event in enumerate(plan.data.events):
        if not event.holds_content:
            continue
        if blank(event.consent):
            yield error(
                "PF205",
                f"data.events[{at}].consent",
                f"The event {named(event.name)} holds content, but nothing says who consents to what.",
                "State the consent it is kept under.",
            )
        if event.retention_days is None or event.retention_days.value <= 0:
            yield error(
                "PF205",
                f"data.events[{at}].retention_days",
                f"The event {named(event.name)} holds content, but nothing says how long it is kept.",
                "State the days until it is deleted.",
            )
