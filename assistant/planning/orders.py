"""Invariant: words that say by themselves what becomes of the plan are carried out by code; no drafter reads them.

Orders about a stage, the report that an exit test was met, and that the product stops.
"""

from __future__ import annotations

from datetime import date

from assistant.planning import exit_reports, stage_orders, stopping
from assistant.planning.schema import Plan


def ordered(plan: Plan, text: str, today: date) -> Plan | None:
    """The plan as the words would have it; None when a drafter has to read them.

    Raises InputError for a stage the plan does not have and for a day that has not come.
    """
    for carry_out in (stage_orders.changed, exit_reports.reported, stopping.stopped):
        after = carry_out(plan, text, today)
        if after is not None:
            return after
    return None
