"""Invariant: a plan of an older schema version is read as what it said, one step a version; a newer one is refused.

A step takes and gives parsed JSON; what it cannot make sense of it leaves, for the schema to refuse with its place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from assistant.errors import PlanFileError

_UNTUNED = ("prompting", "smaller_model", "cached_context")


def migrated(raw: Mapping[str, Any], *, to: int, where: str = "") -> dict[str, Any]:
    """The plan as version `to` would have written it.

    Raises PlanFileError for a version that is newer, that never was, or that is not there.
    """
    version = raw.get("schema_version")
    if isinstance(version, int) and not isinstance(version, bool) and version > to:
        raise PlanFileError(
            f"This plan says schema_version {version}; this assistant reads versions 1 to {to}",
            where=where,
            fix="Update the assistant: a newer one wrote the plan.",
        )
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        said = "no schema_version" if version is None else f"schema_version {str(version)[:40]!r}"
        raise PlanFileError(
            f"This plan says {said}; a plan says one of the whole numbers 1 to {to}, without quotes",
            where=where,
            fix="Give a plan.json written by this tool, unchanged.",
        )
    plan = dict(raw)
    for step in range(version, to):
        plan = STEPS[step](plan)
    return plan


def _to_2(plan: dict[str, Any]) -> dict[str, Any]:
    """`ruled_out_by` becomes `eval` and `eval_claim`; tuning names what it is compared with by id, not by name."""
    costs = plan.get("costs")
    if not isinstance(costs, dict) or not isinstance(costs.get("options"), list):
        return {**plan, "schema_version": 2}
    options = [_option_to_2(option) if isinstance(option, dict) else option for option in costs["options"]]
    ids = {o.get("name"): o.get("id") for o in options if isinstance(o, dict) and isinstance(o.get("name"), str)}
    known = {o.get("id") for o in options if isinstance(o, dict) and isinstance(o.get("id"), str)}
    tuning = costs.get("tuning")
    if isinstance(tuning, dict) and isinstance(tuning.get("against"), str) and tuning["against"] not in known:
        tuning = {**tuning, "against": ids.get(tuning["against"], "")}
    return {**plan, "schema_version": 2, "costs": {**costs, "options": options, "tuning": tuning}}


def _option_to_2(option: dict[str, Any]) -> dict[str, Any]:
    ruled_out = option.get("ruled_out_by", "")
    rest = {key: value for key, value in option.items() if key != "ruled_out_by"}
    if ruled_out:
        return {**rest, "eval": "failed", "eval_claim": ruled_out}
    return {**rest, "eval": "not_measured"} if option.get("kind") in _UNTUNED else rest


STEPS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: _to_2}
"""Version → the step that leads to the next one."""
