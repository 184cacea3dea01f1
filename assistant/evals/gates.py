"""Invariant: a gate fails closed: what it could not measure is never counted as passed.

The unmeasured stay in the denominator; too many of them fail the gate, and nothing measured is its own outcome. What
broke off is not borne with the unmeasured: unless the gate fails however it would have ended, it was not measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from assistant.evals.counting import Counted, count
from assistant.evals.scoring import Outcome
from assistant.evals.suites import ANY_GROUP, WHOLE_CASE, Gate

if TYPE_CHECKING:
    from assistant.evals.results import Result

GateOutcome = Literal["pass", "fail", "not_measured", "not_selected"]


@dataclass(frozen=True, kw_only=True)
class Reading(Counted):
    """One gate with what was counted for it. not_selected: the run's filter left it no case."""

    gate: Gate
    selection: bool = False

    @property
    def outcome(self) -> GateOutcome:
        """Whether the gate holds."""
        if not self.total:
            return "not_selected" if self.selection else "not_measured"
        if not self.passed + self.failed:
            return "not_measured"
        if self.broken:
            at_best = (self.passed + self.broken) / self.total
            return "fail" if at_best < self.gate.min_pass_rate else "not_measured"
        enough = self.share >= self.gate.min_pass_rate
        return "pass" if enough and self.unmeasured / self.total <= self.gate.max_unmeasured else "fail"

    @property
    def name(self) -> str:
        """What it looks at, for people."""
        subject = "every case" if self.gate.scorer == WHOLE_CASE else self.gate.scorer
        return subject if self.gate.group == ANY_GROUP else f"{subject} of {self.gate.group}"

    def as_json(self) -> dict[str, Any]:
        """The gate, its counts and its outcome."""
        low, high = self.interval
        return {
            "gate": self.gate.model_dump(mode="json"),
            "outcome": self.outcome,
            "passed": self.passed,
            "failed": self.failed,
            "unmeasured": self.unmeasured,
            "broken": self.broken,
            "cases": self.cases,
            "interval": [round(low, 4), round(high, 4)],
        }


def read(gate: Gate, results: Sequence[Result], *, selection: bool) -> Reading:
    """What the results say about a gate. `selection`: the run was asked to leave cases out."""
    seen = [result for result in results if gate.group in (ANY_GROUP, result.group)]
    counted = count((result.case, *each) for result in seen for each in _outcomes(gate, result))
    return Reading(**asdict(counted), gate=gate, selection=selection)


def _outcomes(gate: Gate, result: Result) -> list[tuple[Outcome, bool]]:
    if gate.scorer == WHOLE_CASE:
        return [(result.outcome, result.broken)]
    return [(score.outcome, score.broken) for score in result.scores if score.name == gate.scorer]
