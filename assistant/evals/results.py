"""Invariant: every case that was to run is in the report, and what was not measured is counted, never left out.

A case passes when all that decides passed, fails when something failed, and is unmeasured otherwise. Nothing broken
passes: a run in which a turn or a scorer broke off is not measured, whatever its gates bear.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from assistant.evals import scripted
from assistant.evals.gates import Reading
from assistant.evals.points import Point
from assistant.evals.scoring import Outcome, Score
from assistant.evals.tallies import Tally, tallied

Key = tuple[str, int]
"""Case and number of the attempt."""

Verdict = Literal["passed", "failed", "not_measured"]
EXIT_CODES: Mapping[Verdict, int] = {"passed": 0, "failed": 1, "not_measured": 5}
SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Result:
    """What came of one attempt. `error` tells why a turn broke off; `turn` is the summary of the turn.

    `n` counts the attempts at a case from 1; `points` are the case's must and must-not points.
    """

    case: str
    group: str
    model: str
    scores: tuple[Score, ...]
    tags: tuple[str, ...] = ()
    error: str = ""
    turn: Mapping[str, Any] = field(default_factory=dict)
    points: tuple[Point, ...] = ()
    n: int = 1

    @property
    def key(self) -> Key:
        """Tells it from every other attempt of the run."""
        return self.case, self.n

    @property
    def name(self) -> str:
        """The case, with the number of an attempt after the first."""
        return self.case if self.n == 1 else f"{self.case} #{self.n}"

    @property
    def outcome(self) -> Outcome:
        """pass, fail or unmeasured."""
        outcomes = {score.outcome for score in self.scores}
        if "fail" in outcomes:
            return "fail"
        return "unmeasured" if self.error or "unmeasured" in outcomes or "pass" not in outcomes else "pass"

    @property
    def broken(self) -> bool:
        """Whether it could not be measured because the turn or a scorer broke off."""
        return self.outcome == "unmeasured" and any(score.broken for score in self.scores)

    @property
    def broke_off(self) -> bool:
        """Whether the turn or one of its scorers broke off, whatever the others say: worth another try."""
        return any(score.broken for score in self.scores)

    @property
    def unread(self) -> bool:
        """Whether no scorer that is written looked at it."""
        return all(score.unwritten or score.outcome == "unmeasured" for score in self.scores)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it did not pass: one sentence for each score that did not, or the error."""
        if self.error:
            return (self.error,)
        return tuple(f"{s.name}: {s.reason}" for s in self.scores if s.outcome in ("fail", "unmeasured"))

    def as_json(self) -> dict[str, Any]:
        """One line of the results file."""
        return {
            "schema_version": SCHEMA_VERSION,
            "case": self.case,
            "n": self.n,
            "group": self.group,
            "tags": list(self.tags),
            "model": self.model,
            "outcome": self.outcome,
            "error": self.error,
            "scores": [score.as_json() for score in self.scores],
            "turn": dict(self.turn),
            "points": [point.as_json() for point in self.points],
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Result:
        """A stored line. Raises KeyError or TypeError when it is none."""
        return cls(
            case=body["case"],
            group=body["group"],
            model=body["model"],
            scores=tuple(Score.from_json(score) for score in body["scores"]),
            tags=tuple(body["tags"]),
            error=body["error"],
            turn=body["turn"],
            points=tuple(Point(**point) for point in body["points"]),
            n=body["n"],
        )


@dataclass(frozen=True)
class Report:
    """One run of one suite."""

    suite: str
    title: str
    run_id: str
    started_at: str
    results: tuple[Result, ...]
    readings: tuple[Reading, ...]

    @property
    def verdict(self) -> Verdict:
        """Fails closed: passed only when a gate was read, all those read hold, cases were measured and none broke."""
        outcomes = {reading.outcome for reading in self.readings}
        if "fail" in outcomes:
            return "failed"
        measured = any(result.outcome != "unmeasured" for result in self.results)
        sound = measured and not any(result.broken for result in self.results)
        return "passed" if sound and "pass" in outcomes and "not_measured" not in outcomes else "not_measured"

    @property
    def quality(self) -> str:
        """What the run says about a model's quality: nothing, unless a live model was at work and a case was scored."""
        models = {result.model for result in self.results}
        scored = {result.model for result in self.results if result.outcome != "unmeasured" and not result.unread}
        speaking = {model for model in models if scripted.is_live(model) or _replays(model)}
        if speaking and not speaking & scored:
            why = "what would measure it is not written yet" if self.unwritten() else "no case could be scored"
            return f"model quality: not measured ({why})"
        live = sorted(model for model in scored if scripted.is_live(model))
        if live:
            return f"model quality: as measured on {', '.join(live)}"
        if speaking:
            return "model quality: as recorded, not measured anew"
        kind = "scripted model" if any(model != scripted.OFFLINE for model in models) else "offline drafter"
        return f"model quality: not measured ({kind})"

    def points(self) -> Counter[str]:
        """State → how many must and must-not points ended in it."""
        counted = Counter(point.state for result in self.results for point in result.points)
        return Counter({state: counted[state] for state in ("met", "missed", "unmeasured")})

    def unsteady(self) -> list[str]:
        """Cases whose attempts came to different outcomes."""
        return [case for case, found in self._outcomes().items() if len(set(found)) > 1]

    def unwritten(self) -> Counter[str]:
        """What the user has still to write → in how many cases it is missed."""
        missed = {(score.unwritten, result.case) for result in self.results for score in result.scores}
        return Counter(what for what, _ in sorted(missed) if what)

    def broken(self) -> list[str]:
        """Cases of which an attempt broke off."""
        return list(dict.fromkeys(result.case for result in self.results if result.broken))

    def cases(self) -> Counter[Outcome]:
        """Outcome → cases: one fails when an attempt at it did, and passes when all of them passed."""
        rank: tuple[Outcome, ...] = ("fail", "unmeasured", "pass")
        return Counter(next(each for each in rank if each in found) for found in self._outcomes().values())

    def attempts(self) -> Counter[Outcome]:
        """Outcome → attempts."""
        return Counter(result.outcome for result in self.results)

    def _outcomes(self) -> dict[str, list[Outcome]]:
        found: dict[str, list[Outcome]] = {}
        for result in self.results:
            found.setdefault(result.case, []).append(result.outcome)
        return found

    def tallies(self) -> list[Tally]:
        """One for each scorer in each group, in the order they appear."""
        spoken = ((result.case, result.group, score) for result in self.results for score in result.scores)
        return tallied(spoken)

    def as_json(self) -> dict[str, Any]:
        """The whole report."""
        return {
            "schema_version": SCHEMA_VERSION,
            "suite": self.suite,
            "title": self.title,
            "run": self.run_id,
            "started_at": self.started_at,
            "verdict": self.verdict,
            "exit_code": EXIT_CODES[self.verdict],
            "model_quality": self.quality,
            "cases": _counts(self.cases()),
            "attempts": _counts(self.attempts()),
            "broken": self.broken(),
            "unwritten": dict(self.unwritten()),
            "points": dict(self.points()),
            "gates": [reading.as_json() for reading in self.readings],
            "scorers": [tally.as_json() for tally in self.tallies()],
            "results": [result.as_json() for result in self.results],
        }


def _replays(model: str) -> bool:
    return model.partition(":")[0] == scripted.REPLAY


def _counts(found: Counter[Outcome]) -> dict[str, int]:
    return {
        "total": found.total(),
        "passed": found["pass"],
        "failed": found["fail"],
        "unmeasured": found["unmeasured"],
    }
