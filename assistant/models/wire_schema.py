"""Invariant: a schema sent as strict lies in the subset that every provider's constrained decoding takes.

Every field is required and every object closed; what may be absent is `anyOf` with null; bounds, patterns and defaults
are left out, because some providers refuse them, and are checked by us after the answer (structured output guides of
Anthropic and OpenAI, 2026-11; where the two differ, the narrower).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_KEPT = ("type", "description", "enum", "const", "items", "properties", "anyOf", "$ref", "$defs")


def strict(schema: Mapping[str, Any]) -> dict[str, Any] | None:
    """The schema in that subset; None when an object in it takes free keys, which no such subset can say."""
    return None if _open(schema) else _narrowed(schema)


def _open(node: object) -> bool:
    if isinstance(node, list):
        return any(_open(item) for item in node)
    if not isinstance(node, Mapping):
        return False
    is_object = node.get("type") == "object"
    if is_object and not (node.get("additionalProperties") is False and node.get("properties")):
        return True
    return any(_open(value) for value in node.values())


def _narrowed(node: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for key in _KEPT:
        if key not in node:
            continue
        value = node[key]
        if key in ("properties", "$defs"):
            kept[key] = {name: _narrowed(each) for name, each in value.items()}
        elif key == "anyOf":
            kept[key] = [_narrowed(each) for each in value]
        else:
            kept[key] = _narrowed(value) if isinstance(value, Mapping) else value
    if kept.get("type") == "object":
        kept["required"] = list(kept.get("properties", {}))
        kept["additionalProperties"] = False
    return kept
