"""Invariant: whatever rests on a changed part, directly or through others, is named once, with what it rests on.

The graph runs over questions, constraints, fit answers, verdict, claims, stages, gates, metrics and money. Nodes are
paths with stable ids, as in patches.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.planning.impact_names import name_of
from assistant.planning.impact_parts import links
from assistant.planning.patches import Changes
from assistant.planning.schema import Plan


@dataclass(frozen=True)
class Affected:
    """A part of the plan that may no longer hold, and the part it rests on. `name` and `because` are for people."""

    path: str
    name: str
    rests_on: str
    because: str

    def as_json(self) -> dict[str, str]:
        """For `revise --json`."""
        return {"path": self.path, "name": self.name, "rests_on": self.rests_on, "because": self.because}


def affected(plan: Plan, changed: Iterable[str]) -> tuple[Affected, ...]:
    """What the changed parts of `plan` may invalidate, nearest first; the changed parts themselves are left out.

    `changed` are paths as `diff` gives them, or of nodes, such as `questions[q2]`. Paths the plan does not know have
    no effect.
    """
    onward: defaultdict[str, list[str]] = defaultdict(list)
    for source, target in links(plan):
        onward[source].append(target)
    nodes = {*onward, *(target for targets in onward.values() for target in targets)}
    seeds = list(dict.fromkeys(node for path in changed if (node := _node(path, nodes))))
    return tuple(
        Affected(path, name_of(plan, path), source, name_of(plan, source)) for path, source in _reached(onward, seeds)
    )


def affected_by(plan: Plan, changes: Changes) -> tuple[Affected, ...]:
    """What the changes may invalidate in the plan they were made for."""
    return affected(plan, (change.path for change in changes))


def in_words(found: Iterable[Affected]) -> tuple[str, ...]:
    """One sentence for each part something rests on: what to look at again."""
    together: dict[str, list[str]] = {}
    for each in found:
        together.setdefault(each.because, []).append(each.name)
    return tuple(
        f"{because[:1].upper()}{because[1:]} bears on {_listed(names)}." for because, names in together.items()
    )


def _reached(onward: dict[str, list[str]], seeds: list[str]) -> Iterator[tuple[str, str]]:
    seen, waiting = set(seeds), deque(seeds)
    while waiting:
        source = waiting.popleft()
        for target in onward.get(source, ()):
            if target not in seen:
                seen.add(target)
                waiting.append(target)
                yield target, source


def _node(path: str, nodes: set[str]) -> str:
    """The nearest node at or above the path, or ''."""
    while path and path not in nodes:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return path


def _listed(names: list[str]) -> str:
    names = list(dict.fromkeys(names))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
