"""Invariant: what a model is told of a plan's money is computed as the plan will compute it, from the same numbers.

So that it has no sum to make up: running cost, payback, stop line and buy line, and every number that was assumed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.agent.tool_arguments import EstimateCost
from assistant.planning import money
from assistant.planning.costs import Costs
from assistant.planning.draft import DraftNumber
from assistant.planning.evidence import ProviderFact

_SUMS = (
    "value_month", "run_month", "run_llm_month", "review_month", "run_cheap_month", "move_month", "gain_month",
    "unit_cost_done", "build", "payback", "stop_line", "buy_line", "buy_month", "tuning_cheap", "tuning_strong",
)  # fmt: skip
"""Ledger entries that a draft's choices rest on."""


def told(known: Mapping[str, ProviderFact], asked: EstimateCost, brief: str) -> dict[str, object]:
    """The sums of the numbers given, what was assumed beside them, and why a sum is missing.

    Tokens and calls come from the call where `numbers` does not name them; units of work follow from the two.
    """
    given = {number.name: number.value for number in asked.numbers}
    numbers = {**_implied(asked, given), **given}
    classical = "run_month" in given
    costs = money.costs(
        [DraftNumber(name=name, value=value) for name, value in numbers.items()],
        known,
        shape="classical" if classical else "language_model",
        work_unit="unit",
        ship_weeks=numbers.get("weeks", money.INPUTS["weeks"].value),
        buy_note="",
        buy_fact="",
        phase=asked.phase,
        brief=brief,
    )
    return {
        "path": "classical" if classical else "language model",
        "sums": [*_sums(costs, classical)],
        "missing": [note for note in (costs.payback_note, costs.stop_note, costs.tuning.never_because) if note],
        "assumed": {
            name: f"{entry.value:g} ({entry.low:g} to {entry.high:g})"
            for name in money.INPUTS
            if name not in numbers and (name != "run_month") and (entry := costs.amount(name)) is not None
        },
        "note": "Code puts these sums into the plan; do not write them in prose.",
    }


def _sums(costs: Costs, classical: bool) -> Iterator[dict[str, object]]:
    for name in _SUMS:
        entry = costs.amount(name)
        if entry is not None and (classical or name != "run_month"):
            yield {"name": name, "is": entry.label, "value": float(f"{entry.value:.4g}"), "unit": entry.unit}


def _implied(asked: EstimateCost, given: Mapping[str, float]) -> dict[str, float]:
    """Numbers that the rest of the call says already."""
    said: dict[str, float] = {
        "tokens_in": asked.tokens_in, "tokens_cached": asked.tokens_cached, "tokens_out": asked.tokens_out
    }  # fmt: skip
    volume, each = given.get("volume_month"), given.get("calls_per_unit")
    if volume is None:
        per_unit = money.INPUTS["calls_per_unit"].value if each is None else each
        return {**said, "volume_month": asked.calls_month / per_unit, "calls_per_unit": per_unit} if per_unit else said
    return {**said, "calls_per_unit": asked.calls_month / volume} if each is None and volume else said
