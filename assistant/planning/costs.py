"""Invariant: every amount lives once, in the ledger, with its origin; the rest of the plan points at it by id."""

from __future__ import annotations

from datetime import date
from typing import Literal

from assistant.planning.elements import Quantity, Strict


class CostOption(Strict):
    """One way to do the job. The three amounts are ledger ids ('' when that cost does not occur).

    `eval` says how an option fared in the plan's eval, '' where it is not asked (today's way, a bought product);
    `eval_claim` is the id of the measured claim that says so, and without one nothing passed and nothing failed.
    """

    id: str
    name: str
    kind: Literal[
        "today",
        "prompting",
        "smaller_model",
        "cached_context",
        "buy",
        "classical",
        "fine_tune",
        "self_hosted",
    ]
    unit_cost: str = ""
    monthly: str = ""
    one_off: str = ""
    note: str = ""
    eval: Literal["", "not_measured", "passed", "failed"] = ""
    eval_claim: str = ""


class Value(Strict):
    """What the job is worth today: `unit` (a ticket, a contract), and ledger ids of unit cost, volume, month."""

    unit: str
    unit_cost: str = ""
    volume: str = ""
    monthly: str = ""


class Tuning(Strict):
    """Break-even of tuning against the strongest untuned option; without a saving, `never_because` says why.

    `against` is an option's id, the cheapest untuned one that passes the eval or is not measured yet; '' when none
    passes, or where no untuned model is in question.
    """

    against: str = ""
    break_even: str = ""
    never_because: str = ""


class Sensitivity(Strict):
    """How far one assumption moves one result: ledger ids, and the result at the assumption's two ends."""

    assumption: str
    result: str
    at_low: float | None = None
    at_high: float | None = None


class Costs(Strict):
    """The money of a plan, in US dollars. `payback` and `stop_line` are ledger ids; empty ones have a note.

    `priced_on` is the day of the oldest price in it.
    """

    ledger: tuple[Quantity, ...] = ()
    value: Value
    options: tuple[CostOption, ...] = ()
    build: str = ""
    payback: str = ""
    payback_note: str = ""
    stop_line: str = ""
    stop_note: str = ""
    buy_line: str = ""
    buy_note: str = ""
    tuning: Tuning
    sensitivity: tuple[Sensitivity, ...] = ()
    priced_on: date | None = None

    def amount(self, ledger_id: str) -> Quantity | None:
        """The ledger entry of that id, or None."""
        return next((entry for entry in self.ledger if entry.id == ledger_id), None)

    def option(self, option_id: str) -> CostOption | None:
        """The option of that id, or None."""
        return next((option for option in self.options if option.id == option_id), None)
