"""Invariant: a Draft holds only what a model may decide: choices, prose, raw numbers with origins, quotes.

Code adds the rest (ids, dates, offsets, hashes, the verdict, every derived amount); see `assemble`. Flat and small,
so that providers' structured output limits hold. Prose refers to the draft's claims as `[c1]`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from assistant.planning.draft_parts import (
    DraftAction,
    DraftClaim,
    DraftComparison,
    DraftEdge,
    DraftEvent,
    DraftFit,
    DraftMeasure,
    DraftNumber,
    DraftOption,
    DraftPart,
    DraftQuestion,
    DraftRisk,
    DraftRow,
    DraftStage,
    DraftTrigger,
    DraftWaiver,
)
from assistant.planning.elements import Strict
from assistant.planning.purpose import Phase, Stakes, Technique


class Draft(Strict):
    """What a model submits through `submit_plan`."""

    title: str
    stakes: Stakes
    phase: Phase = Field(
        description="how far what this plan is about is today, not the product around it: a new feature of a live "
        "product is idea or built; live when users have the feature itself; scaling when its volume is the problem"
    )
    revises: bool = Field(default=False, description="true when this changes the plan already in this conversation")
    answer: str = Field(description="at most 80 words")
    against: str
    unknown: list[Literal["user", "job"]] = Field(
        default_factory=list,
        description="only what nothing in the brief lets you pick; each entry makes the plan clarify",
    )
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


__all__ = [
    "Draft",
    "DraftAction",
    "DraftClaim",
    "DraftComparison",
    "DraftEdge",
    "DraftEvent",
    "DraftFit",
    "DraftMeasure",
    "DraftNumber",
    "DraftOption",
    "DraftPart",
    "DraftQuestion",
    "DraftRisk",
    "DraftRow",
    "DraftStage",
    "DraftTrigger",
    "DraftWaiver",
]
