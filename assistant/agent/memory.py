"""Invariant: what a model is told of earlier turns is well formed and bounded: one question, one answer, in turn.

Tool calls, passages and repairs of earlier turns are left out; only the last plan stays whole, as the draft that was
submitted, with the passages it cites under their old keys, so that it can be revised.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from assistant.knowledge.passages import Passage
from assistant.models.base import Message
from assistant.planning.draft import Draft
from assistant.planning.schema import Plan

EXCHANGES = 10
"""Earlier turns that are told (project rule: what was said before that is rarely worth its tokens)."""
ANSWER_CHARACTERS = 6_000
"""An earlier answer is told up to here (project rule: about 1,500 tokens)."""
_MARK = "\n<draft>\n"


@dataclass
class Memory:
    """What one conversation remembers: `messages` alternate user and assistant; `passages` are those the plan cites."""

    messages: list[Message] = field(default_factory=list)
    plan: Plan | None = None
    draft: Draft | None = None
    passages: tuple[Passage, ...] = ()

    def add(self, asked: str, answered: str) -> None:
        """Remembers an exchange in words."""
        self._append(asked, _shortened(answered))

    def add_plan(self, asked: str, draft: Draft, plan: Plan, passages: Sequence[Passage], problems: str) -> None:
        """Remembers a plan, and forgets the draft of the one before. `problems` are its error findings, or ''."""
        self.messages = [_without_draft(message) for message in self.messages]
        self.plan, self.draft = plan, draft
        cited = {citation.chunk for citation in plan.citations}
        self.passages = tuple(passage for passage in passages if passage.chunk.hash in cited)
        state = f"It still breaks rules:\n{problems}" if problems else "It holds."
        self._append(asked, f"I planned {plan.title!r}. {state}{_MARK}{draft.model_dump_json(exclude_defaults=True)}")

    def about(self, asked: str, want: Literal["plan", "any"]) -> str:
        """What a plan made now is about, in the user's words; one that is planned anew knows nothing of the last."""
        return f"{self.plan.brief.text}\n{asked}" if self.plan is not None and want == "any" else asked

    def planned(self, want: Literal["plan", "any"]) -> Draft | None:
        """The draft a turn is about; what is to be planned anew has none."""
        return self.draft if want == "any" else None

    def _append(self, asked: str, answered: str) -> None:
        exchange = [Message("user", text=asked), Message("assistant", text=answered)]
        self.messages = [*self.messages, *exchange][-2 * EXCHANGES :]


def _without_draft(message: Message) -> Message:
    told, mark, _ = message.text.partition(_MARK)
    return Message("assistant", text=f"{told} (since replaced)") if mark and message.role == "assistant" else message


def _shortened(text: str) -> str:
    return text if len(text) <= ANSWER_CHARACTERS else f"{text[:ANSWER_CHARACTERS]} …"
