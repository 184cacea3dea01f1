"""Invariant: a run measures or says that it did not; a case that breaks is data, and no case stops another.

Offline cases run with the network blocked, live ones after them without the block. A scorer that breaks
takes no other with it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from assistant.errors import AssistantError, InputError
from assistant.evals import gates, network, points, scripted
from assistant.evals.points import Point
from assistant.evals.products import Unwritten
from assistant.evals.results import Key, Report, Result
from assistant.evals.scoring import Score, Scorer, Seen, Taken, joined
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

    Attempts that `keep` holds already are not made again. Raises NotMeasured when the selection holds no case,
    InputError for a wrong selection, a suite that changed since the run began, or a full disk.
    """
    selection = selection or Selection()
    started = now().isoformat()
    wanted = attempts(suite, selection)
    found: dict[Key, Result] = {}
    if keep is not None:
        keep.begin(suite, selection, now=now)
        started = _same(suite, keep.head())
        found = {result.key: result for result in keep.done()}
    left = [attempt for attempt in wanted if attempt.key not in found]
    with closing(_results(suite, left, task, selection)) as coming:
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
    briefs = tuple(dict.fromkeys(placed.case.brief for placed in suite.cases))
    for live in (False, True):
        batch = [attempt for attempt in left if scripted.is_live(attempt.model) is live]
        guard: AbstractContextManager[None] = nullcontext() if live else network.blocked()
        if batch:
            with guard:
                yield from _batch(batch, task, selection, briefs)


def _batch(batch: Sequence[Attempt], task: Task, selection: Selection, briefs: tuple[str, ...]) -> Generator[Result]:
    jobs = min(max(selection.jobs, 1), MAX_JOBS)
    taken: dict[Key, Taken] = {}
    wholes = MOST_WHOLE

    def work(attempt: Attempt) -> tuple[Score, ...]:
        taken[attempt.key] = task(attempt.placed, attempt.model)
        asked = _asked(attempt, taken[attempt.key], briefs).values()
        return joined(attempt.placed.asked, [scorer(seen) for scorer, seen in asked])

    with ThreadPoolExecutor(1) as judging, ThreadPoolExecutor(jobs) as turns:
        try:
            under_way = {turns.submit(work, attempt): attempt for attempt in batch}
            for future in as_completed(under_way):
                attempt = under_way.pop(future)
                turn = taken.pop(attempt.key, None)
                result = _judged(attempt, future, turn, judging, briefs)
                if turn is not None and (len(batch) <= SMALL or (result.outcome != "pass" and wholes)):
                    result = replace(result, turn=whole(turn.turn))
                    wholes -= 1
                yield result
        finally:
            turns.shutdown(cancel_futures=True)


def _asked(attempt: Attempt, taken: Taken, briefs: tuple[str, ...]) -> dict[str, tuple[Scorer, Seen]]:
    case = attempt.placed.case
    return {
        name: (scorer, Seen(case, taken, wanted, briefs)) for name, (scorer, wanted) in attempt.placed.asked.items()
    }


def _judged(
    attempt: Attempt,
    future: Future[tuple[Score, ...]],
    taken: Taken | None,
    judging: ThreadPoolExecutor,
    briefs: tuple[str, ...],
) -> Result:
    """The result. When a scorer broke, each is asked again by itself, so that the others still count."""
    case, broken = attempt.placed.case, future.exception()
    if taken is None:
        reason = f"the turn broke off: {_told(broken)}" if broken is not None else "the turn gave nothing"
        broke = not isinstance(broken, Unwritten)
        scores = tuple(Score(name, None, reason, broken=broke) for name in attempt.placed.asked)
        return _result(attempt, scores, tuple(points.unread(case, reason)), error=reason)
    if broken is None:
        scores = future.result()
    else:
        asked = _asked(attempt, taken, briefs).items()
        apart = [(name, judging.submit(scorer, seen)) for name, (scorer, seen) in asked]
        scores = joined(attempt.placed.asked, [_score(name, each) for name, each in apart])
    return _result(attempt, scores, tuple(points.read(case, taken.turn.plan)), turn=summary(taken.turn))


def _result(attempt: Attempt, scores: tuple[Score, ...], found: tuple[Point, ...], **more: Any) -> Result:  # noqa: ANN401
    case, group = attempt.placed.case, attempt.placed.group
    return Result(case.id, group, attempt.model, scores, case.tags, points=found, n=attempt.number, **more)


def _score(name: str, future: Future[Score]) -> Score:
    broken = future.exception()
    return future.result() if broken is None else _broken(name, broken)


def _broken(name: str, error: BaseException) -> Score:
    return Score(name, None, f"the scorer broke off: {_told(error)}", broken=True)


def _told(error: BaseException) -> str:
    return error.sentence() if isinstance(error, AssistantError) else f"{type(error).__name__}: {error}"
