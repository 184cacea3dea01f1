"""Invariant: PLAN means the same in every command: a path, an id or its beginning, `ID/rN`, or `last`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import PlanFileError

if TYPE_CHECKING:
    from assistant.planning.schema import Plan
    from assistant.settings import Settings


def find(wanted: str, settings: Settings) -> Plan:
    """The plan that is meant. Raises InputError when there is none, PlanFileError when the file is no plan of ours."""
    path = Path(wanted)
    if wanted == "-" or path.suffix.lower() in (".json", ".md") or path.is_file():
        return _from_file(path)
    from assistant.cli import logs
    from assistant.usage.kept_plans import KeptPlans

    with logs.opened(settings) as log:
        return KeptPlans(log).find(wanted)


def _from_file(path: Path) -> Plan:
    from assistant.cli import plan_source

    return parsed(*plan_source.read(path))


def parsed(text: str, where: str) -> Plan:
    """The plan that this text is, which came from `where`. Raises PlanFileError when it is no plan of ours."""
    from assistant.planning import schema

    if not text.lstrip().startswith("{"):
        raise PlanFileError(
            "This needs the plan as data, not as text", where=where, fix="Give the plan.json that stands beside it."
        )
    return schema.load(text, where=where)
