"""Invariant: `--out` is refused before anything is spent, and writes both files or says why not."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import saving, terminal
from assistant.errors import InputError

if TYPE_CHECKING:
    from assistant.planning.findings import Finding
    from assistant.planning.schema import Plan

NAMES = ("plan.json", "plan.md")


def prepare(folder: Path, *, force: bool) -> None:
    """Makes the folder and checks that the files may be written. Raises InputError."""
    for name in NAMES:
        if not force and os.path.lexists(folder / name):
            raise InputError(
                "The file exists and is not written over",
                where=str(folder / name),
                fix="Name another folder, or add --force.",
                code="file_exists",
            )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise InputError("--out names a file, not a folder", where=str(folder), fix="Name another folder.") from error
    except OSError as error:
        raise saving.refused(folder, error) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise InputError("The folder cannot be written", where=str(folder), fix="Name a folder you own.", code="disk")


def write(plan: Plan, folder: Path, *, force: bool, findings: Sequence[Finding] | None = None) -> tuple[Path, ...]:
    """Writes plan.json and plan.md and returns their paths. Raises InputError."""
    from assistant.planning.markdown import render
    from assistant.planning.schema import dump

    return (
        saving.save(folder / "plan.json", terminal.json_safe(dump(plan)), force=force),
        saving.save(folder / "plan.md", terminal.clean(render(plan, findings)), force=force),
    )
