"""Invariant: what a plan is made of is strict, frozen and finite; no number stands without its origin.

The small parts every section uses: quantities, claims, citations, questions, decisions, waivers, history.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Origin = Literal["brief", "assumption", "computed", "note", "provider_fact", "measured", "project_rule"]
"""Where a number comes from. `project_rule` is a threshold this project sets itself and says so."""

ClaimOrigin = Literal["corpus", "provider_fact", "measured", "user_stated", "assumption"]


class Strict(BaseModel):
    """Unknown keys, NaN and infinity are refused; values cannot be changed after they were checked."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Quantity(Strict):
    """One number with its unit and origin.

    `id` is set in the ledger of `costs`, where `formula` and `inputs` (parameter → ledger id) let PF304 recompute it.
    `claim` names the claim behind a `note` or `measured` number, `fact` the provider fact behind a price, which was
    read on `as_of` and holds until `expires`.
    """

    id: str = ""
    label: str = ""
    value: float
    unit: str = ""
    origin: Origin
    low: float | None = None
    high: float | None = None
    claim: str = ""
    fact: str = ""
    as_of: date | None = None
    expires: date | None = None
    formula: str = ""
    inputs: dict[str, str] = Field(default_factory=dict)


class Claim(Strict):
    """A statement the plan rests on. Prose refers to it as `[c1]`; its origin says what proof it needs."""

    id: str
    text: str
    origin: ClaimOrigin
    citation: str = ""
    fact: str = ""
    measured: str = ""
    range: str = ""


class Citation(Strict):
    """An exact quote from a chunk that was retrieved for this plan: `chunk text[start:end] == quote`."""

    id: str
    note: str
    title: str = ""
    heading: str = ""
    path: str = ""
    chunk: str
    document: str
    quote: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Question(Strict):
    """A question worth the reader's time: the plan already took `default`; `changes` says what else would move."""

    id: str
    text: str
    default: str
    changes: str


class Decision(Strict):
    """A choice made on the user's behalf, shown so that it can be overruled."""

    id: str
    text: str
    alternative: str = ""
    inferred: bool = True


class Waiver(Strict):
    """A deviation from a rule that somebody answers for until a date."""

    rule: str
    role: str
    reason: str
    expires: date


class Patch(Strict):
    """One revision's reason and its changed paths."""

    revision: int
    reason: str
    changes: tuple[dict[str, object], ...] = ()
    made_at: datetime


class Generator(Strict):
    """What made the plan: versions and fingerprints, what was retrieved, what it cost."""

    tool_version: str
    model: str
    offline: bool
    prompts: dict[str, str] = Field(default_factory=dict)
    corpus_version: str = ""
    retrieved: tuple[str, ...] = ()
    tokens: int = 0
    cost_usd: float | None = None
    lines_from_brief: int | None = None
    lines_from_pattern: int | None = None
    lines_from_notes: int | None = None
    notices: tuple[str, ...] = ()
