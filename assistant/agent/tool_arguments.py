"""Invariant: what a model may send to a tool is typed and capped here; each class says in its docstring what for."""

from __future__ import annotations

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.planning.draft import DraftNumber, DraftQuestion
from assistant.planning.purpose import Phase


class Arguments(BaseModel):
    """Arguments of any tool."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class SearchNotes(Arguments):
    """Search the corpus and the user's notes. Returns passages with keys (p1, p2 …) to cite by."""

    query: str = Field(min_length=2, max_length=400, description="a few words of what is to be known")
    limit: int = Field(default=5, ge=1, le=10)
    only_notes: bool = Field(default=False, description="leave the corpus out: only what the user wrote")


class ReadNote(Arguments):
    """Read a whole note by its id, when a passage needs its surroundings. Cite passages, not notes."""

    note: str = Field(min_length=1, max_length=300)


class ProviderFacts(Arguments):
    """Look up dated facts about models and products one can rent or buy: prices, shutdown dates, what can be tuned."""

    words: str = Field(min_length=2, max_length=200, description="a model or product name, or price, shutdown, tunable")
    limit: int = Field(default=12, ge=1, le=30)


class NamedNumber(Arguments):
    """One raw number of the money, in the unit of its name."""

    name: str = Field(max_length=40)
    value: float = Field(ge=0, le=1e12)

    @model_validator(mode="after")
    def _is_a_number_of_the_draft(self) -> Self:
        DraftNumber(name=self.name, value=self.value)
        return self


class EstimateCost(Arguments):
    """Dated prices: USD per call and per month for each priced model, and list prices of what could be bought.

    With `numbers` also the plan's money: running cost, build, payback, stop line, buy line, and what was assumed.
    """

    tokens_in: int = Field(ge=0, le=2_000_000)
    tokens_cached: int = Field(default=0, ge=0, le=2_000_000)
    tokens_out: int = Field(ge=0, le=200_000)
    calls_month: float = Field(ge=0, le=1e12)
    job: str = Field(default="", max_length=200, description="the work in English words, to find what could be bought")
    phase: Phase = "idea"
    numbers: list[NamedNumber] = Field(
        default_factory=list, max_length=30, description="as in submit_plan; with run_month the classical path"
    )


class BreakEven(Arguments):
    """Calls a month from which a tuned model pays against an untuned one; amounts in USD."""

    one_off: float = Field(ge=0, le=1e9)
    amortise_months: float = Field(gt=0, le=120)
    fixed_month: float = Field(ge=0, le=1e9)
    upkeep_month: float = Field(ge=0, le=1e9)
    untuned_call_cost: float = Field(ge=0, le=1e6)
    tuned_call_cost: float = Field(ge=0, le=1e6)


class Sections(Arguments):
    """Fields of a draft that change; the rest stays as it was."""

    sections: dict[str, Any] = Field(
        default_factory=dict,
        description="fields as in submit_plan; of fit, numbers, measures, events, stages and claims only the items "
        "that change or are new, each of them whole: an item takes the place of the one with its name",
    )
    remove: list[str] = Field(
        default_factory=list, max_length=50, description="items to drop, as claims.c3 or stages.x"
    )


class MendPlan(Sections):
    """Submit your last draft again with only what changes: the way to answer findings."""


class CheckPlan(Sections):
    """Check your last draft, with these changes, without submitting it. Answers with the findings."""


class AskUser(Arguments):
    """Ask the user. Code puts the three questions of the turn whose answers move most; nobody there: the defaults."""

    questions: list[DraftQuestion] = Field(min_length=1, max_length=6)
