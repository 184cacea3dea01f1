"""Invariant: a turn always ends, with the best draft it had and the reason, and every model call is accounted for.

retrieve → prompt → tools → validate → repair (at most twice, with the exact findings) → review → record.
This is the only place where a model is called.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from assistant.agent.tools import SUBMIT, Outcome, Toolbox
from assistant.agent.turn import Call, Event, OnEvent
from assistant.errors import Interrupted, ProviderError
from assistant.models.base import ChatModel, Message, Reply, Request, Tokens, ToolCall, ToolResult, ToolSpec
from assistant.planning.findings import Finding
from assistant.planning.schema import Plan


@dataclass(frozen=True)
class Limits:
    """What one turn may use (project rules). `max_cost_usd` None: no cap."""

    steps: int = 14
    identical_calls: int = 2
    repairs: int = 2
    tokens: int = 400_000
    seconds: float = 600.0
    max_cost_usd: float | None = None


@dataclass
class Progress:
    """What the loop has so far; it survives whatever ends the loop."""

    messages: list[Message]
    calls: list[Call] = field(default_factory=list)
    plan: Plan | None = None
    findings: tuple[Finding, ...] = ()
    answer: str = ""
    repairs: int = 0
    ended: str = ""


Judge = Callable[[Outcome], tuple[Plan, tuple[Finding, ...]]]
"""Assembles and reviews a submitted draft."""


@dataclass(frozen=True)
class Loop:
    """One turn's loop over a model. `must_plan` nudges a model that answers in prose; prose is an answer otherwise."""

    model: ChatModel
    system: str
    tools: tuple[ToolSpec, ...]
    toolbox: Toolbox
    judge: Judge
    repair_text: Callable[[str], str]
    price: Callable[[Tokens], float | None]
    on_event: OnEvent
    limits: Limits
    must_plan: bool
    clock: Callable[[], float] = time.monotonic

    def run(self, progress: Progress) -> None:
        """Steps until a plan holds, an answer stands, or a limit is reached. Raises ProviderError, Interrupted."""
        started = self.clock()
        while not progress.ended:
            progress.ended = self._spent(progress, started)
            if progress.ended:
                return
            self._step(progress)

    def _step(self, progress: Progress) -> None:
        reply = self._ask(progress)
        if reply.stop == "refusal":
            progress.answer, progress.ended = reply.text, "the model refused"
        elif reply.stop == "length":
            self._too_long(progress, reply)
        elif reply.calls:
            self._run_tools(progress, reply)
        else:
            self._prose(progress, reply)

    def _ask(self, progress: Progress) -> Reply:
        request = Request(system=self.system, messages=tuple(progress.messages), tools=self.tools)
        before = self.clock()
        try:
            reply = self.model.reply(request, lambda piece: self.on_event(Event("text", piece)))
        except (ProviderError, Interrupted, KeyboardInterrupt) as error:
            partial = getattr(error, "partial", "")
            sent = progress.messages[-1:]
            failed = Call(tuple(sent), Reply(text=partial, stop="cut"), self._since(before), error=type(error).__name__)
            progress.calls.append(failed)
            progress.answer = partial
            raise
        cost = self.price(reply.tokens)
        progress.calls.append(Call(tuple(progress.messages[-1:]), reply, self._since(before), cost))
        if reply.stop == "cut":
            progress.answer = reply.text
            raise ProviderError(
                "The model's answer was cut short", fix="Try again; what had arrived is kept.", retryable=True
            )
        return reply

    def _since(self, before: float) -> int:
        return round((self.clock() - before) * 1000)

    def _run_tools(self, progress: Progress, reply: Reply) -> None:
        progress.messages.append(Message("assistant", text=reply.text, calls=reply.calls))
        seen: set[str] = set()
        results = []
        for call in reply.calls:
            outcome = self._one(progress, call) if call.id not in seen else Outcome("A second call of that id.", True)
            seen.add(call.id)
            results.append(ToolResult(call.id, outcome.content, outcome.is_error))
        progress.messages.append(Message("tool", results=tuple(results)))

    def _one(self, progress: Progress, call: ToolCall) -> Outcome:
        if progress.ended:
            return Outcome("The turn has ended.", True)
        if self._repeated(progress, call):
            return Outcome("This call was made before; use its result.", True)
        if call.name == SUBMIT:
            self.on_event(Event("checking", "checking order, gates, costs and citations"))
        outcome = self.toolbox.run(call)
        if call.name == SUBMIT:
            return self._submitted(progress, outcome)
        return outcome

    def _repeated(self, progress: Progress, call: ToolCall) -> bool:
        if call.name == SUBMIT:
            return False
        earlier = [
            c for m in progress.messages[:-1] for c in m.calls if (c.name, c.arguments) == (call.name, call.arguments)
        ]
        return len(earlier) >= self.limits.identical_calls

    def _submitted(self, progress: Progress, outcome: Outcome) -> Outcome:
        problems = outcome.content
        if outcome.draft is not None:
            progress.plan, progress.findings = self.judge(outcome)
            errors = [finding for finding in progress.findings if finding.severity == "error"]
            if not errors:
                progress.ended = "done"
                return Outcome("The plan holds.")
            problems = "\n".join(str(finding) for finding in errors)
        if progress.repairs >= self.limits.repairs:
            progress.ended = "the draft still breaks rules after two repairs"
            return Outcome(problems, True)
        progress.repairs += 1
        self.on_event(Event("repairing", f"repair {progress.repairs} of {self.limits.repairs}"))
        return Outcome(self.repair_text(problems), True)

    def _too_long(self, progress: Progress, reply: Reply) -> None:
        if progress.repairs >= self.limits.repairs:
            progress.answer, progress.ended = reply.text, "the model ran out of output tokens"
            return
        progress.repairs += 1
        progress.messages.append(Message("assistant", text=reply.text or "(cut off)"))
        progress.messages.append(
            Message("user", text="That was cut off by the output limit. Be shorter; submit again whole.")
        )

    def _prose(self, progress: Progress, reply: Reply) -> None:
        progress.answer = reply.text
        if not self.must_plan and reply.text.strip():
            progress.messages.append(Message("assistant", text=reply.text))
            progress.ended = "answered"
            return
        if progress.repairs >= self.limits.repairs:
            progress.ended = "the model did not submit a plan"
            return
        progress.repairs += 1
        if reply.text.strip():
            progress.messages.append(Message("assistant", text=reply.text))
            progress.messages.append(Message("user", text=f"Submit the plan with the {SUBMIT} tool."))
        else:
            progress.messages[-1] = _nudged(progress.messages[-1])

    def _spent(self, progress: Progress, started: float) -> str:
        tokens = sum(call.reply.tokens.total for call in progress.calls)
        cost = sum(call.cost_usd or 0.0 for call in progress.calls)
        cap = self.limits.max_cost_usd
        checks = (
            (
                len(progress.calls) >= self.limits.steps,
                f"the turn reached its limit of {self.limits.steps} model calls",
            ),
            (tokens >= self.limits.tokens, f"the turn reached its limit of {self.limits.tokens:,} tokens"),
            (cap is not None and cost >= cap and bool(progress.calls), f"the turn reached its cost cap of ${cap}"),
            (self.clock() - started >= self.limits.seconds, "the turn reached its time limit"),
        )
        return next((reason for reached, reason in checks if reached), "")


def _nudged(message: Message) -> Message:
    extra = "(The last reply was empty.)"
    if message.role == "tool":
        last = message.results[-1]
        return replace(message, results=(*message.results[:-1], replace(last, content=f"{last.content}\n{extra}")))
    return replace(message, text=f"{message.text}\n{extra}")
