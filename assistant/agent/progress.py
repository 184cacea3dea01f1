"""Invariant: what a turn has so far survives whatever ends its loop."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from assistant.agent.turn import Call
from assistant.models.base import Message, Quoted
from assistant.planning.draft import Draft, DraftQuestion
from assistant.planning.findings import Finding
from assistant.planning.schema import Plan


@dataclass
class Progress:
    """What the loop has so far.

    `messages` starts with what was said in earlier turns and this turn's first message. `plan` is the best submitted
    so far: the one with the fewest errors. `end` says what ended the turn, `why` the reason when it is neither a
    plan that holds nor an answer. `asked_user` are questions to the user; `taken` those answered by their default.
    `began` is the turn's clock before anything was asked of a model.
    `quoted` is what a provider says the answer cites.
    `switched` says that the second model is at work.
    """

    messages: list[Message]
    calls: list[Call] = field(default_factory=list)
    draft: Draft | None = None
    plan: Plan | None = None
    findings: tuple[Finding, ...] = ()
    answer: str = ""
    repairs: int = 0
    nudges: int = 0
    failed_replies: int = 0
    end: str = ""
    why: str = ""
    asked: Counter[str] = field(default_factory=Counter)
    asked_user: list[DraftQuestion] = field(default_factory=list)
    taken: list[DraftQuestion] = field(default_factory=list)
    quoted: tuple[Quoted, ...] = ()
    must_call: str | None = None
    earlier: int = 0
    switched: bool = False
    is_trimmed: bool = False
    began: float = 0.0

    def __post_init__(self) -> None:
        self.earlier = len(self.messages) - 1

    def stop(self, why: str) -> None:
        """Ends the turn for a reason that is no success."""
        self.end, self.why = "stopped", why

    def keep(self, draft: Draft, plan: Plan, findings: tuple[Finding, ...]) -> int:
        """Keeps the plan when it is no worse than the best so far. Returns how many errors this one has."""
        errors = _errors(findings)
        if self.plan is None or errors <= self.errors:
            self.draft, self.plan, self.findings = draft, plan, findings
        return errors

    @property
    def errors(self) -> int:
        """Error findings of the best plan so far."""
        return _errors(self.findings)


def _errors(findings: tuple[Finding, ...]) -> int:
    return sum(finding.severity == "error" for finding in findings)
