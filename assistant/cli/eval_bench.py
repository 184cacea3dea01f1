"""Invariant: every case gets an assistant of its own, while the index is opened once for all that share their notes.

Turns of a suite are not use: nothing of them goes into the usage log.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import app

if TYPE_CHECKING:
    from assistant.agent.assistant import Assistant
    from assistant.agent.library import Library
    from assistant.cli.watching import Watcher
    from assistant.evals.runner import MakeAssistant
    from assistant.models.base import ChatModel
    from assistant.settings import Settings


def bench(settings: Settings, model: str | None, watcher: Watcher) -> MakeAssistant:
    """What the runner asks for an assistant.

    Raises InputError for an unknown `model`, KeyMissing when its key is not set, before any case runs.
    """
    from assistant.evals import scripted
    from assistant.models.registry import open_model

    opened: dict[tuple[Path, ...], Library] = {}
    lock = threading.Lock()
    named = model is not None and model.partition(":")[0] == scripted.PREFIX
    if named:
        _known(str(model))
    elif model is not None:
        open_model(model, settings)

    def make(behind: str | ChatModel, notes: tuple[Path, ...]) -> Assistant:
        wiring = app.Wiring(notes=notes, recorded=False, on_progress=watcher.progress, on_skipped=watcher.skipped)
        assistant = app.build(settings, model=behind, wiring=wiring)
        with lock:
            if notes not in opened:
                assistant.library.index  # noqa: B018 - opened here, by one thread for all
                opened[notes] = assistant.library
        return replace(assistant, library=opened[notes])

    return make


def _known(model: str) -> None:
    from assistant.errors import InputError
    from assistant.evals import scripted

    for problem in scripted.problems(model, 0):
        raise InputError(problem[:1].upper() + problem[1:], where="--model", fix="Name another.", code="model_unknown")
