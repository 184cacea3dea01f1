"""Invariant: the published schema and its page are made from the models that load a plan, so they accept the same.

What a schema cannot say, that ids lead somewhere and sums recompute, is said by the rules (docs/rules.md).
"""

from __future__ import annotations

import json
from typing import Any, get_args

from pydantic import BaseModel

from assistant.planning.renderings.keys import KEYS
from assistant.planning.schema import SCHEMA_VERSION, Plan

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """The JSON Schema of a plan, each key with its line from `KEYS`."""
    made = Plan.model_json_schema()
    definitions = made.pop("$defs")
    for name, definition in {"Plan": made, **definitions}.items():
        for key, shape in definition.get("properties", {}).items():
            shape.pop("title", None)
            shape["description"] = KEYS[name][key]
    made["required"] = ["schema_version", *made["required"]]
    head = {"$schema": DIALECT, "title": f"Plan, schema version {SCHEMA_VERSION}"}
    return {**head, **{key: made[key] for key in made if key != "title"}, "$defs": definitions}


def text() -> str:
    """The schema as JSON text, two spaces deep, ending in a newline."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def models() -> tuple[type[BaseModel], ...]:
    """Every model a plan is made of, in the order one meets them."""
    found: list[type[BaseModel]] = []
    _visit(Plan, found)
    return tuple(found)


def _visit(annotation: object, found: list[type[BaseModel]]) -> None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in found:
        found.append(annotation)
        for field in annotation.model_fields.values():
            _visit(field.annotation, found)
    for inner in get_args(annotation):
        _visit(inner, found)


def page() -> str:
    """docs/plan.md: every key in one line."""
    lines = [
        "# A plan, key by key",
        "",
        f"A plan is one JSON object, schema version {SCHEMA_VERSION}. Unknown keys are refused, and so are NaN and",
        "infinity. [plan.schema.json](plan.schema.json) is the same for programs, and `assistant export --to schema`",
        "prints it; what a schema cannot say is said by [the rules](rules.md). Keys marked `*` must be there.",
        "This page is written by `python docs/renderings.py`.",
        "",
    ]
    for model in models():
        summary = " ".join((model.__doc__ or "").split("\n\n")[0].split()).replace(" (docs/plan.md tells each key)", "")
        lines += [f"## {model.__name__}", "", summary, "", "| key | holds |", "|---|---|"]
        for key, field in model.model_fields.items():
            mark = " *" if field.is_required() or key == "schema_version" else ""
            lines.append(f"| `{key}`{mark} | {KEYS[model.__name__][key]} |")
        lines.append("")
    return "\n".join(lines)
