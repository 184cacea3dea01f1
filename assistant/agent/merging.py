"""Invariant: a mended draft is the last one with the sent fields put in; nothing else of it changes.

Lists whose items have a name of their own are merged item by item, so that mending a quote costs one claim.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

KEYS: Mapping[str, str] = {
    "fit": "question",
    "numbers": "name",
    "measures": "metric",
    "events": "name",
    "stages": "id",
    "claims": "id",
}
"""List of a draft → the field that names its items."""


def merged(draft: Mapping[str, Any], sections: Mapping[str, Any], remove: Sequence[str] = ()) -> dict[str, Any]:
    """The draft with `sections` put in and the items named in `remove` (`claims.c3`) taken out."""
    result = dict(draft)
    for name, value in sections.items():
        key = KEYS.get(name)
        mergeable = key is not None and isinstance(value, list) and isinstance(result.get(name), list)
        result[name] = _items(result[name], value, key) if mergeable and key else value
    for place in remove:
        name, _, item = place.partition(".")
        if name in KEYS and isinstance(result.get(name), list):
            result[name] = [each for each in result[name] if str(_name(each, KEYS[name])) != item]
    return result


def _items(old: list[Any], new: list[Any], key: str) -> list[Any]:
    fresh = {_name(item, key): item for item in new}
    kept = [fresh.pop(_name(item, key), item) for item in old]
    return [*kept, *(item for item in new if _name(item, key) in fresh)]


def _name(item: object, key: str) -> object:
    return item.get(key) if isinstance(item, Mapping) else None
