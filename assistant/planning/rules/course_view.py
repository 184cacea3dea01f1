"""Invariant: every rule reads the course the same way: what ships, what is data or model work, what guards what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assistant.planning.content import Work, work_in
from assistant.planning.course import DATA_KINDS, MODEL_KINDS, Gate, Stage, Trigger
from assistant.planning.language import language_of
from assistant.planning.schema import Plan

HEAVY_KINDS = DATA_KINDS | MODEL_KINDS
"""Kinds of data and model stages: what has to wait for use."""
_MEASURING_KINDS = frozenset(("baseline", "back_test"))
"""Product stages that may speak of models they score."""
_TUNES = re.compile(r"\b(?:\w+ )?tun(?:e|es|ed|ing)\b|\bdistil|\bq?lora\b|\bsft\b|\brlhf\b|\bpeft\b", re.I)
_ENGLISH = re.compile(r"\b(?:the|and|of|to|for|with)\b", re.I)


@dataclass(frozen=True)
class Placed:
    """A stage with its place in the plan, and the work its text describes when its label does not say so."""

    at: int
    stage: Stage
    hidden: tuple[Work, ...] = ()

    @property
    def path(self) -> str:
        """Its JSON path."""
        return f"stages[{self.at}]"

    @property
    def tunes(self) -> bool:
        """Whether it distils or fine-tunes: by kind or, under a product kind, by what its text describes."""
        if self.stage.kind in HEAVY_KINDS:
            return self.stage.kind in ("distil", "fine_tune")
        return not is_measuring(self.stage) and any(_TUNES.search(w.phrase) for w in self.hidden if w.kind == "model")

    @property
    def gathers(self) -> bool:
        """Whether it collects or labels: by kind or, under a product kind, by what all of its text describes."""
        hidden = {work.kind for work in self.hidden}
        return self.stage.kind in ("collect", "label") or (hidden == {"data"} and not is_measuring(self.stage))

    @property
    def is_heavy(self) -> bool:
        """Whether it is data or model work, by kind or by what its text describes."""
        return self.stage.kind in HEAVY_KINDS or bool(self.hidden)


def stage_text(stage: Stage) -> str:
    """What a stage says is done in it: title, deliverable and exit test, a line each."""
    return "\n".join((stage.title, stage.deliverable, stage.exit_test))


def is_readable(plan: Plan, text: str) -> bool:
    """Whether the content check can read the text: it knows English, and a short text of another brief may be none."""
    return language_of(text) == "en" and (plan.brief.language == "en" or _ENGLISH.search(text) is not None)


def placed(plan: Plan) -> tuple[Placed, ...]:
    """All stages in their order. The text of a ship stage is PF108's to judge, so it is never hidden work here."""
    shipped = {ship.id for _, ship in ships(plan)}
    return tuple(
        Placed(at, stage, () if stage.id in shipped or stage.kind in HEAVY_KINDS else work_in(stage_text(stage)))
        for at, stage in enumerate(plan.stages)
    )


def is_relaxed(plan: Plan) -> bool:
    """Whether the path is classical or adapted, where an audit may come first and shadow use counts as ship."""
    return plan.verdict.path in ("classical", "adapted")


def ships(plan: Plan) -> tuple[tuple[int, Stage], ...]:
    """The ship stages with their places; under classical and adapted, shadow use counts when nothing else ships."""
    found = tuple((at, stage) for at, stage in enumerate(plan.stages) if stage.kind == "ship")
    if found or not is_relaxed(plan):
        return found
    return tuple((at, stage) for at, stage in enumerate(plan.stages) if stage.kind == "shadow")


def may_come_first(plan: Plan, stage: Stage) -> bool:
    """Whether this is the audit of data that exists, which classical and adapted paths may start with.

    What is called an audit and labels or trains is none.
    """
    return is_relaxed(plan) and stage.kind == "audit_data" and not work_in(stage_text(stage))


def is_measuring(stage: Stage) -> bool:
    """Whether the stage scores models rather than makes them."""
    return stage.kind in _MEASURING_KINDS


def is_over(stage: Stage, today: date) -> bool:
    """Whether the stage was finished by today; nothing can guard it any more."""
    return stage.state == "done" and stage.done_on is not None and stage.done_on <= today


def gates_of(plan: Plan, stage: Stage) -> tuple[Gate, ...]:
    """The gates that have to open before the stage starts; kill gates guard nothing."""
    return tuple(
        gate for gate in plan.gates if gate.kind == "open" and (gate.id in stage.gates or stage.id in gate.guards)
    )


def guarded_by(plan: Plan, gate: Gate) -> tuple[tuple[int, Stage], ...]:
    """The stages that wait for the gate, with their places."""
    return tuple(
        (at, stage) for at, stage in enumerate(plan.stages) if gate.id in stage.gates or stage.id in gate.guards
    )


def triggers(plan: Plan) -> Iterator[tuple[str, Gate, Trigger]]:
    """Every trigger with its path and its gate."""
    for i, gate in enumerate(plan.gates):
        for group, members in (("all_of", gate.all_of), ("any_of", gate.any_of)):
            for j, trigger in enumerate(members):
                yield f"gates[{i}].{group}[{j}]", gate, trigger


def metric_text(plan: Plan, metric: str) -> str:
    """All that is said of a metric, in lower case; the id alone when it is not defined."""
    found = next((item for item in plan.data.metrics if item.id == metric), None)
    measure = next((item for item in plan.success.measures if item.metric == metric), None)
    parts = [metric.replace("_", " ")]
    parts += [found.name, found.definition, found.unit] if found else []
    parts += [measure.name] if measure else []
    return " ".join(parts).lower()
