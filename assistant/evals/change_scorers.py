"""Invariant: a revision is judged by what changed in the plan as data, leaf by leaf, apart from what names a plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from assistant.evals.scoring import Seen, Value, scorer
from assistant.planning.schema import Plan

_IDENTITY = frozenset(("id", "revision", "parent", "created_at", "brief", "history", "generator"))
"""Fields every revision changes."""
_SHOWN = 5


def _leaves_something_alone(paths: tuple[str, ...]) -> tuple[str, ...]:
    parts = Plan.model_fields.keys() - _IDENTITY
    unknown = [path for path in paths if path.partition(".")[0] not in Plan.model_fields]
    if unknown:
        raise ValueError(f"a plan has no {unknown[0]}; it has {', '.join(sorted(parts))}")
    if parts <= set(paths):
        raise ValueError("it allows every part of the plan to change, so no revision could fail it")
    return paths


_Paths = Annotated[tuple[str, ...], Field(min_length=1), AfterValidator(_leaves_something_alone)]


@scorer(_Paths)
def only_changes(seen: Seen) -> tuple[Value, str]:
    """The last plan differs from the one before, and only below these paths."""
    before = next((turn.plan for turn in reversed(seen.taken.earlier) if turn.plan is not None), None)
    if before is None or seen.plan is None:
        return None, "there are no two plans to compare"
    changed = list(changes(before, seen.plan))
    beside = [path for path in changed if not any(path == w or path.startswith(f"{w}.") for w in seen.wanted)]
    told = ", ".join(beside[:_SHOWN]) + (f" and {len(beside) - _SHOWN} more" if len(beside) > _SHOWN else "")
    return bool(changed) and not beside, f"{len(changed)} places changed, beside the target: {told or 'none'}"


@scorer(bool)
def is_next_revision(seen: Seen) -> tuple[Value, str]:
    """The last plan names the one before as its parent and counts one more."""
    before = next((turn.plan for turn in reversed(seen.taken.earlier) if turn.plan is not None), None)
    plan = seen.plan
    if before is None or plan is None:
        return None, "there are no two plans to compare"
    follows = plan.parent == before.id and plan.revision == before.revision + 1
    return follows is seen.wanted, f"revision {plan.revision} of {plan.parent or 'nothing'}"


def changes(before: Plan, after: Plan) -> Iterator[str]:
    """The paths of the leaves that differ, identity left out."""
    old, new = (dict(_leaves(_body(plan), "")) for plan in (before, after))
    for path in sorted(old.keys() | new.keys()):
        if old.get(path) != new.get(path):
            yield path


def _body(plan: Plan) -> dict[str, Any]:
    return {name: value for name, value in plan.model_dump(mode="json").items() if name not in _IDENTITY}


def _leaves(value: Any, path: str) -> Iterator[tuple[str, object]]:  # noqa: ANN401 - JSON
    if isinstance(value, dict) and value:
        for name, item in value.items():
            yield from _leaves(item, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and value:
        for place, item in enumerate(value):
            yield from _leaves(item, f"{path}.{place}")
    else:
        yield path, value
