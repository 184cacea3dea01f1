"""Invariant: a kill gate that fired is remembered beside its plan until a reading of that day or later finds it closed.

The file `plans/ID/fired.json` holds the day, the ids of the gates and the numbers read: none of the plan's words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant import settings
from assistant.errors import InputError
from assistant.planning.gate_readings import Reading
from assistant.planning.schema import Plan
from assistant.usage.private_file import write_whole
from assistant.usage.revisions import FOLDER, is_safe

NAME = "fired.json"


class _Gate(BaseModel):
    model_config = ConfigDict(extra="forbid")
    gate: str
    lines: tuple[str, ...]
    as_of: date | None = None


class _Fired(BaseModel):
    model_config = ConfigDict(extra="forbid")
    as_of: date
    gates: tuple[_Gate, ...]


class FiredGates:
    """What the last reading of each plan's kill gates found, below one data folder."""

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER

    def remember(self, plan: Plan, readings: Sequence[Reading], as_of: date) -> None:
        """Keeps the fired kill gates of a reading, and forgets each earlier one that was read as closed since it fired.

        What could not be read, and what was read for a day before the gate fired, changes nothing. Raises InputError
        when the file cannot be written.
        """
        if not is_safe(plan.id):
            return
        before = {gate.gate: gate for gate in self._gates(plan.id)}
        closed = {r.gate for r in readings if r.kind == "kill" and r.state == "closed"}
        kept = {id: gate for id, gate in before.items() if id not in closed or _fired_after(gate, as_of)}
        fired = {r.gate: _Gate(gate=r.gate, lines=r.lines, as_of=as_of) for r in readings if r.fired}
        now = kept | {id: gate for id, gate in fired.items() if id not in kept or not _fired_after(kept[id], as_of)}
        path = self._folder / plan.id / NAME
        if not now:
            path.unlink(missing_ok=True)
            return
        if now == before:
            return
        settings.private_folder(self._folder)
        settings.private_folder(self._folder / plan.id)
        known = _Fired(as_of=as_of, gates=tuple(now.values()))
        write_whole(path, [known.model_dump_json(indent=2) + "\n"], force=True)

    def of(self, plan: Plan) -> tuple[Reading, ...]:
        """The kill gates of the plan that fired when they were last read. Raises InputError for a damaged file."""
        known = self._gates(plan.id) if is_safe(plan.id) else ()
        gates = {gate.id: gate for gate in plan.gates if gate.kind == "kill"}
        return tuple(
            Reading(g.gate, gates[g.gate].title, "open", g.lines, gates[g.gate].review_on, "kill")
            for g in known
            if g.gate in gates
        )

    def _gates(self, id: str) -> tuple[_Gate, ...]:
        """The fired gates as they are kept, each with the day it was read for."""
        known = self._read(id)
        if known is None:
            return ()
        return tuple(gate.model_copy(update={"as_of": gate.as_of or known.as_of}) for gate in known.gates)

    def _read(self, id: str) -> _Fired | None:
        path = self._folder / id / NAME
        try:
            return _Fired.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            raise InputError(
                "What the last reading of the gates found cannot be read",
                where=str(path),
                fix="Delete that file and read the gates again.",
                code="fired_gates",
            ) from error


def _fired_after(gate: _Gate, day: date) -> bool:
    return gate.as_of is not None and gate.as_of > day
