"""Invariant: our own plan is judged by our own log; a metric the log cannot tell is left out: not measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.planning.gate_readings import Observed
from assistant.planning.schema import Plan

OUR_PLAN = "019b0000-0000-7000-8000-000000000001"
"""The id of our own plan (docs/our-plan.json): the one plan that this log can tell about."""


def observed(plan: Plan, stats: Mapping[str, Any]) -> dict[str, Observed]:
    """The metrics of our own plan that the log's statistics answer (see `usage.stats`), by metric id.

    The outcome is the share of judged plans that were kept, as they were or edited.
    """
    kept, judged = stats["accepted"] + stats["edited"], stats["accepted"] + stats["edited"] + stats["bad"]
    found = {
        "traces_read": Observed(judged, judged),
        "cases_used": Observed(stats["plans"], stats["plans"]),
        "consented_corrections": Observed(stats["training_examples"], stats["training_examples"]),
        "model_calls": Observed(_calls_a_month(stats), sum(stats["by_week"].values())),
    }
    outcome = next((measure.metric for measure in plan.success.measures if measure.kind == "outcome"), "")
    found[outcome] = Observed(100 * kept / judged if judged else 0.0, judged)
    return found


def _calls_a_month(stats: Mapping[str, Any]) -> float:
    weeks = max(1, len(stats["by_week"]))
    return float(stats["calls"] / weeks * 52 / 12)
