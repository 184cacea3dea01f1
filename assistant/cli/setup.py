"""Invariant: flags become settings in one place, and money is spent only on a model that was chosen."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from assistant import settings, terminal
from assistant.errors import InputError
from assistant.settings import Settings

_USES = {"ANTHROPIC_API_KEY": "anthropic:claude-sonnet-5-5", "OPENAI_API_KEY": "openai:gpt-6.1-sol"}


def load(*, model: str | None = None, notes: Sequence[Path] = (), max_cost: float | None = None) -> Settings:
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
    return settings.load(flags=flags)


def say_which_model(chosen: Settings) -> None:
    """One line when a key was found but no model was chosen: what runs, and how to use the key."""
    found = chosen.keys_found()
    if chosen.model_chosen or not found:
        return
    terminal.say(f"{found[0]} found, and no model chosen: running offline, free. To use it: --model {_USES[found[0]]}")


def _readable(path: Path) -> Path:
    if not path.exists():
        raise InputError("There are no notes there", where=str(path), fix="Check the path given to --notes.")
    if not os.access(path, os.R_OK | (os.X_OK if path.is_dir() else 0)):
        raise InputError("The notes cannot be read", where=str(path), fix="Check the permissions of that path.")
    return path.absolute()
