"""Invariant: an accepted revision is written once, readable by its owner alone, and never written over."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import settings
from assistant.errors import InputError, PlanFileError

if TYPE_CHECKING:
    from assistant.planning.schema import Plan
    from assistant.usage.redaction import Redactor

FOLDER = "plans"
_SAFE_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,99}")
_REVISION = re.compile(r"r([1-9]\d{0,5})\.json")


def is_safe(id: str) -> bool:
    """Whether the id of a plan can name a folder."""
    return _SAFE_ID.fullmatch(id) is not None


class Revisions:
    """The files `plans/ID/rN.json` below one data folder."""

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER

    def ids(self) -> Iterator[str]:
        """The plans with at least one accepted revision."""
        if self._folder.is_dir():
            for folder in sorted(self._folder.iterdir()):
                if self.of(folder.name):
                    yield folder.name

    def of(self, id: str) -> list[int]:
        """The accepted revisions of a plan, oldest first."""
        folder = self._folder / id
        if not _SAFE_ID.fullmatch(id) or not folder.is_dir():
            return []
        return sorted(int(found[1]) for path in folder.iterdir() if (found := _REVISION.fullmatch(path.name)))

    def load(self, id: str, revision: int) -> Plan:
        """One accepted revision. Raises PlanFileError when the file is damaged or cannot be read."""
        from assistant.planning import schema

        path = self._path(id, revision)
        try:
            return schema.load(path.read_bytes(), where=str(path))
        except OSError as error:
            raise PlanFileError(
                f"The revision cannot be read: {error.strerror}", where=str(path), fix="Mend its permissions."
            ) from error

    def keep(self, plan: Plan, redactor: Redactor) -> Path:
        """Writes the plan as the revision it says it is, redacted, mode 0600, and returns the path.

        Raises InputError when that revision is there already, or when the id cannot name a folder.
        """
        from assistant.planning.schema import dump, parse

        if not _SAFE_ID.fullmatch(plan.id):
            raise InputError("The plan's id cannot name a folder", where=plan.id[:80], fix="Give it a UUID as its id.")
        settings.private_folder(self._folder)
        settings.private_folder(self._folder / plan.id)
        path = self._path(plan.id, plan.revision)
        text = dump(parse(redactor.value(plan.model_dump(mode="json"))))
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise InputError(
                f"Revision {plan.revision} of this plan was accepted before",
                where=plan.id,
                fix=f"Revise that one: assistant revise {plan.id} …",
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
        """Deletes every accepted revision of that exact id, and what its gates read; returns how many there were."""
        revisions = self.of(id)
        for revision in revisions:
            self._path(id, revision).unlink()
        if is_safe(id) and (self._folder / id).is_dir():
            (self._folder / id / "fired.json").unlink(missing_ok=True)
            (self._folder / id).rmdir()
        return len(revisions)

    def _path(self, id: str, revision: int) -> Path:
        return self._folder / id / f"r{revision}.json"
