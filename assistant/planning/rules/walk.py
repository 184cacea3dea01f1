"""Invariant: nothing in a plan is out of reach: every value has a path such as `stages[2].gates[0]`.

A plan is frozen, so it is gathered once for all the rules that walk it one after the other.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import cache

from pydantic import BaseModel

from assistant.planning.elements import Quantity
from assistant.planning.schema import Plan

_REFERENCE = re.compile(r"\[(c\d+)\]")
_STEP = re.compile(r"([A-Za-z_]\w*)|\[(\d+|[\w-]+)\]|(\d+|[\w-]+)")


class _Last(threading.local):
    """The plan this thread walked last, and what was found: the rules of a review all walk the same one."""

    plan: Plan | None = None
    found: tuple[tuple[str, object], ...] = ()
    quantities: tuple[tuple[str, Quantity], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    ids: frozenset[str] = frozenset()

    def take(self, plan: Plan) -> None:
        """Gathers `plan`, unless it is the very one gathered last."""
        if plan is self.plan:
            return
        self.found = _gathered(plan, "")
        self.quantities = tuple((path, node) for path, node in self.found if isinstance(node, Quantity))
        self.texts = tuple((path, node) for path, node in self.found if isinstance(node, str))
        parts = (node for _, node in self.found if isinstance(node, BaseModel) and not isinstance(node, Plan))
        self.ids = frozenset(str(getattr(part, "id", "")) for part in parts) - {""}
        self.plan = plan


_LAST = _Last()


def walk(node: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every value below `node` with its path, parents before children."""
    if isinstance(node, Plan) and not path:
        _LAST.take(node)
        return iter(_LAST.found)
    return iter(_gathered(node, path))


def _gathered(node: object, path: str) -> tuple[tuple[str, object], ...]:
    found: list[tuple[str, object]] = []
    _gather(node, path, found)
    return tuple(found)


def _gather(node: object, path: str, found: list[tuple[str, object]]) -> None:
    found.append((path, node))
    if isinstance(node, BaseModel):
        for name in _fields(type(node)):
            _gather(getattr(node, name), f"{path}.{name}" if path else name, found)
    elif isinstance(node, (tuple, list)):
        for i, item in enumerate(node):
            _gather(item, f"{path}[{i}]", found)
    elif isinstance(node, dict):
        for key, item in node.items():
            _gather(item, f"{path}.{key}", found)


@cache
def _fields(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(model.model_fields)


def quantities(plan: Plan) -> Iterator[tuple[str, Quantity]]:
    """Every number of the plan that carries an origin."""
    _LAST.take(plan)
    return iter(_LAST.quantities)


def texts(node: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text below `node`."""
    if isinstance(node, Plan) and not path:
        _LAST.take(node)
        return iter(_LAST.texts)
    return ((where, value) for where, value in _gathered(node, path) if isinstance(value, str))


def references(text: str) -> tuple[str, ...]:
    """The claims that prose refers to: `[c1]` → `c1`."""
    return tuple(_REFERENCE.findall(text))


def ids(plan: Plan) -> frozenset[str]:
    """Every id that a part of the plan bears."""
    _LAST.take(plan)
    return _LAST.ids


def exists(plan: Plan, target: str) -> bool:
    """Whether `target` is an id in the plan, or a path of it: `product.ship_by`, `stages[0]`, `stages.ship`."""
    if target in ids(plan):
        return True
    node: object = plan
    for name, bracket, loose in _STEP.findall(target.replace(".", " ").strip()):
        node = _step(node, name or bracket or loose)
        if node is None:
            return False
    return node is not plan


def _step(node: object, key: str) -> object | None:
    """The part of `node` called `key`: a filled field, a place in a list, or an item's id. None when there is none."""
    if isinstance(node, BaseModel):
        value: object = getattr(node, key) if key in type(node).model_fields else None
        return None if value in ("", ()) else value
    if isinstance(node, dict):
        return node.get(key)
    if isinstance(node, (tuple, list)):
        if key.isdecimal():
            return node[int(key)] if int(key) < len(node) else None
        return next((item for item in node if isinstance(item, BaseModel) and getattr(item, "id", "") == key), None)
    return None
