"""Invariant: `apply(a, diff(a, b)) == b` for any two plans, and a patch never lands on a plan it was not made for.

A path names members of lists by their own id, so that it stays right when something is put in before them:
`stages[ship].when.end`, `fit[question=4].answer`, `risks[0].trigger` (a list whose members have no id).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from assistant.errors import InputError
from assistant.planning.patch_paths import Key, Path, parse_path, show_path
from assistant.planning.schema import Plan, parse

Op = Literal["set", "add", "remove", "order"]

_KEYS = {"fit": "question", "measures": "metric", "counter_metrics": "metric", "history": "revision"}
"""List → the field that names its members, where that is not `id`."""


@dataclass(frozen=True)
class Change:
    """One step from a plan to another, in JSON values.

    set: `before` became `after` · add: `after` came in at position `at` · remove: `before` went · order: the members of
    the list at `path` stand in the order `after` (their ids) instead of `before`.
    """

    op: Op
    path: str
    before: Any = None
    after: Any = None
    at: int | None = None

    def as_json(self) -> dict[str, object]:
        """For `history`, `diff --json` and `from_json`; keys without a value are left out."""
        body: dict[str, object] = {"op": self.op, "path": self.path}
        if self.op != "add":
            body["before"] = self.before
        if self.op != "remove":
            body["after"] = self.after
        return body if self.at is None else body | {"at": self.at}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Change:
        """The change that `as_json` wrote. Raises InputError when it is none."""
        if raw.get("op") not in ("set", "add", "remove", "order") or not isinstance(raw.get("path"), str):
            raise InputError("This is not a change of a plan", where=str(raw)[:80], fix="Give one that diff wrote.")
        return cls(raw["op"], raw["path"], raw.get("before"), raw.get("after"), raw.get("at"))


Changes = tuple[Change, ...]


def diff(a: Plan, b: Plan) -> Changes:
    """What turns plan `a` into plan `b`; empty when they are equal. Apply it in the order given."""
    return tuple(_between(a.model_dump(mode="json"), b.model_dump(mode="json"), ()))


def apply(plan: Plan, changes: Iterable[Change]) -> Plan:
    """The plan after the changes. Raises InputError when one does not fit the plan, PlanFileError when the result
    breaks the schema."""
    raw = {"": plan.model_dump(mode="json")}
    for change in changes:
        _apply(raw, change)
    return parse(raw[""], where="the patched plan")


def _between(a: Any, b: Any, path: Path) -> Iterator[Change]:  # noqa: ANN401 - JSON values
    if a == b:
        return
    if isinstance(a, dict) and isinstance(b, dict) and a.keys() == b.keys():
        for name in a:
            yield from _between(a[name], b[name], (*path, name))
    elif isinstance(a, list) and isinstance(b, list) and (field := _naming(a, b, path)):
        yield from _between_named(a, b, path, field)
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b) and _all_objects((*a, *b)):
        for place, (old, new) in enumerate(zip(a, b, strict=True)):
            yield from _between(old, new, (*path, place))
    else:
        yield Change("set", show_path(path), a, b)


def _between_named(a: list[Any], b: list[Any], path: Path, field: str) -> Iterator[Change]:
    old, new = {item[field]: item for item in a}, {item[field]: item for item in b}
    for name in old.keys() - new.keys():
        yield Change("remove", show_path((*path, Key(field, name))), before=old[name])
    stayed, wanted = [name for name in old if name in new], [name for name in new if name in old]
    if stayed != wanted:
        yield Change("order", show_path((*path, Key(field, None))), stayed, wanted)
    for at, (name, item) in enumerate(new.items()):
        if name not in old:
            yield Change("add", show_path((*path, Key(field, name))), after=item, at=at)
    for name in stayed:
        yield from _between(old[name], new[name], (*path, Key(field, name)))


def _naming(a: list[Any], b: list[Any], path: Path) -> str:
    """The field that names the members of both lists without doubt, or ''."""
    last = path[-1] if path else ""
    field = _KEYS.get(last, "id") if isinstance(last, str) else "id"
    if not (a or b) or not _all_objects((*a, *b)):
        return ""
    return field if all(_tells_apart([item.get(field) for item in items]) for items in (a, b)) else ""


def _tells_apart(names: list[Any]) -> bool:
    named = all(isinstance(name, str | int) and not isinstance(name, bool) and name != "" for name in names)
    return named and len({str(name) for name in names}) == len(names)


def _all_objects(items: Iterable[Any]) -> bool:
    return all(isinstance(item, dict) for item in items)


def _apply(raw: dict[str, Any], change: Change) -> None:
    *steps, last = ("", *parse_path(change.path))
    node: Any = raw
    for step in steps:
        node = node[_place(node, step, change)]
    if isinstance(last, Key) and change.op in ("add", "order"):
        _rearrange(node, last, change)
        return
    place = _place(node, last, change)
    if node[place] != change.before:
        raise _misfit(change)
    if change.op == "remove":
        del node[place]
    else:
        node[place] = change.after


def _rearrange(node: Any, key: Key, change: Change) -> None:  # noqa: ANN401
    if not isinstance(node, list) or not _all_objects(node):
        raise _misfit(change)
    names = [item.get(key.field) for item in node]
    if change.op == "order":
        if names and sorted(map(str, names)) != sorted(map(str, change.after)):
            raise _misfit(change)
        node.sort(key=lambda item: change.after.index(item[key.field]))
    elif key.name in names or not isinstance(change.after, dict):
        raise _misfit(change)
    else:
        node.insert(len(node) if change.at is None else change.at, change.after)


def _place(node: Any, step: str | int | Key, change: Change) -> Any:  # noqa: ANN401
    if isinstance(step, str) and isinstance(node, dict) and step in node:
        return step
    if isinstance(step, int) and isinstance(node, list) and step < len(node):
        return step
    if isinstance(step, Key) and isinstance(node, list) and _all_objects(node):
        found = [place for place, item in enumerate(node) if item.get(step.field) == step.name]
        if len(found) == 1:
            return found[0]
    raise _misfit(change)


def _misfit(change: Change) -> InputError:
    return InputError(
        "The patch was made for another plan", where=change.path, fix="Make it again from this plan.", code="patch"
    )
