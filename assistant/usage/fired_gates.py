"""Invariant: a kill gate that was read as fired is remembered beside its plan until a later reading finds it closed.

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


class _Fired(BaseModel):
    model_config = ConfigDict(extra="forbid")
    as_of: date
    gates: tuple[_Gate, ...]


class FiredGates:
    """What the last reading of each plan's kill gates found, below one data folder."""

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER

    def remember(self, plan: Plan, readings: Sequence[Reading], as_of: date) -> None:
        """Keeps the fired kill gates of a reading, or forgets the earlier ones when every kill gate was read as closed.

        What could not be read changes nothing. Raises InputError when the file cannot be written.
        """
        if not is_safe(plan.id):
            return
        fired = {r.gate: _Gate(gate=r.gate, lines=r.lines) for r in readings if r.fired}
        before = self._read(plan.id)
        closed = {r.gate for r in readings if r.kind == "kill" and r.state == "closed"}
        kept = {g.gate: g for g in before.gates if g.gate not in closed} if before else {}
        path = self._folder / plan.id / NAME
        if not (kept | fired):
            path.unlink(missing_ok=True)
            return
        if not fired and before is not None and len(kept) == len(before.gates):
            return
        settings.private_folder(self._folder)
        settings.private_folder(self._folder / plan.id)
        known = _Fired(as_of=as_of, gates=tuple((kept | fired).values()))
        write_whole(path, [known.model_dump_json(indent=2) + "\n"], force=True)

    def of(self, plan: Plan) -> tuple[Reading, ...]:
        """The kill gates of the plan that fired when they were last read. Raises InputError for a damaged file."""
        known = self._read(plan.id) if is_safe(plan.id) else None
        if known is None:
            return ()
        gates = {gate.id: gate for gate in plan.gates if gate.kind == "kill"}
        return tuple(
            Reading(g.gate, gates[g.gate].title, "open", g.lines, gates[g.gate].review_on, "kill")
            for g in known.gates
            if g.gate in gates
        )

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
