"""Invariant: a turn becomes an example only with consent then and now, a decision for it, and nothing left to hide.

Every turn that does not is counted under one reason. The second redaction is a check: what it still finds was missed
by the first, so the turn is left out rather than mended in silence (corpus note `consent-and-privacy`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from assistant.knowledge.passages import content_hash
from assistant.usage.consent import allows
from assistant.usage.stored import from_text

if TYPE_CHECKING:
    from assistant.usage.log import UsageLog
    from assistant.usage.redaction import Redactor
    from assistant.usage.stored import StoredFeedback, StoredTurn

Reason = Literal[
    "no_consent", "withdrawn", "not_judged", "bad", "edited_as_text", "draft", "no_plan", "damaged", "redaction",
    "duplicate",
]  # fmt: skip

SENTENCES: dict[Reason, str] = {
    "no_consent": "made without consent to training: give it with `assistant usage consent training` for later turns",
    "withdrawn": "consent to training was withdrawn since",
    "not_judged": "nobody accepted or edited the plan: say so with `assistant feedback TURN --accept`",
    "bad": "judged bad",
    "edited_as_text": "edited as text, while examples need the edited plan.json",
    "draft": "the accepted plan is a draft with error findings",
    "no_plan": "ended without a plan, and only plans become examples",
    "damaged": "the row is not what was written: see `assistant usage verify`",
    "redaction": "a second redaction found what the first had missed",
    "duplicate": "the same question and answer is there already",
}
"""Why turns are left out, to be read after the number of turns."""


@dataclass(frozen=True)
class Example:
    """What was asked and the answer somebody stood behind. `source` says whether they took it or made it so."""

    turn: str
    system: str
    user: str
    assistant: str
    source: Literal["accepted", "edited"]

    @property
    def hash(self) -> str:
        """Identity by content: the same question with the same answer is one example."""
        return content_hash(self.system, self.user, self.assistant)

    def messages(self) -> list[dict[str, str]]:
        """The exchange as chat messages; without a system message when there was none."""
        said = (("system", self.system), ("user", self.user), ("assistant", self.assistant))
        return [{"role": role, "content": text} for role, text in said if text or role != "system"]


@dataclass
class Selection:
    """Goes through the turns of a log once; `dropped` is complete when the examples have been read."""

    log: UsageLog
    dropped: Counter[Reason] = field(default_factory=Counter)

    def examples(self) -> Iterator[Example]:
        """The examples, in the order of their turns. Raises InputError when the log cannot be read."""
        seen: set[str] = set()
        for turn in self.log.each_turn():
            found = self._of(turn)
            if isinstance(found, Example):
                if found.hash not in seen:
                    seen.add(found.hash)
                    yield found
                    continue
                found = "duplicate"
            self.dropped[found] += 1

    def _of(self, turn: StoredTurn) -> Example | Reason:
        if not allows(turn.consent, "training"):
            return "no_consent"
        if not allows(self.log.consent(turn.session).level, "training"):
            return "withdrawn"
        outcome = turn.outcome
        if outcome is None or outcome.kind == "good":
            return "not_judged"
        if outcome.kind == "bad":
            return "bad"
        if not turn.sound:
            return "damaged"
        return _example(turn, outcome, self.log.redactor)


def _example(turn: StoredTurn, outcome: StoredFeedback, redactor: Redactor) -> Example | Reason:
    edited = outcome.kind == "edit"
    if edited and outcome.edited_plan is None:
        return "edited_as_text"
    if not edited and turn.status == "draft":
        return "draft"
    plan = outcome.edited_plan if edited else turn.plan_json
    if not plan or not turn.text:
        return "no_plan"
    system = turn.system or ""
    if any(redactor.value(said) != said for said in (system, turn.text, from_text(plan))):
        return "redaction"
    return Example(turn.id, system, turn.text, plan, "edited" if edited else "accepted")
