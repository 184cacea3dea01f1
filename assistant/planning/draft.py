"""Invariant: a Draft holds only what a model may decide: choices, prose, raw numbers with origins, quotes.

Code adds the rest (ids, dates, offsets, hashes, the verdict, every derived amount); see `assemble`. Flat and small,
so that providers' structured output limits hold. Prose refers to the draft's claims as `[c1]`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from assistant.planning.course import StageKind, TriggerSource
from assistant.planning.elements import Strict
from assistant.planning.purpose import FitChoice, Path, Phase, Stakes, Technique


class DraftFit(Strict):
    """One of the six fit answers; `default` is the sensible value to assume while the answer is unknown."""

    question: int = Field(ge=1, le=6)
    answer: FitChoice
    reason: str
    default: Literal["yes", "partly", "no", ""] = ""


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
    """A raw input of the money: `name` is one of money.INPUTS; `words` are the brief's own when origin is brief."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    origin: Literal["brief", "assumption", "note"] = "assumption"
    words: str = ""


class DraftMeasure(Strict):
    """A number that decides. Shares are given as percent with unit `%`."""

    kind: Literal["outcome", "quality", "cost", "guardrail"]
    metric: str
    name: str
    today: str
    target: float
    target_low: float | None = None
    target_high: float | None = None
    stop: float
    unit: str
    read_week: float = Field(ge=0, le=104)
    definition: str
    source: TriggerSource = "event"
    events: list[str] = Field(default_factory=list)


class DraftEvent(Strict):
    """Something the product records from day one."""

    name: str
    fields: list[str] = Field(default_factory=list)
    holds_content: bool = False
    consent: str = ""
    retention_days: int | None = None


class DraftTrigger(Strict):
    """A condition on a metric. `metric` is a measure's metric, or a new one defined by `definition`."""

    metric: str
    definition: str = ""
    source: TriggerSource = "event"
    op: Literal[">=", ">", "<=", "<", "=="] = ">="
    threshold: float
    unit: str
    window_days: int = Field(ge=0)
    min_n: int = Field(ge=0)
    bound: Literal["point", "lower", "upper"] = "point"


class DraftStage(Strict):
    """One step. Weeks count from today; a stage that waits for its triggers has no weeks."""

    id: str
    kind: StageKind
    title: str
    role: str
    start_week: float | None = None
    end_week: float | None = None
    state: Literal["done", "active", "planned"] = "planned"
    after: list[str] = Field(default_factory=list)
    deliverable: str
    exit_test: str
    emits: list[str] = Field(default_factory=list)
    triggers: list[DraftTrigger] = Field(default_factory=list)
    if_not: str = ""
    pays_for: str = ""


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
    check_week: float = Field(ge=0, le=104)
    if_flat: str


class DraftRow(Strict):
    """One row of the comparison."""

    ours: str
    other: str


class DraftComparison(Strict):
    """The six rows beside the other path, and where that path honestly wins."""

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
    """A statement with its support. corpus: passage key and exact quote; provider_fact: fact id; assumption: range."""

    id: str = Field(pattern=r"^c\d{1,2}$")
    text: str
    origin: Literal["corpus", "provider_fact", "user_stated", "assumption"] = "corpus"
    passage: str = ""
    quote: str = ""
    fact: str = ""
    range: str = ""


class DraftWaiver(Strict):
    """A deviation from a rule somebody answers for."""

    rule: str
    role: str
    reason: str
    weeks: float = Field(gt=0, le=104)


class Draft(Strict):
    """What a model submits through `submit_plan`."""

    title: str
    stakes: Stakes
    phase: Phase
    answer: str
    against: str
    unknown: list[Literal["user", "job"]] = Field(default_factory=list)
    low_risk_slice: str = ""
    confidence: Literal["high", "medium", "low"] = "medium"
    verdict_reason: str
    verdict_claims: list[str]
    parts: list[DraftPart] = Field(default_factory=list)
    fit: list[DraftFit]
    this_week: list[DraftAction]
    user: str
    job: str
    today: str
    work_unit: str
    slice: str
    surface: str
    techniques: list[Technique]
    guardrails: list[str]
    when_model_fails: str
    hand_over: str
    coverage_percent: float = Field(default=80, gt=0, le=100)
    last_fifth: str
    ship_week: float = Field(ge=0, le=104)
    non_goals: list[str] = Field(default_factory=list)
    measures: list[DraftMeasure]
    eval_size: int = Field(ge=0)
    eval_source: str
    eval_bar: str
    events: list[DraftEvent]
    feedback: str
    curation: str
    options: list[DraftOption] = Field(default_factory=list)
    way_back: str
    stages: list[DraftStage]
    numbers: list[DraftNumber]
    buy_note: str
    buy_fact: str = ""
    edge: DraftEdge
    comparison: DraftComparison
    risks: list[DraftRisk]
    riskiest_assumption: str
    cheapest_test: str
    kill_criteria: list[str] = Field(default_factory=list)
    counter_metrics: list[str] = Field(default_factory=list)
    claims: list[DraftClaim]
    questions: list[DraftQuestion] = Field(default_factory=list, max_length=3)
    decisions: list[str] = Field(default_factory=list)
    waivers: list[DraftWaiver] = Field(default_factory=list)
