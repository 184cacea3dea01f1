"""Invariant: the user's words are kept as they were, and everything on page one can be traced to them.

Brief, fit, verdict, this week, product and success: what the plan is for and how one knows.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from assistant.planning.elements import Quantity, Strict

Path = Literal["product_first", "adapted", "classical", "clarify", "stop"]
Stakes = Literal["hobby", "internal", "launch"]
Phase = Literal["idea", "built", "live", "scaling"]
PHASES: tuple[Phase, ...] = ("idea", "built", "live", "scaling")
"""In the order in which a product goes through them."""
FitChoice = Literal["yes", "partly", "no", "unknown", "not_applicable"]
ConstraintKind = Literal[
    "deadline",
    "budget",
    "team",
    "volume",
    "latency",
    "privacy",
    "place",
    "regulation",
    "quality",
    "data",
    "other",
]
Technique = Literal["deterministic", "heuristic", "prompting", "retrieval", "tools", "bought", "classical_baseline"]

FIT_QUESTIONS: dict[int, str] = {
    1: "A general model does it passably today?",
    2: "A person can check or undo the output cheaply?",
    3: "Latency, volume and place allow a model call?",
    4: "The data may leave?",
    5: "It needs more than a deterministic or classical method?",
    6: "Early mistakes are acceptable?",
}
"""The fit test (corpus note `fit-test`, project rule). Yes is always good."""


class Constraint(Strict):
    """Something the brief demands. `text` is the user's own wording, `answered_by` where the plan answers it."""

    id: str
    kind: ConstraintKind
    text: str
    quantity: Quantity | None = None
    answered_by: str = ""


class Brief(Strict):
    """The user's words, unchanged, and the constraints found in them."""

    text: str
    language: str = "en"
    constraints: tuple[Constraint, ...] = ()


class FitAnswer(Strict):
    """One answer of the fit test. `default` is the sensible value taken while the answer is unknown."""

    question: int = Field(ge=1, le=6)
    answer: FitChoice
    reason: str
    default: Literal["yes", "partly", "no", ""] = ""
    claims: tuple[str, ...] = ()


class VerdictPart(Strict):
    """Where parts of the job differ: this part's own path and why."""

    part: str
    path: Path
    reason: str


class Verdict(Strict):
    """The path, derived by code from the fit answers, `unknown` and `low_risk_slice` (see fit.derive).

    `reopens` says, under `stop`, what would have to change for the plan to be looked at again.
    """

    path: Path
    because: tuple[str, ...] = ()
    reason: str = ""
    confidence: Literal["high", "medium", "low"] = "medium"
    unknown: tuple[Literal["user", "job"], ...] = ()
    low_risk_slice: str = ""
    parts: tuple[VerdictPart, ...] = ()
    reopens: str = ""


class Action(Strict):
    """Something one role finishes this week."""

    role: str
    hours: Quantity
    what: str
    done_when: str


class Today(Strict):
    """How the job is done today and what that costs per unit of work."""

    way: str
    cost: Quantity | None = None


class Coverage(Strict):
    """Share of cases to reach before launch; the seed's 80% is a rule of thumb, and `note` says so."""

    share: Quantity
    note: str


class Product(Strict):
    """What is shipped first, for whom, and what happens when the model fails."""

    user: str
    job: str
    today: Today
    slice: str
    surface: str
    techniques: tuple[Technique, ...]
    model_route: tuple[str, ...] = ()
    guardrails: tuple[str, ...] = ()
    when_model_fails: str
    hand_over: str
    coverage: Coverage
    last_fifth: str
    ship_by: date
    non_goals: tuple[str, ...] = ()


class Measure(Strict):
    """One number that decides. `metric` is the id of a metric in `data`; it is read on `read_on`."""

    kind: Literal["outcome", "quality", "cost", "guardrail"]
    metric: str
    name: str
    today: str
    target: Quantity
    stop: Quantity
    read_on: date


class EvalSet(Strict):
    """The cases that must stand before launch (or before the next change, when live)."""

    size: Quantity
    source: str
    bar: str
    due: date
    before: Literal["launch", "next_change"] = "launch"


class Success(Strict):
    """How one knows: the measures and the eval set."""

    measures: tuple[Measure, ...]
    eval_set: EvalSet | None = None
