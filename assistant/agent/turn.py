"""Invariant: a Turn holds everything one exchange saw and produced, so that it can be logged, judged and replayed.

The agent fills it; the log, the evals and the exports only read it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from assistant.agent.prompts import Prompt
from assistant.knowledge.passages import Passage
from assistant.models.base import Message, Reply, Tokens, ToolSpec
from assistant.planning.findings import Finding
from assistant.planning.schema import Plan

Status = Literal["complete", "draft", "answered", "interrupted", "failed"]
"""complete: a plan without error findings · draft: a plan with them · answered: prose · then what went wrong."""


@dataclass(frozen=True)
class Call:
    """One model call of the turn: what was sent besides system prompt and tools, what came back, how long it took.

    `messages` are all that were sent, oldest first; the first `earlier` of them tell of earlier turns. `ttft_ms` is
    the time to the first piece of text, None when nothing was streamed; `params` what the call was asked with besides
    messages and tools. `model` is the name of the model that was asked, '' for the turn's own.
    """

    messages: tuple[Message, ...]
    reply: Reply
    latency_ms: int
    cost_usd: float | None = None
    error: str = ""
    ttft_ms: int | None = None
    params: Mapping[str, int | str | None] = field(default_factory=dict)
    earlier: int = 0
    model: str = ""

    def by(self, model: str) -> Call:
        """The call as made of the model of that name."""
        return replace(self, model=model)


@dataclass(frozen=True)
class Turn:
    """One exchange. Ids are UUIDv7; `prompts` maps prompt names to fingerprints (sha256).

    `variables` filled the brief's prompt besides the text and the passages; `prices` names the version of the price
    table, `version` that of the tool; `templates` are the prompts of this turn, unfilled.
    """

    id: str
    session: str
    started_at: str
    text: str
    status: Status
    model: str
    plan: Plan | None = None
    findings: tuple[Finding, ...] = ()
    answer: str = ""
    system: str = ""
    tools: tuple[ToolSpec, ...] = ()
    calls: tuple[Call, ...] = ()
    passages: tuple[Passage, ...] = ()
    prompts: dict[str, str] = field(default_factory=dict)
    corpus_version: str = ""
    repairs: int = 0
    error: str = ""
    notices: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    prices: str = ""
    version: str = ""
    templates: tuple[Prompt, ...] = ()

    @property
    def tokens(self) -> Tokens:
        """Tokens of all calls together."""
        total = Tokens()
        for call in self.calls:
            total = total + call.reply.tokens
        return total

    @property
    def asked(self) -> str:
        """The names of the models that were asked, in their order; the first is the one configured."""
        return ", then ".join(dict.fromkeys((self.model, *(call.model for call in self.calls if call.model))))

    @property
    def cost_usd(self) -> float | None:
        """Dollars of all calls, or None when a price is not known for one of them."""
        costs = [call.cost_usd for call in self.calls]
        return None if any(cost is None for cost in costs) else sum(cost for cost in costs if cost is not None)


@dataclass(frozen=True)
class Event:
    """Something a watcher may show while a turn runs. `kind` is one of the words below, `text` for people."""

    kind: Literal["searching", "found", "drafting", "text", "checking", "repairing", "notice", "done"]
    text: str = ""


OnEvent = Callable[[Event], None]
Record = Callable[[Literal["started", "finished"], Turn], None]
"""Given to the assistant by the app: called before the first model call and after the last, with the turn so far."""
