"""Invariant: tuning is paid for by proof: volume, a gap that stays, and money against the strongest untuned option."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.planning.course import Stage, Trigger
from assistant.planning.evidence import Evidence
from assistant.planning.findings import Finding
from assistant.planning.rivals import rivals as rivals_of
from assistant.planning.rivals import unit_cost
from assistant.planning.rules.break_even import compared_with, hidden_break_even
from assistant.planning.rules.course_view import gates_of, is_over, is_relaxed, metric_text, placed, stage_text
from assistant.planning.rules.rule import blank, error, named, rule
from assistant.planning.schema import Plan

_VOLUME = re.compile(
    r"\b(?:volume|traffic|calls?|requests?|turns?|conversations?|tickets?|runs?|tokens?|bill"
    r"|spend|per (?:day|week|month)|a (?:day|week|month))\b"
)
_STOCK = re.compile(r"\b(?:examples?|labels?|pairs|data ?set|consented)\b")
_SHARE = re.compile(r"%|\b(?:share|percent|rate|ratio|points?|score)\b", re.I)
_GAP = re.compile(
    r"\b(?:gap|plateau\w*|shortfall|below the bar|misse[sd]|failures?|failed|errors?|latency|privacy|quality"
    r"|accuracy|right|corrected|corrections)\b"
)
_DISTANCE = re.compile(r"\b(?:gap|shortfall|misse[sd]|failures?|failed|errors?)\b")
"""Metrics of which more is worse: a gap is asked for by a threshold from below."""
_NO_LANGUAGE = re.compile(
    r"\b(?:vision|image|photo|speech|audio|time.?series|forecast\w*|tabular|boosting|sensor|video)s?\b", re.I
)
_LANGUAGE = re.compile(r"\b(?:language model|llm|gpt|llama|qwen|mistral|gemma|text|chat|prompt)\w*\b", re.I)


@rule(
    "PF302",
    "Distil and fine-tune need a volume trigger, a gap trigger, and a finite break-even against every untuned option"
    " not ruled out by an eval, or a gap that no untuned option closes; never is stated, not hidden",
    why="fine-tune-gate",
)
def tuning_is_paid_for(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """Classical and adapted paths are asked only about language models. A stage counts as what its text says."""
    for place in placed(plan):
        stage = place.stage
        if not place.tunes or is_over(stage, evidence.today) or _is_not_asked(plan, stage):
            continue
        required = tuple(trigger for gate in gates_of(plan, stage) for trigger in gate.all_of)
        what, path = f"The stage {named(stage.title)}", f"{place.path}.gates"
        if not any(_is_volume(plan, trigger) for trigger in required):
            yield error(
                "PF302",
                path,
                f"{what} has no gate that asks for volume.",
                "Add a trigger on calls a month at the break-even to its gate's all_of.",
            )
        if not any(_is_gap(plan, trigger) for trigger in required):
            yield error(
                "PF302",
                path,
                f"{what} has no gate that asks for a gap the untuned options leave.",
                "Add an eval trigger on held-out cases to its gate's all_of.",
            )
        yield from _economics(plan, what, required)


def _is_not_asked(plan: Plan, stage: Stage) -> bool:
    text = stage_text(stage)
    return is_relaxed(plan) and _NO_LANGUAGE.search(text) is not None and _LANGUAGE.search(text) is None


def _is_volume(plan: Plan, trigger: Trigger) -> bool:
    text = metric_text(plan, trigger.metric)
    return (
        trigger.source in ("event", "bill")
        and trigger.op in (">=", ">")
        and not _SHARE.search(trigger.threshold.unit)
        and _VOLUME.search(f"{text} {trigger.threshold.unit.lower()}") is not None
        and not _STOCK.search(f"{trigger.metric.replace('_', ' ')} {trigger.threshold.unit}".lower())
    )


def _is_gap(plan: Plan, trigger: Trigger) -> bool:
    text = metric_text(plan, trigger.metric)
    if not _is_any_gap(plan, trigger):
        return False
    return _is_measured_gap(plan, trigger) or (not _is_volume(plan, trigger) and _GAP.search(text) is not None)


def _is_measured_gap(plan: Plan, trigger: Trigger) -> bool:
    """An eval trigger with cases behind it: the gap is then measured on held-out cases."""
    return trigger.source == "eval" and (trigger.min_n or 0) > 1 and _is_any_gap(plan, trigger)


def _is_any_gap(plan: Plan, trigger: Trigger) -> bool:
    """Whether there has to be a gap for it to hold: one of nought, or one that may be small, is none."""
    is_gap = _DISTANCE.search(metric_text(plan, trigger.metric)) is not None
    if trigger.op in (">=", ">"):
        return trigger.threshold.value > 0
    return not is_gap and (trigger.op != "==" or trigger.threshold.value > 0)


def _economics(plan: Plan, what: str, required: tuple[Trigger, ...]) -> Iterator[Finding]:
    tuning = plan.costs.tuning
    rivals = rivals_of(plan.costs, plan.claims)
    against = plan.costs.option(tuning.against)
    wrong = tuple(compared_with(plan.costs, rivals, what)) if tuning.break_even else ()
    yield from wrong or (() if tuning.break_even else hidden_break_even(plan.costs, rivals, what))
    if any(finding.path == "costs.tuning.against" for finding in wrong):
        return
    price = unit_cost(plan.costs, against) if against else None
    cheaper = next((o for o in rivals.standing if price is None or unit_cost(plan.costs, o) < price), None)
    if tuning.break_even and cheaper is None:
        return
    against_whom = f"against {named(cheaper.name)}" if cheaper else "against any untuned option"
    if blank(tuning.never_because):
        yield error(
            "PF302",
            "costs.tuning",
            f"{what} has no finite break-even {against_whom} nor says never.",
            "Compute that break-even, or state never and why in never_because.",
        )
    elif not any(_is_measured_gap(plan, trigger) for trigger in required):
        yield error(
            "PF302",
            "costs.tuning",
            f"{what} never pays {against_whom}, and no gate asks for a gap measured on held-out cases.",
            "Add an eval trigger that no untuned option reaches, or drop the stage.",
        )
