"""Invariant: every amount lives once, in the ledger, with its origin; the rest of the plan points at it by id."""

from __future__ import annotations

from datetime import date
from typing import Literal

from assistant.planning.elements import Quantity, Strict


class CostOption(Strict):
    """One way to do the job. The three amounts are ledger ids ('' when that cost does not occur).

    `ruled_out_by` is the id of a measured claim: the eval that an untuned option failed.
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
    ruled_out_by: str = ""


class Value(Strict):
    """What the job is worth today: `unit` (a ticket, a contract), and ledger ids of unit cost, volume, month."""

    unit: str
    unit_cost: str = ""
    volume: str = ""
    monthly: str = ""


class Tuning(Strict):
    """Break-even of tuning against the strongest untuned option; without a saving, `never_because` says why."""

    against: str
    break_even: str = ""
    never_because: str = ""


class Sensitivity(Strict):
    """How far one assumption moves one result: ledger ids, and the result at the assumption's two ends."""

    assumption: str
    result: str
    at_low: float | None = None
    at_high: float | None = None


class Costs(Strict):
    """The money of a plan, in US dollars. `payback` and `stop_line` are ledger ids; empty ones have a note."""

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
