"""Invariant: the course of a plan is a graph of stages guarded by gates whose triggers a machine can compute.

Stages, gates, triggers, and the events and metrics that feed them.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from assistant.planning.elements import Quantity, Strict

StageKind = Literal[
    "ship", "instrument", "improve_prompt", "add_retrieval", "add_tools", "baseline", "back_test", "shadow",
    "roll_out", "buy", "scale",
    "audit_data", "collect", "label",
    "distil", "fine_tune", "train_classical", "custom_model",
]  # fmt: skip
PRODUCT_KINDS = frozenset(
    ("ship", "instrument", "improve_prompt", "add_retrieval", "add_tools", "baseline", "back_test", "shadow",
     "roll_out", "buy", "scale")
)  # fmt: skip
DATA_KINDS = frozenset(("audit_data", "collect", "label"))
MODEL_KINDS = frozenset(("distil", "fine_tune", "train_classical", "custom_model"))

TriggerSource = Literal["event", "eval", "bill", "calendar", "provider_fact"]


class When(Strict):
    """When a stage runs. A stage that waits for a gate has no dates, and `text` says what it waits for."""

    start: date | None = None
    end: date | None = None
    text: str = ""


class Stage(Strict):
    """One step. `pays_for` is the signal that justifies it and what that signal may buy next."""

    id: str
    kind: StageKind
    title: str
    when: When
    role: str
    state: Literal["done", "active", "planned"] = "planned"
    done_on: date | None = None
    depends_on: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    deliverable: str
    exit_test: str
    effort: Quantity | None = None
    emits: tuple[str, ...] = ()
    pays_for: str = ""


class Trigger(Strict):
    """A condition on one metric. `bound` says whether the point value or an end of its interval is compared."""

    metric: str
    source: TriggerSource
    op: Literal[
        ">=",
        ">",
        "<=",
        "<",
        "==",
    ]
    threshold: Quantity
    window_days: int | None = Field(default=None, ge=0)
    min_n: int | None = Field(default=None, ge=0)
    bound: Literal["point", "lower", "upper"] = "point"


class Gate(Strict):
    """What must hold before the stages in `guards` may start; a `kill` gate says when to stop instead."""

    id: str
    title: str
    kind: Literal["open", "kill"] = "open"
    guards: tuple[str, ...] = ()
    all_of: tuple[Trigger, ...] = ()
    any_of: tuple[Trigger, ...] = ()
    on_open: str
    on_timeout: str
    review_on: date


class Event(Strict):
    """Something the product records. One that holds content states consent and retention (PF205)."""

    id: str
    name: str
    fields: tuple[str, ...] = ()
    holds_content: bool
    consent: str = ""
    retention_days: Quantity | None = None


class Metric(Strict):
    """How a number is made. `events` are the ids it is computed from; empty for evals, bills and the calendar."""

    id: str
    name: str
    definition: str
    source: TriggerSource
    unit: str = ""
    events: tuple[str, ...] = ()


class DataPlan(Strict):
    """What use teaches: events, metrics, the feedback captured and how it is curated."""

    events: tuple[Event, ...] = ()
    metrics: tuple[Metric, ...] = ()
    feedback: str = ""
    curation: str = ""


class ModelOption(Strict):
    """An option beyond prompting, and what it must prove before money goes there."""

    name: str
    must_prove: str


class ModelPlan(Strict):
    """The options beyond prompting and the way back to the untuned baseline."""

    options: tuple[ModelOption, ...] = ()
    way_back: str = ""
