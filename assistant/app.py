"""Invariant: this is the only place that wires the parts: settings → model, library, prompts, log → Assistant.

Python's face is here too: `plan`, `aplan`, `check`. Everything heavy is imported when it is first needed.
"""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant import settings as settings_module
from assistant.errors import InputError, PlanFileError
from assistant.resources import version
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.agent.assistant import Assistant
    from assistant.agent.library import Library
    from assistant.agent.parts import Context
    from assistant.agent.turn import OnEvent
    from assistant.knowledge.documents import NotesRead
    from assistant.knowledge.index import Index
    from assistant.knowledge.passages import Document
    from assistant.knowledge.report import IndexReport
    from assistant.planning.checked import Checked
    from assistant.planning.findings import Finding
    from assistant.planning.schema import Plan
    from assistant.usage.log import UsageLog
    from assistant.usage.redaction import Detector

OnProgress = Callable[[int, int], None]


@dataclass(frozen=True)
class Wiring:
    """What `build` may be told besides the settings. `now` is injected by tests; it must be aware of its zone.

    `on_progress` is told of passages indexed, `on_file` of files read: (done, all). `listed` takes in the notes added
    on this machine, `afresh` reads even files that look unchanged; without `patient`, a large rest that is not indexed
    yet leaves words alone to search by. `log` is the log to record in, for callers that read it too; without one,
    `build` opens its own, in which `detectors` look for more than the built-in patterns do (see docs/usage-log.md).
    """

    notes: tuple[Path, ...] = ()
    on_progress: OnProgress | None = None
    on_skipped: Callable[[str], None] = field(default=lambda _: None)
    on_file: OnProgress | None = None
    listed: bool = True
    afresh: bool = False
    patient: bool = True
    recorded: bool = True
    context: Context = "retrieved"
    log: UsageLog | None = None
    detectors: tuple[Detector, ...] = ()
    session: str | None = None
    max_cost_usd: float | None = None
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))


def build(
    settings: Settings,
    *,
    model: object | None = None,
    wiring: Wiring | None = None,
) -> Assistant:
    """A wired Assistant. `model` overrides the settings: a name, an object with our seam, or a LangChain chat model.

    Raises InputError for an unknown model or unreadable notes, KeyMissing without the provider's key.
    """
    from assistant.agent import prompts
    from assistant.agent.assistant import Assistant
    from assistant.agent.ids import uuid7
    from assistant.agent.likening import with_likeness
    from assistant.agent.limits import Limits
    from assistant.models.registry import open_model

    wiring = wiring or Wiring()
    cap = wiring.max_cost_usd if wiring.max_cost_usd is not None else settings.max_cost_usd
    chosen = with_likeness(open_model(settings.model if model is None else model, settings))
    log = (wiring.log or open_log(settings, wiring.detectors)) if wiring.recorded else None
    assistant = Assistant(
        model=chosen,
        library=library(settings, wiring, answers=True),
        prompts=prompts.load(own=settings.prompts),
        second=open_model(settings.second_model, settings) if settings.second_model else None,
        now=wiring.now,
        version=version(),
        record=log.record if log else None,
        limits=Limits(max_cost_usd=cap, seconds=settings.turn_seconds),
        session=wiring.session or uuid7(),
        context=wiring.context,
    )
    if log is not None and wiring.log is None:
        weakref.finalize(assistant, log.close)
    return assistant


def library(settings: Settings, wiring: Wiring | None = None, *, answers: bool = False) -> Library:
    """The knowledge of these settings: corpus, the user's notes, prices. The index opens on first use; `answers`: also
    on a disk that refuses it, by words alone."""
    from assistant.agent.library import Library

    return Library(open_index=partial(_open_index, settings, wiring or Wiring(), answers))


def notes(settings: Settings, wiring: Wiring | None = None) -> NotesRead:
    """The user's own notes as they are on disk now. Raises InputError for a path in the settings that is not there."""
    from assistant.knowledge import own_notes

    wiring = wiring or Wiring()
    named = (*settings.notes, *wiring.notes)
    return own_notes.read(settings.home, named, wiring.listed, wiring.on_file, afresh=wiring.afresh)


def open_log(settings: Settings, detectors: Sequence[Detector] = ()) -> UsageLog:
    """The usage log of these settings; the provider keys in use are kept out of it, and what `detectors` find."""
    from assistant.usage.log import UsageLog
    from assistant.usage.retention import Retention

    keys = (settings.anthropic_api_key, settings.openai_api_key)
    kept = Retention(settings.content_days, settings.numbers_days)
    return UsageLog.open(settings.home, secrets=[k.reveal() for k in keys if k], detectors=detectors, kept=kept)


def plan(
    brief: str,
    *,
    model: object | None = None,
    notes: Sequence[str | Path] = (),
    max_cost_usd: float | None = None,
    context: Context = "retrieved",
    on_event: OnEvent | None = None,
    settings: Settings | None = None,
    now: Callable[[], datetime] | None = None,
) -> Plan:
    """A plan for the brief. A plan that still breaks rules is returned all the same: `check(plan)` tells.

    `context="all"` hands the model every passage instead of those that are found. Raises BriefError, InputError,
    KeyMissing, ProviderError; NotMeasured is never raised here. Raises PlanFileError when the model answered without
    ever submitting a plan.
    """
    settings = settings or settings_module.load()
    with open_log(settings) as log:
        wiring = Wiring(notes=tuple(Path(path) for path in notes), max_cost_usd=max_cost_usd, context=context, log=log)
        if now is not None:
            wiring = replace(wiring, now=now)
        turn = build(settings, model=model, wiring=wiring).turn(brief, on_event, want="plan")
    if turn.status == "interrupted":
        raise KeyboardInterrupt
    if turn.plan is None:
        raise PlanFileError(f"No plan came of it: {turn.error}", where=turn.model, fix="Try again, or another model.")
    return turn.plan


async def aplan(brief: str, **options: Any) -> Plan:  # noqa: ANN401 - the same options as plan()
    """`plan` in a thread, for callers that run an event loop."""
    return await asyncio.to_thread(partial(plan, brief, **options))


def check(subject: Plan | str | Path, *, settings: Settings | None = None) -> tuple[Finding, ...]:
    """The findings about a plan, or about the plan.json at a path. Raises PlanFileError when it is not a plan."""
    from assistant.planning.schema import Plan

    return review_plan(subject if isinstance(subject, Plan) else load_plan(subject), settings=settings)


def check_text(text: str, where: str, *, settings: Settings | None = None) -> Checked:
    """What is found about a plan. Raises PlanFileError for JSON that is not one, NotMeasured for text without one."""
    from assistant.planning import schema
    from assistant.planning.checked import Checked
    from assistant.planning.outside.review import review_markdown

    if not schema.is_json(text, where):
        return Checked((outside := review_markdown(text)).findings, outside)
    return _checked(schema.load(text, where=where), settings)


def load_plan(path: str | Path) -> Plan:
    """The plan in a file. Raises PlanFileError naming the file and what is wrong."""
    from assistant.planning import schema

    try:
        data = Path(path).read_bytes()
    except TypeError as error:
        raise PlanFileError(f"{path!r:.80} is no plan", fix="Give a Plan or the path of a plan.json.") from error
    except OSError as error:
        told = f"The plan cannot be read: {error.strerror}"
        raise PlanFileError(told, where=str(path), fix="Check the path.") from error
    return schema.load(data, where=str(path))


def review_plan(plan: Plan, *, settings: Settings | None = None, today: datetime | None = None) -> tuple[Finding, ...]:
    """Reviews a plan against today's date, the dated prices and the documents on this machine (never the index)."""
    return _checked(plan, settings, today).findings


def _checked(plan: Plan, settings: Settings | None, today: datetime | None = None) -> Checked:
    from assistant.agent import todays

    own = notes(settings or settings_module.load(), Wiring(afresh=True))
    return todays.checked(plan, own, (today or datetime.now(UTC)).date())


def index_report(settings: Settings | None = None, *, read_back: bool = True) -> IndexReport:
    """The state of the search index for the documents these settings name; see `assistant.knowledge.report`."""
    from assistant.agent import embedders
    from assistant.knowledge import report

    settings = settings or settings_module.load()
    today = documents(settings, Wiring(afresh=True))
    return report.index_report(settings.home, today, embedders.chosen(settings), read_back=read_back)


def documents(settings: Settings, wiring: Wiring | None = None) -> list[Document]:
    """What is searched: the shipped notes, then the user's own."""
    from assistant.knowledge import own_notes

    return own_notes.beside_corpus(notes(settings, wiring), (wiring or Wiring()).on_skipped)


def _open_index(settings: Settings, wiring: Wiring, answers: bool) -> Index:
    from assistant.agent import embedders
    from assistant.knowledge import serving

    read, embedder = documents(settings, wiring), embedders.chosen(settings)
    how = {"patient": wiring.patient, "answers": answers}
    return serving.opened(settings.home, read, embedder, wiring.on_progress, **how)


__all__ = [
    "InputError",
    "Wiring",
    "aplan",
    "build",
    "check",
    "check_text",
    "index_report",
    "library",
    "load_plan",
    "open_log",
    "plan",
    "review_plan",
    "version",
]
