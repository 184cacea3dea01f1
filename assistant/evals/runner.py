"""Invariant: a run measures or says that it did not; a case that breaks is data, and no case stops another.

Offline cases run with the network blocked, live ones after them without the block. Scorers run here, apart from turns.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import AssistantError, InputError, NotMeasured
from assistant.evals import gates, network, scripted
from assistant.evals.cases import Case, Placed
from assistant.evals.results import Report, Result, summary
from assistant.evals.scorers import SCORERS
from assistant.evals.scoring import Score, Seen
from assistant.evals.suites import Suite

if TYPE_CHECKING:
    from assistant.agent.assistant import Assistant
    from assistant.agent.turn import Turn
    from assistant.evals.keeping import RunFolder
    from assistant.models.base import ChatModel

MakeAssistant = Callable[["str | ChatModel", tuple[Path, ...]], "Assistant"]
"""Gives a fresh Assistant for a model (a name, or a scripted one) and the case's notes. Called from several threads."""

OnResult = Callable[[Result, int, int], None]
"""Told of each result as it comes, with how many are done of how many; always from the thread that called `run`."""

FILTERS = ("tag", "group", "id")
MAX_JOBS = 16


@dataclass(frozen=True)
class Selection:
    """What of a suite to run, and on what. `model` takes the place of the offline one; scripts keep their cases."""

    filters: tuple[tuple[str, str], ...] = ()
    limit: int | None = None
    jobs: int = 2
    model: str | None = None

    @property
    def partial(self) -> bool:
        """Whether it may leave cases out."""
        return bool(self.filters) or self.limit is not None


def run(
    suite: Suite,
    make: MakeAssistant,
    selection: Selection | None = None,
    *,
    on_result: OnResult | None = None,
    keep: RunFolder | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Report:
    """Runs the suite and reports. Results are kept in `keep` one by one as they come, the report at the end.

    Raises NotMeasured when the selection holds no case, InputError for a wrong selection or a full disk.
    """
    selection = selection or Selection()
    started = now()
    chosen = select(suite, selection)
    found: dict[str, Result] = {}
    with closing(_results(suite, chosen, make, selection)) as coming:
        for result in coming:
            found[result.case] = result
            if keep is not None:
                keep.add(result)
            if on_result is not None:
                on_result(result, len(found), len(chosen))
    results = tuple(found[placed.case.id] for placed in chosen)
    report = Report(
        suite=suite.name,
        title=suite.head.title,
        run_id=keep.run_id if keep is not None else "",
        started_at=started.isoformat(),
        results=results,
        readings=tuple(gates.read(gate, results, selection=selection.partial) for gate in suite.head.gate),
        points_for_readers=sum(len(placed.case.must) + len(placed.case.must_not) for placed in chosen),
    )
    if keep is not None:
        keep.finish(report)
    return report


def select(suite: Suite, selection: Selection) -> list[Placed]:
    """The cases to run, in the suite's order. Raises NotMeasured when there is none, InputError for a wrong filter."""
    for name, _ in selection.filters:
        if name not in FILTERS:
            raise InputError(f"There is no filter {name!r}", fix=f"Filter by {', '.join(FILTERS)}, as in tag=NAME.")
    chosen = [placed for placed in suite.cases if all(_has(placed, *each) for each in selection.filters)]
    chosen = chosen[: selection.limit]
    if not chosen:
        asked = ", ".join(f"{name}={value}" for name, value in selection.filters) or f"a limit of {selection.limit}"
        raise NotMeasured(
            f"No case of {suite.name!r} is left by {asked}", fix="Widen the selection.", code="nothing_selected"
        )
    return chosen


def _has(placed: Placed, name: str, value: str) -> bool:
    held = {"tag": placed.case.tags, "group": (placed.group,), "id": (placed.case.id,)}
    return value in held[name]


def _results(suite: Suite, chosen: Sequence[Placed], make: MakeAssistant, selection: Selection) -> Generator[Result]:
    briefs = tuple(dict.fromkeys(placed.case.brief for placed in suite.cases))
    for live in (False, True):
        batch = [placed for placed in chosen if scripted.is_live(_model(suite, placed, selection)) is live]
        guard: AbstractContextManager[None] = nullcontext() if live else network.blocked()
        if batch:
            with guard:
                yield from _batch(suite, batch, make, selection, briefs)


def _batch(
    suite: Suite, batch: Sequence[Placed], make: MakeAssistant, selection: Selection, briefs: tuple[str, ...]
) -> Generator[Result]:
    jobs = min(max(selection.jobs, 1), MAX_JOBS)
    with ThreadPoolExecutor(1) as judging, ThreadPoolExecutor(jobs) as turns:
        try:
            under_way = {
                turns.submit(_turn, suite, placed, make, _model(suite, placed, selection)): placed for placed in batch
            }
            for future in as_completed(under_way):
                placed = under_way[future]
                yield _judged(placed, _model(suite, placed, selection), future, judging, briefs)
        finally:
            turns.shutdown(cancel_futures=True)


def _model(suite: Suite, placed: Placed, selection: Selection) -> str:
    own = suite.model_of(placed)
    return selection.model if selection.model is not None and own == scripted.OFFLINE else own


def _turn(suite: Suite, placed: Placed, make: MakeAssistant, model: str) -> Turn:
    case = placed.case
    behind = scripted.open_scripted(model, case.replies) if model.partition(":")[0] == scripted.PREFIX else model
    return make(behind, suite.notes_of(placed)).turn(case.brief, want=case.want)


def _judged(
    placed: Placed, model: str, future: Future[Turn], judging: ThreadPoolExecutor, briefs: tuple[str, ...]
) -> Result:
    case = placed.case
    broken = future.exception()
    if broken is not None:
        reason = f"the turn broke off: {_told(broken)}"
        scores = tuple(Score(name, None, reason) for name in case.expectations)
        return Result(case.id, placed.group, model, scores, case.tags, error=reason)
    turn = future.result()
    others = tuple(brief for brief in briefs if brief != case.brief)
    scores = tuple(_score(judging, case, name, wanted, turn, others) for name, wanted in case.expectations.items())
    return Result(case.id, placed.group, model, scores, case.tags, turn=summary(turn))


def _score(
    judging: ThreadPoolExecutor, case: Case, name: str, wanted: object, turn: Turn, others: tuple[str, ...]
) -> Score:
    future = judging.submit(SCORERS[name], Seen(case, turn, wanted, others))
    broken = future.exception()
    return future.result() if broken is None else Score(name, None, f"the scorer broke off: {_told(broken)}")


def _told(error: BaseException) -> str:
    return error.sentence() if isinstance(error, AssistantError) else f"{type(error).__name__}: {error}"
