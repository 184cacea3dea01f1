"""Invariant: which rule applies under which verdict is published here; `review` asks this table and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from assistant.planning.purpose import Path
from assistant.planning.rules import RULES

UNDECIDED = frozenset(
    (
        "PF106",
        "PF301",
        "PF303",
        "PF304",
        "PF401",
        "PF402",
        "PF403",
        "PF502",
        "PF503",
        "PF601",
        "PF602",
        "PF604",
        "PF605",
    )
)
"""The rules for `clarify` and `stop`: there is nothing yet to ship, gate or price."""

NOT_WAIVABLE = frozenset(("PF503",))
"""A waiver cannot excuse a waiver."""

RELAXED: Mapping[str, str] = {
    "PF101": "audit_data may come before ship; shadow use by insiders counts as ship",
    "PF102": "a ship stage may depend on audit_data",
    "PF104": "audit_data needs no gate",
    "PF107": "not asked of data that exists already",
    "PF302": "asked only of language models",
}
"""What differs under `classical` and `adapted`."""


def applies(code: str, path: Path) -> bool:
    """Whether the rule is asked under that verdict."""
    return path not in ("clarify", "stop") or code in UNDECIDED


def table() -> tuple[tuple[str, Mapping[Path, str]], ...]:
    """Rule code → verdict → `yes`, `no` or the relaxation that holds, as published in docs/rules.md."""
    paths: tuple[Path, ...] = get_args(Path)
    return tuple((code, {path: _cell(code, path) for path in paths}) for code in RULES)


def _cell(code: str, path: Path) -> str:
    if not applies(code, path):
        return "no"
    return RELAXED.get(code, "yes") if path in ("classical", "adapted") else "yes"
