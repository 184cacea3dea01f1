"""Invariant: flags become settings in one place, and a notes path that cannot be read is refused before work starts."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from assistant import settings
from assistant.errors import InputError
from assistant.knowledge import roots
from assistant.settings import Settings


def load(
    *,
    model: str | None = None,
    notes: Sequence[Path] = (),
    max_cost: float | None = None,
    max_seconds: float | None = None,
) -> Settings:
    """The settings with the flags of a command on top.

    Raises InputError when a value or a notes path cannot be used.
    """
    flags = {}
    if model is not None:
        flags["ASSISTANT_MODEL"] = model
    if notes:
        flags["ASSISTANT_NOTES"] = os.pathsep.join(str(_readable(path)) for path in notes)
    if max_cost is not None:
        flags["ASSISTANT_MAX_COST_USD"] = str(max_cost)
    if max_seconds is not None:
        flags["ASSISTANT_TURN_SECONDS"] = f"{max_seconds:g}"
    chosen = settings.load(flags=flags)
    return replace(chosen, notes=tuple(map(_readable, notes))) if notes else chosen  # a path may hold what parts two


def _readable(path: Path) -> Path:
    if roots.is_glob(path):
        return roots.absolute(path)
    if not path.exists():
        raise InputError("There are no notes there", where=str(path), fix="Check the path given to --notes.")
    if not os.access(path, os.R_OK | (os.X_OK if path.is_dir() else 0)):
        raise InputError("The notes cannot be read", where=str(path), fix="Check the permissions of that path.")
    return path.absolute()
