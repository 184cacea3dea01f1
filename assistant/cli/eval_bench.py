"""Invariant: every case gets an assistant of its own, while the index is opened once for all that share their notes.

Turns of a suite are not use: nothing of them goes into the usage log.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import app
from assistant.errors import InputError
from assistant.settings import Secret

if TYPE_CHECKING:
    from assistant.agent.assistant import Assistant
    from assistant.agent.library import Library
    from assistant.agent.prompts import Prompt
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

    Raises InputError for an unknown `model`, KeyMissing when its key is not set, Stale for a recording of other
    prompts, before any case runs.
    """
    from assistant.evals import scripted

    with ExitStack() as held:
        prefix, _, place = (model or "").partition(":")
        if record is not None:
            bench = _recording(settings, model, watcher, record, held)
        elif prefix == scripted.REPLAY and place:
            bench = _replaying(settings, Path(place), watcher)
        elif prefix == scripted.REPLAY:
            bench = _from_log(settings, watcher, held)
        else:
            bench = _plain(settings, model, watcher)
        yield Bench(bench, teach)


def _plain(settings: Settings, model: str | None, watcher: Watcher) -> MakeAssistant:
    from assistant.evals import scripted
    from assistant.models.registry import open_model

    if model is not None and model.partition(":")[0] == scripted.PREFIX:
        _known(model)
    elif model is not None:
        open_model(model, settings)
    return _maker(settings, watcher)


def _recording(settings: Settings, model: str | None, watcher: Watcher, record: Path, held: ExitStack) -> MakeAssistant:
    from assistant.evals import recordings, scripted
    from assistant.models import wiretap
    from assistant.models.registry import PROVIDERS, open_model

    if model is None or model.partition(":")[0] not in PROVIDERS or not scripted.is_live(model):
        raise InputError(
            "Only what a provider sends is recorded", where="--record", fix="Name its model with --model.", code="usage"
        )
    open_model(model, settings)
    now = datetime.now(UTC)
    head = {
        "model": model,
        "now": now.isoformat(),
        "prompts": _fingerprints(_prompts(settings)),
        "tool_version": app.version(),
    }
    recorder = recordings.Recorder(record, head | {"openai_base_url": settings.openai_base_url})
    held.callback(recorder.close)
    return _maker(replace(settings, wire=lambda: wiretap.recording(recorder.keep)), watcher, now=lambda: now)


def _replaying(settings: Settings, path: Path, watcher: Watcher) -> MakeAssistant:
    from assistant.evals import recordings, scripted
    from assistant.models import wiretap
    from assistant.models.registry import open_model

    recording = recordings.read(path)
    recording.check(_fingerprints(_prompts(settings)))
    replay = wiretap.Replay(recording.exchanges)
    nobody = Secret("no-key-is-needed-to-replay")
    offline = replace(
        settings,
        anthropic_api_key=nobody,
        openai_api_key=nobody,
        anthropic_base_url=None,
        openai_base_url=recording.openai_base_url,
        wire=replay.client,
    )
    make = _maker(offline, watcher, now=lambda: recording.now)

    def again(behind: str | ChatModel, notes: tuple[Path, ...]) -> Assistant:
        if isinstance(behind, str) and behind.partition(":")[0] == scripted.REPLAY:
            behind = wiretap.ReplayedModel(open_model(recording.model, offline), replay)
        return make(behind, notes)

    return again


def _from_log(settings: Settings, watcher: Watcher, held: ExitStack) -> MakeAssistant:
    from assistant.evals import scripted
    from assistant.evals.log_replay import LoggedTurns, LogReplay

    prompts = _prompts(settings)
    turns = LoggedTurns(held.enter_context(app.open_log(settings)), _fingerprints(prompts))
    make = _maker(settings, watcher)

    def again(behind: str | ChatModel, notes: tuple[Path, ...]) -> Assistant:
        if behind != scripted.REPLAY:
            return make(behind, notes)
        assistant = make(scripted.OFFLINE, notes)
        return replace(assistant, model=LogReplay(turns, assistant.library.index.version, prompts["brief"]))

    return again


def _prompts(settings: Settings) -> Mapping[str, Prompt]:
    from assistant.agent import prompts

    return prompts.load(own=settings.prompts)


def _fingerprints(prompts: Mapping[str, Prompt]) -> dict[str, str]:
    return {name: prompt.fingerprint for name, prompt in prompts.items()}


def _maker(settings: Settings, watcher: Watcher, now: Callable[[], datetime] | None = None) -> MakeAssistant:
    opened: dict[tuple[Path, ...], Library] = {}
    lock = threading.Lock()

    def make(behind: str | ChatModel, notes: tuple[Path, ...]) -> Assistant:
        wiring = app.Wiring(
            notes=notes, listed=False, recorded=False, on_progress=watcher.progress, on_skipped=watcher.skipped
        )
        if now is not None:
            wiring = replace(wiring, now=now)
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
    from assistant.evals import scripted

    for problem in scripted.problems(model, 0):
        raise InputError(problem[:1].upper() + problem[1:], where="--model", fix="Name another.", code="model_unknown")
