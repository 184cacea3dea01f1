"""Invariant: a section given out as text and read back unchanged gives the same plan; what is read passes the schema.

A section is a stage by its number, with its `position` among the stages, or a part of the plan by its key.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic_core import from_json

from assistant.errors import InputError
from assistant.planning import schema
from assistant.planning.schema import MAX_PLAN_BYTES, Plan
from assistant.planning.stage_orders import stage

PARTS = (
    "title", "answer", "against", "this_week", "product", "success", "data", "model", "stages", "gates",
    "differentiation", "risks", "riskiest_assumption", "cheapest_test", "kill_criteria", "counter_metrics", "questions",
    "decisions", "waivers",
)  # fmt: skip
"""The parts a person may write; the others are computed, verified, or the user's own words."""


def written(plan: Plan, name: str) -> str:
    """The section as JSON text. Raises InputError for a name or number that is none."""
    if name.isascii() and name.isdigit():
        one = stage(plan, name)
        body: Any = {"position": int(name), **one.model_dump(mode="json")}
    else:
        body = plan.model_dump(mode="json")[_part(name)]
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def read(plan: Plan, name: str, text: str) -> Plan:
    """The plan with the section as `text` has it. Raises InputError, or PlanFileError naming the wrong field."""
    body = _parsed(text)
    raw = plan.model_dump(mode="json")
    if not (name.isascii() and name.isdigit()):
        raw[_part(name)] = body
        return schema.parse(raw, where=name)
    one = stage(plan, name)
    if not isinstance(body, dict) or body.get("id") != one.id:
        raise InputError("The stage lost its id", where=f"stage {name}", fix=f"Keep its id {one.id!r}.", code="section")
    place = body.pop("position", int(name))
    if not isinstance(place, int) or isinstance(place, bool) or not 1 <= place <= len(plan.stages):
        raise InputError(
            "A position is a number of a stage",
            where=f"stage {name}",
            fix=f"Give 1 to {len(plan.stages)}.",
            code="section",
        )
    rest = [each for each in raw["stages"] if each["id"] != one.id]
    rest.insert(place - 1, body)
    return schema.parse(raw | {"stages": rest}, where=f"stage {name}")


def _part(name: str) -> str:
    key = name.strip().lower().replace(" ", "_").replace("-", "_")
    if key not in PARTS:
        from difflib import get_close_matches

        near = get_close_matches(key, PARTS, n=1)
        fix = f"Did you mean {near[0]}?" if near else f"Give a stage's number, or one of: {', '.join(PARTS)}."
        raise InputError(f"The plan has no part {name!r} to edit", fix=fix, code="section")
    return key


def _parsed(text: str) -> Any:  # noqa: ANN401 - JSON
    if len(text) > MAX_PLAN_BYTES:
        raise InputError(
            "The section is larger than a whole plan may be", fix="Give the section alone.", code="section"
        )
    try:
        return from_json(text, allow_inf_nan=False)
    except ValueError as error:
        raise InputError(
            f"The section is not JSON: {error}", fix="Mend that place and save again.", code="section"
        ) from error
