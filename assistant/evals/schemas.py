"""Invariant: the published form of a suite is generated from the types that read it, so that the two cannot differ."""

from __future__ import annotations

import json
from typing import Any

from assistant.evals.cases import Case
from assistant.evals.scorers import SCORERS
from assistant.evals.suites import Head

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def case_schema() -> dict[str, Any]:
    """The JSON Schema of one line of a suite; `expect` names every scorer with the type of what it wants."""
    schema = Case.model_json_schema()
    definitions = schema.setdefault("$defs", {})
    wants = {}
    for name, scorer in SCORERS.items():
        want = scorer.wants.json_schema()
        definitions |= want.pop("$defs", {})
        wants[name] = want | {"description": scorer.about}
    schema["properties"]["expect"] = {"type": "object", "properties": wants, "additionalProperties": False}
    return {"$schema": _DIALECT, **schema}


def suite_schema() -> dict[str, Any]:
    """The JSON Schema of a suite.toml, read as JSON."""
    return {"$schema": _DIALECT, **Head.model_json_schema()}


def files() -> dict[str, str]:
    """File name → text of the published forms."""
    forms = {"case.schema.json": case_schema(), "suite.schema.json": suite_schema()}
    return {name: json.dumps(form, indent=2, ensure_ascii=False) + "\n" for name, form in forms.items()}
