"""Invariant: a Draft holds only what a model may decide: choices, prose, raw numbers with origins, quotes.

Code adds the rest (ids, dates, offsets, hashes, the verdict, every derived amount); see `assemble`. Flat and small,
so that providers' structured output limits hold. Prose refers to the draft's claims as `[c1]`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from assistant.planning.course import StageKind, TriggerSource
from assistant.planning.elements import Strict
from assistant.planning.purpose import FitChoice, Path, Phase, Stakes, Technique

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


class DraftMeasure(Strict):
    """A number that decides. The stop of the first outcome becomes the gate that ends the project."""

    kind: Literal["outcome", "quality", "cost", "guardrail"]
    metric: str = Field(description="short id such as resolved_share, reused by triggers")
    name: str
    today: str = Field(description="today's value in words, or how it will be measured")
    target: float = Field(description="in `unit`; a share is in percent: 60 with unit %")
    target_low: float | None = None
    target_high: float | None = None
    stop: float = Field(description="in `unit`; reading worse than this means stop")
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

    metric: str = Field(description="a measure's metric with its source and unit, or a new one with a definition")
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


class Draft(Strict):
    """What a model submits through `submit_plan`."""

    title: str
    stakes: Stakes
    phase: Phase = Field(description="how far the product is today; live when users have it")
    revises: bool = Field(default=False, description="true when this changes the plan already in this conversation")
    answer: str = Field(description="at most 80 words")
    against: str
    unknown: list[Literal["user", "job"]] = Field(default_factory=list, description="what the brief leaves open")
    low_risk_slice: str = Field(default="", description="when 2 and 6 are no: a part of the job without that risk")
    confidence: Literal["high", "medium", "low"] = "medium"
    verdict_reason: str
    verdict_claims: list[str] = Field(description="ids of claims, e.g. c1; at least one not user_stated")
    reopens: str = Field(default="", description="when the verdict is stop: what would have to change")
    parts: list[DraftPart] = Field(default_factory=list)
    fit: list[DraftFit] = Field(description="each of the six questions once")
    this_week: list[DraftAction] = Field(description="one to three")
    user: str
    job: str
    today: str = Field(description="how the job is done today, and what that costs")
    work_unit: str = Field(description="what is counted and paid for, singular, e.g. ticket")
    slice: str = Field(description="what the first version does and does not do")
    surface: str = Field(description="where the user meets it, e.g. chat widget in the help centre")
    techniques: list[Technique]
    guardrails: list[str]
    when_model_fails: str
    hand_over: str
    coverage_percent: float = Field(default=80, gt=0, le=100, description="percent of cases to cover before launch")
    last_fifth: str = Field(description="what the remaining cases will take")
    ship_week: float = Field(ge=0, le=104, description="weeks from today until the first user has it")
    non_goals: list[str] = Field(default_factory=list)
    measures: list[DraftMeasure]
    eval_size: int = Field(ge=0, description="cases")
    eval_source: str
    eval_bar: str
    events: list[DraftEvent]
    feedback: str
    curation: str
    options: list[DraftOption] = Field(default_factory=list)
    way_back: str = Field(description="how one returns to the untuned baseline")
    stages: list[DraftStage]
    numbers: list[DraftNumber]
    buy_note: str = Field(description="what could be bought instead, and why it is or is not")
    buy_fact: str = Field(default="", description="id of a provider fact with its price, if one is known")
    edge: DraftEdge
    comparison: DraftComparison
    risks: list[DraftRisk]
    riskiest_assumption: str
    cheapest_test: str
    kill_criteria: list[str] = Field(default_factory=list, description="at least one")
    counter_metrics: list[str] = Field(default_factory=list, description="at least one: what must not get worse")
    claims: list[DraftClaim]
    questions: list[DraftQuestion] = Field(default_factory=list, max_length=3)
    decisions: list[str] = Field(default_factory=list)
    waivers: list[DraftWaiver] = Field(default_factory=list)
