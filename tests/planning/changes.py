"""One change to a good plan: a path and the value it gets, as the JSON would have it."""

from __future__ import annotations

import re

from pydantic_core import from_json

from assistant.planning.schema import Plan, dump, parse


def changed(plan: Plan, changes: dict[str, object]) -> Plan:
    """The plan with values replaced; `path[+]` adds an item, `path[2]!` moves that item to the place given."""
    raw = from_json(dump(plan))
    for path, value in changes.items():
        steps: list[str | int] = [
            int(place) if place.isdecimal() else name or place
            for name, place in re.findall(r"([a-z_]\w*)|\[(\d+|\+)\]", path)
        ]
        node = raw
        for step in steps[:-1]:
            node = node[step]
        last = steps[-1]
        if path.endswith("!"):
            node.insert(value, node.pop(last))
        elif last == "+":
            node.append(value)
        elif value is DROP:
            del node[last]
        else:
            node[last] = value
    return parse(raw)


DROP = object()
"""As a value: takes the item out."""
