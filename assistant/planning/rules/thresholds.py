"""Invariant: a threshold can be missed, and a stop value is worse than its target."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.planning.course import Trigger
from assistant.planning.findings import Finding
from assistant.planning.rules.course_view import metric_text, triggers
from assistant.planning.rules.rule import error, named
from assistant.planning.schema import Plan


def always_holds(trigger: Trigger) -> bool:
    """Whether no share or count can miss it; a difference in points may lie on either side of nought."""
    if "point" in trigger.threshold.unit or trigger.source == "calendar":
        return False
    whole = {"%": 100.0, "share": 1.0}.get(trigger.threshold.unit)
    value = trigger.threshold.value
    return (trigger.op == ">=" and value <= 0) or (trigger.op == "<=" and whole is not None and value >= whole)


_CHANGE = re.compile(
    r"\b(?:change|growth|difference|delta|versus|vs|compared|than before|against|lift|margin|net)\b", re.I
)


def never_holds(plan: Plan, trigger: Trigger) -> bool:
    """Whether no share can meet it, so that it stops nothing: below nothing at all, or above the whole.

    Changes and differences, told by their words or by a value below nought, lie on either side of nought.
    """
    whole = {"%": 100.0, "share": 1.0}.get(trigger.threshold.unit)
    measures = [m for m in plan.success.measures if m.metric == trigger.metric]
    signed = any(value < 0 for m in measures for value in (m.target.value, m.stop.value))
    if whole is None or signed or _CHANGE.search(metric_text(plan, trigger.metric)):
        return False
    value = trigger.threshold.value
    return value <= 0 if trigger.op in ("<", "<=") else value >= whole if trigger.op in (">", ">=") else False


def stops_behind_the_target(plan: Plan) -> Iterator[Finding]:
    """Stop values on the wrong side of their target, where a gate says which way is better."""
    for at, measure in enumerate(plan.success.measures):
        better = _better(plan, measure.metric)
        behind = measure.stop.value - measure.target.value
        if behind == 0:
            yield error(
                "PF203",
                f"success.measures[{at}].stop",
                f"The stop value of {named(measure.name)} is its target, {measure.target.value:g}: all else is a stop.",
                "Put it where going on would be wrong, and the target where it has worked.",
            )
        elif better and behind * better > 0:
            yield error(
                "PF203",
                f"success.measures[{at}].stop",
                f"The stop value of {named(measure.name)}, {measure.stop.value:g}, is better than its target of"
                f" {measure.target.value:g}.",
                "Put it where going on would be wrong.",
            )


def _better(plan: Plan, metric: str) -> int:
    """1 where more of the metric is better, -1 where less is, 0 where the gates do not say."""
    ways = set()
    for _, gate, trigger in triggers(plan):
        if trigger.metric == metric and gate.kind == "kill" and trigger.op != "==":
            ways.add(1 if trigger.op in ("<", "<=") else -1)
        elif trigger.metric == metric and trigger.op in (">=", ">"):
            ways.add(1)
    return ways.pop() if len(ways) == 1 else 0
