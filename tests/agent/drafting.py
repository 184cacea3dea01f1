"""Scripted models that draft honestly, or break a draft on purpose: the offline drafter's draft, changed as told."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from assistant.models.base import Message, Reply, Request, ToolCall
from assistant.models.offline import OfflineModel
from assistant.models.scripted import call

BRIEF = (
    "A B2B billing SaaS with 4,000 tickets a month and a 300-page help centre wants an assistant that answers "
    "customers and hands over when unsure. Two engineers, eight weeks."
)

Arguments = dict[str, Any]
Change = Callable[[Arguments], None]


def as_it_is(draft: Arguments) -> None:
    """No change."""
    del draft


def training_first(draft: Arguments) -> None:
    """A stage that trains before anything ships."""
    draft["stages"].insert(
        0,
        {
            "id": "train_first", "kind": "fine_tune", "title": "Fine-tune a model on the tickets", "role": "engineer",
            "start_week": 0, "end_week": 4, "deliverable": "a tuned model", "exit_test": "loss falls",
        },
    )  # fmt: skip


def invented_quote(draft: Arguments) -> None:
    """A quote that stands nowhere."""
    draft["claims"][0]["quote"] = "Nine of ten teams that train first are happy with it."


class Drafter:
    """Searches and drafts as the offline drafter does; the nth draft it submits is changed by the nth change.

    A function for ScriptedModel. Further drafts are as good as the offline drafter's.
    """

    def __init__(self, *changes: Change) -> None:
        self._changes = changes
        self._draft: Arguments | None = None
        self.submitted = 0

    def __call__(self, request: Request) -> Reply:
        if self._draft is None:
            reply = OfflineModel().reply(replace(request, messages=_searches_only(request.messages)))
            if not is_submission(reply):
                return reply
            self._draft = dict(reply.calls[0].arguments or {})
        return self._submit(self._draft)

    def _submit(self, draft: Arguments) -> Reply:
        changed = deep_copy(draft)
        if self.submitted < len(self._changes):
            self._changes[self.submitted](changed)
        self.submitted += 1
        return call("submit_plan", changed)


def _searches_only(messages: Sequence[Message]) -> tuple[Message, ...]:
    """The brief and what searches came to: the offline drafter goes by what it said itself."""
    start = max(i for i, message in enumerate(messages) if "<brief>" in message.text)
    searched = next((i for i in range(start, len(messages)) if any(c.id == "s1" for c in messages[i].calls)), None)
    return (messages[start], *(() if searched is None else messages[searched : searched + 2]))


def is_submission(reply: Reply) -> bool:
    """Whether the reply submits a plan."""
    return any(asked.name == "submit_plan" for asked in reply.calls)


def deep_copy(draft: Arguments) -> Arguments:
    """A draft that can be changed without changing the one it was made from."""
    return copy.deepcopy(draft)


def calls(*asked: ToolCall) -> Reply:
    """A reply with several tool calls."""
    return Reply(calls=asked, stop="tools")
