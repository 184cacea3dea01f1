"""Invariant: nothing that came over the wire is trusted to have its shape; what is not as expected reads as absent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LARGEST_ARGUMENTS = 1_000_000
"""Bytes of JSON a tool call may carry (project rule: about sixty times the longest reply asked for)."""


def mapping(value: object) -> Mapping[str, Any]:
    """The object, or an empty one."""
    return value if isinstance(value, Mapping) else {}


def items(value: object) -> list[Any]:
    """The list, or an empty one."""
    return value if isinstance(value, list) else []


def text(value: object) -> str:
    """The string, or an empty one."""
    return value if isinstance(value, str) else ""


def number(value: object) -> int:
    """The count, or zero."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def known_number(value: object) -> int | None:
    """The count, None when there is none: not to be told is not zero."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def event(sent: object) -> Mapping[str, Any]:
    """One stream event of an SDK as the plain object the server sent."""
    to_dict = getattr(sent, "to_dict", None)
    return mapping(to_dict(warnings=False) if callable(to_dict) else sent)


def arguments(raw: str) -> Mapping[str, Any] | None:
    """The arguments of a complete tool call, or None when they are no JSON object. No text means no arguments."""
    from pydantic_core import from_json

    if not raw.strip():
        return {}
    if len(raw.encode("utf-8", "replace")) > LARGEST_ARGUMENTS:
        return None
    try:
        read = from_json(raw, allow_inf_nan=False)
    except ValueError:
        return None
    return read if isinstance(read, dict) else None


def well_formed(body: dict[str, Any]) -> dict[str, Any]:
    """The same JSON with lone surrogates replaced by "?", so that it can be sent as UTF-8."""
    import json

    cleaned: dict[str, Any] = json.loads(json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"))
    return cleaned
