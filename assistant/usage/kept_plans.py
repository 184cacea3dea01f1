"""Invariant: a plan is found by its id: its newest accepted revision, else the plan as the log kept it.

A turn that re-drafts a plan carries that plan's id: it is a proposal, and no plan of its own.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import InputError
from assistant.usage.faults import reason
from assistant.usage.revisions import Revisions

if TYPE_CHECKING:
    from assistant.planning.schema import Plan
    from assistant.usage.log import UsageLog

SHORTEST_PREFIX = 4
_NAMED = re.compile(r"(?P<id>.+?)/r(?P<revision>[1-9]\d{0,5})")
_IN_LOG = (
    "SELECT t.plan_id, t.started_at, t.plan_json, t.status, f.kind FROM turns t"
    " LEFT JOIN feedback f ON f.turn = t.id AND f.stands = 1"
    " WHERE t.plan_json IS NOT NULL AND t.plan_id = t.id AND t.status IN ('complete', 'draft')"
    " ORDER BY t.started_at DESC, t.rowid DESC"
)
_Row = tuple[str, str, str, str, str | None]


@dataclass(frozen=True)
class KeptPlan:
    """A plan as `plans` lists it. `accepted` says that its feedback or a later revision stands behind it."""

    id: str
    made_at: str
    title: str
    verdict: str
    revision: int
    accepted: bool
    draft: bool


class KeptPlans:
    """The plans of one data folder: those in its log, and the revisions accepted since."""

    def __init__(self, log: UsageLog) -> None:
        self._log = log
        self._revisions = Revisions(log.home)

    def all(self) -> tuple[KeptPlan, ...]:
        """Every plan once, in its newest revision, newest first. Raises InputError when the log cannot be read."""
        found = [self._listed(row) for row in self._rows()]
        logged = {plan.id for plan in found}
        found += [self._of_revision(id) for id in self._revisions.ids() if id not in logged]
        return tuple(sorted(found, key=lambda plan: plan.made_at, reverse=True))

    def find(self, wanted: str) -> Plan:
        """The plan of an id, the beginning of one (4 characters), or `last`; `ID/rN` names one revision.

        Raises InputError when there is none or more than one, PlanFileError when what was kept is damaged.
        """
        named = _NAMED.fullmatch(wanted)
        id = self._id(named["id"] if named else wanted)
        accepted = self._revisions.of(id)
        revision = int(named["revision"]) if named else accepted[-1] if accepted else 0
        if revision in accepted:
            return self._revisions.load(id, revision)
        plan = self._logged(id)
        if revision not in (0, plan.revision):
            raise InputError(
                f"There is no revision {revision} of this plan",
                where=id,
                fix="See: assistant plans",
                code="unknown_plan",
            )
        return plan

    def keep(self, plan: Plan) -> Path:
        """Keeps an accepted revision, redacted like the log, and returns its path. Raises InputError."""
        return self._revisions.keep(plan, self._log.redactor)

    def forget(self, id: str) -> int:
        """Deletes the accepted revisions of that exact id; returns how many there were."""
        return self._revisions.forget(id)

    def _id(self, wanted: str) -> str:
        if wanted == "last":
            newest = next((plan.id for plan in self.all() if not plan.draft), "")
            if not newest:
                raise InputError("No plan is kept yet", fix='Make one with: assistant plan "…"', code="no_plans")
            return newest
        ids = dict.fromkeys((*(row[0] for row in self._rows()), *self._revisions.ids()))
        matching = [id for id in ids if id.startswith(wanted)] if len(wanted) >= SHORTEST_PREFIX else []
        found = [wanted] if wanted in ids else matching
        if len(found) == 1:
            return found[0]
        if found:
            raise InputError(
                f"{wanted!r} is the beginning of more than one plan",
                where=", ".join(found[:3]),
                fix="Give more of the id.",
                code="ambiguous_plan",
            )
        raise InputError(
            f"There is no plan {wanted[:80]!r}, as a file or among those kept",
            fix="Give a path, an id from `assistant plans`, or last.",
            code="unknown_plan",
        )

    def _rows(self) -> list[_Row]:
        def select(db: sqlite3.Connection) -> list[_Row]:
            return db.execute(_IN_LOG).fetchall()

        try:
            return self._log.store.read(select)
        except (sqlite3.Error, OSError) as error:
            raise InputError(
                f"The usage log cannot be read: {reason(error)}",
                where=str(self._log.store.path),
                fix="Mend the data folder, or give the plan as a file.",
                code="usage_log",
            ) from error

    def _listed(self, row: _Row) -> KeptPlan:
        from assistant.usage.stored import from_text

        id, made_at, text, status, feedback = row
        if self._revisions.of(id):
            return self._of_revision(id)
        raw = from_text(text)
        return KeptPlan(
            id=id,
            made_at=made_at,
            title=raw["title"],
            verdict=raw["verdict"]["path"],
            revision=raw["revision"],
            accepted=feedback in ("accept", "edit"),
            draft=status == "draft",
        )

    def _of_revision(self, id: str) -> KeptPlan:
        plan = self._revisions.load(id, self._revisions.of(id)[-1])
        made_at = (plan.history[-1].made_at if plan.history else plan.created_at).isoformat()
        return KeptPlan(id, made_at, plan.title, plan.verdict.path, plan.revision, accepted=True, draft=False)

    def _logged(self, id: str) -> Plan:
        from assistant.planning import schema

        text = next((row[2] for row in self._rows() if row[0] == id), None)
        if text is None:
            raise InputError("The log no longer holds the first revision of this plan", where=id, fix="Give ID/r2.")
        return schema.load(text, where=f"plan {id} in the log")
