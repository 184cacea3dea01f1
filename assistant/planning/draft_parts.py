"""Invariant: the pieces of a draft are flat and small, and say in their descriptions what a model would guess wrong."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from assistant.planning.course import StageKind, TriggerSource
from assistant.planning.elements import Strict
from assistant.planning.purpose import FitChoice, Path

NUMBERS = (
    "volume_month", "calls_per_unit", "tokens_in", "tokens_cached", "tokens_out", "today_unit_cost", "share_done",
    "people", "weeks", "week_cost", "other_weeks", "other_data_cost", "review_hours_week", "review_hour_cost",
    "run_month", "tuning_one_off", "tuning_amortise", "tuning_fixed_month", "tuning_upkeep_month", "tuned_call_cost",
    "buy_unit_price",
)  # fmt: skip
"""The raw numbers the money is computed from; their units and defaults are in `money.INPUTS`."""


class DraftFit(Strict):
    """One of the six fit answers."""

    question: int = Field(ge=1, le=6)
    answer: FitChoice
    reason: str
    default: Literal["yes", "partly", "no", ""] = Field(
        default="", description="only when unknown: the value to assume meanwhile; empty when none is sensible"
    )
    claims: list[str] = Field(default_factory=list, description="ids of the claims that are evidence for it, e.g. c2")


class DraftPart(Strict):
    """A part of the job that needs another path than the rest."""

    part: str
    path: Path
    reason: str


class DraftAction(Strict):
    """One thing a role finishes this week."""

    role: str
    hours: float = Field(gt=0, le=80)
    what: str
    done_when: str


class DraftNumber(Strict):
    """A raw input of the money. An assumption has low <= value <= high."""

    name: str = Field(json_schema_extra={"enum": list(NUMBERS)})
    value: float = Field(description="in the unit of its name; share_done is a fraction such as 0.25, money is USD")
    low: float | None = None
    high: float | None = None
    origin: Literal["brief", "assumption", "note"] = "assumption"
    words: str = Field(default="", description="origin brief: the brief's own words; origin note: the claim, e.g. c3")

    @field_validator("name")
    @classmethod
    def _is_known(cls, name: str) -> str:
        if name not in NUMBERS:
            raise ValueError(f"no such number; the names are {', '.join(NUMBERS)}")
        return name

    @model_validator(mode="after")
    def _is_in_its_unit(self) -> Self:
        if self.value < 0:
            raise ValueError(f"{self.name} is below zero")
        if self.name == "share_done" and self.value > 1:
            raise ValueError(f"share_done is a fraction: write {self.value / 100:g} for {self.value:g}%")
        return self


class DraftMeasure(Strict):
    """A number that decides. The stop of the first outcome becomes the gate that ends the project."""

    kind: Literal["outcome", "quality", "cost", "guardrail"]
    metric: str = Field(description="short id such as resolved_share, reused by triggers")
    name: str
    today: str = Field(description="today's value in words, or how it will be measured")
    target: float = Field(description="in `unit`; a share is in percent: 60 with unit %")
    target_low: float | None = None
    target_high: float | None = None
    stop: float = Field(description="in `unit`; a reading worse than this means stop; 0 for what must never happen")
    unit: str
    read_week: float = Field(ge=0, le=104, description="weeks from today")
    definition: str
    source: TriggerSource = Field(default="event", description="where the value is read from")
    events: list[str] = Field(default_factory=list, description="names of `events` it is computed from")


class DraftEvent(Strict):
    """Something the product records from day one."""

    name: str
    fields: list[str] = Field(default_factory=list)
    holds_content: bool = Field(default=False, description="users' words, documents or outputs; needs the next two")
    consent: str = ""
    retention_days: int | None = None


class DraftTrigger(Strict):
    """A condition on a metric: all triggers of a stage together are its gate."""

    metric: str = Field(
        description="a measure's metric with its source and unit, or a new one with a definition; printed, so it speaks"
    )
    definition: str = ""
    source: TriggerSource = "event"
    op: Literal[">=", ">", "<=", "<", "=="] = ">="
    threshold: float = Field(description="a share is in percent: 60 with unit %")
    unit: str
    window_days: int = Field(ge=0, description="above 0 for source event or bill")
    min_n: int = Field(ge=0, description="above 0 for source event or eval")
    bound: Literal["point", "lower", "upper"] = "point"


class DraftStage(Strict):
    """One step, listed in order. Weeks count from today; a stage that waits for its triggers has no weeks."""

    id: str = Field(description="short, e.g. ship; `after` of later stages names it")
    kind: StageKind
    title: str
    role: str
    start_week: float | None = None
    end_week: float | None = None
    state: Literal["done", "active", "planned"] = "planned"
    after: list[str] = Field(default_factory=list)
    deliverable: str = Field(description="what is there at the end; of a ship stage: who uses it, and where")
    exit_test: str
    emits: list[str] = Field(default_factory=list, description="names of `events` recorded from this stage on")
    triggers: list[DraftTrigger] = Field(default_factory=list)
    if_not: str = Field(default="", description="what to do while the triggers do not hold")
    pays_for: str = Field(default="", description="the signal that justifies the stage and what it may buy next")


class DraftOption(Strict):
    """An option beyond prompting and what it must prove."""

    name: str
    must_prove: str


class DraftEdge(Strict):
    """The edge that can fail."""

    asset: Literal[
        "workflow", "proprietary_data", "feedback_loop", "distribution", "integration", "trust", "internal", "none_yet"
    ]
    claim: str
    because: str
    indicator: str
    check_week: float = Field(ge=0, le=104, description="weeks from today")
    if_flat: str


class DraftRow(Strict):
    """One row of the comparison."""

    ours: str
    other: str


class DraftComparison(Strict):
    """Six rows: ours beside the other path (under classical: a language model first, else: train first)."""

    starting_point: DraftRow
    first_milestone: DraftRow
    data_matters: DraftRow
    custom_model_matters: DraftRow
    risk_profile: DraftRow
    failure_mode: DraftRow
    other_wins: str


class DraftRisk(Strict):
    """A risk with its early signal and what is done about it."""

    text: str
    trigger: str
    mitigation: str
    role: str


class DraftQuestion(Strict):
    """A question whose answer would move verdict, stages, gates or money; the plan takes the default."""

    text: str
    default: str
    changes: str
    about: str = Field(
        default="",
        description="what the answer settles, so that its effect is computed: user, job, fit1 to fit6, or the name of "
        "one of `numbers`; empty for anything else",
    )


class DraftClaim(Strict):
    """A statement with its support. Prose refers to it as [c1]."""

    id: str = Field(pattern=r"^c\d{1,2}$")
    text: str = Field(description="no more than the quote says")
    origin: Literal["corpus", "provider_fact", "user_stated", "assumption"] = "corpus"
    passage: str = Field(default="", description="corpus: key of the passage, e.g. p3")
    quote: str = Field(default="", description="corpus: a whole sentence of that passage, letter by letter")
    fact: str = Field(default="", description="provider_fact: its id")
    range: str = Field(default="", description="assumption: the range it may lie in, in words")


class DraftWaiver(Strict):
    """A deviation from a rule somebody answers for."""

    rule: str = Field(description="code of the rule, e.g. PF105")
    role: str
    reason: str
    weeks: float = Field(gt=0, le=104)
