"""Invariant: a plan whose own sums say that building does not pay says so once, in its answer or above it.

Told of what is still to be built: a live product has spent that money, and a hobby need not be repaid.
"""

from __future__ import annotations

import re

from assistant.planning.elements import Quantity
from assistant.planning.prose import up
from assistant.planning.purpose import Action
from assistant.planning.schema import Plan

_ANSWER = "Build nothing yet: at these numbers it does not pay. The rest holds once the week's numbers turn the sum."
_AGAINST = "At these numbers it does not pay."
_WORDS = 80
"""Words of the answer (PF605)."""


def notice(plan: Plan) -> str:
    """What stands above an answer that does not say it itself that building does not pay; '' where nothing is to add.

    A plan made elsewhere, or whose sums were corrected by hand, may say that it ships what its own money refuses.
    """
    said = plan.answer.startswith(_ANSWER.partition(":")[0])
    told = "" if said else not_paying(plan)
    return f"At these numbers {told}" if told else ""


def not_paying(plan: Plan) -> str:
    """Why building does not pay at the plan's numbers and what to do before anybody builds; '' when it pays.

    It does not pay when no month brings more than running costs, or when not even all of the work done repays the
    build within a year.
    """
    costs = plan.costs
    if plan.verdict.path in ("clarify", "stop") or plan.stakes == "hobby" or plan.phase not in ("idea", "built"):
        return ""
    stop = costs.amount(costs.stop_line)
    if costs.amount(costs.build) is None or (costs.amount(costs.payback) and not (stop and stop.value > 1)):
        return ""
    why = costs.payback_note if not costs.payback else "not even all of the work done repays the build within a year"
    return (
        f"building does not pay: {why.rstrip('.')}. Before anybody builds, {_measure(plan)} and get one quote for a "
        "bought answer; until a number turns the sum, keep today's way or buy."
    )


def agreeing(plan: Plan) -> Plan:
    """The plan with answer, case against and first action that say what its sums say; unchanged where it pays."""
    if not not_paying(plan):
        return plan
    hours = Quantity(label="effort", value=6, unit="hours", origin="assumption", low=3, high=12)
    what = f"{up(_measure(plan))}, and get one quote for a bought answer."
    first = Action(role="product owner", hours=hours, what=what, done_when="both stand in the money, computed again")
    return plan.model_copy(
        update={
            "answer": within(_ANSWER, plan.answer),
            "against": f"{_AGAINST} {plan.against}".strip(),
            "this_week": (first, *plan.this_week[:2]),
        }
    )


def within(lead: str, answer: str) -> str:
    """The lead and as many whole sentences of the answer as the words of an answer allow.

    An answer that is too long by itself stays whole: a rule refuses it, and cutting would hide that.
    """
    if len(re.sub(r"\[c\d+\]", "", answer).split()) > _WORDS:
        return answer
    text = lead
    for sentence in re.split(r"(?<=[.!?])\s+", answer.strip()):
        if len(f"{text} {sentence}".split()) > _WORDS:
            break
        text = f"{text} {sentence}"
    return text if text != lead else lead.partition(". ")[0] + "."


def _measure(plan: Plan) -> str:
    first = _decisive(plan)
    return f"measure the {first or 'volume'} on a week of real work"


def _decisive(plan: Plan) -> str:
    """What is assumed and moves the result most; the first row of the sensitivity."""
    rows = plan.costs.sensitivity
    entry = plan.costs.amount(rows[0].assumption) if rows else None
    return entry.label if entry is not None else ""
