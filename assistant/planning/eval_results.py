"""Invariant: how an option did in an eval enters a plan as a measured claim, and tuning is then compared anew.

Nothing else of the money changes: the ledger holds a break-even against each untuned option already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.errors import InputError
from assistant.planning.costs import CostOption, Costs, Tuning
from assistant.planning.elements import Claim
from assistant.planning.prose import day
from assistant.planning.rivals import UNTUNED, rivals
from assistant.planning.schema import Plan

_FORM = re.compile(r"([^=]+)=(passed|failed):(.*\S.*)", re.S)
_DEARER = "a tuned call costs as much or more"


@dataclass(frozen=True)
class EvalResult:
    """How an untuned option did: its id, the result, and where that was measured (an eval run, a hash, a file)."""

    option: str
    result: Literal["passed", "failed"]
    where: str

    @property
    def line(self) -> str:
        """As the reason of a revision."""
        return f"{self.option} {self.result} the eval ({self.where})"


def read_results(plan: Plan, given: Iterable[str]) -> tuple[EvalResult, ...]:
    """Results given as `cheap=failed:run-17`. Raises InputError for any other form or option."""
    untuned = [option.id for option in plan.costs.options if option.kind in UNTUNED]
    found: dict[str, EvalResult] = {}
    for text in given:
        parts = _FORM.fullmatch(text.strip())
        name = parts[1].strip() if parts else ""
        if parts is None or name not in untuned or name in found:
            wrong = "says one option twice" if name in found else "is no result of an untuned option of this plan"
            known = " or ".join(f"{option}=passed:WHERE" for option in untuned) or "nothing: it has none"
            raise InputError(f"The eval result {text[:60]!r} {wrong}", fix=f"Write {known}.", code="eval_result")
        found[name] = EvalResult(name, "passed" if parts[2] == "passed" else "failed", parts[3].strip())
    return tuple(found.values())


def with_results(plan: Plan, results: Sequence[EvalResult], today: date) -> Plan:
    """The plan with the results, a measured claim for each, and tuning compared with the strongest that passes."""
    claims, options = list(plan.claims), {option.id: option for option in plan.costs.options}
    for result in results:
        text = f"{options[result.option].name} {result.result} the eval, as reported on {day(today)}."
        claims.append(Claim(id=_free(claims), text=text, origin="measured", measured=result.where))
        options[result.option] = _fared(options[result.option], result.result, claims[-1])
    return _compared(plan, tuple(options.values()), tuple(claims)) if results else plan


def carried(before: Plan, drafted: Plan) -> Plan:
    """The new draft with the eval results that `before` held for options it still has."""
    claims, options = list(drafted.claims), {option.id: option for option in drafted.costs.options}
    measured = {claim.id: claim for claim in before.claims if claim.origin == "measured"}
    for option in before.costs.options:
        claim = measured.get(option.eval_claim)
        if claim is not None and option.id in options and option.eval in ("passed", "failed"):
            claims.append(claim.model_copy(update={"id": _free(claims)}))
            options[option.id] = _fared(options[option.id], option.eval, claims[-1])
    unchanged = len(claims) == len(drafted.claims)
    return drafted if unchanged else _compared(drafted, tuple(options.values()), tuple(claims))


def _fared(option: CostOption, result: str, claim: Claim) -> CostOption:
    return option.model_copy(update={"eval": result, "eval_claim": claim.id})


def _compared(plan: Plan, options: tuple[CostOption, ...], claims: tuple[Claim, ...]) -> Plan:
    costs = plan.costs.model_copy(update={"options": options})
    costs = costs.model_copy(update={"tuning": _tuning(costs, claims)})
    return plan.model_copy(update={"claims": claims, "costs": costs})


def _tuning(costs: Costs, claims: tuple[Claim, ...]) -> Tuning:
    """Compared with the cheapest that passes; while none does, the cheapest unmeasured one that leaves a saving."""
    found = rivals(costs, claims)
    if found.strongest is None:
        return Tuning(never_because="cost decides nothing while no untuned option passes the eval")
    field = found.passed[:1] or found.unmeasured
    against = next((option for option in field if costs.amount(f"tuning_{option.id}")), None)
    if against is None:
        passes = f"{found.strongest.name} passes the eval: never, " if found.passed else ""
        return Tuning(against=found.strongest.id, never_because=f"{passes}{_DEARER}")
    price = costs.amount(against.unit_cost)
    open_ones = [o for o in found.unmeasured if (c := costs.amount(o.unit_cost)) and price and c.value < price.value]
    names = " or ".join(option.name for option in open_ones)
    never = f"if {names} passes the eval: never, {_DEARER}" if names else ""
    return Tuning(against=against.id, break_even=f"tuning_{against.id}", never_because=never)


def _free(claims: Sequence[Claim]) -> str:
    numbers = [int(claim.id[1:]) for claim in claims if re.fullmatch(r"c\d+", claim.id)]
    return f"c{max(numbers, default=0) + 1}"
