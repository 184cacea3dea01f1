"""Invariant: every case gets an assistant of its own, while the index is opened once for all that share their notes.

Turns of a suite are not use: nothing of them goes into the usage log.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import app

if TYPE_CHECKING:
    from assistant.agent.assistant import Assistant
    from assistant.agent.library import Library
    from assistant.agent.turn import Turn
    from assistant.cli.watching import Watcher
    from assistant.evals.cases import Case
    from assistant.evals.taking import MakeAssistant, Teach
    from assistant.models.base import ChatModel
    from assistant.settings import Settings


@dataclass(frozen=True)
class Bench:
    """What the runner asks for: assistants, and a log of its own for each turn that is to teach."""

    make: MakeAssistant
    teach: Teach


@contextmanager
def open_bench(settings: Settings, model: str | None, watcher: Watcher, record: Path | None = None) -> Iterator[Bench]:
    """A bench for a run on `model`; with `record`, what a live one sends is kept in that file.

    Raises InputError for an unknown `model`, KeyMissing when its key is not set, before any case runs.
    """
    yield Bench(_maker(settings, model, watcher), teach)


def bench(settings: Settings, model: str | None, watcher: Watcher) -> MakeAssistant:
    """Assistants alone, for a run on `model`. Raises as `open_bench`."""
    return _maker(settings, model, watcher)


def _maker(settings: Settings, model: str | None, watcher: Watcher) -> MakeAssistant:
    from assistant.evals import scripted
    from assistant.models.registry import open_model

    opened: dict[tuple[Path, ...], Library] = {}
    lock = threading.Lock()
    if model is not None and model.partition(":")[0] == scripted.PREFIX:
        _known(model)
    elif model is not None:
        open_model(model, settings)

    def make(behind: str | ChatModel, notes: tuple[Path, ...]) -> Assistant:
        wiring = app.Wiring(
            notes=notes, listed=False, recorded=False, on_progress=watcher.progress, on_skipped=watcher.skipped
        )
        assistant = app.build(settings, model=behind, wiring=wiring)
        with lock:
            if notes not in opened:
                assistant.library.index  # noqa: B018 - opened here, by one thread for all
                opened[notes] = assistant.library
        return replace(assistant, library=opened[notes])

    return make


def teach(case: Case, turn: Turn) -> str:
    """What the turn becomes in a log of its own: `example`, or the reason why it does not."""
    from assistant.tuning.examples import Selection
    from assistant.usage.log import UsageLog

    with tempfile.TemporaryDirectory() as folder, UsageLog.open(Path(folder)) as log:
        if case.consent is not None:
            log.set_consent(case.consent)
        log.record("started", turn)
        log.record("finished", turn)
        if case.judged is not None:
            log.feedback(turn.id, kind=case.judged, comment="It would not do." if case.judged == "bad" else "")
        selection = Selection(log)
        found = list(selection.examples())
        return "example" if found else next(iter(selection.dropped), "nothing")


def _known(model: str) -> None:
    from assistant.errors import InputError
    from assistant.evals import scripted

    for problem in scripted.problems(model, 0):
        raise InputError(problem[:1].upper() + problem[1:], where="--model", fix="Name another.", code="model_unknown")
