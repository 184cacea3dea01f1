"""Invariant: a revision is written once, by its owner alone, below the data folder; nothing ever writes over it.

A plan is found by its id: the newest accepted revision, else the plan as the log kept it. What is kept here passed the
log's redactor, like everything else that is kept.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import settings
from assistant.errors import InputError, PlanFileError

if TYPE_CHECKING:
    import sqlite3

    from assistant.planning.schema import Plan
    from assistant.usage.log import UsageLog

FOLDER = "plans"
SHORTEST_PREFIX = 4
_SAFE_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,99}")
_REVISION = re.compile(r"r([1-9]\d{0,5})\.json")
_NAMED = re.compile(r"(?P<id>.+?)/r(?P<revision>[1-9]\d{0,5})")
_IN_LOG = (
    "SELECT t.plan_id, t.started_at, t.plan_json, t.status, f.kind FROM turns t"
    " LEFT JOIN feedback f ON f.turn = t.id AND f.stands = 1"
    " WHERE t.plan_json IS NOT NULL AND t.plan_id = t.id AND t.status IN ('complete', 'draft')"
    " ORDER BY t.started_at DESC, t.rowid DESC"
)
"""Plans as their turns made them. A turn that re-drafts a plan keeps that plan's id, and is no plan of its own."""


@dataclass(frozen=True)
class KeptPlan:
    """A plan as `plans` lists it. `accepted` says that its feedback or a later revision stands behind it."""

    id: str
    made_at: str
    title: str
    path: str
    revision: int
    accepted: bool
    draft: bool

    def as_json(self) -> dict[str, object]:
        """For `plans --json`."""
        return {
            "id": self.id,
            "made_at": self.made_at,
            "title": self.title,
            "verdict": self.path,
            "revision": self.revision,
            "accepted": self.accepted,
            "draft": self.draft,
        }


class KeptPlans:
    """The plans of one data folder: those in its log, and the revisions accepted since."""

    def __init__(self, log: UsageLog) -> None:
        self._log = log
        self._folder = log.home / FOLDER

    def list(self) -> tuple[KeptPlan, ...]:
        """Every plan once, in its newest revision, newest first. Raises InputError when the log cannot be read."""
        found = [self._listed(*row) for row in self._rows()]
        logged = {plan.id for plan in found}
        found += [self._of_revision(id) for id in self._ids() if id not in logged]
        return tuple(sorted(found, key=lambda plan: plan.made_at, reverse=True))

    def find(self, wanted: str) -> Plan:
        """The plan of an id, the beginning of one (4 characters), or `last`; `ID/rN` names one revision.

        Raises InputError when there is none or more than one, PlanFileError when what was kept is damaged.
        """
        named = _NAMED.fullmatch(wanted)
        id = self._id(named["id"] if named else wanted)
        if not named:
            revisions = self._revisions(id)
            return self._load(id, revisions[-1]) if revisions else self._logged(id)
        revision = int(named["revision"])
        if revision in self._revisions(id):
            return self._load(id, revision)
        plan = self._logged(id)
        if plan.revision != revision:
            raise InputError(
                f"There is no revision {revision} of this plan", where=id, fix="See: assistant plans", code="unknown_plan"
            )
        return plan

    def keep(self, plan: Plan) -> Path:
        """Keeps a revision that was accepted, mode 0600, and returns its path.

        Raises InputError when that revision is kept already, when the id cannot name a folder, or on a full disk.
        """
        from assistant.planning.schema import dump, parse

        if not _SAFE_ID.fullmatch(plan.id):
            raise InputError("The plan's id cannot name a folder", where=plan.id[:80], fix="Give it a UUID as its id.")
        folder = settings.private_folder(settings.private_folder(self._folder) / plan.id)
        path = folder / f"r{plan.revision}.json"
        text = dump(parse(self._log.redactor.value(plan.model_dump(mode="json"))))
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise InputError(
                f"Revision {plan.revision} of this plan was accepted before",
                where=plan.id,
                fix=f"Revise that one: assistant revise {plan.id[:13]} …",
                code="revision_exists",
            ) from error
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return path

    def forget(self, id: str) -> int:
        """Deletes every kept revision of that exact id; returns how many there were."""
        revisions = self._revisions(id)
        for revision in revisions:
            (self._folder / id / f"r{revision}.json").unlink()
        if revisions:
            (self._folder / id).rmdir()
        return len(revisions)

    def _id(self, wanted: str) -> str:
        if wanted == "last":
            newest = [plan.id for plan in self.list() if not plan.draft]
            if not newest:
                raise InputError("No plan is kept yet", fix='Make one with: assistant plan "…"', code="no_plans")
            return newest[0]
        ids = list(dict.fromkeys((*(row[0] for row in self._rows()), *self._ids())))
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

    def _rows(self) -> list[tuple[str, str, str, str, str | None]]:
        def select(db: sqlite3.Connection) -> list[tuple[str, str, str, str, str | None]]:
            return db.execute(_IN_LOG).fetchall()

        with self._log.told():
            return self._log.store.read(select)

    def _listed(self, id: str, made_at: str, text: str, status: str, feedback: str | None) -> KeptPlan:
        if self._revisions(id):
            return self._of_revision(id)
        from assistant.usage.stored import from_text

        raw = from_text(text)
        return KeptPlan(
            id=id,
            made_at=made_at,
            title=str(raw.get("title", "")),
            path=str(raw.get("verdict", {}).get("path", "")),
            revision=int(raw.get("revision", 1)),
            accepted=feedback in ("accept", "edit"),
            draft=status == "draft",
        )

    def _of_revision(self, id: str) -> KeptPlan:
        plan = self._load(id, self._revisions(id)[-1])
        made_at = (plan.history[-1].made_at if plan.history else plan.created_at).isoformat()
        return KeptPlan(id, made_at, plan.title, plan.verdict.path, plan.revision, accepted=True, draft=False)

    def _logged(self, id: str) -> Plan:
        from assistant.planning import schema

        text = next((row[2] for row in self._rows() if row[0] == id), None)
        if text is None:
            raise InputError("The log no longer holds this plan", where=id, fix="See: assistant plans")
        return schema.load(text, where=f"plan {id} in the log")

    def _load(self, id: str, revision: int) -> Plan:
        from assistant.planning import schema

        path = self._folder / id / f"r{revision}.json"
        try:
            return schema.load(path.read_bytes(), where=str(path))
        except OSError as error:
            raise PlanFileError(
                f"The revision cannot be read: {error.strerror}", where=str(path), fix="Mend its permissions."
            ) from error

    def _ids(self) -> Iterator[str]:
        if self._folder.is_dir():
            for folder in sorted(self._folder.iterdir()):
                if _SAFE_ID.fullmatch(folder.name) and self._revisions(folder.name):
                    yield folder.name

    def _revisions(self, id: str) -> list[int]:
        folder = self._folder / id
        if not _SAFE_ID.fullmatch(id) or not folder.is_dir():
            return []
        return sorted(int(found[1]) for path in folder.iterdir() if (found := _REVISION.fullmatch(path.name)))
