"""Invariant: tuning is compared with the cheapest untuned option that passes the eval, never with the incumbent.

Passed, failed and not measured are told apart; a result without its measured claim counts as not measured. What is
not measured may still pass, so nothing that is dearer than it can be called the strongest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.planning.costs import CostOption, Costs
from assistant.planning.elements import Claim

UNTUNED = frozenset(("prompting", "smaller_model", "cached_context"))
"""Kinds of options that use a language model as it is."""


@dataclass(frozen=True)
class Rivals:
    """The untuned options by how they fared in the eval, each cheapest first; those without a price come last."""

    passed: tuple[CostOption, ...]
    unmeasured: tuple[CostOption, ...]
    failed: tuple[CostOption, ...]

    @property
    def strongest(self) -> CostOption | None:
        """The cheapest that passes; while none was measured to pass, the cheapest that may. None when all failed."""
        return next(iter((*self.passed, *self.unmeasured)), None)

    @property
    def standing(self) -> tuple[CostOption, ...]:
        """All that tuning still has to beat: what passed, and what nobody measured."""
        return (*self.passed, *self.unmeasured)


def rivals(costs: Costs, claims: Iterable[Claim]) -> Rivals:
    """The untuned options of `costs`, judged by the measured ones among `claims`."""
    measured = {claim.id for claim in claims if claim.origin == "measured"}
    found: dict[str, list[CostOption]] = {"passed": [], "failed": [], "not_measured": []}
    for option in sorted(costs.options, key=lambda option: unit_cost(costs, option)):
        if option.kind in UNTUNED:
            result = option.eval if option.eval in ("passed", "failed") and option.eval_claim in measured else ""
            found[result or "not_measured"].append(option)
    return Rivals(tuple(found["passed"]), tuple(found["not_measured"]), tuple(found["failed"]))


def unit_cost(costs: Costs, option: CostOption) -> float:
    """Dollars of one call on that option; infinity when nobody stated it."""
    amount = costs.amount(option.unit_cost)
    return amount.value if amount else float("inf")
