"""Invariant: a run measures or says that it did not; a case that breaks is data, and no case stops another.

Offline cases run with the network blocked, live ones after them without the block. A scorer that breaks
takes no other with it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from assistant.errors import AssistantError, InputError
from assistant.evals import foreign, gates, network, points, scripted
from assistant.evals.crew import Clock, Crew
from assistant.evals.foreign import caught
from assistant.evals.points import Point
from assistant.evals.products import Unwritten
from assistant.evals.results import Key, Report, Result
from assistant.evals.scoring import Score, Seen, Taken, joined
from assistant.evals.selecting import MAX_JOBS, Attempt, Selection, attempts, sampled
from assistant.evals.suites import Suite
from assistant.evals.summary import summary, whole
from assistant.evals.taking import MakeAssistant, Task, Teach, Turns

if TYPE_CHECKING:
    from assistant.evals.keeping import RunFolder

SMALL, MOST_WHOLE = 25, 100
"""Of so many attempts each turn is kept whole; of more, only so many of those that did not pass (project rule)."""

OnResult = Callable[[Result, int, int], None]
"""Told of each result as it comes, with how many are done of how many; always from the thread that called `run`."""


def run(
    suite: Suite,
    make: MakeAssistant,
    selection: Selection | None = None,
    *,
    teach: Teach | None = None,
    on_result: OnResult | None = None,
    keep: RunFolder | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Report:
    """Takes the cases as turns of the assistants `make` gives, or to the suite's own product: see `run_task`."""
    task = suite.task or Turns(suite, make, teach)
    return run_task(suite, task, selection, on_result=on_result, keep=keep, now=now)


def run_task(
    suite: Suite,
    task: Task,
    selection: Selection | None = None,
    *,
    on_result: OnResult | None = None,
    keep: RunFolder | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Report:
    """Runs any task on the suite's cases and reports. Results are kept in `keep` one by one, the report at the end.

    Attempts that `keep` holds already are not made again, but for those that broke off. Raises NotMeasured when the
    selection holds no case, InputError for a wrong selection, a suite that changed since the run began, a full disk.
    """
    selection = selection or Selection()
    started = now().isoformat()
    wanted = attempts(suite, selection)
    found: dict[Key, Result] = {}
    if keep is not None:
        keep.begin(suite, selection, now=now)
        started = _same(suite, keep.head())
        found = {result.key: result for result in keep.done() if not result.broke_off}
    left = [attempt for attempt in wanted if attempt.key not in found]
    own_code: AbstractContextManager[None] = foreign.held() if suite.task is not None else nullcontext()
    with own_code, closing(_results(suite, left, task, selection)) as coming:
        for result in coming:
            found[result.key] = result
            if keep is not None:
                keep.add(result)
            if on_result is not None:
                on_result(result, len(found), len(wanted))
    results = tuple(found[attempt.key] for attempt in wanted)
    partial = selection.partial or bool(sampled(suite, selection))
    report = Report(
        suite=suite.name,
        title=suite.head.title,
        run_id=keep.run_id if keep is not None else "",
        started_at=started,
        results=results,
        readings=tuple(gates.read(gate, results, selection=partial) for gate in suite.head.gate),
    )
    if keep is not None:
        keep.finish(report)
    return report


def _same(suite: Suite, head: Mapping[str, object]) -> str:
    """When the run began. Raises InputError when the suite is not what it was then."""
    if head["digest"] != suite.digest:
        raise InputError(
            f"The suite {suite.name!r} changed since the run began", fix="Run it anew.", code="suite_changed"
        )
    return str(head["started_at"])


def _results(suite: Suite, left: Sequence[Attempt], task: Task, selection: Selection) -> Generator[Result]:
    for live in (False, True):
        batch = [attempt for attempt in left if scripted.is_live(attempt.model) is live]
        guard: AbstractContextManager[None] = nullcontext() if live else network.blocked()
        if batch:
            with guard:
                yield from _batch(batch, task, suite, selection)


@dataclass(eq=False)
class _Trial:
    """One attempt under way: what was taken, or why nothing was, and the scores so far, in the order they are asked."""

    attempt: Attempt
    taken: Taken | None = None
    error: BaseException | None = None
    scores: list[Score] = field(default_factory=list)

    @property
    def asking(self) -> str:
        """The scorer that is next; '' when all have spoken."""
        names = list(self.attempt.placed.asked)
        return names[len(self.scores)] if len(self.scores) < len(names) else ""


def _batch(batch: Sequence[Attempt], task: Task, suite: Suite, selection: Selection) -> Generator[Result]:
    briefs = tuple(dict.fromkeys(placed.case.brief for placed in suite.cases))
    wholes = MOST_WHOLE

    def work(trial: _Trial, begins: Clock) -> None:
        _try(trial, begins, task, briefs)

    crew = Crew(min(max(selection.jobs, 1), MAX_JOBS), suite.seconds, work)
    try:
        for attempt in batch:
            crew.add(_Trial(attempt))
        for trial, in_time in crew.results():
            ended = trial if in_time else _overdue(trial, suite.seconds)
            if ended.taken is not None and ended.asking:
                crew.add(ended)
                continue
            result = _judged(ended)
            if ended.taken is not None and (len(batch) <= SMALL or (result.outcome != "pass" and wholes)):
                result = replace(result, turn=whole(ended.taken.turn))
                wholes -= 1
            yield result
    finally:
        crew.close()


def _try(trial: _Trial, begins: Clock, task: Task, briefs: tuple[str, ...]) -> None:
    """Takes the case and asks its scorers; one that breaks takes no other with it."""
    case = trial.attempt.placed.case
    if trial.taken is None:
        trial.taken, trial.error = caught(partial(task, trial.attempt.placed, trial.attempt.model))
    if (taken := trial.taken) is None:
        return
    for name, (scorer, wanted) in list(trial.attempt.placed.asked.items())[len(trial.scores) :]:
        begins()
        score, error = caught(partial(scorer, Seen(case, taken, wanted, briefs)))
        trial.scores.append(_broken(name, error) if score is None else score)


def _overdue(trial: _Trial, seconds: float) -> _Trial:
    """What goes on without the thread that was left behind; that one may still write into its own."""
    late = TimeoutError(f"it did not end within {seconds:g} seconds")
    ended = _Trial(trial.attempt, trial.taken, None, list(trial.scores))
    if ended.taken is None:
        ended.error = late
    elif ended.asking:
        ended.scores.append(_broken(ended.asking, late))
    return ended


def _judged(trial: _Trial) -> Result:
    attempt, case = trial.attempt, trial.attempt.placed.case
    if trial.taken is None:
        what = trial.error.what if isinstance(trial.error, Unwritten) else ""
        reason = _told(trial.error) if what else f"the turn broke off: {_told(trial.error)}"
        scores = tuple(Score(name, None, reason, broken=not what, unwritten=what) for name in attempt.placed.asked)
        return _result(attempt, scores, tuple(points.unread(case, reason)), error=reason)
    turn = trial.taken.turn
    scores = joined(attempt.placed.asked, trial.scores)
    return _result(attempt, scores, tuple(points.read(case, turn.plan)), turn=summary(turn))


def _result(attempt: Attempt, scores: tuple[Score, ...], found: tuple[Point, ...], **more: Any) -> Result:  # noqa: ANN401
    case, group = attempt.placed.case, attempt.placed.group
    return Result(case.id, group, attempt.model, scores, case.tags, points=found, n=attempt.number, **more)


def _broken(name: str, error: BaseException | None) -> Score:
    if isinstance(error, Unwritten):
        return Score(name, False, _told(error), unwritten=error.what)
    return Score(name, None, f"the scorer broke off: {_told(error)}", broken=True)


def _told(error: BaseException | None) -> str:
    if isinstance(error, TimeoutError) or error is None:
        return str(error or "it gave nothing")
    return error.sentence() if isinstance(error, AssistantError) else f"{type(error).__name__}: {error}"
