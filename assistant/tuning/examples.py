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
from assistant.usage.consent import Level, allows
from assistant.usage.stored import from_text

if TYPE_CHECKING:
    from assistant.usage.log import UsageLog
    from assistant.usage.redaction import Redactor
    from assistant.usage.stored import StoredFeedback, StoredTurn

Reason = Literal[
    "no_consent", "withdrawn", "not_judged", "bad", "edited_as_text", "draft", "no_plan", "damaged", "redaction",
    "context", "duplicate",
]  # fmt: skip

SENTENCES: dict[Reason, str] = {
    "no_consent": "made without consent to this use: give it with `assistant usage consent training` for later turns",
    "withdrawn": "consent to this use was withdrawn since",
    "not_judged": "nobody accepted or edited the plan: say so with `assistant feedback TURN --accept`",
    "bad": "judged bad",
    "edited_as_text": "edited as text, while examples need the edited plan.json",
    "draft": "the accepted plan is a draft with error findings",
    "no_plan": "ended without a plan, and only plans become examples",
    "damaged": "the row is not what was written: see `assistant usage verify`",
    "redaction": "a second redaction found what the first had missed",
    "context": "an earlier turn of the same conversation may not be used, and without it they make no sense",
    "duplicate": "the same question and answer is there already",
}
"""Why turns are left out, to be read after the number of turns."""


Exchange = tuple[str, str]
"""What was asked and what was answered."""


@dataclass(frozen=True)
class Example:
    """What was asked and the answer somebody stood behind, after what was said `before` in the same conversation.

    `source` says whether they took the answer as it was, made it so, or refused it; an edit was made `instead_of` the
    first answer, a refusal was made `because` of something.
    """

    turn: str
    system: str
    before: tuple[Exchange, ...]
    user: str
    assistant: str
    source: Literal["accepted", "edited", "bad"]
    instead_of: str = ""
    because: str = ""

    @property
    def hash(self) -> str:
        """Identity by content: the same question with the same answer is one example."""
        earlier = (part for exchange in self.before for part in exchange)
        return content_hash(self.system, *earlier, self.user, self.assistant, self.instead_of)

    def prompt(self) -> list[dict[str, str]]:
        """Everything before the answer, as chat messages."""
        return self.messages()[:-1]

    def messages(self) -> list[dict[str, str]]:
        """The exchange as chat messages; without a system message when there was none."""
        said = [{"role": "system", "content": self.system}] if self.system else []
        for user, assistant in (*self.before, (self.user, self.assistant)):
            said += [{"role": "user", "content": user}, {"role": "assistant", "content": assistant}]
        return said


@dataclass(frozen=True)
class Uses:
    """What the examples are for: the consent it needs, and whether refused answers teach there too."""

    level: Level = "training"
    bad: bool = False


@dataclass
class Selection:
    """Goes through the turns of a log once; `dropped` is complete when the examples have been read."""

    log: UsageLog
    uses: Uses = Uses()
    dropped: Counter[Reason] = field(default_factory=Counter)
    _said: dict[str, tuple[Exchange, ...] | None] = field(default_factory=dict)
    _redactor: Redactor | None = None

    def examples(self) -> Iterator[Example]:
        """The examples, in the order of their turns. Raises InputError when the log cannot be read."""
        seen: set[str] = set()
        self._redactor = None
        for turn in self.log.each_turn():
            found = self._of(turn)
            self._remember(turn)
            if isinstance(found, Example):
                if found.hash not in seen:
                    seen.add(found.hash)
                    yield found
                    continue
                found = "duplicate"
            self.dropped[found] += 1

    def _of(self, turn: StoredTurn) -> Example | Reason:
        if not allows(turn.consent, self.uses.level):
            return "no_consent"
        if not allows(self.log.consent(turn.session).level, self.uses.level):
            return "withdrawn"
        outcome = turn.outcome
        if outcome is None or outcome.kind == "good":
            return "not_judged"
        if outcome.kind == "bad" and not self.uses.bad:
            return "bad"
        if not turn.sound:
            return "damaged"
        before = self._said.get(turn.session, ())
        self._redactor = self._redactor or self.log.redactor.fresh()
        return "context" if before is None else _example(turn, outcome, before, self._redactor)

    def _remember(self, turn: StoredTurn) -> None:
        """Keeps what later turns of the conversation build on; None once a part of it may not be used."""
        before = self._said.get(turn.session, ())
        answer = turn.plan_json or turn.answer
        if before is None or not turn.sound or not allows(turn.consent, self.uses.level):
            self._said[turn.session] = None
        elif turn.text and answer:
            self._said[turn.session] = (*before, (turn.text, answer))


def _example(
    turn: StoredTurn, outcome: StoredFeedback, before: tuple[Exchange, ...], redactor: Redactor
) -> Example | Reason:
    edited = outcome.kind == "edit"
    if edited and outcome.edited_plan is None:
        return "edited_as_text"
    if outcome.kind == "accept" and turn.status == "draft":
        return "draft"
    plan = outcome.edited_plan if edited else turn.plan_json
    if not plan or not turn.text:
        return "no_plan"
    found = Example(
        turn.id,
        turn.system or "",
        before,
        turn.text,
        plan,
        _SOURCES[outcome.kind],
        instead_of=(turn.plan_json or "") if edited and turn.plan_json != plan else "",
        because=outcome.comment,
    )
    return found if _still_clean(found, redactor) else "redaction"


_SOURCES: dict[str, Literal["accepted", "edited", "bad"]] = {"accept": "accepted", "edit": "edited", "bad": "bad"}


def _still_clean(example: Example, redactor: Redactor) -> bool:
    """Plans are looked at value by value, as they were the first time: the marks of JSON itself are no secrets."""
    values = [_value(message["content"]) for message in example.messages()]
    values += [_value(example.instead_of), example.because]
    return all(redactor.value(value) == value for value in values)


def _value(text: str) -> object:
    try:
        return from_text(text)
    except ValueError:
        return text
